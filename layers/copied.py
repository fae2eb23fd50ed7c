"""Rows of a table as text for a spreadsheet: tab-separated with headings, and the same as an HTML table.

What a person typed could begin like a formula; it is led by an apostrophe, which spreadsheets take as "this is text".
Figures go without the thin spaces that people read them with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.columns import Column
from layers.sheet import Sheet

_FORMULA = re.compile(r"^[\s]*[=+\-@\t\r|%]")
_NUMBER = re.compile(r"^[+-]?\d[\d., ]*%?$")


def guarded(text: str) -> str:
    """`text` so that no spreadsheet computes it."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given, from what it gave."""
    bare = text[1:]
    return bare if text.startswith("'") and _FORMULA.match(bare) else text


def copied(sheet: Sheet, places: NDArray[np.int64], columns: Sequence[Column]) -> tuple[str, str]:
    """The rows at `places` with headings, tab-separated and as an HTML table."""
    part = sheet.taken(places)
    titles = [column.title.say(sheet.lang) for column in columns]
    cells = [_texts(part, column) for column in columns]
    lines = [titles, *(list(row) for row in zip(*cells, strict=True))]
    plain = "\n".join("\t".join(" ".join(text.split()) for text in line) for line in lines)
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in line) + "</tr>"
        for line in lines[1:]
    )
    page = f'<meta charset="utf-8"><table><tr>{head}</tr>{body}</table>'
    return f"{plain}\n", page


def _texts(part: Sheet, column: Column) -> list[str]:
    texts: list[Any] = part.texts(column).tolist()
    if column.figure:
        return [text.replace("\u2009", "") for text in texts]
    return [guarded(text) for text in texts]
