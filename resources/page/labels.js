// Where names stand at a zoom: one greedy layout for the whole map, so that every tile writes the same names at the same
// places and a name that crosses a tile's edge is whole. Sorted by importance; who comes first keeps the place, and a name
// steps a line aside from marks when its area has room for that.

import { TILE } from "./geometry.js";
import { scaleAt } from "./marks.js";
import { elided, shown } from "./text.js";

const CELL = 64;
const GAP = 3; // px kept free around a name
const LONGEST = 18; // graphemes; a longer name is cut in the middle, the tooltip says it whole

const widths = new Map();

/** Width of `text` in px in the font `font`; `ctx` measures what is not known yet. */
function widthOf(ctx, text, font) {
  const key = font + text;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 20000) widths.clear();
    ctx.font = font;
    width = ctx.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

export const fontOf = (names, family) => `${names.weight} ${names.size}px ${family}`;

/**
 * Names of the visible polygon layers at map zoom `zoom`.
 *
 * The answer is a list of {uid, text, x, y, width, height, names, font, opacity}, x and y in px of the whole world (the
 * middle of the name). A name is written only where it has room: a village's must fit its village.
 */
export function layout(ctx, layers, zoom, family) {
  const scale = TILE * 2 ** (zoom - 1);
  const wanted = [];
  for (const layer of layers) {
    const { names } = layer.spec.style;
    if (!names || !layer.shown || layer.isPoints || zoom < names.fromZoom || zoom > names.toZoom) continue;
    const font = fontOf(names, family);
    for (const feature of layer.features) {
      if (!feature.label || !feature.rule) continue;
      const room = (feature.box[2] - feature.box[0]) * scale;
      if (room < names.size * 2 || (feature.box[3] - feature.box[1]) * scale < names.size * 1.2) continue;
      wanted.push({ feature, names, font, room, opacity: layer.spec.opacity });
    }
  }
  wanted.sort(
    (a, b) =>
      a.names.order - b.names.order ||
      (b.feature.weight ?? 0) - (a.feature.weight ?? 0) ||
      (a.feature.uid < b.feature.uid ? -1 : 1),
  );
  const taken = new Map();
  const marked = marksOn(layers, zoom, scale);
  const placed = [];
  /** The box free of names that covers fewest marks, the first of equals; all but the first must lie in the area. */
  const place = (feature, boxes, within) => {
    let best = null;
    let fewest = Infinity;
    for (const [i, box] of boxes.entries()) {
      if (i && (box[1] < feature.box[1] * within || box[3] > feature.box[3] * within)) continue;
      if (met(taken, box, 1)) continue;
      const covered = met(marked, box, fewest);
      if (covered < fewest) [best, fewest] = [box, covered];
      if (!covered) break;
    }
    return best;
  };
  for (const { feature, names, font, room, opacity } of wanted) {
    const text = elided(shown(feature.label), LONGEST);
    if (!text) continue;
    const width = widthOf(ctx, text, font);
    if (width > room * 1.1) continue;
    const height = names.size * 1.2;
    const x = Math.round(feature.x * scale);
    const middle = feature.y * scale + names.dy * names.size;
    const box = place(feature, LINES.map((line) => boxAround(x, Math.round(middle + line * height), width, height)), scale);
    if (!box) continue;
    put(taken, box);
    const y = (box[1] + box[3]) / 2;
    placed.push({ uid: feature.uid, text, x, y, width, height, names, font, opacity });
  }
  return placed;
}

const LINES = [0, -1, 1, -2, 2, -3, 3]; // lines off the anchor that are tried, so that marks do not cover a name
const MOST_MARKS = 1500; // a layer with more marks does not push names aside

/** Boxes of the marks at a zoom, for names to keep clear of. */
function marksOn(layers, zoom, scale) {
  const marked = new Map();
  const half = 11 * scaleAt(zoom);
  for (const layer of layers) {
    if (!layer.shown || !layer.isPoints) continue;
    const groups = layer.groups(zoom);
    if (groups.length > MOST_MARKS) continue;
    for (const { x, y } of groups) put(marked, [x * scale - half, y * scale - half, x * scale + half, y * scale + half]);
  }
  return marked;
}

const boxAround = (x, y, width, height) => [x - width / 2 - GAP, y - height / 2, x + width / 2 + GAP, y + height / 2];

const cellOf = (x, y) => x * 2 ** 26 + y;

/** How many boxes of `taken` the box meets, counted up to `most`; one in two cells may count twice. */
function met(taken, box, most) {
  const right = Math.floor(box[2] / CELL);
  const bottom = Math.floor(box[3] / CELL);
  let count = 0;
  for (let x = Math.floor(box[0] / CELL); x <= right; x++) {
    for (let y = Math.floor(box[1] / CELL); y <= bottom; y++) {
      for (const other of taken.get(cellOf(x, y)) ?? []) {
        if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) count++;
        if (count >= most) return count;
      }
    }
  }
  return count;
}

function put(taken, box) {
  const right = Math.floor(box[2] / CELL);
  const bottom = Math.floor(box[3] / CELL);
  for (let x = Math.floor(box[0] / CELL); x <= right; x++) {
    for (let y = Math.floor(box[1] / CELL); y <= bottom; y++) {
      const there = taken.get(cellOf(x, y));
      if (there) there.push(box);
      else taken.set(cellOf(x, y), [box]);
    }
  }
}

/** Names that only one of two layouts has. */
export function changedNames(before, after) {
  const signature = (name) => `${name.uid} ${name.x} ${name.y} ${name.text} ${name.opacity}`;
  const left = new Map(before.map((name) => [signature(name), name]));
  const changed = after.filter((name) => !left.delete(signature(name)));
  return [...changed, ...left.values()];
}
