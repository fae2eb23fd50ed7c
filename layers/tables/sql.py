"""A table's columns as SQL: what each holds, what groups it, what filters it and what it adds up to.

Expressions only, every value bound, the same rows on GeoPackage and PostGIS; who runs them is `layers.tables.ledger`.
What a village's resident is, and what an officer carries, follows from the postings in force on the day, as in
`layers.tables.rows`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Float,
    Integer,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from db.dialects import spelled
from db.records import KINDS
from layers.cells import date_of
from layers.columns import Column
from layers.query.posts import POSTS, within
from layers.query.sql import Clause, DayNumber, Folded, clause, expression
from layers.spelling import SYLLABLE
from layers.tables.column_filters import Between, Chosen, Filter, Holding, sort_of_filter
from layers.tables.groups import Sum

UNKNOWN = 1e9
"""Where a code that no list has sorts: behind those that it has."""


class LocalMinute(FunctionElement[str]):
    """A stored time as ``2026-11-22 08:30``, some minutes ahead of UTC."""

    name = "guatu_local_minute"
    type = String()
    inherit_cache = True


spelled(
    LocalMinute,
    sqlite=lambda time, ahead: f"strftime('%Y-%m-%d %H:%M', {time}, {ahead} || ' minutes')",
    postgresql=lambda time, ahead: (
        f"to_char(({time} AT TIME ZONE 'UTC') + make_interval(mins => CAST({ahead} AS integer)),"
        " 'YYYY-MM-DD HH24:MI')"
    ),
)


class Seconds(FunctionElement[float]):
    """A stored time as seconds since 1970."""

    name = "guatu_seconds"
    type = Float()
    inherit_cache = True


spelled(
    Seconds,
    sqlite=lambda time: f"((julianday({time}) - 2440587.5) * 86400)",
    postgresql=lambda time: f"extract(epoch FROM {time})",
)


class Plain(FunctionElement[str]):
    """A figure as people type it: no more decimals than it has."""

    name = "guatu_plain"
    type = String()
    inherit_cache = True


spelled(
    Plain,
    sqlite=lambda figure: f"printf('%.15g', {figure})",
    postgresql=lambda figure: f"CAST({figure} AS text)",
)


def value_of(kind: str, column: Column, on: dt.date) -> ColumnElement[Any]:
    """What `column` of the table of `kind` holds in a row, on the day `on`."""
    if kind == "villages" and column.name in POSTS:
        return _posted(column.name, on)
    return expression(kind, column.name, on)


def _posted(post: str, on: dt.date) -> ColumnElement[str]:
    """Who holds a post at a village on a day: the officer posted longest."""
    village, posting = KINDS["villages"].__table__, KINDS["postings"].__table__
    inside = clause("postings", within("start", "end", on), on)
    return (
        select(posting.c.officer_uid)
        .where(posting.c.village_uid == village.c.uid, posting.c.post == post, inside)
        .order_by(posting.c.start, posting.c.uid)
        .limit(1)
        .correlate(village)
        .scalar_subquery()
    )


def ahead_of_utc() -> ColumnElement[Any]:
    """Minutes by which the local time zone is ahead of UTC now, as tables say times."""
    offset = dt.datetime.now().astimezone().utcoffset() or dt.timedelta()
    return literal(int(offset.total_seconds() // 60), Integer)


def local_minute(kind: str, column: Column, on: dt.date) -> ColumnElement[str]:
    """A column of times as tables say them."""
    return LocalMinute(value_of(kind, column, on), ahead_of_utc())


def key_of(kind: str, column: Column, on: dt.date) -> ColumnElement[str]:
    """By what rows are told apart in a column, as text, empty for nothing: code, uid, day, ``"1"`` or ``"0"``."""
    value = value_of(kind, column, on)
    if column.sort == "flag":
        return case((value.is_(true()), "1"), (value.is_(false()), "0"), else_="")
    if column.sort == "time":
        return func.coalesce(func.substr(local_minute(kind, column, on), 1, 10), "", type_=String)
    if column.sort == "date":
        value = cast(day_of(kind, column, on), String)
    return func.coalesce(value, "", type_=String)


def day_of(kind: str, column: Column, on: dt.date) -> ColumnElement[Any]:
    """The day of a column of dates or (local) times, as days since 1970-01-01."""
    value = value_of(kind, column, on)
    if column.sort == "time":
        return DayNumber(cast(func.substr(local_minute(kind, column, on), 1, 10), _DayText()))
    days: ColumnElement[Any] = value
    return days if isinstance(value.type, Integer) else DayNumber(value)


class _DayText(Date):
    """A day cut from a text: a real date on a server, the same text in a file."""


@compiles(_DayText, "sqlite")
def _day_text(_type: _DayText, _compiler: Any, **_options: Any) -> str:
    return "TEXT"


def figure_of(kind: str, column: Column, on: dt.date) -> ColumnElement[Any]:
    """A figure that sorts the column: of a date its day, of a time its second."""
    if column.sort == "date":
        return day_of(kind, column, on)
    value = value_of(kind, column, on)
    return Seconds(value) if column.sort == "time" else value


def words_of(kind: str, column: Column) -> ColumnElement[str]:
    """What a column of text sorts by: its words, a name led by the pinyin that a person gave to it (`led_by`)."""
    own = KINDS[kind].__table__.c
    words: ColumnElement[str] = own[column.source]
    if column.name != "name" or "pinyin" not in own:
        return words
    spelt = func.replace(own.pinyin, " ", SYLLABLE, type_=String).concat(SYLLABLE)
    led = and_(func.coalesce(own.pinyin, "") != "", func.coalesce(words, "") != "")
    return case((led, spelt.concat(words)), else_=words)


def kept_by(kind: str, column: Column, wanted: Filter, on: dt.date) -> Clause:
    """The rows that a filter of `column` keeps."""
    if isinstance(wanted, Chosen):
        return key_of(kind, column, on).in_(sorted(wanted.keys))
    value = value_of(kind, column, on)
    if isinstance(wanted, Holding):
        text = Folded(func.coalesce(value, "", type_=String))
        return text.contains(wanted.text.casefold(), autoescape=True)
    return _between(kind, column, wanted, value, on)


def _between(
    kind: str, column: Column, wanted: Between, value: ColumnElement[Any], on: dt.date
) -> Clause:
    if wanted.empty:
        return value.is_(None)
    figure: Any = cast(value, Float)
    low: Any = wanted.low
    high: Any = wanted.high
    after = False
    if column.sort == "time":
        figure, after = value, wanted.high is not None
        low = None if low is None else _midnight(low)
        high = None if high is None else _midnight(high + 1)
    elif sort_of_filter(column) == "days":
        figure = day_of(kind, column, on)
    tests: list[Clause] = [value.is_not(None)]
    if low is not None:
        tests.append(figure >= low)
    if high is not None:
        tests.append(figure < high if after else figure <= high)
    return and_(*tests)


def _midnight(days: float) -> dt.datetime:
    return dt.datetime.combine(date_of(days), dt.time()).astimezone()


def total_of(kind: str, column: Column, by: Sum, on: dt.date) -> ColumnElement[Any]:
    """What a column comes to over rows: an aggregate, NULL where there is nothing to say."""
    if by in ("count", "distinct"):
        words = sort_of_filter(column) in ("values", "text")
        filled: Any = (
            func.nullif(key_of(kind, column, on), "") if words else value_of(kind, column, on)
        )
        return func.count(filled.distinct() if by == "distinct" else filled)
    days = sort_of_filter(column) == "days"
    figure = cast(day_of(kind, column, on) if days else value_of(kind, column, on), Float)
    total: ColumnElement[Any] = _AGGREGATES[by](figure)
    return total


_AGGREGATES: dict[Sum, Any] = {
    "sum": func.sum,
    "mean": func.avg,
    "least": func.min,
    "greatest": func.max,
}
