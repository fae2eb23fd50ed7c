// What lies on top of each other: clicking again at the same place, Tab, ] and [ go through it, and a small list beside
// the place shows what there is and which of it is selected.

import L from "leaflet";
import { shown } from "./text.js";

const STILL = 5; // px that count as the same place

export class Here {
  /** `choose(items)` is called with the chosen record first. */
  constructor(page, choose) {
    this.page = page;
    this.choose = choose;
    this.items = [];
    this.index = 0;
    this.list = document.createElement("ul");
    this.list.className = "guatu-here";
    this.list.setAttribute("role", "listbox");
    this.list.hidden = true;
    L.DomEvent.disableClickPropagation(this.list);
    page.map.getContainer().append(this.list);
    page.map.on("movestart zoomstart", () => this.forget());
  }

  /** A click at a container point found `items`: the first of them, or the one after the last click's at the same place. */
  clicked(point, items) {
    const key = items.map(({ kind, uid }) => `${kind} ${uid}`).join();
    const again = this.point && point.distanceTo(this.point) <= STILL && key === this.key;
    this.index = again && items.length ? (this.index + 1) % items.length : 0;
    Object.assign(this, { point, key, items });
    // Areas always lie on each other; marks seldom do, and then a hand wants to know.
    const marks = items.filter(({ area }) => !area).length;
    if (items.length > 1 && (again || marks > 1)) this.#show();
    else this.list.hidden = true;
    return this.#turned();
  }

  /** The next (1) or the one before (-1); false when there is nothing to go through. */
  step(by) {
    if (this.items.length < 2) return false;
    this.index = (this.index + by + this.items.length) % this.items.length;
    this.#show();
    this.choose(this.#turned());
    return true;
  }

  /** Whether the open list names just these. */
  lists(items) {
    return !this.list.hidden && items.length === this.items.length && items.every(({ uid }) => this.items.some((item) => item.uid === uid));
  }

  /** Close the list; false when it was not open. */
  close() {
    const open = !this.list.hidden;
    this.list.hidden = true;
    return open;
  }

  forget() {
    this.items = [];
    this.point = null;
    this.close();
  }

  #turned() {
    return [...this.items.slice(this.index), ...this.items.slice(0, this.index)];
  }

  #show() {
    this.list.replaceChildren();
    this.items.forEach((item, i) => {
      const line = document.createElement("li");
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", String(i === this.index));
      for (const [text, sort] of [
        [shown(item.label), "name"],
        [item.title?.[this.page.lang] ?? "", "title"],
      ]) {
        const bit = document.createElement("bdi");
        bit.className = `guatu-here-${sort}`;
        bit.textContent = text;
        line.append(bit);
      }
      line.addEventListener("click", () => this.step(i - this.index));
      this.list.append(line);
    });
    this.list.hidden = false;
    const { x: width, y: height } = this.page.map.getSize();
    const { offsetWidth, offsetHeight } = this.list;
    const left = this.point.x + 20 + offsetWidth > width ? this.point.x - 16 - offsetWidth : this.point.x + 20;
    const top = Math.min(this.point.y - 12, height - offsetHeight - 8);
    this.list.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(4, top))}px)`;
  }
}
