"""The rows of one kind as a table needs them: shown text, sort keys, search text.

A `Sheet` is a value over a frame. Columns are filled when first asked for and kept, so that opening
a table costs what it shows; a change replaces the touched rows in every filled column and leaves
the rest as they are. It knows no view: `order` gives the positions of the rows to show, in the
order to show them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.cells import (
    SOON_DAYS,
    Numbers,
    Texts,
    days_left,
    due_days,
    epoch_days,
    mapped,
)
from layers.columns import Column, columns_for
from layers.names import Names, as_text
from layers.needles import Needles, Words
from layers.sheet_cells import texts_of
from layers.spelling import Ladder, order_keys, quick_initials

Tones = NDArray[np.int8]

CALM, SOON, LATE = 0, 1, 2
"""Tones of a cell: nothing to say, due soon or out of order, overdue or a gap."""


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
        self._ladders: dict[str, Ladder] = {}
        self._needles: Needles | None = None
        self.whole = True
        """Whether these are all rows of the kind; a table shows its first ones before the rest is read."""

    def __len__(self) -> int:
        return len(self.uids)

    def said(self, lang: str) -> Sheet:
        """The same rows in `lang`."""
        return Sheet(self.kind, self.rows, self.names, lang, self.on)

    def with_names(self, names: Names) -> Sheet:
        """The same rows with `names` in place of the words they replace."""
        return Sheet(self.kind, self.rows, self.names.merged(names), self.lang, self.on)

    def taken(self, places: NDArray[np.int64]) -> Sheet:
        """Only the rows at `places`, in that order: what a view shows of a long sheet, filled by itself."""
        return Sheet(self.kind, self.rows.take(places), self.names, self.lang, self.on)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def position(self, uid: str) -> int:
        """Where the row with that uid stands; -1 when it is not here."""
        if self._place is None:
            self._place = {each: place for place, each in enumerate(self.uids.tolist())}
        return self._place.get(uid, -1)

    def positions(self, uids: Iterable[str]) -> list[int]:
        """Where the rows with these uids stand; those that are not here are left out."""
        return [place for place in map(self.position, uids) if place >= 0]

    def texts(self, column: Column) -> Texts:
        """The shown text of every row, an array of str."""
        if column.name not in self._texts:
            self._texts[column.name] = texts_of(self, column)
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
        if column.must:
            return np.where(pd.isna(self.rows[column.source]), LATE, CALM).astype(np.int8)
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
        kept: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.int64]:
        """Positions of the rows that `needle` finds, sorted; rows without a value come last.

        With `among`, only records with those uids; with `kept`, only rows for which it is true.
        """
        found: NDArray[np.int64] = self._found(needle)
        if among is not None:
            wanted = np.zeros(len(self), dtype=bool)
            wanted[self.positions(among)] = True
            found = found[wanted[found]]
        if kept is not None:
            found = found[kept[found]]
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
        return (not needle.strip() or self._needles is not None) and all(
            name in self._keys for name in sorted_by
        )

    def warmed(self) -> Sheet:
        """The same sheet, with what a filter and a selection need filled."""
        self._searched()
        self.position("")
        return self

    def replaced(self, rows: pd.DataFrame, gone: Collection[str]) -> Sheet:
        """A sheet in which `rows` replace their former selves or are added, without `gone`."""
        part = Sheet(self.kind, rows, self.names, self.lang, self.on)
        change = _Change(self, part, gone)
        frame = pd.DataFrame(
            {name: change.column(self.rows[name], part.rows[name]) for name in self.rows.columns},
            copy=False,
        )
        after = Sheet(self.kind, frame, self.names, self.lang, self.on)
        if self._place is not None and not gone:
            fresh_uids = enumerate(after.uids[len(self) :].tolist(), start=len(self))
            after._place = {**self._place, **{uid: place for place, uid in fresh_uids}}
        columns = {column.name: column for column in self.columns}
        for name, texts in self._texts.items():
            after._texts[name] = change.array(texts, part.texts(columns[name]))
        for name, keys in self._keys.items():
            fresh = part.keys(columns[name])
            if name in self._ladders:
                after._ladders[name], fresh = self._ladders[name].with_keys(
                    part._spelt(columns[name])
                )
            after._keys[name] = change.array(keys, fresh)
        if self._needles is not None:
            after._needles = self._needles.changed(part._searched(), change.array)
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
        self._ladders[column.name], found = Ladder.of(self._spelt(column))
        return found

    def _spelt(self, column: Column) -> list[str]:
        """What sorts each row of a column of words; empty for nothing."""
        given = None
        if column.name == "name" and "pinyin" in self.rows:
            given = as_text(self.rows["pinyin"]).tolist()
        return order_keys(self.texts(column).tolist(), given)

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
        if not needle.split():
            return np.arange(len(self), dtype=np.int64)
        return np.flatnonzero(self._searched().found(needle, len(self))).astype(np.int64)

    def _searched(self) -> Needles:
        """All searchable text of each row."""
        if self._needles is None:
            found = [self._words(column) for column in self.columns]
            for column in self.columns:
                link = column.field.link if column.field is not None else None
                if column.sort == "link" and link is not None:
                    uids = self.rows[column.source].to_numpy(dtype=object)
                    found.append(Words.by_value(uids, partial(self._typed, link, uids)))
            if {"pinyin", "initials"} <= set(self.rows.columns):
                spelt = as_text(self.rows["pinyin"]).tolist()
                found += [
                    Words.of(spelt),
                    Words.of([s.replace(" ", "") for s in spelt]),
                    Words.of(as_text(self.rows["initials"])),
                ]
            elif "name" in self.rows.columns:
                found.append(Words.of(quick_initials(as_text(self.rows["name"]).tolist())))
            self._needles = Needles(tuple(found))
        return self._needles

    def _typed(self, kind: str, uids: Texts, at: NDArray[np.int64]) -> Texts:
        return self.names.column(kind, uids[at], typed=True)

    def _words(self, column: Column) -> Words:
        """The words of one column, said once for each value that differs."""
        if column.name in self._texts or column.sort in ("text", "left"):
            return Words.of(self.texts(column))
        derived = column.sort in ("count", "whole", "number", "date")
        values = self.keys(column) if derived else self.rows[column.source].to_numpy(dtype=object)
        return Words.by_value(values, lambda at: self.taken(at).texts(column))


class _Change:
    """How the rows of one sheet become those of the next: which stay, which are replaced, which are new."""

    def __init__(self, before: Sheet, part: Sheet, gone: Collection[str]) -> None:
        self._kept: NDArray[np.bool_] | None = None
        if gone:
            self._kept = np.ones(len(before), dtype=bool)
            self._kept[before.positions(gone)] = False
        found = np.array([before.position(uid) for uid in part.uids.tolist()], dtype=np.int64)
        self._known = found >= 0
        moved = np.arange(len(before)) if self._kept is None else np.cumsum(self._kept) - 1
        self._places = moved[found[self._known]]

    def array(self, whole: NDArray[Any], changed: NDArray[Any]) -> NDArray[Any]:
        """`whole` after the change, with values of `changed` in the touched rows."""
        after = whole.copy() if self._kept is None else whole[self._kept]
        after[self._places] = changed[self._known]
        return after if self._known.all() else np.concatenate([after, changed[~self._known]])

    def column(self, whole: pd.Series[Any], changed: pd.Series[Any]) -> pd.Series[Any]:
        """The same for a typed column of a frame."""
        values: Any = whole.array
        values = values.copy() if self._kept is None else values[self._kept]
        values[self._places] = changed.array[self._known]
        after = pd.Series(values, dtype=whole.dtype, copy=False)
        if self._known.all():
            return after
        return pd.concat([after, changed[~self._known]], ignore_index=True)
