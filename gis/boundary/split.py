"""A village divided by a line: the larger side keeps its code, the other becomes a village of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from gis.boundary.mosaic import Edit, Mosaic
from gis.boundary.pieces import (
    claimed,
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
    "这条线没有把{name}分开。请从村界外一侧画到另一侧。没有改动。",
    "The line does not divide {name}. Draw it from outside one side to outside the other. "
    "Nothing was changed.",
)
_MANY = Text(
    "这条线把{name}分成了 {count} 块。请画一条只穿过一次的线。没有改动。",
    "The line divides {name} into {count} pieces. Draw one that crosses it once. Nothing was changed.",
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

    Parameters
    ----------
    line : LineString
        EPSG:4326; crosses the village once, from edge to edge.
    snap_m : float
        The line's vertices are taken to a boundary within so many metres.
    keep : (lon, lat), optional
        A place on the side that keeps the label, when that is not the larger one.

    Raises
    ------
    Refused
        The line does not divide the village, or into more than two pieces; or `new` is taken.
    """
    if new in mosaic:
        raise Refused(_TAKEN.format(label=new), (new,))
    shape = mosaic.shape(label)
    faces = pieces_by(mosaic, label, snapped(mosaic, line, snap_m))
    stays = _side(faces, keep)
    loose = [f for i, f in enumerate(faces) if i != stays and not _whole_part(f, shape)]
    away = np.array(loose, dtype=object)
    if not len(away):
        raise Refused(_MISSES.format(name=named([mosaic.name(label)])), (label,))
    if len(np.unique(connected(away))) > 1:
        count = len(away) + 1
        raise Refused(_MANY.format(name=named([mosaic.name(label)]), count=count), (label,))
    rest = np.array([f for f in faces if not any(f is piece for piece in loose)], dtype=object)
    return _edit(mosaic, label, rest, new, away)


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


def _side(faces: Shapes, keep: tuple[float, float] | None) -> int:
    if keep is not None:
        inside = np.flatnonzero(shapely.intersects(faces, shapely.Point(keep)))
        if len(inside):
            return int(inside[0])
    return int(shapely.area(faces).argmax())


def _whole_part(face: Any, shape: Any) -> bool:
    """Whether a face is a part of the village that the line did not touch."""
    parts = shapely.get_parts(shape)
    return bool(shapely.equals(parts, face).any())


def _edit(mosaic: Mosaic, label: str, rest: Shapes, new: str, away: Shapes) -> Edit:
    before = mosaic.shape(label)
    left, born = joined(rest), joined(away)
    fresh = new_vertices(np.array([left, born], dtype=object), np.array([before], dtype=object))
    changed = meeting(mosaic, {mosaic.at(label): left}, fresh)
    return approved(mosaic, Edit({**changed, new: born}, born=(new,)))
