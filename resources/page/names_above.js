// Names that lines of an overlay would strike through, or that its veil would take the light from, written once more above
// both, at the same place and in the same letters. The worker says which (crossed.js); they stand in a pane of their own.

import L from "leaflet";
import { HALO } from "./writing.js";

const GUIDE = 0.5; // how far the name of a township steps back, of what the map does
const FAINT = 0.5; // a veil under which names are a texture and no longer read
const SVG = "http://www.w3.org/2000/svg";

export class NamesAbove {
  constructor(page, pane) {
    this.page = page;
    this.serial = 0;
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.classList.add("guatu-names-above");
    page.map.getPane(pane).append(this.svg);
  }

  /**
   * Have the names stand that `lines` meet. A line is a list of [lat, lng], as are the rings of `lit`: where the map steps back
   * by `dim`, 0 to 1, so do the names outside them, but for those of townships, and all names within are written brightly.
   * Resolves when they stand.
   */
  async over(lines, lit, dim) {
    const serial = ++this.serial;
    if (!lines.length) return this.svg.replaceChildren();
    const { map, engine } = this.page;
    const zoom = map.getZoom();
    const flat = (line) => line.flatMap((place) => pixel(map, place, zoom));
    const asked = { zoom, lines: lines.map(flat), lit: dim ? lit.map(flat) : [], guided: dim ? seen(map) : null };
    const names = await engine.ask("crossed", asked);
    if (serial !== this.serial) return; // asked again meanwhile
    const origin = map.getPixelOrigin();
    this.svg.replaceChildren(
      ...names.flatMap(({ x, y, lines: written, lit: bright, guide }) => {
        if (!bright && !guide && dim > FAINT) return []; // hardly seen, it may be struck through
        const opacity = bright ? 1 : 1 - (guide ? GUIDE : 1) * dim;
        return written.map((line) => this.#text(x - origin.x, y - origin.y, line, opacity));
      }),
    );
  }

  #text(x, y, { text, font, colour, down }, opacity) {
    const element = document.createElementNS(SVG, "text");
    element.textContent = text;
    element.setAttribute("x", x);
    element.setAttribute("y", y + down);
    Object.assign(element.style, { font, fill: colour, fillOpacity: opacity, stroke: this.page.tokens.land, strokeWidth: `${HALO}px` });
    return element;
  }
}

/** What is seen, in px of the whole world. */
function seen(map) {
  const { min, max } = map.getPixelBounds();
  return [min.x, min.y, max.x, max.y];
}

function pixel(map, place, zoom) {
  const { x, y } = map.project(L.latLng(place), zoom);
  return [x, y];
}
