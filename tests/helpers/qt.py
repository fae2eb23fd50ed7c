"""The one QApplication of a test run, and what every Qt test is held to.

pytest-qt drives the widgets (`qtbot`, which waits longer here than elsewhere), and fails a test on a Qt warning or on
an exception inside a slot; what it may overlook is listed with reasons in pyproject.toml (`qt_log_ignore`). Here the
application is made as app.py makes it: scheme first, then QApplication, in Fusion; and a test that leaves a window
behind fails.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from functools import partialmethod

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

PATIENCE = 60_000
"""ms that a test waits for what must come, where it says nothing else: a busy machine is slow, and not wrong."""

for waits in ("waitUntil", "waitSignal", "waitSignals"):
    setattr(QtBot, waits, partialmethod(getattr(QtBot, waits), timeout=PATIENCE))


def pausing(part: QObject, longest_ms: int) -> bool:
    """Whether something of `part` is put off by a timer that runs once, up to `longest_ms`."""
    return any(
        timer.isActive() and timer.isSingleShot() and timer.interval() <= longest_ms
        for timer in part.findChildren(QTimer)
    )


class TestApplication(QApplication):
    """A QApplication in the style that the program uses everywhere, collecting garbage as the program does."""

    __test__ = False

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self.setStyle("Fusion")
        self.setApplicationName("guatu-tests")
        gc.disable()  # a worker must not free Qt's objects; see ui.startup.collector


def pytest_runtest_logfinish() -> None:
    """Between tests, on the main thread: what the collector of a running program does."""
    if not gc.isenabled():
        gc.collect(1)


def pytest_unconfigure() -> None:
    """The windows that modules shared are gone with the application; their pages go before their profiles."""
    if "ui.map_view.view" not in sys.modules or QApplication.instance() is None:
        return
    view = sys.modules["ui.map_view.view"].MapView
    for window in QApplication.topLevelWidgets():
        for each in window.findChildren(view):
            if shiboken6.isValid(each.page):
                shiboken6.delete(each.page)


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """What pytest-qt makes its `qapp` of; the map's scheme must be known before any QApplication."""
    from ui.map_view.scheme import register_scheme  # noqa: PLC0415 - the window's modules load for Qt tests alone

    register_scheme()
    return TestApplication


@pytest.fixture
def no_leaked_windows(qapp: QApplication) -> Iterator[None]:
    """Fail the test when a top-level widget that it made is still alive after it; no key is held down before it."""
    if qapp.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        # The last key of another test came with Shift, and Qt holds it until an event says otherwise.
        QTest.keyRelease(QWidget(), Qt.Key.Key_Shift)
    assert qapp.keyboardModifiers() == Qt.KeyboardModifier.NoModifier
    before = set(map(id, qapp.topLevelWidgets()))
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    gc.collect(1)
    left = [one for one in qapp.topLevelWidgets() if id(one) not in before and _is_ours(one)]
    assert not left, f"still open after the test: {left}"
    assert not gc.isenabled(), (
        "the test left the collector on: a worker may free Qt's objects in the next one"
    )


def _is_ours(widget: QWidget) -> bool:
    """Whether a test made it: Qt keeps tooltips and menus' shadows of its own."""
    return widget.metaObject().className() not in {"QTipLabel", "QComboBoxPrivateContainer"}
