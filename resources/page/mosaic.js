// Thousands of areas that are a few px large each, painted as samples in place of paths: each sample learns which area it
// lies in, once for fills and lines alike. A province's villages take a twentieth of a second so, and a whole one as
// 45,000 paths. Where two areas meet every sample is in one of them, so there is no seam and no border drawn twice.

import { TILE } from "./geometry.js";

const MANY = 3000; // areas of a layer from which it is worth it
const SMALL = 28; // px across a typical one, below which nobody sees the difference
const FINE = 1.5; // device px a CSS px from which one sample a device px is enough
const SLANT = 0.785; // of the samples beside a border, which runs in steps: the mean over all directions
const VARIANTS = 9; // pairs of samples around a px that a border can part, and none

/**
 * Whether the areas of `layer` are painted as samples at a map zoom: the same for each part of the map. Dashes have
 * no samples; a casing, which would leave nothing of areas so small, is left out.
 */
export function tiny(layer, zoom) {
  const { spec, features } = layer;
  if (spec.geometry !== "polygon" || features.length < MANY) return false;
  return layer.typicalWidth * TILE * 2 ** (zoom - 1) < SMALL && Object.values(spec.style.rules).every(({ area }) => !area.dash?.length);
}

const LAYERS = 3; // such layers one above the other
const spare = []; // buffers of mosaics that were let go

/** As many zeros as there are samples, for the numbers of `count` areas. */
function noneAt(samples, count) {
  const Numbers = count > 0xffff ? Uint32Array : Uint16Array;
  const bytes = samples * Numbers.BYTES_PER_ELEMENT;
  const known = spare.pop();
  if (!known || known.byteLength < bytes) return new Numbers(samples);
  return new Numbers(known, 0, samples).fill(0);
}

export class Mosaic {
  /** `classes` holds the areas that reach into `tile`, by class. */
  constructor(classes, tile, dpr) {
    this.tile = tile;
    this.wide = Math.round(tile.width * dpr);
    this.high = Math.round(tile.height * dpr);
    this.dpr = dpr;
    this.per = dpr >= FINE ? 1 : 2; // samples along a side of a device px
    this.rules = [null];
    this.areas = [null]; // the feature of each number
    let count = 1;
    for (const features of classes.values()) count += features.length;
    this.areaAt = noneAt(this.wide * this.high * this.per ** 2, count); // number of the area at each sample, 0 for none
    this.ruleOf = this.#strewn(classes, count);
  }

