// Marks that stand on the same spot, spread out around it so that each can be seen and chosen: a circle for a few, a spiral
// for many. Each is a button: Tab or the arrow keys go from one to the next, Enter chooses, Escape closes.

import L from "leaflet";
import { finger } from "./hand.js";
import { ICON, markIcon } from "./icon.js";
import { shown } from "./text.js";

const CIRCLE = 9; // more than this many go into a spiral
const APART = 30; // px between two marks
const APART_TOUCH = 46;

/** Offsets in px of `count` marks around their spot, `apart` px between two: the first stands above it, the rest follow clockwise. */
export function spread(count, apart = APART) {
  if (count <= CIRCLE) {
    const radius = Math.max(38, (count * apart) / (2 * Math.PI));
    return Array.from({ length: count }, (_, i) => around((2 * Math.PI * i) / count, radius));
  }
  const places = [];
  let turn = 0;
  let radius = 38;
  for (let i = 0; i < count; i++) {
    places.push(around(turn, radius));
    turn += apart / radius;
    radius += (apart * 1.1 * (apart / radius)) / (2 * Math.PI); // a whole turn is one mark farther out
  }
  return places;
}

const around = (turn, radius) => [Math.sin(turn) * radius, -Math.cos(turn) * radius];

export class Fan {
  /** `page` is the map's; `parts` is marks.json's. */
  constructor(page, parts) {
    const { map } = page;
    this.page = page;
    this.parts = parts;
    this.map = map;
    map.createPane("fan").style.zIndex = 460;
    this.renderer = L.svg({ pane: "fan" });
    this.drawn = L.layerGroup().addTo(map);
    this.item = null;
    map.on("zoomstart", () => this.close());
    map.on("click", () => this.close()); // a click on one of the marks does not come here
  }

  /** Spread out what the cluster `item` (see pick.js) holds. */
  open(item) {
    this.close();
    this.item = item;
    this.map.getContainer().classList.add("guatu-fan-open");
    this.#show(item);
  }

  async #show(item) {
    const { layer, cluster, lat, lng } = item;
    const asked = cluster.uids.map((uid) => ({ layer, uid }));
    const shapes = (await this.page.engine.ask("shapes", { items: asked })).filter((shape) => shape.mark?.rule);
    if (this.item !== item) return;
    shapes.sort((a, b) => b.mark.rule.rank - a.mark.rule.rank || (a.uid < b.uid ? -1 : 1));
    const spot = this.map.latLngToLayerPoint([lat, lng]);
    const places = spread(shapes.length, finger() ? APART_TOUCH : APART).map(([x, y]) => this.map.layerPointToLatLng(spot.add([x, y])));
    const legs = places.map((place) => [[lat, lng], place]);
    const pen = { color: this.page.tokens.secondary, weight: 1.2, interactive: false, renderer: this.renderer, pane: "fan" };
    this.drawn.addLayer(L.polyline(legs, pen));
    const buttons = shapes.map((shape, i) => this.#button(shape, places[i]));
    buttons.forEach((button, i) => button.addEventListener("keydown", (event) => this.#key(event, buttons, i)));
    buttons[0]?.focus();
  }

  #button(shape, place) {
    const { page, map } = this;
    const canvas = markIcon(this.parts, page.tokens, shape.mark, map.getZoom());
    const icon = L.divIcon({ className: "guatu-fanned", iconSize: [ICON, ICON], html: canvas });
    const marker = L.marker(place, { icon, keyboard: false, pane: "fan" });
    this.drawn.addLayer(marker);
    const element = marker.getElement();
    element.tabIndex = 0;
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", `${shape.title?.[page.lang] ?? ""} ${shown(shape.label)}`.trim());
    element.title = element.getAttribute("aria-label");
    marker.on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      this.#choose(shape);
    });
    element.addEventListener("choose", () => this.#choose(shape));
    element.dataset.uid = shape.uid;
    return element;
  }

  #choose({ layer, kind, uid, label, title, lat, lng }) {
    this.drawn.eachLayer((marker) => {
      const element = marker.getElement();
      if (element.dataset?.uid) element.setAttribute("aria-pressed", String(element.dataset.uid === uid));
    });
    const item = { layer, kind, uid, label, title, area: false, lat, lng };
    this.page.send("clicked", { items: [item], lat, lng, shift: false, ctrl: false });
  }

  #key(event, buttons, at) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) buttons[(at + step + buttons.length) % buttons.length].focus();
    else if (event.key === "Enter" || event.key === " ") buttons[at].dispatchEvent(new Event("choose"));
    else if (event.key === "Escape") return this.close(); // whatever else Escape ends, ends too
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  close() {
    if (!this.item) return;
    this.item = null;
    this.map.getContainer().classList.remove("guatu-fan-open");
    this.drawn.clearLayers();
    this.map.getContainer().focus({ preventScroll: true });
  }

  /** Theme or language changed: what is open is drawn anew. */
  draw() {
    if (this.item) this.open(this.item);
  }
}
