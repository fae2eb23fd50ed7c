"""Python's garbage collector, kept on the GUI thread.

A collection runs on whichever thread happens to allocate. When that is a worker and the garbage holds a Qt object, Qt
frees a widget outside its own thread, and the program dies. So automatic collection is off while a window may be open,
and a timer collects, generation by generation, where Qt's objects live.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

LOOK_MS = 250
SETTLED_LOOKS = 40
"""After so many looks (ten seconds) what is alive stays alive; it is not walked through again."""
MOST_WALKED = 150_000
"""So many objects are walked through in a few milliseconds. What a large import leaves alive beyond that stays alive,
until the window is not being worked in and all of it can be looked at."""
DEEP_EVERY_LOOKS = 2400


class Collector(QObject):
    """Collects garbage on the thread it was made on, for as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._looks = self._kept = 0
        self._deep = -DEEP_EVERY_LOOKS
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        parent.destroyed.connect(gc.enable)
        if isinstance(app := QGuiApplication.instance(), QGuiApplication):
            app.applicationStateChanged.connect(self._look_deep)

    def look(self) -> None:
        """Collect the oldest generation that is full, as Python itself would."""
        self._looks += 1
        if self._looks == SETTLED_LOOKS:
            gc.collect()
            gc.freeze()
            return
        counts, limits = gc.get_count(), gc.get_threshold()
        self._kept += max(counts[0], 0)
        if self._kept > MOST_WALKED:
            gc.collect(0)
            gc.freeze()
            self._kept = 0
            return
        full = [generation for generation in (2, 1, 0) if counts[generation] > limits[generation]]
        if full:
            gc.collect(full[0])
            self._kept = 0 if full[0] == 2 else self._kept

    def _look_deep(self, state: Qt.ApplicationState) -> None:
        """While nobody works in the window, and not often: free also what was left alive for good."""
        due = self._looks - self._deep >= DEEP_EVERY_LOOKS
        if state == Qt.ApplicationState.ApplicationActive or not due or self._looks < SETTLED_LOOKS:
            return
        self._deep = self._looks
        gc.unfreeze()
        gc.collect()
        gc.freeze()
