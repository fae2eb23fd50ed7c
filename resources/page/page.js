// Entry of the page: gives the composed document Leaflet (folium's scripts speak to `L`) and `guatu.start`.

import "./leaflet_global.js";
import { start } from "./map.js";
import { read } from "./reader/reader.js";

globalThis.guatu = {
  start(map, config) {
    const page = start(map, config);
    if (config.source.reader) read(page, config);
    return page;
  },
};
