"""What is wrong with shapes: counted, located, and repaired only when asked.

Shapes in EPSG:4326 go in. Single faults (invalid, empty, twice the same) are found on each shape;
overlaps, gaps and slivers between polygons are found on the whole, since villages should cover a
county without holes. Each repair is its own function and returns new shapes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Flags = NDArray[np.bool_]

SPECK_M2 = 1.0
"""Overlaps and gaps below this area are rounding."""
_SLIVER = 0.02
_METRE = 1 / 111_320.0  # degrees of latitude


@dataclass(frozen=True)
class CoverageFaults:
    """Where polygons do not fit together.

    Attributes
    ----------
    overlaps : array of shape (n, 2)
        Pairs of row positions that overlap by more than `SPECK_M2`.
    gaps : array of Polygon
        Holes of the union that are smaller than half a usual polygon.
    slivers : array of int
        Positions of polygons much longer than wide.
    """

    overlaps: NDArray[np.int64]
    gaps: Shapes
    slivers: NDArray[np.int64]


def present(shapes: Shapes) -> Flags:
    """Where there is a geometry with coordinates."""
    here: Flags = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return here


def invalid(shapes: Shapes) -> Flags:
    """Where a present shape breaks the rules of its type (a ring that crosses itself)."""
    found: Flags = present(shapes) & ~np.asarray(shapely.is_valid(shapes))
    return found


def reasons(shapes: Shapes) -> list[str]:
    """Why each shape is not valid, in GEOS's words with the place."""
    return [str(r) for r in np.atleast_1d(shapely.is_valid_reason(shapes)).tolist()]


def repeated(shapes: Shapes) -> Flags:
    """Where a shape equals one that stands before it, to a hundredth of a millimetre."""
    flags = np.zeros(len(shapes), dtype=bool)
    here = np.flatnonzero(present(shapes))
    rounded = shapely.to_wkb(shapely.transform(shapes[here], lambda xy: np.round(xy, 10)))
    flags[here[pd.Series(rounded, dtype=object).duplicated().to_numpy()]] = True
    return flags


def area_m2(shapes: Shapes) -> NDArray[np.float64]:
    """Areas of small shapes in EPSG:4326, on a sphere cut by parallels: good to 1 %."""
    middle = np.nan_to_num(shapely.bounds(shapes)[:, [1, 3]].mean(axis=1))
    area: NDArray[np.float64] = shapely.area(shapes) / _METRE**2 * np.cos(np.radians(middle))
    return area


def coverage_faults(shapes: Shapes) -> CoverageFaults:
    """Overlaps, gaps and slivers between polygons; invalid and missing ones are left aside."""
    usable = np.flatnonzero(present(shapes) & (shapely.get_dimensions(shapes) == 2))
    usable = usable[shapely.is_valid(shapes[usable])]
    polygons = shapes[usable]
    if not len(polygons):
        return CoverageFaults(
            np.zeros((0, 2), np.int64), np.zeros(0, object), np.zeros(0, np.int64)
        )
    bad = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(polygons)))
    overlaps = _overlaps(polygons, bad)
    whole = shapely.union_all(polygons) if len(bad) else shapely.coverage_union_all(polygons)
    parts = np.atleast_1d(shapely.get_parts(whole))
    rings, owner = shapely.get_rings(parts, return_index=True)
    first = np.r_[True, owner[1:] != owner[:-1]] if len(owner) else np.zeros(0, bool)
    inner = shapely.polygons(rings[~first])  # each part's first ring is its outside
    size = area_m2(inner) if len(inner) else np.zeros(0)
    usual = float(np.median(area_m2(polygons)))
    gaps = inner[(size > SPECK_M2) & (size < usual / 2)]
    perimeter = shapely.length(polygons) / _METRE
    round_ = 4 * np.pi * area_m2(polygons) / np.where(perimeter > 0, perimeter, 1.0) ** 2
    return CoverageFaults(usable[overlaps], gaps, usable[np.flatnonzero(round_ < _SLIVER)])


def _overlaps(polygons: Shapes, bad: NDArray[np.int64]) -> NDArray[np.int64]:
    if not len(bad):
        return np.zeros((0, 2), np.int64)
    tree = shapely.STRtree(polygons)
    left, right = tree.query(polygons[bad], predicate="intersects")
    left = bad[left]
    both_bad = np.isin(right, bad)
    keep = (left != right) & ~(both_bad & (left > right))
    left, right = left[keep], right[keep]
    shared = area_m2(shapely.intersection(polygons[left], polygons[right]))
    over = shared > SPECK_M2
    return np.column_stack((left[over], right[over])).astype(np.int64)


def make_valid(shapes: Shapes) -> Shapes:
    """Invalid polygons rebuilt from their own lines; parts of lower dimension are dropped."""
    repaired = shapes.copy()
    at = np.flatnonzero(invalid(shapes))
    if len(at):
        dimension = shapely.get_dimensions(shapes[at])
        for i, one, wanted in zip(at, shapely.make_valid(shapes[at]), dimension, strict=True):
            parts = shapely.get_parts(shapely.get_parts(one))
            parts = parts[(shapely.get_dimensions(parts) == wanted) & ~shapely.is_empty(parts)]
            repaired[i] = shapely.union_all(parts) if len(parts) else None
    return repaired


def clean_coverage(shapes: Shapes, gap_width_m: float = 5.0) -> Shapes:
    """Polygons made to fit: overlaps go to one neighbour, gaps up to `gap_width_m` are closed."""
    at = np.flatnonzero(present(shapes) & (shapely.get_dimensions(shapes) == 2))
    cleaned = shapes.copy()
    clean = shapely.coverage_clean  # type: ignore[attr-defined]  # newer than its stubs
    found = clean(shapes[at], gap_width=gap_width_m * _METRE)
    cleaned[at] = found
    return cleaned
