"""A picture of the whole window, taken when everything in it is painted, and not before.

What must be true is a list of named conditions. When all of them hold, the map is asked for a stamp, and the picture
is taken when the map says that everything said before that stamp is on the screen. A watchdog gives up after a while
and names what was not ready.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from ui.map_view.view import MapView

log = logging.getLogger(__name__)
PATIENCE_MS = 60_000
_LOOK_MS = 40
_SETTLE_MS = 250
"""After the last condition came true, so that layouts and hover states come to rest."""


class Shot(QObject):
    """Takes one picture of a window and saves it. Emits ``taken(ok, sentence)`` once."""

    taken = Signal(bool, str)

    def __init__(
        self,
        window: QWidget,
        map_view: MapView,
        file: Path,
        conditions: Mapping[str, Callable[[], bool]],
        *,
        patience_ms: int = PATIENCE_MS,
    ) -> None:
        super().__init__(window)
        self._window, self._map, self._file = window, map_view, file
        self._conditions = dict(conditions)
        self._stamp: int | None = None
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._see)
        self._look.start()
        self._watchdog = QTimer(self)
        self._watchdog.setSingleShot(True)
        self._watchdog.timeout.connect(self._give_up)
        self._watchdog.start(patience_ms)

    def waiting_for(self) -> list[str]:
        """Names of what is not ready."""
        return [name for name, holds in self._conditions.items() if not holds()]

    def _see(self) -> None:
        if self.waiting_for():
            self._stamp = None
            return
        if self._stamp is None:
            self._stamp = self._map.ask_stamp()
        elif self._map.painted_stamp >= self._stamp:
            self._look.stop()
            QTimer.singleShot(_SETTLE_MS, self, self._take)

    def _take(self) -> None:
        if self.waiting_for():
            self._stamp = None
            self._look.start()
            return
        self._watchdog.stop()
        picture = whole(self._window, self._map)
        if blank(picture.toImage(), within(self._map, self._window, picture.devicePixelRatio())):
            self._end(False, "the map is missing from the picture")
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        saved = picture.save(str(self._file), "PNG")
        self._end(saved, "" if saved else f"{self._file} could not be written")

    def _give_up(self) -> None:
        self._look.stop()
        missing = self.waiting_for() or ["the map's newest tiles"]
        self._end(False, f"not ready: {', '.join(missing)}")

    def _end(self, ok: bool, sentence: str) -> None:
        self._look.stop()
        self._watchdog.stop()
        self.taken.emit(ok, sentence)


def whole(window: QWidget, map_view: MapView) -> QPixmap:
    """The window as it is on the screen, the web page in it included.

    The page is drawn by another process and is not part of a plain `grab` on every platform; where it is missing, its
    own picture is laid into its place.
    """
    picture = window.grab()
    if not blank(picture.toImage(), within(map_view, window, picture.devicePixelRatio())):
        return picture
    web = map_view.web.grab()
    painter = QPainter(picture)
    painter.drawPixmap(map_view.web.mapTo(window, map_view.web.rect().topLeft()), web)
    painter.end()
    return picture


def within(child: QWidget, window: QWidget, ratio: float) -> QRect:
    """The place of `child` in a picture of `window`, in its pixels."""
    corner = child.mapTo(window, child.rect().topLeft())
    return QRect(
        round(corner.x() * ratio),
        round(corner.y() * ratio),
        round(child.width() * ratio),
        round(child.height() * ratio),
    )


def blank(image: QImage, box: QRect) -> bool:
    """Whether `box` of the picture has fewer than four colours, which no drawn map has."""
    part = image.copy(box).scaled(160, 120)
    colours = {part.pixel(x, y) for x in range(part.width()) for y in range(part.height())}
    return len(colours) < 4
