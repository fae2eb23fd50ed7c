// The search field of an exported page: names, codes, pinyin and initials; arrows and Enter, or a click, go there.

import { made } from "./dom.js";
import { say } from "../strings.js";

export class Search {
  /** `chosen({kind, uid})` is called for the answer that was picked. */
  constructor(records, titles, lang, chosen) {
    this.records = records;
    this.titles = titles;
    this.chosen = chosen;
    this.answers = [];
    this.at = 0;
    this.serial = 0;
    this.field = made("input", {
      type: "search",
      placeholder: say("search", lang),
      "aria-label": say("search", lang),
      oninput: () => this.#look(),
      onkeydown: (event) => this.#key(event),
    });
    this.list = made("ol", { class: "reader-answers", hidden: true });
    this.element = made("div", { class: "reader-search" }, this.field, this.list);
    document.addEventListener("pointerdown", (event) => {
      if (!this.element.contains(event.target)) this.list.hidden = true;
    });
    this.nothing = say("nothing", lang);
  }

  async #look() {
    const serial = ++this.serial;
    const answers = await this.records.find(this.field.value);
    if (serial !== this.serial) return;
    this.answers = answers.slice(0, 12);
    this.at = 0;
    const lines = this.answers.map((answer, i) =>
      made(
        "li",
        { onclick: () => this.#choose(i) },
        made("bdi", {}, answer.name),
        made("bdi", { class: "quiet" }, answer.number === answer.name ? "" : answer.number),
        made("span", { class: "quiet kind" }, this.titles[answer.kind] ?? ""),
      ),
    );
    this.list.replaceChildren(...lines);
    if (!lines.length && this.field.value.trim()) this.list.append(made("li", { class: "quiet" }, this.nothing));
    this.list.hidden = !this.field.value.trim();
    this.#mark();
  }

  #key(event) {
    event.stopPropagation();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.at = Math.max(0, Math.min(this.answers.length - 1, this.at + step));
      this.#mark();
    } else if (event.key === "Enter") {
      this.#choose(this.at);
    } else if (event.key === "Escape") {
      if (this.list.hidden) this.field.blur(); // the next one closes what is told of a record
      this.list.hidden = true;
    }
  }

  #mark() {
    [...this.list.children].forEach((line, i) => (line.dataset.chosen = String(i === this.at)));
  }

  #choose(i) {
    const answer = this.answers[i];
    if (!answer) return;
    this.list.hidden = true;
    this.field.blur();
    this.chosen(answer);
  }
}
