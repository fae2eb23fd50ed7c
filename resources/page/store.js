// The layers inside the worker: features decoded from payloads, patched in place, grouped by zoom. No drawing.

import { changedGroups, groups } from "./cluster.js";
import { boxOf, project, worldX, worldY } from "./geometry.js";
import { decode } from "./payload.js";
import { shown } from "./text.js";

const DECOR = ["turn", "fov", "range_m", "ring", "halo", "notches", "weight", "note"];

/** Features of a payload as objects; `rules` gives each the rule of its class (none: it is not drawn). */
function features({ header, arrays }, rules) {
  const { uid, label, class: classes } = header.columns;
  const decor = DECOR.filter((name) => header.columns[name]);
  const list = new Array(header.count);
  const world = project(arrays.xy);
  const anchors = arrays.anchors ? project(arrays.anchors) : world;
  for (let i = 0; i < header.count; i++) {
    const feature = {
      uid: uid[i],
      label: shown(label[i]),
      class: classes[i],
      rule: rules[classes[i]],
      x: anchors[2 * i],
      y: anchors[2 * i + 1],
    };
    for (const name of decor) feature[name] = header.columns[name][i];
    if (arrays.rings) {
      feature.rings = [];
      const first = arrays.polygons[arrays.features[i]];
      const last = arrays.polygons[arrays.features[i + 1]];
      for (let ring = first; ring < last; ring++) {
        feature.rings.push(world.subarray(2 * arrays.rings[ring], 2 * arrays.rings[ring + 1]));
      }
      feature.box = boxOf(feature.rings);
    }
    list[i] = feature;
  }
  return list;
}

export class Layer {
  constructor(spec) {
    this.features = null; // null until the first payload has come
    this.byUid = new Map();
    this.revision = 0;
    this.notice = null;
    this.describe(spec);
  }

  /** Take a new description: visibility, opacity, style. */
  describe(spec) {
    this.spec = spec;
    this.name = spec.name;
    for (const feature of this.features ?? []) feature.rule = spec.style.rules[feature.class];
    this.byZoom = new Map();
  }

  get isPoints() {
    return this.spec.geometry === "point";
  }

  get shown() {
    return this.spec.visible && this.features !== null;
  }

  load(buffer) {
    const payload = decode(buffer);
    this.features = features(payload, this.spec.style.rules);
    this.byUid = new Map(this.features.map((feature) => [feature.uid, feature]));
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
    this.revision = revision;
    this.notice = payload.header.notice ?? null;
    const old = this.byZoom;
    this.byZoom = new Map();
    return { touched, groupsChanged: (zoom) => this.#groupsChanged(old.get(zoom), zoom, touched) };
  }

  /** Groups of the points at a map zoom, sorted by x. */
  groups(zoom) {
    let found = this.byZoom.get(zoom);
    if (!found) {
      if (this.byZoom.size > 3) this.byZoom.clear();
      found = groups(this.features, this.spec.style, zoom);
      this.byZoom.set(zoom, found);
    }
    return found;
  }

  #groupsChanged(before, zoom, touched) {
    const { cluster } = this.spec.style;
    if (!cluster || zoom > cluster.untilZoom) return touched;
    return before ? changedGroups(before, this.groups(zoom)) : this.groups(zoom);
  }
}

/** The world point of a latitude and longitude. */
export const worldPoint = (lat, lng) => ({ x: worldX(lng), y: worldY(lat) });
