"""How large villages are: square metres in the county's own metric zone, km² and 亩 for people.

The zone is the CGCS2000 3-degree zone at the middle of what is measured; places that have none (the zones end at 73.5°
and 136.5° E) are measured in an equal-area projection around themselves.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gis import crs
from gis.boundary.rings import Shapes

MU_M2 = 2000 / 3
"""Square metres of one 亩."""
METRE = 1 / 111_320
"""One metre in degrees of latitude."""
_STEP = 50 * METRE
SPECK = METRE**2
"""One square metre in square degrees: less than that is rounding, not land."""


def zone_of(shapes: Shapes) -> CRS:
    """The metric system in which `shapes` (EPSG:4326) are measured."""
    west, south, east, north = shapely.total_bounds(shapes)
    if not np.isfinite(west + east):
        return CRS.from_epsg(4547)
    try:
        return crs.zone_of((west + east) / 2)
    except ValueError:
        return CRS.from_proj4(
            f"+proj=laea +lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} +ellps=GRS80 +units=m"
        )


def areas_m2(shapes: Shapes, zone: CRS | None = None) -> NDArray[np.float64]:
    """Square metres of each of `shapes` (EPSG:4326), 0 where there is none.

    An edge is straight between its degrees, so a long one is measured bent: what one village gains is what the other
    loses, wherever the vertices stand.
    """
    if not len(shapes):
        return np.zeros(0)
    series = gpd.GeoSeries(shapely.segmentize(shapes, _STEP), crs=crs.GEOGRAPHIC).to_crs(
        zone or zone_of(shapes)
    )
    measured: NDArray[np.float64] = np.nan_to_num(shapely.area(series.to_numpy()))
    return measured


def degrees(metres: float, latitude: float) -> float:
    """`metres` as degrees, the larger of those along and across, so that nothing nearer is missed."""
    return metres * METRE / max(float(np.cos(np.radians(latitude))), 0.05)
