// What a drawing hand snaps to: the outlines of areas and drawings in view, as layers that are not painted. They are asked of
// the worker when the map has come to rest, the nearest to the middle first, as many as a pointer can be compared with.

import L from "./geoman.js";

const VERTICES = 6000;
const FROM = 12; // map zoom: further out a pixel is wider than a village road

export class Snapping {
  constructor(map, engine) {
    this.map = map;
    this.engine = engine;
    this.group = L.layerGroup().addTo(map);
    this.renderer = L.canvas({ pane: "selection" });
    this.without = null;
    this.serial = 0;
    this.update = () => this.refresh();
    map.on("moveend", this.update);
    this.refresh();
  }

  /** Read again, leaving out the record that is being edited. */
  async refresh(without = this.without) {
    this.without = without;
    const serial = ++this.serial;
    if (this.map.getZoom() < FROM) return this.group.clearLayers();
    const bounds = this.map.getBounds();
    const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const lines = await this.engine.ask("outlines", { box, without, most: VERTICES });
    if (serial !== this.serial) return;
    this.group.clearLayers();
    const options = { stroke: false, fill: false, interactive: false, pmIgnore: false, snapIgnore: false, renderer: this.renderer };
    for (const line of lines) this.group.addLayer(L.polyline(line, options));
  }

  remove() {
    this.serial++;
    this.map.off("moveend", this.update);
    this.group.remove();
  }
}
