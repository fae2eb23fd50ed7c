"""What the columns of an export are called, and what a shapefile makes of such names.

Map formats carry the names of fields; a link is two columns, the key and the name of what it points
to; a field of counts is one column for each category. A shapefile cuts names at ten bytes, so what
was written there is found again by cutting in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import JSON

from db.geometry import Geometry
from db.records.base import Record, columns_of
from gis.transfer.writer import short_names
from layers.names import naming_column
from resources.text import Text

LEFT_OUT = ("fid", "version", "pinyin", "initials")


def exported(cls: type[Record], terms: Mapping[str, Mapping[str, Text]]) -> dict[str, str]:
    """Column name to the field (or ``field.term``) that it carries, in the order they are written."""
    found: dict[str, str] = {}
    for name, column, field in columns_of(cls):
        if name in LEFT_OUT or isinstance(column.type, Geometry):
            continue
        if field.link is not None:
            base = name.removesuffix("_uid")
            found[f"{base}_code"] = name
            if naming_column(field.link) == "name":
                found[f"{base}_name"] = name
        elif isinstance(column.type, JSON):
            for code in terms.get(field.terms or "", {}):
                found[f"{name}.{code}"] = f"{name}.{code}"
        elif name == "uid" or not field.hidden:
            found[name] = name
    return found


def shortened(cls: type[Record], terms: Mapping[str, Mapping[str, Text]]) -> dict[str, str]:
    """The same by the names that a shapefile has room for."""
    whole = exported(cls, terms)
    return {short: whole[name] for name, short in short_names(whole).items()}
