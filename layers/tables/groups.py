"""Rows of a table in groups under a head each, and what a column adds up to.

Row numbers and the value that each row has go in; out comes which line shows what. The lines of a grouped table are row
numbers, and heads as negative numbers, so that a view asks an array and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from layers.cells import date_of, figure, left_in_words, percent
from layers.columns import Column
from resources.text import Text

Positions = NDArray[np.int64]
Sum = Literal["count", "distinct", "sum", "mean", "least", "greatest"]

SUMS: dict[Sum, Text] = {
    "count": Text("有值的条数", "Filled in"),
    "distinct": Text("不同值", "Distinct"),
    "sum": Text("合计", "Sum"),
    "mean": Text("平均", "Mean"),
    "least": Text("最小", "Least"),
    "greatest": Text("最大", "Greatest"),
}
_SHORT: dict[Sum, Text] = {
    "count": Text("{v} 条", "{v} filled"),
    "distinct": Text("{v} 种", "{v} distinct"),
    "sum": Text("Σ {v}", "Σ {v}"),
    "mean": Text("均 {v}", "mean {v}"),
    "least": Text("最小 {v}", "least {v}"),
    "greatest": Text("最大 {v}", "most {v}"),
}
_DAY: dict[Sum, Text] = {
    "least": Text("最早 {v}", "first {v}"),
    "greatest": Text("最晚 {v}", "last {v}"),
}
_LEFT: dict[Sum, Text] = {
    "least": Text("{v}", "{v}"),
    "greatest": Text("{v}", "{v}"),
}


@dataclass(frozen=True)
class Head:
    """The head of one group: what its rows share, how many they are, and whether they are folded away."""

    key: str
    text: str
    count: int
    folded: bool


@dataclass(frozen=True)
class Grouped:
    """Lines to show: the number (``fid``) of a row, or ``-1 - n`` for the head ``heads[n]``."""

    lines: Positions
    heads: tuple[Head, ...] = ()


def grouped(
    fids: Positions,
    places: Positions,
    values: tuple[Sequence[str], Positions],
    ranks: NDArray[np.float64],
    say: Callable[[str], str],
    folded: Collection[str] = (),
) -> Grouped:
    """The rows at `places` under one head for each of their values, in the order of `ranks`, nothing last.

    Rows keep their order inside a group. Of a group whose key is in `folded` only the head is shown.

    Parameters
    ----------
    fids : array
        The number of every row of the table.
    values : keys, and an array of which of them every row has
    ranks : array, one element a key
    say : function
        How a key reads.
    """
    if not len(places):
        return Grouped(places)
    keys, codes = values
    by_rank = np.argsort(ranks, kind="stable")
    rank = np.empty(len(keys), dtype=np.int64)
    rank[by_rank] = np.arange(len(keys))
    found = rank[codes[places]]
    by_group = fids[places[np.argsort(found, kind="stable")]]
    counts = np.bincount(found, minlength=len(keys))
    heads: list[Head] = []
    parts: list[Positions] = []
    start = 0
    for number in np.flatnonzero(counts).tolist():
        count, key = int(counts[number]), keys[int(by_rank[number])]
        parts.append(np.array([-1 - len(heads)], dtype=np.int64))
        heads.append(Head(key, say(key), count, key in folded))
        if key not in folded:
            parts.append(by_group[start : start + count])
        start += count
    return Grouped(np.concatenate(parts), tuple(heads))


def sums_for(column: Column) -> tuple[Sum, ...]:
    """What `column` can be summed up by; what is shown at first leads."""
    if column.rate:  # what rates of different sizes add up to, or their mean, is nobody's rate
        return ("least", "greatest", "count")
    if column.sort in ("whole", "count"):
        return ("sum", "mean", "least", "greatest", "count")
    if column.sort == "number":
        return ("mean", "sum", "least", "greatest", "count")
    if column.sort in ("date", "time"):
        return ("count", "least", "greatest")
    if column.sort == "left":
        return ("least", "greatest", "count")
    return ("count", "distinct")


def total_in_words(column: Column, by: Sum, value: float, lang: str) -> str:
    """A total as its cell says it; empty for NaN."""
    if np.isnan(value):
        return ""
    if by in ("least", "greatest"):
        if column.sort in ("date", "time"):
            return _DAY[by].format(v=date_of(value).isoformat()).say(lang)
        if column.sort == "left":
            return _LEFT[by].format(v=left_in_words(value, lang)).say(lang)
    share = column.rate and by != "count"
    return _SHORT[by].format(v=percent(value) if share else figure(value, 2)).say(lang)
