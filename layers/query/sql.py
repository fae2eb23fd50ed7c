"""Conditions as SQLAlchemy expressions: every value bound, the same rows on GeoPackage and PostGIS.

Each expression is true or false, never NULL. Dates are compared as stored; where days are counted
(a dispute's deadline) both engines count them from 1970-01-01. A to Z are folded and nothing else,
which both engines can do alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    FromClause,
    Integer,
    String,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.sql.functions import FunctionElement

from db.dialects import spelled
from db.records import KINDS
from db.records.disputes import CLASS_DAYS
from layers.columns import COVER, COVERED, DERIVED
from layers.loads import LOADS, load
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
    fold,
)
from layers.query.posts import covered
from layers.township_cover import COVERS

Clause = ColumnElement[bool]
_EPOCH = dt.date(1970, 1, 1)


class Folded(FunctionElement[str]):
    """Text with A to Z as a to z."""

    name = "guatu_folded"
    type = String()
    inherit_cache = True


spelled(
    Folded,
    sqlite=lambda text: f"lower({text})",
    postgresql=lambda text: f'lower({text} COLLATE "C")',
)


class DayNumber(FunctionElement[int]):
    """A stored date as days since 1970-01-01."""

    name = "guatu_day_number"
    type = Integer()
    inherit_cache = True


spelled(
    DayNumber,
    sqlite=lambda date: f"CAST(julianday({date}) - 2440587.5 AS INTEGER)",
    postgresql=lambda date: f"({date} - DATE '1970-01-01')",
)


def clause(kind: str, condition: Condition, today: dt.date) -> Clause:
    """`condition` as an expression on the table of `kind`, for ``workspace.frame(kind, where=…)``."""
    return _Columns(kind, KINDS[kind].__table__, today).clause(condition)


def expression(kind: str, name: str, today: dt.date) -> ColumnElement[Any]:
    """The column called `name` of the table of `kind`, or the expression of a derived one: ``due``, ``left``."""
    return _Columns(kind, KINDS[kind].__table__, today).column(name)


class _Columns:
    """The columns of one kind in one place of a statement: the table itself, or a copy inside a link."""

    def __init__(self, kind: str, rows: FromClause, today: dt.date) -> None:
        self.kind, self.rows, self.today = kind, rows, today

    def clause(self, condition: Condition) -> Clause:
        if isinstance(condition, AllOf):
            return and_(true(), *(self.clause(part) for part in condition.parts))
        if isinstance(condition, AnyOf):
            return or_(false(), *(self.clause(part) for part in condition.parts))
        if isinstance(condition, Not):
            return not_(self.clause(condition.part))
        return _LEAVES[type(condition)](self, condition)

    def column(self, name: str) -> ColumnElement[Any]:
        """The column called `name`, or the expression of a derived one or of one category."""
        if any(derived.name == name for derived in DERIVED.get(self.kind, ())):
            return self._derived(name)
        source, dot, code = name.partition(".")
        column = self.rows.c[source]
        return column[code].as_float() if dot else column

    # -- leaves -----------------------------------------------------------------------------------

    def empty(self, leaf: Empty) -> Clause:
        column = self.column(leaf.name)
        if isinstance(column.type, String):
            return func.coalesce(column, "") == ""
        return column.is_(None)

    def text_is(self, leaf: TextIs) -> Clause:
        return self._text(leaf.name) == fold(leaf.text)

    def text_holds(self, leaf: TextHolds) -> Clause:
        text = self._text(leaf.name)
        if leaf.squeezed:
            text = func.replace(text, " ", "", type_=String)
        return text.contains(fold(leaf.text), autoescape=True)

    def text_starts(self, leaf: TextStarts) -> Clause:
        return self._text(leaf.name).startswith(fold(leaf.text), autoescape=True)

    def _text(self, name: str) -> ColumnElement[str]:
        return Folded(func.coalesce(self.column(name), "", type_=String))

    def code_in(self, leaf: CodeIn) -> Clause:
        return func.coalesce(self.column(leaf.name), "", type_=String).in_(sorted(leaf.codes))

    def flag(self, leaf: Flag) -> Clause:
        return self.column(leaf.name).is_(true() if leaf.on else false())

    def figure(self, leaf: Figure) -> Clause:
        return _bounded(cast(self.column(leaf.name), Float), leaf)

    def days(self, leaf: Days) -> Clause:
        column = self.column(leaf.name)
        counted = isinstance(column.type, Integer)
        tests: list[Clause] = [column.is_not(None)]
        if leaf.first is not None:
            tests.append(column >= (_ordinal(leaf.first) if counted else leaf.first))
        if leaf.last is not None:
            tests.append(column <= (_ordinal(leaf.last) if counted else leaf.last))
        return and_(*tests)

    def times(self, leaf: Times) -> Clause:
        column = self.column(leaf.name)
        tests: list[Clause] = [column.is_not(None)]
        if leaf.start is not None:
            tests.append(column >= leaf.start)
        if leaf.end is not None:
            tests.append(column < leaf.end)
        return and_(*tests)

    def linked(self, leaf: Linked) -> Clause:
        rows = KINDS[leaf.kind].__table__.alias()
        there = _Columns(leaf.kind, rows, self.today).clause(leaf.part)
        inside = select(rows.c.uid).where(there).correlate(None)
        link = self.column(leaf.name)
        return and_(link.is_not(None), link.in_(inside))

    def pointed(self, leaf: Pointed) -> Clause:
        rows = KINDS[leaf.kind].__table__.alias()
        there = _Columns(leaf.kind, rows, self.today).clause(leaf.part)
        link = rows.c[leaf.name]
        return self.rows.c.uid.in_(select(link).where(link.is_not(None), there).correlate(None))

    def uid_in(self, leaf: UidIn) -> Clause:
        return self.rows.c.uid.in_(sorted(leaf.uids))

    # -- derived columns --------------------------------------------------------------------------

    def _derived(self, name: str) -> ColumnElement[Any]:
        """Due day or days left, as in `layers.cells`, NULL for none; what an officer carries; a township's cover."""
        if name in LOADS:
            return load(name, self.rows, self.today)
        if name in COVERS:
            return self._covered(name)
        rows = self.rows.c
        if self.kind == "disputes":
            due, ended = self._due(), rows.closed
        else:
            due, ended = DayNumber(rows.due), rows.eliminated
        if name == "due":
            return due
        return case((ended.is_(None), due - _ordinal(self.today)), else_=None)

    def _covered(self, name: str) -> ColumnElement[Any]:
        """One of `COVERS` of the township in a row, as `db.coverage.cover_by_township` has it; NULL for no share."""
        village = KINDS["villages"].__table__.alias()
        full = _Columns("villages", village, self.today).clause(covered(self.today))
        every: Any = func.count(village.c.uid)
        some: Any = func.coalesce(func.sum(case((full, 1), else_=0)), 0)
        rate = cast(literal(100.0), Float) * cast(some, Float) / func.nullif(cast(every, Float), 0)
        told: Any = {COVERED.name: cast(some, Integer), COVER.name: rate}.get(name, every)
        own = village.c.township_uid == self.rows.c.uid
        return select(told).where(own).correlate(self.rows).scalar_subquery()

    def _due(self) -> ColumnElement[int]:
        rows = self.rows.c
        allowed = case(
            *(
                (rows.case_class == code, literal(days, Integer))
                for code, days in CLASS_DAYS.items()
            ),
            else_=literal(0, Integer),
        )
        since = literal(_ordinal(self.today), Integer) - DayNumber(rows.paused_since)
        standing = case((since > 0, since), else_=literal(0, Integer))
        paused = func.coalesce(rows.paused_days, 0, type_=Integer)
        return DayNumber(rows.found) + allowed + paused + standing


def _bounded(figure: ColumnElement[float], leaf: Figure) -> Clause:
    """`figure` is there and lies within the bounds of `leaf`."""
    tests: list[Clause] = [figure.is_not(None)]
    if leaf.low is not None:
        low = bindparam(None, leaf.low, Float, unique=True)
        tests.append(figure > low if leaf.low_open else figure >= low)
    if leaf.high is not None:
        high = bindparam(None, leaf.high, Float, unique=True)
        tests.append(figure < high if leaf.high_open else figure <= high)
    return and_(*tests)


def _ordinal(day: dt.date) -> int:
    return (day - _EPOCH).days


_LEAVES: dict[type, Callable[[_Columns, Any], Clause]] = {
    Empty: _Columns.empty,
    TextIs: _Columns.text_is,
    TextHolds: _Columns.text_holds,
    TextStarts: _Columns.text_starts,
    CodeIn: _Columns.code_in,
    Flag: _Columns.flag,
    Figure: _Columns.figure,
    Days: _Columns.days,
    Times: _Columns.times,
    Linked: _Columns.linked,
    Pointed: _Columns.pointed,
    UidIn: _Columns.uid_in,
}