  /** Find the area of each sample; the answer is the number of each area's rule. */
  #strewn(classes, count) {
    const ruleOf = new Uint16Array(count);
    let number = 0;
    for (const features of classes.values()) {
      const rule = this.rules.push(features[0].rule.area) - 1;
      for (const feature of features) {
        ruleOf[++number] = rule;
        this.areas.push(feature);
        const { shapes, at } = feature;
        for (let polygon = shapes.features[at]; polygon < shapes.features[at + 1]; polygon++) this.#strew(shapes, polygon, number);
      }
    }
    return ruleOf;
  }

  /** Take the rules that the same areas have now; the answer is the mosaic. */
  reruled() {
    const known = new Map(); // there are few
    this.rules = [null];
    for (let number = 1; number < this.areas.length; number++) {
      const { rule } = this.areas[number];
      if (!known.has(rule)) known.set(rule, this.rules.push(rule.area) - 1);
      this.ruleOf[number] = known.get(rule);
    }
    return this;
  }

  #strew(shapes, polygon, number) {
    const { tile, areaAt } = this;
    const per = this.per * this.dpr;
    const wide = this.wide * this.per;
    const high = this.high * this.per;
    const scale = per / tile.px;
    const left = tile.left * per;
    const top = tile.top * per;
    const { boxes, polygons, rings, world } = shapes;
    const c0 = Math.max(0, Math.floor(boxes[4 * polygon] * scale - left));
    const r0 = Math.max(0, Math.floor(boxes[4 * polygon + 1] * scale - top));
    const c1 = Math.min(wide, Math.ceil(boxes[4 * polygon + 2] * scale - left) + 1);
    const r1 = Math.min(high, Math.ceil(boxes[4 * polygon + 3] * scale - top) + 1);
    if (c0 >= c1 || r0 >= r1) return;
    if (firsts.length < r1 - r0) firsts = new Int32Array(2 * (r1 - r0));
    firsts.fill(-1, 0, r1 - r0);
    crossings = 0;
    for (let ring = polygons[polygon]; ring < polygons[polygon + 1]; ring++) {
      cross(world, rings[ring], rings[ring + 1], scale, left, top, c0, c1, r0, r1);
    }
    for (let row = r0, start = r0 * wide; row < r1; row++, start += wide) {
      for (let at = firsts[row - r0]; at >= 0; at = nexts[nexts[at]]) {
        const end = start + columns[nexts[at]];
        let sample = start + columns[at];
        if (end - sample > LONG) areaAt.fill(number, sample, end);
        else for (; sample < end; sample++) areaAt[sample] = number;
      }
    }
  }

  /** Lay the fills on `ctx`; `paintOf(area)` says how a rule's area is filled: [red, green, blue, alpha 0 to 1] or null. */
  fill(ctx, paintOf) {
    const paints = this.rules.map((area) => (area && paintOf(area)) || null);
    if (!paints.some(Boolean)) return;
    const whole = Uint32Array.from(paints, (paint) => (paint ? pack(...paint) : 0));
    const pixels = picture(this.wide, this.high);
    if (this.per === 1) this.#whole(pixels, whole);
    else this.#mean(pixels, whole, new Mixture(paints));
    this.#lay(ctx);
  }

  /** Pixels of one sample each. */
  #whole(pixels, whole) {
    const { areaAt, ruleOf } = this;
    for (let at = 0; at < pixels.length; at++) pixels[at] = whole[ruleOf[areaAt[at]]];
  }

  /** Pixels of four samples each; most lie within one area. */
  #mean(pixels, whole, mixture) {
    const { wide, high, areaAt, ruleOf } = this;
    const across = 2 * wide;
    for (let y = 0, at = 0, above = 0; y < high; y++, above += across) {
      for (let x = 0; x < wide; x++, at++, above += 2) {
        const one = areaAt[above];
        const other = areaAt[above + 1];
        const below = areaAt[above + across];
        const last = areaAt[above + across + 1];
        const a = ruleOf[one];
        if (((one ^ other) | (one ^ below) | (one ^ last)) === 0) {
          pixels[at] = whole[a];
          continue;
        }
        const b = ruleOf[other];
        const c = ruleOf[below];
        const d = ruleOf[last];
        pixels[at] = ((a ^ b) | (a ^ c) | (a ^ d)) === 0 ? whole[a] : mixture.of(a, b, c, d);
      }
    }
  }

  /** Lay hatching on `ctx`, with so much opacity; `squareOf(area)` is what to repeat, {side, pixels}, or null. */
  hatch(ctx, opacity, squareOf) {
    const squares = this.rules.map((area) => (area && squareOf(area)) || null);
    if (!squares.some(Boolean)) return;
    const { wide, high, areaAt, ruleOf, per } = this;
    const pixels = picture(wide, high).fill(0);
    for (let y = 0, at = 0; y < high; y++) {
      let sample = y * per * per * wide;
      for (let x = 0; x < wide; x++, at++, sample += per) {
        const square = squares[ruleOf[areaAt[sample]]];
        if (square !== null) pixels[at] = square.pixels[(y % square.side) * square.side + (x % square.side)];
      }
    }
    this.#lay(ctx, opacity);
  }

  /** Lay the lines between the areas on `ctx`; `paintOf(area)` is [red, green, blue, alpha, width in CSS px] or null. */
  lines(ctx, paintOf) {
    const paints = this.rules.map((area) => (area && paintOf(area)) || null);
    if (!paints.some(Boolean)) return;
    const shades = new Uint32Array(paints.length * VARIANTS);
    paints.forEach((paint, rule) => {
      for (let pairs = 1; paint && pairs < VARIANTS; pairs++) {
        const [red, green, blue, alpha, width] = paint;
        const covered = Math.min(1, (pairs * width * this.dpr * SLANT) / this.per);
        const twice = 1 - (1 - alpha * covered) ** 2; // as strong as where each of two neighbours draws its own border
        shades[rule * VARIANTS + pairs] = pack(red, green, blue, twice);
      }
    });
    const pixels = picture(this.wide, this.high);
    if (this.per === 1) this.#parted(pixels, shades);
    else this.#partedByFour(pixels, shades);
    this.#lay(ctx);
  }

  /** Shade the pixels of one sample each that end where an area does. */
  #parted(pixels, shades) {
    const { wide, high, areaAt, ruleOf } = this;
    for (let y = 0, at = 0; y < high; y++) {
      const down = y + 1 < high ? wide : 0;
      for (let x = 0; x < wide; x++, at++) {
        const here = areaAt[at];
        const pairs = (x + 1 < wide && areaAt[at + 1] !== here ? 1 : 0) + (areaAt[at + down] !== here ? 1 : 0);
        pixels[at] = pairs ? shades[ruleOf[here] * VARIANTS + pairs] : 0;
      }
    }
  }

  /** Shade the pixels of four samples each, a b over c d, by how many of the eight pairs in and beside them are parted. */
  #partedByFour(pixels, shades) {
    const { wide, high, areaAt, ruleOf } = this;
    const across = 2 * wide;
    for (let y = 0, at = 0; y < high; y++) {
      const upper = 2 * y * across;
      const lower = upper + across;
      const under = y + 1 < high ? lower + across : lower;
      let a = areaAt[upper];
      let c = areaAt[lower];
      for (let x = 0, i = 0; x < wide; x++, at++, i += 2) {
        const b = areaAt[upper + i + 1];
        const d = areaAt[lower + i + 1];
        const e = areaAt[under + i];
        const f = areaAt[under + i + 1];
        const last = x + 1 === wide;
        const beside = last ? b : areaAt[upper + i + 2];
        const besideLower = last ? d : areaAt[lower + i + 2];
        if (((a ^ b) | (a ^ c) | (a ^ d) | (a ^ beside) | (a ^ besideLower) | (a ^ e) | (a ^ f)) === 0) pixels[at] = 0;
        else {
          const upperPairs = (a !== b ? 1 : 0) + (a !== c ? 1 : 0) + (b !== beside ? 1 : 0) + (b !== d ? 1 : 0);
          const lowerPairs = (c !== d ? 1 : 0) + (c !== e ? 1 : 0) + (d !== besideLower ? 1 : 0) + (d !== f ? 1 : 0);
          const pairs = upperPairs + lowerPairs;
          pixels[at] = pairs ? shades[ruleOf[a || b || c || d] * VARIANTS + pairs] : 0;
        }
        a = beside;
        c = besideLower;
      }
    }
  }

  #lay(ctx, opacity = 1) {
    plate.getContext("2d").putImageData(new ImageData(shown, this.wide, this.high), 0, 0);
    ctx.globalAlpha = opacity;
    ctx.drawImage(plate, 0, 0, this.wide, this.high, 0, 0, this.wide / this.dpr, this.high / this.dpr);
  }

  /** Nothing more is painted of it. */
  release() {
    if (spare.length < LAYERS) spare.push(this.areaAt.buffer);
    this.areaAt = null;
  }
}

