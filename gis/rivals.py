"""Frames that the numbers of a file could be in, plainest first; which of them it is, `gis.suspect` measures.

Everywhere: degrees of WGS-84 and of Chinese web maps, either axis first, and the projections in use around China,
also with the shift of a web map under them, which is what remains of one once somebody projected it. What a country
has of its own (Tokyo, NAD27, ED50, OSGB36, SAD69, its grids) comes from the EPSG register, by the place: many, so
they are asked only where nothing plainer explains the numbers.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType

from gis.reference import BAIDU_MERCATOR, WEB_DATUMS, ReferenceFrame, Shapes

_WORLD = 359.0
"""Degrees from west to east of a system that is no country's own."""


def candidates(
    shapes: Shapes, declared: ReferenceFrame | None, around: NDArray[np.float64] | None = None
) -> list[ReferenceFrame]:
    """Frames that the numbers of `shapes` could be in, plainest first, the declared one included.

    `around` (lon, lat) keeps the zones to those near that place; without it China's are tried.
    """
    high = _highest(shapes)
    if high is None:
        return []
    found = [] if declared is None else [declared]
    if high.max() <= 360:
        bases = ["EPSG:4326", *WEB_DATUMS]
        if high[0] <= 180.5 and high[1] <= 90.5:
            found += [ReferenceFrame(base) for base in bases]
        if high[1] <= 180.5 and high[0] <= 90.5:
            found += [ReferenceFrame(base, swapped=True) for base in bases]
    else:
        systems = _systems(105.0 if around is None else float(around[0]), around is None)
        if declared is not None and not declared.geographic:
            systems.insert(0, declared.base)
        for feet in (False, True):
            for swapped in (False, True):
                found += [ReferenceFrame(base, swapped, feet) for base in systems]
        found += [ReferenceFrame(base, web=web) for web in WEB_DATUMS for base in systems]
        found += [ReferenceFrame(BAIDU_MERCATOR, swapped, web="bd09") for swapped in (False, True)]
    return list(dict.fromkeys(found))


def of_the_place(
    shapes: Shapes, declared: ReferenceFrame | None, around: NDArray[np.float64]
) -> list[ReferenceFrame]:
    """Systems of the register that are meant for the place `around` (lon, lat) and fit figures of that size.

    Those of the declared system's family (SIRGAS 2000, NAD83 …) come first, then WGS-84's.
    """
    high = _highest(shapes)
    if high is None or not np.isfinite(around).all():
        return []
    lon, lat = (round(float(v), 1) for v in around)
    found = _register(lon, lat, degrees=bool(high.max() <= 360))
    family = "" if declared is None else declared.title.partition("/")[0].strip()
    ranked = sorted(found, key=lambda one: (not family or not one[1].startswith(family), one[2]))
    return [ReferenceFrame(base) for base, _name, _rank in ranked]


@lru_cache(maxsize=16)
def _register(lon: float, lat: float, *, degrees: bool) -> tuple[tuple[str, str, bool], ...]:
    """Systems for a place: code, name, and whether another datum than WGS-84 is under them."""
    sort = PJType.GEOGRAPHIC_2D_CRS if degrees else PJType.PROJECTED_CRS
    found = query_crs_info("EPSG", [sort], AreaOfInterest(lon, lat, lon, lat), contains=True)
    return tuple(
        (f"EPSG:{one.code}", one.name, not one.name.startswith("WGS 84"))
        for one in found
        if one.area_of_use is not None and one.area_of_use.east - one.area_of_use.west < _WORLD
    )


def _highest(shapes: Shapes) -> NDArray[np.float64] | None:
    """The largest figure on each axis; None where there is no finite one."""
    xy = shapely.get_coordinates(shapes)
    xy = xy[np.isfinite(xy).all(axis=1)]
    return np.abs(xy).max(axis=0) if len(xy) else None


def _systems(longitude: float, everywhere: bool) -> list[str]:
    """Projected systems in use in and around China whose zones lie within reach of `longitude`."""
    reach = 40.0 if everywhere else 7.5
    three = [m for m in range(75, 136, 3) if abs(m - longitude) <= reach]
    six = [m for m in range(75, 136, 6) if abs(m - longitude) <= reach]
    utm = [z for z in range(1, 61) if abs(6 * z - 183 - longitude) <= min(reach, 9.0)]
    return [
        *(f"EPSG:{4534 + (m - 75) // 3}" for m in three),
        *(f"EPSG:{4513 + (m - 75) // 3}" for m in three),
        *(f"EPSG:{4502 + (m - 75) // 6}" for m in six),
        *(f"EPSG:{4491 + (m - 75) // 6}" for m in six),
        *(f"EPSG:{32600 + z}" for z in utm),
        "EPSG:3857",
    ]
