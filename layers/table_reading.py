"""How a table gets its rows: all of them, the first screens of a long one, or only those that a change touched.

Every function reads a workspace and gives a `Sheet`; all of it may run beside a window.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from layers.columns import columns_for, links_of
from layers.layer import Frames
from layers.names import naming_column, read_names
from layers.rows import first_rows, read_rows
from layers.sheet import Sheet

FIRST_ROWS = 200
"""So many rows of a long table are shown while the rest is read."""
_SPELT = {"pinyin", "initials", "code", "badge", "township_uid"}


def read_sheet(frames: Frames, kind: str, lang: str, on: dt.date) -> Sheet:
    """Every row of `kind`, with the names of everything it points to."""
    names = read_names(frames, links_of(columns_for(kind)))
    return Sheet(kind, read_rows(frames, kind, on), names, lang, on)


def read_first(frames: Frames, kind: str, lang: str, on: dt.date) -> Sheet:
    """The first screens of a long table, to be looked at while the rest is read (not ``whole``); all of a short one."""
    rows = first_rows(frames, kind, on, FIRST_ROWS)
    if len(rows) < FIRST_ROWS:
        return read_sheet(frames, kind, lang, on)
    wanted: dict[str, set[str]] = {}
    for column in columns_for(kind):
        link = column.field.link if column.field is not None else None
        if link is not None:
            wanted.setdefault(link, set()).update(rows[column.source].dropna())
    sheet = Sheet(kind, rows, read_names(frames, wanted, typed=False), lang, on)
    sheet.whole = False
    return sheet


def reread(frames: Frames, sheet: Sheet, uids: Collection[str], on: dt.date) -> Sheet:
    """`sheet` with the rows `uids` read again; those that are not found are gone."""
    rows = read_rows(frames, sheet.kind, on, uids)
    if sheet.kind in links_of(sheet.columns):
        sheet = sheet.with_names(read_names(frames, (sheet.kind,), terms=False))
    return sheet.replaced(rows, set(uids) - set(rows["uid"]))


def renames(kind: str, action: str, fields: Collection[str]) -> bool:
    """Whether a change of a record of `kind` may change what it is called elsewhere."""
    return action != "update" or bool(set(fields) & (_SPELT | {naming_column(kind)}))
