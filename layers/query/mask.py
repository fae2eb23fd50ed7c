"""Conditions as masks over a frame: the same rows as `layers.query.sql`, without a statement.

Columns are those of ``workspace.frame``. What is asked of linked records is computed once over their
own frame and joined by uid. Everything is whole columns; a text that repeats is looked at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import String

from db.records import KINDS
from layers.cells import Numbers, days_left, due_days, epoch_days, mapped
from layers.columns import DERIVED, NEEDS
from layers.layer import Frames
from layers.loads import LOADS, loads
from layers.query.conditions import (
    AllOf,
    AnyOf,
    CodeIn,
    Condition,
    Days,
    Empty,
    Figure,
    Flag,
    Linked,
    Not,
    Pointed,
    TextHolds,
    TextIs,
    TextStarts,
    Times,
    UidIn,
    columns_read,
    fold,
)
from layers.township_cover import COVERS, covers

Mask = NDArray[np.bool_]
_EPOCH = dt.date(1970, 1, 1)


def columns_needed(kind: str, condition: Condition) -> list[str]:
    """The columns that a frame of `kind` must carry to be asked `condition`."""
    derived = {column.name for column in DERIVED.get(kind, ())}
    named = columns_read(condition)
    own = KINDS[kind].__table__.columns.keys()
    wanted = {name.partition(".")[0] for name in named}
    if named & derived:
        wanted |= set(NEEDS.get(kind, ()))
    return ["uid", *(name for name in own if name in wanted - {"uid"})]


def mask(
    kind: str, condition: Condition, frame: pd.DataFrame, frames: Frames, today: dt.date
) -> Mask:
    """Which rows of `frame` (of `kind`, with `columns_needed`) the condition holds of, in its order.

    `frames` gives the linked kinds that the condition asks.
    """
    return _Rows(kind, frame, frames, today).mask(condition)


class _Rows:
    def __init__(self, kind: str, frame: pd.DataFrame, frames: Frames, today: dt.date) -> None:
        self.kind, self.frame, self.frames, self.today = kind, frame, frames, today
        self._derived_names = {column.name for column in DERIVED.get(kind, ())}

    def mask(self, condition: Condition) -> Mask:
        if isinstance(condition, AllOf):
            parts = [self.mask(part) for part in condition.parts]
            return np.logical_and.reduce(parts) if parts else np.ones(len(self.frame), dtype=bool)
        if isinstance(condition, AnyOf):
            parts = [self.mask(part) for part in condition.parts]
            return np.logical_or.reduce(parts) if parts else np.zeros(len(self.frame), dtype=bool)
        if isinstance(condition, Not):
            return ~self.mask(condition.part)
        return _LEAVES[type(condition)](self, condition)

    # -- leaves -----------------------------------------------------------------------------------

    def empty(self, leaf: Empty) -> Mask:
        if leaf.name in self._derived_names or "." in leaf.name:
            return np.isnan(self._numbers(leaf.name))
        values = self.frame[leaf.name]
        gone: Mask = values.isna().to_numpy(dtype=bool, copy=True)
        if isinstance(KINDS[self.kind].__table__.columns[leaf.name].type, String):
            gone |= values.to_numpy(dtype=object) == ""
        return gone

    def text_is(self, leaf: TextIs) -> Mask:
        wanted = fold(leaf.text)
        return self._texts(leaf.name, lambda text: text == wanted)

    def text_holds(self, leaf: TextHolds) -> Mask:
        wanted = fold(leaf.text)
        if leaf.squeezed:
            return self._texts(leaf.name, lambda text: wanted in text.replace(" ", ""))
        return self._texts(leaf.name, lambda text: wanted in text)

    def text_starts(self, leaf: TextStarts) -> Mask:
        wanted = fold(leaf.text)
        return self._texts(leaf.name, lambda text: text.startswith(wanted))

    def _texts(self, name: str, test: Callable[[str], bool]) -> Mask:
        values = self.frame[name].to_numpy(dtype=object)
        found = mapped(values, lambda text: test(fold(text)), test(""))
        return found.astype(bool)

    def code_in(self, leaf: CodeIn) -> Mask:
        return self.frame[leaf.name].isin(list(leaf.codes)).to_numpy(dtype=bool)

    def flag(self, leaf: Flag) -> Mask:
        set_ = (self.frame[leaf.name] == leaf.on).fillna(value=False)
        return set_.to_numpy(dtype=bool)

    def figure(self, leaf: Figure) -> Mask:
        values = self._numbers(leaf.name)
        found = ~np.isnan(values)
        if leaf.low is not None:
            found &= values > leaf.low if leaf.low_open else values >= leaf.low
        if leaf.high is not None:
            found &= values < leaf.high if leaf.high_open else values <= leaf.high
        return found

    def days(self, leaf: Days) -> Mask:
        values = self._days(leaf.name)
        found = ~np.isnan(values)
        if leaf.first is not None:
            found &= values >= (leaf.first - _EPOCH).days
        if leaf.last is not None:
            found &= values <= (leaf.last - _EPOCH).days
        return found

    def times(self, leaf: Times) -> Mask:
        values = pd.to_datetime(self.frame[leaf.name], utc=True)
        found = values.notna().to_numpy(copy=True)
        if leaf.start is not None:
            found &= (values >= pd.Timestamp(leaf.start)).to_numpy()
        if leaf.end is not None:
            found &= (values < pd.Timestamp(leaf.end)).to_numpy()
        return found

    def linked(self, leaf: Linked) -> Mask:
        rows = self.frames.frame(leaf.kind, columns=columns_needed(leaf.kind, leaf.part))
        there = _Rows(leaf.kind, rows, self.frames, self.today).mask(leaf.part)
        uids = rows["uid"].to_numpy(dtype=object)[there]
        return self.frame[leaf.name].isin(uids.tolist()).to_numpy(dtype=bool)

    def pointed(self, leaf: Pointed) -> Mask:
        needed = columns_needed(leaf.kind, leaf.part)
        rows = self.frames.frame(leaf.kind, columns=[*needed, leaf.name])
        there = _Rows(leaf.kind, rows, self.frames, self.today).mask(leaf.part)
        uids = rows[leaf.name].to_numpy(dtype=object)[there]
        return self.frame["uid"].isin([uid for uid in uids.tolist() if uid]).to_numpy(dtype=bool)

    def uid_in(self, leaf: UidIn) -> Mask:
        return self.frame["uid"].isin(list(leaf.uids)).to_numpy(dtype=bool)

    # -- columns ----------------------------------------------------------------------------------

    def _numbers(self, name: str) -> Numbers:
        if name == "left":
            return days_left(self.kind, self.frame, self.today)
        if name in LOADS or name in COVERS:
            told = loads if name in LOADS else covers
            found = told(self.frames, self.frame["uid"], self.today)[name]
            return found.to_numpy(dtype=np.float64, na_value=np.nan)
        if name in self._derived_names:
            return self._days(name)
        source, dot, code = name.partition(".")
        values: pd.Series[Any] = self.frame[source]
        if dot:
            values = pd.Series([(v or {}).get(code) for v in values.tolist()], dtype=object)
        return pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)

    def _days(self, name: str) -> Numbers:
        if name in self._derived_names:
            return due_days(self.frame, self.today)
        return epoch_days(self.frame[name])


_LEAVES: dict[type, Callable[[_Rows, Any], Mask]] = {
    Empty: _Rows.empty,
    TextIs: _Rows.text_is,
    TextHolds: _Rows.text_holds,
    TextStarts: _Rows.text_starts,
    CodeIn: _Rows.code_in,
    Flag: _Rows.flag,
    Figure: _Rows.figure,
    Days: _Rows.days,
    Times: _Rows.times,
    Linked: _Rows.linked,
    Pointed: _Rows.pointed,
    UidIn: _Rows.uid_in,
}
