"""Between degrees and metres: the CGCS2000 3-degree Gauss-Kruger zone that suits a place.

Storage is always EPSG:4326, areas and distances are always measured in a metric zone; every
crossing between the two goes through here. The zones are EPSG:4534 (central meridian 75° E) to
EPSG:4554 (135° E), the ones without a zone number in the easting. Datum shifts of mislabelled data
(GCJ-02, BD-09) do not live here.
"""

from __future__ import annotations

from typing import TypeVar

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

GEOGRAPHIC = CRS.from_epsg(4326)
_FIRST_ZONE, _FIRST_MERIDIAN, _LAST_MERIDIAN = 4534, 75, 135

Frame = TypeVar("Frame", "gpd.GeoDataFrame", "gpd.GeoSeries")


def zone_of(longitude: float) -> CRS:
    """The CGCS2000 3-degree zone whose central meridian is nearest to `longitude` (degrees east).

    A longitude on the edge of two zones belongs to the eastern one. Raises ValueError outside 73.5°
    E to 136.5° E, where no zone is defined.
    """
    meridian = 3 * int(np.floor((longitude + 1.5) / 3))
    if not _FIRST_MERIDIAN <= meridian <= _LAST_MERIDIAN:
        raise ValueError(f"no CGCS2000 3-degree zone at longitude {longitude:g}")
    return CRS.from_epsg(_FIRST_ZONE + (meridian - _FIRST_MERIDIAN) // 3)


def zone_for(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> CRS:
    """The zone at the middle of the extent of `frame`, whatever its CRS; ValueError when it has none or is empty."""
    if frame.crs is None:
        raise ValueError("the frame has no CRS")
    box = gpd.GeoSeries([shapely.box(*frame.total_bounds)], crs=frame.crs).to_crs(GEOGRAPHIC)
    west, _, east, _ = box.total_bounds
    if not np.isfinite(west + east):
        raise ValueError("the frame has no extent")
    return zone_of((west + east) / 2)


def to_metric(frame: Frame, zone: CRS | None = None) -> Frame:
    """`frame` in metres: in `zone`, or in the zone at the middle of its own extent.

    Equal coordinates stay equal, so a coverage remains one. Raises ValueError when the frame has no CRS.
    """
    return frame.to_crs(zone if zone is not None else zone_for(frame))
