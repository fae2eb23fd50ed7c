// Rings as canvas paths inside one part of the map (a tile or a sheet). A feature that lies within it goes in whole; of a
// larger one only what reaches it does, since a stroke costs as much outside the canvas as inside.

import { overview, toPx } from "./geometry.js";

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
 * Trace the outlines of `features` on `ctx`, to be filled by the even-odd rule; `paint(part)` is called for each path,
 * with true when it is not the only one.
 */
export function traceFills(ctx, features, tile, paint) {
  traced(ctx, features, tile, paint, (feature, ring, inside) => (inside ? closed : clipped)(ctx, ring, tile));
}

/** The same for strokes. */
export function traceLines(ctx, features, tile, paint) {
  traced(ctx, features, tile, paint, (feature, ring, inside) => (inside && !feature.open ? closed : reaching)(ctx, ring, tile));
}

function traced(ctx, features, tile, paint, trace) {
  let vertices = 0;
  for (const feature of features) for (const ring of overview(feature, tile.z)) vertices += ring.length / 2;
  const most = vertices > WHOLE ? BATCH : Infinity;
  let count = 0;
  ctx.beginPath();
  for (const feature of features) {
    const inside = whole(feature, tile);
    for (const ring of overview(feature, tile.z)) {
      trace(feature, ring, inside);
      count += ring.length / 2;
    }
    if (count < most) continue;
    paint(true);
    ctx.beginPath();
    count = 0;
  }
  if (count) paint(most === BATCH);
}

function closed(ctx, ring, { left, top }) {
  ctx.moveTo(ring[0] * toPx - left, ring[1] * toPx - top);
  for (let i = 2; i < ring.length - 2; i += 2) ctx.lineTo(ring[i] * toPx - left, ring[i + 1] * toPx - top);
  ctx.closePath();
}

/** Only the segments whose box meets the part. */
function reaching(ctx, ring, { left, top, width, height }) {
  const right = width + EDGE;
  const bottom = height + EDGE;
  let x0 = ring[0] * toPx - left;
  let y0 = ring[1] * toPx - top;
  let drawing = false;
  for (let i = 2; i < ring.length; i += 2) {
    const x1 = ring[i] * toPx - left;
    const y1 = ring[i + 1] * toPx - top;
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
function clipped(ctx, ring, { left, top, width, height }) {
  if (from.length < ring.length * 4) {
    from = new Float64Array(ring.length * 4);
    to = new Float64Array(ring.length * 4);
  }
  let count = ring.length / 2 - 1;
  for (let i = 0; i < count; i++) {
    from[2 * i] = ring[2 * i] * toPx - left;
    from[2 * i + 1] = ring[2 * i + 1] * toPx - top;
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
