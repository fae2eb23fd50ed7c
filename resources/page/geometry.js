// Web Mercator and the shapes of features in it. World units run from 0 to 1 over the whole map; a tile of 512 px at
// tile zoom z is 1 / 2^z of it. No drawing here.

export const TILE = 512;
export const KEPT = 4; // zooms whose overviews, groups and names are kept: the present one, its neighbours, one more

export const worldX = (lng) => lng / 360 + 0.5;

export function worldY(lat) {
  const sine = Math.sin((Math.min(85.0511, Math.max(-85.0511, lat)) * Math.PI) / 180);
  return 0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI;
}

export const longitude = (x) => (x - 0.5) * 360;
export const latitude = (y) => (360 / Math.PI) * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - 90;

const STEPS = 128; // pieces a degree of latitude in which the projection is a cubic, right to the last bits
const pieces = new Float64Array(4 * 180 * STEPS).fill(NaN); // four coefficients each, made when a place lies there

/** Piece `at` from the south pole on: the cubic with the projection's values and slopes at both ends. */
function makePiece(at) {
  const south = at / STEPS - 90;
  const north = south + 1 / STEPS;
  const slope = (lat) => -1 / (360 * STEPS * Math.cos((lat * Math.PI) / 180));
  const [from, to, start, end] = [worldY(south), worldY(north), slope(south), slope(north)];
  pieces.set([from, start, 3 * (to - from) - 2 * start - end, 2 * (from - to) + start + end], 4 * at);
}

const LIMIT = 85; // degrees: beyond, the world is cut off

/** Lon/lat pairs, interleaved as they are, made places of the world where they lie. Two million want no logarithm each. */
export function project(world) {
  for (let i = 0; i < world.length; i += 2) {
    const lat = world[i + 1];
    world[i] = worldX(world[i]);
    if (!(lat > -LIMIT && lat < LIMIT)) {
      world[i + 1] = worldY(lat);
      continue;
    }
    const along = (lat + 90) * STEPS;
    const piece = Math.trunc(along);
    const o = 4 * piece;
    if (Number.isNaN(pieces[o])) makePiece(piece);
    const t = along - piece;
    world[i + 1] = pieces[o] + t * (pieces[o + 1] + t * (pieces[o + 2] + t * pieces[o + 3]));
  }
  return world;
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

/** Box in the world of a part {zoom, left, top, width, height}, in px of the world at its zoom. */
export function worldBox({ zoom, left, top, width, height }) {
  const px = 1 / (TILE * 2 ** (zoom - 1));
  return [left * px, top * px, (left + width) * px, (top + height) * px];
}

/** Outlines are rounded to a quarter px of the whole world (shapes.js). */
export const toPx = 1 / 4;
