// Marks with words that an overlay puts on the map. The words step aside from each other and from the names that the map
// writes: below the mark, above it, or to one of its sides, wherever they cover least and are cut by no edge.

import L from "leaflet";
import { markIcon } from "./icon.js";
import { shown } from "./text.js";

const MARK = 48; // px, the square that a mark stands in
const EDGE = 4; // px between words and the side of the map
const SIDES = ["below", "above", "right", "left"];

/** Area that two boxes share, in px². */
const shared = (a, b) =>
  Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));

/** Words below or above a mark that is seen, shifted so far that no side of the map cuts them: {rect, shift}. */
function inside(rect, side, view) {
  const [left, top, right, bottom] = rect;
  const middle = (left + right) / 2;
  const seen = middle > view[0] && middle < view[2];
  if (!seen || side === "left" || side === "right") return { rect, shift: 0 };
  const shift = Math.max(view[0] + EDGE - left, 0) || Math.min(view[2] - EDGE - right, 0);
  return { rect: [left + shift, top, right + shift, bottom], shift };
}

/** Area of `rect` that lies outside `view`, in px²; 0 when nothing of it is seen. */
function outside(rect, view) {
  const seen = shared(rect, view);
  return seen && shared(rect, rect) - seen;
}

export class Stands {
  constructor(page, parts, pane) {
    this.page = page;
    this.parts = parts;
    this.pane = pane;
    this.drawn = L.layerGroup().addTo(page.map);
    this.words = []; // {element, sides}
    this.serial = 0;
  }

  /** Put up `stands`, in place of those that stood. */
  show(stands) {
    this.drawn.clearLayers();
    this.words = stands.map((stand) => this.#put(stand));
  }

  #put({ at, words, rule, above }) {
    const { page } = this;
    const box = document.createElement("div");
    if (rule) box.append(markIcon(this.parts, page.tokens, { rule }, page.map.getZoom()));
    const element = document.createElement("bdi");
    element.textContent = shown(words[page.lang]);
    element.className = `guatu-stand-words${rule ? "" : " guatu-stand-alone"}`;
    element.dataset.side = above ? "above" : "below";
    box.append(element);
    const icon = L.divIcon({ className: "guatu-stand", iconSize: [MARK, MARK], html: box });
    this.drawn.addLayer(L.marker(at, { icon, interactive: false, keyboard: false, pane: this.pane }));
    return { element, sides: above ? ["above", ...SIDES.filter((side) => side !== "above")] : SIDES };
  }

  /** Give the words sides on which they cover no name and no other words; resolves when they have. */
  async settle() {
    const serial = ++this.serial;
    const { map, engine } = this.page;
    if (!this.words.length) return;
    const zoom = map.getZoom();
    const corner = map.getPixelBounds().min;
    const frame = map.getContainer().getBoundingClientRect();
    const { x, y } = map.getSize();
    const view = [corner.x, corner.y, corner.x + x, corner.y + y];
    const rects = this.words.map(({ element, sides }) =>
      sides.map((side) => {
        element.dataset.side = side;
        element.style.marginLeft = "";
        const { left, top, right, bottom } = element.getBoundingClientRect();
        const [across, down] = [corner.x - frame.left, corner.y - frame.top];
        const rect = [left + across, top + down, right + across, bottom + down];
        return inside(rect, side, view);
      }),
    );
    this.words.forEach(({ element, sides: [first] }) => (element.dataset.side = first));
    const names = await engine.ask("covered", { zoom, boxes: rects.flat().map(({ rect }) => rect) });
    if (serial !== this.serial || map.getZoom() !== zoom) return; // put up again meanwhile
    const taken = [...names];
    this.words.forEach(({ element, sides }, nth) => {
      const hidden = rects[nth].map(({ rect }) => taken.reduce((sum, each) => sum + shared(rect, each), outside(rect, view)));
      const best = hidden.indexOf(Math.min(...hidden));
      const { rect, shift } = rects[nth][best];
      element.dataset.side = sides[best];
      element.style.marginLeft = shift ? `${shift}px` : "";
      taken.push(rect);
    });
  }
}
