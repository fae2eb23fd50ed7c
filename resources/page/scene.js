// Everything a tile is painted from: layers in order, theme, names by zoom. A change of the scene says what it dirtied.

import { Aside } from "./aside.js";
import { TILE, grown, worldBox } from "./geometry.js";
import { Layout, changedNames } from "./layout.js";
import { Marks, REACH, markBox } from "./marks.js";
import { tiny } from "./mosaic.js";
import { VIEWS_FROM, metresToPx } from "./paint.js";
import { hatchPattern, hatchPixels } from "./patterns.js";
import { Layer, recent } from "./store.js";
import { placesOf, rampOf } from "./heat.js";
import { alike, besidesAreas } from "./restyling.js";
import { reachOf } from "./writing.js";

const CHORE = 400; // features a piece of idle work
const FULL = 18; // a zoom at which a mark has all that belongs to it
const STRIP = 128; // px of the map whose names are placed in a piece

export class Scene {
  constructor(parts) {
    this.parts = parts;
    this.layers = [];
    this.byName = new Map();
    this.tokens = null;
    this.lang = "zh";
    this.marks = null;
    this.dpr = 1;
    this.bare = false; // a base map lies under the land, which is then not filled
    this.heat = null; // {places, sigma_m, peak, colours}
    this.patterns = new Map();
    this.layouts = new Map();
    this.asides = new Map();
    this.pen = new OffscreenCanvas(1, 1).getContext("2d");
  }

  setTheme(tokens) {
    this.tokens = tokens;
    this.#restyle();
  }

  setResolution(dpr) {
    this.dpr = dpr;
    this.#restyle();
  }

  /** Show a heat map (layers/above/heat.py), its places as bytes; null for none. */
  setHeat(heat) {
    this.heat = heat && { ...heat, places: placesOf(heat.places), colours: rampOf(this.tokens) };
  }

