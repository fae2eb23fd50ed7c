"""Fingers on a widget, by real touch events of a made-up touch screen."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

FRAME = 16  # ms between two movements, as a screen tells them
APART = 0.7
"""s after which a tap is no second half of a double one: Chromium counts them up to half a second apart."""


@cache
def screen() -> QPointingDevice:
    """The touch screen: one for all tests, since Qt keeps each that is made."""
    return QTest.createTouchDevice()


class Fingers:
    """Up to two fingers on `target`, in its own pixels."""

    tapped = 0.0
    """When any of them tapped last."""

    def __init__(self, target: QWidget) -> None:
        self.target = target

    def down(self, *places: QPoint) -> None:
        """Put fingers down, one after the other."""
        for count, place in enumerate(places):
            event = QTest.touchEvent(self.target, screen())
            for held in range(count):
                event.stationary(held)
            event.press(count, place, self.target).commit()

    def move(self, *ways: Sequence[QPoint]) -> None:
        """Move each finger along its way, all in step."""
        for places in zip(*ways, strict=True):
            event = QTest.touchEvent(self.target, screen())
            for finger, place in enumerate(places):
                event.move(finger, place, self.target)
            event.commit()
            QTest.qWait(FRAME)

    def up(self, *places: QPoint) -> None:
        """Lift them all."""
        event = QTest.touchEvent(self.target, screen())
        for finger, place in enumerate(places):
            event.release(finger, place, self.target)
        event.commit()

    def tap(self, place: QPoint, *, again: bool = False) -> None:
        """Touch a place and let go; `again` at once, as the second half of a double tap."""
        early = APART - (time.monotonic() - Fingers.tapped)
        if early > 0 and not again:
            QTest.qWait(round(1000 * early))
        self.down(place)
        self.up(place)
        Fingers.tapped = time.monotonic()

    def pull(self, start: QPoint, end: QPoint, steps: int = 8) -> None:
        """Pull one finger from `start` to `end`."""
        self.down(start)
        self.move(way(start, end, steps))
        self.up(end)


def way(start: QPoint, end: QPoint, steps: int = 8) -> list[QPoint]:
    """Places on the straight line between two, without the first."""
    return [start + (end - start) * step / steps for step in range(1, steps + 1)]
