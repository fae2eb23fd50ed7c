// A cross-hair on a place that was asked for by its coordinates. It goes by itself, or when another is set.

import L from "leaflet";

const SHOWN = 8000; // ms
const last = new WeakMap();

/** Mark `place` ([lat, lng]) on `map` for a while. */
export function pin(map, place) {
  last.get(map)?.remove();
  const mark = document.createElement("div");
  const icon = L.divIcon({ className: "guatu-pin", iconSize: [40, 40], html: mark });
  const marker = L.marker(place, { icon, interactive: false, keyboard: false, pane: "selection" }).addTo(map);
  last.set(map, marker);
  setTimeout(() => marker.remove(), SHOWN);
}
