"""A workspace that is being opened while the window's modules are still being read.

Most of opening a file is SQLite looking through every page of it for damage, for which it needs no interpreter; most of
starting is the interpreter's. What goes wrong is raised where the workspace is asked for. No Qt is known here.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from contextlib import suppress

from db.errors import WorkspaceError
from db.workspace import Workspace


class Opening:
    """Opens `target` on a thread of its own, from now on."""

    def __init__(self, target: str, *, readonly: bool) -> None:
        self._done: Future[Workspace] = Future()
        self._target, self._readonly = target, readonly
        self._taken = False
        threading.Thread(target=self._open, name="opening").start()

    def _open(self) -> None:
        try:
            self._done.set_result(Workspace.open(self._target, readonly=self._readonly))
        except BaseException as trouble:  # noqa: BLE001 - raised where the workspace is asked for
            self._done.set_exception(trouble)

    def workspace(self) -> Workspace:
        """The open workspace, which is the caller's from now on; raises what `Workspace.open` raises."""
        self._taken = True
        return self._done.result()

    def give_up(self) -> None:
        """Nobody will ask for it any more: if nobody did, close it, as far as it could be opened at all."""
        if not self._taken:
            with suppress(WorkspaceError):
                self._done.result().close()
