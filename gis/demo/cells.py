"""From labelled points to polygons that meet exactly: Voronoi cells, winding borders, noding, faces, villages.

Works in metres (one CGCS2000 zone for the whole city), snaps to 1 cm, and leaves it to the caller
to go to degrees: equal vertices stay equal, so the coverage survives. The steps, each a function:
`borders` (cell edges between two labels), `natural` (smoothed and displaced once per shared arc),
`faces` (noded with the outlines, polygonised, labelled) and `whole` (scraps given to a neighbour).
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gis.demo.scatter import Labels, Points

GRID = 0.01
"""Metres: every vertex is a multiple of it."""

Shapes = npt.NDArray[np.object_]


def borders(points: Points, labels: Labels, outline: BaseGeometry) -> tuple[Points, Labels]:
    """The edges between Voronoi cells of different labels, as vertices ``(v, 2)`` and vertex pairs ``(e, 2)``.

    Cells reach beyond `outline` on all sides.
    """
    frame = shapely.box(*outline.bounds).buffer(0.1 * np.sqrt(outline.area))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame, ordered=True)
    )
    xy, ring = shapely.get_coordinates(shapely.get_exterior_ring(cells), return_index=True)
    vertices, index = np.unique(np.round(xy, 3), axis=0, return_inverse=True)
    index = index.ravel()
    inner = ring[1:] == ring[:-1]
    pairs = np.column_stack([index[:-1], index[1:]])[inner]
    owner = labels[ring[:-1][inner]]
    pairs.sort(axis=1)
    kept = pairs[:, 0] != pairs[:, 1]
    pairs, owner = pairs[kept], owner[kept]
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    pairs, owner = pairs[order], owner[order]
    twin = (pairs[1:] == pairs[:-1]).all(axis=1)
    between = np.flatnonzero(twin & (owner[1:] != owner[:-1]))
    return vertices, pairs[between].astype(np.int64)


def natural(vertices: Points, edges: Labels, rng: np.random.Generator, smooth: int = 2) -> Shapes:
    """The edges as LineStrings from junction to junction that look surveyed, not computed.

    Vertices between two junctions are smoothed `smooth` times, arcs are thinned to what shows, and every remaining
    segment gets one displaced point near its middle. An arc is one line for both its sides, so
    neighbours still match.
    """
    degree = np.bincount(edges.ravel(), minlength=len(vertices))
    passing = degree == 2
    xy = vertices.copy()
    for _ in range(smooth):
        total = np.zeros_like(xy)
        for a, b in ((0, 1), (1, 0)):
            np.add.at(total, edges[:, a], xy[edges[:, b]])
        xy[passing] = 0.5 * xy[passing] + 0.25 * total[passing]
    lines = np.asarray(shapely.linestrings(xy[edges]), dtype=object)
    arcs = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
    step = shapely.length(arcs) / np.maximum(shapely.get_num_coordinates(arcs) - 1, 1)
    thinned = shapely.simplify(arcs, 0.16 * step)
    return displace(thinned, rng)


def displace(arcs: Shapes, rng: np.random.Generator, amount: float = 0.11) -> Shapes:
    """Every segment of the LineStrings broken once, off its middle by up to `amount` of its length to either side."""
    xy, line = shapely.get_coordinates(arcs, return_index=True)
    joined = line[1:] == line[:-1]
    start, end = xy[:-1][joined], xy[1:][joined]
    along = rng.uniform(0.35, 0.65, len(start))[:, None]
    aside = rng.uniform(-amount, amount, len(start))[:, None]
    run = end - start
    middle = start + along * run + aside * np.column_stack([-run[:, 1], run[:, 0]])
    at = np.flatnonzero(joined)
    position = np.concatenate([np.arange(len(xy)), at + 0.5])
    order = np.argsort(position, kind="stable")
    return np.asarray(
        shapely.linestrings(
            np.concatenate([xy, middle])[order], indices=np.concatenate([line, line[at]])[order]
        )
    )


def faces(arcs: list[Shapes], outlines: Shapes) -> tuple[Shapes, Labels]:
    """The faces that `arcs` (a set for each outline) and the outlines enclose, and which outline each lies in.

    Everything is noded together on the grid, so a border that meets an outline leaves its vertex on
    both sides of it. Faces in no outline (the sea) are left out.
    """
    lines: list[BaseGeometry] = list(shapely.boundary(outlines))
    for outline, own in zip(outlines, arcs, strict=True):
        shapely.prepare(outline)
        lines.extend(shapely.intersection(own, outline))
    noded = shapely.union_all(np.asarray(lines, dtype=object), grid_size=GRID)
    found = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    face, inside = shapely.STRtree(outlines).query(
        shapely.point_on_surface(found), predicate="within"
    )
    return found[face], inside.astype(np.int64)


def by_majority(shapes: Shapes, points: Points, labels: Labels) -> Labels:
    """The label most of the points inside each face have; of the nearest point where none is inside."""
    tree = shapely.STRtree(np.asarray(shapely.points(points), dtype=object))
    face, point = tree.query(shapes, predicate="contains")
    votes = np.zeros((len(shapes), int(labels.max()) + 1), dtype=np.int64)
    np.add.at(votes, (face, labels[point]), 1)
    found: Labels = votes.argmax(axis=1).astype(np.int64)
    unmarked = np.flatnonzero(votes.max(axis=1) == 0)
    inner = shapely.points(shapely.get_coordinates(shapely.point_on_surface(shapes[unmarked])))
    found[unmarked] = labels[tree.nearest(inner)]
    return found


def whole(shapes: Shapes, labels: Labels, towns: Labels, least: float = 0.25) -> Labels:
    """`labels` of the faces with every scrap given to the neighbour it shares the longest border with.

    A scrap is a face other than its label's largest that touches a face of another label and is
    smaller than `least` of that largest. `towns` gives the town of each label: a neighbour in the
    same town is preferred. Faces that touch nothing (islands) keep their label.
    """
    labels = labels.copy()
    area = shapely.area(shapes)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    left, right = left[left != right], right[left != right]
    shared = shapely.length(shapely.intersection(shapes[left], shapes[right]))
    real = shared > 0
    left, right, shared = left[real], right[real], shared[real]
    for _ in range(4):
        largest = np.zeros(labels.max() + 1)
        np.maximum.at(largest, labels, area)
        scrap = area < least * largest[labels]
        open_ = scrap[left] & (labels[left] != labels[right]) & ~scrap[right]
        if not open_.any():
            break
        near, other = left[open_], right[open_]
        pull = shared[open_] * np.where(towns[labels[near]] == towns[labels[other]], 3.0, 1.0)
        order = np.lexsort((other, -pull, near))
        first = np.unique(near[order], return_index=True)[1]
        labels[near[order][first]] = labels[other[order][first]]
    return labels


def dissolve(shapes: Shapes, labels: Labels, count: int) -> Shapes:
    """One MultiPolygon a label: the union of its faces (a coverage); ValueError when it has none."""
    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(count + 1))
    if (np.diff(bounds) == 0).any():
        raise ValueError(f"no face for label {int(np.flatnonzero(np.diff(bounds) == 0)[0])}")
    merged = [shapely.coverage_union_all(shapes[order[a:b]]) for a, b in pairwise(bounds)]
    return np.asarray([as_multi(shape) for shape in merged], dtype=object)


def as_multi(shape: BaseGeometry) -> shapely.MultiPolygon:
    """A polygonal geometry as a MultiPolygon with its parts, largest first, and rings in normal order."""
    parts = shapely.normalize(shapely.get_parts(shape))
    order = np.argsort(-shapely.area(parts), kind="stable")
    return shapely.MultiPolygon(list(parts[order]))
