// Where names stand at a zoom: one greedy layout for the whole map, so that every tile writes the same names at the same
// places and a name that crosses a tile's edge is whole. Sorted by importance; who comes first keeps the place. A name steps
// aside from marks inside its area, leaves the line of figures under it away where that finds no room, and where nearly all
// names fit, the few that do not, or that a mark would hide, stand beside their area, joined to it by a line. Who finds no
// place is told.

import { TILE, contains, toPx } from "./geometry.js";
import { badgeReach, markBox } from "./marks.js";
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
 * `placed` is a list of {uid, layer, text, under, x, y, width, height, names, font, opacity, leader}, x and y in px of the
 * whole world (the middle of the name), `under` the line below it (empty for none), `leader` the place it is joined to
 * or null. `left` lists {uid, layer, text, x, y} of the names that found no room.
 */
export function layout(ctx, layers, zoom, family, lang) {
  const scale = TILE * 2 ** (zoom - 1);
  const left = [];
  const full = new Set(); // layers whose areas have no room for names
  const wanted = asked(ctx, layers, zoom, scale, family, lang, left, full);
  const taken = new Map();
  const marked = marksOn(layers, zoom, scale);
  const placed = [];
  const stand = ({ box, written }) => {
    put(taken, box);
    placed.push(written);
  };
  for (let from = 0, to = 0; from < wanted.length; from = to) {
    const { order } = wanted[from].names;
    while (to < wanted.length && wanted[to].names.order === order) to++;
    const rank = wanted.slice(from, to);
    const homeless = [];
    const hidden = []; // by a mark, wherever they stand in their area
    for (const name of rank) {
      const spot = name.fits && settle(name, taken, marked, scale);
      if (!spot) homeless.push(name);
      else if (spot.covered) hidden.push(name);
      else stand(spot);
    }
    const crowded = crowdedLayers(rank, homeless).union(full);
    for (const name of [...hidden, ...homeless]) {
      const { feature, layer, text, names } = name;
      const spot = names.leaders && !crowded.has(layer) && beside(name, taken, marked, scale);
      if (spot) stand(spot);
      else left.push({ uid: feature.uid, layer, text, x: feature.x, y: feature.y });
    }
  }
  return { placed, left };
}

/**
 * Every name that should be written, the most important first, with its size. Where most areas of a layer are too small
 * for any name, theirs go to `left` at once and the layer to `full`: a province has tens of thousands.
 */
function asked(ctx, layers, zoom, scale, family, lang, left, full) {
  const wanted = [];
  for (const layer of layers) {
    const { names } = layer.spec.style;
    if (!names || !layer.shownAt(zoom) || layer.isPoints || zoom < names.fromZoom || zoom > names.toZoom) continue;
    const font = fontOf(names, family);
    const named = layer.features.filter((feature) => feature.label && feature.rule);
    const tight = named.filter(({ box }) => (box[2] - box[0]) * scale < names.size * 2 || (box[3] - box[1]) * scale < names.size * LINE);
    const crowded = tight.length > CROWDED * named.length;
    if (crowded) {
      full.add(layer.name);
      for (const { uid, label, x, y } of tight) left.push({ uid, layer: layer.name, text: label, x, y });
    }
    const without = crowded ? new Set(tight) : null;
    const fitting = [];
    const others = [];
    for (const feature of named) {
      if (without?.has(feature)) continue;
      const text = (feature.text ??= elided(shown(feature.label), LONGEST));
      if (!text) continue;
      const room = (feature.box[2] - feature.box[0]) * scale;
      const height = (feature.box[3] - feature.box[1]) * scale;
      const width = room < names.size * 2 ? Infinity : widthOf(ctx, text, font);
      const fits = width <= room * 1.1 && height >= names.size * 1.2;
      const name = { feature, names, font, family, text, width, fits, layer: layer.name, opacity: layer.spec.opacity, ctx, lang, z: zoom - 1 };
      (fits ? fitting : others).push(name);
    }
    if (fitting.length >= FEW * named.length) wanted.push(...fitting);
    else others.push(...fitting.map((name) => ({ ...name, fits: false }))); // two names among four hundred areas look like a mistake
    wanted.push(...others);
  }
  return wanted.sort(
    (a, b) =>
      a.names.order - b.names.order ||
      (b.feature.weight ?? 0) - (a.feature.weight ?? 0) ||
      (a.feature.uid < b.feature.uid ? -1 : 1),
  );
}

