"""What a table's columns may be filtered by: chosen values, a range, a piece of text; and the values to choose from.

A filter is a value that names its column; `layers.tables.sql` says which rows it keeps, `said` how a person reads it.
It keeps stored codes and uids, not words, so that a saved one means the same in both languages. Filters of several
columns hold together. Nothing here knows a view or reads a workspace.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from layers.cells import NO, YES, date_of, figure
from layers.columns import Column
from layers.names import Names
from resources.text import Text

Sort = Literal["values", "figures", "days", "text"]
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


class Worded(Protocol):
    """What knows the columns of a kind and how their values read."""

    @property
    def lang(self) -> str: ...
    @property
    def names(self) -> Names: ...
    def column(self, name: str) -> Column: ...


def word_of(worded: Worded, column: Column, key: str) -> str:
    """How a key of a column of values reads."""
    if not key:
        return NOTHING.say(worded.lang)
    field = column.field
    if column.sort == "flag":
        return (YES if key == "1" else NO).say(worded.lang)
    if column.sort == "link":
        return worded.names.of((field.link if field else None) or "", key) or key[:8]
    words: Mapping[str, Text] = (field.choices if field else None) or {}
    if column.sort == "term":
        words = worded.names.terms.get((field.terms if field else None) or "", {})
    return words[key].say(worded.lang) if key in words else key


def said(worded: Worded, wanted: Filter) -> str:
    """The filter as a person reads it, such as ``颜色：红、黄`` or ``人口 ≥ 2 000``."""
    column = worded.column(wanted.column)
    title, lang = column.title.say(worded.lang), worded.lang
    colon, comma = ("：", "、") if lang == "zh" else (": ", ", ")
    if isinstance(wanted, Holding):
        return f"{title}{colon}“{wanted.text}”"
    if isinstance(wanted, Chosen):
        words = sorted(word_of(worded, column, key) for key in wanted.keys)
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
