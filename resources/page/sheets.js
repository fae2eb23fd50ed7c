// Sheets: pictures of any part of the map, laid over the tiles. A sheet the size of the view shows a new zoom, theme or
// figure whole and at once; one of a few px shows an edit. The tiles below follow while nothing else is to be done, and
// the sheet goes when they have. A few whole ones are kept as long as they are right: whoever zooms in to look and out again
// sees one at once. Rects are {left, top, right, bottom} in px of the world at a zoom.

import { weigh } from "./weight.js";

const STEP = 8; // px to which a sheet's edges are rounded: whole device px at any scale, and the period of the hatching

const MOST = 4; // sheets that are kept,
const MOST_PX = 12e6; // and their device px: 48 MB
const SLACK = 2; // px around a view that is painted: the way in and out again may end a px beside where it began

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

/** Room around a view for the px that zooming in and out again is off. */
export const roomy = ({ left, top, right, bottom }) => ({ left: left - SLACK, top: top - SLACK, right: right + SLACK, bottom: bottom + SLACK });

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
    this.shown = []; // {zoom, rect, version, el, whole, due}, the newest last; due as a tile's: what it hides may be newer
    this.kept = []; // whole sheets that are right and not shown, the newest last
    this.awaited = null; // {zoom, rect, version, serial}
    this.serial = 0;
    this.seen = 0; // serial of the sheet that came last
  }

  /** Have `rect` painted as the scene is now, at `version`; what is still awaited at this zoom comes with it. */
  ask(zoom, rect, version) {
    const { awaited } = this;
    const whole = rounded(awaited?.zoom === zoom ? around(awaited.rect, rect) : rect);
    if (awaited?.zoom === zoom && awaited.version >= version && holds(awaited.rect, whole)) return;
    this.awaited = { zoom, rect: whole, version, serial: ++this.serial };
    this.engine.tell("paint", { jobs: [{ ...job("sheet", zoom, whole), serial: this.serial, seen: this.seen, far: -1 }] });
  }

  /** Lay a painted sheet over the tiles of its `level` (Leaflet's: an element and its origin), `whole` when it shows the view. */
  show(message, level, whole) {
    const { zoom, left, top, width, height, version } = message;
    const rect = { left, top, right: left + width, bottom: top + height };
    const { awaited } = this;
    this.seen = message.serial;
    if (awaited?.serial === message.serial || (awaited?.zoom === zoom && awaited.version <= version && holds(rect, awaited.rect))) this.awaited = null;
    if (!level) return message.bitmap.close();
    this.drop((sheet) => sheet.zoom === zoom && holds(rect, sheet.rect));
    const el = document.createElement("canvas");
    el.className = "guatu-sheet";
    put(el, message);
    this.#lay({ zoom, rect, version, el, whole, due: [] }, level);
  }

  #lay(sheet, level) {
    const { el, rect } = sheet;
    el.style.transform = `translate(${rect.left - level.origin.x}px, ${rect.top - level.origin.y}px)`;
    level.el.append(el);
    this.shown.push(sheet);
  }

  /** Lay a sheet that was kept over the tiles of `level` when it shows all of `view`. */
  recall(zoom, view, level) {
    const found = this.kept.find((sheet) => sheet.zoom === zoom && holds(sheet.rect, view));
    if (!found) return;
    this.kept = this.kept.filter((sheet) => sheet !== found);
    this.#lay(found, level);
  }

  /** Whether a sheet of all of `view` is kept. */
  keeps(zoom, view) {
    return this.kept.some((sheet) => sheet.zoom === zoom && holds(sheet.rect, view));
  }

  /** The view is elsewhere: a whole sheet that lies beside all of `near` is kept, others go, and none is awaited there. */
  leave(zoom, near) {
    const elsewhere = (sheet) => sheet.zoom === zoom && !overlap(sheet.rect, near);
    if (this.shown.some(elsewhere)) this.retire(elsewhere);
    if (this.awaited && elsewhere(this.awaited)) this.awaited = null;
  }

  /** Keep no sheet that `wrong` says shows an older scene. */
  forget(wrong = () => true) {
    for (const { el } of this.kept.filter(wrong)) release(el);
    this.kept = this.kept.filter((sheet) => !wrong(sheet));
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

  /** The same for sheets that are not needed now: a whole one that is right is kept, in place of an older one. */
  retire(unwanted) {
    for (const sheet of this.shown.filter((each) => each.whole && !each.due.length && unwanted(each))) {
      this.shown.splice(this.shown.indexOf(sheet), 1);
      this.forget(({ zoom, rect }) => zoom === sheet.zoom && overlap(rect, sheet.rect));
      sheet.el.remove();
      this.kept.push(sheet);
    }
    let px = this.kept.reduce((sum, { el }) => sum + el.width * el.height, 0);
    while (this.kept.length > MOST || px > MOST_PX) {
      const { el } = this.kept.shift();
      px -= el.width * el.height;
      release(el);
    }
    this.drop(unwanted);
  }
}
