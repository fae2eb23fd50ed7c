"""Two maps that show the same place: where one goes, the other goes, and what comes back as an echo goes nowhere.

Only centre and zoom are shared; the windows may differ in size. Nothing here knows a record or a layer.
"""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject

from layers.pages.page import View
from ui.map_view.view import Extent, MapView

_REMEMBERED = 16


class Linked(QObject):
    """Keeps `one` and `other` at the same place until `part` is called."""

    def __init__(self, one: MapView, other: MapView, parent: QObject) -> None:
        super().__init__(parent)
        self._maps = (one, other)
        self._told: tuple[deque[View], deque[View]] = (
            deque(maxlen=_REMEMBERED),
            deque(maxlen=_REMEMBERED),
        )
        one.viewChanged.connect(self._one_moved)
        other.viewChanged.connect(self._other_moved)

    def part(self) -> None:
        """Let each map go its own way."""
        one, other = self._maps
        one.viewChanged.disconnect(self._one_moved)
        other.viewChanged.disconnect(self._other_moved)
        self.deleteLater()

    def _one_moved(self, extent: Extent) -> None:
        self._follow(0, extent)

    def _other_moved(self, extent: Extent) -> None:
        self._follow(1, extent)

    def _follow(self, moved: int, extent: Extent) -> None:
        told = self._told[moved]
        echo = next((i for i, view in enumerate(told) if same(view, extent.view, extent)), None)
        if echo is not None:
            for _ in range(echo + 1):  # what was told before it is past, too
                told.popleft()
            return
        follower = self._maps[1 - moved]
        if follower.extent is not None and same(follower.extent.view, extent.view, extent):
            return
        self._told[1 - moved].append(extent.view)
        follower.go_to(extent.view.lat, extent.view.lng, extent.view.zoom)


def same(one: View, other: View, scale: Extent) -> bool:
    """Whether two views are the same to the pixel: a page rounds its centre to whole pixels."""
    degrees = scale.metres_a_pixel * 1.5 / 111_320
    return (
        abs(one.zoom - other.zoom) < 1e-6
        and abs(one.lat - other.lat) <= degrees
        and abs(one.lng - other.lng) <= degrees * 2
    )
