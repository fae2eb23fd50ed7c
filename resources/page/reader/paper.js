// The map on paper: before it is printed it takes the size of the sheet and the light colours, is painted anew for that, and
// shows the same ground; afterwards the screen is as it was. A browser that prints on its own account, from its menu, gets
// the map as large as it stands on the screen: painting can't be waited for there.

import L from "leaflet";
import { corners } from "./dom.js";
import { within } from "../channel.js";

const PATIENCE = 10000; // ms after which a sheet is printed as far as it is painted

export class Paper {
  /** `reader` is the page around the map. */
  constructor(reader) {
    this.reader = reader;
    this.map = reader.page.map;
    this.serial = 0;
    this.before = null; // how the screen was
    window.addEventListener("beforeprint", () => this.#hold());
    window.addEventListener("afterprint", () => this.#release());
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "p") {
        event.preventDefault();
        this.print();
      }
    });
  }

  async print() {
    if (this.before) return;
    const { map, reader } = this;
    const bounds = map.getBounds();
    this.before = { centre: map.getCenter(), zoom: map.getZoom(), theme: reader.theme, open: reader.side.dataset.open };
    document.body.classList.add("reader-paper");
    reader.side.dataset.open = "true";
    reader.dress("light");
    map.invalidateSize({ animate: false, pan: false });
    if (reader.told.bounds && bounds.contains(L.latLngBounds(corners(reader.told.bounds)))) reader.fit();
    else map.fitBounds(bounds, { animate: false });
    await this.#painted();
    window.print();
  }

  /** All that was said until now is on the map. */
  #painted() {
    const token = ++this.serial;
    return new Promise((resolve) => {
      within.hear("painted", (said) => said.token >= token && resolve());
      within.tell("stampRequested", { token });
      setTimeout(resolve, PATIENCE);
    });
  }

  #hold() {
    if (this.before) return;
    const { offsetWidth, offsetHeight } = document.body;
    Object.assign(document.body.style, { width: `${offsetWidth}px`, height: `${offsetHeight}px` });
  }

  #release() {
    Object.assign(document.body.style, { width: "", height: "" });
    if (!this.before) return;
    const { centre, zoom, theme, open } = this.before;
    this.before = null;
    document.body.classList.remove("reader-paper");
    this.reader.side.dataset.open = open;
    this.reader.dress(theme);
    this.map.invalidateSize({ animate: false, pan: false });
    this.map.setView(centre, zoom, { animate: false });
  }
}
