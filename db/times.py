"""Times as the file keeps them: UTC, to the millisecond, as text that GDAL reads as a timestamp.

Inside the program a time is an aware `datetime`; a date is a local calendar `date` and never a
time.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


def now() -> dt.datetime:
    """The present moment in UTC, cut to the millisecond, which is what storage keeps."""
    moment = dt.datetime.now(dt.UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def to_iso(moment: dt.datetime) -> str:
    """``2026-11-22T08:30:00.000Z`` for an aware `moment`; `ValueError` for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a stored time needs its time zone")
    utc = moment.astimezone(dt.UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def from_iso(text: str) -> dt.datetime:
    """The aware time that `to_iso` wrote (GDAL's own spelling, without milliseconds, too)."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


class UtcTime(TypeDecorator[dt.datetime]):
    """An aware time: DATETIME text in a GeoPackage, ``timestamptz`` in PostgreSQL."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(GeoPackageTime())

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return to_iso(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if isinstance(value, dt.datetime):
            return value.astimezone(dt.UTC)
        return from_iso(value)


class GeoPackageTime(String):
    """Text declared as DATETIME, the GeoPackage name of a timestamp."""

    __visit_name__ = "geopackage_time"
