// Points that would cover each other at a zoom, gathered. A grid of the cluster's distance takes the points; cells whose
// centres come too close join the fuller one. Linear in the points and local: a moved point changes only the groups near it.

import { TILE } from "./geometry.js";

/** Px within which marks cover each other so that none can be told or hit: beyond the last zoom these alone are gathered. */
const TOUCHING = 9;

/**
 * Groups of `features` (sorted by x) at map zoom `zoom`, sorted by x. A group is {x, y, items, rule, counts}: `rule` is the worst one
 * in it, `counts` the number of each rule by rank, worst first. `style` is the layer's; without clusters each feature
 * stands alone, beyond their last zoom all do but those on the same spot.
 */
export function groups(features, style, zoom) {
  const { cluster } = style;
  const drawn = features.filter((feature) => feature.rule && zoom >= feature.rule.fromZoom);
  if (!cluster) return drawn.map(alone);
  const size = reachOf(cluster, zoom) / (TILE * 2 ** (zoom - 1));
  const cells = new Cells(drawn, size);
  cells.join(size * 0.85);
  return sorted(cells.groups(drawn));
}

/** Px within which points are gathered at a zoom. */
export const reachOf = (cluster, zoom) => (zoom > cluster.untilZoom ? TOUCHING : cluster.radius * spread(zoom));

/** Distance at a zoom, as a multiple of the street view's: 2 up to zoom 11, 1 from zoom 14. */
const spread = (zoom) => Math.min(2, Math.max(1, 2 - (zoom - 11) / 3));

/** The cells of the grid that hold points: an open hash over typed arrays, since a city has tens of thousands. */
class Cells {
  constructor(points, size) {
    let slots = 64;
    while (slots < 2 * points.length) slots *= 2;
    this.mask = slots - 1;
    this.slots = new Int32Array(slots).fill(-1);
    const most = points.length;
    [this.cx, this.cy, this.number, this.into] = Array.from({ length: 4 }, () => new Int32Array(most));
    [this.sx, this.sy] = [new Float64Array(most), new Float64Array(most)];
    this.count = 0;
    this.cellOf = new Int32Array(most);
    for (let i = 0; i < most; i++) {
      const { x, y } = points[i];
      const cell = this.#at(Math.floor(x / size), Math.floor(y / size), true);
      this.cellOf[i] = cell;
      this.number[cell]++;
      this.sx[cell] += x;
      this.sy[cell] += y;
    }
  }

  /** Index of the cell (cx, cy); -1, or a new one with `add`, when no point lies in it. */
  #at(cx, cy, add) {
    let slot = (Math.imul(cx, 73856093) ^ Math.imul(cy, 19349663)) & this.mask;
    for (;;) {
      const cell = this.slots[slot];
      if (cell < 0) break;
      if (this.cx[cell] === cx && this.cy[cell] === cy) return cell;
      slot = (slot + 1) & this.mask;
    }
    if (!add) return -1;
    const cell = this.count++;
    this.slots[slot] = cell;
    this.cx[cell] = cx;
    this.cy[cell] = cy;
    this.into[cell] = cell;
    return cell;
  }

  /** The fuller cell takes in neighbours whose centres are nearer than `near`. */
  join(near) {
    const { number, into, sx, sy, cx, cy } = this;
    const order = Array.from({ length: this.count }, (_, i) => i);
    order.sort((a, b) => number[b] - number[a] || cx[a] - cx[b] || cy[a] - cy[b]);
    for (const cell of order) {
      if (into[cell] !== cell) continue;
      for (let step = 0; step < 9; step++) {
        const other = step === 4 ? -1 : this.#at(cx[cell] + (step % 3) - 1, cy[cell] + Math.floor(step / 3) - 1, false);
        if (other < 0 || into[other] !== other) continue;
        const dx = sx[cell] / number[cell] - sx[other] / number[other];
        const dy = sy[cell] / number[cell] - sy[other] / number[other];
        if (dx * dx + dy * dy > near * near) continue;
        into[other] = cell;
        number[cell] += number[other];
        sx[cell] += sx[other];
        sy[cell] += sy[other];
      }
    }
  }

  groups(points) {
    const items = Array.from({ length: this.count }, () => null);
    for (let i = 0; i < points.length; i++) {
      let cell = this.cellOf[i];
      while (this.into[cell] !== cell) cell = this.into[cell];
      (items[cell] ??= []).push(points[i]);
    }
    return items.filter(Boolean).map(grouped);
  }
}

/** A group of one, made once a feature. */
const alone = (feature) =>
  (feature.alone ??= { x: feature.x, y: feature.y, items: [feature], rule: feature.rule, halo: false, counts: null });

/** A group of `items`; its place and look do not depend on their order. */
function grouped(items) {
  if (items.length === 1) return alone(items[0]);
  const byColour = new Map();
  let worst = items[0].rule;
  let halo = false;
  let x = 0;
  let y = 0;
  for (const item of items) {
    const { rule } = item;
    x += item.x;
    y += item.y;
    if (rule.rank > worst.rank) {
      worst = rule;
      halo = false;
    }
    halo ||= rule.rank === worst.rank && Boolean(item.halo); // the worst of them is overdue, not just any
    const known = byColour.get(rule.mark.colour);
    if (known) known.count++;
    else byColour.set(rule.mark.colour, { colour: rule.mark.colour, rank: rule.rank, count: 1 });
  }
  const count = items.length;
  const counts = [...byColour.values()].sort((a, b) => b.rank - a.rank);
  return { x: x / count, y: y / count, items, rule: worst, halo, counts };
}

/** Whether a feature in place of another leaves every group where it is, with as many in it, at every zoom. */
export const inPlace = (old, fresh) => old.x === fresh.x && old.y === fresh.y && fromZoomOf(old) === fromZoomOf(fresh);

const fromZoomOf = ({ rule }) => (rule ? rule.fromZoom : null);

/** `list` with features replaced `swaps` (old → new, each in place): {after, gone, come}, the list and which groups are others. */
export function swapped(list, swaps) {
  const [gone, come] = [[], []];
  const after = list.map((group) => {
    if (!group.items.some((item) => swaps.has(item))) return group;
    const made = grouped(group.items.map((item) => swaps.get(item) ?? item));
    gone.push(group);
    come.push(made);
    return made;
  });
  return { after, gone, come };
}

/** By x, for `within`. */
function sorted(list) {
  list.sort((a, b) => a.x - b.x || a.y - b.y);
  return list;
}

/** The part of `list` (sorted by x) inside `box`. */
export function within(list, box) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].x < box[0]) low = middle + 1;
    else high = middle;
  }
  const found = [];
  for (let i = low; i < list.length && list[i].x <= box[2]; i++) {
    if (list[i].y >= box[1] && list[i].y <= box[3]) found.push(list[i]);
  }
  return found;
}

/** What two lists of groups do not share, told by place, content and look: their centres need painting again. */
export function changedGroups(before, after) {
  const left = new Map();
  for (const group of before) left.set(signature(group), group);
  const changed = [];
  for (const group of after) {
    const key = signature(group);
    if (left.has(key)) left.delete(key);
    else changed.push(group);
  }
  return [...changed, ...left.values()];
}

function signature(group) {
  if (group.items.length > 1) {
    const counts = group.counts.map(({ colour, count }) => `${colour}${count}`).join();
    return `${group.x.toFixed(9)},${group.y.toFixed(9)},${group.halo},${counts}`; // sums differ in the last bits
  }
  const f = group.items[0];
  return [f.uid, f.x, f.y, f.class, f.turn, f.fov, f.range_m, f.ring, f.halo, f.notches].join();
}
