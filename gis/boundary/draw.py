"""A new village drawn on free land: it takes its neighbours' boundaries over, never their ground."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from gis.boundary.areas import SPECK, degrees
from gis.boundary.mosaic import Edit, Mosaic
from gis.boundary.pieces import (
    claimed,
    claims,
    faces_of,
    joined,
    narrower,
    new_vertices,
    snapped,
)
from gis.boundary.refusal import Refused
from gis.boundary.shift import meeting
from gis.boundary.soundness import approved
from resources.text import Text

CROSSED = Text("画的边界自己相交。没有改动。", "The outline crosses itself. Nothing was changed.")
_NO_LAND = Text(
    "画的范围里没有空地，都属于已有的村。没有改动。",
    "There is no free land inside the outline; all of it belongs to villages. Nothing was changed.",
)
PARTS = Text(
    "画的范围里空地不连成一片（{count} 块）。分别画。没有改动。",
    "The free land inside the outline is not one piece but {count}. Draw them one by one. "
    "Nothing was changed.",
)
TAKEN = Text("“{label}”已有一个村使用。", "“{label}” is the label of another village.")


def draw(mosaic: Mosaic, polygon: shapely.Polygon, new: str, *, snap_m: float = 0.0) -> Edit:
    """Make the village `new` of the free land inside `polygon`.

    Parameters
    ----------
    polygon : Polygon
        EPSG:4326. What it overlaps of a village is left to that village.
    snap_m : float
        Vertices within so many metres of a boundary are taken to it, and enclosed gaps nowhere wider than that are
        filled.

    Raises
    ------
    Refused
        The outline crosses itself, holds no free land, or several pieces of it; or `new` is taken.
    """
    drawn = outline_of(mosaic, polygon, new, snap_m)
    near = mosaic.near(drawn, degrees(snap_m, float(shapely.bounds(drawn)[1])))
    villages = mosaic.shapes[near]
    villages = villages[shapely.is_valid(villages)]
    faces = faces_of(villages, np.array([shapely.boundary(drawn)], dtype=object))
    free = np.ones(len(faces), dtype=bool)
    free[claims(faces, villages)[0]] = False
    inside = claimed(faces, drawn)
    taken = free & inside
    if snap_m > 0:
        taken |= free & ~inside & narrower(faces, snap_m) & _beside(faces, taken)
    chosen = faces[taken & (shapely.area(faces) > 0)]
    if not len(chosen) or shapely.area(chosen).sum() < SPECK:
        raise Refused(_NO_LAND)
    shape = joined(chosen)
    parts = shapely.get_parts(shape)
    large = shapely.area(parts) > max(SPECK, 1e-6 * shapely.area(shape))
    if large.sum() > 1:
        raise Refused(PARTS.format(count=int(large.sum())))
    born = parts[large][0]
    fresh = new_vertices(np.array([born], dtype=object), villages)
    return approved(mosaic, Edit({**meeting(mosaic, {}, fresh), new: born}, born=(new,)))


def outline_of(mosaic: Mosaic, polygon: shapely.Polygon, new: str, snap_m: float) -> Any:
    """`polygon` with its corners taken to boundaries; `Refused` when it crosses itself or `new` is taken."""
    if new in mosaic:
        raise Refused(TAKEN.format(label=new), (new,))
    if not shapely.is_valid(polygon) or shapely.is_empty(polygon):
        raise Refused(CROSSED)
    drawn = snapped(mosaic, polygon, snap_m)
    if not shapely.is_valid(drawn) or shapely.is_empty(drawn):
        raise Refused(CROSSED)
    return drawn


def _beside(
    faces: np.ndarray[tuple[int], np.dtype[np.object_]],
    chosen: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if not chosen.any():
        return np.zeros(len(faces), dtype=bool)
    return np.asarray(shapely.intersects(faces, shapely.union_all(faces[chosen])), dtype=bool)
