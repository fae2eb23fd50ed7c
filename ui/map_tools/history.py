"""Where the map was: back and forward through its views, and back from a record that was flown to twice.

A view counts when the map has stood still for a moment, so that a drag or a run of the wheel is one step.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from layers.pages.page import View
from ui.map_view.view import Extent, MapView
from ui.session import Item

STILL_MS = 400
KEPT = 100


@dataclass
class _Flight:
    item: Item
    start: View
    arrived: View | None = None


class ViewHistory(QObject):
    """The views of one map. Emits ``changed()`` when there is another way back or forward."""

    changed = Signal()

    def __init__(self, view: MapView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._views: list[View] = []
        self._at = -1
        self._flight: _Flight | None = None
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(STILL_MS)
        self._still.timeout.connect(self._settle)
        view.viewChanged.connect(self._moved)

    @property
    def can_go_back(self) -> bool:
        """Whether there is a view before this one."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a view that was left by going back."""
        return self._at < len(self._views) - 1

    def back(self) -> None:
        """Show the view before this one."""
        self._settle()
        self._step(-1)

    def forward(self) -> None:
        """Show the view that was left by going back."""
        self._step(1)

    def returns_from(self, item: Item) -> bool:
        """The map is about to fly to `item`; when it stands there from the last flight, it goes back instead: True."""
        if self._view.extent is None:
            return False
        here, flight = self._view.extent.view, self._flight
        if flight is not None and flight.item == item and flight.arrived == here != flight.start:
            self._flight = None
            self._view.go_to(flight.start.lat, flight.start.lng, flight.start.zoom)
            return True
        self._flight = _Flight(item, here)
        return False

    def _moved(self, extent: Extent) -> None:
        if self._flight is not None and self._flight.arrived is None:
            self._flight.arrived = extent.view
        self._still.start()

    def _settle(self) -> None:
        """The map stands still: this is a view to come back to."""
        self._still.stop()
        extent = self._view.extent
        if extent is None or (self._views and self._views[self._at] == extent.view):
            return
        self._views = [*self._views[: self._at + 1], extent.view][-KEPT:]
        self._at = len(self._views) - 1
        self.changed.emit()

    def _step(self, by: int) -> None:
        if not 0 <= self._at + by < len(self._views):
            return
        self._at += by
        there = self._views[self._at]
        self._view.go_to(there.lat, there.lng, there.zoom)
        self.changed.emit()
