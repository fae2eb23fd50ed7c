// Rings as canvas paths inside one part of the map (a tile or a sheet). A feature that lies within it goes in whole; of a
// larger one only what reaches it does, since a stroke costs as much outside the canvas as inside.

import { toPx } from "./geometry.js";

// How many vertices one path may have. The rasteriser keeps the edges that cross a row in a list, so a path of ten thousand
// polygons costs seconds where many small paths cost a tenth of one.
const WHOLE = 12000; // up to here a group of features is one path, without seams
const BATCH = 600; // beyond, paths of this size

const EDGE = 12; // px beyond the part that still count, so that clipped edges and wide lines stay out of sight
const LOW = -EDGE;

const whole = ({ box }, tile) => {
  const [x0, y0, x1, y1] = tile.box;
  return box[0] >= x0 && box[1] >= y0 && box[2] <= x1 && box[3] <= y1;
};

/**
 * Trace the outlines of `features` on `ctx`, to be filled by the nonzero rule; `paint(part)` is called for each path,
 * with true when it is not the only one.
 */
export function traceFills(ctx, features, tile, paint) {
  traced(ctx, features, tile, paint, (open, inside) => (inside ? closed : clipped));
}

/** The same for strokes. */
export function traceLines(ctx, features, tile, paint) {
  traced(ctx, features, tile, paint, (open, inside) => (inside && !open ? closed : reaching));
}

function traced(ctx, features, tile, paint, how) {
  let vertices = 0;
  for (const { shapes, at } of features) vertices += shapes.level(tile.z).make(at);
  const most = vertices > WHOLE ? BATCH : Infinity;
  let count = 0;
  ctx.beginPath();
  for (const feature of features) {
    const { shapes, at } = feature;
    const { xy, starts, lengths } = shapes.level(tile.z);
    const trace = how(feature.open, whole(feature, tile));
    for (let ring = shapes.firsts[at], end = shapes.firsts[at + 1]; ring < end; ring++) {
      const items = lengths[ring];
      if (!items) continue;
      trace(ctx, xy, starts[ring], starts[ring] + items, tile);
      count += items / 2;
    }
    if (count < most) continue;
    paint(true);
    ctx.beginPath();
    count = 0;
  }
  if (count) paint(most === BATCH);
}

// Each traces the ring that lies in `xy` from item `start` to `end`.

function closed(ctx, xy, start, end, { left, top }) {
  ctx.moveTo(xy[start] * toPx - left, xy[start + 1] * toPx - top);
  for (let i = start + 2; i < end - 2; i += 2) ctx.lineTo(xy[i] * toPx - left, xy[i + 1] * toPx - top);
  ctx.closePath();
}

/** Only the segments whose box meets the part. */
function reaching(ctx, xy, start, end, { left, top, width, height }) {
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
      if (!drawing) ctx.moveTo(x0, y0);
      ctx.lineTo(x1, y1);
    }
    drawing = near;
    x0 = x1;
    y0 = y1;
  }
}

let from = new Float64Array(1 << 12);
let to = new Float64Array(1 << 12);

/** The ring cut to the part by Sutherland and Hodgman: one side after the other. */
function clipped(ctx, xy, start, end, { left, top, width, height }) {
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
  ctx.moveTo(from[0], from[1]);
  for (let i = 1; i < count; i++) ctx.lineTo(from[2 * i], from[2 * i + 1]);
  ctx.closePath();
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
