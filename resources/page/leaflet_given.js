// What "leaflet" is in a bundle that is fetched later: the Leaflet that the page has.

export default globalThis.L;
