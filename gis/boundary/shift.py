"""Moving vertices of a boundary: what is moved for one village is moved for all that share it.

A handle is a vertex, or a place on an edge that becomes a vertex for every village that has the edge. `grip` finds the
handle for a place that a hand pointed at, `stretch` makes the moves for several vertices in a row, `shift` makes them.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.boundary.areas import METRE, degrees
from gis.boundary.mosaic import Edit, Mosaic
from gis.boundary.refusal import Refused, named
from gis.boundary.rings import Points, Rings, key, turned, with_vertices, without_repeats
from gis.boundary.soundness import approved
from resources.text import Text

_LEAST_RING = 4
_NOTHING_THERE = Text(
    "这里没有村界可以移动。没有改动。", "There is no boundary here to move. Nothing was changed."
)
_FLAT = Text(
    "这样改，{names}会缩成一条线。没有改动。",
    "{names} would shrink to a line. Nothing was changed.",
)
_FLIPPED = Text(
    "这样改，{names}的边界会翻转。没有改动。",
    "The boundary of {names} would be turned inside out. Nothing was changed.",
)


def grip(
    mosaic: Mosaic, place: tuple[float, float], within_m: float, label: str | None = None
) -> tuple[float, float]:
    """The handle nearest to `place` (lon, lat): a vertex within `within_m` metres, else the nearest place on an edge.

    Parameters
    ----------
    label : str, optional
        Look at this village only.

    Raises
    ------
    Refused
        No boundary within `within_m` metres.
    """
    by = degrees(within_m, place[1])
    there = mosaic.near(shapely.Point(place), by) if label is None else np.array([mosaic.at(label)])
    shapes = mosaic.shapes[there]
    xy = shapely.get_coordinates(shapes)
    scale = np.array([np.cos(np.radians(place[1])), 1.0])
    if len(xy):
        off = np.hypot(*((xy - place) * scale).T)
        nearest = int(off.argmin())
        if off[nearest] <= within_m * METRE:
            return float(xy[nearest, 0]), float(xy[nearest, 1])
    flat = shapely.transform(shapely.boundary(shapes), lambda c: c * scale)
    here = shapely.Point(np.asarray(place) * scale)
    distances = shapely.distance(flat, here)
    if not len(distances) or not np.nanmin(distances) <= within_m * METRE:
        raise Refused(_NOTHING_THERE)
    line = flat[int(np.nanargmin(distances))]
    foot = shapely.get_coordinates(shapely.shortest_line(line, here))[0] / scale
    return float(foot[0]), float(foot[1])


def stretch(
    mosaic: Mosaic,
    label: str,
    ends: tuple[tuple[float, float], tuple[float, float]],
    by: tuple[float, float],
    how: Literal["rigid", "taper"] = "rigid",
) -> tuple[Points, Points]:
    """The moves of the vertices of `label` from one end to the other, the shorter way along its ring.

    Parameters
    ----------
    ends : two of (lon, lat)
        Vertices of the same ring.
    by : (float, float)
        Degrees east and north.
    how : {"rigid", "taper"}
        All by the same, or by less towards the ends (a raised cosine, nothing at the ends).

    Returns
    -------
    at, to : arrays of shape (n, 2)
        What `shift` takes.
    """
    rings = Rings.of(np.array([mosaic.shape(label)], dtype=object))
    told = key(rings.xy)
    first, last = key(np.array(ends, dtype=np.float64))
    for number in np.unique(rings.ring):
        inside = np.flatnonzero(rings.ring == number)[:-1]
        at_first, at_last = (np.flatnonzero(told[inside] == end) for end in (first, last))
        if not (len(at_first) and len(at_last)):
            continue
        run = _shorter(rings.xy[inside], int(at_first[0]), int(at_last[0]))
        at = rings.xy[inside][run]
        weight = np.ones(len(at))
        if how == "taper":
            weight = 0.5 - 0.5 * np.cos(2 * np.pi * _along(at))
        return at, at + weight[:, None] * np.asarray(by)
    raise Refused(_NOTHING_THERE, (label,))


def shift(mosaic: Mosaic, at: Points, to: Points) -> Edit:
    """Move the handles `at` to the places `to` for every village that shares them.

    Parameters
    ----------
    at, to : arrays of shape (n, 2)
        Lon and lat. Each of `at` is a vertex or lies on an edge (to a tenth of a millimetre); one on an edge becomes a
        vertex of each village that has the edge.

    Raises
    ------
    Refused
        There is no boundary at a handle; a ring would cross itself, shrink to a line or turn inside out; or neighbours
        would no longer match.
    """
    at = np.asarray(at, dtype=np.float64).reshape(-1, 2)
    to = np.round(np.asarray(to, dtype=np.float64).reshape(-1, 2), 9)
    there = mosaic.near(shapely.points(at))
    held = with_vertices(mosaic.shapes[there], at)
    if not shapely.coverage_is_valid(held):  # a corner that only one side has must not stay behind
        held = with_vertices(held, shapely.get_coordinates(held))
    rings = Rings.of(held)
    handles, first = np.unique(key(at), return_index=True)
    told = key(rings.xy)
    which = np.searchsorted(handles, told).clip(max=len(handles) - 1)
    hit = handles[which] == told
    if len(np.unique(which[hit])) < len(handles):
        raise Refused(_NOTHING_THERE)
    xy = rings.xy.copy()
    xy[hit] = to[first][which[hit]]
    moved = without_repeats(Rings(xy, rings.ring, rings.part, rings.owner, rings.count))
    owner = rings.owner_of_vertex()
    concerned = np.unique(owner[hit])
    _refuse_collapse(mosaic, there, rings, moved)
    after = held.copy()
    after[concerned] = moved.shapes()[concerned]
    shapes = dict(zip(there.tolist(), after.tolist(), strict=True))
    return approved(mosaic, Edit(meeting(mosaic, shapes, to)))


def meeting(
    mosaic: Mosaic, shapes: dict[int, shapely.Geometry], points: Points
) -> dict[str, shapely.Geometry]:
    """What changed: `shapes` by position, and all near `points` that get a vertex there because one lies on an edge."""
    everyone = np.union1d(
        np.fromiter(shapes, dtype=np.int64, count=len(shapes)),
        mosaic.near(shapely.points(points)) if len(points) else np.zeros(0, np.int64),
    )
    now = np.array([shapes.get(int(i), mosaic.shapes[i]) for i in everyone], dtype=object)
    now = with_vertices(now, points) if len(points) else now
    return {
        str(mosaic.labels[i]): shape
        for i, shape in zip(everyone.tolist(), now, strict=True)
        if shape is not mosaic.shapes[i]
    }


def _refuse_collapse(mosaic: Mosaic, there: NDArray[np.int64], before: Rings, after: Rings) -> None:
    left = np.bincount(after.ring, minlength=len(before.part))
    owner = before.owner[before.part]
    flat = left < _LEAST_RING
    if flat.any():
        _name(_FLAT, mosaic, there[np.unique(owner[flat])])
    flipped = turned(before) != turned(after)
    if flipped.any():
        _name(_FLIPPED, mosaic, there[np.unique(owner[flipped])])


def _name(sentence: Text, mosaic: Mosaic, positions: NDArray[np.int64]) -> None:
    labels = mosaic.labels_at(positions)
    raise Refused(sentence.format(names=named(mosaic.name(label) for label in labels)), labels)


def _shorter(xy: Points, first: int, last: int) -> NDArray[np.int64]:
    """Positions from `first` to `last` along the closed ring `xy`, whichever way is shorter."""
    count = len(xy)
    forward = np.arange(first, first + (last - first) % count + 1) % count
    backward = np.arange(first, first - (first - last) % count - 1, -1) % count
    lengths = [np.hypot(*np.diff(xy[way], axis=0).T).sum() for way in (forward, backward)]
    return forward if lengths[0] <= lengths[1] else backward


def _along(xy: Points) -> NDArray[np.float64]:
    """How far along the line each vertex is, 0 to 1."""
    steps = np.hypot(*np.diff(xy, axis=0).T)
    whole = steps.sum()
    return np.asarray(np.r_[0.0, np.cumsum(steps)] / (whole or 1.0), dtype=np.float64)
