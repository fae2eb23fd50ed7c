"""What is drawn above one map is drawn above another as well: view cover, reach, heat, a fault of the check.

It copies what `MapView.draw` was told, before and from now on; it knows no drawing. Like `linked`, which does the same
for the place that is shown.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from ui.map_view.view import MapView


class Mirrored(QObject):
    """Draws on `other` whatever `one` draws, until `part` is called."""

    def __init__(self, one: MapView, other: MapView, parent: QObject) -> None:
        super().__init__(parent)
        self._one, self._other = one, other
        for what, name, message in one.drawings:
            other.draw(what, name, message)
        one.drawn.connect(self._draw)

    def part(self) -> None:
        """Draw there no more; the other map is about to go."""
        self._one.drawn.disconnect(self._draw)
        self.deleteLater()

    def _draw(self, what: str, name: str, message: Any) -> None:
        self._other.draw(what, name, message)
