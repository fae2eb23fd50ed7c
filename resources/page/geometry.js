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

/** World coordinates of lon/lat pairs, interleaved as they are. */
export function project(lonlat) {
  const world = new Float64Array(lonlat.length);
  for (let i = 0; i < lonlat.length; i += 2) {
    world[i] = worldX(lonlat[i]);
    world[i + 1] = worldY(lonlat[i + 1]);
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
