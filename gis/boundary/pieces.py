"""Ground taken apart along lines and put together another way; what split, merge, cut, draw and the remedies share.

Lines and boundaries are noded once, the faces between them are polygons whose shared edges have the same vertices, and
a village is the union of its faces: so what is put together matches by construction. Vertices that came into being on
the rim are handed to the neighbours there (`shift.meeting`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.boundary.areas import METRE, SPECK, degrees
from gis.boundary.mosaic import Mosaic
from gis.boundary.rings import Points, Shapes, key, with_vertices

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]


def faces_of(shapes: Shapes, lines: Shapes) -> Shapes:
    """The faces between the boundaries of `shapes` and `lines`, inside the shapes or not.

    A vertex of a line that lies on an edge (to a tenth of a millimetre) is on it exactly afterwards.
    """
    held = with_vertices(shapes, shapely.get_coordinates(lines))
    network = shapely.union_all(np.concatenate([shapely.boundary(held), lines]))
    edges = shapely.get_parts(network)
    return np.asarray(shapely.get_parts(shapely.polygonize(edges)), dtype=object)


def claims(faces: Shapes, shapes: Shapes) -> Pairs:
    """Pairs (face, shape) where the shape holds the face."""
    spots = shapely.point_on_surface(faces)
    spot, shape = shapely.STRtree(shapes).query(spots, predicate="intersects")
    return spot, shape


def claimed(faces: Shapes, by: Any) -> NDArray[np.bool_]:
    """Which faces the one shape `by` holds."""
    held: NDArray[np.bool_] = shapely.intersects(by, shapely.point_on_surface(faces))
    return held


def joined(shapes: Shapes) -> Any:
    """One shape of several that meet edge to edge; by overlay, where they don't match."""
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return polygons_only(shapely.union_all(shapes))


def polygons_only(shape: Any, least: float = 0.0) -> Any:
    """The polygons of `shape` larger than `least` square degrees, as one (Multi)Polygon; None when there are none."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    parts = parts[(shapely.get_dimensions(parts) == 2) & (shapely.area(parts) > least)]
    if not len(parts):
        return None
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def connected(shapes: Shapes) -> NDArray[np.int64]:
    """The number of the group that each shape is in; a group hangs together by shared edges."""
    group = np.arange(len(shapes))
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = left < right
    left, right = left[pairs], right[pairs]
    edge = shared_length(shapes[left], shapes[right]) > 0
    for one, other in zip(left[edge].tolist(), right[edge].tolist(), strict=True):
        group[group == group[other]] = group[one]
    return group


def shared_length(left: Any, right: Any) -> NDArray[np.float64]:
    """Degrees of boundary that each pair of shapes shares; 0 where they meet in points only."""
    line = shapely.intersection(shapely.boundary(left), shapely.boundary(right))
    length: NDArray[np.float64] = np.atleast_1d(shapely.length(line))
    return length


def new_vertices(shapes: Shapes, before: Shapes) -> Points:
    """The vertices of `shapes` that none of `before` has."""
    xy = shapely.get_coordinates(shapes)
    fresh = ~np.isin(key(xy), key(shapely.get_coordinates(before)))
    return np.asarray(np.unique(xy[fresh], axis=0), dtype=np.float64)


def snapped(mosaic: Mosaic, line: Any, within_m: float) -> Any:
    """`line`, or a polygon, with each vertex taken to a village's vertex or edge within `within_m` metres.

    A vertex of a village is preferred to a place on an edge. With 0 nothing moves.
    """
    if within_m <= 0:
        return line
    xy = shapely.get_coordinates(line)
    by = degrees(within_m, float(xy[:, 1].mean()))
    shapes = mosaic.shapes[mosaic.near(line, by)]
    corners = shapely.get_coordinates(shapes)
    if not len(corners):
        return line
    scale = np.array([np.cos(np.radians(float(xy[:, 1].mean()))), 1.0])
    points = shapely.points(xy * scale)
    reach = within_m * METRE
    marks = shapely.points(corners * scale)
    hit, found = shapely.STRtree(marks).query_nearest(points, max_distance=reach, all_matches=False)
    made = xy.copy()
    made[hit] = corners[found]
    rest = np.setdiff1d(np.arange(len(xy)), hit)
    outlines = shapely.transform(shapely.boundary(shapes), lambda c: c * scale)
    if len(rest):
        on, edge = shapely.STRtree(outlines).query_nearest(
            points[rest], max_distance=reach, all_matches=False
        )
        foot = shapely.shortest_line(outlines[edge], points[rest[on]])
        made[rest[on]] = shapely.get_coordinates(shapely.get_point(foot, 0)) / scale
    return shapely.set_coordinates(shapely.from_wkb(shapely.to_wkb(line)), made)


def specks(faces: Shapes) -> NDArray[np.bool_]:
    """Faces too small to be land."""
    small: NDArray[np.bool_] = shapely.area(faces) < SPECK
    return small


def narrower(faces: Shapes, metres: float) -> NDArray[np.bool_]:
    """Faces that are nowhere wider than `metres`."""
    middle = float(np.nan_to_num(shapely.bounds(faces)[:, [1, 3]].mean())) if len(faces) else 0.0
    scale = np.array([np.cos(np.radians(middle)), 1.0])
    flat = shapely.transform(faces, lambda c: c * scale)
    gone: NDArray[np.bool_] = shapely.is_empty(
        shapely.buffer(flat, -metres * METRE / 2, join_style="mitre")
    )
    return gone
