"""How far the drone stations reach in so many minutes, as rings around them.

A ring is a geodesic circle of cruise speed times minutes: straight flight, the time to get ready not counted, wind
still. Stations without a speed are left out, those out of order are drawn dotted.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import shapely

from gis.reach import circles
from layers.above.overlay import Overlay, Patch, Stand
from layers.kinds.equipment import DRONES
from layers.layer import Frames, only, placed
from resources.text import Text

READS = frozenset({"drone_stations"})
MINUTES = (3, 5, 10)
_OUT = ("fault", "offline")
TITLE = Text(
    "无人机 {minutes} 分钟到达圈 · {n} 个站 · 直飞，不计准备时间和风",
    "Drone reach in {minutes} min · {n} stations · straight flight, no preparation, no wind",
)


def reach_of(
    frames: Frames, uids: Collection[str] | None = None, minutes: Collection[int] = MINUTES
) -> Overlay | None:
    """Rings of the stations `uids`, or of all; None when none of them has a place and a speed."""
    names = ["uid", "name", "status", "speed_kmh", "geom"]
    stations = placed(
        frames.frame("drone_stations", where=only("drone_stations", uids), columns=names)
    )
    stations = stations.loc[stations["speed_kmh"].notna()]
    if stations.empty:
        return None
    lon, lat = stations.geometry.x.to_numpy(), stations.geometry.y.to_numpy()
    metres_a_minute = stations["speed_kmh"].to_numpy(dtype=float) * 1000 / 60
    broken = stations["status"].isin(_OUT).to_numpy()
    rules = DRONES.style.rules
    patches = []
    stands = [
        Stand((float(x), float(y)), Text(name, name), rules["out" if out else "ok"])
        for x, y, name, out in zip(lon, lat, stations["name"], broken, strict=True)
    ]
    for nth, minute in enumerate(sorted(minutes)):
        rings = circles(lon, lat, metres_a_minute * minute)
        words = Text("{n} 分钟", "{n} min").format(n=minute)
        for ring, out in zip(rings, broken, strict=True):
            patches.append(
                Patch(
                    ring,
                    fill="accent",
                    alpha=0.05,
                    line="accent",
                    width=2.0 - 0.4 * nth,
                    stroke="dotted" if out else "solid",
                )
            )
            top = ring.exterior.coords[int(np.argmax(np.asarray(ring.exterior.coords)[:, 1]))]
            stands.append(Stand((top[0], top[1]), words))
    said = TITLE.format(minutes="/".join(str(m) for m in sorted(minutes)), n=len(stations))
    return Overlay(tuple(patches), stands=tuple(stands), title=said)


def reach_bounds(
    frames: Frames, kind: str, uid: str
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """((south, west), (north, east)) of all rings of a drone station; None for any other record."""
    overlay = reach_of(frames, [uid]) if kind == "drone_stations" else None
    if overlay is None:
        return None
    west, south, east, north = shapely.total_bounds([patch.shape for patch in overlay.patches])
    return (float(south), float(west)), (float(north), float(east))
