"""The rows of one kind as a table needs them: shown text, sort keys, search text.

A `Sheet` is a value over a frame. Columns are filled when first asked for and kept, so that opening
a table costs what it shows; a change replaces the touched rows in every filled column and leaves
the rest as they are. It knows no view: `order` gives the positions of the rows to show, in the
order to show them.
"""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.cells import (
    NO,
    PAUSED,
    SOON_DAYS,
    YES,
    Numbers,
    Texts,
    date_of,
    day_in_words,
    days_left,
    due_days,
    epoch_days,
    figure,
    left_in_words,
    mapped,
)
from layers.columns import Column, columns_for
from layers.names import Names, as_text
from layers.spelling import quick_initials, ranks

Tones = NDArray[np.int8]

CALM, SOON, LATE = 0, 1, 2
"""Tones of a cell: nothing to say, due soon or out of order, overdue."""


@dataclass(frozen=True)
class Sorting:
    """One column to sort by."""

    column: int
    descending: bool = False


class Sheet:
    """Rows of one kind, columnar.

    Parameters
    ----------
    kind : str
    frame : DataFrame
        The columns that `layers.columns.reads` names; no geometry.
    names : Names
    lang : "zh" or "en"
    on : date
        The day on which deadlines are counted.
    """

    def __init__(
        self, kind: str, frame: pd.DataFrame, names: Names, lang: str, on: dt.date
    ) -> None:
        self.kind, self.names, self.lang, self.on = kind, names, lang, on
        self.columns: tuple[Column, ...] = columns_for(kind, names.terms)
        self.rows = frame.reset_index(drop=True)
        self.uids: Texts = self.rows["uid"].to_numpy(dtype=object)
        self._place: dict[str, int] | None = None
        self._texts: dict[str, Texts] = {}
        self._keys: dict[str, Numbers] = {}
        self._hay: tuple[str, list[int]] | None = None

    def __len__(self) -> int:
        return len(self.uids)

    def said(self, lang: str) -> Sheet:
        """The same rows in `lang`."""
        return Sheet(self.kind, self.rows, self.names, lang, self.on)

    def with_names(self, names: Names) -> Sheet:
        """The same rows with `names` in place of the words they replace."""
        return Sheet(self.kind, self.rows, self.names.merged(names), self.lang, self.on)

    def positions(self, uids: Iterable[str]) -> list[int]:
        """Where the rows with these uids stand; those that are not here are left out."""
        if self._place is None:
            self._place = {uid: place for place, uid in enumerate(self.uids.tolist())}
        return [self._place[uid] for uid in uids if uid in self._place]

    def texts(self, column: Column) -> Texts:
        """The shown text of every row, an array of str."""
        if column.name not in self._texts:
            self._texts[column.name] = _SHOWN[column.sort](self, column)
        return self._texts[column.name]

    def keys(self, column: Column) -> Numbers:
        """A number for every row that sorts the column; NaN where there is nothing."""
        if column.name not in self._keys:
            self._keys[column.name] = self._sort_keys(column)
        return self._keys[column.name]

    def codes(self, column: Column) -> Texts:
        """The stored value of every row of a choice column (None where there is none)."""
        values = self.rows[column.source].to_numpy(dtype=object)
        found = values.copy()
        found[pd.isna(values)] = None
        return found

    def code_at(self, column: Column, place: int) -> str:
        """The stored code of one row of a choice column; empty where there is none."""
        value = self.rows[column.source].iat[place]
        return value if isinstance(value, str) else ""

    def tones(self, column: Column) -> Tones | None:
        """How loudly each cell speaks, or None for a column that never does."""
        if column.sort == "left":
            left = self.keys(column)
            late = np.where(left < 0, LATE, np.where(left <= SOON_DAYS, SOON, CALM)).astype(np.int8)
            return np.where(np.isnan(left), CALM, late).astype(np.int8)
        if column.source == "status" and column.sort == "choice":
            codes = self.codes(column)
            return np.where((codes == "fault") | (codes == "offline"), SOON, CALM).astype(np.int8)
        return None

    def ended(self) -> NDArray[np.bool_]:
        """Whether each row is over: closed, eliminated, or a posting past its last day."""
        if self.kind == "postings":
            last = epoch_days(self.rows["end"])
            return np.asarray(last < (self.on - dt.date(1970, 1, 1)).days)
        name = {"disputes": "closed", "hazards": "eliminated"}.get(self.kind)
        if name is None:
            return np.zeros(len(self), dtype=bool)
        return self.rows[name].notna().to_numpy()

    def order(
        self,
        sorting: Sequence[Sorting],
        needle: str = "",
        among: Collection[str] | None = None,
    ) -> NDArray[np.int64]:
        """Positions of the rows that `needle` finds, sorted; rows without a value come last.

        With `among`, only records with those uids.
        """
        found: NDArray[np.int64] = self._found(needle)
        if among is not None:
            found = found[np.isin(found, self.positions(among))]
        for rule in reversed(sorting):
            keys = self.keys(self.columns[rule.column])[found]
            empty = np.isnan(keys)
            ranked = np.argsort(
                np.where(empty, np.inf, -keys if rule.descending else keys), kind="stable"
            )
            found = np.asarray(found[ranked], dtype=np.int64)
        return found

    def prepared(self, sorting: Sequence[Sorting], needle: str) -> bool:
        """Whether `order` would find all it needs already filled, and so answer at once."""
        sorted_by = (self.columns[rule.column].name for rule in sorting)
        return (not needle.strip() or self._hay is not None) and all(
            name in self._keys for name in sorted_by
        )

    def replaced(self, rows: pd.DataFrame, gone: Collection[str]) -> Sheet:
        """A sheet in which `rows` replace their former selves or are added, without `gone`."""
        kept = (
            ~np.isin(self.uids, np.array([*gone], dtype=object))
            if gone
            else np.ones(len(self), dtype=bool)
        )
        part = Sheet(self.kind, rows, self.names, self.lang, self.on)
        here = {uid: place for place, uid in enumerate(self.uids[kept].tolist())}
        place = np.array([here.get(uid, -1) for uid in part.uids.tolist()], dtype=np.int64)
        known = place >= 0

        def patch(whole: NDArray[Any], changed: NDArray[Any]) -> NDArray[Any]:
            base = whole[kept].copy()
            base[place[known]] = changed[known]
            return np.concatenate([base, changed[~known]])

        columns = {
            name: patch(self.rows[name].to_numpy(dtype=object), rows[name].to_numpy(dtype=object))
            for name in self.rows.columns
        }
        frame = pd.DataFrame(
            {name: pd.Series(values, dtype=object) for name, values in columns.items()}
        )
        after = Sheet(self.kind, frame, self.names, self.lang, self.on)
        by_name = {column.name: column for column in self.columns}
        after._texts = {
            name: patch(texts, part.texts(by_name[name])) for name, texts in self._texts.items()
        }
        return after

    def _sort_keys(self, column: Column) -> Numbers:
        if column.sort in ("text", "term", "link"):
            return self._ranked(column)
        if (
            column.sort == "choice"
            and column.field is not None
            and column.field.choices is not None
        ):
            order = {code: float(place) for place, code in enumerate(column.field.choices)}
            return mapped(self.codes(column), lambda code: order.get(code, np.inf), np.nan)
        if column.sort == "left":
            return days_left(self.kind, self.rows, self.on)
        if column.sort == "date":
            return self._days(column)
        if column.sort == "time":
            moments = pd.to_datetime(self.rows[column.source], utc=True)
            ticks = moments.astype("int64").where(moments.notna())
            return np.asarray(ticks, dtype=np.float64)
        return self._numbers(column)

    def _ranked(self, column: Column) -> Numbers:
        texts = self.texts(column)
        spelt = None
        if column.name == "name" and "pinyin" in self.rows:
            spelt = as_text(self.rows["pinyin"]).tolist()
        found = ranks(texts.tolist(), spelt).astype(np.float64)
        return np.where(texts == "", np.nan, found)

    def _numbers(self, column: Column) -> Numbers:
        values = self.rows[column.source]
        if column.sort == "count":
            code = column.name.partition(".")[2]
            values = pd.Series(
                [(counts or {}).get(code) for counts in values.tolist()], dtype=object
            )
        return pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)

    def _days(self, column: Column) -> Numbers:
        if column.name == "due" and self.kind == "disputes":
            return due_days(self.rows, self.on)
        return epoch_days(self.rows[column.source])

    def _found(self, needle: str) -> NDArray[np.int64]:
        tokens = needle.casefold().split()
        if not tokens:
            return np.arange(len(self), dtype=np.int64)
        hay, starts = self._haystack()
        found: set[int] | None = None
        for token in tokens:
            rows = set(_rows_with(hay, starts, token))
            found = rows if found is None else found & rows
        return np.array(sorted(found or ()), dtype=np.int64)

    def _haystack(self) -> tuple[str, list[int]]:
        """All searchable text in one string, one line a row, and where each line starts."""
        if self._hay is None:
            parts = [self.texts(column).tolist() for column in self.columns]
            for column in self.columns:
                if (
                    column.sort == "link"
                    and column.field is not None
                    and column.field.link is not None
                ):
                    uids = self.rows[column.source].to_numpy(dtype=object)
                    parts.append(self.names.column(column.field.link, uids, typed=True).tolist())
            if {"pinyin", "initials"} <= set(self.rows.columns):
                spelt = as_text(self.rows["pinyin"]).tolist()
                parts += [
                    spelt,
                    [s.replace(" ", "") for s in spelt],
                    as_text(self.rows["initials"]).tolist(),
                ]
            elif "name" in self.rows.columns:
                parts.append(quick_initials(as_text(self.rows["name"]).tolist()))
            lines = [
                "\x1f".join(row).replace("\n", " ").casefold() for row in zip(*parts, strict=True)
            ]
            lengths = np.fromiter(
                (len(line) + 1 for line in lines), dtype=np.int64, count=len(lines)
            )
            starts = (np.cumsum(lengths) - lengths).tolist()
            self._hay = "\n".join(lines), starts
        return self._hay


