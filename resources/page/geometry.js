// Web Mercator and the shapes of features in it. World units run from 0 to 1 over the whole map; a tile of 512 px at
// tile zoom z is 1 / 2^z of it. No drawing here.

export const TILE = 512;
const QUANTUM = 4; // steps a px to which an overview is rounded
export const KEPT = 4; // zooms whose overviews, groups and names are kept: the present one, its neighbours, one more
const COARSE = 10; // tile zoom of the outlines from which those of zooms smaller by two and more are made
const TOLERANCE = 0.35 * QUANTUM; // how far, in steps, a dropped vertex may lie off the line

export const worldX = (lng) => lng / 360 + 0.5;

export function worldY(lat) {
  const sine = Math.sin((Math.min(85.0511, Math.max(-85.0511, lat)) * Math.PI) / 180);
  return 0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI;
}

export const longitude = (x) => (x - 0.5) * 360;
export const latitude = (y) => (360 / Math.PI) * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - 90;

/** World coordinates of lon/lat pairs, interleaved as they are. */
export function project(lonlat) {
  const world = new Float64Array(lonlat.length);
  for (let i = 0; i < lonlat.length; i += 2) {
    world[i] = worldX(lonlat[i]);
    world[i + 1] = worldY(lonlat[i + 1]);
  }
  return world;
}

/** Box [x0, y0, x1, y1] of interleaved coordinates. */
export function boxOf(rings) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      if (ring[i] < box[0]) box[0] = ring[i];
      if (ring[i] > box[2]) box[2] = ring[i];
      if (ring[i + 1] < box[1]) box[1] = ring[i + 1];
      if (ring[i + 1] > box[3]) box[3] = ring[i + 1];
    }
  }
  return box;
}

export const overlap = (a, b) => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

export const grown = (box, by) => [box[0] - by, box[1] - by, box[2] + by, box[3] + by];

/** Distance from (x, y) to the nearest of the open `lines`, in their units. */
export function distance(lines, x, y) {
  let least = Infinity;
  for (const line of lines) {
    for (let i = 2; i < line.length; i += 2) {
      const [x0, y0, dx, dy] = [line[i - 2], line[i - 1], line[i] - line[i - 2], line[i + 1] - line[i - 1]];
      const along = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1)));
      least = Math.min(least, Math.hypot(x - x0 - along * dx, y - y0 - along * dy));
    }
  }
  return least;
}

/** Even-odd test over all rings of a feature. */
export function contains(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const yi = ring[i + 1];
      const yj = ring[j + 1];
      if (yi > y !== yj > y && x < ((ring[j] - ring[i]) * (y - yi)) / (yj - yi) + ring[i]) inside = !inside;
    }
  }
  return inside;
}

/**
 * The rings of a feature as they are drawn at tile zoom `z`: [Int32Array …] in quarter px of the whole world.
 * Rounding before simplifying makes neighbours agree on a shared border, whichever way each runs along it. The zooms
 * asked for last are kept.
 */
export function overview(feature, z) {
  const kept = (feature.overviews ??= []); // shared shape: made with null in store.js
  const at = kept.findIndex((entry) => entry.z === z);
  if (at >= 0) {
    if (at < kept.length - 1) kept.push(...kept.splice(at, 1));
    return kept[kept.length - 1].rings;
  }
  const small = z <= COARSE - 2;
  if (small) feature.coarse ??= simpler(feature.rings, TILE * QUANTUM * 2 ** COARSE, feature.open);
  const rings = small
    ? simpler(feature.coarse, 2 ** (z - COARSE), feature.open)
    : simpler(feature.rings, TILE * QUANTUM * 2 ** z, feature.open);
  if (kept.length >= KEPT) kept.shift();
  kept.push({ z, rings });
  return rings;
}

function simpler(rings, scale, open) {
  const simple = [];
  for (const ring of rings) {
    const found = simplified(ring, scale, open ? 2 : 4);
    if (found) simple.push(found);
  }
  return simple;
}

export const toPx = 1 / QUANTUM;

let scratch = new Int32Array(1 << 14);
let keep = new Uint8Array(1 << 13);

/** `least` vertices are kept, else nothing: four of a ring (three corners and the first again), two of a line. */
function simplified(ring, scale, least) {
  if (scratch.length < ring.length) {
    scratch = new Int32Array(ring.length * 2);
    keep = new Uint8Array(ring.length);
  }
  let count = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const x = Math.round(ring[i] * scale);
    const y = Math.round(ring[i + 1] * scale);
    if (count && scratch[2 * count - 2] === x && scratch[2 * count - 1] === y) continue;
    scratch[2 * count] = x;
    scratch[2 * count + 1] = y;
    count++;
  }
  if (count < least) return null;
  keep.fill(0, 0, count);
  keep[0] = keep[count - 1] = 1;
  keepFarthest(0, count - 1);
  let kept = 0;
  for (let i = 0; i < count; i++) kept += keep[i];
  if (kept < least) return null;
  const simple = new Int32Array(2 * kept);
  for (let i = 0, o = 0; i < count; i++) {
    if (!keep[i]) continue;
    simple[o++] = scratch[2 * i];
    simple[o++] = scratch[2 * i + 1];
  }
  return simple;
}

/** Douglas and Peucker, with a stack instead of recursion. */
function keepFarthest(from, to) {
  const stack = [from, to];
  while (stack.length) {
    const last = stack.pop();
    const first = stack.pop();
    const x = scratch[2 * first];
    const y = scratch[2 * first + 1];
    const dx = scratch[2 * last] - x;
    const dy = scratch[2 * last + 1] - y;
    const length = dx * dx + dy * dy;
    let most = TOLERANCE * TOLERANCE;
    let at = -1;
    for (let i = first + 1; i < last; i++) {
      let px = scratch[2 * i] - x;
      let py = scratch[2 * i + 1] - y;
      if (length) {
        const along = Math.max(0, Math.min(1, (px * dx + py * dy) / length));
        px -= along * dx;
        py -= along * dy;
      }
      const off = px * px + py * py;
      if (off > most) {
        most = off;
        at = i;
      }
    }
    if (at > 0) {
      keep[at] = 1;
      stack.push(first, at, at, last);
    }
  }
}
