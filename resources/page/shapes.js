// The outlines of many features as flat arrays: vertices of the world, where each ring begins, which rings a feature has.
// Payloads bring them so (layers/payload.py), and they stay so: an array a ring would be a hundred thousand of them for a
// province, and the collector would walk them at every step. `Level` holds the same outlines as they are drawn at a zoom.

import { KEPT, TILE, toPx } from "./geometry.js";

const QUANTUM = 1 / toPx; // steps a px to which an outline is rounded
const COARSE = 10; // tile zoom of the outlines from which those of zooms smaller by two and more are made
const TOLERANCE = 0.35 * QUANTUM; // how far, in steps, a dropped vertex may lie off the line

export class Shapes {
  /** `world` is x, y of each vertex; `features`, `polygons` and `rings` are offsets as in a payload. */
  constructor(world, { features, polygons, rings }, open) {
    this.world = world;
    this.rings = rings;
    this.polygons = polygons;
    this.features = features;
    this.firsts = features.map((polygon) => polygons[polygon]); // first ring of each feature, and the end
    this.open = open;
    this.boxes = this.#boxed();
    this.levels = new Map(); // tile zoom → Level, the one asked for last at the end
    this.coarse = null;
    this.last = null; // the level asked for last
  }

  /** Boxes x0, y0, x1, y1 of the polygons, one after the other. */
  #boxed() {
    const { world, rings, polygons } = this;
    const boxes = new Float64Array(4 * (polygons.length - 1));
    for (let at = 0; at + 1 < polygons.length; at++) {
      let x0 = Infinity;
      let y0 = Infinity;
      let x1 = -Infinity;
      let y1 = -Infinity;
      for (let i = 2 * rings[polygons[at]], end = 2 * rings[polygons[at + 1]]; i < end; i += 2) {
        const x = world[i];
        const y = world[i + 1];
        if (x < x0) x0 = x;
        if (x > x1) x1 = x;
        if (y < y0) y0 = y;
        if (y > y1) y1 = y;
      }
      boxes[4 * at] = x0;
      boxes[4 * at + 1] = y0;
      boxes[4 * at + 2] = x1;
      boxes[4 * at + 3] = y1;
    }
    return boxes;
  }

  /** Box [x0, y0, x1, y1] of feature `at`. */
  box(at) {
    const found = [0, 0, 0, 0];
    this.boxInto(at, found, 0);
    return found;
  }

  /** Put the box of feature `at` into `into`, from place `o` on. */
  boxInto(at, into, o) {
    const { boxes, features } = this;
    into[o] = into[o + 1] = Infinity;
    into[o + 2] = into[o + 3] = -Infinity;
    for (let i = 4 * features[at]; i < 4 * features[at + 1]; i += 4) {
      into[o] = Math.min(into[o], boxes[i]);
      into[o + 1] = Math.min(into[o + 1], boxes[i + 1]);
      into[o + 2] = Math.max(into[o + 2], boxes[i + 2]);
      into[o + 3] = Math.max(into[o + 3], boxes[i + 3]);
    }
  }

  /** The rings of feature `at` as views of the world's vertices. */
  ringsOf(at) {
    const found = [];
    for (let ring = this.firsts[at]; ring < this.firsts[at + 1]; ring++) {
      found.push(this.world.subarray(2 * this.rings[ring], 2 * this.rings[ring + 1]));
    }
    return found;
  }

  /** The outlines at tile zoom `z`; those of the zooms asked for last are kept. */
  level(z) {
    if (this.last?.z === z) return this.last;
    const level = this.levels.get(z) ?? this.#made(z);
    this.levels.delete(z);
    this.levels.set(z, level);
    if (this.levels.size > KEPT) this.levels.delete(this.levels.keys().next().value);
    this.last = level;
    return level;
  }

  #made(z) {
    if (z > COARSE - 2) return new Level(this, z, TILE * QUANTUM * 2 ** z, null);
    this.coarse ??= new Level(this, COARSE, TILE * QUANTUM * 2 ** COARSE, null);
    return new Level(this, z, 2 ** (z - COARSE), this.coarse);
  }
}

/**
 * Outlines in quarter px of the whole world at one tile zoom, made a feature at a time. Rounding before simplifying makes
 * neighbours agree on a shared border, whichever way each runs along it.
 */
class Level {
  /** `scale` takes the vertices of `source` (another Level; null for the world's) to quarter px. */
  constructor(shapes, z, scale, source) {
    const count = shapes.rings.length - 1;
    this.shapes = shapes;
    this.z = z;
    this.scale = scale;
    this.source = source;
    this.starts = new Uint32Array(count); // where each ring begins in xy
    this.lengths = new Uint32Array(count); // items of xy, 0 for a ring too small to be drawn
    this.done = new Uint8Array(shapes.firsts.length - 1);
    this.xy = new Int32Array(Math.min(1 << 12, shapes.world.length));
    this.used = 0;
  }

