// What is under a point of the map: marks first, the topmost layer first, then areas. The answer is plain data for the
// page and for Python; a cluster is one item with its count and its bounds.

import { shown } from "./text.js";
import { badgeReach } from "./marks.js";
import { TILE, contains, distance, latitude, longitude } from "./geometry.js";

const NEAR = 12; // px around a point that count as the point; a finger has more
const BADGE = 19; // px that the largest badge of a cluster reaches
const CLOSE = 7; // px beside a line that count as the line
const LISTED = 50; // records of a cluster that are told one by one

/**
 * Items of `layers`, whose badges stand as `aside` says, at world point (x, y) at map zoom `zoom`, nearest and topmost first. `names` are those written there
 * (layout.js): who points at a name means what it names. `near` is how many px beside a mark still mean it.
 */
export function pick(layers, aside, x, y, zoom, names = [], near = NEAR) {
  const px = 1 / (TILE * 2 ** (zoom - 1));
  const items = [];
  const drawn = layers.filter((layer) => layer.shownAt(zoom)).reverse();
  for (const layer of drawn) if (layer.isPoints) items.push(...points(layer, aside, x, y, px, zoom, near));
  const areas = drawn.filter((layer) => !layer.isPoints).sort((a, b) => b.spec.pick - a.spec.pick);
  const under = areas.flatMap((layer) => polygons(layer, x, y, zoom));
  const named = areas.flatMap((layer) => labelled(layer, names, x, y, zoom));
  const known = new Set(named.map(({ layer, uid }) => `${layer} ${uid}`));
  return [...items, ...named, ...under.filter(({ layer, uid }) => !known.has(`${layer} ${uid}`))];
}

/** What the names of a layer that are written at (x, y) stand for. */
function labelled(layer, names, x, y, zoom) {
  const scale = TILE * 2 ** (zoom - 1);
  const [left, top] = [x * scale, y * scale];
  const hit = (name) =>
    name.layer === layer.name &&
    Math.abs(name.x - left) <= name.width / 2 + 2 &&
    Math.abs(name.y - top) <= name.height / 2 &&
    layer.byUid.get(name.uid)?.rule?.pickable;
  return names.filter(hit).map((name) => item(layer, layer.byUid.get(name.uid)));
}

function points(layer, aside, x, y, px, zoom, near) {
  const most = Math.max(near, BADGE) * px;
  const reach = ({ count }) => Math.max(near, count > 1 ? badgeReach(count, zoom) : 0) * px;
  return aside
    .within(layer, [x - most, y - most, x + most, y + most])
    .map(([group, place]) => ({ group, place, off: Math.hypot(place.x - x, place.y - y) }))
    .filter(({ group, off }) => off <= reach(group) && group.rule.pickable)
    .sort((a, b) => a.off - b.off || b.group.rule.rank - a.group.rule.rank)
    .map(({ group, place }) => (group.count > 1 ? clusterItem(layer, group, place) : item(layer, group.items[0])));
}

function polygons(layer, x, y, zoom) {
  const found = [];
  const reach = layer.spec.geometry === "line" ? CLOSE / (TILE * 2 ** (zoom - 1)) : 0;
  for (const feature of layer.near([x - reach, y - reach, x + reach, y + reach])) {
    const { rule } = feature;
    if (!rule?.pickable || zoom < rule.fromZoom) continue;
    const hit = feature.open ? distance(feature.rings, x, y) <= reach : contains(feature.rings, x, y);
    if (hit) found.push(item(layer, feature));
  }
  return found;
}

/** One feature as the page and Python know it. */
export function item(layer, feature) {
  return {
    layer: layer.name,
    kind: layer.spec.kind,
    uid: feature.uid,
    label: shown(feature.label),
    note: feature.note ?? null,
    title: feature.rule?.title ?? null,
    overdue: Boolean(feature.halo),
    area: !layer.isPoints && !feature.open,
    lat: latitude(feature.y),
    lng: longitude(feature.x),
  };
}

/** How many of each class a group holds, the worst class first. */
function classes(group) {
  const found = new Map();
  for (const { rule } of group.items) {
    const known = found.get(rule);
    if (known) known.count++;
    else found.set(rule, { rule, count: 1 });
  }
  return [...found.values()].sort((a, b) => b.rule.rank - a.rule.rank || b.count - a.count);
}

function clusterItem(layer, group, place) {
  const lats = group.items.map((feature) => latitude(feature.y));
  const lngs = group.items.map((feature) => longitude(feature.x));
  const least = (list) => list.reduce((a, b) => Math.min(a, b));
  const most = (list) => list.reduce((a, b) => Math.max(a, b));
  return {
    layer: layer.name,
    kind: layer.spec.kind,
    uid: null,
    label: "",
    note: null,
    title: layer.spec.title,
    overdue: Boolean(group.halo),
    lat: latitude(place.y),
    lng: longitude(place.x),
    cluster: {
      count: group.items.length,
      counts: classes(group),
      bounds: [
        [least(lats), least(lngs)],
        [most(lats), most(lngs)],
      ],
      uids: group.items.slice(0, LISTED).map((feature) => feature.uid),
      labels: group.items.slice(0, LISTED).map((feature) => shown(feature.label)),
    },
  };
}
