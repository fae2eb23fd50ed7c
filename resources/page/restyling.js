// The picture of the view while a layer is recoloured, in parts: what lies below its fills, between them and its hatching,
// between that and its lines, and everything above. A hand that tries figures and colours changes this layer alone, over and
// over; the other parts are then laid together with it, for a fraction of the whole. The first time the picture is painted whole,
// and the parts after it, when there is time or the next figure wants them. They are kept until anything else changes.

import { tiny } from "./mosaic.js";
import { paint, pieces } from "./paint.js";

/** Whether the picture `part` shows all of `asked`. */
export const within = (asked, part) =>
  part.zoom === asked.zoom &&
  part.left <= asked.left &&
  part.top <= asked.top &&
  part.left + part.width >= asked.left + asked.width &&
  part.top + part.height >= asked.top + asked.height;

/** What of a layer is to be seen in the parts that are kept: its names, and of which features. */
export function besidesAreas({ spec, features }) {
  const { names, fromZoom, toZoom } = spec.style;
  const drawn = features.map(({ rule }) => (rule ? rule.fromZoom : -1));
  return { drawn, whole: JSON.stringify([spec.visible, spec.opacity, names, fromZoom, toZoom]) };
}

export const alike = (one, other) => one.whole === other.whole && one.drawn.every((from, i) => from === other.drawn[i]);

const none = () => false;
const NOTHING = { over: false, ground: false, fills: none, hatches: none, heat: false, lines: none, top: false, after: {} };

export class Restyling {
  constructor() {
    this.name = null; // of the layer that was recoloured last
    this.due = false; // the next picture of the view shows it
    // {zoom, left, top, width, height, bitmaps, mosaic}: px of the world; below it, and after its fills, hatching, lines
    this.kept = null;
    this.making = null; // {part, steps}: the parts of a picture that is shown, as far as they were made
    this.aside = new OffscreenCanvas(1, 1);
  }

  /** A layer was recoloured; `same` when all is as before but its areas. */
  recoloured({ name, isPoints }, same) {
    if (name !== this.name || !same) this.forget();
    this.name = name;
    this.due = !isPoints;
  }

  /** Anything else of the scene changed. */
  forget() {
    this.making?.steps.return();
    this.making = null;
    for (const bitmap of this.kept?.bitmaps ?? []) bitmap.close();
    this.kept?.mosaic?.release();
    this.kept = null;
    this.due = false;
  }

  /**
   * As `paint` paints, on a canvas as large as `part`; false, and nothing painted, when the parts of such a picture were never
   * begun: they are now.
   */
  paint(canvas, part, scene) {
    this.due = false;
    if (this.making && within(part, this.making.part)) while (this.making) this.#step();
    if (!(this.kept && within(part, this.kept))) {
      this.forget();
      const { zoom, left, top, width, height } = part;
      const same = { zoom, left, top, width, height };
      this.making = { part: same, steps: this.#make(same, scene) };
      return false;
    }
    const { bitmaps, left, top } = this.kept;
    const ctx = canvas.getContext("2d");
    const lay = (bitmap) => {
      ctx.save();
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.globalAlpha = 1;
      ctx.drawImage(bitmap, Math.round((left - part.left) * scene.dpr), Math.round((top - part.top) * scene.dpr));
      ctx.restore();
    };
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    lay(bitmaps[0]);
    const own = (name) => name === this.name;
    const after = { fills: () => lay(bitmaps[1]), hatches: () => lay(bitmaps[2]), lines: () => lay(bitmaps[3]) };
    const mosaic = within(this.kept, part) ? this.kept.mosaic?.reruled() : null;
    paint(ctx, part, scene, scene.dpr, { ...NOTHING, over: true, fills: own, hatches: own, lines: own, after, mosaic, keep: (used) => this.#hold(used) });
    return true;
  }

  /** Make parts for about `ms`; false when none are to be made. */
  advance(ms) {
    if (!this.making) return false;
    const until = performance.now() + ms;
    do this.#step();
    while (this.making && performance.now() < until);
    return true;
  }

  #step() {
    if (this.making.steps.next().done) this.making = null;
  }

  #hold(mosaic) {
    if (this.kept.mosaic && this.kept.mosaic !== mosaic) mosaic.release();
    else this.kept.mosaic = mosaic;
  }

  *#make(part, scene) {
    const order = scene.layers.map(({ name }) => name);
    const own = (name) => name === this.name;
    const below = (name) => order.indexOf(name) < order.indexOf(this.name);
    const above = (name) => order.indexOf(name) > order.indexOf(this.name);
    const shares = [
      { ground: true, fills: below },
      { fills: above, hatches: below },
      { hatches: above, heat: true, lines: below },
      { lines: above, top: true },
    ];
    const { aside } = this;
    Object.assign(aside, { width: Math.round(part.width * scene.dpr), height: Math.round(part.height * scene.dpr) });
    const bitmaps = [];
    try {
      for (const share of shares) {
        yield* pieces(aside.getContext("2d"), part, scene, scene.dpr, { ...NOTHING, ...share });
        bitmaps.push(aside.transferToImageBitmap());
      }
      this.kept = { ...part, bitmaps: bitmaps.splice(0), mosaic: null };
      if (!tiny(scene.byName.get(this.name), part.zoom)) return;
      const keep = (used) => this.#hold(used); // and its samples, which take as long as everything else
      yield* pieces(aside.getContext("2d"), part, scene, scene.dpr, { ...NOTHING, fills: own, keep });
    } finally {
      for (const bitmap of bitmaps) bitmap.close();
      aside.width = aside.height = 1; // its pixels go now, not when the collector comes
    }
  }
}
