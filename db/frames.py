"""Frames: the rows of one kind as a typed pandas or geopandas frame, now or as of any past time.

Reading goes through SQLAlchemy only; GDAL never opens the live file. Columns are fetched raw and
converted whole. A past frame is the present one with every later entry of the journal taken back,
newest first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pyproj
from numpy.typing import NDArray
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Float,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    func,
    select,
    type_coerce,
)
from sqlalchemy.engine import Connection

from db.geometry import Geometry, decode, encode
from db.images import from_image, load
from db.journal import journal, journal_changes
from db.records.base import Record
from db.times import UtcTime, to_iso

CRS = "EPSG:4326"
"""Of every geometry."""
Frame: TypeAlias = "pd.DataFrame | gpd.GeoDataFrame"


def read_frame(
    connection: Connection,
    cls: type[Record],
    *,
    where: ColumnElement[bool] | None = None,
    columns: Sequence[str] | None = None,
) -> Frame:
    """The rows of `cls` in the order of their ``fid``.

    Parameters
    ----------
    where : SQLAlchemy expression on the columns of `cls`, optional
    columns : names to read, optional
        ``uid`` is always added. Without ``geom`` the result is a plain frame.

    Returns
    -------
    GeoDataFrame (geometry ``geom``, EPSG:4326) when a geometry was read, else DataFrame.
    Text is ``object`` with None; whole numbers ``Int64``; dates ``datetime64[ms]``; times
    UTC-aware; JSON dicts.
    """
    table = cls.__table__
    assert isinstance(table, Table)
    names = [c.name for c in table.columns if columns is None or c.name in columns]
    if columns is not None:
        strangers = set(columns) - set(table.columns.keys())
        if strangers:
            raise KeyError(f"{cls.kind()} has no column {min(strangers)!r}")
        if "uid" not in names:
            names.insert(0, "uid")
    query = select(*(_raw(table.columns[n], connection).label(n) for n in names)).order_by(
        table.c.fid
    )
    if where is not None:
        query = query.where(where)
    return _frame(table, dict(zip(names, _fetched(connection, query, len(names)), strict=True)))


def _fetched(connection: Connection, query: Select[Any], width: int) -> list[list[Any]]:
    """What `query` gives, a list a column.

    From a file it is taken as SQLite gives it: `_raw` leaves nothing to convert, and to make a row object of each of
    a hundred thousand rows takes as long as to read them.
    """
    with connection.execute(query) as result:
        plain = connection.dialect.name == "sqlite" and result.cursor is not None
        rows = result.cursor.fetchall() if plain else result.all()
    return [list(map(itemgetter(place), rows)) for place in range(width)]


def _raw(column: Column[Any], connection: Connection) -> ColumnElement[Any]:
    """`column` without its per-value conversion, which `_series` does for all rows at once."""
    server = connection.dialect.name == "postgresql"
    if isinstance(column.type, Geometry):
        if server:
            return func.ST_AsBinary(type_coerce(column, LargeBinary), type_=LargeBinary)
        return type_coerce(column, LargeBinary)
    if server and isinstance(column.type, JSON):
        return column
    if not server and isinstance(column.type, (Date, UtcTime, JSON)):
        return type_coerce(column, String)
    return column


def _frame(table: Table, values: dict[str, Sequence[Any]]) -> Frame:
    # One index for every column: else pandas unites and compares them, which costs more than to read a row.
    index = pd.RangeIndex(len(next(iter(values.values()))))
    columns = {name: _column(table.columns[name], stored) for name, stored in values.items()}
    frame = pd.DataFrame(
        {
            name: pd.Series(column, index=index, dtype=object, copy=False)
            if isinstance(column, np.ndarray) and column.dtype == object
            else column
            for name, column in columns.items()
        },
        index=index,
    )
    return gpd.GeoDataFrame(frame, geometry="geom") if "geom" in columns else frame


@cache
def _crs() -> pyproj.CRS:
    """An object, because reading one row should not parse its name."""
    return pyproj.CRS(CRS)


def _geometries(values: Sequence[Any]) -> Any:
    return gpd.array.from_shapely(decode(values), crs=_crs())


def _times(values: Sequence[Any]) -> Any:
    return pd.to_datetime(pd.Index(values, dtype=object), utc=True, format="ISO8601")


def _dates(values: Sequence[Any]) -> Any:
    return np.array(values, dtype="datetime64[ms]")


def _json(values: Sequence[Any]) -> Any:
    return _objects([orjson.loads(v) if isinstance(v, str) else (v or {}) for v in values])


def _flags(values: Sequence[Any]) -> Any:
    return pd.array(list(values), dtype="boolean")


def _wholes(values: Sequence[Any]) -> Any:
    return pd.array(list(values), dtype="Int64")


def _numbers(values: Sequence[Any]) -> Any:
    return np.array([np.nan if v is None else v for v in values], dtype="float64")


def _objects(values: Sequence[Any]) -> NDArray[np.object_]:
    """`values` as they are; pandas would make text of another type of them."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


