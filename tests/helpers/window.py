"""The real window in a test, and a hand for it: real mouse and key events, on widgets and on the web page alike.

`Desk` goes the way `app.py` goes, with settings of the test's own. `Hand` turns a place on the ground into a pixel of
the map once the map is at rest: a page learns of a new size of its widget frames later, and tells where it is now a
fifth of a second after that.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shapely import Point

from db.workspace import Workspace
from layers.pages.page import View
from resources.text import Language
from tests.helpers.qt import pausing
from ui.frame.search import SearchBox
from ui.main_window import MainWindow
from ui.map_view.view import MapView
from ui.session import Theme
from ui.settings import Settings
from ui.startup.start import Program

W = TypeVar("W", bound=QWidget)


PAUSE_MS = 300
"""Up to so long the window puts off what follows from an act."""


class Desk:
    """One seat: its settings, and the program that runs on it."""

    def __init__(self, app: QApplication, qtbot: QtBot, folder: Path) -> None:
        self._qtbot = qtbot
        self.settings = Settings(folder / "guatu.ini")
        self.program = Program(app, self.settings)

    def open(
        self,
        file: Path,
        *,
        lang: Language = "zh",
        theme: Theme = "dark",
        size: tuple[int, int] = (1366, 900),
        view: View | None = None,
    ) -> MainWindow:
        """Open `file` in the window and wait until all of it is painted."""
        self.program.dress(lang, theme)
        workspace = Workspace.open(file, user="duty", seat="desk-1")
        window = self.program.show(workspace, size=size, view=view)
        settled(self._qtbot, window)
        return window

    def close(self) -> None:
        """Close the window and let go of the workspace, as quitting does."""
        self.program.close()
        self.program.translation.silence()  # its words would be in the next seat's way
        QApplication.sendPostedEvents()


def settled(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the window is completely painted, map and panels."""
    conditions = window.conditions()

    def ready() -> None:
        waiting = [name for name, holds in conditions.items() if not holds()]
        assert not waiting, waiting
        assert not pausing(window, PAUSE_MS)

    qtbot.waitUntil(ready)
    stamp = window.map.ask_stamp()
    qtbot.waitUntil(lambda: window.map.painted_stamp >= stamp)
    at_rest(qtbot, window.map)


STANDS = """JSON.stringify((({map, toolbox}) => [
  innerWidth, innerHeight, map.getBounds().toBBoxString(), Boolean(map._animatingZoom || map._panAnim?._inProgress),
  toolbox.name
])(guatu.page))"""


def at_rest(qtbot: QtBot, view: MapView) -> None:
    """Wait until the page has the size and the tool it was given, nothing moves, and the view knows where it is."""
    heard: list[str] = []
    asked = False

    def ready() -> bool:
        nonlocal asked
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        if not asked:
            asked = True
            view.page.runJavaScript(STANDS, heard.append)
            return False
        if not heard:
            return False
        asked = False
        wide, high, sides, moving, tool = json.loads(heard.pop())
        factor = view.page.zoomFactor()
        fits = (
            abs(wide * factor - view.web.width()) < 3 and abs(high * factor - view.web.height()) < 3
        )
        return fits and tool == view._tool["tool"] and not moving and known(view, sides)

    qtbot.waitUntil(ready)


def known(view: MapView, sides: str) -> bool:
    """Whether `sides` (west, south, east, north, as Leaflet writes them) are the view's own."""
    if view.extent is None:
        return False
    (south, west), (north, east) = view.extent.bounds
    return all(
        math.isclose(float(one), other, abs_tol=1e-9)
        for one, other in zip(sides.split(","), (west, south, east, north), strict=True)
    )


