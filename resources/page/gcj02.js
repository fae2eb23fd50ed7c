// Where GCJ-02 puts a place, for base maps whose tiles are drawn in it. The same series as gis/datum.py; records never
// pass through here.

const AXIS = 6378245; // metres, Krasovsky 1940
const ECCENTRICITY_2 = 0.006693421622965943;
const [WEST, SOUTH, EAST, NORTH] = [72.004, 0.8293, 137.8347, 55.8271];
const wave = (factor, x, period) => factor * Math.sin((x * Math.PI) / period);

/** GCJ-02 {lat, lng} of a WGS-84 place, in degrees; outside China the place itself. */
export function gcj02({ lat, lng }) {
  if (lng < WEST || lng > EAST || lat < SOUTH || lat > NORTH) return { lat, lng };
  const x = lng - 105;
  const y = lat - 35;
  const root = Math.sqrt(Math.abs(x));
  const waves = wave(20, x, 1 / 6) + wave(20, x, 1 / 2);
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root +
    ((waves + wave(20, x, 1) + wave(40, x, 3) + wave(150, x, 12) + wave(300, x, 30)) * 2) / 3;
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root +
    ((waves + wave(20, y, 1) + wave(40, y, 3) + wave(160, y, 12) + wave(320, y, 30)) * 2) / 3;
  const phi = (lat * Math.PI) / 180;
  const w2 = 1 - ECCENTRICITY_2 * Math.sin(phi) ** 2;
  const meridian = (AXIS * (1 - ECCENTRICITY_2)) / (w2 * Math.sqrt(w2));
  const parallel = (AXIS / Math.sqrt(w2)) * Math.cos(phi);
  return { lat: lat + (north / meridian) * (180 / Math.PI), lng: lng + (east / parallel) * (180 / Math.PI) };
}