  #restyle() {
    if (this.heat) this.heat.colours = rampOf(this.tokens);
    this.patterns.clear();
    this.layouts.clear();
    this.marks?.sprites.clear();
    if (this.tokens) this.marks = new Marks(this.parts, this.tokens, this.dpr);
  }

  /** Take the list of layers, bottom to top; those known already keep their features. False when nothing is new. */
  describe(specs) {
    const behind = specs.some((spec) => spec.visible && (this.byName.get(spec.name)?.revision ?? 0) < spec.revision);
    if (!behind && told(specs) === told(this.layers.map((layer) => layer.spec))) return false;
    this.layers = specs.map((spec) => {
      const layer = this.byName.get(spec.name) ?? new Layer(spec);
      layer.describe(spec);
      return layer;
    });
    this.byName = new Map(this.layers.map((layer) => [layer.name, layer]));
    this.#unsettle();
    return true;
  }

  load(name, buffer) {
    this.byName.get(name).load(buffer);
    this.#unsettle();
  }

  /** Nothing stands where it stood: neither badges nor names. */
  #unsettle() {
    this.asides.clear();
    this.layouts.clear();
  }

  /** Take other rules and classes for a layer; the answer is whether its names stay and the same areas are drawn. */
  recolour(recolour, codes) {
    const layer = this.byName.get(recolour.layer);
    const before = besidesAreas(layer);
    layer.recolour(recolour, codes);
    const same = alike(before, besidesAreas(layer));
    if (!same) this.#unsettle();
    return same;
  }

  /** Apply a patch; the answer is the list of world boxes to paint again at map zoom `zoom`. */
  patch(patch, upsert, zoom) {
    const layer = this.byName.get(patch.layer);
    const { touched, swaps, groupsChanged } = layer.patch(patch, upsert);
    if (!layer.spec.visible) return [];
    const px = 1 / (TILE * 2 ** (zoom - 1));
    const edge = px * (layer.isPoints ? Math.max(REACH, zoom >= VIEWS_FROM ? this.longestView(layer, zoom) : 0) : 4);
    const still = layer.isPoints ? swaps && [...swaps].every(coverAlike) : !layer.spec.style.names; // badges and names stay where they are
    const boxes = layer.isPoints
      ? this.#stepped(layer, groupsChanged(zoom), zoom, still).map(({ x, y }) => [x - edge, y - edge, x + edge, y + edge])
      : touched.map(({ box }) => grown(box, edge));
    if (still) return boxes;
    const before = this.layouts.get(zoom);
    this.layouts.clear();
    if (!before) return boxes;
    const now = before.seen.flatMap((part) => this.names(zoom, part));
    for (const name of changedNames(before.known, [...new Set(now)])) {
      boxes.push(reachOf(name).map((side) => side * px));
    }
    return boxes;
  }

  /** Where changed groups of a layer stand or stood, and the badges that step aside otherwise than before. */
  #stepped(layer, groups, zoom, still) {
    const before = this.asides.get(zoom);
    if (!still) this.asides.clear();
    const now = this.aside(zoom);
    const places = groups.map((group) => before?.places.get(layer)?.get(group) ?? now.of(layer, group));
    return still ? places : [...places, ...now.moved(before, groups)];
  }

  /** Small pieces of work that make one layer ready to paint at a map zoom, as far as it meets `box`: its groups or outlines. */
  making(layer, zoom, box) {
    if (!layer.shownAt(zoom)) return [];
    if (layer.isPoints) return [() => layer.groups(zoom)];
    if (tiny(layer, zoom)) return [];
    const near = layer.near(box);
    const list = [];
    for (let at = 0; at < near.length; at += CHORE) {
      list.push(() => near.slice(at, at + CHORE).forEach(({ shapes, at: place }) => shapes.level(zoom - 1).make(place)));
    }
    return list;
  }

  /** Small pieces of work that make a part of the map ready to paint: groups, outlines, names. */
  *chores(part) {
    const { zoom, left, top, width, height } = part;
    const box = [left, top, left + width, top + height];
    for (const layer of this.layers.filter((each) => each.shown)) yield* this.making(layer, zoom, worldBox(part));
    yield () => this.layout(zoom);
    for (let row = top; row < box[3]; row += STRIP) yield () => this.names(zoom, [left, row, box[2], Math.min(row + STRIP, box[3])]);
  }

  /** Where the names stand at a map zoom, as far as they reach into `box` (px of the world); all of them without one. */
  names(zoom, box = null) {
    const layout = this.layout(zoom);
    return box ? layout.within(box) : layout.placed;
  }

  layout(zoom) {
    return recent(this.layouts, zoom, () => new Layout(this.pen, this.layers, zoom, this.tokens.family, this.lang, this.aside(zoom)));
  }

  /** Where the badges of clusters stand at a map zoom. */
  aside(zoom) {
    return recent(this.asides, zoom, () => new Aside(this.layers, zoom));
  }

  setLanguage(lang) {
    this.lang = lang;
    this.layouts.clear();
  }

  /** Length in px of the longest camera view of a layer, 0 when it has none. */
  longestView(layer, zoom) {
    let longest = 0;
    let y = 0.5;
    for (const feature of layer.features) {
      if (feature.fov && feature.range_m > longest) {
        longest = feature.range_m;
        y = feature.y;
      }
    }
    return longest && metresToPx(longest, y, zoom);
  }

  hatching(ctx, kind, token) {
    const key = `${kind} ${token}`;
    let found = this.patterns.get(key);
    if (!found) {
      found = hatchPattern(ctx, kind, this.marks.colour(token), this.dpr);
      this.patterns.set(key, found);
    }
    return found;
  }

  /** The same as pixels, for areas that are samples. */
  hatchSquare(kind, token) {
    const key = `pixels ${kind} ${token}`;
    if (!this.patterns.has(key)) this.patterns.set(key, hatchPixels(kind, this.marks.colour(token), this.dpr));
    return this.patterns.get(key);
  }

  /** Standing notes of the layers that are shown, each once. */
  notices() {
    return [...new Set(this.layers.filter((layer) => layer.shown && layer.notice).map((layer) => layer.notice))];
  }

  revisions() {
    return Object.fromEntries(this.layers.map((layer) => [layer.name, layer.revision]));
  }
}

/** Whether one mark takes as much room as another in its place, at every zoom. */
const coverAlike = ([one, other]) => markBox(one, FULL).join() === markBox(other, FULL).join();

const told = (specs) => JSON.stringify(specs, (key, value) => (key === "revision" ? undefined : value));
