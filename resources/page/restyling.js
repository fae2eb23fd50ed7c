// The picture of the view while a layer is recoloured, in parts: what lies below its fills, between them and its hatching,
// between that and its lines, and everything above. A hand that tries figures and colours changes this layer alone, over and
// over; the other parts are then laid together with it, for a fraction of the whole. They are kept until anything else changes.

import { paint } from "./paint.js";

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
    for (const bitmap of this.kept?.bitmaps ?? []) bitmap.close();
    this.kept?.mosaic?.release();
    this.kept = null;
    this.due = false;
  }

  /** As `paint` paints, on a canvas as large as `part`; the parts are made, or taken where they are right: the answer is which. */
  paint(canvas, part, scene) {
    this.due = false;
    const taken = this.kept !== null && within(part, this.kept);
    if (!taken) this.#make(canvas, part, scene);
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
    const mosaic = taken && within(this.kept, part) ? this.kept.mosaic?.reruled() : null;
    const keep = (used) => {
      if (this.kept.mosaic && this.kept.mosaic !== used) used.release();
      else this.kept.mosaic = used;
    };
    paint(ctx, part, scene, scene.dpr, { ...NOTHING, over: true, fills: own, hatches: own, lines: own, after, mosaic, keep });
    return taken;
  }

  #make({ width, height }, part, scene) {
    this.forget();
    const order = scene.layers.map(({ name }) => name);
    const below = (name) => order.indexOf(name) < order.indexOf(this.name);
    const above = (name) => order.indexOf(name) > order.indexOf(this.name);
    const shares = [
      { ground: true, fills: below },
      { fills: above, hatches: below },
      { hatches: above, heat: true, lines: below },
      { lines: above, top: true },
    ];
    const { aside } = this;
    Object.assign(aside, { width, height });
    const bitmaps = shares.map((share) => {
      paint(aside.getContext("2d"), part, scene, scene.dpr, { ...NOTHING, ...share });
      return aside.transferToImageBitmap();
    });
    aside.width = aside.height = 1; // its pixels go now, not when the collector comes
    this.kept = { ...part, bitmaps, mosaic: null };
  }
}
