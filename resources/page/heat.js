// A heat map: kernel density of places, painted into the map between fills and lines so that borders, names and marks
// stay above it. The kernel is a Gaussian in metres; the peak that Python worked out (gis/density.py) fixes the colours.

import { TILE, latitude, worldX, worldY } from "./geometry.js";

const METRES = 40075016.686; // around the equator, on the sphere of Web Mercator
const FINEST = 2; // px of a cell at least
const CELLS = 3; // a standard deviation is at most this many cells
const REACH = 3; // standard deviations after which the kernel is cut
const LEAST_SIGMA = 3; // px: a spot smaller than this would not be seen
const FAINTEST = 0.04; // share of the peak below which nothing is painted
const STRONGEST = 0.78; // opacity of the peak

/** Places in world units, from float32 lon/lat pairs. */
export function placesOf(buffer) {
  const lonlat = new Float32Array(buffer);
  const places = new Float64Array(lonlat.length);
  for (let i = 0; i < lonlat.length; i += 2) {
    places[i] = worldX(lonlat[i]);
    places[i + 1] = worldY(lonlat[i + 1]);
  }
  return places;
}

/** 256 colours with opacity, from nothing to the peak, along the theme's ramp but for its ends that lie near the land. */
export function rampOf(tokens) {
  const stops = tokens.ramp.slice(2).map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  const colours = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) {
    const share = i / 255;
    const at = share * (stops.length - 1);
    const below = Math.min(Math.floor(at), stops.length - 2);
    for (let c = 0; c < 3; c++) colours[4 * i + c] = stops[below][c] + (stops[below + 1][c] - stops[below][c]) * (at - below);
    colours[4 * i + 3] = share < FAINTEST ? 0 : 255 * STRONGEST * Math.min(1, 0.35 + share);
  }
  return colours;
}

/** The same as a CSS background over the land, from left to right. */
export function gradientOf(tokens) {
  const colours = rampOf(tokens);
  const stops = [0, 16, 64, 128, 192, 255].map((i) => {
    const [red, green, blue, alpha] = colours.subarray(4 * i, 4 * i + 4);
    return `rgb(${red} ${green} ${blue} / ${(alpha / 255).toFixed(2)}) ${((100 * i) / 255).toFixed(0)}%`;
  });
  return `linear-gradient(to right, ${stops.join(", ")}), ${tokens.land}`;
}

/** The grid of the density around `tile`: cells of `cell` px, whole numbers of them from the corner of the world. */
function density({ places, sigma_m: sigma }, tile) {
  const middle = latitude(tile.box[1] + (tile.box[3] - tile.box[1]) / 2);
  const metres = (METRES * Math.cos((middle * Math.PI) / 180)) / (TILE * 2 ** tile.z); // a px
  const spread = Math.max(LEAST_SIGMA, sigma / metres);
  let cell = FINEST;
  while (spread / cell > CELLS) cell *= 2;
  const kernel = gaussian(spread / cell);
  const edge = (kernel.length >> 1) + 2;
  const x0 = Math.floor(tile.left / cell) - edge;
  const y0 = Math.floor(tile.top / cell) - edge;
  const width = Math.ceil((tile.left + tile.width) / cell) + edge - x0;
  const height = Math.ceil((tile.top + tile.height) / cell) + edge - y0;
  const counts = new Float32Array(width * height);
  const scale = (TILE * 2 ** tile.z) / cell;
  let some = false;
  for (let i = 0; i < places.length; i += 2) {
    const x = places[i] * scale - x0 - 0.5; // the value of a cell stands in its middle
    const y = places[i + 1] * scale - y0 - 0.5;
    const [left, top] = [Math.floor(x), Math.floor(y)];
    if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue;
    const [right, below] = [x - left, y - top];
    const at = top * width + left;
    counts[at] += (1 - right) * (1 - below);
    counts[at + 1] += right * (1 - below);
    counts[at + width] += (1 - right) * below;
    counts[at + width + 1] += right * below;
    some = true;
  }
  const values = some ? smoothed(counts, width, height, kernel) : counts;
  const perKm2 = (1000 / (cell * metres)) ** 2;
  return { values, some, width, height, x0, y0, cell, perKm2 };
}

function gaussian(sigma) {
  const reach = Math.ceil(REACH * sigma);
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const sum = kernel.reduce((a, b) => a + b);
  return kernel.map((weight) => weight / sum);
}

/** Along the rows, then along the columns; nothing lies beyond the edges. */
function smoothed(counts, width, height, kernel) {
  const reach = kernel.length >> 1;
  const rows = new Float32Array(counts.length);
  for (let at = 0; at < counts.length; at++) {
    const count = counts[at];
    if (!count) continue; // most cells hold nothing
    const x = at % width;
    const from = Math.max(-reach, -x);
    const to = Math.min(reach, width - 1 - x);
    for (let k = from; k <= to; k++) rows[at + k] += count * kernel[k + reach];
  }
  const values = new Float32Array(counts.length);
  for (let y = 0; y < height; y++) {
    for (let k = Math.max(-reach, -y); k <= Math.min(reach, height - 1 - y); k++) {
      const weight = kernel[k + reach];
      const from = (y + k) * width;
      for (let x = 0, at = y * width; x < width; x++, at++) values[at] += weight * rows[from + x];
    }
  }
  return values;
}

/** Paint `heat` {places, sigma_m, peak, colours} into the part `tile` of the map. */
export function paintHeat(ctx, tile, heat) {
  const { values, some, width, height, x0, y0, cell, perKm2 } = density(heat, tile);
  if (!some || !heat.peak) return;
  const image = new ImageData(width, height);
  const share = (255 * perKm2) / heat.peak;
  const from = new Uint32Array(heat.colours.buffer);
  const to = new Uint32Array(image.data.buffer);
  for (let i = 0; i < values.length; i++) to[i] = from[Math.min(255, Math.round(values[i] * share))];
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d").putImageData(image, 0, 0);
  ctx.globalAlpha = 1;
  ctx.imageSmoothingEnabled = true;
  ctx.imageSmoothingQuality = "high";
  ctx.drawImage(canvas, x0 * cell - tile.left, y0 * cell - tile.top, width * cell, height * cell);
}
