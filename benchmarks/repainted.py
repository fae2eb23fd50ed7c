"""When a table shows what its model has said: the second half of "seen on map and table"."""

from __future__ import annotations

import math
import time
from typing import Any, Self

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QTableView

from benchmarks.hand import TooSlow


class Repainted(QObject):
    """When a table has painted itself after its model spoke; for the time of a ``with`` block."""

    def __init__(self, table: QTableView) -> None:
        super().__init__()
        self._table = table
        self._spoken = False
        self._started = time.perf_counter()
        self._loop: QEventLoop | None = None
        self.milliseconds = 0.0

    def __enter__(self) -> Self:
        model = self._table.model()
        for signal in (model.dataChanged, model.modelReset, model.layoutChanged):
            signal.connect(self._speak)
        self._table.viewport().installEventFilter(self)
        self._started = time.perf_counter()
        return self

    def __exit__(self, *_exception: object) -> None:
        model = self._table.model()
        for signal in (model.dataChanged, model.modelReset, model.layoutChanged):
            signal.disconnect(self._speak)
        self._table.viewport().removeEventFilter(self)

    def _speak(self, *_arguments: Any) -> None:
        self._spoken = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the first paint after the model spoke."""
        if self._spoken and not self.milliseconds and event.type() == QEvent.Type.Paint:
            self.milliseconds = (time.perf_counter() - self._started) * 1000
            if self._loop is not None:
                self._loop.quit()
        return False

    def wait(self, limit_ms: float) -> None:
        """Until it has painted; TooSlow after `limit_ms`."""
        if not self.milliseconds:
            self._loop = QEventLoop()
            QTimer.singleShot(math.ceil(limit_ms), self._loop, self._loop.quit)
            self._loop.exec()
        if not self.milliseconds:
            raise TooSlow("an edit in the table", limit_ms)
