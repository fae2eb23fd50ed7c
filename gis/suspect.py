"""Is a file in the frame that it says? Measured against shapes whose place is known.

Shapes of the file, in its own numbers, are paired with known shapes in EPSG:4326. For the declared
frame and for every frame that such numbers could be in, the translation that lays the shapes on
the known ones is estimated robustly; the frame that needs none is the likeliest. Nothing is
corrected here and nothing is asked: the caller gets figures.

Boundaries are laid on each other by iterated point-to-line least squares with Tukey weights, on a
sample of vertices, because the centroid of a coarse outline differs from that of a fine one by more
than a datum does. Points are compared one to one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.reference import WGS84, Coordinates, ReferenceFrame, Shapes

PAIRS = 120
VERTICES = 3000
ROUNDS = 12
CLEAR_M = 40.0
"""An offset below this can't be told from what boundaries differ by anyway."""
UNDECLARED_M = 150.0
"""A frame that leaves more than this is not proposed for a file that names none."""
FEW, FEW_M = 3, 20.0
"""Fewer pairs than this could have been moved by hand: they must agree to so many metres."""
_FAR_M = 20_000.0
_EXPLAINED = 0.35
_SEED = 20


@dataclass(frozen=True, slots=True)
class Fit:
    """How shapes read in `frame` lie on the known ones.

    Attributes
    ----------
    offset_m : float
        Length of the translation that remains; ``east_m`` and ``north_m`` are its parts.
    spread_m : float
        Median difference between single pairs' translations and that of all.
    residual_m : float
        Median distance of boundary to boundary after the translation.
    pairs : int
    """

    frame: ReferenceFrame
    offset_m: float
    east_m: float
    north_m: float
    spread_m: float
    residual_m: float
    pairs: int

    @property
    def consistent(self) -> bool:
        """Whether the pairs agree on the translation, which tells a datum from a bad drawing."""
        return self.spread_m < max(0.4 * self.offset_m, CLEAR_M / 2)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was measured: the declared frame's fit, and a likelier frame's if there is one."""

    declared: Fit | None
    suspected: Fit | None


def examine(
    shapes: Shapes,
    known: Shapes,
    declared: ReferenceFrame | None,
) -> Verdict:
    """Judge the frame of `shapes` by `known`, which hold the same things in EPSG:4326.

    Parameters
    ----------
    shapes, known : arrays of the same length
        Pairs, points or polygons; the first in the file's numbers, the second in lon, lat.
    declared : ReferenceFrame, optional
        What the file says; None when it says nothing.

    Returns
    -------
    Verdict
        ``suspected`` is set when the declared frame (or none) leaves more than `CLEAR_M` and
        another leaves less than a third of that (with fewer than `FEW` pairs, less than
        `FEW_M`); without pairs both are None.
    """
    shapes, known = _sample(shapes, known)
    if not len(shapes):
        return Verdict(None, None)
    own = None if declared is None else fit(shapes, known, declared)
    if own is not None and own.offset_m < CLEAR_M:
        return Verdict(own, None)
    around = shapely.get_coordinates(shapely.centroid(known)).mean(axis=0)
    rivals = [c for c in candidates(shapes, declared, around) if c != declared]
    fits = [f for f in (fit(shapes, known, rival) for rival in rivals) if f is not None]
    best = min(fits, key=lambda f: f.offset_m, default=None)
    if best is None:
        return Verdict(own, None)
    near = [f for f in fits if f.offset_m < best.offset_m + 1.0]
    best = near[0]  # candidates come plainest first
    bound = max(_EXPLAINED * own.offset_m, 1.0) if own is not None else UNDECLARED_M
    if best.pairs < FEW:
        bound = min(bound, FEW_M)
    return Verdict(own, best if max(best.offset_m, best.spread_m) < bound else None)


def candidates(
    shapes: Shapes, declared: ReferenceFrame | None, around: NDArray[np.float64] | None = None
) -> list[ReferenceFrame]:
    """Frames that the numbers of `shapes` could be in, plainest first, the declared one included.

    `around` (lon, lat) keeps the zones to those near that place; without it China's are tried.
    """
    xy = shapely.get_coordinates(shapes)
    xy = xy[np.isfinite(xy).all(axis=1)]
    if not len(xy):
        return []
    high = np.abs(xy).max(axis=0)
    found = [] if declared is None else [declared]
    if high.max() <= 360:
        bases = ["EPSG:4326", "gcj02", "bd09"]
        if high[0] <= 180.5 and high[1] <= 90.5:
            found += [ReferenceFrame(base) for base in bases]
        if high[1] <= 180.5 and high[0] <= 90.5:
            found += [ReferenceFrame(base, swapped=True) for base in bases]
    else:
        systems = _systems(105.0 if around is None else float(around[0]), around is None)
        if declared is not None and not declared.geographic:
            systems.insert(0, declared.base)
        for feet in (False, True):
            for swapped in (False, True):
                found += [ReferenceFrame(base, swapped, feet) for base in systems]
    return list(dict.fromkeys(found))


def _systems(longitude: float, everywhere: bool) -> list[str]:
    """Projected systems in use in and around China whose zones lie within reach of `longitude`."""
    reach = 40.0 if everywhere else 7.5
    three = [m for m in range(75, 136, 3) if abs(m - longitude) <= reach]
    six = [m for m in range(75, 136, 6) if abs(m - longitude) <= reach]
    utm = [z for z in range(1, 61) if abs(6 * z - 183 - longitude) <= min(reach, 9.0)]
    return [
        *(f"EPSG:{4534 + (m - 75) // 3}" for m in three),
        *(f"EPSG:{4513 + (m - 75) // 3}" for m in three),
        *(f"EPSG:{4502 + (m - 75) // 6}" for m in six),
        *(f"EPSG:{4491 + (m - 75) // 6}" for m in six),
        *(f"EPSG:{32600 + z}" for z in utm),
        "EPSG:3857",
    ]


def share_inside(shapes: Shapes, frame: ReferenceFrame, box: Sequence[float]) -> float:
    """Which part of `shapes`, read in `frame`, has its centre in `box` (west, south, east, north).

    The box is widened by a third on each side, so that a neighbour's camera does not count
    against a frame.
    """
    centres = frame.coordinates_to_wgs84(_centres(shapes))
    west, south, east, north = box
    wide, tall = max(east - west, 0.1) / 3, max(north - south, 0.1) / 3
    inside = (
        (centres[:, 0] >= west - wide)
        & (centres[:, 0] <= east + wide)
        & (centres[:, 1] >= south - tall)
        & (centres[:, 1] <= north + tall)
    )
    return float(inside.mean()) if len(inside) else 0.0


def fit(shapes: Shapes, known: Shapes, frame: ReferenceFrame) -> Fit | None:
    """The translation between pairs when `shapes` are read in `frame`; None without a finite one."""
    moved = frame.to_wgs84(shapes)
    here, there = _centres(moved), _centres(known)
    finite = np.isfinite(here).all(axis=1) & np.isfinite(there).all(axis=1)
    if not finite.any() or np.abs(here[finite]).max() > 720:
        return None
    moved, known, here, there = moved[finite], known[finite], here[finite], there[finite]
    scale = _metres_per_degree(float(there[:, 1].mean()))
    each = (there - here) * scale
    middle = np.median(each, axis=0)
    pointwise = (shapely.get_dimensions(moved) == 0) | (shapely.get_dimensions(known) == 0)
    if pointwise.any() or np.hypot(*middle) > _FAR_M:
        spread = float(np.median(np.hypot(*(each - middle).T)))
        return _fit(frame, middle, spread, spread, len(each))
    return _lay_on(moved, known, middle, scale, frame)


def _fit(
    frame: ReferenceFrame, t: NDArray[np.float64], spread: float, residual: float, pairs: int
) -> Fit:
    # What must be added to the file to reach the truth is the opposite of how far off it is.
    return Fit(frame, float(np.hypot(*t)), float(-t[0]), float(-t[1]), spread, residual, pairs)


def _lay_on(
    moved: Shapes,
    known: Shapes,
    start: NDArray[np.float64],
    scale: NDArray[np.float64],
    frame: ReferenceFrame,
) -> Fit:
    origin = shapely.get_coordinates(shapely.centroid(known)).mean(axis=0)
    points, owner = shapely.get_coordinates(_outlines(moved), return_index=True)
    pick = np.random.default_rng(_SEED).permutation(len(points))[:VERTICES]
    points, owner = (points[pick] - origin) * scale, owner[pick]
    first, last = _segments(known, origin, scale)
    lines = np.array(shapely.linestrings(np.stack((first, last), axis=1)), dtype=object)
    tree = shapely.STRtree(lines)
    along = last - first
    normal = np.column_stack((-along[:, 1], along[:, 0]))
    length = np.hypot(*normal.T)
    normal /= np.where(length > 0, length, 1.0)[:, None]
    t = start.copy()
    n, gap = normal[:0], np.zeros(0)
    for _ in range(ROUNDS):
        segment = tree.nearest(shapely.points(points + t))
        n = normal[segment]
        gap = ((first[segment] - points - t) * n).sum(axis=1)
        step = _solve(n, gap)
        t = t + step
        if np.hypot(*step) < 0.05:
            break
    residual = float(np.median(np.abs(gap)))
    apart = [
        np.hypot(*_solve(n[owner == one], gap[owner == one]))
        for one in np.unique(owner)
        if (owner == one).sum() >= 8
    ]
    spread = float(np.median(apart)) if apart else residual
    return _fit(frame, t, spread, residual, len(known))


def _outlines(shapes: Shapes) -> Shapes:
    """The lines of each shape: the boundary of an area, a line as it is."""
    areas = shapely.get_dimensions(shapes) == 2
    return np.where(areas, shapely.boundary(shapes), shapes)


def _segments(known: Shapes, origin: Coordinates, scale: Coordinates) -> tuple[Coordinates, ...]:
    lines = shapely.get_parts(_outlines(known))
    xy, line = shapely.get_coordinates(lines, return_index=True)
    xy = (xy - origin) * scale
    joined = line[1:] == line[:-1]
    return xy[:-1][joined], xy[1:][joined]


def _solve(normal: Coordinates, gap: NDArray[np.float64]) -> NDArray[np.float64]:
    """The step that closes most of the gaps along their normals, outliers weighed down."""
    scale = 4.685 * max(1.4826 * float(np.median(np.abs(gap))), 0.5)
    weight = np.clip(1 - (gap / scale) ** 2, 0, None) ** 2
    left = (normal * weight[:, None]).T @ normal
    right = (normal * (weight * gap)[:, None]).sum(axis=0)
    step, *_rest = np.linalg.lstsq(left, right, rcond=1e-9)
    return np.asarray(step, dtype=float)


def _centres(shapes: Shapes) -> Coordinates:
    """The centre of each shape's bounds, NaN for one that has none."""
    west, south, east, north = shapely.bounds(shapes).T
    return np.column_stack(((west + east) / 2, (south + north) / 2))


