"""Row images: a row's values as canonical JSON, and back.

The journal keeps the text this module writes and hashes exactly that text. A geometry is well-known
binary in base64, a date and a time are ISO text, everything else is what JSON has. Keys are sorted,
so that equal rows have equal images.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import orjson
import shapely
from sqlalchemy import Date

from db.geometry import Geometry, encode, wkb_of
from db.records.base import Record, columns_of
from db.times import UtcTime, from_iso, to_iso

Image = dict[str, Any]


def _geometry_writer(geometry_type: str) -> Callable[[Any], str]:
    def write(shape: Any) -> str:
        blob = shape if isinstance(shape, bytes) else encode([shape], geometry_type)[0]
        assert blob is not None
        return base64.b64encode(wkb_of(blob)).decode("ascii")

    return write


def _read_geometry(text: str) -> Any:
    return shapely.from_wkb(base64.b64decode(text))


@cache
def _codecs(
    cls: type[Record],
) -> dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]]:
    """Writer and reader of each column of `cls` that JSON can't hold as it is."""
    codecs: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {}
    for name, column, _field in columns_of(cls):
        if isinstance(column.type, Geometry):
            codecs[name] = (_geometry_writer(column.type.geometry_type), _read_geometry)
        elif isinstance(column.type, UtcTime):
            codecs[name] = (to_iso, from_iso)
        elif isinstance(column.type, Date):
            codecs[name] = (dt.date.isoformat, dt.date.fromisoformat)
    return codecs


def to_image(cls: type[Record], values: Mapping[str, Any]) -> Image:
    """`values` by column, a geometry as shape or GeoPackage blob, as JSON-ready values."""
    codecs = _codecs(cls)
    return {
        # A column label of SQLAlchemy is more than a str, which JSON does not take as a key.
        str(name): codecs[name][0](value) if value is not None and name in codecs else value
        for name, value in values.items()
    }


def from_image(cls: type[Record], image: Mapping[str, Any]) -> dict[str, Any]:
    """The Python values that `to_image` wrote, less columns the record no longer has."""
    codecs = _codecs(cls)
    known = cls.__table__.columns
    return {
        name: codecs[name][1](value) if value is not None and name in codecs else value
        for name, value in image.items()
        if name in known
    }


def dump(image: Mapping[str, Any] | None) -> str | None:
    """The canonical text of an image."""
    return None if image is None else orjson.dumps(image, option=orjson.OPT_SORT_KEYS).decode()


def load(text: str | None) -> Image | None:
    """The image that `dump` wrote."""
    return None if text is None else orjson.loads(text)
