"""Lines of OpenStreetMap as base lines: roads, railways and waters by their tags, and nothing else that lies there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gis.transfer.reader import Reading
from layers.intake.rows import Rows
from layers.intake.synonyms import WORDS, plain
from resources.text import Text

TAGS = ("highway", "railway", "waterway")
"""Columns that GDAL makes of a file's tags, the first that says something counts."""
COLUMN = "line_class"
_KNOWN = {plain(word): code for code, words in WORDS[COLUMN].items() for word in words.split()}
_NONE = Text("不是路、铁路或水系。", "It is no road, railway or water.")


def tagged(kind: str, reading: Reading) -> list[str | None] | None:
    """The class of each line of an OSM file, put among its columns too; None for other files and kinds."""
    if kind != "base_lines" or reading.format != "osm":
        return None
    found = classes(reading.columns)
    reading.columns[COLUMN] = list(found)
    return found


def classes(columns: Mapping[str, Sequence[Any]]) -> list[str | None]:
    """The class of each line by its tags; ``other`` for a road or water of an unusual sort, None for another thing."""
    said = zip(*(columns[tag] for tag in TAGS if tag in columns), strict=True)
    tags = [next((str(v) for v in row if v), None) for row in said]
    return [None if tag is None else _KNOWN.get(plain(tag), "other") for tag in tags]


def leave_out_other_things(rows: Rows, of_rows: Sequence[str | None] | None) -> None:
    """Reject the lines that have no class: fences, lifts, power lines; with None, nothing."""
    for position, one in enumerate(of_rows or ()):
        if one is None:
            rows.reject(position, _NONE)
