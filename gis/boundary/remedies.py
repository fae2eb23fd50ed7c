"""What mends a fault: each remedy takes the mosaic and the fault and gives an `Edit`, or refuses.

Nothing is mended unasked. A remedy never makes an overlap larger (`soundness`), and what it adds to one village's
border it adds to the neighbour's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely

from gis.boundary.areas import METRE, SPECK
from gis.boundary.faults import Fault
from gis.boundary.mosaic import Edit, Mosaic
from gis.boundary.pieces import joined, polygons_only, shared_length
from gis.boundary.refusal import Refused, named
from gis.boundary.rings import with_vertices
from gis.boundary.shift import meeting
from gis.boundary.soundness import approved
from resources.text import Text

MATCH = 0.1 * METRE
"""Degrees: a corner nearer than 10 cm to a neighbour's edge becomes a corner of it."""
_ALONE = Text(
    "旁边没有可以接收的村，没有改动。", "No neighbour borders on it; nothing was changed."
)
_SWALLOWED = Text(
    "{name}整个在重叠里，让出后就没有地了。没有改动。",
    "All of {name} lies in the overlap and nothing of it would be left. Nothing was changed.",
)
_EMPTY = Text(
    "{name}的边界修不成一块地。没有改动。",
    "The boundary of {name} can't be made into an area. Nothing was changed.",
)


def make_valid(mosaic: Mosaic, fault: Fault, _to: str | None = None) -> Edit:
    """The area that the rings of an invalid village enclose, by its own lines."""
    (label,) = fault.labels
    parts = shapely.get_parts(shapely.make_valid(mosaic.shape(label)))
    flat = polygons_only(shapely.union_all(parts[shapely.get_dimensions(parts) == 2]))
    if flat is None:
        raise Refused(_EMPTY.format(name=named([mosaic.name(label)])), (label,))
    return Edit({label: flat})  # its ground was its own before: no gate


def fill(mosaic: Mosaic, fault: Fault, to: str | None = None) -> Edit:
    """The gap goes to `to`, or to the neighbour with the longest common boundary."""
    return _given(mosaic, fault, to, {})


def give_overlap(mosaic: Mosaic, fault: Fault, to: str | None = None) -> Edit:
    """What two villages claim stays with `to`, or with the smaller of the two; the other gives it up."""
    one, other = fault.labels
    sizes = [shapely.area(mosaic.shape(label)) for label in (one, other)]
    keeper = to or (one if sizes[0] <= sizes[1] else other)
    loser = other if keeper == one else one
    left = polygons_only(shapely.difference(mosaic.shape(loser), mosaic.shape(keeper)), SPECK)
    if left is None:
        raise Refused(_SWALLOWED.format(name=named([mosaic.name(loser)])), (loser,))
    held = with_vertices(
        np.array([left], dtype=object), shapely.get_coordinates(mosaic.shape(keeper))
    )
    fresh = shapely.get_coordinates(held[0])
    return approved(mosaic, Edit(meeting(mosaic, {mosaic.at(loser): held[0]}, fresh)))


def match(mosaic: Mosaic, fault: Fault, _to: str | None = None) -> Edit:
    """The village and its neighbours get each other's corners where their borders run together."""
    (label,) = fault.labels
    near = mosaic.near(mosaic.shape(label), MATCH)
    before = mosaic.shapes[near]
    corners = np.unique(shapely.get_coordinates(before), axis=0)
    after = with_vertices(before, corners, MATCH)
    changed = {
        str(mosaic.labels[i]): new
        for i, old, new in zip(near.tolist(), before, after, strict=True)
        if new is not old
    }
    return approved(mosaic, Edit(changed))


def dissolve(mosaic: Mosaic, fault: Fault, to: str | None = None) -> Edit:
    """A sliver of a village goes over to its neighbour, and the village with it."""
    (label,) = fault.labels
    taker = to or _longest(mosaic, fault)
    whole = joined(np.array([mosaic.shape(label), mosaic.shape(taker)], dtype=object))
    return approved(mosaic, Edit({taker: whole}, gone=(label,)))


def assign_part(mosaic: Mosaic, fault: Fault, to: str | None = None) -> Edit:
    """A detached part goes to `to`, or to the neighbour with the longest common boundary."""
    (label,) = fault.labels
    return _given(mosaic, fault, to, {label: _without(mosaic, fault)})


def keep_largest(mosaic: Mosaic, fault: Fault, _to: str | None = None) -> Edit:
    """A detached part becomes free land."""
    (label,) = fault.labels
    return approved(mosaic, Edit({label: _without(mosaic, fault)}))


def _without(mosaic: Mosaic, fault: Fault) -> Any:
    (label,) = fault.labels
    parts = shapely.get_parts(mosaic.shape(label))
    rest = parts[~shapely.equals(parts, fault.shape)]
    if len(rest) in (0, len(parts)):
        raise Refused(_ALONE, fault.labels)
    return shapely.multipolygons(rest)


def _given(
    mosaic: Mosaic, fault: Fault, to: str | None, others: dict[str, shapely.Geometry]
) -> Edit:
    """The fault's shape added to a neighbour; `others` are what else changes."""
    taker = to or _longest(mosaic, fault)
    corners = shapely.get_coordinates(fault.shape)
    own = np.array([mosaic.shape(taker)], dtype=object)
    ready = with_vertices(own, corners)
    piece = with_vertices(np.array([fault.shape], dtype=object), shapely.get_coordinates(own))
    whole = joined(np.array([ready[0], piece[0]], dtype=object))
    shapes = {mosaic.at(label): shape for label, shape in {**others, taker: whole}.items()}
    fresh = shapely.get_coordinates(piece[0])
    return approved(mosaic, Edit(meeting(mosaic, shapes, fresh)))


def _longest(mosaic: Mosaic, fault: Fault) -> str:
    """The neighbour with the longest boundary in common with the fault's shape."""
    own = set(fault.labels) if fault.sort != "gap" else set()
    near = [i for i in mosaic.near(fault.shape).tolist() if mosaic.labels[i] not in own]
    shapes = mosaic.shapes[near]
    if len(shapes):
        usable = shapely.is_valid(shapes)
        common = np.where(
            usable, shared_length(shapes, np.full(len(shapes), fault.shape, dtype=object)), 0.0
        )
        if common.max() > 0:
            return str(mosaic.labels[near[int(common.argmax())]])
    raise Refused(_ALONE, fault.labels)


Remedy = Callable[[Mosaic, Fault, str | None], Edit]

REMEDIES: dict[str, dict[str, tuple[Text, Remedy]]] = {
    "invalid": {"valid": (Text("按自身边线修成有效", "Make valid"), make_valid)},
    "overlap": {"give": (Text("划给其中一村", "Give to one"), give_overlap)},
    "gap": {"fill": (Text("补给公共边最长的邻村", "Fill to a neighbour"), fill)},
    "edge": {"match": (Text("补齐共同的顶点", "Match corners"), match)},
    "sliver": {"dissolve": (Text("并入邻村", "Dissolve into a neighbour"), dissolve)},
    "parts": {
        "assign": (Text("划给相邻的村", "Give to a neighbour"), assign_part),
        "largest": (Text("只留最大一块", "Keep the largest part"), keep_largest),
    },
}
"""Sort of fault to what may be done about it, the usual first."""
