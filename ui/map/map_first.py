"""Whose turn it is after a change: the map, then the tables, then everything else.

While the map is being told of a change nothing begins beside the window; then the tables read their rows; what is
looked at after them (`Tasks.start` with ``patient``: what is around a record, figures, counts) begins when the page has
painted, or when that takes too long. At first the whole machine is the map's, until it is painted; once the page has
its layers, Python is idle, and reads the libraries that tables and figures will want.
"""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject, Qt, QTimer

from ui.map_view.view import MapView
from ui.startup import late
from ui.tasks import Tasks

FIRST_MS = 4000
"""For how long tables, figures and search wait for the first complete map."""
PAGE_MS = 5
"""Tables begin so much after the page was told, so that what was said to it has left before they begin."""
CHANGE_MS = 250
"""For how long what is patient waits for a change to be painted on the map."""
PATCH_MS = 3000
"""For how long anything waits for the map to be told of a change; a patch that takes so long is not waited for."""


def _read_libraries() -> None:
    """Read what was put off; it stays, so the collector need not walk through its 65,000 objects on the GUI thread."""
    late.fetch()
    gc.freeze()


class MapFirst(QObject):
    """Holds `tasks` back while `view` is at work, for as long as `parent` is there."""

    def __init__(self, view: MapView, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._begun = self._catching_up = False
        tasks.hold()
        self._tables = QTimer(self)
        self._tables.setSingleShot(True)
        self._tables.setInterval(PAGE_MS)
        self._tables.timeout.connect(lambda: tasks.release(patient=False))
        self._enough = QTimer(self)
        self._enough.setSingleShot(True)
        self._enough.timeout.connect(self._release)
        self._enough.start(FIRST_MS)
        view.served.connect(self._fetch, Qt.ConnectionType.SingleShotConnection)
        view.painted.connect(self._on_painted)
        view.catchingUp.connect(self._on_catching_up)
        view.caughtUp.connect(self._on_caught_up)

    def _fetch(self) -> None:
        threading.Thread(target=_read_libraries, name="libraries").start()

    def _on_catching_up(self) -> None:
        self._tasks.hold()
        self._catching_up = True
        self._tables.stop()
        if self._begun:
            self._enough.start(PATCH_MS)

    def _on_caught_up(self) -> None:
        self._catching_up = False
        if self._begun:
            self._tables.start()
            self._enough.start(CHANGE_MS)

    def _on_painted(self, _stamp: int) -> None:
        # No stamp is asked for: one more would cost those who wait for theirs a frame.
        if not (self._begun and self._catching_up):
            self._release()

    def _release(self) -> None:
        """Let everything begin: what was waited for is painted, or was waited for long enough."""
        self._begun = True
        self._tables.stop()
        self._enough.stop()
        self._tasks.release()
