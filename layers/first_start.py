"""What a workspace's first start would have to read, read and kept as soon as the workspace is there.

Whoever makes a whole workspace has every library at hand that a start does without once the layers are kept
(`layers.kept_layers`), and takes seconds; the first who opens it then waits for a map no longer than anybody after.
"""

from __future__ import annotations

from db.workspace import Workspace
from layers.kept_layers import kept_of
from layers.stack import LayerStack


def keep_layers(workspace: Workspace) -> None:
    """Keep every layer of `workspace` that is not kept yet, as it is today; nothing where nothing may be kept."""
    kept = kept_of(workspace)
    if kept is None:
        return
    stack = LayerStack(workspace, kept=kept)
    try:
        for name in stack.names:
            stack.counts(name)
        stack.keep()
    finally:
        stack.close()
