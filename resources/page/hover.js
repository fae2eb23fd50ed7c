// What the pointer rests on, outlined: a line around an area, a ring around a mark or a cluster. It lies above all that is
// painted and below the selection. The shape is asked of the worker once a thing; no tile is painted for it.

import L from "leaflet";
import { badgeReach, haloReach, scaleAt } from "./marks.js";

// Px from the middle of a mark to the edge of what marks.js draws, with a ring of time left and without.
const TIMED = 16;
const PLAIN = 12;
const BESIDE = 4; // px between a mark and its ring

export class Hover {
  constructor(page) {
    const { map } = page;
    this.page = page;
    this.item = null;
    this.outlined = null; // the item whose outline is drawn; read by tests
    this.serial = 0;
    const pane = map.createPane("hover");
    pane.style.zIndex = 440;
    pane.style.pointerEvents = "none";
    this.renderer = L.svg({ pane: "hover", padding: 0.3 });
    this.drawn = L.layerGroup().addTo(map);
  }

  /** Outline `item` (see pick.js) instead of what was outlined; null takes it away. */
  show(item) {
    if (!item && !this.item) return;
    this.item = item;
    this.refresh();
  }

  /** Draw it where it is now; nothing when it is gone, or selected and so outlined already. */
  async refresh() {
    const { item, page } = this;
    const serial = ++this.serial;
    const selected = item && page.selected.some(({ kind, uid }) => kind === item.kind && uid === item.uid);
    if (!item || selected) return this.#outline(null, []);
    const shapes = item.cluster ? [item] : await page.engine.ask("shapes", { items: [item] });
    if (serial !== this.serial) return;
    this.#outline(item, shapes);
  }

  #outline(item, shapes) {
    this.drawn.clearLayers();
    for (const shape of shapes) this.#draw(shape);
    this.outlined = shapes.length ? item : null;
  }

  #draw({ rings, open, cluster, mark, lat, lng }) {
    const { map, tokens } = this.page;
    const zoom = map.getZoom();
    const across = () => (mark?.halo ? haloReach(zoom) : scaleAt(zoom) * (typeof mark?.ring === "number" ? TIMED : PLAIN));
    const radius = (cluster ? badgeReach(cluster.count, zoom) : across()) + BESIDE;
    for (const [color, weight, opacity] of [
      [tokens.land, 5, 0.75],
      [tokens.accent, 2, 1],
    ]) {
      const options = { color, weight, opacity, radius, fill: false, interactive: false, renderer: this.renderer, pane: "hover" };
      if (!rings) this.drawn.addLayer(L.circleMarker([lat, lng], options));
      else this.drawn.addLayer((open ? L.polyline : L.polygon)(rings, options));
    }
  }
}
