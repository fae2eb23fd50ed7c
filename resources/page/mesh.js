// Areas that lie side by side, taken together: the outline of all of them, and every border once. Neighbours share most of
// their borders, and their rings run along one in opposite directions: there is no edge then of what both fill by the nonzero
// rule. Rings are sequences x, y, x, y … of whole numbers, the first place again at the end. No canvas here.

const THIN = 1.4; // rings no wider than this (in the rings' units) are what two simplified copies of one border leave between them

let room = 0; // segments that the tables hold
let ends; // of each segment: x, y of where it begins and where it ends
let alive; // of each segment: whether it is part of what is looked for
let segments; // open hash over both ends: slot → segment
let vertices; // open hash over where segments begin: slot → the one put there last
let next; // of each segment: the one put there before it
let along; // of each slot of `vertices`: its position on the walk, -1 when it is not on it
let mask = 0;

function reserve(most) {
  let slots = 64;
  while (slots < 2 * most) slots *= 2;
  mask = slots - 1;
  if (most > room) {
    room = slots / 2;
    ends = new Int32Array(4 * room);
    alive = new Uint8Array(room);
    next = new Int32Array(room);
    [segments, vertices, along] = [new Int32Array(slots), new Int32Array(slots), new Int32Array(slots)];
  }
  segments.fill(-1, 0, slots);
}

function hash(x, y) {
  const mixed = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77);
  return mixed ^ (mixed >>> 15);
}

/** Put the segments of `rings` that meet `box` into the tables: each once or, to `cancel`, but for those that run both ways. */
function gather(rings, box, cancel) {
  let most = 0;
  for (const ring of rings) most += ring.length / 2;
  reserve(most);
  const [left, top, right, bottom] = box;
  let count = 0;
  for (const ring of rings) {
    let bx = ring[0];
    let by = ring[1];
    for (let i = 2; i < ring.length; i += 2) {
      const ax = bx;
      const ay = by;
      bx = ring[i];
      by = ring[i + 1];
      if ((ax < left && bx < left) || (ax > right && bx > right) || (ay < top && by < top) || (ay > bottom && by > bottom)) continue;
      let slot = (hash(ax, ay) + hash(bx, by)) & mask;
      let at = segments[slot];
      while (at >= 0 && !(joins(at, bx, by, ax, ay) ? alive[at] : !cancel && joins(at, ax, ay, bx, by))) {
        slot = (slot + 1) & mask;
        at = segments[slot];
      }
      if (at >= 0) {
        if (cancel) alive[at] = 0;
        continue;
      }
      segments[slot] = count;
      ends[4 * count] = ax;
      ends[4 * count + 1] = ay;
      ends[4 * count + 2] = bx;
      ends[4 * count + 3] = by;
      alive[count++] = 1;
    }
  }
  return count;
}

/** Whether segment `at` runs from (ax, ay) to (bx, by). */
const joins = (at, ax, ay, bx, by) => ends[4 * at] === ax && ends[4 * at + 1] === ay && ends[4 * at + 2] === bx && ends[4 * at + 3] === by;

/** Every segment of `rings` that meets `box` (left, top, right, bottom) once, as runs of them. */
export function borders(rings, box) {
  const count = gather(rings, box, false);
  const runs = [];
  let run = null;
  let x = 0;
  let y = 0;
  for (let o = 0; o < 4 * count; o += 4) {
    if (!run || ends[o] !== x || ends[o + 1] !== y) runs.push((run = [ends[o], ends[o + 1]]));
    run.push((x = ends[o + 2]), (y = ends[o + 3]));
  }
  return runs;
}

const EVERYWHERE = [-Infinity, -Infinity, Infinity, Infinity];

/**
 * The rings around all that `rings` cover by the nonzero rule, slivers left out; null when more than `worth` (a share) of
 * their segments would be left.
 */
export function outline(rings, worth) {
  const count = gather(rings, EVERYWHERE, true);
  let all = 0;
  for (const ring of rings) all += ring.length / 2 - 1;
  let left = 0;
  for (let at = 0; at < count; at++) left += alive[at];
  if (left > worth * all) return null;
  vertices.fill(-1, 0, mask + 1);
  along.fill(-1, 0, mask + 1);
  for (let at = 0; at < count; at++) {
    if (!alive[at]) continue;
    const slot = slotOf(ends[4 * at], ends[4 * at + 1]);
    next[at] = vertices[slot];
    vertices[slot] = at;
  }
  const found = [];
  for (let at = 0; at < count; at++) if (alive[at]) walk(at, found);
  return found;
}

/** Where a vertex stands or would stand. */
function slotOf(x, y) {
  let slot = hash(x, y) & mask;
  while (vertices[slot] >= 0 && (ends[4 * vertices[slot]] !== x || ends[4 * vertices[slot] + 1] !== y)) slot = (slot + 1) & mask;
  return slot;
}

/** Use up the segments that follow on `first`; a ring is cut off whenever the walk comes back to where it was. */
function walk(first, found) {
  const path = [slotOf(ends[4 * first], ends[4 * first + 1])];
  along[path[0]] = 0;
  for (;;) {
    let at = vertices[path.at(-1)];
    while (at >= 0 && !alive[at]) at = next[at];
    if (at < 0) break;
    alive[at] = 0;
    const slot = slotOf(ends[4 * at + 2], ends[4 * at + 3]);
    if (along[slot] < 0) {
      along[slot] = path.length;
      path.push(slot);
      continue;
    }
    const ring = ringOf(path.splice(along[slot] + 1), slot);
    if (ring) found.push(ring);
  }
  for (const slot of path) along[slot] = -1;
}

/** The ring from the vertex at `start` over those at `slots` and back; null for a sliver. */
function ringOf(slots, start) {
  const ring = [ends[4 * vertices[start]], ends[4 * vertices[start] + 1]];
  const [x0, y0] = ring;
  let [x, y] = ring;
  let area = 0;
  let length = 0;
  for (const slot of slots) {
    along[slot] = -1;
    const toX = ends[4 * vertices[slot]];
    const toY = ends[4 * vertices[slot] + 1];
    area += (x - x0) * (toY - y0) - (toX - x0) * (y - y0);
    length += Math.hypot(toX - x, toY - y);
    ring.push((x = toX), (y = toY));
  }
  length += Math.hypot(x0 - x, y0 - y);
  ring.push(x0, y0);
  return Math.abs(area) > THIN * length ? ring : null;
}
