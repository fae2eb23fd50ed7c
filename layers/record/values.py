"""One stored value of one record in words, for the record panel, its history and its conflicts.

The same words as in the tables (`layers.cells`); links and list codes go through `layers.names`.
Places are said as latitude and longitude in degrees, boundaries by their size.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from db.records import KINDS
from db.records.base import Field, field_of
from layers.cells import NO, YES, day_in_words, figure, moment_in_words, unit_in_words
from layers.names import Names
from resources.text import Text

NOTHING = "—"
SHAPE = Text("{parts} 块 · {points} 个顶点", "{parts} part(s), {points} vertices")
GONE = Text("（已删除）", "(deleted)")
_BETWEEN = Text("，", ", ")


def value_in_words(kind: str, name: str, value: Any, names: Names, lang: str) -> str:
    """The words for `value` in column `name` of `kind`; ``—`` for nothing."""
    field = field_of(KINDS[kind], name)
    if value is None or value in ("", {}):
        return NOTHING
    if field.link is not None:
        return names.of(field.link, value) or GONE.say(lang)
    if field.choices is not None:
        word = field.choices.get(value)
        return word.say(lang) if word is not None else str(value)
    if isinstance(value, dict):
        return _counts(value, field, names, lang)
    if field.terms is not None:
        term = names.term(field.terms, value)
        return term.say(lang) if term is not None else str(value)
    return _plain(value, field, lang)


def _plain(value: Any, field: Field, lang: str) -> str:
    if isinstance(value, bool):
        return (YES if value else NO).say(lang)
    if isinstance(value, (int, float)):
        digits = 1 if field.unit == "°" else 6  # a hand does not take a bearing closer
        return f"{figure(value, digits)} {unit_in_words(field.unit, lang)}".strip()
    if isinstance(value, dt.datetime):
        return moment_in_words(value)
    if isinstance(value, dt.date):
        return day_in_words(value, lang)
    if isinstance(value, BaseGeometry):
        return place_in_words(value, lang)
    return str(value)


def _counts(counts: dict[str, Any], field: Field, names: Names, lang: str) -> str:
    words = names.terms.get(field.terms or "", {})
    known = [code for code in words if code in counts]
    order = [*known, *(code for code in counts if code not in words)]
    said = [
        f"{words[code].say(lang) if code in words else code} {figure(counts[code])}"
        for code in order
    ]
    return _BETWEEN.say(lang).join(said)


def place_in_words(shape: BaseGeometry, lang: str) -> str:
    """``34.10412, 114.19237`` (latitude first) for a point, parts and vertices for a boundary."""
    if shape.is_empty:
        return NOTHING
    if shape.geom_type == "Point":
        lng, lat = shape.coords[0][:2]
        return f"{lat:.5f}, {lng:.5f}"
    parts, points = shapely.get_num_geometries(shape), shapely.get_num_coordinates(shape)
    return SHAPE.format(parts=int(parts), points=figure(int(points))).say(lang)
