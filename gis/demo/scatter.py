"""Points spread over a polygon, and the two ways they are shared out: among towns, then among a town's villages.

Everything is plain arrays in metres: points are ``(n, 2)`` floats, an assignment is an integer for
each point. Cells and boundaries are drawn from the assignments in `gis.demo.cells`. Deterministic
for a given generator.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Points = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


def spread(area: BaseGeometry, count: int, rng: np.random.Generator) -> Points:
    """About `count` points evenly spread inside the polygon `area`: jittered hexagons, never two close by.

    Never empty: an area thinner than the grid gets its representative point.
    """
    spacing = float(np.sqrt(area.area / count * 2 / np.sqrt(3)))
    west, south, east, north = area.bounds
    rows = np.arange(south - spacing, north + spacing, spacing * np.sqrt(3) / 2)
    columns = np.arange(west - spacing, east + spacing, spacing)
    x, y = np.meshgrid(columns, rows)
    x = x + (np.arange(len(rows)) % 2)[:, None] * spacing / 2
    grid = np.column_stack([x.ravel(), y.ravel()]) + rng.uniform(-0.3, 0.3, (x.size, 2)) * spacing
    shapely.prepare(area)
    inside = grid[shapely.contains_xy(area, grid)]
    return inside if len(inside) else shapely.get_coordinates(area.point_on_surface())


def bend(points: Points, wavelength: float, amplitude: float, rng: np.random.Generator) -> Points:
    """`points` moved by a smooth random field, so that straight dividing lines between them become winding ones.

    The field is a sum of 24 plane waves of about `wavelength` metres; a point moves by `amplitude`
    metres (root mean square for each axis).
    """
    waves = 24
    heading = rng.uniform(0, 2 * np.pi, waves)
    number = 2 * np.pi / (wavelength * rng.uniform(0.6, 1.8, waves))
    phase = rng.uniform(0, 2 * np.pi, (waves, 2))
    k = np.column_stack([np.cos(heading), np.sin(heading)]) * number[:, None]
    field = np.sin((points @ k.T)[:, :, None] + phase[None]).sum(axis=1)
    moved: Points = points + field * (amplitude * np.sqrt(2 / waves))
    return moved


def town_seats(
    outline: BaseGeometry, known: Points, targets: Numbers, boxes: list[BaseGeometry | None]
) -> Points:
    """A seat for every town: the known ones kept, the others at the pole of inaccessibility of what is left.

    `known` holds NaN where a seat is not known. What is left is `outline` less the known boxes and
    less a disc around every seat placed, largest target area (square metres) first.
    """
    seats = known.copy()
    taken = [box.buffer(-0.06 * np.sqrt(box.area)) for box in boxes if box is not None]
    reach = 0.9 * np.sqrt(targets / np.pi)
    placed = ~np.isnan(seats[:, 0])
    discs = shapely.buffer(shapely.points(seats[placed]), reach[placed])
    left = shapely.difference(outline, shapely.union_all([*taken, *discs]))
    for town in np.argsort(-targets, kind="stable"):
        if placed[town]:
            continue
        if left.area < 0.02 * targets[town]:
            discs = shapely.buffer(shapely.points(seats[placed]), 0.45 * reach[placed])
            left = shapely.difference(outline, shapely.union_all(discs))
        pole = shapely.maximum_inscribed_circle(left, 50.0)  # type: ignore[call-overload]  # polygonal, by construction
        seats[town] = shapely.get_coordinates(pole)[0]
        placed[town] = True
        left = shapely.difference(left, shapely.Point(seats[town]).buffer(reach[town]))
    return seats


def share_among_towns(
    points: Points,
    seats: Points,
    fixed: npt.NDArray[np.bool_],
    shares: Numbers,
    boxes: list[BaseGeometry | None],
) -> Labels:
    """Each point's town: a power diagram whose weights are tuned until every town has its share of the points.

    `shares` sum to 1. Seats that are not `fixed` drift to the middle of their town. A point outside
    a town's known box counts as farther away, so boxed towns keep near their real extents. A town
    so small that its larger neighbours swallow it gets the points nearest to its seat.
    """
    seats = seats.copy()
    span = np.ptp(points, axis=0)
    area = float(span[0] * span[1])
    penalty = np.zeros((len(points), len(seats)))
    for town, box in enumerate(boxes):
        if box is not None:
            penalty[:, town] = 4 * shapely.distance(box, shapely.points(points)) ** 2
    weights = np.zeros(len(seats))
    labels = np.zeros(len(points), dtype=np.int64)
    for round_ in range(120):
        distance = ((points[:, None, :] - seats[None]) ** 2).sum(axis=2) + penalty - weights
        labels = distance.argmin(axis=1)
        held = np.bincount(labels, minlength=len(seats)) / len(points)
        weights += 0.25 * (shares - held) * area
        if round_ % 6 == 5 and round_ < 60:
            middle = means(points, labels, len(seats))
            drift = ~fixed & (held > 0)
            seats[drift] += 0.7 * (middle[drift] - seats[drift])
    return _with_ground_for_all(points, seats, labels, shares)


def _with_ground_for_all(points: Points, seats: Points, labels: Labels, shares: Numbers) -> Labels:
    """`labels` with the points nearest to its seat given to each town that came out empty."""
    labels = labels.copy()
    for town in np.flatnonzero(np.bincount(labels, minlength=len(seats)) == 0):
        wanted = max(6, round(0.6 * float(shares[town]) * len(points)))
        near = np.argsort(((points - seats[town]) ** 2).sum(axis=1), kind="stable")[:wanted]
        labels[near] = town
    return labels


def share_among_villages(
    points: Points, count: int, seat: Points, rng: np.random.Generator, rounds: int = 3
) -> tuple[Labels, Points]:
    """Each point's village, and the villages' middles: Poisson-disc seeds, relaxed, denser towards `seat`.

    The first village is the one at the seat. Boundaries between villages wind, since points are
    compared after `bend`. Needs at least `count` points (ValueError otherwise).
    """
    if len(points) < count:
        raise ValueError(f"{len(points)} points cannot make {count} villages")
    reach = np.sqrt(((points - seat) ** 2).sum(axis=1))
    scale = np.median(reach) + 1e-9
    weight = 1.0 + 2.2 * np.exp(-((reach / (0.45 * scale)) ** 2))
    appetite = np.sqrt(weight) * rng.uniform(0.75, 1.3, len(points))
    chosen = [int(reach.argmin())]
    nearest = np.full(len(points), np.inf)
    for _ in range(count - 1):
        nearest = np.minimum(nearest, np.sqrt(((points - points[chosen[-1]]) ** 2).sum(axis=1)))
        score = nearest * appetite
        score[chosen] = -1.0
        chosen.append(int(score.argmax()))
    middles = points[chosen]
    width = _width(points, count)
    bent = bend(points, 2.2 * width, 0.16 * width, rng)
    labels = _closest(bent, middles)
    for _ in range(rounds):
        held = np.bincount(labels, minlength=count) > 0
        middles = np.where(held[:, None], means(bent, labels, count, weight), middles)
        labels = _closest(bent, middles)
    for empty in np.flatnonzero(np.bincount(labels, minlength=count) == 0):
        crowded = np.bincount(labels, minlength=count).argmax()
        labels[np.flatnonzero(labels == crowded)[0]] = empty
    return labels, means(points, labels, count)


def means(points: Points, labels: Labels, count: int, weight: Numbers | None = None) -> Points:
    """The weighted mean of the points of each label, ``(count, 2)``; zeros where a label has none."""
    weight = np.ones(len(points)) if weight is None else weight
    total = np.bincount(labels, weights=weight, minlength=count)
    total[total == 0] = 1.0
    sums: list[Any] = [
        np.bincount(labels, weights=weight * points[:, k], minlength=count) for k in (0, 1)
    ]
    return np.column_stack(sums) / total[:, None]


def _closest(points: Points, middles: Points) -> Labels:
    distance = ((points[:, None, :] - middles[None]) ** 2).sum(axis=2)
    return np.asarray(distance.argmin(axis=1), dtype=np.int64)


def _width(points: Points, count: int) -> float:
    """The side of a square village when `count` of them share the extent that the points stand for."""
    hull = shapely.MultiPoint(points).convex_hull.area
    return float(np.sqrt(max(hull, 1.0) / count))
