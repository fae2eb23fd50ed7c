// Leaflet with Geoman on it, which wants `L` to be global before it is loaded. Only layers that say `pmIgnore: false` are
// its business: no mark of ours is edited by accident.

import L from "./leaflet_global.js";
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
