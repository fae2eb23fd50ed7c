"""What a person said about a file's columns, kept for the next file that has the same ones.

A mapping is a preset of the workspace, written in the operation of the import that used it, so taking
the import back takes it back too. It is found again by the set of column names, not by the file's name:
next month's list is called otherwise. Answers about its figures (the order of dates, the decimal sign) are
kept with it, and serve where the next file does not tell itself. The coordinate frame is not kept: it is a
fact about one file, and is judged anew for each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from db.operation import Operation
from db.records import Preset
from db.workspace import Workspace
from layers.intake.options import IntakeOptions
from resources.text import Text

if TYPE_CHECKING:
    from layers.intake.plan import Plan

SORT = "mapping"
RECALLED = Text(
    "列的对应沿用上次导入同样列的文件时所定。",
    "Columns are read as they were told when a file with the same ones was last imported.",
)
AS_BEFORE = Text(
    "文件里看不出来，沿用上次导入同样列的文件时的回答",
    "as it was answered for the last file with the same columns; this one does not tell",
)
_SHOWN = 3


def recall(workspace: Workspace, options: IntakeOptions, columns: Collection[str]) -> IntakeOptions:
    """`options`, completed by what was said of such columns before; the same object when nothing was.

    What `options` say themselves goes first: a person who maps one column means all of it, and an
    answer given again is the answer.
    """
    said = _kept(workspace, options.kind, columns) if options.recall else None
    if said is None:
        return options
    content = said.content
    completed = replace(
        options,
        decimal=options.decimal or content.get("decimal"),
        dates=options.dates or content.get("dates"),
    )
    if not tells_columns(options):
        completed = replace(
            completed,
            columns={c: f for c, f in content.get("columns", {}).items() if c in columns},
            constants=dict(content.get("constants", {})),
            values={f: dict(words) for f, words in content.get("values", {}).items()},
            key=options.key or content.get("key"),
        )
    return options if completed == options else completed


def remember(operation: Operation, workspace: Workspace, plan: Plan) -> None:
    """Keep, within the import's own operation, what a person said about the columns of `plan`."""
    options = plan.options
    content: dict[str, Any] = {}
    if tells_columns(options):
        content = {
            "columns": plan.columns.as_json() | dict.fromkeys(plan.columns.ignored, ""),
            "constants": dict(options.constants),
            "values": {field: dict(words) for field, words in options.values.items()},
            "key": options.key,
        }
    answers = {"decimal": options.decimal, "dates": options.dates}
    content |= {name: answer for name, answer in answers.items() if answer is not None}
    if not content:
        return
    columns = list(plan.reading.columns)
    known = _kept(workspace, options.kind, columns)
    if known is None:
        name = _name(columns)
        operation.add(Preset(sort=SORT, of_kind=options.kind, name=name, content=content))
    elif known.content != content:
        operation.update(known, content=content)


def tells_columns(options: IntakeOptions) -> bool:
    """Whether `options` say what columns are."""
    return bool(options.columns or options.constants or options.values)


def _kept(workspace: Workspace, kind: str, columns: Collection[str]) -> Preset | None:
    found = workspace.find(Preset, sort=SORT, of_kind=kind, name=_name(columns))
    return found[0] if found else None


def _name(columns: Collection[str]) -> str:
    """The first columns, and a mark that tells this set of columns from every other."""
    mark = hashlib.sha256("\n".join(sorted(columns)).encode()).hexdigest()[:8]
    first = "、".join(list(columns)[:_SHOWN])
    more = "…" if len(columns) > _SHOWN else ""
    return f"{first[:60]}{more} #{mark}"
