"""What `app.py check` says of boundaries and of the points in them, beside the checks of the database.

A gap or a point in another village than it names is a thing to look at, not damage: it is listed with its remedies and
does not make the workspace unsound.
"""

from __future__ import annotations

from typing import Any

from db.check import CheckReport
from db.errors import WorkspaceError
from db.workspace import Workspace
from layers.boundary.findings import SORTS, as_json, inspect, remedies_of
from layers.boundary.land import whole
from resources.text import Text

LISTED = 20
"""So many faults of a sort are told in words; as JSON, all are."""
_MORE = Text("另有 {count} 处，--json 全部列出", "{count} more; --json lists all")


def boundaries(target: Any, report: CheckReport) -> dict[str, Any] | None:
    """Counts and rows of the workspace at `target`; None when it can't be read, which `report` tells."""
    if any(fault.kind in ("file", "schema") for fault in report.faults):
        return None
    try:
        with Workspace.open(target, readonly=True) as workspace:
            return as_json(inspect(workspace, whole(workspace)))
    except WorkspaceError:
        return None


def in_words(found: dict[str, Any], lang: str) -> list[str]:
    """A line for each sort of fault that there is, and under it the faults with their place, size and remedy."""
    lines = []
    for sort, count in found["counts"].items():
        rows = [row for row in found["rows"] if row["sort"] == sort]
        if not rows:
            continue
        lines.append(f"{SORTS[sort].say(lang):24} {count:>8}")
        remedies = " / ".join(words.say(lang) for words in remedies_of(sort).values())
        lines += [f"  {_row(row)}  {row['note'] or remedies}".rstrip() for row in rows[:LISTED]]
        if len(rows) > LISTED:
            lines.append("  " + _MORE.format(count=len(rows) - LISTED).say(lang))
    return lines


def _row(row: dict[str, Any]) -> str:
    place = "" if row["lon"] is None else f"{row['lon']:.5f},{row['lat']:.5f}"
    size = "" if row["m2"] is None else f"{row['m2']:,.1f} m²"
    return f"{place:20} {size:>16}  {row['name']}"
