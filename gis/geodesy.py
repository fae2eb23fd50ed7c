"""Distances, areas, bearings and rings of equal distance on the WGS-84 ellipsoid.

Shapes are EPSG:4326 (lon, lat in degrees); lengths come out in metres, areas in square metres, bearings in degrees
clockwise from true north. The algorithms are C. F. F. Karney's ("Algorithms for geodesics", J. Geodesy 87, 2013), as
PROJ has them; the page measures with the same ones (``resources/page/geodesy.js``). Nothing here is planar.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry import MultiPoint, Point
from shapely.geometry.base import BaseGeometry

EARTH = Geod(ellps="WGS84")
MU = 10000 / 15
"""Square metres of a 亩: fifteen to the hectare."""
_CORNERS = 128


def area(shape: BaseGeometry) -> float:
    """Square metres of a polygon or multipolygon, holes taken out, whichever way its rings run."""
    signed, _around = EARTH.geometry_area_perimeter(shapely.normalize(shape))
    return abs(float(signed))


def length(shape: BaseGeometry) -> float:
    """Metres along a line, or around a polygon with its holes."""
    return float(EARTH.geometry_length(shape))


def leg(start: Point, end: Point) -> tuple[float, float]:
    """Metres and bearing (0 to 360, true) from `start` to `end`."""
    forward, _back, metres = EARTH.inv(start.x, start.y, end.x, end.y)
    return float(metres), float(forward) % 360


def metres_between(place: Point, points: NDArray[Any]) -> NDArray[np.float64]:
    """Metres from a point to each of `points`."""
    xy = shapely.get_coordinates(points)
    east, north = np.full(len(xy), place.x), np.full(len(xy), place.y)
    _forward, _back, metres = EARTH.inv(east, north, xy[:, 0], xy[:, 1])
    return np.asarray(metres, dtype=np.float64)


def ring(centre: Point, metres: float) -> shapely.Polygon:
    """The circle of `metres` around `centre` as a polygon of 128 corners that lie on it."""
    bearings = np.arange(_CORNERS) * (360 / _CORNERS)
    lon, lat, _back = EARTH.fwd(
        np.full(_CORNERS, centre.x),
        np.full(_CORNERS, centre.y),
        bearings,
        np.full(_CORNERS, metres),
    )
    return shapely.Polygon(np.column_stack((lon, lat)))


def around(shape: BaseGeometry, metres: float) -> BaseGeometry:
    """Everything within `metres` of `shape`, to better than 1 % of the distance.

    Around a point it is a geodesic ring; around anything else the shape is widened in the azimuthal equidistant
    projection at its middle.
    """
    if isinstance(shape, Point):
        return ring(shape, metres)
    if isinstance(shape, MultiPoint) and len(shape.geoms) == 1:
        return ring(shape.geoms[0], metres)
    middle = shape.envelope.centroid

    def flat(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        count = len(xy)
        bearing, _back, far = EARTH.inv(
            np.full(count, middle.x), np.full(count, middle.y), xy[:, 0], xy[:, 1]
        )
        turn = np.radians(bearing)
        return np.column_stack((far * np.sin(turn), far * np.cos(turn)))

    def round_(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        count = len(xy)
        lon, lat, _back = EARTH.fwd(
            np.full(count, middle.x),
            np.full(count, middle.y),
            np.degrees(np.arctan2(xy[:, 0], xy[:, 1])),
            np.hypot(xy[:, 0], xy[:, 1]),
        )
        return np.column_stack((lon, lat))

    widened = shapely.buffer(shapely.transform(shape, flat), metres, quad_segs=32)
    found: BaseGeometry = shapely.transform(widened, round_)
    return found
