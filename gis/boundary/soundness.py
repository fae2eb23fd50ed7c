"""Whether villages still meet edge to edge after an edit; the gate that every edit goes through.

Only the surroundings of what changed are looked at. Where they were a coverage they must be one afterwards, vertex by
vertex, as GEOS defines it. Where they came in broken, no overlap may become larger; the faults that are there stay for
`faults` to list.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.boundary.areas import SPECK
from gis.boundary.mosaic import Edit, Mosaic
from gis.boundary.refusal import Refused, named
from gis.boundary.rings import Shapes
from resources.text import Text

_BROKEN = Text(
    "这样改，{names}的边界会自己相交。没有改动。",
    "The boundary of {names} would cross itself. Nothing was changed.",
)
_WAS_BROKEN = Text(
    "{names}的边界本来就自己相交，先在边界检查里修好。没有改动。",
    "The boundary of {names} crosses itself already; mend it in the boundary check first. Nothing was changed.",
)
_CLASH = Text(
    "这样改，{names}的边界会互相穿过或压盖。没有改动。",
    "The boundaries of {names} would cross or overlap. Nothing was changed.",
)


def approved(mosaic: Mosaic, edit: Edit) -> Edit:
    """`edit` itself when the villages around it still fit; raises `Refused` naming those that don't."""
    changed = np.array(list(edit.changed.values()), dtype=object)
    labels = np.array(list(edit.changed), dtype=object)
    if not len(changed) and not edit.gone:
        return edit
    bad = shapely.is_missing(changed) | shapely.is_empty(changed) | ~shapely.is_valid(changed)
    if bad.any():
        before_too = np.array([_broken(mosaic, label) for label in labels[bad]])
        if before_too.any():
            _refuse(_WAS_BROKEN, mosaic, labels[bad][before_too])
        _refuse(_BROKEN, mosaic, labels[bad])
    before = [mosaic.shape(label) for label in (*edit.changed, *edit.gone) if label in mosaic]
    around = mosaic.near(np.array([*changed, *before], dtype=object))
    after = _after(mosaic, around, edit)
    shapes = np.array(list(after.values()), dtype=object)
    there = np.array(list(after), dtype=object)
    usable = shapely.is_valid(shapes) & ~shapely.is_empty(shapes) & ~shapely.is_missing(shapes)
    shapes, there = shapes[usable], there[usable]
    if shapely.coverage_is_valid(shapes):
        return edit
    faulty = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
    old = mosaic.shapes[around]
    old = old[shapely.is_valid(old) & ~shapely.is_empty(old) & ~shapely.is_missing(old)]
    if shapely.coverage_is_valid(old) or overlap(shapes) > overlap(old) + SPECK:
        moved = set(edit.changed)
        _refuse(
            _CLASH, mosaic, sorted(there[faulty].tolist(), key=lambda label: label not in moved)
        )
    return edit


def _broken(mosaic: Mosaic, label: str) -> bool:
    return label in mosaic and not shapely.is_valid(mosaic.shape(label))


def overlap(shapes: Shapes) -> float:
    """Square degrees that two of `shapes`, all valid, both claim."""
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    shared = shapely.intersection(shapes[left[once]], shapes[right[once]])
    return float(shapely.area(shared).sum())


def _after(mosaic: Mosaic, around: NDArray[np.int64], edit: Edit) -> Mapping[str, shapely.Geometry]:
    there = {label: mosaic.shape(label) for label in mosaic.labels_at(around)}
    there.update(edit.changed)
    for label in edit.gone:
        there.pop(label, None)
    return there


def _refuse(sentence: Text, mosaic: Mosaic, labels: object) -> None:
    every = [str(label) for label in np.atleast_1d(np.asarray(labels, dtype=object)).tolist()]
    who = [label for label in every if label in mosaic] or every  # a new one has no name yet
    raise Refused(sentence.format(names=named(mosaic.name(label) for label in who)), who)
