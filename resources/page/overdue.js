// Which marks and clusters in a part of the map are overdue, the worst first: what the pulse is drawn around.

import { latitude, longitude } from "./geometry.js";
import { badgeHalo, badgeReach, haloReach } from "./marks.js";

/** At most `most` places {lat, lng, colour, reach} in `box` (world units) at map zoom `zoom`; badges stand as `aside` says. */
export function overdue(layers, aside, { box, zoom, most }) {
  const drawn = layers.filter((layer) => layer.isPoints && layer.shownAt(zoom));
  const late = drawn.flatMap((layer) => aside.within(layer, box).filter(([group]) => group.halo || (group.count === 1 && group.items[0].halo)));
  late.sort(([a], [b]) => b.rule.rank - a.rule.rank || a.x - b.x || a.y - b.y);
  return late.slice(0, most).map(([{ rule, count }, place]) => ({
    lat: latitude(place.y),
    lng: longitude(place.x),
    colour: rule.mark.colour,
    reach: count > 1 ? badgeReach(count, zoom) + badgeHalo(zoom) - 1 : haloReach(zoom),
  }));
}
