// Leaflet with Geoman on it, in the bundle of the drawing tool; both share the page's own `L` (see tools/build_assets.py).
// Only layers that say `pmIgnore: false` are
// its business: no mark of ours is edited by accident.

import L from "leaflet";
import "@geoman-io/leaflet-geoman-free";

L.PM.setOptIn(true);

/** Give `map` its Geoman, `map.pm`; the map itself was made without. */
export function equip(map) {
  if (map.pm) return;
  map.options.pmIgnore = false;
  L.PM.reInitLayer(map);
  map.pm.setGlobalOptions({});
}

export default L;
