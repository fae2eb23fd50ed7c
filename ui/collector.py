"""Python's garbage collector, kept on the GUI thread.

A collection runs on whichever thread happens to allocate. When that is a worker and the garbage holds a Qt object, Qt
frees a widget outside its own thread, and the program dies. So automatic collection is off while a window may be open,
and a timer collects, generation by generation, where Qt's objects live.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 250
SETTLED_LOOKS = 40
"""After so many looks (ten seconds) what is alive stays alive; it is not walked through again."""


class Collector(QObject):
    """Collects garbage on the thread it was made on, for as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        parent.destroyed.connect(gc.enable)

    def look(self) -> None:
        """Collect the oldest generation that is full, as Python itself would."""
        self._looks += 1
        if self._looks == SETTLED_LOOKS:
            gc.collect()
            gc.freeze()
            return
        counts, limits = gc.get_count(), gc.get_threshold()
        full = [generation for generation in (2, 1, 0) if counts[generation] > limits[generation]]
        if full:
            gc.collect(full[0])
