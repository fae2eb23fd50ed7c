"""Disputes as they stood before the last hundred edits: now, with those entries of the journal undone."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.operations import commit_edit
from db.times import now
from db.workspace import Workspace

TITLE = "read a past frame (disputes, 100 edits ago)"
EDITS = 100


def prepare(workspace: Workspace) -> Callable[[], object]:
    """Makes the edits, then reads the frame as of the moment before them at each call."""
    before = now()
    edit = commit_edit.prepare(workspace)
    for _ in range(EDITS):
        edit()
    return lambda: workspace.frame("disputes", as_of=before)
