"""What `app.py check` says of boundaries and of the points in them, beside the checks of the database.

A gap or a point in another village than it names is a thing to look at, not damage: it is listed with its remedies and
does not make the workspace unsound.
"""

from __future__ import annotations

from typing import Any

from db.check import CheckReport
from db.errors import WorkspaceError
from db.workspace import Workspace
from layers.boundary.findings import SORTS, as_json, inspect
from layers.boundary.land import whole


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
    """One line for each sort of fault that there is."""
    return [
        f"{SORTS[sort].say(lang):24} {count:>8}" for sort, count in found["counts"].items() if count
    ]
