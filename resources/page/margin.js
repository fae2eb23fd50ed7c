// What stands beside the drawing: the legend of a fill in the corner, and word of the names that found no room. Both follow
// the worker, which knows how many villages have each class and where no name could be written.

import { colourOf } from "./marks.js";
import { worldX, worldY } from "./geometry.js";
import { hatchPattern } from "./patterns.js";
import { say } from "./strings.js";

const REST = 250; // ms after the last picture
const SWATCH = { width: 26, height: 16 };
const MOST = 14; // lines of a legend; more are counted in one

const made = (tag, name, text) => {
  const element = document.createElement(tag);
  element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
};

const thin = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u2009");

export class Margin {
  /** `page` is the map's Page; `specs` what it was told of its layers. */
  constructor(page, specs) {
    this.page = page;
    this.specs = specs;
    this.element = made("div", "guatu-key");
    this.element.hidden = true;
    page.map.getContainer().append(this.element);
    this.written = "";
    this.told = "";
  }

  /** The list of layers is another. */
  describe(specs) {
    this.specs = specs;
    this.later();
  }

  /** One layer is drawn by another style. */
  describeOne(spec) {
    this.specs = this.specs.map((each) => (each.name === spec.name ? spec : each));
    this.later();
  }

  /** Look again a while after the last picture. */
  later() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.look(), REST);
  }

  async look() {
    await Promise.all([this.#showKeys(), this.#tellNames()]);
  }

  async #showKeys() {
    const { lang, engine, map } = this.page;
    const zoom = map.getZoom();
    const filled = this.specs.filter(
      ({ visible, style }) => visible && style.key && zoom >= style.fromZoom && zoom <= style.toZoom,
    );
    const tallies = await Promise.all(filled.map(({ name }) => engine.ask("tally", { layer: name })));
    const written = JSON.stringify([filled.map(({ style }) => style.key), tallies, lang, this.page.tokens.theme]);
    if (written === this.written) return;
    this.written = written;
    this.element.replaceChildren(...filled.map(({ style }, i) => this.#key(style.key, tallies[i], lang)));
    this.element.hidden = !filled.length;
  }

  #key(key, tally, lang) {
    const box = made("section", "guatu-key-one");
    const head = made("div", "guatu-key-title", key.title[lang]);
    if (key.unit[lang]) head.append(made("span", "guatu-key-unit", key.unit[lang]));
    box.append(head);
    const lines = key.swatches
      .map((swatch) => ({ ...swatch, count: swatch.classes.reduce((sum, name) => sum + (tally[name] ?? 0), 0) }))
      .filter(({ seldom, count }) => !seldom || count);
    for (const line of lines.slice(0, MOST)) box.append(this.#line(line, lang));
    if (lines.length > MOST) {
      box.append(made("div", "guatu-key-more", say("more", lang, { n: lines.length - MOST })));
    }
    if (key.method) box.append(made("div", "guatu-key-more", key.method[lang]));
    return box;
  }

  #line({ label, symbol, count }, lang) {
    const line = made("div", "guatu-key-line");
    line.append(
      this.#swatch(symbol),
      made("span", "guatu-key-label", label[lang]),
      made("span", "guatu-key-count", thin(count)),
    );
    return line;
  }

  /** The symbol as a small picture, painted as the map paints it. */
  #swatch({ fill, alpha, hatch, hatchColour }) {
    const { tokens } = this.page;
    const dpr = window.devicePixelRatio;
    const canvas = made("canvas", "guatu-key-swatch");
    canvas.width = SWATCH.width * dpr;
    canvas.height = SWATCH.height * dpr;
    const pen = canvas.getContext("2d");
    pen.scale(dpr, dpr);
    pen.fillStyle = tokens.land;
    pen.fillRect(0, 0, SWATCH.width, SWATCH.height);
    if (fill) {
      pen.globalAlpha = alpha;
      pen.fillStyle = colourOf(tokens, fill);
      pen.fillRect(0, 0, SWATCH.width, SWATCH.height);
    }
    if (hatch) {
      pen.globalAlpha = 0.8;
      pen.fillStyle = hatchPattern(pen, hatch, colourOf(tokens, hatchColour), dpr);
      pen.fillRect(0, 0, SWATCH.width, SWATCH.height);
    }
    return canvas;
  }

  async #tellNames() {
    const { map, engine } = this.page;
    const bounds = map.getBounds();
    const box = [worldX(bounds.getWest()), worldY(bounds.getNorth()), worldX(bounds.getEast()), worldY(bounds.getSouth())];
    const names = await engine.ask("homeless", { zoom: map.getZoom(), box });
    const told = names.map(({ uid }) => uid).join();
    if (told === this.told) return;
    this.told = told;
    this.page.send("namesLeft", { names: names.map(({ layer, uid, text }) => ({ layer, uid, text })) });
  }
}
