"""What an edit costs between commit and page: one dispute read again, compared, encoded as a patch."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.operations import commit_edit
from db.workspace import Workspace
from layers.stack import LayerStack

TITLE = "commit one edit and make its layer's patch"


def prepare(workspace: Workspace) -> Callable[[], object]:
    """Edits another dispute and brings the disputes' layer up to date at each call."""
    stack = LayerStack(workspace)
    stack.payload("disputes")
    edit = commit_edit.prepare(workspace)

    def work() -> None:
        edit()
        stack.advance("disputes")

    return work