def _rows_with(hay: str, starts: list[int], token: str) -> list[int]:
    """Numbers of the lines of `hay` that hold `token`; a line that holds it is left at once."""
    rows = []
    at = hay.find(token)
    while at >= 0:
        row = bisect.bisect_right(starts, at) - 1
        rows.append(row)
        if row + 1 == len(starts):
            break
        at = hay.find(token, starts[row + 1])
    return rows


def _words(sheet: Sheet, column: Column) -> Texts:
    return as_text(sheet.rows[column.source])


def _choices(sheet: Sheet, column: Column) -> Texts:
    words = (column.field.choices if column.field else None) or {}
    return mapped(
        sheet.codes(column),
        lambda code: words[code].say(sheet.lang) if code in words else str(code),
        "",
    )


def _terms(sheet: Sheet, column: Column) -> Texts:
    words = sheet.names.terms.get((column.field.terms if column.field else None) or "", {})
    return mapped(
        sheet.codes(column),
        lambda code: words[code].say(sheet.lang) if code in words else str(code),
        "",
    )


def _links(sheet: Sheet, column: Column) -> Texts:
    kind = (column.field.link if column.field else None) or ""
    return sheet.names.column(kind, sheet.rows[column.source].to_numpy(dtype=object))


def _figures(sheet: Sheet, column: Column) -> Texts:
    return mapped(sheet.keys(column).astype(object), figure, "")


