"""The command `rows` of `app.py`: the records that a query finds, as the tables show them or as JSON.

As text: one heading line and one line a record, columns set apart by tabs, links and codes in words. As
JSON: the stored values by column, links as uids, so that a program can go on with them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
from typing import Any

import orjson
import pandas as pd

from db.records import KINDS
from db.records.base import columns_of
from db.workspace import Workspace
from layers.columns import columns_for, links_of
from layers.names import read_names
from layers.query import where_clause
from layers.rows import read_rows
from layers.sheet import Sheet


def rows(options: argparse.Namespace) -> int:
    """Print the records of ``options.kind`` that ``options.where`` finds, at most ``options.limit``.

    Raises
    ------
    WorkspaceError
        The workspace can't be opened, or the query makes no sense.
    """
    today = dt.date.today()  # noqa: DTZ011 - the local calendar date is meant
    with Workspace.open(options.workspace, readonly=True) as workspace:
        where = where_clause(options.kind, options.where, workspace, today)
        if options.json:
            names = [
                name for name, _column, _field in columns_of(KINDS[options.kind]) if name != "geom"
            ]
            frame = workspace.frame(options.kind, where=where, columns=names)
            found = {
                "kind": options.kind,
                "where": options.where or None,
                "count": len(frame),
                "rows": _values(frame.head(options.limit) if options.limit else frame),
            }
            print(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
            return 0
        uids = workspace.frame(options.kind, where=where, columns=["uid"])["uid"].tolist()
        shown = uids[: options.limit] if options.limit else uids
        names_of = read_names(workspace, links_of(columns_for(options.kind)))
        frame = read_rows(workspace, options.kind, today, shown)
        sheet = Sheet(options.kind, frame, names_of, options.lang, today)
    print("\t".join(column.title.say(options.lang) for column in sheet.columns))
    texts = [sheet.texts(column).tolist() for column in sheet.columns]
    for line in zip(*texts, strict=True):
        print("\t".join(" ".join(text.split()) for text in line))
    return 0


def _values(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain values: dates and times as ISO text, None for what is missing."""
    columns: dict[str, list[Any]] = {}
    for name, column in frame.items():
        values = column.astype(object).tolist()
        if pd.api.types.is_datetime64_any_dtype(column):
            aware = getattr(column.dt, "tz", None) is not None
            said = [None if v is pd.NaT else v.isoformat() for v in values]
            columns[str(name)] = said if aware else [v and v[:10] for v in said]
        else:
            columns[str(name)] = [None if _missing(v) else v for v in values]
    return [dict(zip(columns, line, strict=True)) for line in zip(*columns.values(), strict=True)]


def _missing(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))
