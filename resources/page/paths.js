// Rings as paths inside one part of the map (a tile or a sheet). A feature that lies within it goes in whole; of a larger one
// only what reaches it does, since a stroke costs as much outside the canvas as inside. What neighbours share is no edge of
// what both fill, and is one line between them (`mesh.js`).

import { toPx } from "./geometry.js";
import { borders, outline } from "./mesh.js";

// How many vertices one path may have. The rasteriser keeps the edges that cross a row in a list, so a path of ten thousand
// polygons costs seconds where many small paths cost a tenth of one.
const WHOLE = 12000; // up to here a group of features is one path, without seams
const BATCH = 600; // beyond, paths of this size
const PIECE = 64; // of opaque borders: where two such paths meet nothing shows, and short ones cost least
const WORTH = 0.7; // neighbours are filled as one when no more than this part of their borders is left

const EDGE = 12; // px beyond the part that still count, so that clipped edges and wide lines stay out of sight
const LOW = -EDGE;

const whole = ({ box }, tile) => {
  const [x0, y0, x1, y1] = tile.box;
  return box[0] >= x0 && box[1] >= y0 && box[2] <= x1 && box[3] <= y1;
};

/** Paths of the rings of `features` as they are, to fill by the nonzero rule; where there are several, they may meet. */
export function ringPaths(features, tile) {
  return traced(features, tile, (open, inside) => (inside ? closed : clipped));
}

/** Paths along the same rings, each from beginning to end. */
export function linePaths(features, tile) {
  return traced(features, tile, (open, inside) => (inside && !open ? closed : reaching));
}

/** The path that fills `features` without the borders between them; null when they share too few for that to be worth it. */
export function unitedPath(features, tile) {
  const rings = features.length > 1 ? outline(ringsOf(features, tile), WORTH) : null;
  if (!rings || size(rings) > WHOLE) return null;
  const path = new Path2D();
  for (const ring of rings) clipped(path, ring, 0, ring.length, tile);
  return path;
}

/** Paths along every border of `features`, each once however many areas it bounds; short ones when the lines are `opaque`. */
export function borderPaths(features, tile, opaque) {
  const { left, top, width, height } = tile;
  const box = [left - EDGE, top - EDGE, left + width + EDGE, top + height + EDGE].map((side) => side / toPx);
  const runs = borders(ringsOf(features, tile), box);
  const most = opaque ? PIECE : size(runs) > WHOLE ? BATCH : Infinity;
  const paths = [];
  let count = Infinity;
  for (const run of runs) {
    if (count >= most) {
      paths.push(new Path2D());
      count = 0;
    }
    const path = paths.at(-1);
    path.moveTo(run[0] * toPx - left, run[1] * toPx - top);
    for (let i = 2; i < run.length; i += 2) path.lineTo(run[i] * toPx - left, run[i + 1] * toPx - top);
    count += run.length / 2;
  }
  return paths;
}

const size = (rings) => rings.reduce((sum, ring) => sum + ring.length / 2, 0);

/** How many vertices `features` have at the tile's zoom; they are all made then. */
const made = (features, { z }) => features.reduce((sum, { shapes, at }) => sum + shapes.level(z).make(at), 0);

/** The rings of `features` at the tile's zoom. */
function ringsOf(features, tile) {
  made(features, tile); // making one may move the others
  const found = [];
  for (const { shapes, at } of features) {
    const { xy, starts, lengths } = shapes.level(tile.z);
    for (let ring = shapes.firsts[at], end = shapes.firsts[at + 1]; ring < end; ring++) {
      if (lengths[ring]) found.push(xy.subarray(starts[ring], starts[ring] + lengths[ring]));
    }
  }
  return found;
}

