// Drawings laid over the map for a while (layers/above/overlay.py): lit areas, lines, marks and words, the rest dimmed. They lie
// above the painted tiles and below the selection, take no part in picking, and each goes under its name.

import L from "leaflet";
import { NamesAbove } from "./names_above.js";
import { parted } from "./parted.js";
import { Stands } from "./stands.js";
import { shown } from "./text.js";

const DASHES = { solid: null, dashed: "9 6", dotted: "1 6" };
const EDGE = 4; // px between the title and what stands beside or below it
const WORLD = [
  [-85, -360],
  [-85, 360],
  [85, 360],
  [85, -360],
];

/** How far the map steps back behind all of `overlays`. */
const darkest = (overlays) => Math.max(0, ...overlays.map(({ dim }) => dim));

export class Overlays {
  /** `page` is the map's, with its theme and language; `parts` is marks.json's. */
  constructor(page, parts) {
    const { map } = page;
    this.page = page;
    this.known = new Map(); // name → overlay
    map.createPane("veil").style.zIndex = 410;
    map.createPane("overlays").style.zIndex = 420;
    map.createPane("names-above").style.zIndex = 455;
    map.createPane("stands").style.zIndex = 460; // names and words are read across the outline of what is selected
    for (const pane of ["veil", "overlays", "names-above", "stands"]) map.getPane(pane).style.pointerEvents = "none";
    this.veils = L.svg({ pane: "veil", padding: 0.5 });
    this.renderer = L.svg({ pane: "overlays", padding: 0.5 });
    this.drawn = L.layerGroup().addTo(map);
    this.names = new NamesAbove(page, "names-above");
    this.stands = new Stands(page, parts, "stands");
    this.ready = Promise.resolve(); // when names and words have found their places
    this.title = document.createElement("div");
    this.title.className = "guatu-lit";
    this.title.hidden = true;
    map.getContainer().append(this.title);
    map.on("zoomend", () => this.draw());
    map.on("resize", () => this.#stepAside());
    map.on("moveend", () => this.refresh());
  }

  /** Lay `overlay` over the map under `name`; null takes it away. */
  show(name, overlay) {
    this.known.delete(name);
    if (overlay) this.known.set(name, overlay);
    this.draw();
  }

  get tokens() {
    return this.page.tokens;
  }

  draw() {
    this.drawn.clearLayers();
    const overlays = [...this.known.values()];
    this.#dim(overlays);
    for (const { patches } of overlays) for (const patch of patches) this.#patch(patch);
    for (const { links } of overlays) for (const link of links) this.#link(link);
    this.stands.show(overlays.flatMap(({ stands }) => stands));
    this.refresh();
    const titles = overlays.map(({ title }) => title && shown(title[this.page.lang])).filter(Boolean);
    this.title.hidden = !titles.length;
    this.title.replaceChildren(
      ...titles.map((text) => {
        const line = document.createElement("bdi");
        line.append(...parted(text));
        return line;
      }),
    );
    this.#stepAside();
  }

  /** Put the title between what stands at the map's lower edge, above it where there is no room. */
  #stepAside() {
    const { style } = this.title;
    style.transform = style.bottom = ""; // as overlays.css has it: in the middle
    if (this.title.hidden) return;
    const map = this.page.map.getContainer().getBoundingClientRect();
    const own = this.title.getBoundingClientRect();
    const others = [...this.page.map.getContainer().querySelectorAll(".guatu-notice, .leaflet-control-scale")]
      .map((element) => element.getBoundingClientRect())
      .filter(({ left, right, top }) => left < right && top < own.bottom);
    const middle = (map.left + map.right) / 2;
    const before = ({ left, right }) => left + right < 2 * middle;
    const from = Math.max(map.left, ...others.filter(before).map(({ right }) => right)) + EDGE;
    const to = Math.min(map.right, ...others.filter((other) => !before(other)).map(({ left }) => left)) - EDGE;
    if (own.width > to - from) style.bottom = `${map.bottom - Math.min(...others.map(({ top }) => top)) + EDGE}px`;
    else style.transform = `translateX(calc(-50% + ${Math.min(Math.max(middle, from + own.width / 2), to - own.width / 2) - middle}px))`;
  }

  /** Have the names that a line goes through stand above it, and words beside names, as the map writes them now. */
  refresh() {
    const overlays = [...this.known.values()];
    const patches = overlays.flatMap((overlay) => overlay.patches);
    const lines = [
      ...overlays.flatMap(({ links }) => links.map(({ path }) => path)),
      ...patches.filter(({ line }) => line).flatMap(({ rings }) => rings.map((ring) => [...ring, ring[0]])),
    ];
    const lit = patches.filter((patch) => patch.lit).flatMap(({ rings }) => rings);
    this.ready = Promise.all([this.names.over(lines, lit, darkest(overlays)), this.stands.settle()]);
  }

  /** One veil over everything that no overlay lights, as dark as the darkest asks for. */
  #dim(overlays) {
    const dim = darkest(overlays);
    if (!dim) return;
    const lit = overlays.flatMap(({ patches }) => patches.filter((patch) => patch.lit).flatMap((patch) => patch.rings));
    const options = { stroke: false, fillColor: this.tokens.outside, fillOpacity: dim, fillRule: "evenodd" };
    this.drawn.addLayer(L.polygon([WORLD, ...lit], { ...options, interactive: false, renderer: this.veils, pane: "veil" }));
  }

  #patch({ rings, fill, alpha, line, width, stroke }) {
    this.drawn.addLayer(
      L.polygon(rings, {
        ...this.#pen(line, width, stroke),
        stroke: Boolean(line),
        fill: Boolean(fill),
        fillColor: fill && this.tokens[fill],
        fillOpacity: alpha,
        fillRule: "evenodd",
      }),
    );
  }

  /** A line with the land's colour around it, so that it reads over any fill. */
  #link({ path, colour, width, stroke }) {
    this.drawn.addLayer(L.polyline(path, { ...this.#pen("land", width + 2.5, "solid"), opacity: 0.8 }));
    this.drawn.addLayer(L.polyline(path, this.#pen(colour, width, stroke)));
  }

  #pen(token, width, stroke) {
    return {
      color: token && this.tokens[token],
      weight: width,
      dashArray: DASHES[stroke],
      interactive: false,
      renderer: this.renderer,
      pane: "overlays",
    };
  }
}
