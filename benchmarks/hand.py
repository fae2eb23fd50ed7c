"""A duty officer's hand and eyes: mouse and wheel events into a web view, and waiting for what it then shows.

Events go where the platform would deliver them, to the widget behind the view (its focus proxy), so they take the road
through Qt and Chromium that a real mouse takes. Nothing here sleeps and hopes: a wait ends with a signal, or with
`TooSlow`. Frames are counted where they reach the screen, as paint events of that widget.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any, Self

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QWidget

NOTCH = 120
"""Eighths of a degree in one click of a wheel."""
MOVE_EVERY_MS = 8
"""A mouse reports 125 times a second."""


class TooSlow(Exception):
    """What was waited for did not come within `limit_ms`."""

    def __init__(self, what: str, limit_ms: float) -> None:
        super().__init__(f"{what}: not within {limit_ms / 1000:.0f} s")
        self.limit_ms = limit_ms


def until(
    signal: Any,
    act: Callable[[], object],
    accept: Callable[..., bool] = lambda *_: True,
    *,
    what: str,
    limit_ms: float = 60_000,
) -> float:
    """Milliseconds from the call of `act` until `signal` comes with arguments that `accept` takes.

    `act` may itself take long; a signal that comes while it runs counts. Raises TooSlow after `limit_ms`.
    """
    loop = QEventLoop()
    arrived: list[float] = []

    def take(*arguments: Any) -> None:
        if not arrived and accept(*arguments):
            arrived.append(time.perf_counter())
            loop.quit()

    signal.connect(take)
    try:
        started = time.perf_counter()
        act()
        if not arrived:
            QTimer.singleShot(math.ceil(limit_ms), loop, loop.quit)
            loop.exec()
    finally:
        signal.disconnect(take)
    if not arrived:
        raise TooSlow(what, limit_ms)
    return (arrived[0] - started) * 1000


def spin(milliseconds: float) -> None:
    """Let the program run for a while: the pace of a hand, never a wait for a result."""
    loop = QEventLoop()
    timer = QTimer(loop)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(loop.quit)
    timer.start(max(0, round(milliseconds)))
    loop.exec()


def evaluate(page: QWebEnginePage, script: str, *, limit_ms: float = 60_000) -> Any:
    """What `script` gives in the page's own world. Raises TooSlow when the page is busy for longer."""
    loop = QEventLoop()
    answers: list[Any] = []

    def take(answer: Any) -> None:
        answers.append(answer)
        loop.quit()

    page.runJavaScript(script, take)
    QTimer.singleShot(math.ceil(limit_ms), loop, loop.quit)
    if not answers:
        loop.exec()
    if not answers:
        raise TooSlow("the page's answer", limit_ms)
    return answers[0]


class FrameCount(QObject):
    """When the frames of a web view reached its widget; for the time of a ``with`` block."""

    def __init__(self, surface: QWidget) -> None:
        super().__init__()
        self._surface = surface
        self.times: list[float] = []

    def __enter__(self) -> Self:
        self._surface.installEventFilter(self)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._surface.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the time of each paint event."""
        if event.type() == QEvent.Type.Paint:
            self.times.append(time.perf_counter())
        return False

    def rate(self) -> float:
        """Frames a second from the first to the last; 0 when there were fewer than two."""
        if len(self.times) < 2:
            return 0.0
        return (len(self.times) - 1) / (self.times[-1] - self.times[0])


class Hand:
    """Mouse and wheel on one web view. Positions are pixels of the view."""

    def __init__(self, view: QWebEngineView) -> None:
        surface = view.focusProxy()
        if surface is None:
            raise RuntimeError("the web view has no surface yet: show it and load a page first")
        self.surface: QWidget = surface
        self._buttons = Qt.MouseButton.NoButton
        self.at = QPointF(surface.rect().center())

    def move(self, to: QPointF) -> None:
        """One mouse event at `to`, with whatever button is down."""
        self._mouse(QEvent.Type.MouseMove, to, Qt.MouseButton.NoButton)

    def press(self) -> None:
        self._buttons = Qt.MouseButton.LeftButton
        self._mouse(QEvent.Type.MouseButtonPress, self.at, Qt.MouseButton.LeftButton)

    def release(self) -> None:
        self._buttons = Qt.MouseButton.NoButton
        self._mouse(QEvent.Type.MouseButtonRelease, self.at, Qt.MouseButton.LeftButton)

    def wheel(self, notches: int) -> None:
        """Turn the wheel under the pointer; positive is away from the hand, which zooms in."""
        event = QWheelEvent(
            self.at,
            self.surface.mapToGlobal(self.at),
            QPoint(),
            QPoint(0, NOTCH * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.surface, event)

    def carry(self, path: Sequence[QPointF]) -> float:
        """With the button down, move along `path` at the pace of a real mouse; frames a second that were shown.

        The button is still down afterwards.
        """
        with FrameCount(self.surface) as frames:
            due = time.perf_counter()
            for place in path:
                self.move(place)
                due += MOVE_EVERY_MS / 1000
                spin((due - time.perf_counter()) * 1000)
        return frames.rate()

    def _mouse(self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton) -> None:
        self.at = at
        event = QMouseEvent(
            kind,
            at,
            self.surface.mapToGlobal(at),
            button,
            self._buttons,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self.surface, event)


def sweep(start: QPointF, towards: float, length: float, milliseconds: float) -> list[QPointF]:
    """Places of a straight drag of `length` pixels in the direction `towards` (degrees, 0 right, 90 down)."""
    steps = max(2, round(milliseconds / MOVE_EVERY_MS))
    dx, dy = math.cos(math.radians(towards)) * length, math.sin(math.radians(towards)) * length
    return [start + QPointF(dx * i / steps, dy * i / steps) for i in range(1, steps + 1)]
