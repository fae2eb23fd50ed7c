"""Every layer that the map shows at first, from records to the bytes that the page fetches."""

from __future__ import annotations

from collections.abc import Callable

from db.workspace import Workspace
from layers.stack import LayerStack

TITLE = "bytes of all visible layers (read, classify, encode)"


def prepare(workspace: Workspace) -> Callable[[], object]:
    """Builds a new stack, with nothing read, at each call."""

    def work() -> None:
        stack = LayerStack(workspace)
        for name in stack.names:
            if stack.visible(name):
                stack.payload(name)
        stack.close()

    return work
