// Which names are written at a zoom, the most important first: who comes first keeps the place (labels.js says where a name
// may stand). Names are placed where somebody looks, and come out as if all had been placed in turn: before a name is placed
// those that come before it and could be in its way are, and so on. So every part of the map writes the same names at the
// same places, and nothing moves when the map is moved.

import { TILE } from "./geometry.js";
import { Grid } from "./grid.js";
import { GAP, LINE, beside, farthest, fontOf, put, settle } from "./labels.js";
import { badgeReach, markBox } from "./marks.js";
import { Named, before, textOf } from "./named.js";
import { reachOf } from "./writing.js";

const CROWDED = 0.34; // of a layer's names: with more that have no room in their areas none stands beside its area
const FEW = 0.1; // of a layer's names: when fewer have room, none stands in its area
const MANY = 2000; // names of a layer from which
const APART = 100; // px must lie between two of them, or none stands beside its area: lines to hundreds would be a thicket
const BLOCK = 128; // px of the parts in which names are placed together: what reaches beyond a view is placed for nothing
const MARKS = 256; // px of those in which marks are looked for
const WIDEST_MARK = 48; // px
const OUTERMOST = 34; // px from the anchor to a name beside its area

// What is known of a name.
const OPEN = 0;
const INSIDE = 1; // it stands in its area
const HIDDEN = 2; // it could, but a mark would hide it
const HOMELESS = 3; // it finds no room there
const BESIDE = 4; // it stands beside its area
const LEFT = 5; // it is not written

export class Layout {
  /** Names of the visible polygon layers of `layers` at map zoom `zoom`; `ctx` measures them, `aside` says where badges stand. */
  constructor(ctx, layers, zoom, family, lang, aside) {
    this.ctx = ctx;
    this.zoom = zoom;
    this.scale = TILE * 2 ** (zoom - 1);
    this.family = family;
    this.lang = lang;
    this.out = []; // [feature, layer] of those without any room, which nobody places
    this.marking = layers.filter((layer) => layer.isPoints && layer.shownAt(zoom));
    this.aside = aside;
    this.marked = new Map(); // boxes of marks, as far as they were looked at
    this.taken = new Map(); // boxes of names that stand
    this.markedBlocks = new Set();
    this.blocks = new Map(); // key → names that stand and reach into that part; the part is done then
    this.#ask(layers.filter((layer) => !layer.isPoints && layer.shownAt(zoom)));
    this.#place();
  }

