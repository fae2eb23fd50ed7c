"""Which area a point lies in: the one answer, for one click or for a hundred thousand rows.

Frames in, a series out; nothing here knows what the areas mean. Both must be in the same CRS.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely


def locate(points: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> "pd.Series[Any]":
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
