"""Villages made one: the survivor takes the ground of the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from gis.boundary.mosaic import Edit, Mosaic
from gis.boundary.pieces import connected, joined
from gis.boundary.refusal import Refused, named
from gis.boundary.soundness import approved
from resources.text import Text

_APART = Text(
    "{names}没有共同的边界，不能合并。没有改动。",
    "{names} share no boundary and can't be merged. Nothing was changed.",
)
_ALONE = Text("合并要选至少两个村。", "Choose at least two villages to merge.")


def merge(mosaic: Mosaic, labels: Sequence[str], into: str | None = None) -> Edit:
    """Make one village of `labels`; `into` (the first by default) survives, the others are gone.

    Raises
    ------
    Refused
        Fewer than two villages, or they don't hang together by shared boundary.
    """
    chosen = list(dict.fromkeys(labels))
    survivor = into or (chosen[0] if chosen else "")
    if len(chosen) < 2 or survivor not in chosen:
        raise Refused(_ALONE, chosen)
    shapes = np.array([mosaic.shape(label) for label in chosen], dtype=object)
    present = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not present.all() or len(np.unique(connected(shapes))) > 1:
        raise Refused(_APART.format(names=named(mosaic.name(label) for label in chosen)), chosen)
    gone = tuple(label for label in chosen if label != survivor)
    return approved(mosaic, Edit({survivor: joined(shapes)}, gone=gone))
