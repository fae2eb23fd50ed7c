// A small table of figures on the map: beside the pointer while something is being drawn, pinned to a place with a button
// that copies it once it is done.

import L from "leaflet";
import { say } from "./strings.js";

export class Readout {
  constructor(page) {
    this.page = page;
    this.box = document.createElement("div");
    this.box.className = "guatu-readout";
    this.box.hidden = true;
    L.DomEvent.disableClickPropagation(this.box);
    page.map.getContainer().append(this.box);
    this.pinned = null;
    this.follow = () => this.pinned && this.#place(page.map.latLngToContainerPoint(this.pinned));
    page.map.on("move zoom viewreset", this.follow);
  }

  /** `rows` of [what, how much] beside a point of the map; where it was when there is none. */
  show(rows, point) {
    this.pinned = null;
    this.box.classList.remove("guatu-readout-pinned");
    this.#fill(rows);
    if (point) this.#place(point);
  }

  /** `rows` at a place on the ground, with a button that calls `copy`. */
  pin(rows, place, copy) {
    this.#fill(rows);
    this.box.classList.add("guatu-readout-pinned");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say("copy", this.page.lang);
    button.addEventListener("click", copy);
    this.box.append(button);
    this.pinned = place;
    this.follow();
  }

  hide() {
    this.pinned = null;
    this.box.hidden = true;
  }

  remove() {
    this.page.map.off("move zoom viewreset", this.follow);
    this.box.remove();
  }

  #fill(rows) {
    this.box.replaceChildren();
    for (const [what, much] of rows) {
      const line = document.createElement("div");
      for (const [text, sort] of [
        [what, "what"],
        [much, "much"],
      ]) {
        const bit = document.createElement("span");
        bit.className = `guatu-readout-${sort}`;
        bit.textContent = text;
        line.append(bit);
      }
      this.box.append(line);
    }
    this.box.hidden = false;
  }

  #place({ x, y }) {
    const { x: width, y: height } = this.page.map.getSize();
    const { offsetWidth, offsetHeight } = this.box;
    const left = x + 18 + offsetWidth > width ? x - 14 - offsetWidth : x + 18;
    const top = y + 18 + offsetHeight > height ? y - 14 - offsetHeight : y + 18;
    this.box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }
}
