// Points that would cover each other at a zoom, gathered. A grid of the cluster's distance takes the points; cells whose
// centres come too close join the fuller one. Linear in the points and local: a moved point changes only the groups near it.

import { TILE } from "./geometry.js";

/**
 * Groups of `features` at map zoom `zoom`, sorted by x. A group is {x, y, items, rule, counts}: `rule` is the worst one
 * in it, `counts` the number of each rule by rank, worst first. `style` is the layer's; without clusters, or beyond
 * their last zoom, each feature stands alone.
 */
export function groups(features, style, zoom) {
  const { cluster } = style;
  const drawn = features.filter((feature) => feature.rule && zoom >= feature.rule.fromZoom);
  if (!cluster || zoom > cluster.untilZoom) return sorted(drawn.map(alone));
  const size = (cluster.radius * spread(zoom)) / (TILE * 2 ** (zoom - 1));
  const cells = new Map();
  const columns = Math.ceil(1 / size) + 2;
  for (const feature of drawn) {
    const key = Math.floor(feature.x / size) + 1 + columns * (Math.floor(feature.y / size) + 1);
    const cell = cells.get(key);
    if (cell) {
      cell.items.push(feature);
      cell.sx += feature.x;
      cell.sy += feature.y;
    } else {
      cells.set(key, { key, items: [feature], sx: feature.x, sy: feature.y });
    }
  }
  join(cells, columns, size * 0.85);
  return sorted([...cells.values()].map(grouped));
}

/** Distance at a zoom, as a multiple of the street view's: 2 up to zoom 11, 1 from zoom 14. */
const spread = (zoom) => Math.min(2, Math.max(1, 2 - (zoom - 11) / 3));

function join(cells, columns, near) {
  const byCount = [...cells.values()].sort((a, b) => b.items.length - a.items.length || a.key - b.key);
  const around = [-columns - 1, -columns, -columns + 1, -1, 1, columns - 1, columns, columns + 1];
  for (const cell of byCount) {
    if (cells.get(cell.key) !== cell) continue;
    for (const step of around) {
      const other = cells.get(cell.key + step);
      if (!other) continue;
      const dx = cell.sx / cell.items.length - other.sx / other.items.length;
      const dy = cell.sy / cell.items.length - other.sy / other.items.length;
      if (dx * dx + dy * dy > near * near) continue;
      for (const item of other.items) cell.items.push(item);
      cell.sx += other.sx;
      cell.sy += other.sy;
      cells.delete(other.key);
    }
  }
}

const alone = (feature) => ({ x: feature.x, y: feature.y, items: [feature], rule: feature.rule, counts: null });

function grouped(cell) {
  if (cell.items.length === 1) return alone(cell.items[0]);
  const byColour = new Map();
  let worst = cell.items[0].rule;
  let halo = false;
  for (const { rule, halo: overdue } of cell.items) {
    if (rule.rank > worst.rank) worst = rule;
    halo ||= Boolean(overdue);
    const known = byColour.get(rule.mark.colour);
    if (known) known.count++;
    else byColour.set(rule.mark.colour, { colour: rule.mark.colour, rank: rule.rank, count: 1 });
  }
  const count = cell.items.length;
  return {
    x: cell.sx / count,
    y: cell.sy / count,
    items: cell.items,
    rule: worst,
    halo,
    counts: [...byColour.values()].sort((a, b) => b.rank - a.rank),
  };
}

/** By x, for `within`. */
function sorted(list) {
  list.sort((a, b) => a.x - b.x || a.y - b.y);
  return list;
}

/** The part of `list` (sorted by x) inside `box`. */
export function within(list, box) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].x < box[0]) low = middle + 1;
    else high = middle;
  }
  const found = [];
  for (let i = low; i < list.length && list[i].x <= box[2]; i++) {
    if (list[i].y >= box[1] && list[i].y <= box[3]) found.push(list[i]);
  }
  return found;
}

/** What two lists of groups do not share, told by place, content and look: their centres need painting again. */
export function changedGroups(before, after) {
  const left = new Map();
  for (const group of before) left.set(signature(group), group);
  const changed = [];
  for (const group of after) {
    const key = signature(group);
    if (left.has(key)) left.delete(key);
    else changed.push(group);
  }
  return [...changed, ...left.values()];
}

function signature(group) {
  if (group.items.length > 1) {
    const counts = group.counts.map(({ colour, count }) => `${colour}${count}`).join();
    return `${group.x},${group.y},${group.halo},${counts}`;
  }
  const f = group.items[0];
  return [f.uid, f.x, f.y, f.class, f.turn, f.fov, f.range_m, f.ring, f.halo, f.notches].join();
}