def _dates(sheet: Sheet, column: Column) -> Texts:
    return mapped(
        sheet.keys(column).astype(object), lambda days: day_in_words(date_of(days), sheet.lang), ""
    )


def _times(sheet: Sheet, column: Column) -> Texts:
    return as_text(sheet.rows[column.source])


def _flags(sheet: Sheet, column: Column) -> Texts:
    return mapped(sheet.codes(column), lambda flag: (YES if flag else NO).say(sheet.lang), "")


def _lefts(sheet: Sheet, column: Column) -> Texts:
    texts = mapped(
        sheet.keys(column).astype(object), lambda days: left_in_words(days, sheet.lang), ""
    )
    if "paused_since" in sheet.rows:
        standing = ~pd.isna(sheet.rows["paused_since"]).to_numpy() & (texts != "")
        texts[standing] = [
            PAUSED.format(rest=rest).say(sheet.lang) for rest in texts[standing].tolist()
        ]
    return texts


_SHOWN: dict[str, Callable[[Sheet, Column], Texts]] = {
    "text": _words,
    "choice": _choices,
    "term": _terms,
    "link": _links,
    "whole": _figures,
    "number": _figures,
    "count": _figures,
    "date": _dates,
    "time": _times,
    "flag": _flags,
    "left": _lefts,
}