const BASE = 1 << 20; // rows are counted from here while an outline is followed, so that none is negative and cutting is rounding
const LONG = 48; // samples from which filling them is left to the machine

// Where the outline of one area crosses its rows of samples: a list a row, in order.
let firsts = new Int32Array(1 << 10); // of each row: its first crossing, -1 for none
let columns = new Int32Array(1 << 12); // of each crossing: the first sample after it
let nexts = new Int32Array(1 << 12); // and the next one in its row
let crossings = 0;

/** Note where the ring of vertices first..last crosses the rows r0 to r1, between the columns c0 and c1. */
function cross(world, first, last, scale, left, top, c0, c1, r0, r1) {
  const above = BASE + 0.5 - top;
  const high = r0 + BASE;
  const low = r1 + BASE;
  let row0 = (world[2 * first + 1] * scale + above) | 0; // the first row whose samples lie at or below it
  for (let i = 2 * first + 3; i < 2 * last; i += 2) {
    const row1 = (world[i] * scale + above) | 0;
    if (row1 === row0) continue; // many: a vertex every part of a px
    const down = row1 > row0; // always from above, so that neighbours agree to the last bit
    const upper = down ? i - 2 : i;
    const lower = down ? i : i - 2;
    const ay = world[upper] * scale - top;
    const ax = world[upper - 1] * scale - left;
    const slope = (world[lower - 1] * scale - left - ax) / (world[lower] * scale - top - ay);
    const to = Math.min(down ? row1 : row0, low);
    for (let row = Math.max(down ? row0 : row1, high); row < to; row++) {
      const column = (ax + (row - BASE + 0.5 - ay) * slope + 0.5) | 0;
      note(row - high, Math.min(Math.max(column, c0), c1));
    }
    row0 = row1;
  }
}

