"""A village divided by a line: the larger side keeps its code, the other becomes a village of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from gis.boundary.mosaic import Edit, Mosaic
from gis.boundary.pieces import (
    claimed,
    claims,
    connected,
    faces_of,
    joined,
    new_vertices,
    snapped,
    specks,
)
from gis.boundary.refusal import Refused, named
from gis.boundary.rings import Shapes
from gis.boundary.shift import meeting
from gis.boundary.soundness import approved
from resources.text import Text

_MISSES = Text(
    "这条线没有把{name}分开。从村界外一侧画到另一侧。没有改动。",
    "The line does not divide {name}. Draw it from outside one side to outside the other. "
    "Nothing was changed.",
)
_MANY = Text(
    "这条线把{name}分成了 {count} 块，分出哪一块，其余都会断开。画一条只穿过一次的线。没有改动。",
    "The line divides {name} into {count} pieces, and without any of them the rest falls apart. "
    "Draw one that crosses it once. Nothing was changed.",
)
_TAKEN = Text("“{label}”已有一个村使用。", "“{label}” is the label of another village.")


def split(
    mosaic: Mosaic,
    label: str,
    line: shapely.LineString,
    new: str,
    *,
    snap_m: float = 0.0,
    keep: tuple[float, float] | None = None,
) -> Edit:
    """Divide the village `label` by `line`; the smaller side becomes the village `new`.

    A line that crosses a winding village more than once takes off the largest piece without which the rest still
    hangs together; the other pieces stay.

    Parameters
    ----------
    line : LineString
        EPSG:4326; crosses the village from edge to edge.
    snap_m : float
        The line's vertices are taken to a boundary within so many metres.
    keep : (lon, lat), optional
        A place on the side that keeps the label, when that is not the larger one.

    Raises
    ------
    Refused
        The line does not divide the village, or so that whatever was taken off would leave it torn; or `new` is
        taken.
    """
    if new in mosaic:
        raise Refused(_TAKEN.format(label=new), (new,))
    shape = mosaic.shape(label)
    faces = pieces_by(mosaic, label, snapped(mosaic, line, snap_m))
    stays = _stay(faces, shape, keep)
    loose = [face for i, face in enumerate(faces) if i not in stays]
    away = np.array(loose, dtype=object)
    if not len(away):
        raise Refused(_MISSES.format(name=named([mosaic.name(label)])), (label,))
    for piece in _by_size(away):
        rest = np.array([f for f in faces if not any(f is each for each in piece)], dtype=object)
        if _holds_together(rest, shape):
            return _edit(mosaic, label, rest, new, piece)
    count = len(away) + 1
    raise Refused(_MANY.format(name=named([mosaic.name(label)]), count=count), (label,))


def _by_size(away: Shapes) -> list[Shapes]:
    """Faces that hang together, as one piece each, the largest first."""
    group = connected(away)
    pieces = [away[group == number] for number in np.unique(group)]
    return sorted(pieces, key=lambda piece: -float(shapely.area(piece).sum()))


def _holds_together(rest: Shapes, before: Any) -> bool:
    """Whether what is left is in no more parts than the village was."""
    return bool(shapely.get_num_geometries(joined(rest)) <= shapely.get_num_geometries(before))


def pieces_by(mosaic: Mosaic, label: str, line: Any) -> Shapes:
    """The faces into which a line, or the outline of a polygon, divides a village; specks stay with their neighbour."""
    shape = mosaic.shape(label)
    drawn = shapely.boundary(line) if shapely.get_dimensions(line) == 2 else line
    faces = faces_of(np.array([shape], dtype=object), np.array([drawn], dtype=object))
    faces = faces[claimed(faces, shape)]
    small = specks(faces)
    while small.any() and not small.all():
        at = int(np.flatnonzero(small)[0])
        others = np.delete(faces, at)
        edge = shapely.length(
            shapely.intersection(shapely.boundary(others), shapely.boundary(faces[at]))
        )
        others[int(edge.argmax())] = joined(
            np.array([faces[at], others[int(edge.argmax())]], dtype=object)
        )
        faces = others
        small = specks(faces)
    return faces


def _stay(faces: Shapes, shape: Any, keep: tuple[float, float] | None) -> set[int]:
    """The faces that keep the label: of each part of the village the one at `keep`, or the largest."""
    of_face, part = claims(faces, np.asarray(shapely.get_parts(shape), dtype=object))
    size = shapely.area(faces)
    kept = np.zeros(len(faces), dtype=bool)
    if keep is not None:
        kept = np.asarray(shapely.intersects(faces, shapely.Point(keep)), dtype=bool)
    staying = set()
    for number in np.unique(part):
        own = of_face[part == number]
        staying.add(int(max(own, key=lambda face: (kept[face], size[face]))))
    return staying


def _edit(mosaic: Mosaic, label: str, rest: Shapes, new: str, away: Shapes) -> Edit:
    before = mosaic.shape(label)
    left, born = joined(rest), joined(away)
    fresh = new_vertices(np.array([left, born], dtype=object), np.array([before], dtype=object))
    changed = meeting(mosaic, {mosaic.at(label): left}, fresh)
    return approved(mosaic, Edit({**changed, new: born}, born=(new,)))