class Hand:
    """What a person does with mouse and keyboard."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window
        self.pressed = self.clicked = 0
        """Keys pressed (each character is one) and clicks made (a drag is one) since `count_anew`."""

    def count_anew(self) -> None:
        """Begin to count again."""
        self.pressed = self.clicked = 0

    # -- the map --------------------------------------------------------------------------------

    def pixel(self, place: Point) -> QPoint:
        """Where `place` (lon, lat) is on the map widget, once the map is at rest."""
        at_rest(self.qtbot, self.window.map)
        extent = self.window.map.extent
        assert extent is not None
        (south, west), (north, east) = extent.bounds
        web = self.window.map.web
        across = (place.x - west) / (east - west)
        down = (mercator(north) - mercator(place.y)) / (mercator(north) - mercator(south))
        return QPoint(round(across * web.width()), round(down * web.height()))

    def click(self, place: Point, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Click on the map at `place`."""
        self.clicked += 1
        target, at = self.page(), self.pixel(place)
        QTest.mouseMove(target, at)
        self.qtbot.wait(30)
        QTest.mousePress(target, button, Qt.KeyboardModifier.NoModifier, at)
        QTest.mouseRelease(target, button, Qt.KeyboardModifier.NoModifier, at)

    def hover(self, place: Point) -> None:
        """Rest the pointer on `place`."""
        QTest.mouseMove(self.page(), self.pixel(place) - QPoint(3, 3))
        self.qtbot.wait(30)
        QTest.mouseMove(self.page(), self.pixel(place))

    def drag(self, start: Point, end: Point, steps: int = 8) -> None:
        """Drag on the map from `start` to `end`."""
        self.clicked += 1
        target, here, there = self.page(), self.pixel(start), self.pixel(end)
        QTest.mouseMove(target, here)
        self.qtbot.wait(50)
        QTest.mousePress(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, here)
        for step in range(1, steps + 1):
            at = here + (there - here) * step / steps
            QTest.mouseMove(target, at)
            self.qtbot.wait(25)
        QTest.mouseRelease(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, there)

    def page(self) -> QWidget:
        """The widget inside the web view that takes its events."""
        inner = self.window.map.web.focusProxy()
        assert inner is not None
        return inner

    # -- widgets --------------------------------------------------------------------------------

    def find(self, sort: type[W], name: str) -> W:
        """The widget called `name`."""
        found = self.window.findChild(sort, name)
        assert found is not None, f"there is no {name}"
        return found

    def press(self, name: str) -> None:
        """Click on the button called `name`."""
        button = self.find(QWidget, name)
        self.wait(button.isVisible)
        assert button.isEnabled(), f"{name} can't be used"
        self.press_widget(button)

    def press_widget(self, target: QWidget, at: QPoint | None = None) -> None:
        """Click on a widget that has no name of its own, in its middle or `at` a place inside it."""
        self._be_in_front()
        self.clicked += 1
        where = target.rect().center() if at is None else at
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=where)

    def keys(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key in the window, wherever the keyboard is."""
        self._be_in_front()
        self.pressed += 1
        focused = QApplication.focusWidget() or self.window
        QTest.keyClick(focused, key, modifier)

    def _be_in_front(self) -> None:
        """Make the window active again, as a window manager does when a menu has closed; offscreen there is none."""
        if QApplication.activeWindow() is None:
            self.window.activateWindow()
            self.qtbot.waitUntil(self.window.isActiveWindow)

    def type(self, text: str, into: QWidget | None = None) -> None:
        """Type `text`; what no key has (Chinese) arrives as an input method gives it."""
        target = into or QApplication.focusWidget()
        assert target is not None
        self.pressed += len(text)
        if text.isascii():
            QTest.keyClicks(target, text)
        else:
            commit(target, text)

    def wait(self, holds: Callable[[], object]) -> None:
        """Wait until `holds` does."""
        self.qtbot.waitUntil(lambda: bool(holds()))

    def search(self, text: str) -> None:
        """Ctrl+K, type, Enter; the names are there when this returns."""
        self.keys(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        box = self.find(SearchBox, "search")
        self.wait(box.hasFocus)
        self.type(text, box)
        self.keys(Qt.Key.Key_Return)
        self.wait(lambda: not box.index.reading)


def commit(target: QWidget, text: str) -> None:
    """Give `text` to `target` as an input method commits it."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(target, event)


def mercator(lat: float) -> float:
    """World y of a latitude, growing northward."""
    return math.asinh(math.tan(math.radians(lat)))
