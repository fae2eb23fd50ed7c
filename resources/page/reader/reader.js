// An exported page: stands where the window stands for the live one. It holds the other end of the page's channel, hears
// clicks and tells selections, and adds head, layers and legend, search, the record that was clicked, and the foot.

import { corners, made } from "./dom.js";
import { within } from "../channel.js";
import { say } from "../strings.js";
import { Card } from "./card.js";
import { Legend } from "./legend.js";
import { Paper } from "./paper.js";
import { Records } from "./records.js";
import { Search } from "./search.js";

const NARROW = 700; // px, as in the style sheet: a telephone

class Reader {
  constructor(page, config) {
    const { lang, layers, theme, source, base } = config;
    const told = source.reader;
    this.page = page;
    this.told = told;
    this.items = [];
    const titles = told.kinds;
    this.records = new Records();
    this.card = new Card(this.records, titles, lang, (item) => this.#choose(item, this.items), () => this.#choose(null));
    this.legend = new Legend(layers, told, lang, (specs) => within.tell("layersChanged", { layers: specs }));
    this.search = new Search(this.records, titles, lang, (answer) => this.#goTo(answer));
    this.paper = new Paper(this);
    within.hear("clicked", ({ items }) => this.#clicked(items));
    within.hear("ready", () => this.dress(theme));
    this.#build(lang, base);
  }

  /** A switch for the base map that came along. */
  #baseSwitch(base, lang) {
    const box = made("input", { type: "checkbox", checked: true, onchange: () => this.page.base.set({ ...base, visible: box.checked }) });
    return made("section", { "data-layer": "base" }, made("label", {}, box, say("base_map", lang)));
  }

  #build(lang, base) {
    const { told } = this;
    const head = made(
      "header",
      { class: "reader-head" },
      made("h1", {}, made("bdi", {}, told.title), told.subtitle && made("span", { class: "quiet" }, ` ${told.subtitle}`)),
      this.search.element,
      made("button", { type: "button", onclick: () => this.#toggleSide() }, say("layers", lang)),
      made("button", { type: "button", onclick: () => this.dress(this.theme === "dark" ? "light" : "dark") }, say("shade", lang)),
      made("button", { type: "button", onclick: () => this.paper.print() }, say("print", lang)),
    );
    const foot = made(
      "footer",
      { class: "reader-foot" },
      made("span", {}, say("as_of", lang, { at: told.at })),
      made("span", {}, told.audience),
      made("span", {}, told.withheld),
      told.base && made("span", {}, told.base),
      told.indicative && made("span", {}, say("borders", lang)),
    );
    if (base) this.legend.element.append(this.#baseSwitch(base, lang));
    this.side = made("nav", { class: "reader-side", "data-open": String(window.innerWidth >= 900) }, this.legend.element);
    document.body.classList.add("reader");
    document.body.append(head, this.side, this.card.element, foot);
    this.page.map.invalidateSize({ animate: false, pan: false });
    this.fit();
  }

  /** Show all that the page was made for, beside the layers. */
  fit() {
    if (!this.told.bounds) return;
    const left = this.side.dataset.open === "true" ? this.side.offsetWidth + 24 : 12;
    const options = { animate: false, paddingTopLeft: [left, 12], paddingBottomRight: [12, 24] };
    this.page.map.fitBounds(corners(this.told.bounds), options);
  }

  /** As a wall chart: the legend names only what is shown, and nothing is there to press. */
  chart() {
    document.body.classList.add("reader-chart");
  }

  /** On a telephone the layers give way to what is told of a record. */
  #makeRoom(item) {
    if (item && window.innerWidth <= NARROW) this.side.dataset.open = "false";
  }

  #toggleSide() {
    this.side.dataset.open = String(this.side.dataset.open !== "true");
  }

  dress(theme) {
    this.theme = theme;
    document.documentElement.dataset.theme = theme;
    if (this.page.tokens.theme !== theme) within.tell("themeChanged", { tokens: this.told.tokens[theme] });
  }

  /** Areas of officers are told after the village they are made of. */
  #clicked(items) {
    const known = items.filter(({ uid }) => !uid.startsWith("gap:"));
    this.items = known;
    this.#choose(known[0] ?? null, known);
  }

  #choose(item, among = []) {
    this.items = among;
    within.tell("selectionChanged", { items: item ? [item] : [], fly: false });
    this.#makeRoom(item);
    this.card.show(item, among.filter((other) => other.uid !== item?.uid));
  }

  #goTo({ kind, uid }) {
    this.legend.reveal(kind);
    this.#makeRoom({ kind, uid });
    within.tell("selectionChanged", { items: [{ kind, uid, layer: "" }], fly: true });
    this.card.show({ kind, uid });
  }
}

/** Put the reader around the `page` that `config` started. */
export function read(page, config) {
  page.reader = new Reader(page, config);
}
