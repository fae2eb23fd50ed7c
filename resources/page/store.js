// The layers inside the worker: features decoded from payloads, patched in place, grouped by zoom. No drawing.

import { changedGroups, groups, reachOf, within } from "./cluster.js";
import { KEPT, TILE, boxOf, grown, project, worldX, worldY } from "./geometry.js";
import { decode } from "./payload.js";

const NONE = [];

/** Features of a payload as objects of one shape; `rules` gives each the rule of its class (none: it is not drawn). */
function features({ header, arrays }, rules) {
  const open = header.geometry === "line";
  const { uid, label, class: classes, note = NONE, halo = NONE, notches = NONE } = header.columns;
  const column = (name) => arrays[`column.${name}`] ?? header.columns[name] ?? NONE;
  const [turn, fov, range, ring, weight] = ["turn", "fov", "range_m", "ring", "weight"].map(column);
  const counts = ["count0", "count1", "count2"].map(column).filter((values) => values.length);
  const list = new Array(header.count);
  const world = project(arrays.xy);
  const at = arrays.anchors ? project(arrays.anchors) : world;
  for (let i = 0; i < header.count; i++) {
    const rings = arrays.rings ? ringsOf(i, arrays, world) : null;
    list[i] = {
      uid: uid[i],
      label: label[i],
      text: null, // the label as it is written: made in labels.js
      class: classes[i],
      rule: rules[classes[i]],
      x: at[2 * i],
      y: at[2 * i + 1],
      rings,
      open,
      box: rings && boxOf(rings),
      overviews: null,
      coarse: null,
      alone: null,
      note: note[i] ?? null,
      halo: halo[i] ?? false,
      notches: notches[i] ?? 0,
      turn: number(turn[i]),
      fov: number(fov[i]),
      range_m: number(range[i]),
      ring: number(ring[i]),
      weight: number(weight[i]),
      counts: counts.length ? counts.map((values) => values[i]) : null,
    };
  }
  return list;
}

/** NaN stands for no value in a buffer. */
const number = (value) => (value == null || Number.isNaN(value) ? null : value);

function ringsOf(i, { features: starts, polygons, rings }, world) {
  const last = polygons[starts[i + 1]];
  const found = [];
  for (let ring = polygons[starts[i]]; ring < last; ring++) {
    found.push(world.subarray(2 * rings[ring], 2 * rings[ring + 1]));
  }
  return found;
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
    this.byUid = new Map();
    this.byX = null; // points in order of x
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
      feature.alone = null;
    }
    this.byZoom = new Map();
  }

  get isPoints() {
    return this.spec.geometry === "point";
  }

  get shown() {
    return this.spec.visible && this.features !== null;
  }

  /** How many features there are of each class. */
  tally() {
    const found = {};
    for (const feature of this.features ?? []) found[feature.class] = (found[feature.class] ?? 0) + 1;
    return found;
  }

  /** Whether it is drawn at a map zoom. */
  shownAt(zoom) {
    return this.shown && zoom >= this.spec.style.fromZoom && zoom <= this.spec.style.toZoom;
  }

  load(buffer) {
    const payload = decode(buffer);
    this.features = features(payload, this.spec.style.rules);
    this.byUid = new Map(this.features.map((feature) => [feature.uid, feature]));
    this.byX = null;
    this.revision = payload.header.revision;
    this.notice = payload.header.notice ?? null;
    this.byZoom = new Map();
  }

  /** Apply a patch; the answer lists features before and after it, whose places need painting. */
  patch({ revision, remove }, upsert) {
    const touched = [];
    const payload = decode(upsert);
    const fresh = features(payload, this.spec.style.rules);
    const leaving = new Set(remove);
    for (const feature of fresh) leaving.add(feature.uid);
    for (const uid of leaving) {
      const old = this.byUid.get(uid);
      if (!old) continue;
      touched.push(old);
      this.byUid.delete(uid);
    }
    this.features = this.features.filter((feature) => !leaving.has(feature.uid));
    for (const feature of fresh) {
      this.features.push(feature);
      this.byUid.set(feature.uid, feature);
      touched.push(feature);
    }
    this.byX = null;
    this.revision = revision;
    this.notice = payload.header.notice ?? null;
    const old = this.byZoom;
    this.byZoom = new Map();
    return { touched, groupsChanged: (zoom) => this.#groupsChanged(old.get(zoom), zoom, touched) };
  }

  /** Draw the same features by other rules; `codes` (uint16, little endian) gives each its class among `classes`. */
  recolour({ spec, classes, revision }, codes) {
    const view = new DataView(codes);
    if (codes.byteLength !== 2 * this.features.length) throw new Error(`${this.name} has other features than its classes`);
    this.features.forEach((feature, i) => (feature.class = classes[view.getUint16(2 * i, true)]));
    this.describe(spec);
    this.revision = revision;
  }

  /** Groups of the points at a map zoom, sorted by x. */
  groups(zoom) {
    this.byX ??= this.features.toSorted((a, b) => a.x - b.x || a.y - b.y);
    return recent(this.byZoom, zoom, () => groups(this.byX, this.spec.style, zoom));
  }

  #groupsChanged(before, zoom, touched) {
    const { cluster } = this.spec.style;
    if (!cluster) return touched;
    if (!before) return [...touched, ...this.groups(zoom)];
    if (zoom <= cluster.untilZoom) return changedGroups(before, this.groups(zoom));
    // only what stands on the spot of a touched point can have changed
    const near = (4 * reachOf(cluster, zoom)) / (TILE * 2 ** (zoom - 1));
    const beside = (list) => touched.flatMap(({ x, y }) => within(list, grown([x, y, x, y], near)));
    return changedGroups([...new Set(beside(before))], [...new Set(beside(this.groups(zoom)))]);
  }
}

/** The world point of a latitude and longitude. */
export const worldPoint = (lat, lng) => ({ x: worldX(lng), y: worldY(lat) });
