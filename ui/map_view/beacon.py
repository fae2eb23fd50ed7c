"""When the widget shows a frame of the page: the page lights a beacon, two px in its corner, and this looks for it.

The page says which shade goes with which stamp at the moment it draws the frame; the frame reaches the widget some
milliseconds later, by way of the compositor. The widget is looked at each time it is painted, and now and then in case
it is not. Nothing is known here of what a stamp means.
"""

from __future__ import annotations

import logging
import time
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QRect, QTimer, Signal
from PySide6.QtWebEngineWidgets import QWebEngineView

log = logging.getLogger(__name__)
_PATIENCE = 3.0  # seconds
_LOOK_EVERY = 24  # ms, when no paint event comes


class _Awaited(NamedTuple):
    token: int
    shade: int
    until: float


class Beacon(QObject):
    """Looks for shades in the corner of `web`.

    Signals
    -------
    seen(int)
        The greatest token that the widget shows; it covers every smaller one that was awaited.
    """

    seen = Signal(int)

    def __init__(self, web: QWebEngineView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._web = web
        self._awaited: list[_Awaited] = []
        self._surface: QObject | None = None
        self._grabbing = False
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_EVERY)
        self._looking.timeout.connect(self._look)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._look)

    def await_shade(self, token: int, shade: int) -> None:
        """Emit ``seen(token)`` when the corner has `shade` (as ``QRgb``), or when it has not come for a long time."""
        self._watch(self._web.focusProxy())
        self._awaited.append(_Awaited(token, shade, time.monotonic() + _PATIENCE))
        self._looking.start()
        self._look()

    def _watch(self, surface: QObject | None) -> None:
        """Follow the widget that shows the page; a page process that was replaced brings another one."""
        if surface is self._surface:
            return
        if self._surface is not None:
            self._surface.removeEventFilter(self)
        self._surface = surface
        if surface is not None:
            surface.installEventFilter(self)
            surface.destroyed.connect(self._lost)

    def _lost(self) -> None:
        self._surface = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look when the widget has been painted; a look paints it too, which says nothing new."""
        if event.type() == QEvent.Type.Paint and self._awaited and not self._grabbing:
            self._soon.start()
        return False

    def _look(self) -> None:
        if not self._awaited:
            self._looking.stop()
            return
        self._grabbing = True
        shade = self._web.grab(QRect(0, 0, 1, 1)).toImage().pixel(0, 0)
        self._grabbing = False
        now = time.monotonic()
        late = [each.token for each in self._awaited if each.until <= now]
        found = [each.token for each in self._awaited if each.shade == shade]
        if late and not found:
            log.warning("the widget did not show stamp %s in time; is it hidden?", max(late))
        if not found and not late:
            return
        token = max(found + late)
        self._awaited = [each for each in self._awaited if each.token > token]
        if not self._awaited:
            self._looking.stop()
        self.seen.emit(token)