  /** The names that should be written, by rank. */
  #ask(layers) {
    const { zoom } = this;
    const ranks = new Map();
    for (const layer of layers) {
      const { names } = layer.spec.style;
      if (!names || zoom < names.fromZoom || zoom > names.toZoom) continue;
      const sort = this.#sortOf(layer, names);
      const known = ranks.get(names.order);
      if (known) known.push(sort);
      else ranks.set(names.order, [sort]);
    }
    const order = [...ranks].sort(([a], [b]) => a - b).map(([, sorts]) => sorts);
    this.sorts = order.flat();
    const count = this.sorts.reduce((sum, { rows }) => sum + rows.length, 0);
    this.sortAt = new Uint16Array(count); // of each name: its sort,
    this.rowAt = new Uint32Array(count); // its row there,
    this.rankAt = new Uint16Array(count); // and its rank
    let at = 0;
    for (const [rank, sorts] of order.entries()) {
      const first = at;
      for (const sort of sorts) {
        this.sortAt.fill(this.sorts.indexOf(sort), at, at + sort.rows.length);
        this.rowAt.set(sort.rows, at);
        at += sort.rows.length;
      }
      this.rankAt.fill(rank, first, at);
      if (sorts.length > 1) this.#mingle(first, at);
    }
  }

  /** Put the names from..to, of several layers, in order of importance. */
  #mingle(from, to) {
    const names = Array.from({ length: to - from }, (_, i) => ({ sort: this.sortAt[from + i], row: this.rowAt[from + i], feature: this.#feature(from + i) }));
    names.sort((a, b) => before(a.feature, b.feature));
    names.forEach(({ sort, row }, i) => {
      this.sortAt[from + i] = sort;
      this.rowAt[from + i] = row;
    });
  }

  /**
   * What the names of one layer have in common: `rows` of those that are wanted, which of all `fit`. Where most of its areas
   * are too small for any name, theirs are out: a province has tens of thousands.
   */
  #sortOf(layer, names) {
    const { ctx, family, scale, lang } = this;
    const font = fontOf(names, family);
    const named = Named.of(layer);
    const widths = named.widthsIn(ctx, font);
    const { west, north, east, south } = named;
    const all = widths.length;
    const least = names.size * 2;
    const tight = new Uint8Array(all);
    const fit = new Uint8Array(all);
    let tights = 0;
    for (let row = 0; row < all; row++) {
      const room = (east[row] - west[row]) * scale;
      const high = (south[row] - north[row]) * scale;
      if (room < least || high < names.size * LINE) tights += tight[row] = 1;
      if (room >= least && widths[row] <= room * 1.1 && high >= names.size * 1.2) fit[row] = 1;
    }
    const full = tights > CROWDED * all;
    const rows = new Uint32Array(all);
    let wanted = 0;
    let fitting = 0;
    for (let row = 0; row < all; row++) {
      if (full && tight[row]) this.out.push([named.features[row], layer.name]);
      else if (widths[row] >= 0) {
        rows[wanted++] = row;
        fitting += fit[row];
      }
    }
    if (fitting < FEW * all) {
      fit.fill(0); // two names among four hundred areas look like a mistake
      fitting = 0;
    }
    const sparse = wanted < MANY || apart(named, wanted) * scale > APART;
    const near = names.leaders && !full && sparse && wanted - fitting <= CROWDED * wanted;
    const common = { names, font, family, layer: layer.name, opacity: layer.spec.opacity, ctx, lang, z: this.zoom - 1 };
    return { common, named, widths, fit, rows: rows.subarray(0, wanted), beside: near, far: farthest(names) };
  }

  #feature(i) {
    return this.sorts[this.sortAt[i]].named.features[this.rowAt[i]];
  }

  /** Columns of the names: where each could be seen, and what is known of it; and a grid of them. */
  #place() {
    const { scale } = this;
    const count = this.rowAt.length;
    this.state = new Uint8Array(count);
    this.stands = new Array(count).fill(null);
    [this.x, this.y] = [new Float64Array(count), new Float64Array(count)];
    this.reach = [1, 2].map(() => ({ across: new Float64Array(count), down: new Float64Array(count) })); // in its area; wherever it may stand
    this.farAcross = this.farDown = 0;
    const [inside, anywhere] = this.reach;
    for (let i = 0; i < count; i++) {
      const sort = this.sorts[this.sortAt[i]];
      const row = this.rowAt[i];
      if (!sort.fit[row] && !sort.beside) {
        this.state[i] = LEFT;
        continue;
      }
      const { x, y, west, north, east, south } = sort.named;
      const { size, dy, counts } = sort.common.names;
      const line = size * LINE;
      const own = sort.widths[row];
      const widest = counts.length ? Math.max(own, (east[row] - west[row]) * scale * 1.1) : own;
      const { widths, lines } = sort.far; // it may step aside, but not out of its area
      const across = Math.max(widest / 2, Math.min(widths * widest, Math.max(x[row] - west[row], east[row] - x[row]) * scale + widest / 2));
      const down = Math.max(line, Math.min(lines * line, Math.max(y[row] - north[row], south[row] - y[row]) * scale)) + Math.abs(dy) * size;
      this.x[i] = x[row] * scale;
      this.y[i] = y[row] * scale;
      inside.across[i] = across + GAP + 2;
      inside.down[i] = down + 2;
      anywhere.across[i] = Math.max(across, sort.beside ? OUTERMOST + own : 0) + GAP + 2;
      anywhere.down[i] = Math.max(down, sort.beside ? OUTERMOST + line : 0) + 2;
      this.farAcross = Math.max(this.farAcross, anywhere.across[i]);
      this.farDown = Math.max(this.farDown, anywhere.down[i]);
    }
    this.grid = new Grid(this.x, this.y, (i) => this.state[i] !== LEFT);
  }

  /** Those names that reach into a box, of what is written: {uid, layer, text, under, x, y, width, height, names, font, opacity, leader}. */
  within(box) {
    const found = new Set();
    this.#blocks(box, BLOCK, (key, x, y) => {
      for (const i of this.#block(key, x, y)) if (meets(this.stands[i].reach, box)) found.add(i);
    });
    return [...found].sort((a, b) => a - b).map((i) => this.stands[i].written);
  }

  /** All names that are written. */
  get placed() {
    for (let i = 0; i < this.rowAt.length; i++) this.#resolve(i, 2);
    return this.known;
  }

  /** Those of them that somebody has looked at. */
  get known() {
    return this.stands.filter(Boolean).map(({ written }) => written);
  }

  /** The parts that somebody has looked at, as boxes. */
  get seen() {
    return Array.from(this.blocks.keys(), (key) => {
      const [x, y] = key.split(" ").map(Number);
      return [x * BLOCK, y * BLOCK, (x + 1) * BLOCK, (y + 1) * BLOCK];
    });
  }

  /** Names that found no room, of areas whose middle lies in a box of the world: {uid, layer, text, x, y}. */
  left(box) {
    const inside = ({ x, y }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
    const left = this.out.filter(([feature]) => inside(feature));
    for (let i = 0; i < this.rowAt.length; i++) {
      const feature = this.#feature(i);
      if (!inside(feature)) continue;
      this.#resolve(i, 2);
      if (this.state[i] === LEFT) left.push([feature, this.sorts[this.sortAt[i]].common.layer]);
    }
    return left.map(([feature, layer]) => ({ uid: feature.uid, layer, text: textOf(feature), x: feature.x, y: feature.y }));
  }

  #blocks(box, size, visit) {
    const [right, bottom] = [Math.floor(box[2] / size), Math.floor(box[3] / size)];
    for (let x = Math.floor(box[0] / size); x <= right; x++) for (let y = Math.floor(box[1] / size); y <= bottom; y++) visit(`${x} ${y}`, x, y);
  }

  /** The names that stand in a part, or reach into it. */
  #block(key, x, y) {
    const known = this.blocks.get(key);
    if (known) return known;
    const box = [x * BLOCK, y * BLOCK, (x + 1) * BLOCK, (y + 1) * BLOCK];
    const found = [];
    this.blocks.set(key, found);
    for (const i of this.#near(box)) this.#resolve(i, 2);
    for (const i of this.#near(box)) if (this.stands[i] && meets(this.stands[i].reach, box)) found.push(i);
    return found;
  }

  /** The names that could be seen in a box, the most important first. */
  #near(box) {
    const { x, y, farAcross, farDown } = this;
    const { across, down } = this.reach[1];
    const found = [];
    this.grid.each([box[0] - farAcross, box[1] - farDown, box[2] + farAcross, box[3] + farDown], (i) => {
      if (x[i] + across[i] > box[0] && x[i] - across[i] < box[2] && y[i] + down[i] > box[1] && y[i] - down[i] < box[3]) found.push(i);
    });
    return found.sort((a, b) => a - b);
  }

  /** Where name `i` may be after a step. */
  #room(i, step) {
    const { across, down } = this.reach[step - 1];
    return [this.x[i] - across[i], this.y[i] - down[i], this.x[i] + across[i], this.y[i] + down[i]];
  }

  /** Whether step `step` of name `i` and step `other` of name `j` may want the same place. */
  #rivals(i, step, j, other) {
    const [one, two] = [this.reach[step - 1], this.reach[other - 1]];
    return Math.abs(this.x[i] - this.x[j]) < one.across[i] + two.across[j] && Math.abs(this.y[i] - this.y[j]) < one.down[i] + two.down[j];
  }

  /** Whether a step of name `i` is done: the first looks for room in its area, the second beside it. */
  #done(i, step) {
    const state = this.state[i];
    return step === 1 ? state !== OPEN : state === INSIDE || state === BESIDE || state === LEFT;
  }

  /** Do a step of name `i`, and first what comes before it: steps that wait for others lie on a stack. */
  #resolve(i, step) {
    const waiting = [{ i, step, near: null, at: 0 }];
    while (waiting.length) {
      const task = waiting.at(-1);
      const next = this.#done(task.i, task.step) ? null : this.#first(task);
      if (next) {
        waiting.push({ ...next, near: null, at: 0 });
        continue;
      }
      if (!this.#done(task.i, task.step)) this.#take(task.i, task.step);
      waiting.pop();
    }
  }

  /** The first step that must be done before `task`, null when none is left. */
  #first(task) {
    const { i, step } = task;
    if (step === 2 && this.state[i] === OPEN) return { i, step: 1 };
    if (step === 1 && !this.#fits(i)) return null;
    task.near ??= this.#near(this.#room(i, step));
    for (; task.at < task.near.length; task.at++) {
      const next = this.#needed(i, step, task.near[task.at]);
      if (next) return next;
    }
    return null;
  }

  /** What of name `j` must be done before a step of name `i`. */
  #needed(i, step, j) {
    const { rankAt, state } = this;
    if (j === i || rankAt[j] > rankAt[i]) return null;
    const wants = (other) => !this.#done(j, other) && this.#rivals(i, step, j, other);
    if (rankAt[j] < rankAt[i]) return wants(2) ? { i: j, step: 2 } : null;
    if (step === 1) return j < i && wants(1) ? { i: j, step: 1 } : null;
    if (wants(1)) return { i: j, step: 1 };
    if (this.#done(j, 2) || !this.#rivals(i, 2, j, 2)) return null;
    if (state[j] === OPEN) return { i: j, step: 1 }; // what becomes of it says which of the two comes first
    const earlier = state[j] === state[i] ? j < i : state[j] === HIDDEN; // those that marks hide come before those without room
    return earlier ? { i: j, step: 2 } : null;
  }

  #fits(i) {
    return this.sorts[this.sortAt[i]].fit[this.rowAt[i]] === 1;
  }

  #take(i, step) {
    const sort = this.sorts[this.sortAt[i]];
    const feature = this.#feature(i);
    const name = { ...sort.common, feature, text: textOf(feature), width: sort.widths[this.rowAt[i]] };
    const box = this.#room(i, step);
    if (step === 1) {
      const spot = this.#fits(i) ? settle(name, this.taken, this.#marks(box), this.scale) : null;
      if (!spot) this.state[i] = HOMELESS;
      else if (spot.covered && name.names.order >= 0) this.state[i] = HIDDEN; // a county's name stands, if a mark covers some of it
      else this.#stand(i, spot, INSIDE);
      if (!sort.beside && this.state[i] !== INSIDE) this.state[i] = LEFT;
      return;
    }
    const spot = beside(name, this.taken, this.#marks(box), this.scale);
    if (spot) this.#stand(i, spot, BESIDE);
    else this.state[i] = LEFT;
  }

  #stand(i, { box, written }, state) {
    put(this.taken, box);
    this.state[i] = state;
    this.stands[i] = { written, reach: reachOf(written) };
  }

  /** Boxes of the marks, for names to keep clear of: those that reach into `box` are among them. */
  #marks(box) {
    const { marked, scale, zoom } = this;
    const around = [box[0] - WIDEST_MARK, box[1] - WIDEST_MARK, box[2] + WIDEST_MARK, box[3] + WIDEST_MARK];
    this.#blocks(around, MARKS, (key, column, row) => {
      if (this.markedBlocks.has(key)) return;
      this.markedBlocks.add(key);
      const px = [column * MARKS, row * MARKS, (column + 1) * MARKS, (row + 1) * MARKS];
      for (const layer of this.marking) {
        for (const [group, place] of this.aside.within(layer, px.map((side) => side / scale))) {
          const [x, y] = [place.x * scale, place.y * scale];
          if (Math.floor(x / MARKS) !== column || Math.floor(y / MARKS) !== row) continue;
          const reach = group.count > 1 ? Array(3).fill(badgeReach(group.count, zoom)) : markBox(group.items[0], zoom);
          put(marked, [x - reach[0], y - reach[1], x + reach[0], y + reach[2]]);
        }
      }
    });
    return marked;
  }
}

/** How far apart `count` names are that are spread over the same part of the world as those of a layer. */
function apart({ x, y }, count) {
  const width = (column) => column.reduce((most, value) => Math.max(most, value), -Infinity) - column.reduce((least, value) => Math.min(least, value), Infinity);
  return Math.sqrt((width(x) * width(y)) / count);
}

const meets = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

/** Names that only one of two lists has. */
export function changedNames(former, present) {
  const signature = (name) => `${name.uid} ${name.x} ${name.y} ${name.text} ${name.under} ${name.opacity} ${name.leader}`;
  const left = new Map(former.map((name) => [signature(name), name]));
  const changed = present.filter((name) => !left.delete(signature(name)));
  return [...changed, ...left.values()];
}
