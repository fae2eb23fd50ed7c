// What an exported page tells of the record that was clicked, and which others lie under the same place.

import { made } from "./dom.js";
import { say } from "../strings.js";

export class Card {
  /** `choose(item)` is called when another record of the same place is picked. */
  constructor(records, titles, lang, choose, closed) {
    this.records = records;
    this.titles = titles;
    this.lang = lang;
    this.choose = choose;
    this.serial = 0;
    this.body = made("div", { class: "reader-card-body" });
    const close = made("button", { type: "button", class: "reader-close", title: say("close", lang), onclick: closed }, "×");
    this.element = made("aside", { class: "reader-card", hidden: true }, close, this.body);
  }

  /** Tell of `item`; `others` lie under it. Nothing to tell closes the card. */
  async show(item, others = []) {
    const serial = ++this.serial;
    const pairs = item && (await this.records.of(item.kind, item.uid));
    if (serial !== this.serial) return;
    this.element.hidden = !pairs;
    if (!pairs) return;
    const [[, name], ...rest] = pairs;
    const rows = rest.flatMap(([heading, text]) => [made("dt", {}, heading), made("dd", {}, made("bdi", {}, text))]);
    this.body.replaceChildren(
      made("p", { class: "quiet" }, this.titles[item.kind] ?? ""),
      made("h2", {}, made("bdi", {}, name)),
      made("dl", {}, ...rows),
    );
    if (!others.length) return;
    this.body.append(
      made("p", { class: "quiet" }, say("under", this.lang)),
      made("ul", {}, ...others.map((other) => this.#other(other))),
    );
  }

  #other(item) {
    const words = `${item.label || "–"} · ${this.titles[item.kind] ?? ""}`;
    return made("li", {}, made("button", { type: "button", onclick: () => this.choose(item) }, words));
  }
}
