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
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.reference import WGS84, Coordinates, ReferenceFrame, Shapes, metres_per_degree
from gis.rivals import candidates, of_the_place

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
_MOST_LEFT_M = 1000.0
"""No frame is named that leaves more than this, however much the declared one leaves."""
_NAMED, _NAMED_M, _NEAREST = 0.2, 25.0, 8
"""A country's own system must explain so much: there are many, and one of them is always near."""
MANY = 2000
_ASIDE_M, _SOME = 150.0, 0.02
"""Pairs so far off, and so large a part of all, are looked at on their own."""
_UNEXPLAINED_M, AGREED, _ALIKE, _NEARLY_ALL = 100.0, 0.3, 0.1, 0.9
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
    outlines : bool
        Lines were laid on lines, so that ``residual_m`` tells how well their forms agree.
    congruent : bool
        So were nearly all of them: a form that moved, not one that was drawn anew on one side.
    """

    frame: ReferenceFrame
    offset_m: float
    east_m: float
    north_m: float
    spread_m: float
    residual_m: float
    pairs: int
    outlines: bool = False
    congruent: bool = False

    @property
    def consistent(self) -> bool:
        """Whether the pairs agree on the translation, which tells a datum from a bad drawing."""
        return self.spread_m < max(0.4 * self.offset_m, CLEAR_M / 2)

    @property
    def shifted(self) -> bool:
        """Whether the whole lies elsewhere, beyond what a survey or a coarse drawing explains.

        Pairs agree on a translation of a hundred metres or more, or nearly all lie in another region; one or two
        count only where their outline fits once it is moved.
        """
        if self.offset_m - self.spread_m > _FAR_M:
            return True
        far = self.offset_m > _UNEXPLAINED_M
        if self.pairs < FEW:
            return far and self.congruent
        return far and self.spread_m < AGREED * self.offset_m


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was measured: the declared frame's fit, and a likelier frame's if there is one.

    ``apart`` is the part of the pairs that only the suspected frame lays right, in a file whose others
    lie right as declared; 0 for a file of one frame.
    """

    declared: Fit | None
    suspected: Fit | None
    apart: float = 0.0


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
        `FEW_M`, or for outlines a fifth), or when some of the pairs lie right as declared and others in another frame;
        without pairs both are None.
    """
    shapes, known = _usable(shapes, known)
    if not len(shapes):
        return Verdict(None, None)
    few, there = _sample(shapes, known, PAIRS)
    own = None if declared is None else fit(few, there, declared)
    around = shapely.get_coordinates(shapely.centroid(known)).mean(axis=0)
    rivals = [c for c in candidates(shapes, declared, around) if c != declared]
    best: Fit | None = None
    if own is None or own.offset_m >= CLEAR_M:
        best = _best([fit(few, there, rival) for rival in rivals], own)
        if best is None or best.offset_m > CLEAR_M:
            best = _of_the_place(few, there, declared, around, own) or best
    if declared is None or own is None:
        return Verdict(own, best)
    tried = rivals if best is None else [best.frame]
    return _mixed(*_sample(shapes, known, MANY), declared, tried, own) or Verdict(own, best)


def _best(fits: Sequence[Fit | None], own: Fit | None, least: float | None = None) -> Fit | None:
    """The fit that explains what the declared frame leaves (`own`); None when none does."""
    finite = [f for f in fits if f is not None]
    best = min(finite, key=lambda f: f.offset_m, default=None)
    if best is None:
        return None
    near = [f for f in finite if f.offset_m < best.offset_m + 1.0]
    best = near[0]  # candidates come plainest first
    bound = UNDECLARED_M if own is None else min(max(_EXPLAINED * own.offset_m, 1.0), _MOST_LEFT_M)
    if best.pairs < FEW:
        # An outline has a form to go by, a point has not.
        formed = own is not None and own.outlines and best.outlines
        bound = min(bound, _NAMED * own.offset_m if formed and own is not None else FEW_M)
    if least is not None:
        bound = min(bound, least)
    return best if max(best.offset_m, best.spread_m) < bound else None


def _of_the_place(
    shapes: Shapes,
    known: Shapes,
    declared: ReferenceFrame | None,
    around: NDArray[np.float64],
    own: Fit | None,
) -> Fit | None:
    """The best of the systems that the register has for the place: many, so their centres are compared first."""
    there = _centres(known)
    scale = metres_per_degree(float(there[:, 1].mean()))
    away = []
    for rival in of_the_place(shapes, declared, around):
        here = rival.coordinates_to_wgs84(_centres(shapes))
        off = np.hypot(*np.nanmedian((there - here) * scale, axis=0))
        if np.isfinite(off) and off < _MOST_LEFT_M and rival != declared:
            away.append((float(off), rival))
    order = {rival: i for i, (_off, rival) in enumerate(away)}
    nearest = sorted(sorted(away, key=lambda pair: pair[0])[:_NEAREST], key=lambda p: order[p[1]])
    bound = _NAMED_M if own is None else min(_NAMED_M, _NAMED * own.offset_m)
    return _best([fit(shapes, known, rival) for _off, rival in nearest], own, bound)


def _mixed(
    shapes: Shapes,
    known: Shapes,
    declared: ReferenceFrame,
    rivals: Sequence[ReferenceFrame],
    own: Fit,
) -> Verdict | None:
    """The verdict when some pairs lie right as declared and others in one of `rivals`; None otherwise."""
    away = _away(shapes, known, declared)
    far = away > _ASIDE_M
    if far.all() or far.sum() < max(FEW, _SOME * len(far)):
        return None
    explained = [
        (int((_away(shapes[far], known[far], r) < _NAMED * away[far]).sum()), r) for r in rivals
    ]
    count, rival = max(explained, key=lambda pair: pair[0], default=(0, declared))
    right = int((away < CLEAR_M).sum())
    if min(count, right) < max(FEW, _SOME * len(far)) or count < 0.5 * far.sum():
        return None
    found = fit(shapes[far], known[far], rival)
    return None if found is None else Verdict(own, found, count / len(far))


def _away(shapes: Shapes, known: Shapes, frame: ReferenceFrame) -> NDArray[np.float64]:
    """Metres between the centres of each pair, infinite without a place."""
    here, there = frame.coordinates_to_wgs84(_centres(shapes)), _centres(known)
    away = np.hypot(*((there - here) * metres_per_degree(float(there[:, 1].mean()))).T)
    return np.where(np.isfinite(away), away, np.inf)


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
    scale = metres_per_degree(float(there[:, 1].mean()))
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
    found = _fit(frame, t, spread, residual, len(known))
    nearly_all = float(np.quantile(np.abs(gap), _NEARLY_ALL))
    congruent = nearly_all < _ALIKE * found.offset_m
    return replace(found, outlines=True, congruent=congruent)


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


def _usable(shapes: Shapes, known: Shapes) -> tuple[Shapes, Shapes]:
    usable = ~(
        shapely.is_missing(shapes)
        | shapely.is_empty(shapes)
        | shapely.is_missing(known)
        | shapely.is_empty(known)
    )
    return shapes[usable], known[usable]


def _sample(shapes: Shapes, known: Shapes, most: int) -> tuple[Shapes, Shapes]:
    if len(shapes) <= most:
        return shapes, known
    at = np.sort(np.random.default_rng(_SEED).choice(len(shapes), most, replace=False))
    return shapes[at], known[at]


def displacement_m(shapes: Shapes, one: ReferenceFrame, other: ReferenceFrame = WGS84) -> float:
    """How far apart, in the median, the centres of `shapes` lie when read in two frames."""
    centres = _centres(shapes)
    here, there = one.coordinates_to_wgs84(centres), other.coordinates_to_wgs84(centres)
    if not len(centres):
        return 0.0
    scale = metres_per_degree(float(np.nanmedian(there[:, 1])))
    return float(np.nanmedian(np.hypot(*((here - there) * scale).T)))
