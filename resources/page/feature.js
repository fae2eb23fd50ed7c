// Features as views on the columns of the payload that brought them: a province has 290,000, and an object with all of its
// values for each costs the collector more than everything else that is done with them at first.

import { project } from "./geometry.js";
import { Shapes } from "./shapes.js";

/** What one payload brought, a column each; its places are projected where they lie. */
class Columns {
  constructor({ header, arrays, texts }) {
    this.count = header.count;
    this.open = header.geometry === "line";
    const world = project(arrays.xy);
    this.places = arrays.anchors ? project(arrays.anchors) : world;
    this.shapes = arrays.rings ? new Shapes(world, arrays, this.open) : null;
    const column = (name) => texts[name] ?? arrays[`column.${name}`] ?? header.columns[name] ?? null;
    this.uid = asTexts(column("uid"));
    this.label = asTexts(column("label"));
    this.note = asTexts(column("note") ?? []);
    for (const name of ["turn", "fov", "range_m", "ring", "weight", "halo", "notches"]) this[name] = column(name);
    this.counts = ["count0", "count1", "count2"].map(column).filter(Boolean);
  }
}

/** A plain list with the face of `Texts` (payload.js). */
const asTexts = (column) => (Array.isArray(column) ? { at: (row) => column[row] ?? null, all: () => column } : column);

/** The value of a column in a row; NaN stands for none in a buffer. */
function valueIn(column, row) {
  const value = column?.[row];
  return value == null || Number.isNaN(value) ? null : value;
}

/** One feature; its outlines, if it has any, lie in `shapes` at the place `at`. */
class Feature {
  constructor(columns, row) {
    this.columns = columns;
    this.row = row;
    this.at = row; // among its shapes or, of a point, among the points of its layer
    this.class = null;
    this.rule = null;
    this.text = null; // the label as it is written: made in named.js
    this.known = null; // its rings, when they were asked for
    this.around = null; // its box, when it was asked for
  }

  get uid() {
    return this.columns.uid.at(this.row);
  }

  get label() {
    return this.columns.label.at(this.row);
  }

  get note() {
    return this.columns.note.at(this.row);
  }

  get x() {
    return this.columns.places[2 * this.row];
  }

  get y() {
    return this.columns.places[2 * this.row + 1];
  }

  get open() {
    return this.shapes !== null && this.columns.open;
  }

  get shapes() {
    return this.columns.shapes;
  }

  get box() {
    return (this.around ??= this.shapes && this.shapes.box(this.at));
  }

  get turn() {
    return valueIn(this.columns.turn, this.row);
  }

  get fov() {
    return valueIn(this.columns.fov, this.row);
  }

  get range_m() {
    return valueIn(this.columns.range_m, this.row);
  }

  get ring() {
    return valueIn(this.columns.ring, this.row);
  }

  get weight() {
    return valueIn(this.columns.weight, this.row);
  }

  get halo() {
    return Boolean(this.columns.halo?.[this.row]);
  }

  get notches() {
    return this.columns.notches?.[this.row] ?? 0;
  }

  get counts() {
    const { counts } = this.columns;
    return counts.length ? counts.map((values) => values[this.row]) : null;
  }

  /** Its rings, x and y of the world in turn; null for a point. */
  get rings() {
    return (this.known ??= this.shapes && this.shapes.ringsOf(this.at));
  }

  /** Its rings as they are drawn at tile zoom `z`, in quarter px of the world. */
  drawnAt(z) {
    return this.shapes.level(z).ringsOf(this.at);
  }

  /** What its mark is drawn of, for the page. */
  get mark() {
    const { uid, label, note, x, y, rule, turn, fov, range_m, ring, halo, notches } = this;
    return { uid, label, note, x, y, class: this.class, rule, turn, fov, range_m, ring, halo, notches };
  }
}

/** Features of a payload; `rules` gives each the rule of its class (none: it is not drawn). */
export function features(payload, rules) {
  const columns = new Columns(payload);
  const { values, codes } = payload.classes;
  const list = new Array(columns.count);
  for (let row = 0; row < columns.count; row++) {
    const feature = new Feature(columns, row);
    feature.class = values[codes[row]];
    feature.rule = rules[feature.class];
    list[row] = feature;
  }
  return list;
}
