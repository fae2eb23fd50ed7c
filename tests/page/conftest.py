"""The map in a real WebEngine page, with made-up records; anything that goes wrong in the page fails the test."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from layers.pages.page import View
from layers.stack import LayerStack
from tests.helpers.qt import PATIENCE
from tests.page.made import TODAY, MadeWorkspace, made_county
from tools.build_assets import build
from ui.map_view.view import MapView


class MapOnTest:
    """A map view that is shown, with what a test asks of it."""

    def __init__(self, workspace: MadeWorkspace, **options: Any) -> None:
        self.workspace = workspace
        self.stack = LayerStack(workspace, today=lambda: TODAY)
        self.view = MapView(self.stack, **options)
        self.view.resize(800, 600)
        self.troubles: list[tuple[Any, str]] = []
        self.view.trouble.connect(lambda error, source: self.troubles.append((error, source)))
        self.heard: list[tuple[str, Any]] = []
        for name in (
            "clicked",
            "contextRequested",
            "hovered",
            "deleteRequested",
            "pointerAt",
            "viewChanged",
        ):
            getattr(self.view, name).connect(
                lambda value, name=name: self.heard.append((name, value))
            )
        self.view.placed.connect(lambda *values: self.heard.append(("placed", values)))
        self.view.moved.connect(lambda *values: self.heard.append(("moved", values)))
        self.view.toolDropped.connect(lambda: self.heard.append(("toolDropped", None)))
        self.view.show()
        self.settle()
        self.leave()  # the last test left the pointer over the map
        self.settle()

    def until(self, done: Callable[[], Any], what: str = "it") -> Any:
        """Wait until `done()` is true, and return what it gave."""
        if found := done():
            return found
        loop = QEventLoop()
        ticking = QTimer()
        ticking.timeout.connect(lambda: loop.quit() if done() else None)
        ticking.start(5)
        QTimer.singleShot(PATIENCE, loop, loop.quit)
        loop.exec()
        ticking.stop()
        found = done()
        assert found, f"waited for {what} in vain; troubles: {self.troubles}"
        return found

    def settle(self) -> None:
        """Wait until everything that was said is on the screen."""
        stamp = self.view.ask_stamp()
        self.until(lambda: self.view.painted_stamp >= stamp, f"stamp {stamp}")

    def js(self, script: str) -> Any:
        """What `script` (an expression, or a promise) gives in the page."""
        got: list[str] = []
        self.serial = getattr(self, "serial", 0) + 1
        name = f"answer{self.serial}"
        start = f"Promise.resolve({script}).then(value => {{ globalThis.{name} = JSON.stringify(value ?? null) }}); 0"
        self.view.page.runJavaScript(start)

        def ask() -> None:
            self.view.page.runJavaScript(
                f"globalThis.{name}", lambda value: got.append(value) if value else ask()
            )

        ask()
        self.until(lambda: got, script)
        return json.loads(got[0])

    def counts(self) -> dict[str, Any]:
        """What the worker counted."""
        found: dict[str, Any] = self.js("guatu.page.engine.counts()")
        return found

    def at(self, lat: float, lng: float) -> QPoint:
        """Where a place is in the widget."""
        x, y = self.js(f"(p => [p.x, p.y])(guatu.page.map.latLngToContainerPoint([{lat}, {lng}]))")
        return QPoint(round(x), round(y))

    def of(self, kind: str, uid: str) -> tuple[float, float]:
        """Latitude and longitude of a point record."""
        point = self.workspace.row(kind, uid)["geom"]
        return point.y, point.x

    def image(self) -> QImage:
        return self.view.web.grab().toImage()

    def colours(self, around: QPoint, radius: int) -> set[str]:
        """Colours (#rrggbb) of the square around a point of the widget."""
        image = self.image()
        return {
            QColor(image.pixel(around.x() + dx, around.y() + dy)).name().upper()
            for dx in range(-radius, radius + 1)
            for dy in range(-radius, radius + 1)
        }

    @property
    def target(self) -> QWidget:
        """The widget that takes mouse and keys."""
        return self.view.web.focusProxy() or self.view.web

    def hover(self, where: QPoint) -> None:
        """Bring the pointer to a place from beside it, a step a frame, as a hand does."""
        for step in (QPoint(30, 30), QPoint(9, 9), QPoint(0, 0)):
            QTest.mouseMove(self.target, where + step)
            QTest.qWait(20)

    def leave(self) -> None:
        """Take the pointer off the map."""
        QApplication.sendEvent(self.target, QEvent(QEvent.Type.Leave))

    def click(self, where: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        QTest.mouseMove(self.target, where)
        QTest.mouseClick(self.target, button, Qt.KeyboardModifier.NoModifier, where)

    def last(self, name: str) -> Any:
        """The latest event of that name, waited for."""
        return self.until(lambda: [value for heard, value in self.heard if heard == name], name)[-1]

    def close(self) -> None:
        self.view.shutdown()
        self.stack.close()
        self.view.close()
        self.view.deleteLater()


Opens = Callable[..., MapOnTest]


@pytest.fixture(scope="session", autouse=True)
def built_page() -> None:
    """The page's bundles, up to date with its sources."""
    build()


@pytest.fixture
def open_map(qapp: QApplication) -> Iterator[Opens]:  # noqa: ARG001 - there must be one before a view
    """Opens a map over a workspace; whatever its page complained of fails the test."""
    opened: list[MapOnTest] = []

    def opens(workspace: MadeWorkspace | None = None, **options: Any) -> MapOnTest:
        options.setdefault("view", View(34.07, 114.21, 13))
        found = MapOnTest(workspace or made_county(villages=64, points=120), **options)
        opened.append(found)
        return found

    yield opens
    troubles = [trouble for one in opened for trouble in one.troubles]
    for one in opened:
        one.close()
    assert not troubles


@pytest.fixture(scope="module")
def one_map(
    qapp: QApplication,  # noqa: ARG001
    county: MadeWorkspace,
    at: View,
) -> Iterator[MapOnTest]:
    """One map for all tests of a module, over its `county` and opened `at` its view."""
    found = MapOnTest(county, view=at)
    yield found
    troubles = found.troubles
    found.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not troubles


@pytest.fixture
def shown(one_map: MapOnTest, at: View) -> MapOnTest:
    """That map as each test finds it: nothing selected, no tool, at the same place."""
    one_map.view.set_tool("select")
    one_map.view.select([])
    one_map.view.go_to(at.lat, at.lng, at.zoom)
    one_map.settle()
    one_map.heard.clear()
    return one_map
