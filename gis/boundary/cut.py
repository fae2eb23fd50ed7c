"""A piece of one village given to its neighbour."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from gis.boundary.mosaic import Edit, Mosaic
from gis.boundary.pieces import claimed, joined, new_vertices, shared_length, snapped
from gis.boundary.refusal import Refused, named
from gis.boundary.rings import Shapes, with_vertices
from gis.boundary.shift import meeting
from gis.boundary.soundness import approved
from gis.boundary.split import pieces_by
from resources.text import Text

_NOTHING = Text(
    "画的线没有从{giver}切下一块。没有改动。",
    "What was drawn cuts nothing off {giver}. Nothing was changed.",
)
_ALL = Text(
    "这样会把{giver}整个划出去；要这样做就用“合并”。没有改动。",
    "That would give all of {giver} away; use merge for that. Nothing was changed.",
)
_APART = Text(
    "切下的这一块与{taker}没有共同的边界。没有改动。",
    "The piece has no boundary in common with {taker}. Nothing was changed.",
)
_SAME = Text("给出的村和接收的村是同一个。", "The giver and the taker are the same village.")
_TORN = Text(
    "切去这一块，{giver}会断成几块。没有改动。",
    "Without the piece {giver} would fall into several parts. Nothing was changed.",
)


def cut(
    mosaic: Mosaic,
    giver: str,
    by: Any,
    taker: str,
    *,
    snap_m: float = 0.0,
    piece: tuple[float, float] | None = None,
) -> Edit:
    """Cut a piece off `giver` and give it to `taker`.

    Parameters
    ----------
    by : LineString or Polygon
        EPSG:4326. A line divides the giver, and the side that borders on the taker goes over (the smaller one, when
        both do); of a polygon, what lies inside it.
    snap_m : float
        What was drawn is taken to boundaries within so many metres.
    piece : (lon, lat), optional
        A place on the piece that goes over.

    Raises
    ------
    Refused
        Nothing or everything would be cut off, the piece does not border on the taker, or the giver would fall apart.
    """
    if giver == taker:
        raise Refused(_SAME, (giver,))
    drawn = snapped(mosaic, by, snap_m)
    before, other = mosaic.shape(giver), mosaic.shape(taker)
    faces = pieces_by(mosaic, giver, drawn)
    goes = _chosen(faces, drawn, other, piece)
    if len(faces) > 1 and not goes.any() and shapely.get_dimensions(drawn) < 2:
        raise Refused(_APART.format(taker=named([mosaic.name(taker)])), (giver, taker))
    if not goes.any() or (len(faces) < 2 and shapely.get_dimensions(drawn) < 2):
        raise Refused(_NOTHING.format(giver=named([mosaic.name(giver)])), (giver,))
    if goes.all():
        raise Refused(_ALL.format(giver=named([mosaic.name(giver)])), (giver,))
    given, rest = joined(faces[goes]), joined(faces[~goes])
    parts = np.asarray(shapely.get_parts(given), dtype=object)
    if not (shared_length(parts, np.full(len(parts), other, dtype=object)) > 0).all():
        raise Refused(_APART.format(taker=named([mosaic.name(taker)])), (giver, taker))
    if shapely.get_num_geometries(rest) > shapely.get_num_geometries(before):
        raise Refused(_TORN.format(giver=named([mosaic.name(giver)])), (giver,))
    fresh = new_vertices(
        np.array([given, rest], dtype=object), np.array([before, other], dtype=object)
    )
    ready = with_vertices(np.array([other], dtype=object), fresh)
    taken = joined(np.array([ready[0], given], dtype=object))
    shapes = {mosaic.at(giver): rest, mosaic.at(taker): taken}
    return approved(mosaic, Edit(meeting(mosaic, shapes, fresh)))


def _chosen(
    faces: Shapes, drawn: Any, taker: Any, piece: tuple[float, float] | None
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which faces go over."""
    goes = np.zeros(len(faces), dtype=bool)
    if not len(faces):
        return goes
    if piece is not None:
        return np.asarray(shapely.intersects(faces, shapely.Point(piece)), dtype=bool)
    if shapely.get_dimensions(drawn) == 2:
        return claimed(faces, drawn)
    borders = np.flatnonzero(shared_length(faces, np.full(len(faces), taker, dtype=object)) > 0)
    if len(borders):
        goes[borders[int(shapely.area(faces[borders]).argmin())]] = True
    return goes
