"""Whether areas meet exactly: what is wrong with a coverage, as frames that a map can draw.

A coverage is a set of polygons that neither overlap nor leave slivers and whose shared borders have
the same vertices on both sides. Checks live here; nothing here repairs. Frames in one CRS in, a
frame of faults in the same CRS out.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely


def is_coverage(areas: gpd.GeoDataFrame | gpd.GeoSeries) -> bool:
    """True when every polygon is valid and neighbours match vertex by vertex (as GEOS defines a coverage)."""
    shapes = areas.geometry.to_numpy()
    return bool(shapely.is_valid(shapes).all()) and bool(shapely.coverage_is_valid(shapes))


def invalid_edges(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The border lines of each area that do not match its neighbour's.

    Returns a frame with one row for each faulty area: ``area`` (its index label) and the (Multi)LineString.
    """
    lines = shapely.coverage_invalid_edges(areas.geometry.to_numpy())
    faulty = ~shapely.is_empty(lines)
    return _frame(areas, lines[faulty], area=areas.index.to_numpy()[faulty])


def overlaps(areas: gpd.GeoDataFrame, least: float = 0.0) -> gpd.GeoDataFrame:
    """What two areas both claim, one row a pair: ``area``, ``other`` (index labels) and the shared (Multi)Polygon.

    Overlaps of at most `least` square units of the CRS are left out, and so are pairs that only
    touch. The areas must be valid (GEOSException otherwise).
    """
    shapes = areas.geometry.to_numpy()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    shared = shapely.intersection(shapes[left], shapes[right])
    real = shapely.area(shared) > least
    order = np.lexsort((right[real], left[real]))
    labels = areas.index.to_numpy()
    return _frame(
        areas,
        _polygons_only(shared[real][order]),
        area=labels[left[real][order]],
        other=labels[right[real][order]],
    )


def gaps(
    areas: gpd.GeoDataFrame, within: shapely.Geometry | None = None, least: float = 0.0
) -> gpd.GeoDataFrame:
    """What no area claims, one Polygon a row.

    Inside `within` (for example the county's outline, in the same CRS) when it is given, otherwise
    only the holes that the areas enclose. Gaps of at most `least` square units of the CRS are left
    out.
    """
    covered = shapely.union_all(areas.geometry.to_numpy())
    if within is None:
        rings = shapely.get_rings(shapely.get_parts(covered))
        outer = shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(covered)))
        within = shapely.union_all(outer) if len(rings) else covered
    left = shapely.get_parts(shapely.difference(within, covered))
    left = left[(shapely.get_dimensions(left) == 2) & (shapely.area(left) > least)]
    return _frame(areas, left)


def faults(areas: gpd.GeoDataFrame, within: shapely.Geometry | None = None) -> gpd.GeoDataFrame:
    """Everything wrong with `areas` as a coverage of `within`: ``fault``, ``area``, ``other`` and the geometry.

    ``fault`` is ``invalid`` (the polygon itself is broken: the geometry is the area's), ``edge``,
    ``overlap`` or ``gap``. Broken polygons take no part in the other checks. An empty frame means a
    sound coverage.
    """
    broken = ~areas.geometry.is_valid
    sound = areas[~broken]
    found = {
        "invalid": _frame(
            areas, areas.geometry.to_numpy()[broken], area=areas.index.to_numpy()[broken]
        ),
        "edge": invalid_edges(sound),
        "overlap": overlaps(sound),
        "gap": gaps(sound, within),
    }
    tables = [
        frame.assign(fault=name).reindex(columns=["fault", "area", "other", "geometry"])
        for name, frame in found.items()
        if len(frame)
    ]
    if not tables:
        return _frame(areas, np.array([], dtype=object), fault=[], area=[], other=[])
    return gpd.GeoDataFrame(
        pd.concat(tables, ignore_index=True), geometry="geometry", crs=areas.crs
    )


def _frame(areas: gpd.GeoDataFrame, geometry: object, **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(dict(columns), geometry=gpd.GeoSeries(list(geometry), crs=areas.crs))  # type: ignore[call-overload]


def _polygons_only(
    shapes: np.ndarray[tuple[int], np.dtype[np.object_]],
) -> list[shapely.Geometry]:
    """Each geometry without the points and lines that an intersection may carry along."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    flat = shapely.get_dimensions(parts) == 2
    merged = shapely.multipolygons(parts[flat], indices=owner[flat])
    return list(merged)
