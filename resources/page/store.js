// The layers inside the worker: features decoded from payloads, patched in place, grouped by zoom. No drawing.

import { Groups, Points, alike, inPlace } from "./cluster.js";
import { features } from "./feature.js";
import { KEPT, TILE, worldX, worldY } from "./geometry.js";
import { decode } from "./payload.js";

const SAMPLE = 400; // areas of a layer that tell how large a typical one is
const FAINTEST = 0.25; // share of a boundary's strength that is left where areas are smallest

/** The median width of some of the areas, in units of the world. */
function typicalWidth(areas) {
  const step = Math.ceil(areas.length / SAMPLE) || 1;
  const widths = areas.filter((_, i) => i % step === 0).map(({ box }) => box[2] - box[0]);
  return widths.sort((a, b) => a - b)[widths.length >> 1] ?? 1;
}

/** Boxes of features, four numbers each. */
function boundsOf(list) {
  const bounds = new Float64Array(4 * list.length);
  list.forEach(({ shapes, at }, i) => shapes.boxInto(at, bounds, 4 * i));
  return bounds;
}

/** What `made` holds for `zoom`, made when it is not there; the zooms used last are kept. */
export function recent(made, zoom, make) {
  const found = made.get(zoom) ?? make();
  made.delete(zoom);
  made.set(zoom, found);
  if (made.size > KEPT) made.delete(made.keys().next().value);
  return found;
}

export class Layer {
  constructor(spec) {
    this.features = null; // null until the first payload has come
    this.known = null; // features by uid, when one was asked for
    this.bounds = null; // of areas: boxes, one after the other
    this.points = null; // of a layer of points, as columns
    this.revision = 0;
    this.notice = null;
    this.describe(spec);
  }

  /** Take a new description: visibility, opacity, style. */
  describe(spec) {
    this.spec = spec;
    this.name = spec.name;
    for (const feature of this.features ?? []) {
      feature.rule = spec.style.rules[feature.class];
    }
    this.points = null;
    this.byZoom = new Map();
  }

  get isPoints() {
    return this.spec.geometry === "point";
  }

  get shown() {
    return this.spec.visible && this.features !== null;
  }

  get byUid() {
    return (this.known ??= new Map((this.features ?? []).map((feature) => [feature.uid, feature])));
  }

  /** Areas and lines that reach into `box` (of the world). */
  near(box) {
    const bounds = (this.bounds ??= boundsOf(this.features));
    const [west, north, east, south] = box;
    const found = [];
    for (let i = 0, o = 0; o < bounds.length; i++, o += 4) {
      if (bounds[o] <= east && bounds[o + 2] >= west && bounds[o + 1] <= south && bounds[o + 3] >= north) found.push(this.features[i]);
    }
    return found;
  }

  /** How many features there are of each class. */
  tally() {
    const found = {};
    for (const feature of this.features ?? []) found[feature.class] = (found[feature.class] ?? 0) + 1;
    return found;
  }

  /** Width of a typical one of its areas, in units of the world. */
  get typicalWidth() {
    return (this.typical ??= typicalWidth(this.features));
  }

  /** How strong its boundaries are at a map zoom: faint where a typical area is a few px wide, or they would be all there is. */
  fadeAt(zoom) {
    if (this.spec.geometry !== "polygon") return 1;
    return Math.min(1, Math.max(FAINTEST, (this.typicalWidth * TILE * 2 ** (zoom - 1) - 2) / 14));
  }

  /** Whether it is drawn at a map zoom. */
  shownAt(zoom) {
    return this.shown && zoom >= this.spec.style.fromZoom && zoom <= this.spec.style.toZoom;
  }

  load(buffer) {
    const payload = decode(buffer);
    this.features = features(payload, this.spec.style.rules);
    this.known = this.bounds = this.points = this.typical = null;
    this.revision = payload.header.revision;
    this.notice = payload.header.notice ?? null;
    this.byZoom = new Map();
  }

  /**
   * Apply a patch; `touched` lists features before and after it, whose places need painting, `groupsChanged(zoom)` the groups
   * of points that do. `swaps` (before → after) is given when every point stands where another one stood: no mark goes or comes.
   */
  patch({ revision, remove }, upsert) {
    const touched = [];
    const payload = decode(upsert);
    const fresh = features(payload, this.spec.style.rules);
    const leaving = new Map(remove.map((uid) => [uid, null])); // uid → what stands for it
    for (const feature of fresh) leaving.set(feature.uid, feature);
    const swaps = new Map([...leaving].filter(([uid]) => this.byUid.has(uid)).map(([uid, now]) => [this.byUid.get(uid), now]));
    const standing = this.isPoints && swaps.size === fresh.length && [...swaps].every(([old, now]) => now && inPlace(old, now));
    this.features = this.features.filter((feature) => !swaps.has(feature));
    this.bounds = null;
    for (const old of swaps.keys()) {
      touched.push(old);
      this.byUid.delete(old.uid);
    }
    for (const feature of fresh) {
      this.features.push(feature);
      this.byUid.set(feature.uid, feature);
      touched.push(feature);
    }
    this.revision = revision;
    this.notice = payload.header.notice ?? null;
    if (standing) return { touched, swaps, groupsChanged: this.#swap(swaps) };
    this.points = null;
    const old = this.byZoom;
    this.byZoom = new Map();
    return { touched, swaps: null, groupsChanged: (zoom) => this.#groupsChanged(old.get(zoom), zoom, touched) };
  }

  /** Points in place of others: groups stay, but for what is in them; gives `groupsChanged`. */
  #swap(swaps) {
    const seen = new Map();
    for (const [zoom, groups] of this.byZoom) {
      seen.set(zoom, [groups, [...swaps.keys()].map(({ at }) => groups.of(at))]);
      for (const { at } of swaps.keys()) groups.forget(at);
    }
    if (this.points) for (const [old, now] of swaps) this.points.replace(old, now);
    return (zoom) => {
      if (!seen.has(zoom)) return [...swaps].flat();
      const [groups, before] = seen.get(zoom);
      const after = [...swaps.values()].map(({ at }) => groups.of(at));
      return before.flatMap((group, i) => (group === null || alike(group, after[i]) ? [] : [group, after[i]]));
    };
  }

  /** Draw the same features by other rules; `codes` (uint16, little endian) gives each its class among `classes`. */
  recolour({ spec, classes, revision }, codes) {
    const view = new DataView(codes);
    if (codes.byteLength !== 2 * this.features.length) throw new Error(`${this.name} has other features than its classes`);
    this.features.forEach((feature, i) => (feature.class = classes[view.getUint16(2 * i, true)]));
    this.describe(spec);
    this.revision = revision;
  }

  /** Groups of the points at a map zoom. */
  groups(zoom) {
    this.points ??= new Points(this.features);
    return recent(this.byZoom, zoom, () => new Groups(this.points, this.spec.style, zoom));
  }

  #groupsChanged(before, zoom, touched) {
    if (!this.spec.style.cluster) return touched;
    const now = this.groups(zoom);
    return before ? now.changed(before) : [...touched, ...now.all()];
  }
}

/** The world point of a latitude and longitude. */
export const worldPoint = (lat, lng) => ({ x: worldX(lng), y: worldY(lat) });
