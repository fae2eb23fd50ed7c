// Inside the worker: the outlines of areas and lines that are shown in a box, as [lat, lng] vertices, the nearest to its
// middle first, as far as a number of vertices goes.

import { latitude, longitude, worldX, worldY } from "./geometry.js";

/** `box` is west, south, east, north in degrees; the record with the uid `without` is left out. */
export function outlines(layers, { box: [west, south, east, north], without, most }) {
  const box = [worldX(west), worldY(north), worldX(east), worldY(south)];
  const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  const found = [];
  const known = new Set();
  for (const layer of layers) {
    if (!layer.shown || layer.isPoints) continue;
    for (const feature of layer.near(box)) {
      if (known.has(feature.uid) || feature.uid === without) continue;
      known.add(feature.uid); // two layers may show one village
      found.push({ feature, far: Math.hypot(feature.x - x, feature.y - y) });
    }
  }
  found.sort((a, b) => a.far - b.far);
  const lines = [];
  let count = 0;
  for (const { feature } of found) {
    for (const ring of feature.rings) {
      count += ring.length / 2;
      if (count > most) return lines;
      const line = [];
      for (let i = 0; i < ring.length; i += 2) line.push([latitude(ring[i + 1]), longitude(ring[i])]);
      lines.push(line);
    }
  }
  return lines;
}
