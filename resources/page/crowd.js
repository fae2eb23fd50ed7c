// The outlines of a selection of thousands, on one canvas above the tiles: rings around points, lines around areas. It is
// drawn again when the map has moved; what lies in view is asked of the worker.

import L from "leaflet";
import { latitude, longitude, toPx, worldX, worldY } from "./geometry.js";

const RADIUS = 9; // px of the ring around a point

export class Crowd {
  constructor(map, engine) {
    this.map = map;
    this.engine = engine;
    this.serial = 0;
    this.canvas = L.DomUtil.create("canvas", "guatu-crowd", map.getPane("selection"));
    this.canvas.hidden = true;
    this.tokens = null;
    map.on("moveend resize", () => this.refresh());
    map.on("zoomstart", () => (this.canvas.hidden = true)); // it would stand still while two fingers zoom
  }

  /** Select what the window has ready under the number `chosen`, or nothing with null; gives the bounds of all of it. */
  async select(chosen) {
    this.on = chosen !== null;
    const address = this.on ? new URL(`chosen/${chosen}`, document.baseURI).href : null;
    const box = await this.engine.ask("choose", { address });
    await this.refresh();
    return (
      box && [
        [latitude(box[3]), longitude(box[0])],
        [latitude(box[1]), longitude(box[2])],
      ]
    );
  }

  async refresh() {
    const serial = ++this.serial;
    this.canvas.hidden = !this.on;
    if (!this.on) return;
    const { map } = this;
    const bounds = map.getBounds();
    const box = [worldX(bounds.getWest()), worldY(bounds.getNorth()), worldX(bounds.getEast()), worldY(bounds.getSouth())];
    const z = Math.max(0, Math.ceil(map.getZoom()) - 1);
    const found = await this.engine.ask("crowd", { box, z });
    if (serial === this.serial) this.#draw(found, z);
  }

  #draw({ points, rings }, z) {
    const { map, canvas } = this;
    const { x: width, y: height } = map.getSize();
    const dpr = window.devicePixelRatio;
    canvas.width = width * dpr;
    canvas.height = height * dpr;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    const ctx = canvas.getContext("2d");
    ctx.scale(dpr, dpr);
    ctx.lineJoin = "round";
    const world = 256 * 2 ** map.getZoom();
    const origin = map.getPixelBounds().min;
    const path = new Path2D();
    const scale = (toPx * world) / (512 * 2 ** z);
    for (const ring of rings) {
      for (let i = 0; i < ring.length; i += 2) {
        const [x, y] = [ring[i] * scale - origin.x, ring[i + 1] * scale - origin.y];
        if (i) path.lineTo(x, y);
        else path.moveTo(x, y);
      }
    }
    for (const [wx, wy] of points) {
      const [x, y] = [wx * world - origin.x, wy * world - origin.y];
      path.moveTo(x + RADIUS, y);
      path.arc(x, y, RADIUS, 0, 2 * Math.PI);
    }
    for (const [colour, weight] of [
      [this.tokens.accent, 4],
      [this.tokens.selection_inner, 1.5],
    ]) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = weight;
      ctx.stroke(path);
    }
  }
}
