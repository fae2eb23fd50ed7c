"""From a frame to rows: types, defaults and checks for many new records, or many changes, at once.

Whole columns are converted and checked together; only rules that a kind states itself, and free
text that holds digits, are looked at row by row. The first refused row raises, naming its number.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import JSON, Boolean, Column, ColumnDefault, Date, Float, Integer

from db.errors import RecordError
from db.geometry import Geometry, encode, wkb_of, wrong_shape
from db.records.base import Record, check_value, columns_of, geometry_of
from db.times import UtcTime, to_iso
from resources.text import Text

_SPELLINGS = ("pinyin", "initials")
_LOOK = 500
"""So many values are checked between two looks."""


def _missing(value: Any) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def _date(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):  # pandas timestamps too
        return value.date()
    if isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(str(value))


def _time(value: Any) -> dt.datetime:
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def _column(values: pd.Series[Any], convert: Callable[[Any], Any]) -> list[Any]:
    return [
        None if _missing(v) or v is pd.NA else convert(v) for v in values.astype(object).tolist()
    ]


def _converted(values: pd.Series[Any], column_type: Any) -> list[Any]:
    if isinstance(column_type, Geometry):
        return list(encode(np.asarray(values, dtype=object), column_type.geometry_type))
    for sort, convert in (
        (UtcTime, _time),
        (Date, _date),
        (Boolean, bool),
        (Integer, int),
        (Float, float),
        (JSON, dict),
    ):
        if isinstance(column_type, sort):
            return _column(values, convert)
    return _column(values, str)


def rows_of_frame(
    cls: type[Record],
    frame: pd.DataFrame,
    look: Callable[[], None] = lambda: None,
    *,
    crossed: bool = False,
) -> list[dict[str, Any]]:
    """The rows of `frame` as new records of `cls`, checked, in frame order.

    The active geometry becomes ``geom``, as a GeoPackage blob. Raises `RecordError` (with the row's number, from 1) or
    `KeyError`-like `RecordError` for a column the kind does not have. `look` is called after each
    column, and may raise. `crossed` takes boundaries that cross themselves.
    """
    known, frame = _known_columns(cls, frame)
    _check_shapes(cls, frame, crossed=crossed)
    columns = {}
    for name, column in known.items():
        columns[name] = _filled(column, frame[name] if name in frame.columns else None, len(frame))
        look()
    rows = [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]
    if has_rules(cls):
        _apply_rules(cls, rows, look)
        columns |= {n: [row[n] for row in rows] for n in _SPELLINGS if n in columns}
    look()
    _check_fields(cls, columns, look)
    return rows


def _known_columns(
    cls: type[Record], frame: pd.DataFrame
) -> tuple[dict[str, Column[Any]], pd.DataFrame]:
    """The columns of the kind, and `frame` with its geometry called ``geom``; a stranger is refused."""
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name not in (None, "geom"):
        frame = frame.rename_geometry("geom")
    known = {name: column for name, column, _field in columns_of(cls) if name != "fid"}
    strangers = [str(name) for name in frame.columns if name not in known]
    if strangers:
        raise RecordError(
            strangers[0],
            Text(
                f"{cls.title.zh}没有“{strangers[0]}”这一栏。",
                f"{cls.title.en} has no column “{strangers[0]}”.",
            ),
        )
    return known, frame


def _check_shapes(cls: type[Record], frame: pd.DataFrame, *, crossed: bool) -> None:
    shape = geometry_of(cls)
    if shape is not None and "geom" in frame.columns:
        shapes = np.asarray(frame["geom"], dtype=object)
        wrong = wrong_shape(shapes, shape.geometry_type, crossed=crossed)
        if wrong is not None:
            raise _at_row(RecordError("geom", wrong[1]), wrong[0] + 1)


@dataclass(frozen=True)
class FrameChanges:
    """What a frame wants written: uids, the versions they were read with (or None), values by column."""

    uids: list[str]
    versions: list[int | None]
    columns: dict[str, list[Any]]

    def rows(self) -> Iterator[tuple[str, int | None, dict[str, Any]]]:
        """Uid, version and values of each row, in frame order."""
        for uid, version, *values in zip(
            self.uids, self.versions, *self.columns.values(), strict=True
        ):
            yield uid, version, dict(zip(self.columns, values, strict=True))


def changes_of_frame(
    cls: type[Record],
    frame: pd.DataFrame,
    look: Callable[[], None] = lambda: None,
    *,
    crossed: bool = False,
) -> FrameChanges:
    """The changes that `frame` (``uid``, perhaps ``version``, and columns) asks for, checked field by field.

    Raises `RecordError` as `rows_of_frame` does, also for a row without identity or named twice.
    """
    known, frame = _known_columns(cls, frame)
    uids = [] if "uid" not in frame.columns else _column(frame["uid"], str)
    faults = [uid is None for uid in uids] if uids or not len(frame) else [True]
    if any(faults):
        raise _at_row(
            RecordError("uid", Text("没有标识，不知改哪一条。", "No identity says which row.")),
            faults.index(True) + 1,
        )
    if len(set(uids)) < len(uids):
        again = int(pd.Series(uids).duplicated().to_numpy().argmax())
        raise _at_row(
            RecordError("uid", Text("同一条记录出现两次。", "The same record is named twice.")),
            again + 1,
        )
    _check_shapes(cls, frame, crossed=crossed)
    columns = {}
    for name in frame.columns:
        if name not in ("uid", "version"):
            columns[name] = _filled(known[name], frame[name], len(frame))
            look()
    _check_fields(cls, columns, look)
    versions = _column(frame["version"], int) if "version" in frame.columns else [None] * len(uids)
    return FrameChanges(uids, versions, columns)


def has_rules(cls: type[Record]) -> bool:
    """Whether the kind states rules of its own, which need whole records."""
    return cls.check_rules is not Record.check_rules or cls.fill_in is not Record.fill_in


def obey_rules(
    cls: type[Record], current: dict[str, Any], changed: dict[str, Any], number: int | None = None
) -> dict[str, Any]:
    """`changed` with the spellings it leaves empty, once the row it makes of `current` obeys the kind's rules.

    Raises `RecordError`, naming the row's `number` if there is one.
    """
    if not has_rules(cls):
        return changed
    draft = cls(**{k: v for k, v in current.items() if k != "fid"} | changed)
    try:
        draft.fill_in()
        draft.check_rules()
    except RecordError as error:
        raise (error if number is None else _at_row(error, number)) from error
    spelt = {name: getattr(draft, name) for name in _SPELLINGS if name in current}
    return {
        name: value
        for name, value in (changed | spelt).items()
        if name not in spelt or value != current[name]
    }


def same_stored(new: Any, old: Any) -> bool:
    """Whether a converted value is what a row holds; a geometry as stored bytes or as a shape."""
    if new is None or old is None:
        return new is old
    if isinstance(new, bytes):
        stored = old if isinstance(old, bytes) else shapely.to_wkb(old, byte_order=1, flavor="iso")
        return wkb_of(new) == wkb_of(stored)
    if isinstance(new, dt.datetime):
        return to_iso(new) == to_iso(old)
    return bool(new == old)


def _filled(column: Column[Any], values: pd.Series[Any] | None, count: int) -> list[Any]:
    """One column for `count` rows: converted, with the column's default where nothing is given."""
    default = column.default if isinstance(column.default, ColumnDefault) else None
    converted = [None] * count if values is None else _converted(values, column.type)
    if default is None:
        return converted
    if default.is_callable:
        return [default.arg(None) if v is None else v for v in converted]
    return [default.arg if v is None else v for v in converted]


def _apply_rules(cls: type[Record], rows: list[dict[str, Any]], look: Callable[[], None]) -> None:
    """The rules that a kind states itself, row by row; spellings it fills in are taken over."""
    for number, row in enumerate(rows, start=1):
        if number % _LOOK == 0:
            look()
        record = cls(**row)
        try:
            record.fill_in()
            record.check_rules()
        except RecordError as error:
            raise _at_row(error, number) from error
        for name in _SPELLINGS:
            if name in row:
                row[name] = getattr(record, name)


def _check_fields(
    cls: type[Record], columns: dict[str, list[Any]], look: Callable[[], None]
) -> None:
    """Check each distinct value of each of `columns`; the first refused row raises."""
    for name, column, field in columns_of(cls):
        left_out = name in ("fid", "uid", "version") or isinstance(column.type, JSON)
        if left_out or name not in columns:
            continue
        if isinstance(column.type, Geometry):
            if field.required and any(blob is None for blob in columns[name]):
                number = columns[name].index(None) + 1
                raise _at_row(_refusal(cls, name, None), number)
            continue
        if not (field.required or field.choices or field.free_text or field.low is not None):
            continue
        values = columns[name]
        for number, value in enumerate(dict.fromkeys(values)):
            if number % _LOOK == 0:
                look()
            try:
                check_value(cls, name, value)
            except RecordError as error:
                raise _at_row(error, values.index(value) + 1) from error


def _refusal(cls: type[Record], name: str, value: Any) -> RecordError:
    try:
        check_value(cls, name, value)
    except RecordError as error:
        return error
    raise AssertionError("the value was not refused")


def _at_row(error: RecordError, number: int) -> RecordError:
    sentence = Text(f"第 {number} 行：{error.sentence.zh}", f"Row {number}: {error.sentence.en}")
    return type(error)(error.field, sentence)
