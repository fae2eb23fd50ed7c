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
        const { shapes, at } = feature;
        for (let polygon = shapes.features[at]; polygon < shapes.features[at + 1]; polygon++) this.#strew(shapes, polygon, number);
      }
    }
    return ruleOf;
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
    const across = c1 - c0 + 1;
    if (edges.length < across * (r1 - r0)) edges = new Uint8Array(2 * across * (r1 - r0));
    for (let ring = polygons[polygon]; ring < polygons[polygon + 1]; ring++) {
      mark(edges, world, rings[ring], rings[ring + 1], scale, left, top, c0, c1, r0, r1);
    }
    let edge = 0;
    for (let row = r0; row < r1; row++) {
      let inside = 0;
      for (let sample = row * wide + c0, end = row * wide + c1; sample < end; sample++) {
        inside ^= edges[edge];
        edges[edge++] = 0;
        if (inside) areaAt[sample] = number;
      }
      edges[edge++] = 0;
    }
  }

  /** Lay the fills on `ctx`; `paintOf(area)` says how a rule's area is filled: [red, green, blue, alpha 0 to 1] or null. */
  fill(ctx, paintOf) {
    const paints = this.rules.map((area) => (area && paintOf(area)) || null);
    if (!paints.some(Boolean)) return;
    const whole = Uint32Array.from(paints, (paint) => (paint ? pack(...paint) : 0));
    const { wide, high, areaAt, ruleOf, per } = this;
    const pixels = picture(wide, high);
    const mixed = new Mixture(paints);
    for (let y = 0, at = 0; y < high; y++) {
      for (let x = 0; x < wide; x++, at++) {
        const sample = per === 1 ? at : 2 * (y * 2 * wide + x);
        const a = ruleOf[areaAt[sample]];
        if (per === 1) {
          pixels[at] = whole[a];
          continue;
        }
        const b = ruleOf[areaAt[sample + 1]];
        const c = ruleOf[areaAt[sample + 2 * wide]];
        const d = ruleOf[areaAt[sample + 2 * wide + 1]];
        pixels[at] = a === b && b === c && c === d ? whole[a] : mixed.of(a, b, c, d);
      }
    }
    this.#lay(ctx);
  }

  /** Lay the lines between the areas on `ctx`; `paintOf(area)` is [red, green, blue, alpha, width in CSS px] or null. */
  lines(ctx, paintOf) {
    const paints = this.rules.map((area) => (area && paintOf(area)) || null);
    if (!paints.some(Boolean)) return;
    const { wide, high, areaAt, ruleOf, per } = this;
    const shades = new Uint32Array(paints.length * VARIANTS);
    paints.forEach((paint, rule) => {
      for (let pairs = 1; paint && pairs < VARIANTS; pairs++) {
        const [red, green, blue, alpha, width] = paint;
        const covered = Math.min(1, (pairs * width * this.dpr * SLANT) / per);
        const twice = 1 - (1 - alpha * covered) ** 2; // as strong as where each of two neighbours draws its own border
        shades[rule * VARIANTS + pairs] = pack(red, green, blue, twice);
      }
    });
    const pixels = picture(wide, high);
    const across = wide * per;
    const down = high * per;
    for (let y = 0, at = 0; y < high; y++) {
      for (let x = 0; x < wide; x++, at++) {
        let pairs = 0;
        let area = 0;
        for (let row = y * per; row < (y + 1) * per; row++) {
          for (let column = x * per; column < (x + 1) * per; column++) {
            const sample = row * across + column;
            const here = areaAt[sample];
            if (column + 1 < across && areaAt[sample + 1] !== here) pairs++;
            if (row + 1 < down && areaAt[sample + across] !== here) pairs++;
            area ||= here;
          }
        }
        pixels[at] = pairs ? shades[ruleOf[area] * VARIANTS + pairs] : 0;
      }
    }
    this.#lay(ctx);
  }

  #lay(ctx) {
    plate.getContext("2d").putImageData(new ImageData(shown, this.wide, this.high), 0, 0);
    ctx.globalAlpha = 1;
    ctx.drawImage(plate, 0, 0, this.wide, this.high, 0, 0, this.wide / this.dpr, this.high / this.dpr);
  }

  /** Nothing more is painted of it. */
  release() {
    if (spare.length < LAYERS) spare.push(this.areaAt.buffer);
    this.areaAt = null;
  }
}

let edges = new Uint8Array(1 << 12); // for the samples around one area: 1 where its outline is crossed

/** Mark in `edges`, c1 - c0 + 1 samples a row, where the ring of vertices first..last crosses the rows r0 to r1. */
function mark(marks, world, first, last, scale, left, top, c0, c1, r0, r1) {
  const across = c1 - c0 + 1;
  let x0 = world[2 * first] * scale - left;
  let y0 = world[2 * first + 1] * scale - top;
  let row0 = Math.ceil(y0 - 0.5) | 0; // the first row whose samples lie at or below it
  for (let i = 2 * first + 2; i < 2 * last; i += 2) {
    const x1 = world[i] * scale - left;
    const y1 = world[i + 1] * scale - top;
    const row1 = Math.ceil(y1 - 0.5) | 0;
    if (row1 !== row0) {
      const down = row1 > row0; // always from above, so that neighbours agree to the last bit
      const ax = down ? x0 : x1;
      const ay = down ? y0 : y1;
      const slope = down ? (x1 - x0) / (y1 - y0) : (x0 - x1) / (y0 - y1);
      const from = Math.max(down ? row0 : row1, r0);
      const to = Math.min(down ? row1 : row0, r1);
      for (let row = from; row < to; row++) {
        const column = Math.ceil(ax + (row + 0.5 - ay) * slope - 0.5) | 0;
        marks[(row - r0) * across + Math.min(Math.max(column, c0), c1) - c0] ^= 1;
      }
    }
    x0 = x1;
    y0 = y1;
    row0 = row1;
  }
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