/** Paths of the rings of `features`: one, or many where there are many vertices. `how(open, inside)` gives what traces a ring. */
function traced(features, tile, how) {
  const most = made(features, tile) > WHOLE ? BATCH : Infinity;
  const paths = [];
  let count = Infinity;
  for (const feature of features) {
    if (count >= most) {
      paths.push(new Path2D());
      count = 0;
    }
    const { shapes, at } = feature;
    const { xy, starts, lengths } = shapes.level(tile.z);
    const trace = how(feature.open, whole(feature, tile));
    for (let ring = shapes.firsts[at], end = shapes.firsts[at + 1]; ring < end; ring++) {
      const items = lengths[ring];
      if (!items) continue;
      trace(paths.at(-1), xy, starts[ring], starts[ring] + items, tile);
      count += items / 2;
    }
  }
  return paths;
}

// Each traces the ring that lies in `xy` from item `start` to `end`.

function closed(path, xy, start, end, { left, top }) {
  path.moveTo(xy[start] * toPx - left, xy[start + 1] * toPx - top);
  for (let i = start + 2; i < end - 2; i += 2) path.lineTo(xy[i] * toPx - left, xy[i + 1] * toPx - top);
  path.closePath();
}

/** Only the segments whose box meets the part. */
function reaching(path, xy, start, end, { left, top, width, height }) {
  const right = width + EDGE;
  const bottom = height + EDGE;
  let x0 = xy[start] * toPx - left;
  let y0 = xy[start + 1] * toPx - top;
  let drawing = false;
  for (let i = start + 2; i < end; i += 2) {
    const x1 = xy[i] * toPx - left;
    const y1 = xy[i + 1] * toPx - top;
    const near = (x0 > LOW || x1 > LOW) && (x0 < right || x1 < right) && (y0 > LOW || y1 > LOW) && (y0 < bottom || y1 < bottom);
    if (near) {
      if (!drawing) path.moveTo(x0, y0);
      path.lineTo(x1, y1);
    }
    drawing = near;
    x0 = x1;
    y0 = y1;
  }
}

let from = new Float64Array(1 << 12);
let to = new Float64Array(1 << 12);

/** The ring cut to the part by Sutherland and Hodgman: one side after the other. */
function clipped(path, xy, start, end, { left, top, width, height }) {
  const items = end - start;
  if (from.length < items * 4) {
    from = new Float64Array(items * 4);
    to = new Float64Array(items * 4);
  }
  let count = items / 2 - 1;
  for (let i = 0; i < count; i++) {
    from[2 * i] = xy[start + 2 * i] * toPx - left;
    from[2 * i + 1] = xy[start + 2 * i + 1] * toPx - top;
  }
  count = cut(count, 0, LOW, 1);
  if (count > 2) count = cut(count, 0, width + EDGE, -1);
  if (count > 2) count = cut(count, 1, LOW, 1);
  if (count > 2) count = cut(count, 1, height + EDGE, -1);
  if (count < 3) return;
  path.moveTo(from[0], from[1]);
  for (let i = 1; i < count; i++) path.lineTo(from[2 * i], from[2 * i + 1]);
  path.closePath();
}

/** What of the ring in `from` lies on the inner side of one bound; it ends in `from` again. */
function cut(count, axis, bound, sign) {
  let kept = 0;
  let before = 2 * (count - 1);
  let wasIn = sign * (from[before + axis] - bound) >= 0;
  for (let i = 0; i < 2 * count; i += 2) {
    const isIn = sign * (from[i + axis] - bound) >= 0;
    if (isIn !== wasIn) {
      const share = (bound - from[before + axis]) / (from[i + axis] - from[before + axis]);
      to[2 * kept] = from[before] + share * (from[i] - from[before]);
      to[2 * kept + 1] = from[before + 1] + share * (from[i + 1] - from[before + 1]);
      kept++;
    }
    if (isIn) {
      to[2 * kept] = from[i];
      to[2 * kept + 1] = from[i + 1];
      kept++;
    }
    before = i;
    wasIn = isIn;
  }
  [from, to] = [to, from];
  return kept;
}
