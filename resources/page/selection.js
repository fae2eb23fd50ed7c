// The selection: an outline above everything, white inside accent, and for one editable point its mark, which a hand can
// drag. Nothing here changes a record: a drop is told to Python, and if no patch follows the mark goes back.

import L from "leaflet";
import { Crowd } from "./crowd.js";
import { Marks } from "./marks.js";

const PATIENCE = 2500; // ms after a drop until the mark goes back to where the record says

export class Selection {
  /** `moved({layer, kind, uid, lat, lng})` is called on a drop. */
  constructor(map, engine, parts, moved) {
    this.map = map;
    this.engine = engine;
    this.parts = parts;
    this.moved = moved;
    this.items = [];
    map.createPane("selection").style.zIndex = 450;
    this.renderer = L.svg({ pane: "selection", padding: 0.3 });
    this.crowd = new Crowd(map, engine);
    this.drawn = L.layerGroup().addTo(map);
    this.serial = 0;
    this.dragging = false;
    this.dropped = null;
  }

  setTheme(tokens) {
    this.tokens = this.crowd.tokens = tokens;
    return this.refresh();
  }

  select(items) {
    this.items = items;
    if (this.crowd.on) this.crowd.select(null);
    return this.#draw();
  }

  /** Select thousands, by the number under which their uids are asked for; gives the bounds of all of it. */
  selectMany(chosen) {
    this.items = [];
    this.#draw();
    return this.crowd.select(chosen);
  }

  /** Draw the selected records where they are now. */
  refresh() {
    return Promise.all([this.#draw(), this.crowd.refresh()]);
  }

  async #draw() {
    const serial = ++this.serial;
    const shapes = this.items.length ? await this.engine.ask("shapes", { items: this.items }) : [];
    if (serial !== this.serial || this.dragging) return shapes;
    this.drawn.clearLayers();
    for (const shape of shapes.map((each) => this.#where(each))) {
      if (shape.rings) this.#outline(shape);
      else this.#ring(shape, shapes.length === 1);
    }
    return shapes;
  }

  #outline(shape) {
    for (const [color, weight] of [
      [this.tokens.accent, 5],
      [this.tokens.selection_inner, 2],
    ]) {
      const options = { color, weight, fill: false, interactive: false, renderer: this.renderer, pane: "selection" };
      this.drawn.addLayer((shape.open ? L.polyline : L.polygon)(shape.rings, options));
    }
  }

  #ring(shape, single) {
    const marks = new Marks(this.parts, this.tokens, window.devicePixelRatio);
    const side = 48;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side * window.devicePixelRatio;
    const ctx = canvas.getContext("2d");
    ctx.scale(window.devicePixelRatio, window.devicePixelRatio);
    if (shape.mark.rule) marks.point(ctx, side / 2, side / 2, shape.mark, this.map.getZoom());
    for (const [colour, width] of [
      [this.tokens.accent, 5],
      [this.tokens.selection_inner, 2],
    ]) {
      ctx.beginPath();
      ctx.arc(side / 2, side / 2, 19, 0, 2 * Math.PI);
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.stroke();
    }
    const draggable = single && shape.editable;
    const icon = L.divIcon({ className: "guatu-selected", iconSize: [side, side], html: canvas });
    const options = { icon, draggable, interactive: draggable, keyboard: false, pane: "selection", autoPan: false };
    const marker = L.marker([shape.lat, shape.lng], options);
    if (draggable) {
      marker.on("dragstart", () => (this.dragging = true));
      marker.on("dragend", () => this.#drop(shape, marker.getLatLng()));
    }
    this.drawn.addLayer(marker);
  }

  #drop({ layer, kind, uid, lat: fromLat, lng: fromLng }, { lat, lng }) {
    this.dragging = false;
    this.dropped = { uid, fromLat, fromLng, lat, lng };
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      this.dropped = null;
      this.refresh();
    }, PATIENCE);
    this.moved({ layer, kind, uid, lat, lng });
  }

  /** A point that was dropped and whose record has not followed yet stays where the hand left it. */
  #where(shape) {
    const { dropped } = this;
    if (dropped?.uid !== shape.uid) return shape;
    if (shape.lat === dropped.fromLat && shape.lng === dropped.fromLng) return { ...shape, lat: dropped.lat, lng: dropped.lng };
    this.dropped = null;
    return shape;
  }
}
