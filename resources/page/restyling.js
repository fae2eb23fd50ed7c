// The picture of the view while a layer is recoloured, in three parts: what lies below its fills, the fills, and everything
// above them. A hand that tries figures and colours changes the fills alone, over and over; the other two parts are then
// laid together with fresh fills, for a fraction of the whole. They are kept until anything else of the scene changes.

import { paint } from "./paint.js";

/** Whether the picture `part` shows all of `asked`. */
export const within = (asked, part) =>
  part.zoom === asked.zoom &&
  part.left <= asked.left &&
  part.top <= asked.top &&
  part.left + part.width >= asked.left + asked.width &&
  part.top + part.height >= asked.top + asked.height;

/** How a rule draws but for its fill; equal texts say that a feature looks the same but for that. */
const besidesFill = (rule) => rule && JSON.stringify([{ ...rule.area, fill: null, alpha: null }, rule.fromZoom]);

/** How each feature of a layer is drawn but for its fill, and what else of it is to be seen above fills. */
export function besidesFills({ spec, features }) {
  const known = new Map(); // there are few rules
  const look = features.map(({ rule }) => known.get(rule) ?? known.set(rule, besidesFill(rule)).get(rule));
  const { names, fromZoom, toZoom } = spec.style;
  return { look, whole: JSON.stringify([spec.visible, spec.opacity, names, fromZoom, toZoom]) };
}

export const sameBesides = (one, other) => one.whole === other.whole && one.look.every((look, i) => look === other.look[i]);

export class Restyling {
  constructor() {
    this.name = null; // of the layer that was recoloured last
    this.due = false; // the next picture of the view shows it
    this.kept = null; // {zoom, left, top, width, height, below, above}: px of the world, and two bitmaps
  }

  /** A layer was recoloured; `alike` when all but its fills is as before. */
  recoloured({ name, isPoints }, alike) {
    if (name !== this.name || !alike) this.forget();
    this.name = name;
    this.due = !isPoints;
  }

  /** Anything else of the scene changed. */
  forget() {
    this.kept?.below.close();
    this.kept?.above.close();
    this.kept = null;
    this.due = false;
  }

  /** As `paint` paints, on a canvas as large as `part`; the parts are made, or taken where they are right: the answer is which. */
  paint(canvas, part, scene) {
    const { dpr } = scene;
    this.due = false;
    const order = scene.layers.map(({ name }) => name);
    const at = order.indexOf(this.name);
    const taken = this.kept !== null && within(part, this.kept);
    if (!taken) {
      this.forget();
      const made = (share) => {
        const aside = new OffscreenCanvas(canvas.width, canvas.height);
        paint(aside.getContext("2d"), part, scene, dpr, share);
        return aside.transferToImageBitmap();
      };
      const below = made({ ground: true, fills: (name) => order.indexOf(name) < at, rest: false });
      const above = made({ ground: false, fills: (name) => order.indexOf(name) > at, rest: true });
      this.kept = { ...part, below, above };
    }
    const ctx = canvas.getContext("2d");
    const { left, top } = this.kept; // sheets begin at whole device px, at any scale
    const lay = (bitmap) => {
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.globalAlpha = 1;
      ctx.drawImage(bitmap, Math.round((left - part.left) * dpr), Math.round((top - part.top) * dpr));
    };
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    lay(this.kept.below);
    paint(ctx, part, scene, dpr, { over: true, ground: false, fills: (name) => name === this.name, rest: false });
    lay(this.kept.above);
    return taken;
  }
}
