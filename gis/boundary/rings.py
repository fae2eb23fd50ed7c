"""Polygons taken apart into flat arrays of vertices and put together again, exactly.

A vertex is told by its very coordinates: two villages share one when both have the same two numbers there. So every
step here copies coordinates and never computes one that exists already. Arrays in, arrays out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Points = NDArray[np.float64]

ON_EDGE = 1e-9
"""Degrees (a tenth of a millimetre): a point nearer to an edge than this lies on it."""
_CHUNK = 4_000_000  # distances worked out at a time


@dataclass(frozen=True)
class Rings:
    """Every ring of some shapes: vertex `i` is ``xy[i]`` in ring ``ring[i]``, which is of polygon ``part[ring[i]]``.

    The first ring of a polygon is its outside; ``owner`` gives the position of the shape that a polygon is part of.
    Rings are closed: the last vertex repeats the first.
    """

    xy: Points
    ring: NDArray[np.int64]
    part: NDArray[np.int64]
    owner: NDArray[np.int64]
    count: int

    @classmethod
    def of(cls, shapes: Shapes) -> Rings:
        """The rings of `shapes`, (Multi)Polygons or None."""
        parts, owner = shapely.get_parts(shapes, return_index=True)
        rings, part = shapely.get_rings(parts, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        return cls(xy, ring, part, owner, len(shapes))

    def shapes(self) -> Shapes:
        """The shapes again, each a MultiPolygon (None where there is no ring)."""
        made = np.full(self.count, None, dtype=object)
        if not len(self.xy):
            return made
        rings = np.asarray(shapely.linearrings(self.xy, indices=self.ring), dtype=object)
        polygons = np.asarray(shapely.polygons(rings, indices=self.part), dtype=object)
        whole = np.asarray(shapely.multipolygons(polygons, indices=self.owner), dtype=object)
        made[np.unique(self.owner)] = whole[np.unique(self.owner)]
        return made

    def owner_of_vertex(self) -> NDArray[np.int64]:
        """The position of the shape that each vertex belongs to."""
        return self.owner[self.part[self.ring]]

    def edges(self) -> NDArray[np.int64]:
        """Where edges begin: vertex `i` is joined to `i + 1`, for each `i` that is returned."""
        return np.flatnonzero(self.ring[:-1] == self.ring[1:])


def key(xy: Points) -> NDArray[np.complex128]:
    """Vertices as numbers that can be sorted and compared; minus zero is zero."""
    told: NDArray[np.complex128] = (xy[:, 0] + 0.0) + 1j * (xy[:, 1] + 0.0)
    return told


def with_vertices(shapes: Shapes, points: Points, within: float = ON_EDGE) -> Shapes:
    """`shapes` with a vertex at each of `points` that lies on one of their edges, at most `within` degrees off it.

    Shapes that get no new vertex are the very same objects. A point that is a vertex already changes nothing.
    """
    rings = Rings.of(shapes)
    starts = rings.edges()
    if not len(starts) or not len(points):
        return shapes
    a, b = rings.xy[starts], rings.xy[starts + 1]
    found: list[tuple[NDArray[np.int64], NDArray[np.float64], Points]] = []
    step = max(1, _CHUNK // len(a))
    for begin in range(0, len(points), step):
        p = points[begin : begin + step]
        which, edge, along = _on_edges(p, a, b, within)
        found.append((starts[edge], along, p[which]))
    at = np.concatenate([f[0] for f in found])
    if not len(at):
        return shapes
    along = np.concatenate([f[1] for f in found])
    new = np.concatenate([f[2] for f in found])
    order = np.lexsort((along, at))
    at, new = at[order], new[order]
    repeated = np.r_[False, (at[1:] == at[:-1]) & (new[1:] == new[:-1]).all(axis=1)]
    at, new = at[~repeated], new[~repeated]
    touched = np.unique(rings.owner_of_vertex()[at])
    changed = Rings(
        np.insert(rings.xy, at + 1, new, axis=0),
        np.insert(rings.ring, at + 1, rings.ring[at]),
        rings.part,
        rings.owner,
        rings.count,
    ).shapes()
    made = shapes.copy()
    made[touched] = changed[touched]
    return made


def _on_edges(
    p: Points, a: Points, b: Points, within: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs (point, edge) where the point lies inside the edge, and how far along it, 0 to 1."""
    low, high = np.minimum(a, b) - within, np.maximum(a, b) + within
    near = ((p[:, None, :] >= low) & (p[:, None, :] <= high)).all(axis=2)
    which, edge = np.nonzero(near)
    start, run, to = a[edge], b[edge] - a[edge], p[which] - a[edge]
    length2 = (run**2).sum(axis=1)
    usable = length2 > 0
    along = np.where(usable, (run * to).sum(axis=1) / np.where(usable, length2, 1.0), -1.0)
    off = np.abs(run[:, 0] * to[:, 1] - run[:, 1] * to[:, 0]) / np.sqrt(
        np.where(usable, length2, 1.0)
    )
    end = (p[which] == start).all(axis=1) | (p[which] == b[edge]).all(axis=1)
    keep = usable & (along > 0) & (along < 1) & (off <= within) & ~end
    return which[keep], edge[keep], along[keep]


def without_repeats(rings: Rings) -> Rings:
    """`rings` with each vertex that repeats the one before it left out."""
    same = np.r_[False, (rings.xy[1:] == rings.xy[:-1]).all(axis=1)]
    same &= np.r_[False, rings.ring[1:] == rings.ring[:-1]]
    return Rings(rings.xy[~same], rings.ring[~same], rings.part, rings.owner, rings.count)


def turned(rings: Rings) -> NDArray[np.bool_]:
    """Whether each ring runs counter-clockwise; for rings of four vertices and more."""
    made = shapely.linearrings(rings.xy, indices=rings.ring)
    return np.asarray(shapely.is_ccw(made), dtype=bool)
