"""Geometry of several sorts, or of sorts that no record has, brought to what can be stored; and what became of it.

Used wherever shapes come in: from a driver's binary in the child, from text in a table's cells.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.transfer import stream


def read(
    reader: Callable[..., Any], written: NDArray[np.object_], on_invalid: str = "ignore"
) -> NDArray[np.object_]:
    """What `reader` (of `shapely`) makes of each of `written`; None for what it refuses and for curves."""
    try:
        return np.atleast_1d(np.asarray(reader(written, on_invalid=on_invalid), dtype=object))
    except NotImplementedError:  # one curve fails them all
        found = np.full(len(written), None, dtype=object)
        for i, one in enumerate(written.tolist()):
            with suppress(NotImplementedError):
                found[i] = reader(one, on_invalid=on_invalid)
        return found


def settle(shapes: NDArray[np.object_], states: NDArray[np.uint8]) -> None:
    """Make `shapes` flat and reduce collections to their highest dimension, noting it in `states`."""
    shapes[:] = shapely.force_2d(shapes)
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    states[mixed] = stream.MIXED
    for i in np.flatnonzero(mixed).tolist():
        shapes[i], one_sort = _highest(shapes[i])
        if one_sort:
            states[i] = stream.SOUND
    states[shapely.is_empty(shapes)] = stream.EMPTY


def _highest(shape: Any) -> tuple[Any, bool]:
    """The parts of a collection that have its highest dimension, and whether there are no others."""
    parts = shapely.get_parts(shape)
    for _ in range(8):
        nested = shapely.get_type_id(parts) == shapely.GeometryType.GEOMETRYCOLLECTION
        if not nested.any():
            break
        parts = shapely.get_parts(parts)
    parts = shapely.get_parts(parts[~shapely.is_empty(parts)])
    dimension = shapely.get_dimensions(parts)
    if not len(parts) or dimension.max() < 0:
        return shape, True
    multi = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)
    best = parts[dimension == dimension.max()]
    return multi[int(dimension.max())](best), bool((dimension == dimension.max()).all())
