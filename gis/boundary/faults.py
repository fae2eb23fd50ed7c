"""What is wrong with boundaries: every fault with its place, its size and the villages it is about.

Found are invalid rings, overlaps, gaps that villages enclose, borders that do not match vertex by vertex, villages that
are slivers, and parts of a village that lie apart. Frames of faults come out; mending is `remedies`'. Overlaps and gaps
below a square metre are rounding and are not told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.boundary.areas import SPECK, areas_m2, zone_of
from gis.boundary.mosaic import Mosaic
from gis.boundary.pieces import polygons_only
from gis.boundary.rings import Shapes
from resources.text import Text

THIN = 0.02
"""4 π area / perimeter²: below this a village is a sliver. A square has 0.79, a strip 1 : 40 has 0.07."""
LARGE_GAP = 0.5
"""An enclosed hole larger than this share of a usual village is free land, not a gap."""

GEOMETRIC: dict[str, Text] = {
    "missing": Text("没有边界", "No boundary"),
    "invalid": Text("边界无效", "Invalid boundary"),
    "overlap": Text("重叠", "Overlap"),
    "gap": Text("缝隙", "Gap"),
    "edge": Text("边界不贴合", "Borders that don't match"),
    "sliver": Text("细长碎片", "Sliver"),
    "parts": Text("不相连的飞地", "Detached part"),
}
"""The sorts of fault that shapes alone can have, in the order they should be mended."""


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes
    ----------
    sort : str
        A key of `GEOMETRIC`, or one of those that records add.
    labels : tuple of str
        The villages it is about; for a point, the one it names and the one it lies in.
    shape : Geometry
        What is wrong, EPSG:4326: the overlap, the gap, the part, the point; a village itself when it is invalid.
    m2 : float, optional
        The size of the shape.
    record : (kind, uid), optional
        The record a fault of a point is about.
    reason : str
        What GEOS says of an invalid shape.
    """

    sort: str
    labels: tuple[str, ...]
    shape: Any
    m2: float | None = None
    record: tuple[str, str] | None = None
    reason: str = ""

    @property
    def key(self) -> str:
        """The same for the same fault at every check, to a metre: what a note about it is kept under."""
        if self.record is not None:
            return f"{self.sort} {self.record[0]}/{self.record[1]} {'+'.join(self.labels)}"
        where = ""
        if self.shape is not None and self.sort in ("overlap", "gap", "parts"):
            x, y = shapely.get_coordinates(shapely.centroid(self.shape))[0]
            where = f" {x:.5f},{y:.5f}"
        return f"{self.sort} {'+'.join(sorted(self.labels))}{where}"


def find(mosaic: Mosaic, report: Callable[[float], object] = lambda _share: None) -> list[Fault]:
    """Every fault of the shapes, by sort in the order of `GEOMETRIC`; `report` hears the share that is done."""
    shapes, labels = mosaic.shapes, mosaic.labels
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    valid = there & np.asarray(shapely.is_valid(shapes))
    found = [Fault("missing", (str(label),), None) for label in labels[~there]]
    broken = np.flatnonzero(there & ~valid)
    zone = zone_of(shapes[there])
    for i in broken.tolist():
        reason = str(shapely.is_valid_reason(shapes[i]))
        found.append(Fault("invalid", (str(labels[i]),), shapes[i], reason=reason))
    report(0.1)
    usable = np.flatnonzero(valid)
    sound = shapes[usable]
    if not len(sound):
        return found
    odd = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(sound)))
    report(0.2)
    pairs, shared = overlaps_of(sound, odd)
    sizes = areas_m2(shared, zone)
    for (a, b), shape, size in zip(pairs.tolist(), shared, sizes.tolist(), strict=True):
        found.append(Fault("overlap", _named(labels, usable[[a, b]]), shape, size))
    report(0.5)
    holes = gaps_of(sound, bool(len(odd)))
    beside = _beside(sound, holes)
    for shape, size, at in zip(holes, areas_m2(holes, zone).tolist(), beside, strict=True):
        found.append(Fault("gap", _named(labels, usable[at]), shape, size))
    report(0.8)
    told = set(np.unique(pairs).tolist()) | {i for at in beside for i in at.tolist()}
    for i in sorted(set(odd.tolist()) - told):
        lines = shapely.coverage_invalid_edges(sound[_around(sound, i)])
        line = lines[int(np.flatnonzero(_around(sound, i) == i)[0])]
        if not shapely.is_empty(line):
            found.append(Fault("edge", _named(labels, usable[[i]]), line))
    report(0.9)
    found += _slivers(sound, labels[usable], zone)
    found += _parts(sound, labels[usable], zone)
    return found


