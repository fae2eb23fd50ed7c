// Names that lines of an overlay would strike through, written once more above them, at the same place and in the same
// letters. The worker says which (crossed.js); they stand in a pane of their own above the overlays' lines.

import L from "leaflet";
import { contains } from "./geometry.js";
import { HALO } from "./writing.js";

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
   * Have the names stand that `lines` meet. A line is a list of [lat, lng], as are the rings of `lit`: names outside them step
   * back by `dim`, 0 to 1, as the map there does. Resolves when they stand.
   */
  async over(lines, lit, dim) {
    const serial = ++this.serial;
    if (!lines.length) return this.svg.replaceChildren();
    const { map, engine } = this.page;
    const zoom = map.getZoom();
    const flat = (line) => line.flatMap((place) => pixel(map, place, zoom));
    const names = await engine.ask("crossed", { zoom, lines: lines.map(flat) });
    if (serial !== this.serial) return; // asked again meanwhile
    const rings = dim ? lit.map(flat) : [];
    const origin = map.getPixelOrigin();
    this.svg.replaceChildren(
      ...names.flatMap(({ x, y, lines: written }) => {
        const opacity = dim && !contains(rings, x, y) ? 1 - dim : 1;
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

function pixel(map, place, zoom) {
  const { x, y } = map.project(L.latLng(place), zoom);
  return [x, y];
}
