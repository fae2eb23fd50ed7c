"""The two shifted datums of Chinese web maps, GCJ-02 and BD-09, to and from WGS-84.

Arrays of longitude and latitude in degrees go in and come out; nothing here knows files, frames or
records. Both shifts are closed formulas in one direction only; the way back is a fixed point that
is followed until it stands still, so there and back agrees to far less than a millimetre.

The shift of GCJ-02 is the published series on the Krasovsky 1940 ellipsoid. It applies inside the
rectangle that web maps use for China and leaves everything outside as it is; BD-09 is a turn and
a stretch of GCJ-02 and is undefined outside, where it is left as it is too.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Degrees = NDArray[np.float64]
Pair = tuple[Degrees, Degrees]

WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
"""The rectangle inside which GCJ-02 shifts, in degrees."""

_AXIS = 6378245.0  # metres, Krasovsky 1940
_ECCENTRICITY_2 = 0.00669342162296594323
_TURN = np.pi * 3000.0 / 180.0
_BAIDU_EAST, _BAIDU_NORTH = 0.0065, 0.006
_STILL = 1e-12  # degrees: a ten-thousandth of a millimetre
_ROUNDS = 60


def in_china(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Where GCJ-02 differs from WGS-84: inside the rectangle of the web maps, edges included."""
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    inside: NDArray[np.bool_] = (x >= WEST) & (x <= EAST) & (y >= SOUTH) & (y <= NORTH)
    return inside


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """GCJ-02 of WGS-84 coordinates (degrees, any shape); outside China they stay as they are."""
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    east, north = _shift(x, y)
    inside = in_china(x, y)
    return np.where(inside, x + east, x), np.where(inside, y + north, y)


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """WGS-84 of GCJ-02 coordinates (degrees, any shape), exact to far less than a millimetre.

    A coordinate that no place inside China maps to is left as it is.
    """
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    found_x, found_y = _invert(_shifted, x, y)
    inside = in_china(found_x, found_y)
    return np.where(inside, found_x, x), np.where(inside, found_y, y)


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """BD-09 of GCJ-02 coordinates (degrees, any shape); outside China they stay as they are."""
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    baidu_x, baidu_y = _turned(x, y)
    inside = in_china(*gcj02_to_wgs84(x, y))
    return np.where(inside, baidu_x, x), np.where(inside, baidu_y, y)


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """GCJ-02 of BD-09 coordinates (degrees, any shape), exact to far less than a millimetre."""
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    found_x, found_y = _invert(_turned, x, y)
    inside = in_china(*gcj02_to_wgs84(found_x, found_y))
    return np.where(inside, found_x, x), np.where(inside, found_y, y)


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """BD-09 of WGS-84 coordinates (degrees, any shape)."""
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    baidu_x, baidu_y = _turned(*_shifted(x, y))
    inside = in_china(x, y)
    return np.where(inside, baidu_x, x), np.where(inside, baidu_y, y)


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """WGS-84 of BD-09 coordinates (degrees, any shape)."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _shift(lon: Degrees, lat: Degrees) -> Pair:
    """How far GCJ-02 lies east and north of WGS-84 coordinates, in degrees, by the series."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    waves = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m += (waves + 20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)) * 2.0 / 3.0
    east_m += (150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)) * 2.0 / 3.0
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m += (waves + 20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)) * 2.0 / 3.0
    north_m += (160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)) * 2.0 / 3.0
    phi = np.radians(lat)
    w2 = 1.0 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    meridian = _AXIS * (1.0 - _ECCENTRICITY_2) / (w2 * np.sqrt(w2))
    parallel = _AXIS / np.sqrt(w2) * np.cos(phi)
    return np.degrees(east_m / parallel), np.degrees(north_m / meridian)


def _shifted(lon: Degrees, lat: Degrees) -> Pair:
    east, north = _shift(lon, lat)
    return lon + east, lat + north


def _turned(lon: Degrees, lat: Degrees) -> Pair:
    """BD-09 of GCJ-02 coordinates, without asking where they are."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _TURN)
    return radius * np.cos(angle) + _BAIDU_EAST, radius * np.sin(angle) + _BAIDU_NORTH


def _invert(forward: Callable[[Degrees, Degrees], Pair], lon: Degrees, lat: Degrees) -> Pair:
    """Coordinates that `forward` takes to `lon`, `lat`: a fixed point, for every pair at once.

    Each round takes the error of the last one back. Both shifts change slowly from place to
    place (less than 1 part in 100), so each round gains two digits.
    """
    x, y = np.array(lon, dtype=float), np.array(lat, dtype=float)
    # Far outside the rectangle the series grows without bound; there is nothing to find there.
    near = (lon > WEST - 1) & (lon < EAST + 1) & (lat > SOUTH - 1) & (lat < NORTH + 1)
    for _ in range(_ROUNDS):
        at_x, at_y = forward(np.where(near, x, 105.0), np.where(near, y, 35.0))
        step_x, step_y = np.where(near, lon - at_x, 0.0), np.where(near, lat - at_y, 0.0)
        x, y = x + step_x, y + step_y
        if not near.any() or max(np.abs(step_x).max(), np.abs(step_y).max()) < _STILL:
            break
    return x, y
