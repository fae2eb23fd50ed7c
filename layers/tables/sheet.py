"""Some rows of one kind as a table shows them: the text of every cell, its tone, what sorts it.

A `Sheet` is a value over a frame of the rows that are looked at, of which a long table has few:
`layers.tables.ledger` finds which. Columns are filled when first asked for and kept. It knows no view and reads no
workspace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

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
from layers.tables.ranks import ranks_of_texts
from layers.tables.sheet_cells import texts_of

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
    columns : tuple of Column, optional
        Those of the kind, where they are known.
    """

    def __init__(
        self,
        kind: str,
        frame: pd.DataFrame,
        names: Names,
        lang: str,
        on: dt.date,
        columns: tuple[Column, ...] | None = None,
    ) -> None:
        self.kind, self.names, self.lang, self.on = kind, names, lang, on
        self.columns = columns_for(kind, names.terms) if columns is None else columns
        self.rows = frame.reset_index(drop=True)
        self.uids: Texts = self.rows["uid"].to_numpy(dtype=object)
        self._texts: dict[str, Texts] = {}
        self._codes: dict[str, Texts] = {}
        self._keys: dict[str, Numbers] = {}
        self._place: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self.uids)

    def taken(self, places: NDArray[np.int64]) -> Sheet:
        """Only the rows at `places`, in that order."""
        rows = self.rows.take(places)
        return Sheet(self.kind, rows, self.names, self.lang, self.on, self.columns)

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
        if column.source not in self._codes:
            values = self.rows[column.source].to_numpy(dtype=object)
            found = values.copy()
            found[pd.isna(values)] = None
            self._codes[column.source] = found
        return self._codes[column.source]

    def code_at(self, column: Column, place: int) -> str:
        """The stored code of one row of a choice column; empty where there is none."""
        value = self.codes(column)[place]
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

    def order(self, sorting: Sequence[Sorting]) -> NDArray[np.int64]:
        """Positions of the rows, sorted; rows without a value come last."""
        found = np.arange(len(self), dtype=np.int64)
        for rule in reversed(sorting):
            keys = self.keys(self.columns[rule.column])[found]
            found = found[np.argsort(-keys if rule.descending else keys, kind="stable")]
        return found

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
        """Words by pinyin, a place with a reading of its own by that; a gap comes before all of them."""
        texts = self.texts(column).tolist()
        spelt = None
        if column.name == "name" and "pinyin" in self.rows:
            spelt = as_text(self.rows["pinyin"]).tolist()
        ranks = ranks_of_texts(texts, spelt)
        return np.where(pd.isna(self.rows[column.source]), -1.0, ranks) if column.must else ranks

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
