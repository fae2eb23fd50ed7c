"""What a table's columns may be filtered by: chosen values, a range, a piece of text; and the values to choose from.

A filter is a value that names its column; `mask` says which rows of a sheet it keeps, `said` how a person reads it. It
keeps stored codes and uids, not words, so that a saved one means the same in both languages. Filters of several columns
hold together. Nothing here knows a view or reads a workspace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.cells import NO, YES, Numbers, date_of, figure
from layers.columns import Column
from layers.sheet import Sheet
from resources.text import Text

Sort = Literal["values", "figures", "days", "text"]
Mask = NDArray[np.bool_]
NOTHING = Text("（空）", "(empty)")
_SORTS: dict[str, Sort] = {
    "choice": "values",
    "term": "values",
    "link": "values",
    "flag": "values",
    "whole": "figures",
    "number": "figures",
    "count": "figures",
    "left": "figures",
    "date": "days",
    "time": "days",
    "text": "text",
}
_FEW = 3
"""So many chosen values are named on a chip; of more, the count is told."""


@dataclass(frozen=True)
class Chosen:
    """Rows whose value is one of ``keys``: stored codes or uids, ``"1"`` and ``"0"`` of a flag, ``""`` for nothing."""

    column: str
    keys: frozenset[str]


@dataclass(frozen=True)
class Between:
    """Rows whose figure lies within bounds, both inclusive; of a date the bounds are days since 1970-01-01.

    With ``empty`` only rows that have nothing there, whatever the bounds.
    """

    column: str
    low: float | None = None
    high: float | None = None
    empty: bool = False


@dataclass(frozen=True)
class Holding:
    """Rows whose text holds ``text``, case aside."""

    column: str
    text: str


Filter = Chosen | Between | Holding


@dataclass(frozen=True)
class Value:
    """One value of a column: its stored key, how it reads, and how many rows have it."""

    key: str
    text: str
    count: int


def sort_of_filter(column: Column) -> Sort:
    """By what `column` is filtered: values to choose, a range of figures or days, or a piece of text."""
    return _SORTS[column.sort]


def keys_of(sheet: Sheet, column: Column) -> NDArray[np.object_]:
    """The key of every row of a column of values; empty for nothing."""
    values = sheet.rows[column.source].to_numpy(dtype=object)
    if column.sort == "flag":
        said = np.where(values == True, "1", "0")  # noqa: E712 - an array with missing values
        return np.where(pd.isna(values), "", said).astype(object)
    return np.where(pd.isna(values), "", values)


def days_of(sheet: Sheet, column: Column) -> Numbers:
    """The day of every row of a column of dates or times (local), as days since 1970-01-01; NaN for nothing."""
    if column.sort == "date":
        return sheet.keys(column)
    moments = pd.to_datetime(sheet.rows[column.source], utc=True)
    local = moments.dt.tz_convert(dt.datetime.now().astimezone().tzinfo).dt.tz_localize(None)
    days = local.to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))


def mask(sheet: Sheet, wanted: Filter) -> Mask:
    """Which rows of `sheet` the filter keeps; KeyError when there is no such column."""
    column = sheet.column(wanted.column)
    if isinstance(wanted, Chosen):
        codes, unique = pd.factorize(keys_of(sheet, column))
        kept = np.fromiter((key in wanted.keys for key in unique), dtype=bool, count=len(unique))
        return np.asarray(kept[codes], dtype=bool)
    if isinstance(wanted, Holding):
        needle = wanted.text.casefold()
        texts = sheet.texts(column).tolist()
        return np.fromiter((needle in text.casefold() for text in texts), bool, len(texts))
    days = sort_of_filter(column) == "days"
    figures = days_of(sheet, column) if days else sheet.keys(column)
    if wanted.empty:
        return np.isnan(figures)
    kept = ~np.isnan(figures)
    if wanted.low is not None:
        kept &= figures >= wanted.low
    if wanted.high is not None:
        kept &= figures <= wanted.high
    return kept


def kept_by(sheet: Sheet, filters: Sequence[Filter]) -> Mask | None:
    """Which rows all `filters` keep; None when there are none. One of a column that is gone is passed over."""
    known = {column.name for column in sheet.columns}
    masks = [mask(sheet, each) for each in filters if each.column in known]
    return np.logical_and.reduce(masks) if masks else None


def values_of(sheet: Sheet, column: Column, places: NDArray[np.int64]) -> list[Value]:
    """The values of a column of values in the rows at `places`, in the order in which the column sorts."""
    codes, unique = pd.factorize(keys_of(sheet, column)[places])
    counts = np.bincount(codes, minlength=len(unique))
    _first, where = np.unique(codes, return_index=True)
    at = places[where]
    texts, order = sheet.texts(column)[at], sheet.keys(column)[at]
    found = [
        (rank, Value(str(key), str(text) if key else "", int(count)))
        for rank, key, text, count in zip(order.tolist(), unique, texts, counts, strict=True)
    ]
    found.sort(key=lambda pair: (np.isnan(pair[0]), pair[0]))
    return [value for _rank, value in found]


def word_of(sheet: Sheet, column: Column, key: str) -> str:
    """How a key of a column of values reads."""
    if not key:
        return NOTHING.say(sheet.lang)
    field = column.field
    if column.sort == "flag":
        return (YES if key == "1" else NO).say(sheet.lang)
    if column.sort == "link":
        return sheet.names.of((field.link if field else None) or "", key) or key[:8]
    words: Mapping[str, Text] = (field.choices if field else None) or {}
    if column.sort == "term":
        words = sheet.names.terms.get((field.terms if field else None) or "", {})
    return words[key].say(sheet.lang) if key in words else key


def said(sheet: Sheet, wanted: Filter) -> str:
    """The filter as a person reads it, such as ``颜色：红、黄`` or ``人口 ≥ 2 000``."""
    column = sheet.column(wanted.column)
    title, lang = column.title.say(sheet.lang), sheet.lang
    colon, comma = ("：", "、") if lang == "zh" else (": ", ", ")
    if isinstance(wanted, Holding):
        return f"{title}{colon}“{wanted.text}”"
    if isinstance(wanted, Chosen):
        words = sorted(word_of(sheet, column, key) for key in wanted.keys)
        if len(words) > _FEW:
            return f"{title}{colon}{COUNTED.format(n=len(words)).say(lang)}"
        return f"{title}{colon}{comma.join(words)}"
    if wanted.empty:
        return f"{title}{colon}{NOTHING.say(lang)}"
    days = sort_of_filter(column) == "days"
    low, high = (_bound(bound, days=days) for bound in (wanted.low, wanted.high))
    if low and high:
        return f"{title} = {low}" if low == high else f"{title}{colon}{low} – {high}"
    return f"{title} ≥ {low}" if low else f"{title} ≤ {high}"


COUNTED = Text("{n} 项", "{n} values")


def _bound(bound: float | None, *, days: bool) -> str:
    if bound is None:
        return ""
    return date_of(bound).isoformat() if days else figure(bound)


def as_json(wanted: Filter) -> dict[str, Any]:
    """The filter as a saved view keeps it."""
    if isinstance(wanted, Chosen):
        return {"column": wanted.column, "keys": sorted(wanted.keys)}
    if isinstance(wanted, Holding):
        return {"column": wanted.column, "text": wanted.text}
    return {
        "column": wanted.column,
        "low": wanted.low,
        "high": wanted.high,
        "empty": wanted.empty,
    }


def from_json(kept: Mapping[str, Any]) -> Filter:
    """The filter that was saved; KeyError, TypeError or ValueError when it is none."""
    column = str(kept["column"])
    if "keys" in kept:
        return Chosen(column, frozenset(str(key) for key in kept["keys"]))
    if "text" in kept:
        return Holding(column, str(kept["text"]))
    low, high = (None if kept[name] is None else float(kept[name]) for name in ("low", "high"))
    return Between(column, low, high, bool(kept.get("empty", False)))
