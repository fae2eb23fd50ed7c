// The slow pulse around what is overdue: rings of their own above the tiles, so that nothing is painted again. All beat
// together, by the opacity of the one pane they stand in, a few times a second: a machine without a GPU does not feel it.
// Still when the system or the window asks for it, and when the page is hidden.

import { worldX, worldY } from "./geometry.js";
import { colourOf } from "./marks.js";

const MOST = 40; // rings; the worst come first
const BEAT = 600; // ms
const STRENGTHS = [0.15, 0.35, 0.55, 0.35]; // one breath
const REST = 150; // ms after the last change until the rings are placed anew

export class Pulse {
  constructor(page) {
    const { map } = page;
    this.page = page;
    this.map = map;
    this.pane = map.createPane("pulse");
    this.pane.style.zIndex = 405;
    this.pane.style.pointerEvents = "none";
    this.beat = 0;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.still.addEventListener("change", () => this.draw());
    this.asked = false; // whether the window asks for stillness
    document.addEventListener("visibilitychange", () => this.draw());
    map.on("zoomstart", () => this.pane.replaceChildren());
    map.on("moveend", () => this.draw());
  }

  /** The window asks for stillness, or no longer does. */
  show(_name, still) {
    this.asked = Boolean(still);
    this.draw();
  }

  /** Place the rings anew, a moment after the last call. */
  draw() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.#place(), REST);
  }

  async #place() {
    const { map, page } = this;
    clearInterval(this.ticking);
    if (this.asked || this.still.matches || document.hidden) return this.pane.replaceChildren();
    const bounds = map.getBounds();
    const box = [worldX(bounds.getWest()), worldY(bounds.getNorth()), worldX(bounds.getEast()), worldY(bounds.getSouth())];
    const zoom = map.getZoom();
    const places = await page.engine.ask("overdue", { box, zoom, most: MOST });
    if (zoom !== map.getZoom()) return;
    this.pane.replaceChildren(...places.map((place) => this.#ring(place)));
    if (!places.length) return;
    clearInterval(this.ticking);
    this.ticking = setInterval(() => this.#breathe(), BEAT);
    this.#breathe();
  }

  #breathe() {
    this.beat = (this.beat + 1) % STRENGTHS.length;
    this.pane.style.opacity = STRENGTHS[this.beat];
  }

  #ring({ lat, lng, colour, reach }) {
    const ring = document.createElement("div");
    const { x, y } = this.map.latLngToLayerPoint([lat, lng]);
    const side = 2 * reach + 2;
    ring.className = "guatu-pulse";
    ring.style.cssText = `width:${side}px;height:${side}px;left:${x - side / 2}px;top:${y - side / 2}px`;
    ring.style.borderColor = colourOf(this.page.tokens, colour);
    return ring;
  }
}
