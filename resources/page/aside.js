// Where the badges of clusters stand. A cluster has no place of its own, so its badge steps aside from what it would hide: the
// marks and badges of other layers and the badges beside it. Marks stand where they are. A badge asks only what is near, the
// topmost layer stays first, so every part of the map agrees and nothing moves when the map is moved.

import { TILE } from "./geometry.js";
import { badgeReach, markBox } from "./marks.js";

const FARTHEST = 26; // px that a badge may step aside
const FREE = 1; // px between a badge and what it must not cover
const WIDEST = 20; // px that the largest badge or mark reaches
const MOVING = new Set(["round", "square"]); // shapes of badges that step aside; quiet ones neither do nor are they in the way
const WAYS = 12;
const STEPS = [[0, 0, 0]]; // [px from the middle, across, down], the nearest first
for (const far of [3, 6, 9, 12, 16, 21, FARTHEST]) {
  for (let i = 0; i < WAYS; i++) STEPS.push([far, Math.sin((2 * Math.PI * i) / WAYS) * far, -Math.cos((2 * Math.PI * i) / WAYS) * far]);
}

/** Px around a group inside which a change of it may move another badge. */
const CONCERNED = 2 * (FARTHEST + 2 * WIDEST);

/** Px around its middle that a mark or a badge covers. */
const reachOf = (group, zoom) => (group.count > 1 ? badgeReach(group.count, zoom) : markBox(group.items[0], zoom)[0]);

export class Aside {
  /** For the point layers among `layers`, bottom to top, that are shown at map zoom `zoom`. */
  constructor(layers, zoom) {
    this.zoom = zoom;
    this.px = 1 / (TILE * 2 ** (zoom - 1));
    const standing = layers.filter((layer) => layer.isPoints && layer.shownAt(zoom) && layer.spec.style.cluster?.shape !== "quiet");
    this.standing = standing;
    this.moving = standing.filter(({ spec: { style } }) => MOVING.has(style.cluster?.shape) && zoom <= style.cluster.untilZoom).reverse();
    this.places = new Map(this.moving.map((layer) => [layer, new Map()])); // layer → group → place
  }

  /** How far the groups of a layer may stand from their middle, in units of the world. */
  farthest(layer) {
    return this.places.has(layer) ? FARTHEST * this.px : 0;
  }

  /** Where a group of `layer` stands: itself, or {x, y} in units of the world. */
  of(layer, group) {
    const places = group.count > 1 && this.places.get(layer);
    if (!places) return group;
    const known = places.get(group);
    if (known) return known;
    const place = this.#place(layer, group);
    places.set(group, place);
    return place;
  }

  /** The groups of `layer` that stand in `box`, as [group, place]. */
  within(layer, box) {
    const by = this.farthest(layer);
    const near = layer.groups(this.zoom).within([box[0] - by, box[1] - by, box[2] + by, box[3] + by]);
    const found = near.map((group) => [group, this.of(layer, group)]);
    return by ? found.filter(([, { x, y }]) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]) : found;
  }

  /** Boxes around the marks and badges that stand in `box`; quiet ones do not count. In px of the whole world, as is `box`. */
  boxes(box) {
    const { px, zoom } = this;
    const inside = box.map((side) => side * px);
    return this.standing.flatMap((layer) =>
      this.within(layer, inside).map(([group, { x, y }]) => {
        const reach = reachOf(group, zoom);
        return [x / px - reach, y / px - reach, x / px + reach, y / px + reach];
      }),
    );
  }

  /** The first place that covers nothing, else the one that covers least. */
  #place(layer, group) {
    const { px, zoom } = this;
    const reach = badgeReach(group.count, zoom);
    const others = this.#near(layer, group, reach);
    let best = null;
    let least = Infinity;
    for (const [far, across, down] of STEPS) {
      let cost = far / 100; // of places that cover as much the nearest
      for (let i = 0; i < others.length && cost < least; i += 3) {
        const [x, y, apart] = [others[i] - across, others[i + 1] - down, others[i + 2]];
        const off = x * x + y * y; // squared
        if (off < apart * apart) cost += (apart - Math.sqrt(off)) ** 2;
      }
      if (cost >= least) continue;
      least = cost;
      best = [across, down];
      if (cost <= far / 100) break;
    }
    return best[0] || best[1] ? { x: group.x + best[0] * px, y: group.y + best[1] * px } : group;
  }

  /** What is in the way of a badge: of each x and y in px from its middle, and how far apart the two must be, flat. */
  #near(layer, group, reach) {
    const { px, zoom } = this;
    const before = this.moving.indexOf(layer);
    const found = [];
    for (const other of this.standing) {
      const at = this.moving.indexOf(other);
      const stepped = at >= 0 && at < before; // its badges have stepped aside
      const by = ((stepped ? 2 : 1) * FARTHEST + reach + WIDEST) * px;
      for (const each of other.groups(zoom).within([group.x - by, group.y - by, group.x + by, group.y + by])) {
        if (each === group) continue;
        const lone = each.count === 1;
        if (!lone && at > before) continue; // it will step aside from this one
        const { x, y } = stepped ? this.of(other, each) : each;
        found.push((x - group.x) / px, (y - group.y) / px, reach + reachOf(each, zoom) + FREE);
      }
    }
    return found;
  }

  /** What else needs painting again, of `layer` and others, when `groups` changed: [x, y] of badges, `before` is what was. */
  moved(before, groups) {
    if (!before || !this.moving.length) return [];
    const by = CONCERNED * this.px;
    const near = ({ x, y }) => groups.some((group) => Math.abs(group.x - x) <= by && Math.abs(group.y - y) <= by);
    const found = [];
    for (const layer of this.moving) {
      const former = new Map();
      for (const [group, place] of before.places.get(layer) ?? []) if (near(group)) former.set(`${place.x} ${place.y} ${group.count}`, place);
      const now = new Set();
      for (const { x, y } of groups) for (const group of layer.groups(this.zoom).within([x - by, y - by, x + by, y + by])) now.add(group);
      for (const group of now) {
        const place = this.of(layer, group);
        if (!former.delete(`${place.x} ${place.y} ${group.count}`)) found.push(place);
      }
      found.push(...former.values());
    }
    return found;
  }
}
