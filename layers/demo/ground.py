"""What cases and visits stand on: each village with its people, and the days and places drawn for it.

Arrays of one length, a village each; drawn from a generator, so a demo is the same each time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

LOCAL = dt.timezone(dt.timedelta(hours=8))
YEAR = 365
_BUSY = np.array([1.25, 1.35, 0.9, 0.95, 1.1, 1.25, 1.05, 1.0, 1.05, 1.1, 0.85, 1.0])
"""How busy each month is, January first: before Spring Festival and in the two harvests."""


@dataclass(frozen=True)
class Ground:
    """The villages as cases see them.

    Attributes
    ----------
    uid, unit : array of str
        The village and its station.
    xy, shape : arrays
        The settlement (degrees, lon and lat) and the village's polygon.
    weight : array of float
        The village's share of the population; sums to 1.
    resident, liaison : array of str or None
        Who holds the posts on the day of the demo; ``resident_since`` and ``liaison_since`` are the days they began
        (proleptic ordinals, 0 where there is nobody).
    chief, centre : array of str
        Who takes a case at the station, and at the county centre.
    names : mapping of str to str
        The name of each officer by uid.
    """

    uid: npt.NDArray[np.object_]
    unit: npt.NDArray[np.object_]
    xy: npt.NDArray[np.float64]
    shape: npt.NDArray[np.object_]
    weight: npt.NDArray[np.float64]
    resident: npt.NDArray[np.object_]
    liaison: npt.NDArray[np.object_]
    resident_since: npt.NDArray[np.int64]
    liaison_since: npt.NDArray[np.int64]
    chief: npt.NDArray[np.object_]
    centre: npt.NDArray[np.object_]
    names: Mapping[str, str]


def first_of(*choices: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Place by place the first of the arrays' entries that is not None."""
    found = choices[-1].copy()
    for choice in reversed(choices[:-1]):
        there = np.array([uid is not None for uid in choice], dtype=bool)
        found[there] = choice[there]
    return found


def places(
    ground: Ground, at: npt.NDArray[np.int64], rng: np.random.Generator, reach: float = 0.0045
) -> npt.NDArray[np.object_]:
    """A point within `reach` degrees of the settlement of each village `at`, inside the village."""
    turn = rng.uniform(0, 2 * np.pi, len(at))
    far = reach * np.sqrt(rng.random(len(at)))
    xy = ground.xy[at] + np.column_stack([np.cos(turn), np.sin(turn)]) * far[:, None]
    points = np.asarray(shapely.points(np.round(xy, 7)), dtype=object)
    outside = ~shapely.contains_properly(ground.shape[at], points)
    points[outside] = shapely.points(np.round(ground.xy[at][outside], 7))
    return points


def found_days(count: int, on: dt.date, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """`count` days of the year up to `on` as ordinals, oldest first: more in busy months, and of late."""
    age = np.arange(YEAR)
    months = np.array([(on - dt.timedelta(days=int(days))).month for days in age])
    weight = _BUSY[months - 1] * (1.25 - 0.4 * age / YEAR)
    drawn = rng.choice(age, size=count, p=weight / weight.sum())
    return np.sort(on.toordinal() - drawn).astype(np.int64)


def dates(ordinals: npt.NDArray[np.int64]) -> list[dt.date]:
    """Ordinals as dates."""
    return [dt.date.fromordinal(int(day)) for day in ordinals]


def months_of(ordinals: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The month, 1 to 12, of each day."""
    return np.array([day.month for day in dates(ordinals)], dtype=np.int64)


def numbered(prefix: str, county: str, days: list[dt.date]) -> list[str]:
    """``JF411024-2026-0231``: the prefix, the county, the year and a number that starts anew each year."""
    used: dict[int, int] = {}
    numbers = []
    for day in days:
        used[day.year] = used.get(day.year, 0) + 1
        numbers.append(f"{prefix}{county}-{day.year}-{used[day.year]:04d}")
    return numbers


def outlasting(
    age: npt.NDArray[np.int64],
    allowed: npt.NDArray[np.int64],
    share: float,
    rng: np.random.Generator,
) -> npt.NDArray[np.bool_]:
    """Which cases are still open though their time ran out: `share` of those it did in the last three weeks."""
    beyond = age - allowed
    return (beyond > 0) & (beyond <= 21) & (rng.random(len(age)) < share)
