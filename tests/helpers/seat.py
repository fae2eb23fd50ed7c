"""A seat without a window: the small county, a session over it, and a panel or a table to work with by hand.

Fixtures for tests of single widgets; keys and clicks are real ones (QTest). `settle` waits until nothing is being
read beside the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from layers.stack import LayerStack
from tests.helpers.qt import pausing
from tests.helpers.small_county import TODAY, SmallCounty, small_county
from ui import theme
from ui.session import Item, Session
from ui.tasks import Tasks

W = TypeVar("W", bound=QWidget)


PAUSE_MS = 150
"""Up to so long a panel puts off what follows from an act; what it puts off for longer, a test waits for itself."""


class Seat:
    """One session over the small county."""

    def __init__(self, qtbot: QtBot, county: SmallCounty) -> None:
        self.qtbot, self.county = qtbot, county
        self.workspace = county.workspace
        self.session = Session(self.workspace, LayerStack(self.workspace))
        self.tasks = Tasks()
        self.widgets: list[QWidget] = []

    def show(self, widget: W, width: int, height: int) -> W:
        """Show a widget until the end of the test."""
        self.widgets.append(widget)
        widget.resize(width, height)
        widget.show()
        QTest.qWaitForWindowExposed(widget)
        self.wake(widget)
        self.settle()
        return widget

    def wake(self, widget: QWidget) -> None:
        """Make its window the active one; the offscreen platform forgets it when a popup closes."""
        widget.window().activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is not None)

    def settle(self, until: Callable[[], bool] = lambda: True) -> None:
        """Wait until nothing is being read or put off any more and `until` holds."""
        quiet = 0

        def done() -> bool:
            nonlocal quiet
            put_off = any(pausing(widget, PAUSE_MS) for widget in self.widgets)
            quiet = quiet + 1 if not (self.tasks.running or put_off) and until() else 0
            return quiet > 3

        self.qtbot.waitUntil(done)

    def select(self, kind: str, *keys: str, origin: str = "map") -> None:
        """Select records of the county by their keys, as if on the map."""
        self.session.selection.set([Item(kind, self.county[key]) for key in keys], origin)
        self.settle()

    def close(self) -> None:
        """Close what was shown and let go of the workspace."""
        self.tasks.stop()
        QApplication.processEvents()
        for widget in self.widgets:
            widget.close()
            widget.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.session.close()


@pytest.fixture
def seat(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Seat]:
    """A seat over a fresh small county, on the day its deadlines are counted from."""
    monkeypatch.setattr(Session, "today", lambda _self: TODAY)
    theme.apply(qapp, "dark")
    made = Seat(qtbot, small_county(tmp_path / "small.gpkg"))
    yield made
    made.close()
    qapp.setStyleSheet("")


def child(widget: QWidget, sort: type[W], name: str) -> W:
    """The child of that name; fails when there is none."""
    found = widget.findChild(sort, name)
    assert found is not None, f"no {sort.__name__} named {name}"
    return found


def words(widget: QWidget, name: str) -> str:
    """What a label says."""
    return child(widget, QLabel, name).text()


def press(widget: QWidget) -> None:
    """Click a widget in its middle."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def type_over(widget: QWidget, text: str) -> None:
    """Put `text` in place of what is typed, key by key where the keyboard has the key."""
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(widget, Qt.Key.Key_Delete)
    if text.isascii():
        QTest.keyClicks(widget, text)
        return
    clipboard = QApplication.clipboard()
    clipboard.setText(text)
    QTest.keyClick(widget, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def cell(index: QModelIndex) -> str:
    """The text of a table's cell."""
    return str(index.data(Qt.ItemDataRole.DisplayRole))
