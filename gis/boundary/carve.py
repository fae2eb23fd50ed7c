"""A new village drawn over others: it takes what lies inside its outline, free land and theirs alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from gis.boundary.areas import SPECK, degrees
from gis.boundary.draw import PARTS, outline_of
from gis.boundary.mosaic import Edit, Mosaic
from gis.boundary.pieces import claimed, claims, faces_of, joined, new_vertices
from gis.boundary.refusal import Refused, named
from gis.boundary.shift import meeting
from gis.boundary.soundness import approved
from resources.text import Text

_NOTHING = Text(
    "画的范围里没有地可划。没有改动。",
    "There is no ground inside the outline. Nothing was changed.",
)
_WHOLE = Text(
    "画的范围盖住了整个{names}。要并进来，先划出一部分，再用“合并”。没有改动。",
    "The outline covers all of {names}. Take a part first, then use merge. Nothing was changed.",
)
_TORN = Text(
    "划出这一块，{names}会断成几块。没有改动。",
    "Without what lies inside the outline {names} would fall into several parts. Nothing was changed.",
)


def carve(mosaic: Mosaic, polygon: shapely.Polygon, new: str, *, snap_m: float = 0.0) -> Edit:
    """Make the village `new` of all ground inside `polygon`, whoever has it.

    Parameters
    ----------
    polygon : Polygon
        EPSG:4326.
    snap_m : float
        Its corners are taken to boundaries within so many metres.

    Raises
    ------
    Refused
        The outline crosses itself or holds several pieces of ground; a village lies inside it as a whole, or would fall
        apart without what it gives; or `new` is taken.
    """
    drawn = outline_of(mosaic, polygon, new, snap_m)
    near = mosaic.near(drawn, degrees(snap_m, float(shapely.bounds(drawn)[1])))
    near = near[shapely.is_valid(mosaic.shapes[near])]
    villages = mosaic.shapes[near]
    faces = faces_of(villages, np.array([shapely.boundary(drawn)], dtype=object))
    inside = claimed(faces, drawn) & (shapely.area(faces) > 0)
    if not inside.any() or shapely.area(faces[inside]).sum() < SPECK:
        raise Refused(_NOTHING)
    born = joined(faces[inside])
    if shapely.get_num_geometries(born) > 1:
        raise Refused(PARTS.format(count=int(shapely.get_num_geometries(born))))
    face, owner = claims(faces, villages)
    givers: dict[int, Any] = {}
    for position in np.unique(owner[inside[face]]).tolist():
        rest = faces[face[(owner == position) & ~inside[face]]]
        label = str(mosaic.labels[near[position]])
        if not len(rest) or shapely.area(rest).sum() < SPECK:
            raise Refused(_WHOLE.format(names=named([mosaic.name(label)])), (label,))
        left = joined(rest)
        if shapely.get_num_geometries(left) > shapely.get_num_geometries(villages[position]):
            raise Refused(_TORN.format(names=named([mosaic.name(label)])), (label,))
        givers[int(near[position])] = left
    made = np.array([born, *givers.values()], dtype=object)
    fresh = new_vertices(made, villages)
    return approved(mosaic, Edit({**meeting(mosaic, givers, fresh), new: born}, born=(new,)))
