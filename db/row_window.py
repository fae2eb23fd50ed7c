"""Rows by window: which rows there are, in what order, what they add up to, and the few that are looked at.

A long table is never read whole. What concerns every row comes as one string that the engine joins and numpy parses, so
that a million row numbers cost no Python object each and a window beside it keeps moving. Every value is bound. What a
column means, and how it reads, is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    bindparam,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from db.dialects import spelled
from db.frames import Frame, read_frame
from db.records import KINDS

Clause = ColumnElement[bool]
Fids = NDArray[np.int64]
Figures = NDArray[np.float64]

CHUNK = 5000
"""So many rows cross into Python at once where they must."""
_BETWEEN = ","
BREAK = "\x1f"
"""Ends each of some texts that come as one; inside a text it is read as a blank."""
_DIGIT = re.compile(r"[0-9]")
_GLOB = {"0": "[0-9]", "*": "[*]", "?": "[?]", "[": "[[]"}


class OneOf(FunctionElement[bool]):
    """Whether a column holds one of the values of a JSON array: any number of them as one bound value."""

    name = "guatu_one_of"
    inherit_cache = True


@compiles(OneOf)
def _one_of(element: OneOf, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({values})))"


@compiles(OneOf, "postgresql")
def _one_of_postgresql(element: OneOf, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    text = isinstance(next(iter(element.clauses)).type, String)
    cast_to = "text" if text else "bigint"
    listed = f"json_array_elements_text(CAST({values} AS json))"
    return f"({column} IN (SELECT CAST(value AS {cast_to}) FROM {listed}))"


class Bytewise(FunctionElement[str]):
    """Text that compares by its bytes on either engine."""

    name = "guatu_bytewise"
    type = String()
    inherit_cache = True


spelled(
    Bytewise,
    sqlite=lambda text: text,
    postgresql=lambda text: f'({text} COLLATE "C")',
)


class Alike(FunctionElement[bool]):
    """Whether a text has the form that a GLOB, or a regular expression of the same meaning, says."""

    name = "guatu_alike"
    inherit_cache = True


spelled(
    Alike,
    sqlite=lambda column, glob, _pattern: f"({column} GLOB {glob})",
    postgresql=lambda column, _glob, pattern: f"({column} ~ {pattern})",
)


def one_of(column: ColumnElement[Any], values: Sequence[Any] | NDArray[Any]) -> Clause:
    """`column` holds one of `values` (whole numbers or texts), however many they are."""
    plain = values.tolist() if isinstance(values, np.ndarray) else list(values)
    return OneOf(column, bindparam(None, orjson.dumps(plain).decode(), String, unique=True))


def with_fids(kind: str, fids: Fids) -> Clause:
    """The row is one of `fids`."""
    return one_of(KINDS[kind].__table__.c.fid, fids)


def all_fids(engine: Engine, kind: str, where: Clause | None = None) -> Fids:
    """The fids of the rows that `where` holds of, ascending."""
    table = KINDS[kind].__table__
    found = select(table.c.fid)
    rows = (found if where is None else found.where(where)).subquery()
    with engine.connect() as connection, connection.begin():
        return np.sort(_wholes(connection.scalar(select(_joined(rows.c.fid)))))


def ordered_fids(engine: Engine, kind: str, column: ColumnElement[str]) -> Fids:
    """All fids in the order of a column of text by its bytes, then by fid."""
    table = KINDS[kind].__table__
    rows = select(table.c.fid).order_by(Bytewise(column), table.c.fid).subquery()
    with engine.connect() as connection, connection.begin():
        return _wholes(connection.scalar(select(_joined(rows.c.fid))))


def figures(engine: Engine, kind: str, expression: ColumnElement[Any], fids: Fids) -> Figures:
    """A figure for each of `fids` (ascending); NaN where there is none or the row is gone."""
    table = KINDS[kind].__table__
    value = func.coalesce(cast(expression, String), "nan", type_=String)
    rows = select(table.c.fid, value.label("value")).subquery()  # in whatever order is quickest
    with engine.connect() as connection, connection.begin():
        row = connection.execute(select(_joined(rows.c.fid), _joined(rows.c.value))).one()
    values = np.full(len(fids), np.nan)
    at, known = places(fids, _wholes(row[0]))
    values[at] = _figures(row[1] or "")[known]
    return values


def members(
    engine: Engine, kind: str, expression: ColumnElement[Any], fids: Fids
) -> tuple[list[Any], NDArray[np.int64]]:
    """The different values of `expression`, and which each of `fids` (ascending) has; -1 for one that is gone."""
    table = KINDS[kind].__table__
    grouped = select(expression, _joined(table.c.fid)).group_by(expression)
    codes = np.full(len(fids), -1, dtype=np.int64)
    values: list[Any] = []
    with engine.connect() as connection, connection.begin():
        for value, joined in connection.execution_options(yield_per=CHUNK).execute(grouped):
            at, _known = places(fids, _wholes(joined))
            codes[at] = len(values)
            values.append(value)
    return values, codes


def different(engine: Engine, kind: str, expression: ColumnElement[Any], most: int) -> list[Any]:
    """The different values of `expression`, nothing left out but NULL; one more than `most` when they are more."""
    value = select(expression.label("value")).select_from(KINDS[kind].__table__).subquery()
    query = select(value.c.value).where(value.c.value.is_not(None)).distinct().limit(most + 1)
    with engine.connect() as connection, connection.begin():
        return list(connection.scalars(query))


def counted(
    engine: Engine, kind: str, expression: ColumnElement[Any], where: Clause | None
) -> list[tuple[Any, int]]:
    """Each value of `expression` among the rows of `where`, and how many rows have it."""
    table = KINDS[kind].__table__
    query = select(expression, func.count(table.c.fid)).group_by(expression)
    with engine.connect() as connection, connection.begin():
        rows = connection.execute(query if where is None else query.where(where)).all()
    return [(value, int(count)) for value, count in rows]


def aggregates(
    engine: Engine, kind: str, wanted: Sequence[ColumnElement[Any]], where: Clause | None
) -> Row[Any]:
    """One row of aggregates over the rows of `where`."""
    query = select(*wanted).select_from(KINDS[kind].__table__)
    with engine.connect() as connection, connection.begin():
        row: Row[Any] = connection.execute(query if where is None else query.where(where)).one()
        return row


def in_parts(
    engine: Engine, kind: str, wanted: Sequence[ColumnElement[Any]]
) -> Iterator[list[tuple[Any, ...]]]:
    """``(fid, *wanted)`` of every row, ascending by fid, some thousands at a time."""
    table = KINDS[kind].__table__
    query = select(table.c.fid, *wanted).order_by(table.c.fid)
    with engine.connect() as connection, connection.begin():
        found = connection.execution_options(yield_per=CHUNK).execute(query)
        for part in found.partitions(CHUNK):
            yield [tuple(row) for row in part]


def joined_texts(
    engine: Engine, kind: str, expression: ColumnElement[Any], fids: Fids, at_once: int
) -> Iterator[tuple[Fids, str]]:
    """A text of every row of `fids` (ascending), `at_once` of them at a time: the rows' fids, and their texts as one.

    Each text is ended by `BREAK`; where there is none stands an empty one.
    """
    table = KINDS[kind].__table__
    text = func.replace(func.coalesce(expression, ""), BREAK, " ", type_=String).concat(BREAK)
    first, last = bindparam("first", type_=Integer), bindparam("last", type_=Integer)
    query = select(_joined(table.c.fid), func.aggregate_strings(text, "")).where(
        table.c.fid.between(first, last)
    )
    with engine.connect() as connection, connection.begin():
        for start in range(0, len(fids), at_once):
            part = fids[start : start + at_once]
            ends = {"first": int(part[0]), "last": int(part[-1])}
            found, joined = connection.execute(query, ends).one()
            yield _wholes(found), joined or ""


def numbered_alike(engine: Engine, kind: str, column: ColumnElement[str]) -> bool:
    """Whether all texts of a column differ in their digits only, so that their bytes sort them by value."""
    table = KINDS[kind].__table__
    with engine.connect() as connection, connection.begin():
        first = connection.scalar(select(column).order_by(table.c.fid).limit(1))
        if not first:
            return False
        glob = "".join(_GLOB.get(letter, letter) for letter in _DIGIT.sub("0", first))
        pattern = "^" + re.escape(_DIGIT.sub("0", first)).replace("0", "[0-9]") + "$"
        alike = Alike(column, literal(glob, String), literal(pattern, String))
        stranger = select(table.c.fid).where(or_(column.is_(None), not_(alike))).limit(1)
        return connection.scalar(stranger) is None


def read_window(engine: Engine, kind: str, fids: Fids, columns: Sequence[str]) -> Frame:
    """The rows `fids`, those of them that exist, as `db.frames.read_frame` gives them, with their ``fid``."""
    cls = KINDS[kind]
    few = len(fids) <= CHUNK
    wanted = cls.__table__.c.fid.in_(fids.tolist()) if few else with_fids(kind, fids)
    with engine.connect() as connection, connection.begin():
        return read_frame(connection, cls, where=wanted, columns=[*columns, "fid"])


def fids_of(engine: Engine, kind: str, uids: Sequence[str]) -> dict[str, int]:
    """The fid of each of `uids` that exists."""
    table = KINDS[kind].__table__
    query = select(table.c.uid, table.c.fid).where(one_of(table.c.uid, uids))
    return _pairs(engine, query)


def uids_by(engine: Engine, kind: str, column: str, texts: Sequence[str]) -> dict[str, str]:
    """The uid of each record of which a column of text, unique among them, says one of `texts`."""
    table = KINDS[kind].__table__
    query = select(table.c[column], table.c.uid).where(one_of(table.c[column], texts))
    return _pairs(engine, query)


def uids_of(engine: Engine, kind: str, fids: Fids) -> dict[int, str]:
    """The uid of each of `fids` that exists."""
    table = KINDS[kind].__table__
    query = select(table.c.fid, table.c.uid).where(with_fids(kind, fids))
    return _pairs(engine, query)


def _pairs(engine: Engine, query: Any) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    with engine.connect() as connection, connection.begin():
        for part in _streamed(connection, query):
            found.update((key, value) for key, value in part)
    return found


def _streamed(connection: Connection, query: Any) -> Iterator[Sequence[Any]]:
    return connection.execution_options(yield_per=CHUNK).execute(query).partitions(CHUNK)


def _joined(column: ColumnElement[Any]) -> ColumnElement[str]:
    """The values of all rows as one text, in the order of the rows."""
    return func.aggregate_strings(cast(column, String), _BETWEEN)


def _wholes(joined: str | None) -> Fids:
    return np.fromstring(joined or "", dtype=np.int64, sep=_BETWEEN)


def _figures(joined: str) -> NDArray[Any]:
    """The figures of a joined text; whole ones are read several times as fast."""
    whole = not any(sign in joined for sign in (".", "n", "e"))
    return np.fromstring(joined, dtype=np.int64 if whole else np.float64, sep=_BETWEEN)


def places(fids: Fids, found: Fids) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where those of `found` that are among `fids` stand there, and which of `found` they are."""
    if len(fids) == len(found) and np.array_equal(fids, found):
        return np.arange(len(fids)), np.ones(len(found), dtype=bool)
    at = np.searchsorted(fids, found)
    known = at < len(fids)
    known[known] = fids[at[known]] == found[known]
    return at[known], known