def overlaps_of(sound: Shapes, odd: NDArray[np.int64]) -> tuple[NDArray[np.int64], Shapes]:
    """Pairs of positions that overlap, of which at least one is among `odd`, and what they share."""
    left, right = shapely.STRtree(sound).query(sound[odd], predicate="intersects")
    left = odd[left]
    once = (left < right) | ~np.isin(right, odd)
    once &= left != right
    left, right = left[once], right[once]
    shared = shapely.intersection(sound[left], sound[right])
    real = shapely.area(shared) > SPECK
    pairs = np.sort(np.column_stack((left[real], right[real])), axis=1)
    flat = np.array([polygons_only(shape) for shape in shared[real]], dtype=object)
    pairs, once_more = np.unique(pairs.reshape(-1, 2), axis=0, return_index=True)
    return pairs.astype(np.int64), flat[once_more]


def gaps_of(sound: Shapes, mismatched: bool) -> Shapes:
    """Holes of the villages' union that are larger than a speck and smaller than land, less what lies in them."""
    whole = shapely.union_all(sound) if mismatched else shapely.coverage_union_all(sound)
    parts = shapely.get_parts(whole)
    rings, owner = shapely.get_rings(parts, return_index=True)
    inner = rings[np.r_[False, owner[1:] == owner[:-1]]] if len(rings) else rings
    holes = np.asarray(shapely.polygons(inner), dtype=object).reshape(-1)
    around, island = shapely.STRtree(parts).query(holes, predicate="contains")
    for number in np.unique(around).tolist():
        inside = shapely.union_all(parts[island[around == number]])
        holes[number] = shapely.difference(holes[number], inside)
    usual = float(np.median(shapely.area(sound)))
    size = shapely.area(holes)
    return holes[(size > SPECK) & (size < usual * LARGE_GAP)]


def _beside(sound: Shapes, holes: Shapes) -> list[NDArray[np.int64]]:
    """For each hole the positions that share boundary with it, the longest first."""
    hole, near = shapely.STRtree(sound).query(holes, predicate="intersects")
    common = shapely.length(
        shapely.intersection(shapely.boundary(holes[hole]), shapely.boundary(sound[near]))
    )
    made = []
    for number in range(len(holes)):
        at = hole == number
        order = np.argsort(-common[at], kind="stable")
        made.append(near[at][order][common[at][order] > 0].astype(np.int64))
    return made


def _around(sound: Shapes, i: int) -> NDArray[np.int64]:
    bounds = shapely.bounds(sound)
    west, south, east, north = bounds[i]
    near = (bounds[:, 0] <= east) & (bounds[:, 2] >= west)
    near &= (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    return np.flatnonzero(near)


def thinness(shapes: Shapes) -> NDArray[np.float64]:
    """4 π area / perimeter² of each shape, 1 for a circle."""
    perimeter = shapely.length(shapes)
    round_: NDArray[np.float64] = (
        4 * np.pi * shapely.area(shapes) / np.where(perimeter > 0, perimeter, 1.0) ** 2
    )
    return round_


def _slivers(sound: Shapes, labels: NDArray[np.object_], zone: Any) -> list[Fault]:
    thin = np.flatnonzero((thinness(sound) < THIN) & (shapely.get_num_geometries(sound) == 1))
    sizes = areas_m2(sound[thin], zone)
    return [
        Fault("sliver", (str(labels[i]),), sound[i], size)
        for i, size in zip(thin.tolist(), sizes.tolist(), strict=True)
    ]


def _parts(sound: Shapes, labels: NDArray[np.object_], zone: Any) -> list[Fault]:
    several = np.flatnonzero(shapely.get_num_geometries(sound) > 1)
    parts, owner = shapely.get_parts(sound[several], return_index=True)
    if not len(parts):
        return []
    size = shapely.area(parts)
    order = np.lexsort((-size, owner))
    minor = order[np.r_[False, owner[order][1:] == owner[order][:-1]]]
    sizes = areas_m2(parts[minor], zone)
    return [
        Fault("parts", (str(labels[several[owner[i]]]),), parts[i], m2)
        for i, m2 in zip(minor.tolist(), sizes.tolist(), strict=True)
    ]


def _named(labels: NDArray[np.object_], positions: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(str(label) for label in labels[positions])
