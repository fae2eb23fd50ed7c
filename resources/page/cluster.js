// Points that would cover each other at a zoom, gathered. A grid of the cluster's distance takes the points; cells whose
// centres come too close join the fuller one. Linear in the points and local: a moved point changes only the groups near it.
// All of it is columns of numbers, since a province has 200,000 points; a group becomes an object when somebody looks at it.

import { TILE } from "./geometry.js";

/** Px within which marks cover each other so that none can be told or hit: beyond the last zoom these alone are gathered. */
const TOUCHING = 9;
const CELL = 64; // px of the cells in which points that are never gathered are found

/** Px within which points are gathered at a zoom. */
const reachOf = (cluster, zoom) => (zoom > cluster.untilZoom ? TOUCHING : cluster.radius * spread(zoom));

/** Distance at a zoom, as a multiple of the street view's: 2 up to zoom 11, 1 from zoom 14. */
const spread = (zoom) => Math.min(2, Math.max(1, 2 - (zoom - 11) / 3));

/** The features of a layer of points as columns; `feature.at` is the row of each. */
export class Points {
  constructor(features) {
    const count = features.length;
    this.features = [...features];
    this.x = new Float64Array(count);
    this.y = new Float64Array(count);
    this.ruleOf = new Uint16Array(count); // place in `rules`
    this.late = new Uint8Array(count); // overdue
    this.rules = [null];
    for (let at = 0; at < count; at++) this.#put(at, features[at]);
  }

  #put(at, feature) {
    const { rule } = feature;
    let place = rule ? this.rules.indexOf(rule) : 0;
    if (place < 0) place = this.rules.push(rule) - 1;
    feature.at = at;
    this.features[at] = feature;
    this.x[at] = feature.x;
    this.y[at] = feature.y;
    this.ruleOf[at] = place;
    this.late[at] = feature.halo ? 1 : 0;
  }

  /** Put `fresh` in place of a feature that stands where it does. */
  replace(old, fresh) {
    this.#put(old.at, fresh);
  }
}

/**
 * One or more features that one mark stands for: `rule` is the worst one among them, `halo` whether the worst are overdue,
 * `counts` how many there are of each colour, worst first (null for a single feature, which has a `halo` of its own).
 */
class Group {
  constructor(groups, root, x, y, count) {
    this.groups = groups;
    this.root = root;
    this.x = x;
    this.y = y;
    this.count = count;
    this.rule = null;
    this.halo = false;
    this.counts = null;
    this.listed = null;
  }

  /** Its features, from west to east. */
  get items() {
    return (this.listed ??= this.groups.itemsOf(this.root));
  }
}

/** The groups of `points` at map zoom `zoom`, by the `style` of their layer: without clusters each feature stands alone. */
export class Groups {
  constructor(points, style, zoom) {
    const { cluster } = style;
    this.points = points;
    this.lone = !cluster;
    this.size = (cluster ? reachOf(cluster, zoom) : CELL) / (TILE * 2 ** (zoom - 1));
    this.near = this.size * 0.85; // centres nearer than this are too close
    this.made = new Map(); // cell or, of those that are never gathered, point → Group
    this.looked = [Infinity, Infinity, -Infinity, -Infinity]; // the box in which somebody has looked
    this.#gather(zoom);
  }

