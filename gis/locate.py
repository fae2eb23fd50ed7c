"""Which area a point lies in: the one answer, for one click or for a hundred thousand rows.

Frames in, a series out; nothing here knows what the areas mean. Both must be in the same CRS.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

_WGS84 = Geod(ellps="WGS84")
_SLACK = 1.02
"""Degrees are scaled for the middle of the points: the search looks so much further, then distances are geodesic."""


def locate(points: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> pd.Series[Any]:
    """The index label in `areas` of the area that each point lies in or on.

    Parameters
    ----------
    points : GeoSeries of Point
        Missing and empty points lie nowhere.
    areas : GeoDataFrame of (Multi)Polygon
        In the CRS of `points`. Overlaps are allowed.

    Returns
    -------
    Series
        Index of `points`, dtype object; None where a point lies in no area. An area that holds the
        point inside wins over one that has it on its boundary; among equals the first in the order
        of `areas` does, so the answer never depends on the spatial index.

    Raises
    ------
    ValueError
        The two have different CRSs, or something other than points was given.
    """
    if points.crs != areas.crs:
        raise ValueError(f"points are in {points.crs}, areas in {areas.crs}")
    where = points.to_numpy()
    present = ~(shapely.is_missing(where) | shapely.is_empty(where))
    if not (shapely.get_type_id(where[present]) == shapely.GeometryType.POINT).all():
        raise ValueError("only points can be located")

    shapes = areas.geometry.to_numpy()
    found = np.full(len(where), -1, dtype=np.int64)
    point, area = shapely.STRtree(shapes).query(where, predicate="intersects")
    if len(point):
        inside = shapely.contains_properly(shapes[area], where[point])
        order = np.lexsort((area, ~inside, point))
        first, at = np.unique(point[order], return_index=True)
        found[first] = area[order][at]

    labels = np.full(len(where), None, dtype=object)
    hit = found >= 0
    labels[hit] = areas.index.to_numpy(dtype=object)[found[hit]]
    return pd.Series(labels, index=points.index, dtype=object, name="area")


def nearest(points: gpd.GeoSeries, areas: gpd.GeoDataFrame, metres: float) -> pd.Series[Any]:
    """The index label in `areas` of the area nearest to each point, if it lies within `metres`.

    Parameters
    ----------
    points : GeoSeries of Point
        EPSG:4326. Missing points are near nothing.
    areas : GeoDataFrame of (Multi)Polygon
        EPSG:4326.
    metres : float
        Along the ellipsoid, to the nearest place of the area; 0 inside it.

    Returns
    -------
    Series
        Index of `points`, dtype object; None where no area is so near. Among equals the first in the
        order of `areas` is taken.
    """
    labels = pd.Series(np.full(len(points), None, dtype=object), index=points.index, name="area")
    where = np.flatnonzero(~(points.isna() | points.is_empty).to_numpy())
    if not len(where) or not len(areas):
        return labels
    places, shapes = points.to_numpy()[where], areas.geometry.to_numpy()
    north = 111_320.0
    east = north * float(np.cos(np.radians(np.median(shapely.get_y(places)))))

    def flat(found: Any) -> Any:
        return shapely.transform(found, lambda xy: xy * (east, north))

    point, area = shapely.STRtree(flat(shapes)).query_nearest(
        flat(places), max_distance=metres * _SLACK, all_matches=True
    )
    order = np.lexsort((area, point))
    first, at = np.unique(point[order], return_index=True)
    chosen = area[order][at]
    ends = shapely.get_coordinates(shapely.shortest_line(places[first], shapes[chosen]))
    a, b = ends[0::2], ends[1::2]
    away = _WGS84.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2]
    near = away <= metres
    labels.iloc[where[first[near]]] = areas.index.to_numpy(dtype=object)[chosen[near]]
    return labels
