"""What a plan would put where, as shapes to look at before anything is written.

The workspace's own ground, the file's shapes as the file says and as they would be taken, and the faults
between them, all in EPSG:4326. Large files are sampled; what is drawn is bounded, what is counted is not.
Drawing is the window's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from db.workspace import Workspace
from gis.reference import ReferenceFrame

if TYPE_CHECKING:
    from layers.intake.plan import Plan

Shapes = NDArray[np.object_]
MOST = 3000
"""So many shapes of the file are shown."""
_GROUND = ("villages", "townships", "counties")
_SEED = 20
_EMPTY = np.zeros(0, dtype=object)
_NARROW = 0.004  # degrees: about 400 m, the least that a close look shows


@dataclass(frozen=True)
class Picture:
    """Shapes in EPSG:4326.

    Attributes
    ----------
    ground : array of polygons
        What the workspace holds.
    said, taken : arrays of shapes
        The file's shapes read as the file says, and in the frame that is used or suspected;
        ``taken`` is empty when both are the same.
    said_in, taken_in : ReferenceFrame
    faults : mapping of name to array of shapes
        ``invalid``, ``overlaps``, ``gaps`` and ``slivers``.
    near : tuple of west, south, east, north
        Where a close look tells most.
    """

    ground: Shapes
    said: Shapes
    taken: Shapes
    said_in: ReferenceFrame
    taken_in: ReferenceFrame
    faults: dict[str, Shapes] = field(default_factory=dict)
    near: tuple[float, float, float, float] | None = None


def picture(workspace: Workspace, plan: Plan) -> Picture | None:
    """The picture of `plan`; None when its rows have no place, or none that can be read yet."""
    decision = plan.decision
    said_in = decision.declared or decision.used or decision.suspected
    here = ~shapely.is_missing(plan.shapes)
    if said_in is None or not here.any():
        return None
    taken_in = decision.used
    if taken_in is None or (taken_in == said_in and decision.suspected is not None):
        taken_in = decision.suspected or said_in
    at = np.flatnonzero(here)
    if len(at) > MOST:
        at = np.sort(np.random.default_rng(_SEED).choice(at, MOST, replace=False))
    said = _on_earth(said_in.to_wgs84(plan.shapes[at]))
    taken = _EMPTY if taken_in == said_in else _on_earth(taken_in.to_wgs84(plan.shapes[at]))
    faults = {name: shapes for name, shapes in plan.soundness.faults.items() if len(shapes)}
    shown = taken if len(taken) else said
    return Picture(
        _ground(workspace), said, taken, said_in, taken_in, faults, _near(shown, said, faults)
    )


def _on_earth(shapes: Shapes) -> Shapes:
    """Those shapes whose every coordinate is a place on Earth."""
    bounds = shapely.bounds(shapes)
    good = np.isfinite(bounds).all(axis=1) & (np.abs(bounds).max(axis=1, initial=0.0) <= 180)
    kept: Shapes = shapes[good]
    return kept


def _ground(workspace: Workspace) -> Shapes:
    for kind in _GROUND:
        shapes = np.asarray(workspace.frame(kind, columns=["geom"])["geom"], dtype=object)
        kept: Shapes = shapes[~shapely.is_missing(shapes)]
        if len(kept):
            return kept
    return _EMPTY


def _near(
    shown: Shapes, said: Shapes, faults: dict[str, Shapes]
) -> tuple[float, float, float, float] | None:
    """Around the greatest fault, or else around the shape in the middle and where the file puts it."""
    if not len(shown):
        return None
    places = [shapes for name, shapes in faults.items() if name != "invalid"] or [*faults.values()]
    if places and len(places[0]):
        largest = max(places[0].tolist(), key=lambda shape: float(shape.area))
        return _widened(shapely.bounds(largest))
    centres = shapely.get_coordinates(shapely.centroid(shown))
    middle = int(np.hypot(*(centres - np.median(centres, axis=0)).T).argmin())
    one = shown[middle]
    if shown is said or len(said) != len(shown):
        return _widened(shapely.bounds(one))
    apart = float(shapely.distance(shapely.centroid(one), shapely.centroid(said[middle])))
    x, y = shapely.get_coordinates(one)[0]  # so near that what lies between the two can be seen
    half = max(4 * apart, _NARROW)
    return x - half, y - half, x + half, y + half


def _widened(bounds: NDArray[np.float64]) -> tuple[float, float, float, float]:
    west, south, east, north = (float(v) for v in bounds)
    margin = max(east - west, north - south, _NARROW) * 0.6
    return west - margin, south - margin, east + margin, north + margin
