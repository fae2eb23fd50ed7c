"""Every village with all its columns and its boundary, as a typed frame."""

from __future__ import annotations

from collections.abc import Callable

from db.workspace import Workspace

TITLE = "read a frame (villages, every column)"


def prepare(workspace: Workspace) -> Callable[[], object]:
    """Reads the frame from the file at each call."""
    return lambda: workspace.frame("villages")
