"""Circles and wedges of true size on the ellipsoid: how far something reaches, what something looks at.

Corners are computed by geodesics on WGS-84, so a radius in metres and a bearing from true north are what they say
anywhere, whatever the projection. Arrays in, polygons in EPSG:4326 (lon, lat) out; nothing here knows what it is that
reaches or looks.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod

GEOD = Geod(ellps="WGS84")
STEP = 3.0
"""Degrees between two corners of an arc: a chord lies at most 0.034 % of the radius inside it."""
Floats = npt.NDArray[np.floating[Any]]


def circles(lon: Floats, lat: Floats, radius_m: Floats) -> npt.NDArray[np.object_]:
    """A polygon around each place, with `radius_m` (metres) to each of its 120 corners.

    Raises ValueError for a radius that is not positive.
    """
    full = np.full(len(lon), 360.0)
    return wedges(lon, lat, np.zeros(len(lon)), full, radius_m)


def wedges(
    lon: Floats, lat: Floats, bearing: Floats, angle: Floats, radius_m: Floats
) -> npt.NDArray[np.object_]:
    """A sector at each place, open by `angle` degrees around `bearing` (clockwise from true north).

    Parameters
    ----------
    lon, lat, bearing, angle, radius_m : arrays of n floats
        EPSG:4326, degrees, metres. An angle of 360 or more is a whole circle, without a corner at its centre.

    Returns
    -------
    array of n Polygon
        EPSG:4326 (lon, lat). They are flat: hills and houses stop nothing.

    Raises
    ------
    ValueError
        A radius or an angle is not positive, or something is not a number.
    """
    lon, lat, bearing, angle, radius_m = (
        np.asarray(values, dtype=float) for values in (lon, lat, bearing, angle, radius_m)
    )
    if not np.isfinite(np.concatenate((lon, lat, bearing, angle, radius_m))).all():
        raise ValueError("a wedge needs a place, a bearing, an angle and a radius")
    if (radius_m <= 0).any() or (angle <= 0).any():
        raise ValueError("a wedge needs an angle and a radius above 0")
    if not len(lon):
        return np.empty(0, dtype=object)
    angle = np.minimum(angle, 360.0)
    steps = np.ceil(angle / STEP).astype(int)
    whole = angle >= 360
    corners = steps + np.where(whole, 0, 2)  # an open sector has both its ends, and its centre
    owner = np.repeat(np.arange(len(lon)), corners)
    rank = np.arange(corners.sum()) - np.repeat(np.cumsum(corners) - corners, corners)
    centre = ~whole[owner] & (rank == corners[owner] - 1)
    azimuth = (bearing - angle / 2)[owner] + rank * (angle / steps)[owner]
    x, y, _back = GEOD.fwd(lon[owner], lat[owner], azimuth, np.where(centre, 0, radius_m[owner]))
    rings = shapely.linearrings(np.column_stack((x, y)), indices=owner)
    return np.asarray(shapely.polygons(rings), dtype=object)