  /** Have the rings of feature `at` in `xy`; how many vertices they have. */
  make(at) {
    const { firsts } = this.shapes;
    if (!this.done[at]) this.#trace(at);
    let items = 0;
    for (let ring = firsts[at]; ring < firsts[at + 1]; ring++) items += this.lengths[ring];
    return items / 2;
  }

  #trace(at) {
    const { firsts, rings, world, open } = this.shapes;
    const { source } = this;
    source?.make(at);
    for (let ring = firsts[at]; ring < firsts[at + 1]; ring++) {
      const [from, to] = source ? [source.starts[ring], source.starts[ring] + source.lengths[ring]] : [2 * rings[ring], 2 * rings[ring + 1]];
      const count = source ? roundedWhole(source.xy, from, to, this.scale) : rounded(world, from, to, this.scale);
      this.#keep(ring, count, open ? 2 : 4);
    }
    this.done[at] = 1;
  }

  /** Take what of the `count` vertices in `scratch` is needed; `least` of them, else the ring is not drawn. */
  #keep(ring, count, least) {
    if (count < least) return;
    const kept = simplified(count);
    if (kept < least) return;
    this.#room(2 * kept);
    const { xy } = this;
    this.starts[ring] = this.used;
    this.lengths[ring] = 2 * kept;
    for (let i = 0; i < count; i++) {
      if (!keep[i]) continue;
      xy[this.used++] = scratch[2 * i];
      xy[this.used++] = scratch[2 * i + 1];
    }
  }

  #room(items) {
    if (this.used + items <= this.xy.length) return;
    const larger = new Int32Array(Math.max(2 * this.xy.length, this.used + items));
    larger.set(this.xy);
    this.xy = larger;
  }

  /** The rings of feature `at`, each an array of its own. */
  ringsOf(at) {
    this.make(at);
    const { firsts } = this.shapes;
    const found = [];
    for (let ring = firsts[at]; ring < firsts[at + 1]; ring++) {
      const start = this.starts[ring];
      if (this.lengths[ring]) found.push(this.xy.slice(start, start + this.lengths[ring]));
    }
    return found;
  }
}

let scratch = new Int32Array(1 << 14);
let keep = new Uint8Array(1 << 13);
let stack = new Int32Array(1 << 10);

function reserve(items) {
  if (scratch.length >= items) return;
  scratch = new Int32Array(items * 2);
  keep = new Uint8Array(items);
}

/** Put the vertices from..to of `xy` into `scratch`, rounded, those that fall together once; how many they are. */
function rounded(xy, from, to, scale) {
  reserve(to - from);
  let count = 0;
  for (let i = from; i < to; i += 2) {
    const x = Math.round(xy[i] * scale);
    const y = Math.round(xy[i + 1] * scale);
    if (count && scratch[2 * count - 2] === x && scratch[2 * count - 1] === y) continue;
    scratch[2 * count] = x;
    scratch[2 * count + 1] = y;
    count++;
  }
  return count;
}

/** The same for whole numbers: a function of its own, so that each is compiled for one sort of array. */
function roundedWhole(xy, from, to, scale) {
  reserve(to - from);
  let count = 0;
  for (let i = from; i < to; i += 2) {
    const x = Math.round(xy[i] * scale);
    const y = Math.round(xy[i + 1] * scale);
    if (count && scratch[2 * count - 2] === x && scratch[2 * count - 1] === y) continue;
    scratch[2 * count] = x;
    scratch[2 * count + 1] = y;
    count++;
  }
  return count;
}

/** Mark in `keep` which of the `count` vertices in `scratch` are drawn, after Douglas and Peucker; how many they are. */
function simplified(count) {
  keep.fill(0, 0, count);
  keep[0] = keep[count - 1] = 1;
  let kept = 2;
  let depth = 0;
  if (stack.length < 2 * count + 4) stack = new Int32Array(4 * count + 8);
  stack[depth++] = 0;
  stack[depth++] = count - 1;
  while (depth) {
    const last = stack[--depth];
    const first = stack[--depth];
    const at = farthest(first, last);
    if (at < 0) continue;
    keep[at] = 1;
    kept++;
    stack[depth++] = first;
    stack[depth++] = at;
    stack[depth++] = at;
    stack[depth++] = last;
  }
  return kept;
}

/** The vertex between two that lies farthest off the line through them, -1 when none lies off it by the tolerance. */
function farthest(first, last) {
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
      const along = (px * dx + py * dy) / length;
      const share = along < 0 ? 0 : along > 1 ? 1 : along;
      px -= share * dx;
      py -= share * dy;
    }
    const off = px * px + py * py;
    if (off > most) {
      most = off;
      at = i;
    }
  }
  return at;
}
