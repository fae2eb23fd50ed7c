// Inside the worker: a selection of thousands, kept as uids by kind, and what of it lies in a box of the world. It follows
// patches by itself, since a record is looked up when it is asked for.

import { overlap } from "./geometry.js";

const CELL = 10; // px in which one mark stands for all: more of them would hide each other

export class Chosen {
  constructor(scene) {
    this.scene = scene;
    this.kinds = [];
  }

  set(kinds) {
    this.kinds = Object.entries(kinds);
  }

  *#features() {
    for (const [kind, uids] of this.kinds) {
      const layers = this.scene.layers.filter((layer) => layer.spec.kind === kind && layer.features).reverse();
      for (const uid of uids) {
        const layer = layers.find(({ byUid }) => byUid.has(uid));
        if (layer) yield layer.byUid.get(uid);
      }
    }
  }

  /** World box of all of it, null for nothing. */
  box() {
    const found = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y, box } of this.#features()) {
      const [x0, y0, x1, y1] = box ?? [x, y, x, y];
      found[0] = Math.min(found[0], x0);
      found[1] = Math.min(found[1], y0);
      found[2] = Math.max(found[2], x1);
      found[3] = Math.max(found[3], y1);
    }
    return found[0] < Infinity ? found : null;
  }

  /** Points (world x, y) one a cell of ten px, and rings (quarter px at tile zoom `z`), as far as they meet `box`. */
  within({ box, z }) {
    const cells = new Map();
    const rings = [];
    const scale = (512 * 2 ** z) / CELL;
    for (const feature of this.#features()) {
      if (feature.shapes) {
        if (overlap(feature.box, box)) rings.push(...feature.drawnAt(z));
      } else if (feature.x >= box[0] && feature.x <= box[2] && feature.y >= box[1] && feature.y <= box[3]) {
        cells.set(`${Math.floor(feature.x * scale)} ${Math.floor(feature.y * scale)}`, feature);
      }
    }
    return { points: Array.from(cells.values(), ({ x, y }) => [x, y]), rings };
  }
}
