// Lengths, areas and bearings on the WGS-84 ellipsoid, of [lat, lng] corners in degrees: metres, square metres, degrees
// clockwise from true north. Karney's algorithms, the ones pyproj.Geod uses in Python, so both sides say the same.

import geodesic from "geographiclib-geodesic";

const EARTH = geodesic.Geodesic.WGS84;

/** Metres and true bearing (0 to 360) from `a` to `b`. */
export function leg([lat0, lng0], [lat1, lng1]) {
  const { s12, azi1 } = EARTH.Inverse(lat0, lng0, lat1, lng1);
  return { metres: s12, bearing: (azi1 + 360) % 360 };
}

/** Metres along a line of corners. */
export const length = (corners) => corners.slice(1).reduce((sum, end, i) => sum + leg(corners[i], end).metres, 0);

/** Square metres and metres around of a ring, closed or not, whichever way it runs. */
export function area(corners) {
  const ring = EARTH.Polygon(false);
  for (const [lat, lng] of corners) ring.AddPoint(lat, lng);
  const { area: signed, perimeter } = ring.Compute(false, true);
  return { squareMetres: Math.abs(signed), metres: perimeter };
}

/** The corner `metres` from `centre` in a true bearing. */
export function corner([lat, lng], bearing, metres) {
  const { lat2, lon2 } = EARTH.Direct(lat, lng, bearing, metres);
  return [lat2, lon2];
}
