// Entry of the page: gives the composed document Leaflet (folium's scripts speak to `L`) and `guatu.start`.

import L from "leaflet";
import { start } from "./map.js";

globalThis.L = L;
globalThis.guatu = { start };