_COLUMNS: tuple[tuple[type[Any], Callable[[Sequence[Any]], Any]], ...] = (
    (Geometry, _geometries),
    (UtcTime, _times),
    (Date, _dates),
    (JSON, _json),
    (Boolean, _flags),
    (Integer, _wholes),
    (Float, _numbers),
)


def _column(column: Column[Any], values: Sequence[Any]) -> Any:
    """A typed column of stored values."""
    for sort, build in _COLUMNS:
        if isinstance(column.type, sort):
            return build(values)
    return _objects(values)


def read_past(
    connection: Connection,
    cls: type[Record],
    moment: dt.datetime,
    columns: Sequence[str] | None = None,
) -> Frame:
    """The rows of `cls` as they stood at `moment` (an aware time), in the order of ``uid`` entry.

    ``fid`` is missing (<NA>) for rows that were deleted since: it is no identity and is not
    journalled.
    """
    table = cls.__table__
    assert isinstance(table, Table)
    now = read_frame(connection, cls)
    changed = journal_changes
    later = connection.execute(
        select(changed.c.action, changed.c.uid, changed.c.before)
        .join(journal, journal.c.sequence == changed.c.sequence)
        .where(journal.c.at > to_iso(moment), changed.c.kind == cls.kind())
        .order_by(changed.c.sequence.desc(), changed.c.ordinal.desc())
    ).all()
    overlay: dict[str, dict[str, Any] | None] = {}
    for action, uid, before in later:
        if action == "insert":
            overlay[uid] = None
        else:
            overlay[uid] = (overlay.get(uid) or {}) | from_image(cls, load(before) or {})
    if not overlay:
        return now if columns is None else _only(now, columns)
    present = {name: now[name].astype(object).tolist() for name in now.columns}
    rows = {uid: i for i, uid in enumerate(present["uid"])}
    for uid, values in overlay.items():
        place = rows.get(uid)
        if values is None or (place is None and "uid" not in values):
            continue
        if place is None:
            for name, column in present.items():
                column.append(values.get(name))
            continue
        for name, value in values.items():
            present[name][place] = value
    gone = {uid for uid, values in overlay.items() if values is None}
    keep = [uid not in gone for uid in present["uid"]]
    kept = {
        name: [None if _is_na(v) else v for v, k in zip(column, keep, strict=True) if k]
        for name, column in present.items()
    }
    past = _frame(table, {name: _stored(table.columns[name], kept[name]) for name in kept})
    return past if columns is None else _only(past, columns)


def _only(frame: Frame, columns: Sequence[str]) -> Frame:
    names = [n for n in frame.columns if n in columns or n == "uid"]
    return frame[names]


def _is_na(value: Any) -> bool:
    return value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value))


def _stored(column: Column[Any], values: list[Any]) -> Sequence[Any]:
    """Python values in the form in which `_series` takes them from storage."""
    if isinstance(column.type, Geometry):
        return encode(values, column.type.geometry_type)
    return values
