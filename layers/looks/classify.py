"""Class limits of a figure: equal steps, quantiles, natural breaks, or two sides of a middle.

Values go in as one float array (NaN where there is none), `Breaks` comes out: the lowest value and the upper limit of
each class, limits included below. The same `Breaks` then sorts any values, also ones that came later and lie outside:
those belong to the outer classes. Knows neither records nor colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

Method = Literal["equal", "quantile", "natural"]
METHODS: tuple[Method, ...] = get_args(Method)
Values = npt.NDArray[np.float64]

MOST_DISTINCT = 1200
"""Natural breaks are exact up to so many distinct values; more are first merged into so many runs of equal number."""


@dataclass(frozen=True, slots=True)
class Breaks:
    """Classes of a figure.

    Attributes
    ----------
    low : float
        The least value; NaN when there was no value at all.
    uppers : tuple of float
        Greatest value of each class, ascending; as many as there are classes.
    decimals : int
        Digits after the point that values are said with; limits are whole steps of it.
    """

    low: float
    uppers: tuple[float, ...]
    decimals: int = 0

    def __len__(self) -> int:
        return len(self.uppers)

    def sort(self, values: Values) -> npt.NDArray[np.intp]:
        """The class of each value, counted from 0; -1 for NaN, and for everything when there is no class."""
        if not self.uppers:
            return np.full(len(values), -1, dtype=np.intp)
        found = np.searchsorted(np.asarray(self.uppers[:-1]), values, side="left")
        return np.where(np.isnan(values), -1, found).astype(np.intp)

    def ranges(self) -> tuple[tuple[float, float], ...]:
        """Least and greatest value that each class can hold, as they are said beside it."""
        if not self.uppers:
            return ()
        step = 10.0**-self.decimals
        lows = [self.low, *(round(upper + step, self.decimals) for upper in self.uppers[:-1])]
        return tuple(zip(lows, self.uppers, strict=True))


def classify(values: Values, method: Method, classes: int, *, decimals: int = 0) -> Breaks:
    """Limits of at most `classes` classes of `values`.

    There are never more classes than distinct values; ties are never torn apart.

    Parameters
    ----------
    values : array of float
        NaN is no value and has no class.
    method : str
        ``equal``: steps of the same width. ``quantile``: the same number of values in each, as far as ties let.
        ``natural``: least squared deviation within the classes (Fisher's exact grouping, known as Jenks).
    decimals : int
        Values are rounded to so many digits first, so that what is said is what is drawn.

    Raises
    ------
    ValueError
        An unknown method, or less than one class.
    """
    if method not in METHODS:
        raise ValueError(f"no such method: {method!r}")
    if classes < 1:
        raise ValueError(f"at least one class, not {classes}")
    known = np.sort(np.round(values[~np.isnan(values)], decimals))
    if not len(known):
        return Breaks(float("nan"), (), decimals)
    distinct, counts = np.unique(known, return_counts=True)
    wanted = min(classes, len(distinct))
    if method == "equal":
        uppers = _equal(distinct, wanted, decimals)
    elif method == "quantile":
        uppers = known[-(-len(known) * np.arange(1, wanted + 1) // wanted) - 1]
    else:
        uppers = _natural(distinct, counts, wanted)
    return Breaks(float(known[0]), tuple(np.unique(uppers).tolist()), decimals)


def around(
    values: Values, middle: float, method: Method, classes: int, *, decimals: int = 0
) -> tuple[Breaks, int]:
    """Limits on both sides of `middle`, `classes` ÷ 2 a side, and a class of `middle` itself between them.

    Returns
    -------
    Breaks, int
        And how many of its classes lie below the middle; the next one is the middle's.
    """
    rounded = np.round(values, decimals)
    a_side = max(1, classes // 2)
    step = 10.0**-decimals
    below = classify(rounded[rounded < middle], method, a_side, decimals=decimals)
    above = classify(rounded[rounded > middle], method, a_side, decimals=decimals)
    last_below = (round(middle - step, decimals),) if below.uppers else ()
    uppers = (*below.uppers[:-1], *last_below, middle, *above.uppers)
    return Breaks(below.low if below.uppers else middle, uppers, decimals), len(below)


def _equal(distinct: Values, classes: int, decimals: int) -> Values:
    low, high = distinct[0], distinct[-1]
    # Rounded down: a value that is a whole step belongs to the same class either way.
    scale = 10.0**decimals
    inner = low + (high - low) * np.arange(1, classes) / classes
    return np.append(np.floor(inner * scale + 1e-9) / scale, high)


def _natural(distinct: Values, counts: npt.NDArray[np.intp], classes: int) -> Values:
    """Upper limits that leave the least sum of squared deviations, by dynamic programming over all places to cut."""
    centred = distinct - np.average(distinct, weights=counts)  # sums of squares lose no digits
    first = _runs(len(distinct), counts)
    weight, total, squares = (
        np.concatenate(([0.0], np.cumsum(np.add.reduceat(part, first))))
        for part in (counts.astype(float), counts * centred, counts * centred**2)
    )
    size = len(first)
    start, end = np.arange(size)[:, None], np.arange(1, size + 1)[None, :]
    held = weight[end] - weight[start]
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = squares[end] - squares[start] - (total[end] - total[start]) ** 2 / held
    cost[held <= 0] = np.inf  # a class ends behind its start
    best = cost[0]
    cuts: list[npt.NDArray[np.intp]] = []
    for _ in range(1, classes):
        through = best[:-1, None] + cost[1:]  # the last class starts at run i + 1
        at = through.argmin(axis=0)
        cuts.append(at)
        best = through[at, np.arange(size)]
    ends = [size - 1]
    for at in reversed(cuts):
        ends.append(int(at[ends[-1]]))
    last = np.append(first[1:], len(distinct)) - 1  # the last distinct value of each run
    uppers: Values = distinct[last[np.array(ends[::-1])]]
    return uppers


def _runs(distinct: int, counts: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Where each run of distinct values begins: a run a value, or `MOST_DISTINCT` of about equal number."""
    if distinct <= MOST_DISTINCT:
        return np.arange(distinct)
    ranks = (np.cumsum(counts) - counts) * MOST_DISTINCT // counts.sum()
    return np.flatnonzero(np.diff(ranks, prepend=-1))
