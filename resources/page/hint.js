// How the tool in hand is used, in one line above the lower edge of the map: its name, and what a click, a key and Escape
// do. It says what Python gives it, in the page's language, and is in no pointer's way.

export class Hint {
  constructor(page) {
    this.page = page;
    this.texts = null; // the tool's name and how it is used, each {zh, en}
    this.box = document.createElement("div");
    this.box.className = "guatu-hint";
    this.box.setAttribute("role", "status");
    page.map.getContainer().append(this.box);
    this.say();
  }

  show(texts) {
    this.texts = texts ?? null;
    this.say();
  }

  /** Say it again, in the language of the page. */
  say() {
    this.box.hidden = !this.texts;
    this.box.replaceChildren();
    for (const text of this.texts ?? []) {
      const bit = document.createElement("span");
      bit.textContent = text[this.page.lang];
      this.box.append(bit);
    }
  }
}
