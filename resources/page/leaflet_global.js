// Leaflet as the global `L`, for folium's scripts and for plugins that ask for it.

import L from "leaflet";

globalThis.L = L;

export default L;
