"""The command `rows` of `app.py`: the records that a query finds, as the tables show them or as JSON.

As text: one heading line and one line a record, columns set apart by tabs, links and codes in words. As
JSON: the stored values by column, links as uids, so that a program can go on with them. With a saved view, chosen
columns, groups or totals both say what the table in the window would say.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import orjson
import pandas as pd

from db.errors import WorkspaceError
from db.records import KINDS
from db.records.base import columns_of
from db.row_window import Fids
from db.workspace import Workspace
from layers.columns import Column
from layers.query import where_clause
from layers.tables.groups import sums_for
from layers.tables.ledger import Ledger
from layers.tables.shown_rows import Asked, arranged_rows
from layers.tables.views import Arrangement, saved_views
from resources.text import Text


def rows(options: argparse.Namespace) -> int:
    """Print the records of ``options.kind`` that ``options.where`` finds, at most ``options.limit``.

    Raises
    ------
    WorkspaceError
        The workspace can't be opened, the query makes no sense, or there is no such view or column.
    """
    today = dt.date.today()  # noqa: DTZ011 - the local calendar date is meant
    arranging = options.view or options.columns or options.group or options.totals
    with Workspace.open(options.workspace, readonly=True) as workspace:
        kept = _arrangement(workspace, options)
        query = " 且 ".join(f"({part})" for part in (kept.query, options.where) if part.strip())
        where = where_clause(options.kind, query if kept.query else options.where, workspace, today)
        if options.json and not arranging:
            _print_stored(workspace, options, where)
            return 0
        ledger = Ledger(workspace, options.kind, options.lang, today, where)
        if arranging:
            _print_arranged(ledger, _in_this_table(ledger, kept), options)
        else:
            _print_lines(ledger, ledger.fids[: options.limit or None], ledger.columns)
    return 0


def _print_stored(workspace: Workspace, options: argparse.Namespace, where: Any) -> None:
    names = [name for name, _column, _field in columns_of(KINDS[options.kind]) if name != "geom"]
    frame = workspace.frame(options.kind, where=where, columns=names)
    found = {
        "kind": options.kind,
        "where": options.where or None,
        "count": len(frame),
        "rows": _values(frame.head(options.limit) if options.limit else frame),
    }
    print(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())


def _arrangement(workspace: Workspace, options: argparse.Namespace) -> Arrangement:
    """The saved view that is named, with what the other options say in place of its own."""
    kept = Arrangement(sorting=())
    if options.view:
        views = saved_views(workspace, options.kind)
        found = next((view for view in views if view.name == options.view), None)
        if found is None:
            known = [view.name for view in views]
            raise WorkspaceError(
                NO_VIEW.format(name=options.view, known=Text("、".join(known), ", ".join(known)))
            )
        kept = found.arrangement
    columns = tuple(filter(None, (part.strip() for part in options.columns.split(","))))
    return replace(
        kept,
        columns=columns or kept.columns,
        group=options.group or kept.group,
        totals=options.totals or kept.totals,
    )


def _in_this_table(ledger: Ledger, kept: Arrangement) -> Arrangement:
    """`kept` with columns by their names; on the command line they may be given by their label."""
    return replace(
        kept,
        columns=tuple(_named(ledger, name).name for name in kept.columns),
        group=_named(ledger, kept.group).name if kept.group else "",
    )


def _named(ledger: Ledger, given: str) -> Column:
    low = given.casefold()
    for column in ledger.columns:
        if low in (column.name.casefold(), column.title.zh, column.title.en.casefold()):
            return column
    titles = [column.title for column in ledger.columns]
    known = Text("、".join(t.zh for t in titles), ", ".join(t.en for t in titles))
    raise WorkspaceError(NO_COLUMN.format(name=given, known=known))


def _print_arranged(ledger: Ledger, kept: Arrangement, options: argparse.Namespace) -> None:
    columns = [ledger.column(name) for name in kept.columns] or list(ledger.columns)
    sums = tuple((c.name, kept.sums.get(c.name, sums_for(c)[0])) for c in columns)
    found = arranged_rows(ledger, Asked.of(kept, sums if kept.totals else ()))
    heads = () if found.groups is None else found.groups.heads
    order = found.lines[found.lines >= 0][: options.limit or None]
    if options.json:
        told = {
            "kind": ledger.kind,
            "where": options.where or None,
            "view": options.view or None,
            "count": len(found.order),
            "columns": {c.name: {"zh": c.title.zh, "en": c.title.en} for c in columns},
            "groups": [{"key": h.key, "text": h.text, "count": h.count} for h in heads],
            "totals": found.totals,
            "rows": [
                dict(zip((column.name for column in columns), line, strict=True))
                for line in _lines(ledger, order, columns)
            ],
        }
        print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        return
    if heads:
        start = 0
        for head in heads:
            print(f"# {head.text}\t{head.count}")
            members = order[start : start + head.count]
            _print_lines(ledger, members, columns, heading=start == 0)
            start += head.count
    else:
        _print_lines(ledger, order, columns)
    if kept.totals:
        print("\t".join(found.totals.get(column.name, "") for column in columns))


def _print_lines(
    ledger: Ledger, order: Fids, columns: Sequence[Column], *, heading: bool = True
) -> None:
    """The rows `order`, tab-separated, below their headings."""
    if heading:
        print("\t".join(column.title.say(ledger.lang) for column in columns))
    for line in _lines(ledger, order, columns):
        print("\t".join(" ".join(text.split()) for text in line))


def _lines(ledger: Ledger, order: Fids, columns: Sequence[Column]) -> Iterator[tuple[str, ...]]:
    """What the cells of each row say."""
    for part in ledger.in_order(order):
        yield from zip(*(part.texts(column).tolist() for column in columns), strict=True)


NO_VIEW = Text(
    "没有名为“{name}”的视图。有：{known}", "There is no view “{name}”. There are: {known}"
)
NO_COLUMN = Text(
    "没有“{name}”这一列。有：{known}", "There is no column “{name}”. There are: {known}"
)


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
