// Sheets: pictures of any part of the map, laid over the tiles. A sheet the size of the view shows a new zoom, theme or
// figure whole and at once; one of a few px shows an edit. The tiles below follow while nothing else is to be done, and
// the sheet goes when they have. Rects are {left, top, right, bottom} in px of the world at a zoom.

import { weigh } from "./weight.js";

const STEP = 8; // px to which a sheet's edges are rounded: whole device px at any scale, and the period of the hatching

export const overlap = (a, b) => {
  const rect = {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
  return rect.left < rect.right && rect.top < rect.bottom ? rect : null;
};

export const around = (a, b) => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
});

export const holds = (a, b) => a.left <= b.left && a.top <= b.top && a.right >= b.right && a.bottom >= b.bottom;

export const rounded = ({ left, top, right, bottom }) => ({
  left: Math.floor(left / STEP) * STEP,
  top: Math.floor(top / STEP) * STEP,
  right: Math.ceil(right / STEP) * STEP,
  bottom: Math.ceil(bottom / STEP) * STEP,
});

/** What the worker is asked to paint: `rect` at `zoom`. */
export const job = (key, zoom, { left, top, right, bottom }) => ({
  key,
  zoom,
  left,
  top,
  width: right - left,
  height: bottom - top,
});

/** Put a painted bitmap on a canvas that is `width` × `height` CSS px large. */
export function put(el, { bitmap, width, height }) {
  weigh(bitmap);
  if (el.width !== bitmap.width || el.height !== bitmap.height) {
    el.width = bitmap.width;
    el.height = bitmap.height;
    el.style.width = `${width}px`;
    el.style.height = `${height}px`;
  }
  el.getContext("bitmaprenderer").transferFromImageBitmap(bitmap);
}

/** Let go of what a canvas holds, now: a picture of the view is 8 MB, and the collector does not see them. */
export function release(el) {
  el.getContext("bitmaprenderer").transferFromImageBitmap(null);
  el.width = el.height = 0;
}

export class Sheets {
  constructor(engine) {
    this.engine = engine;
    this.shown = []; // {zoom, rect, version, el, due}, the newest last; due as a tile's: what it hides may be newer
    this.awaited = null; // {zoom, rect, version, serial}
    this.serial = 0;
  }

  /** Have `rect` painted as the scene is now, at `version`; what is still awaited at this zoom comes with it. */
  ask(zoom, rect, version) {
    const { awaited } = this;
    const whole = rounded(awaited?.zoom === zoom ? around(awaited.rect, rect) : rect);
    if (awaited?.zoom === zoom && awaited.version >= version && holds(awaited.rect, whole)) return;
    this.awaited = { zoom, rect: whole, version, serial: ++this.serial };
    this.engine.tell("paint", { jobs: [{ ...job("sheet", zoom, whole), serial: this.serial, far: -1 }] });
  }

  /** Lay a painted sheet over the tiles of its `level` (Leaflet's: an element and its origin). */
  show(message, level) {
    const { zoom, left, top, width, height, version } = message;
    if (message.serial === this.awaited?.serial) this.awaited = null;
    if (!level) return message.bitmap.close();
    const rect = { left, top, right: left + width, bottom: top + height };
    this.drop((sheet) => sheet.zoom === zoom && holds(rect, sheet.rect));
    const el = document.createElement("canvas");
    el.className = "guatu-sheet";
    el.style.transform = `translate(${left - level.origin.x}px, ${top - level.origin.y}px)`;
    put(el, message);
    level.el.append(el);
    this.shown.push({ zoom, rect, version, el, due: [] });
  }

  /** The sheets that lie over the tiles of a zoom. */
  at(zoom) {
    return this.shown.filter((sheet) => sheet.zoom === zoom);
  }

  /** Whether a sheet shows all of `rect` as it was at `version` or later. */
  cover(zoom, rect, version) {
    return this.shown.some((sheet) => sheet.zoom === zoom && sheet.version >= version && holds(sheet.rect, rect));
  }

  drop(unwanted) {
    this.shown = this.shown.filter((sheet) => {
      if (!unwanted(sheet)) return true;
      sheet.el.remove();
      release(sheet.el);
      return false;
    });
  }
}
