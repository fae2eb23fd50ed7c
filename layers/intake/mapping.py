"""Which column of a file is which field of a record: by what it is called, then by what is in it.

A person's word goes first. Names are scored (the field's own name, its labels, the synonyms of its
kind, synonyms at large) and the best pairs are taken greedily, so that one column serves one field.
Columns that no field takes are left out and listed: what an import does not know, it does not keep.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON

from db.geometry import Geometry
from db.records import KINDS
from db.records.base import Record, columns_of, geometry_of
from layers.intake.synonyms import COMMON, OWN, POINT_BOTH, POINT_X, POINT_Y, WKT, plain
from layers.intake.text import folded
from layers.intake.values import IDENTITIES, coordinate
from layers.transfer_names import shortened
from resources.text import Text

_EXACT, _LABEL, _OWN, _COMMON, _PART = 100, 90, 80, 60, 30
_SAMPLE = 2000
_WKT = (
    r"(SRID=\d+;)?\s*(MULTI)?(POINT|POLYGON|LINESTRING|CURVE|SURFACE|CURVEPOLYGON|CIRCULARSTRING|COMPOUNDCURVE"
    r"|GEOMETRYCOLLECTION|TIN|TRIANGLE|POLYHEDRALSURFACE)(\b|ZM?|M).*|0[01][0-9A-F]{8,}"
)
_GEOJSON = r"\{.*\"coordinates\".*\}"
_PAIR = (
    r"[^\d-]*-?\d+(\.\d+)?[^\d]+-?\d+(\.\d+)?\D*"
    r"|\D*\d+°[\d.′″'\"NSEW东西南北经纬分秒\s]*[,，;；\s]\s*\D*\d+°[\d.′″'\"NSEW东西南北经纬分秒\s]*"
)
GEOMETRY = ("lon", "lat", "wkt", "lonlat")
"""Pseudo-fields for the place of a row in a table."""


@dataclass
class ColumnMap:
    """Columns by what they are for.

    Attributes
    ----------
    fields : mapping of field to columns
        One column, or for a link several: the first that says something counts.
    counts : mapping of (field, term) to column
    place : mapping of pseudo-field (`GEOMETRY`) to column
    ignored : list of columns
    """

    fields: dict[str, list[str]] = field(default_factory=dict)
    counts: dict[tuple[str, str], str] = field(default_factory=dict)
    place: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, str]:
        """Column to field, as `--map` takes it."""
        said = {column: name for name, columns in self.fields.items() for column in columns}
        said |= {column: f"{name}.{term}" for (name, term), column in self.counts.items()}
        return said | {column: name for name, column in self.place.items()}


def map_columns(
    kind: str,
    columns: Mapping[str, Sequence[Any]],
    chosen: Mapping[str, str],
    terms: Mapping[str, Mapping[str, Text]],
    *,
    place: bool,
) -> ColumnMap:
    """Give the columns of a file their fields.

    Parameters
    ----------
    chosen : mapping of column to field
        A person's word; an empty field leaves the column out. KeyError for a column or field
        that does not exist.
    terms : mapping of list to mapping of code to Text
        The workspace's lists: a category of counts may be a column.
    place : bool
        The file has no geometry of its own, so columns may hold one.
    """
    cls = KINDS[kind]
    found = ColumnMap()
    left = _chosen(cls, columns, chosen, found)
    if place and geometry_of(cls) is not None:
        left = _places(left, columns, found)
    left = _cut_names(cls, left, terms, found)
    silent = {c for c in left if all(v is None or v == "" for v in columns[c])}
    left = _by_name(cls, [c for c in left if c not in silent], found)
    known = set(found.fields)
    left = _by_name(cls, [*left, *(c for c in columns if c in silent)], found)
    for name in set(found.fields) - known:
        if name in IDENTITIES:  # an empty column names no record
            left += found.fields.pop(name)
    left = [column for column in columns if column in left]
    left = _counts(cls, left, terms, found)
    left = _by_content(cls, left, columns, found)
    found.ignored = left
    return found


def fields_of(cls: type[Record]) -> list[str]:
    """The fields that a column can fill: all that people see, and the identity."""
    return [
        name
        for name, column, described in columns_of(cls)
        if name == "uid" or not (described.hidden or isinstance(column.type, Geometry))
    ]


def _chosen(
    cls: type[Record],
    columns: Mapping[str, Sequence[Any]],
    chosen: Mapping[str, str],
    found: ColumnMap,
) -> list[str]:
    known, taken = fields_of(cls), set[str]()
    plainly = {plain(column): column for column in columns}
    for said, name in chosen.items():
        column = said if said in columns else plainly.get(plain(said), "")
        if not column:
            raise KeyError(said)
        taken.add(column)
        base, _dot, term = name.partition(".")
        if name in GEOMETRY:
            found.place[name] = column
        elif term and base in known:
            found.counts[base, term] = column
        elif name in known or f"{name}_uid" in known:
            found.fields.setdefault(name if name in known else f"{name}_uid", []).append(column)
        elif name:
            raise KeyError(name)
    return [column for column in columns if column not in taken]


def _places(left: list[str], columns: Mapping[str, Sequence[Any]], found: ColumnMap) -> list[str]:
    if found.place:
        return left
    said = [c for c in left if not all(v is None or v == "" for v in columns[c])]
    shapes = {plain(column): column for column in reversed(said)}

    def named(words: str) -> str | None:
        return next((shapes[w] for w in words.split() if w in shapes), None)

    wkt, both, x, y = named(WKT), named(POINT_BOTH), named(POINT_X), named(POINT_Y)
    if wkt is not None and _looks(columns[wkt], f"{_WKT}|{_GEOJSON}"):
        found.place["wkt"] = wkt
    elif x is not None and y is not None and x != y:
        if plain(x) in ("x", "x坐标", "坐标x") and _northing_first(columns[x], columns[y]):
            x, y = y, x  # surveyors write X for north
        found.place |= {"lon": x, "lat": y}
    elif both is not None and _looks(columns[both], _PAIR):
        found.place["lonlat"] = both
    elif (pair := _degrees(left, columns)) is not None:
        found.place |= {"lon": pair[0], "lat": pair[1]}
    else:
        shaped = [c for c in left if _looks(columns[c], f"{_WKT}|{_GEOJSON}")]
        if len(shaped) == 1:
            found.place["wkt"] = shaped[0]
    return [column for column in left if column not in found.place.values()]


def _looks(values: Sequence[Any], pattern: str) -> bool:
    texts = [str(v) for v in values[:_SAMPLE] if v is not None]
    fits = sum(1 for t in texts if re.fullmatch(pattern, t, re.IGNORECASE | re.DOTALL))
    return bool(texts) and fits >= 0.8 * len(texts)


def _middle(values: Sequence[Any]) -> float | None:
    known = sorted(n for v in values[:_SAMPLE] if (n := coordinate(v)) is not None)
    return known[len(known) // 2] if known else None


def _northing_first(x: Sequence[Any], y: Sequence[Any]) -> bool:
    """Whether the first of two columns called X and Y goes north, by the size of its figures."""
    east, north = _middle(x), _middle(y)
    if east is None or north is None:
        return False
    if max(abs(east), abs(north)) <= 360:
        return 15 <= east <= 56 and 70 <= north <= 140
    easting = (
        250_000 <= north <= 750_000 or 13_000_000 <= north < 46_000_000
    )  # with its zone before it
    return 1_500_000 <= east <= 6_500_000 and easting


def _degrees(left: list[str], columns: Mapping[str, Sequence[Any]]) -> tuple[str, str] | None:
    """Two columns of decimal degrees within China, whatever they are called."""
    found: dict[str, list[str]] = {"lon": [], "lat": []}
    for column in left:
        values = [v for v in columns[column][:_SAMPLE] if v is not None]
        known = [n for v in values if (n := coordinate(v)) is not None and n != int(n)]
        if not values or len(known) < 0.9 * len(values):
            continue
        if all(73 <= n <= 136 for n in known):
            found["lon"].append(column)
        elif all(3 <= n <= 54.5 for n in known):
            found["lat"].append(column)
    if len(found["lon"]) == 1 and len(found["lat"]) == 1:
        return found["lon"][0], found["lat"][0]
    return None


def _cut_names(
    cls: type[Record],
    left: list[str],
    terms: Mapping[str, Mapping[str, Text]],
    found: ColumnMap,
) -> list[str]:
    """Columns as our own export names them in a shapefile, when all that it writes are there."""
    short = shortened(cls, terms)
    if not short.keys() <= set(left) or all(plain(c) == plain(n) for c, n in short.items()):
        return left
    for column, name in short.items():
        base, dot, term = name.partition(".")
        if dot:
            found.counts[base, term] = column
        else:
            found.fields.setdefault(name, []).append(column)
    return [column for column in left if column not in short]


def _by_name(cls: type[Record], left: list[str], found: ColumnMap) -> list[str]:
    scored = []
    for name, _column, described in columns_of(cls):
        if name not in fields_of(cls):
            continue
        words = _words(cls.kind(), name, (described.label.zh, described.label.en))
        for order, column in enumerate(left):
            score = words.get(plain(column), 0)
            if not score and described.link is None and len(described.label.zh) >= 2:
                score = _PART if described.label.zh in column and len(column) <= 8 else 0
            if score:
                scored.append((-score, order, name, column))
    taken: set[str] = set()
    for _score, _order, name, column in sorted(scored):
        linked = name.endswith("_uid")
        if column in taken or (name in found.fields and not linked):
            continue
        found.fields.setdefault(name, []).append(column)
        taken.add(column)
    for name, columns in found.fields.items():
        if name.endswith("_uid"):
            columns.sort(
                key=lambda c: not re.search(r"code|id|代码|编码|编号|警号", c, re.IGNORECASE)
            )
    return [column for column in left if column not in taken]


def _words(kind: str, name: str, labels: tuple[str, ...]) -> dict[str, int]:
    """What a column for this field may be called, in plain form, with how sure that makes it."""
    words = {plain(w): _COMMON for w in COMMON.get(name, "").split()}
    words |= {plain(w): _OWN for w in OWN.get((kind, name), "").split()}
    words |= {plain(label): _LABEL for label in labels if label}
    base = name.removesuffix("_uid")
    words |= {plain(name): _EXACT, plain(base): _EXACT}
    if base != name:
        words |= {plain(f"{base}_code"): _EXACT, plain(f"{base}_name"): _LABEL}
        words |= {plain(f"{label}代码"): _LABEL for label in labels if label}
    return words


def _counts(
    cls: type[Record],
    left: list[str],
    terms: Mapping[str, Mapping[str, Text]],
    found: ColumnMap,
) -> list[str]:
    """Columns that are a category of a field of counts."""
    for name, column, described in columns_of(cls):
        if not isinstance(column.type, JSON) or described.terms is None:
            continue
        for code, word in terms.get(described.terms, {}).items():
            names = {plain(code), plain(word.zh), plain(word.en), plain(f"{name}.{code}")}
            names |= {plain(f"{word.zh}数"), plain(f"{word.zh}数量")}
            for one in left:
                if plain(one) in names and (name, code) not in found.counts:
                    found.counts[name, code] = one
    taken = set(found.counts.values())
    return [column for column in left if column not in taken]


def _by_content(
    cls: type[Record],
    left: list[str],
    columns: Mapping[str, Sequence[Any]],
    found: ColumnMap,
) -> list[str]:
    """An official code that no heading names: as many digits as the kind wants, none twice."""
    digits = getattr(cls, "digits", None)
    if digits is None or "code" in found.fields:
        return left
    for column in left:
        values = [folded(v) for v in columns[column] if v is not None]
        fits = [v for v in values if re.fullmatch(rf"\d{{{digits}}}", v)]
        if values and len(fits) >= 0.9 * len(values) and len(set(fits)) >= 0.9 * len(fits):
            found.fields["code"] = [column]
            return [one for one in left if one != column]
    return left