/** The line under a name: `重点12 矛盾3`; figures without a value are left out, and zeros that say nothing. */
export function underline({ names, feature, lang }) {
  if (!names.counts.length) return "";
  const parts = [];
  for (const [i, { word, decimals, zero }] of names.counts.entries()) {
    const value = feature.counts?.[i];
    if (value == null || Number.isNaN(value) || (value === 0 && !zero)) continue;
    parts.push(`${word[lang]}${lang === "zh" ? "" : " "}${value.toFixed(decimals)}`);
  }
  return parts.join("  ");
}

export const underFont = (names, family) => `400 ${names.size - 1}px ${family}`;

/** Where the name stands in its area, with its figures if both find room: {box, covered, written}, null when neither does. */
function settle(name, taken, marked, scale) {
  const { feature, names, ctx } = name;
  const x = Math.round(feature.x * scale);
  const middle = feature.y * scale + names.dy * names.size;
  const line = names.size * LINE;
  const under = underline(name);
  const forms = [{ under: "", width: name.width, height: line }];
  if (under) {
    const width = Math.max(name.width, widthOf(ctx, under, underFont(names, name.family)));
    const room = (feature.box[2] - feature.box[0]) * scale;
    if (width <= room * 1.1) forms.unshift({ under, width, height: 2 * line });
  }
  for (const form of forms) {
    const found = best(name, names.order <= 0 ? WIDE : UPRIGHT, { x, middle, line, ...form }, taken, marked, scale);
    if (!found || (found.covered && form.under)) continue; // the name alone may stand clear
    const { box } = found;
    return { ...found, written: written(name, form, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, null) };
  }
  return null;
}

const written = (name, { under, width, height }, x, y, leader) => ({
  uid: name.feature.uid,
  layer: name.layer,
  text: name.text,
  under,
  x,
  y,
  width,
  height,
  names: name.names,
  font: name.font,
  family: name.family,
  opacity: name.opacity,
  leader,
});

/**
 * The box free of names that covers fewest marks, the first of equals, and how many it covers; all but the first must lie in
 * the area. `shifts` are tried in turn: nearly always the first will do, so a box is made when it is looked at.
 */
function best({ feature, z }, shifts, { x, middle, line, width, height }, taken, marked, scale) {
  let rings = null; // as they are drawn: a county's own have a thousand vertices and more
  const ringsOf = () => (rings ??= feature.drawnAt(z));
  let found = null;
  let fewest = Infinity;
  for (let i = 0; i < shifts.length; i++) {
    const across = shifts[i][0] * width;
    const box = boxAround(x + Math.round(across), Math.round(middle + shifts[i][1] * line), width, height);
    if (i && !inside(feature, ringsOf, box, scale)) continue;
    if (met(taken, box, 1)) continue;
    const covered = met(marked, lettersIn(box), fewest);
    if (covered < fewest) {
      found = { box, covered };
      fewest = covered;
    }
    if (!covered) break;
  }
  return found;
}

/** Whether a box stands in a feature, whose outlines `ringsOf()` are in quarter px. */
function inside(feature, ringsOf, box, scale) {
  if (box[1] < feature.box[1] * scale || box[3] > feature.box[3] * scale) return false;
  return contains(ringsOf(), (box[0] + box[2]) / 2 / toPx, (box[1] + box[3]) / 2 / toPx);
}

