"""Who covers which village today: villages and postings read and joined."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks import DAY
from db.coverage import cover
from db.workspace import Workspace

TITLE = "cover of every village (read postings, join)"


def prepare(workspace: Workspace) -> Callable[[], object]:
    """Joins fresh postings with the villages at each call."""
    villages = workspace.frame("villages", columns=["uid", "name"])
    return lambda: cover(villages, workspace.frame("postings"), DAY)
