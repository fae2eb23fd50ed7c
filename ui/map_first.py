"""Whose turn it is after a change: the map, then the tables, then everything else.

While the map is being told of a change nothing begins beside the window; then the tables read their rows; what is
looked at after them (`Tasks.start` with ``patient``: what is around a record, figures, counts) begins when the widget
shows the change, or when that takes too long. At first the whole machine is the map's, until it is painted.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ui.map_view.view import MapView
from ui.tasks import Tasks

FIRST_MS = 4000
"""For how long tables, figures and search wait for the first complete map."""
CHANGE_MS = 300
"""For how long what is patient waits for a change to be seen on the map."""


class MapFirst(QObject):
    """Holds `tasks` back while `view` is at work, for as long as `parent` is there."""

    def __init__(self, view: MapView, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._tasks = view, tasks
        self._stamp: int | None = None  # the change that is awaited on the screen
        self._begun = False
        tasks.hold()
        self._enough = QTimer(self)
        self._enough.setSingleShot(True)
        self._enough.timeout.connect(self._release)
        self._enough.start(FIRST_MS)
        view.painted.connect(self._on_painted)
        view.catchingUp.connect(self._on_catching_up)
        view.caughtUp.connect(self._on_caught_up)

    def _on_catching_up(self) -> None:
        self._tasks.hold()
        if self._begun:
            self._stamp = None
            self._enough.stop()

    def _on_caught_up(self) -> None:
        if not self._begun:
            return
        self._tasks.release(patient=False)
        self._stamp = self._view.ask_stamp()
        self._enough.start(CHANGE_MS)

    def _on_painted(self, stamp: int) -> None:
        if not self._begun or (self._stamp is not None and stamp >= self._stamp):
            self._release()

    def _release(self) -> None:
        """Let everything begin: what was waited for is on the screen, or was waited for long enough."""
        self._begun, self._stamp = True, None
        self._enough.stop()
        self._tasks.release()
