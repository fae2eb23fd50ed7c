"""What the cells of a sheet say: one function for each sort of column, a whole column at a time.

Called by `layers.tables.sheet` when a column is first shown; a new sort of column is one function and one line here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from layers.cells import (
    GAP,
    NO,
    PAUSED,
    YES,
    Texts,
    date_of,
    day_in_words,
    figure,
    left_in_words,
    mapped,
    percent,
)
from layers.columns import Column
from layers.names import as_text

if TYPE_CHECKING:
    from layers.tables.sheet import Sheet


def texts_of(sheet: Sheet, column: Column) -> Texts:
    """The shown text of every row of `sheet` in `column`."""
    return _SHOWN[column.sort](sheet, column)


def _words(sheet: Sheet, column: Column) -> Texts:
    return as_text(sheet.rows[column.source])


def _choices(sheet: Sheet, column: Column) -> Texts:
    words = (column.field.choices if column.field else None) or {}
    return mapped(
        sheet.codes(column),
        lambda code: words[code].say(sheet.lang) if code in words else str(code),
        "",
    )


def _terms(sheet: Sheet, column: Column) -> Texts:
    words = sheet.names.terms.get((column.field.terms if column.field else None) or "", {})
    return mapped(
        sheet.codes(column),
        lambda code: words[code].say(sheet.lang) if code in words else str(code),
        "",
    )


def _links(sheet: Sheet, column: Column) -> Texts:
    kind = (column.field.link if column.field else None) or ""
    names = sheet.names.column(kind, sheet.rows[column.source].to_numpy(dtype=object))
    if not column.must:
        return names
    return np.where(names == "", GAP.say(sheet.lang), names)


def _figures(sheet: Sheet, column: Column) -> Texts:
    say = percent if column.rate else figure
    return mapped(sheet.keys(column).astype(object), say, "")


def _dates(sheet: Sheet, column: Column) -> Texts:
    return mapped(
        sheet.keys(column).astype(object), lambda days: day_in_words(date_of(days), sheet.lang), ""
    )


def _times(sheet: Sheet, column: Column) -> Texts:
    return as_text(sheet.rows[column.source])


def _flags(sheet: Sheet, column: Column) -> Texts:
    return mapped(sheet.codes(column), lambda flag: (YES if flag else NO).say(sheet.lang), "")


def _lefts(sheet: Sheet, column: Column) -> Texts:
    texts = mapped(
        sheet.keys(column).astype(object), lambda days: left_in_words(days, sheet.lang), ""
    )
    if "paused_since" in sheet.rows:
        standing = ~pd.isna(sheet.rows["paused_since"]).to_numpy() & (texts != "")
        texts[standing] = [
            PAUSED.format(rest=rest).say(sheet.lang) for rest in texts[standing].tolist()
        ]
    return texts


_SHOWN: dict[str, Callable[[Sheet, Column], Texts]] = {
    "text": _words,
    "choice": _choices,
    "term": _terms,
    "link": _links,
    "whole": _figures,
    "number": _figures,
    "count": _figures,
    "date": _dates,
    "time": _times,
    "flag": _flags,
    "left": _lefts,
}
