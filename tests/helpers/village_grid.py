"""Nine square villages of one town, for tests of the boundary tool and the check in the real window."""

from __future__ import annotations

import datetime as dt

import numpy as np
import shapely
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shapely import Point

from layers.pages.page import View
from tests.helpers.window import Hand
from ui.main_window import MainWindow

ON = dt.date(2026, 11, 22)
SIDE = 0.01
WEST, SOUTH = 114.1, 34.0
VIEW = View(SOUTH + SIDE * 1.5, WEST + SIDE * 1.5, 14)


def square(column: float, row: float, width: float = 1.0) -> shapely.MultiPolygon:
    """A village of the grid with a vertex in the middle of each side."""
    corners = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
    places = np.array(corners, dtype=float) * (SIDE / 2 * width, SIDE / 2)
    places += (WEST + column * SIDE, SOUTH + row * SIDE)
    return shapely.MultiPolygon([shapely.Polygon(np.round(places, 9))])


def steady(window: MainWindow) -> bool:
    """Whether the page has heard how wide the map is now."""
    extent = window.map.extent
    assert extent is not None
    across = (extent.bounds[1][1] - extent.bounds[0][1]) / 360 * 256 * 2**extent.view.zoom
    return window.boundary.dock.isVisible() and abs(across - window.map.web.width()) < 2


def at(column: float, row: float) -> Point:
    return Point(WEST + column * SIDE, SOUTH + row * SIDE)


def shapes(window: MainWindow) -> dict[str, bytes]:
    frame = window.session.workspace.frame("villages", columns=["uid", "geom"])
    return dict(zip(frame["uid"], shapely.to_wkb(frame["geom"].to_numpy()), strict=True))


def sound(window: MainWindow) -> bool:
    frame = window.session.workspace.frame("villages", columns=["geom"])
    return bool(shapely.coverage_is_valid(frame["geom"].to_numpy()))


def entries(window: MainWindow) -> int:
    return window.session.workspace.journal.head()[0]


def double_click(hand: Hand, place: Point) -> None:
    target, where = hand.page(), QPointF(hand.pixel(place))
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    kinds = QEvent.Type
    QTest.mouseMove(target, where.toPoint())
    for kind in (
        kinds.MouseButtonPress,
        kinds.MouseButtonRelease,
        kinds.MouseButtonDblClick,
        kinds.MouseButtonRelease,
    ):
        held = none if kind == kinds.MouseButtonRelease else left
        there = QPointF(target.mapToGlobal(where))
        event = QMouseEvent(kind, where, there, left, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(target, event)