def _metres_per_degree(latitude: float) -> NDArray[np.float64]:
    """Metres of one degree east and north at `latitude`, WGS-84."""
    phi = np.radians(latitude)
    w2 = 1 - 0.00669437999014 * np.sin(phi) ** 2
    east = 6378137.0 * np.cos(phi) / np.sqrt(w2)
    north = 6378137.0 * (1 - 0.00669437999014) / w2**1.5
    return np.array([east, north]) * (np.pi / 180)


def _sample(shapes: Shapes, known: Shapes) -> tuple[Shapes, Shapes]:
    usable = ~(
        shapely.is_missing(shapes)
        | shapely.is_empty(shapes)
        | shapely.is_missing(known)
        | shapely.is_empty(known)
    )
    where = np.flatnonzero(usable)
    if len(where) > PAIRS:
        where = np.sort(np.random.default_rng(_SEED).choice(where, PAIRS, replace=False))
    return shapes[where], known[where]


def displacement_m(shapes: Shapes, one: ReferenceFrame, other: ReferenceFrame = WGS84) -> float:
    """How far apart, in the median, the centres of `shapes` lie when read in two frames."""
    centres = _centres(shapes)
    here, there = one.coordinates_to_wgs84(centres), other.coordinates_to_wgs84(centres)
    if not len(centres):
        return 0.0
    scale = _metres_per_degree(float(np.nanmedian(there[:, 1])))
    return float(np.nanmedian(np.hypot(*((here - there) * scale).T)))