function note(row, column) {
  if (crossings === columns.length) {
    const [shorter, links] = [columns, nexts];
    columns = new Int32Array(2 * crossings);
    nexts = new Int32Array(2 * crossings);
    columns.set(shorter);
    nexts.set(links);
  }
  const made = crossings++;
  columns[made] = column;
  let at = firsts[row];
  if (at < 0 || columns[at] >= column) {
    firsts[row] = made;
    nexts[made] = at;
    return;
  }
  for (let next = nexts[at]; next >= 0 && columns[next] < column; next = nexts[at]) at = next;
  nexts[made] = nexts[at];
  nexts[at] = made;
}

let plate = null; // what pixels are put on, to be laid over what is painted already
let shown = null; // those pixels: one set for pictures of one size, since each is used at once

/** The pixels of a picture, as 32 bits each; whoever asks fills all of them. */
function picture(wide, high) {
  plate ??= new OffscreenCanvas(wide, high);
  if (plate.width !== wide || plate.height !== high) Object.assign(plate, { width: wide, height: high });
  if (shown?.length !== 4 * wide * high) shown = new Uint8ClampedArray(4 * wide * high);
  return new Uint32Array(shown.buffer);
}

/** A pixel of image data: red is the lowest byte. */
const pack = (red, green, blue, alpha) => ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** The mean of four samples, each weighing as much as it is opaque. */
class Mixture {
  constructor(paints) {
    const table = (value) => Float64Array.from(paints, (paint) => (paint ? value(paint) : 0));
    this.red = table(([red, , , alpha]) => red * alpha);
    this.green = table(([, green, , alpha]) => green * alpha);
    this.blue = table(([, , blue, alpha]) => blue * alpha);
    this.alpha = table(([, , , alpha]) => alpha);
  }

  /** The pixel of samples of the rules a, b, c and d. */
  of(a, b, c, d) {
    const alpha = this.alpha[a] + this.alpha[b] + this.alpha[c] + this.alpha[d];
    if (!alpha) return 0;
    const red = (this.red[a] + this.red[b] + this.red[c] + this.red[d]) / alpha;
    const green = (this.green[a] + this.green[b] + this.green[c] + this.green[d]) / alpha;
    const blue = (this.blue[a] + this.blue[b] + this.blue[c] + this.blue[d]) / alpha;
    return pack(Math.round(red), Math.round(green), Math.round(blue), alpha / 4);
  }
}
