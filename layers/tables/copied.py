"""Rows of a table as text for a spreadsheet: tab-separated with headings, and the same as an HTML table.

What a person typed could begin like a formula; it is led by an apostrophe, which spreadsheets take as "this is text".
Figures go without the thin spaces that people read them with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from layers.columns import Column
from layers.tables.sheet import Sheet

_FORMULA = re.compile(r"^[\s]*[=+\-@\t\r|%]")
_NUMBER = re.compile(r"^[+-]?\d[\d., ]*%?$")


def guarded(text: str) -> str:
    """`text` so that no spreadsheet computes it."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given, from what it gave."""
    bare = text[1:]
    return bare if text.startswith("'") and _FORMULA.match(bare) else text


def copied(parts: Iterable[Sheet], columns: Sequence[Column], lang: str) -> tuple[str, str]:
    """The rows of all `parts` with headings, tab-separated and as an HTML table."""
    titles = [column.title.say(lang) for column in columns]
    plain = ["\t".join(titles)]
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    page = [f'<meta charset="utf-8"><table><tr>{head}</tr>']
    for part in parts:
        for line in zip(*(_texts(part, column) for column in columns), strict=True):
            plain.append("\t".join(" ".join(text.split()) for text in line))
            cells = "".join(f"<td>{escape(text)}</td>" for text in line)
            page.append(f"<tr>{cells}</tr>")
    plain.append("")
    page.append("</table>")
    return "\n".join(plain), "".join(page)


def _texts(part: Sheet, column: Column) -> list[str]:
    texts: list[Any] = part.texts(column).tolist()
    if column.figure:
        return [text.replace("\u2009", "") for text in texts]
    return [guarded(text) for text in texts]
