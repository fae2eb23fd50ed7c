// The outline of one village and of its neighbours, as a hand changes it: a vertex that several share is one object here,
// so that what moves it moves it for all of them. Nothing is drawn and nothing is told; see boundary.js.

const WORLD = 256;

/** A vertex: its place now (lng, lat), where it was, and the owners of the rings that have it. */
class Vertex {
  constructor(lng, lat) {
    this.was = [lng, lat];
    this.owners = new Set();
    this.junction = false;
    this.put(lng, lat);
  }

  /** Also keeps the place in the world at zoom 0, in px, so that drawing computes no logarithm. */
  put(lng, lat) {
    this.lng = lng;
    this.lat = lat;
    const sin = Math.sin((lat * Math.PI) / 180);
    this.x = (lng / 360 + 0.5) * WORLD;
    this.y = (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * WORLD;
  }

  get moved() {
    return this.lng !== this.was[0] || this.lat !== this.was[1];
  }
}

export class Outlines {
  /** `village` is {uid, rings}, `neighbours` a list of the same; rings are closed lists of [lng, lat]. */
  constructor({ village, neighbours }) {
    this.uid = village.uid;
    this.known = new Map();
    this.rings = [village, ...neighbours].flatMap(({ uid, rings }) => rings.map((ring) => this.#ring(uid, ring)));
    this.own = this.rings.filter(({ owner }) => owner === this.uid);
    for (const ring of this.own) this.#mark(ring);
  }

  #ring(owner, places) {
    const vertices = places.slice(0, -1).map(([lng, lat]) => {
      const key = `${lng} ${lat}`;
      if (!this.known.has(key)) this.known.set(key, new Vertex(lng, lat));
      const vertex = this.known.get(key);
      vertex.owners.add(owner);
      return vertex;
    });
    return { owner, vertices };
  }

  /** A junction is where the neighbour along the ring changes: it ends a stretch. */
  #mark({ vertices }) {
    const beside = (a, b) => [...a.owners].filter((owner) => owner !== this.uid && b.owners.has(owner)).join();
    vertices.forEach((vertex, i) => {
      const before = vertices.at(i - 1);
      const after = vertices[(i + 1) % vertices.length];
      vertex.junction = vertex.owners.size > 2 || beside(before, vertex) !== beside(vertex, after);
    });
  }

  /** The vertex of the village nearest to a place of the world (zoom 0 px) within `reach`, or null. */
  vertexAt({ x, y }, reach) {
    return nearest(
      this.own.flatMap(({ vertices }) => vertices),
      x,
      y,
      reach,
    );
  }

  /** The vertex nearest within `reach` that belongs to none of those who share `held`: a place to snap it to. */
  foreignAt({ x, y }, reach, held) {
    return nearest(
      [...this.known.values()].filter(({ owners }) => owners.isDisjointFrom(held.owners)),
      x,
      y,
      reach,
    );
  }

  /** The edge of the village nearest within `reach`: {a, b, lng, lat} with the place on it, or null. */
  edgeAt({ x, y }, reach) {
    let best = null;
    let least = reach;
    for (const { vertices } of this.own) {
      for (let i = 0; i < vertices.length; i++) {
        const a = vertices[i];
        const b = vertices[(i + 1) % vertices.length];
        const [dx, dy] = [b.x - a.x, b.y - a.y];
        const share = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
        const off = Math.hypot(a.x + share * dx - x, a.y + share * dy - y);
        if (off < least) {
          least = off;
          best = { a, b, lng: a.lng + share * (b.lng - a.lng), lat: a.lat + share * (b.lat - a.lat) };
        }
      }
    }
    return best;
  }

  /** A new vertex on an edge, in every ring that has the edge. */
  insert({ a, b, lng, lat }) {
    const vertex = new Vertex(lng, lat);
    for (const { owner, vertices } of this.rings) {
      const at = vertices.findIndex((one, i) => {
        const next = vertices[(i + 1) % vertices.length];
        return (one === a && next === b) || (one === b && next === a);
      });
      if (at < 0) continue;
      vertices.splice(at + 1, 0, vertex);
      vertex.owners.add(owner);
    }
    this.known.set(`${lng} ${lat}`, vertex);
    return vertex;
  }

  /**
   * The stretch around a vertex up to the junctions at its ends, as [vertex, weight] pairs: 1 where it is held, less
   * along a raised cosine to nothing at the junctions. A junction that is held moves alone.
   */
  stretch(held) {
    const found = [[held, 1]];
    const { vertices } = this.own.find((ring) => ring.vertices.includes(held));
    if (held.junction) return found;
    const start = vertices.indexOf(held);
    for (const way of [1, -1]) {
      const run = [];
      for (let step = 1; step < vertices.length; step++) {
        const vertex = vertices[(start + way * step + vertices.length * step) % vertices.length];
        if (vertex === held) break;
        run.push(vertex);
        if (vertex.junction) break;
      }
      const along = lengths([held, ...run]);
      const whole = along.at(-1) || 1;
      run.forEach((vertex, i) => {
        const weight = 0.5 + 0.5 * Math.cos((Math.PI * along[i + 1]) / whole);
        if (weight > 1e-9 && !found.some(([other]) => other === vertex)) found.push([vertex, weight]);
      });
    }
    return found;
  }

  /** What has moved, as Python takes it. */
  moves() {
    const moved = [...this.known.values()].filter((vertex) => vertex.moved);
    return { at: moved.map(({ was }) => was), to: moved.map(({ lng, lat }) => [lng, lat]) };
  }
}

function nearest(vertices, x, y, reach) {
  let best = null;
  let least = reach;
  for (const vertex of vertices) {
    const off = Math.hypot(vertex.x - x, vertex.y - y);
    if (off < least) {
      least = off;
      best = vertex;
    }
  }
  return best;
}

/** How far along the line each vertex is, in px of zoom 0. */
function lengths(line) {
  const along = [0];
  for (let i = 1; i < line.length; i++) along.push(along[i - 1] + Math.hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y));
  return along;
}
