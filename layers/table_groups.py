"""Rows of a table in groups under a head each, and what a column adds up to.

A sheet and the positions to show go in; out comes which line shows what, or one figure a column. The lines of a grouped
table are positions of rows, and heads as negative numbers, so that a view asks an array and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.cells import date_of, figure, left_in_words
from layers.column_filters import NOTHING, days_of, keys_of, sort_of_filter
from layers.columns import Column
from layers.sheet import Sheet
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
    """Lines to show: a position of the sheet, or ``-1 - n`` for the head ``heads[n]``."""

    lines: Positions
    heads: tuple[Head, ...] = ()


def grouped(
    sheet: Sheet, order: Positions, column: Column, folded: Collection[str] = ()
) -> Grouped:
    """The rows `order` under one head for each value of `column`; groups in the order the column sorts, nothing last.

    Rows keep their order inside a group. Of a group whose key is in `folded` only the head is shown.
    """
    if not len(order):
        return Grouped(order)
    keys, texts = _group_keys(sheet, column)
    codes, unique = pd.factorize(keys[order])
    ranks = np.full(len(unique), np.inf)
    np.minimum.at(ranks, codes, np.nan_to_num(sheet.keys(column)[order], nan=np.inf))
    place = np.empty(len(unique), dtype=np.int64)
    place[np.lexsort((np.arange(len(unique)), ranks))] = np.arange(len(unique))
    codes = place[codes]
    by_group = np.argsort(codes, kind="stable")
    counts = np.bincount(codes, minlength=len(unique))
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    heads: list[Head] = []
    parts: list[Positions] = []
    for number, (start, count) in enumerate(zip(starts.tolist(), counts.tolist(), strict=True)):
        members = order[by_group[start : start + count]]
        key = str(keys[members[0]])
        text = str(texts[members[0]]) or NOTHING.say(sheet.lang)
        heads.append(Head(key, text, count, key in folded))
        parts.append(np.array([-1 - number], dtype=np.int64))
        if key not in folded:
            parts.append(members)
    return Grouped(np.concatenate(parts), tuple(heads))


def _group_keys(sheet: Sheet, column: Column) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """By what rows are grouped, and how that reads: times by their day, values by their code, else the text."""
    texts = sheet.texts(column)
    if column.sort == "time":
        days = np.array([text[:10] for text in texts.tolist()], dtype=object)
        return days, days
    if sort_of_filter(column) == "values":
        return keys_of(sheet, column), texts
    return texts, texts


def sums_for(column: Column) -> tuple[Sum, ...]:
    """What `column` can be summed up by; what is shown at first leads."""
    if column.sort in ("whole", "count"):
        return ("sum", "mean", "least", "greatest", "count")
    if column.sort == "number":
        return ("mean", "sum", "least", "greatest", "count")
    if column.sort in ("date", "time"):
        return ("count", "least", "greatest")
    if column.sort == "left":
        return ("least", "greatest", "count")
    return ("count", "distinct")


def total(sheet: Sheet, order: Positions, column: Column, by: Sum) -> float:
    """`column` summed up over the rows `order`; NaN when there is nothing to say."""
    if by in ("count", "distinct") and sort_of_filter(column) in ("values", "text"):
        shown = (
            keys_of(sheet, column) if sort_of_filter(column) == "values" else sheet.texts(column)
        )[order]
        filled = shown[shown != ""]
        return float(len(filled) if by == "count" else len(pd.unique(filled)))
    figures = days_of(sheet, column) if sort_of_filter(column) == "days" else sheet.keys(column)
    known = figures[order]
    known = known[~np.isnan(known)]
    if by == "count":
        return float(len(known))
    if not len(known):
        return float("nan")
    if by == "sum":
        return float(known.sum())
    if by == "mean":
        return float(known.mean())
    return float(known.min() if by == "least" else known.max())


def total_in_words(column: Column, by: Sum, value: float, lang: str) -> str:
    """A total as its cell says it; empty for NaN."""
    if np.isnan(value):
        return ""
    if by in ("least", "greatest"):
        if column.sort in ("date", "time"):
            return _DAY[by].format(v=date_of(value).isoformat()).say(lang)
        if column.sort == "left":
            return _LEFT[by].format(v=left_in_words(value, lang)).say(lang)
    return _SHORT[by].format(v=figure(value, 2)).say(lang)


def totals(
    sheet: Sheet, order: Positions, asked: Collection[tuple[str, Sum]]
) -> Iterator[tuple[str, str]]:
    """The cell of each column that is asked for, by name."""
    columns = {column.name: column for column in sheet.columns}
    for name, by in asked:
        column = columns.get(name)
        if column is not None:
            yield name, total_in_words(column, by, total(sheet, order, column, by), sheet.lang)