  /** Put the points into cells: an open hash over columns. */
  #gather(zoom) {
    const { x, y, ruleOf, rules } = this.points;
    const { size } = this;
    const most = ruleOf.length;
    let slots = 64;
    while (slots < 2 * most) slots *= 2;
    this.mask = slots - 1;
    this.slots = new Int32Array(slots).fill(-1);
    [this.cx, this.cy, this.number, this.head] = Array.from({ length: 4 }, () => new Int32Array(most));
    [this.sx, this.sy] = [new Float64Array(most), new Float64Array(most)];
    this.next = new Int32Array(most); // of each point: the one put before it into the same cell
    this.cellOf = new Int32Array(most).fill(-1);
    this.cells = 0;
    this.most = 0; // groups, if no cells join
    const drawn = rules.map((rule) => Boolean(rule) && zoom >= rule.fromZoom);
    for (let at = 0; at < most; at++) {
      if (!drawn[ruleOf[at]]) continue;
      this.most++;
      const px = x[at];
      const py = y[at];
      const cell = this.#at(Math.floor(px / size), Math.floor(py / size), true);
      this.cellOf[at] = cell;
      this.next[at] = this.number[cell] ? this.head[cell] : -1;
      this.head[cell] = at;
      this.number[cell]++;
      this.sx[cell] += px;
      this.sy[cell] += py;
    }
    if (!this.lone) this.most = this.cells;
    this.settled = new Uint8Array(this.cells);
    this.into = new Int32Array(this.cells); // the cell that it has joined
    this.more = new Int32Array(this.cells); // the next in the circle of those that are joined
    for (let cell = 0; cell < this.cells; cell++) this.into[cell] = this.more[cell] = cell;
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
    const cell = this.cells++;
    this.slots[slot] = cell;
    this.cx[cell] = cx;
    this.cy[cell] = cy;
    return cell;
  }

  /**
   * Join the cells around `first`, all that touch it and each other: the fuller one takes in neighbours that are too close.
   * What does not touch them has no part in it, so that a view deep in the map asks for the few that are near.
   */
  #settle(first) {
    const cells = this.#touching(first);
    if (cells.length < 2) return;
    const { number, into, more, sx, sy, cx, cy, near } = this;
    for (const cell of this.#fullestFirst(cells)) {
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
        const after = more[cell]; // two circles become one
        more[cell] = more[other];
        more[other] = after;
      }
    }
  }

  /** The cells that one can reach from `first` over cells that touch. */
  #touching(first) {
    const { cx, cy, settled } = this;
    const found = [first];
    settled[first] = 1;
    for (let i = 0; i < found.length; i++) {
      const x = cx[found[i]];
      const y = cy[found[i]];
      for (let step = 0; step < 9; step++) {
        const other = step === 4 ? -1 : this.#at(x + (step % 3) - 1, y + Math.floor(step / 3) - 1, false);
        if (other < 0 || settled[other]) continue;
        settled[other] = 1;
        found.push(other);
      }
    }
    return found;
  }

  /** The fullest first, then by their place: no order of the points shows. */
  #fullestFirst(cells) {
    const { number, cx, cy } = this;
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const cell of cells) {
      west = Math.min(west, cx[cell]);
      north = Math.min(north, cy[cell]);
      east = Math.max(east, cx[cell]);
      south = Math.max(south, cy[cell]);
    }
    const high = south - north + 1;
    const area = high * (east - west + 1);
    const most = Math.floor(Number.MAX_SAFE_INTEGER / area) - 1;
    const keys = Float64Array.from(cells, (cell) => (most - Math.min(number[cell], most)) * area + (cx[cell] - west) * high + cy[cell] - north);
    return Array.from(keys.sort(), (key) => this.#at(west + Math.floor((key % area) / high), north + (key % high), false));
  }

  /** The groups whose middle lies in `box`. */
  within(box) {
    if (!(box[0] <= box[2])) return [];
    const { size, looked } = this;
    looked[0] = Math.min(looked[0], box[0]);
    looked[1] = Math.min(looked[1], box[1]);
    looked[2] = Math.max(looked[2], box[2]);
    looked[3] = Math.max(looked[3], box[3]);
    const x0 = Math.floor(box[0] / size) - 2; // a middle lies beside its cell, or nearly
    const y0 = Math.floor(box[1] / size) - 2;
    const x1 = Math.floor(box[2] / size) + 2;
    const y1 = Math.floor(box[3] / size) + 2;
    const found = [];
    if ((x1 - x0 + 1) * (y1 - y0 + 1) > this.cells) {
      for (let cell = 0; cell < this.cells; cell++) this.#take(cell, box, found);
      return found;
    }
    for (let cx = x0; cx <= x1; cx++) {
      for (let cy = y0; cy <= y1; cy++) {
        const cell = this.#at(cx, cy, false);
        if (cell >= 0) this.#take(cell, box, found);
      }
    }
    return found;
  }

  all() {
    return this.within([-Infinity, -Infinity, Infinity, Infinity]);
  }

  #take(cell, box, found) {
    if (!this.lone && !this.settled[cell]) this.#settle(cell);
    const { number, into, sx, sy, head, next, points } = this;
    const inside = (x, y) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
    if (this.lone) {
      for (let at = head[cell]; at >= 0; at = next[at]) if (inside(points.x[at], points.y[at])) found.push(this.#group(at, at, 1));
    } else if (into[cell] === cell && inside(sx[cell] / number[cell], sy[cell] / number[cell])) {
      found.push(this.#group(cell, head[cell], number[cell]));
    }
  }

  /** The group `root` (a cell, or a point that is never gathered) of `count` features, the one in row `at` among them. */
  #group(root, at, count) {
    const known = this.made.get(root);
    if (known) return known;
    const { points, sx, sy } = this;
    const group = count === 1 ? new Group(this, root, points.x[at], points.y[at], 1) : new Group(this, root, sx[root] / count, sy[root] / count, count);
    if (count > 1) this.#tally(group);
    else {
      group.rule = points.rules[points.ruleOf[at]];
      group.listed = [points.features[at]];
    }
    this.made.set(root, group);
    return group;
  }

  /** Count what a group holds. */
  #tally(group) {
    const { more, head, next } = this;
    const { rules, ruleOf, late } = this.points;
    const counts = new Uint32Array(rules.length);
    const overdue = new Uint8Array(rules.length);
    let cell = group.root;
    do {
      for (let at = head[cell]; at >= 0; at = next[at]) {
        const rule = ruleOf[at];
        counts[rule]++;
        overdue[rule] |= late[at];
      }
      cell = more[cell];
    } while (cell !== group.root);
    const byColour = new Map();
    for (let place = 1; place < rules.length; place++) {
      if (!counts[place]) continue;
      const rule = rules[place];
      if (!group.rule || rule.rank > group.rule.rank) {
        group.rule = rule;
        group.halo = false;
      }
      group.halo ||= rule.rank === group.rule.rank && overdue[place] > 0; // the worst of them is overdue, not just any
      const { colour } = rule.mark;
      const known = byColour.get(colour);
      if (!known) byColour.set(colour, { colour, rank: rule.rank, count: counts[place] });
      else {
        known.count += counts[place];
        known.rank = Math.max(known.rank, rule.rank);
      }
    }
    group.counts = [...byColour.values()].sort((a, b) => b.rank - a.rank);
  }

  /** The features of a group. */
  itemsOf(root) {
    const { more, head, next, points } = this;
    const items = [];
    let cell = root;
    do {
      for (let at = head[cell]; at >= 0; at = next[at]) items.push(points.features[at]);
      cell = more[cell];
    } while (cell !== root);
    return items.sort((a, b) => a.x - b.x || a.y - b.y);
  }

  /** The group of the feature in row `at`; null when that is not drawn. */
  of(at) {
    if (this.cellOf[at] < 0) return null;
    if (this.lone) return this.#group(at, at, 1);
    const root = this.#rootOf(this.cellOf[at]);
    return this.#group(root, this.head[root], this.number[root]);
  }

  /** Forget how the group of the feature in row `at` looks. */
  forget(at) {
    if (this.cellOf[at] >= 0) this.made.delete(this.lone ? at : this.#rootOf(this.cellOf[at]));
  }

  #rootOf(cell) {
    if (!this.settled[cell]) this.#settle(cell);
    let root = cell;
    while (this.into[root] !== root) root = this.into[root];
    return root;
  }

  /**
   * The groups that differ from those of `before`, of the same zoom, and what stood in their place: all that needs painting
   * again. Of `before` those count that somebody has looked at.
   */
  changed(before) {
    const found = [];
    for (const [cell, group] of before.made) {
      const twin = before.#twin(this, cell);
      const now = twin < 0 ? null : this.#group(twin, this.head[twin], this.number[twin]);
      if (now && alike(group, now)) continue;
      found.push(group);
      if (now) found.push(now);
    }
    for (const group of this.within(before.looked)) if (this.#twin(before, group.root) < 0) found.push(group);
    return found;
  }

  /** The cell of a group of `other` that stands where that of `cell` does, with as many in it; -1 for none. */
  #twin(other, cell) {
    const { number, sx, sy, size } = this;
    const twin = other.#at(this.cx[cell], this.cy[cell], false);
    if (twin >= 0 && !other.settled[twin]) other.#settle(twin);
    if (twin < 0 || other.into[twin] !== twin || other.number[twin] !== number[cell]) return -1;
    const off = Math.abs(other.sx[twin] - sx[cell]) + Math.abs(other.sy[twin] - sy[cell]);
    return off < number[cell] * size * STILL ? twin : -1; // sums differ in the last bits
  }
}

const STILL = 1e-3; // of a cell: a group that moves less stays where it is

/** Whether two groups of as many features look the same. */
export function alike(one, other) {
  if (one.count === 1) return one.items[0] === other.items[0] || look(one.items[0]) === look(other.items[0]);
  return one.rule === other.rule && one.halo === other.halo && shares(one) === shares(other);
}

const shares = ({ counts }) => counts.map(({ colour, count }) => `${colour}${count}`).join();

const look = (f) => [f.uid, f.x, f.y, f.class, f.turn, f.fov, f.range_m, f.ring, f.halo, f.notches].join();

/** Whether a feature in place of another leaves every group where it is, with as many in it, at every zoom. */
export const inPlace = (old, fresh) => old.x === fresh.x && old.y === fresh.y && fromZoomOf(old) === fromZoomOf(fresh);

const fromZoomOf = ({ rule }) => (rule ? rule.fromZoom : null);
