// Where a name may stand, of the room that other names and marks leave (layout.js says who comes first). A name steps aside from
// marks inside its area, leaves the line of figures under it away where that finds no room, and where nearly all names fit,
// the few that do not, or that a mark would hide, stand beside their area, joined to it by a line.

import { contains, toPx } from "./geometry.js";
import { widthOf } from "./widths.js";

const CELL = 64;
export const GAP = 3; // px kept free around a name

export const fontOf = (names, family) => `${names.weight} ${names.size}px ${family}`;

/** The line under a name: `重点12 矛盾3`; figures without a value are left out, and zeros that say nothing. */
function underline({ names, feature, lang }) {
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
export function settle(name, taken, marked, scale) {
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
    const found = best(name, stepsOf(names), { x, middle, line, ...form }, taken, marked, scale);
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
  const [west, north, east, south] = feature.box.map((side) => side * scale);
  let found = null;
  let fewest = Infinity;
  for (let i = 0; i < shifts.length; i++) {
    const across = x + Math.round(shifts[i][0] * width);
    const down = Math.round(middle + shifts[i][1] * line);
    if (i && (across < west || across > east || down - height / 2 < north || down + height / 2 > south)) continue;
    const [aside, up] = [width / 2 + GAP, height / 2];
    if (met(taken, across - aside, down - up, across + aside, down + up, 1)) continue;
    const [letters, high] = [aside - EDGE, up - EDGE]; // what a mark must not cover of the box
    const covered = met(marked, across - letters, down - high, across + letters, down + high, fewest);
    if (covered >= fewest || (i && !contains(ringsOf(), across / toPx, down / toPx))) continue; // the outlines are asked last: that costs most
    found = { box: boxAround(across, down, width, height), covered };
    fewest = covered;
    if (!covered) break;
  }
  return found;
}

/** The name beside its area, where neither name nor mark is; null when there is no such place near. */
export function beside(name, taken, marked, scale) {
  const { feature, names, width } = name;
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
      if (met(taken, ...box, 1) || met(marked, ...box, 1) || crossed(taken, [x, y], box)) continue;
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
    if (met(taken, px - 1, py - 1, px + 1, py + 1, 1)) return true;
  }
  return false;
}

/** The point of a box that is nearest to (x, y). */
export const nearest = (x, y, box) => [
  Math.min(Math.max(x, box[0]), box[2]),
  Math.min(Math.max(y, box[1]), box[3]),
];

export const LINE = 1.2; // height of a line of text, in its size
// Where a name may step in its area, in its widths and its lines, the nearest first: tried in turn, so that no mark covers it.
const UPRIGHT = [];
for (let down = -5; down <= 5; down++) for (const across of [0, 0.35, -0.35, 0.7, -0.7]) UPRIGHT.push([across, down]);
const WIDE = [];
for (let down = -6; down <= 6; down += 0.5) for (let across = -1.5; across <= 1.5; across += 0.25) WIDE.push([across, down]);
for (const steps of [UPRIGHT, WIDE]) steps.sort((a, b) => Math.hypot(3 * a[0], a[1]) - Math.hypot(3 * b[0], b[1]));

const stepsOf = ({ order }) => (order <= 0 ? WIDE : UPRIGHT);

/** How far from its middle a name with its figures may reach in its area: {widths, lines}, in its own. */
export function farthest(names) {
  const most = (axis) => stepsOf(names).reduce((far, step) => Math.max(far, Math.abs(step[axis])), 0);
  return { widths: most(0) + 0.5, lines: most(1) + 1 };
}

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
const EDGE = 1; // px that a mark may reach into the box of a name

const boxAround = (x, y, width, height) => [x - width / 2 - GAP, y - height / 2, x + width / 2 + GAP, y + height / 2];

/** A small number for a cell; two far apart may have one, which does no harm: boxes are compared. */
const cellOf = (x, y) => (Math.imul(x, 73856093) ^ Math.imul(y, 19349663)) & 0x3fffffff;

/** How many boxes of `taken` the box meets, counted up to `most`; one in two cells may count twice. */
function met(taken, left, top, right, bottom, most) {
  const lastColumn = Math.floor(right / CELL);
  const lastRow = Math.floor(bottom / CELL);
  let count = 0;
  for (let x = Math.floor(left / CELL); x <= lastColumn; x++) {
    for (let y = Math.floor(top / CELL); y <= lastRow; y++) {
      const there = taken.get(cellOf(x, y));
      if (there === undefined) continue;
      for (let i = 0; i < there.length; i++) {
        const other = there[i];
        if (left < other[2] && right > other[0] && top < other[3] && bottom > other[1]) count++;
        if (count >= most) return count;
      }
    }
  }
  return count;
}

/** Put a box among those in a grid of cells. */
export function put(taken, box) {
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
