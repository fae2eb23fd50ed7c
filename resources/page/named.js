// The names that the areas of a layer have, the most important first, as columns: what does not depend on the zoom.

import { elided, shown } from "./text.js";
import { widthOf } from "./widths.js";

const LONGEST = 18; // graphemes; a longer name is cut in the middle, the tooltip says it whole
const namedIn = new WeakMap(); // list of features → Named

/** The features of a layer that have a name, the most important first, as columns. */
export class Named {
  constructor(features, rules) {
    this.rules = rules;
    this.features = features.filter((feature) => feature.label && feature.rule).sort(before);
    const column = (value) => Float64Array.from(this.features, value);
    this.x = column(({ x }) => x);
    this.y = column(({ y }) => y);
    [this.west, this.north, this.east, this.south] = Array.from({ length: 4 }, () => new Float64Array(this.features.length));
    const box = new Float64Array(4);
    this.features.forEach(({ shapes, at }, row) => {
      shapes.boxInto(at, box, 0);
      [this.west[row], this.north[row], this.east[row], this.south[row]] = box;
    });
    this.widths = new Map(); // font → width of each name
  }

  static of({ features, spec }) {
    const { rules } = spec.style;
    const found = namedIn.get(features);
    if (found?.rules === rules) return found;
    const made = new Named(features, rules);
    namedIn.set(features, made);
    return made;
  }

  /** Widths of the names in px in a font, -1 where nothing is left to write. */
  widthsIn(ctx, font) {
    const known = this.widths.get(font);
    if (known) return known;
    const widths = Float64Array.from(this.features, (feature) => (textOf(feature) ? widthOf(ctx, textOf(feature), font) : -1));
    this.widths.set(font, widths);
    return widths;
  }
}

/** A name as it is written. */
export const textOf = (feature) => (feature.text ??= elided(shown(feature.label), LONGEST));

/** The more important one first. */
export const before = (a, b) => (b.weight ?? 0) - (a.weight ?? 0) || (a.uid < b.uid ? -1 : 1);