/** Layers of which too many names found no room: lines to all of them would be a thicket. */
function crowdedLayers(wanted, homeless) {
  const tally = (names) => {
    const counts = new Map();
    for (const { layer } of names) counts.set(layer, (counts.get(layer) ?? 0) + 1);
    return counts;
  };
  const all = tally(wanted);
  return new Set([...tally(homeless)].filter(([layer, count]) => count > CROWDED * all.get(layer)).map(([layer]) => layer));
}

/** The name beside its area, where neither name nor mark is; null when there is no such place near. */
function beside(name, taken, marked, scale) {
  const { feature, names, ctx } = name;
  const width = Number.isFinite(name.width) ? name.width : widthOf(ctx, name.text, name.font);
  const form = { under: "", width, height: names.size * LINE };
  const [x, y] = [feature.x * scale, feature.y * scale];
  for (const reach of REACHES) {
    for (const [across, down] of AROUND) {
      const box = boxAround(
        Math.round(x + across * (reach + width / 2)),
        Math.round(y + down * (reach + form.height / 2)),
        form.width,
        form.height,
      );
      if (met(taken, box, 1) || met(marked, box, 1) || crossed(taken, [x, y], box)) continue;
      return { box, written: written(name, form, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, [x, y]) };
    }
  }
  return null;
}

/** Whether the line from a place to the nearest edge of a box runs through a name. */
function crossed(taken, [x, y], box) {
  const [toX, toY] = nearest(x, y, box);
  for (const share of [0.1, 0.35, 0.6, 0.85]) {
    const [px, py] = [x + (toX - x) * share, y + (toY - y) * share];
    if (met(taken, [px - 1, py - 1, px + 1, py + 1], 1)) return true;
  }
  return false;
}

/** The point of a box that is nearest to (x, y). */
export const nearest = (x, y, box) => [
  Math.min(Math.max(x, box[0]), box[2]),
  Math.min(Math.max(y, box[1]), box[3]),
];

export const LINE = 1.2; // height of a line of text, in its size
const UPRIGHT = [0, -1, 1, -2, 2, -3, 3].map((down) => [0, down]); // tried in turn, so that marks do not cover a name
for (const down of [0, -1, 1]) UPRIGHT.push([0.35, down], [-0.35, down]);
const WIDE = [];
for (let down = -6; down <= 6; down += 0.5) for (let across = -1.5; across <= 1.5; across += 0.25) WIDE.push([across, down]);
WIDE.sort((a, b) => Math.hypot(3 * a[0], a[1]) - Math.hypot(3 * b[0], b[1]));
const AROUND = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [0.8, -0.8],
  [-0.8, -0.8],
  [0.8, 0.8],
  [-0.8, 0.8],
];
const REACHES = [12, 22, 34]; // px from the anchor to the name
const CROWDED = 0.34; // of a layer's names
const FEW = 0.03; // of a layer's names: when fewer have room, none stands in its area
const EDGE = 1; // px that a mark may reach into the box of a name
const MOST_MARKS = 4000; // a layer with more marks does not push names aside

/** Boxes of the marks at a zoom, for names to keep clear of. */
function marksOn(layers, zoom, scale) {
  const marked = new Map();
  for (const layer of layers) {
    if (!layer.shownAt(zoom) || !layer.isPoints) continue;
    const groups = layer.groups(zoom);
    if (groups.most > MOST_MARKS) continue;
    for (const group of groups.all()) {
      const { x, y, count } = group;
      const [across, up, down] = count > 1 ? Array(3).fill(badgeReach(count, zoom)) : markBox(group.items[0], zoom);
      put(marked, [x * scale - across, y * scale - up, x * scale + across, y * scale + down]);
    }
  }
  return marked;
}

/** What a mark must not cover of the box of a name. */
const lettersIn = ([left, top, right, bottom]) => [left + EDGE, top + EDGE, right - EDGE, bottom - EDGE];

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
  const signature = (name) => `${name.uid} ${name.x} ${name.y} ${name.text} ${name.under} ${name.opacity} ${name.leader}`;
  const left = new Map(before.map((name) => [signature(name), name]));
  const changed = after.filter((name) => !left.delete(signature(name)));
  return [...changed, ...left.values()];
}
