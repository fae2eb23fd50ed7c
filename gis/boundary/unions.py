"""Townships and the county follow their villages: the rule by which an outline changes when villages under it do.

Where an outline is exactly the union of its villages, it stays that. Where it holds more (free land that belongs to no
village), or less, only the difference is carried over: ground that its villages gained is added; ground that they lost
is taken off where it lay at the outline's own edge, and stays as free land where it lay inside. So a hole of free land
remains what it was.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from gis.boundary.areas import SPECK
from gis.boundary.pieces import joined, polygons_only, shared_length
from gis.boundary.rings import Shapes


def rim_moved(before: Shapes, after: Shapes) -> bool:
    """Whether the common outline of some villages differs after an edit, be it by one vertex."""
    one, other = (joined(_real(shapes)) for shapes in (before, after))
    return not bool(
        shapely.equals_exact(shapely.normalize(one), shapely.normalize(other), tolerance=0.0)
    )


def followed(outline: Any, before: Shapes, after: Shapes) -> Any:
    """The outline of a township or county after its villages changed.

    Parameters
    ----------
    outline : MultiPolygon or None
        As it is now; None gives the union of `after`.
    before, after : arrays of (Multi)Polygon
        All its villages, EPSG:4326, before and after the edit.

    Returns
    -------
    (Multi)Polygon
        `outline` itself, the same object, when nothing changed for it; None when nothing is left.
    """
    old, new = _real(before), _real(after)
    now = joined(new) if len(new) else None
    if outline is None or shapely.is_empty(outline):
        return now
    was = joined(old) if len(old) else shapely.Polygon()
    if shapely.area(shapely.symmetric_difference(was, outline)) <= SPECK:
        same = shapely.equals_exact(shapely.normalize(was), shapely.normalize(now), tolerance=0.0)
        return outline if same else now
    now = shapely.Polygon() if now is None else now
    return exchanged(
        outline,
        lost=polygons_only(shapely.difference(was, now), SPECK),
        gained=polygons_only(shapely.difference(now, was), SPECK),
    )


def exchanged(outline: Any, *, lost: Any, gained: Any) -> Any:
    """`outline` without what of `lost` lies at its own edge, and with `gained`.

    The same object when neither changes it.
    """
    made = outline
    if lost is not None:
        parts = np.asarray(shapely.get_parts(lost), dtype=object)
        at_edge = shared_length(parts, np.full(len(parts), outline, dtype=object)) > 0
        if at_edge.any():
            made = shapely.difference(made, shapely.union_all(parts[at_edge]))
    if gained is not None and not shapely.covers(made, gained):
        made = shapely.union(made, gained)
    return made if made is outline else polygons_only(made, SPECK)


def _real(shapes: Shapes) -> Shapes:
    usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return shapes[usable & shapely.is_valid(shapes)]
