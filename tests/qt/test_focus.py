"""The keyboard alone: Tab comes to everything that can be used, and what has the keyboard is seen to have it.

Each main panel is walked with Tab in both themes; at every stop the pixels differ from those without the keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSlider,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from layers.pages.page import View
from tests.helpers.small_county import TODAY, SmallCounty, small_county
from tests.helpers.window import Desk, Hand, settled
from ui.frame.frame import Frame
from ui.main_window import MainWindow
from ui.session import Item, Session

USABLE = (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTabBar,
    QTextEdit,
)
FEWEST_STOPS, MOST_STOPS = 6, 150


@pytest.fixture
def no_leaked_windows() -> None:
    """What the shared window opens lives as long as it does."""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> SmallCounty:
    made = small_county(tmp_path_factory.mktemp("focus") / "county.gpkg")
    made.workspace.close()
    return made


@pytest.fixture(scope="module")
def window(
    qapp: QApplication,
    county: SmallCounty,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[MainWindow]:
    desk = Desk(qapp, QtBot(request), tmp_path_factory.mktemp("desk"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "today", lambda _session: TODAY)
        file = county.workspace.target.path
        yield desk.open(file or Path(), size=(1600, 1000), view=View(34.05, 114.09, 12))
    desk.close()


def walk(panel: QWidget) -> list[QWidget]:
    """Where Tab goes inside `panel` from where the keyboard is, until it has left it or been everywhere."""
    stops: list[QWidget] = []
    for _ in range(MOST_STOPS):
        now = QApplication.focusWidget()
        if now is None or now in stops or not (now is panel or panel.isAncestorOf(now)):
            break
        stops.append(now)
        tab = (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
        if isinstance(now, (QTextEdit, QPlainTextEdit)) and not now.tabChangesFocus():
            tab = (Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(now, *tab)
    return stops


def unseen(panel: QWidget, stops: list[QWidget]) -> list[str]:
    """Those of `stops` that look the same with the keyboard as without."""
    same = []
    for stop in stops:
        for scroller in panel.findChildren(QScrollArea):
            if scroller.isAncestorOf(stop):
                scroller.ensureWidgetVisible(stop)
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        with_it = stop.grab().toImage()
        next(each for each in stops if each is not stop).setFocus(Qt.FocusReason.TabFocusReason)
        if stop.grab().toImage() == with_it:
            same.append(called(stop))
    return same


def missed(panel: QWidget, stops: list[QWidget]) -> list[str]:
    """What can be used in `panel` with the mouse, where the keyboard never comes."""
    reached = set(stops) | {each.focusProxy() for each in stops if each.focusProxy() is not None}
    return [
        called(each)
        for each in panel.findChildren(QWidget)
        if isinstance(each, USABLE)
        and each.isVisible()
        and each.isEnabled()
        and each not in reached
        and each.focusPolicy() != Qt.FocusPolicy.NoFocus
        and each.focusProxy() not in reached
        and not any(parent in reached for parent in parents(each, panel))
    ]


def parents(widget: QWidget, panel: QWidget) -> Iterator[QWidget]:
    above = widget.parentWidget()
    while above is not None and above is not panel:
        yield above
        above = above.parentWidget()


def called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()}"


def takes_tab(widget: QWidget) -> bool:
    tab = Qt.FocusPolicy.TabFocus
    return widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & tab == tab


def in_form(window: MainWindow, widget: QWidget) -> bool:
    return window.panel.form.isAncestorOf(widget)


def layers(window: MainWindow) -> QWidget:
    top = next(iter(window.layers.tree.tops()))
    window.layers.tree.setCurrentItem(top)
    return window.layer_dock


def record(window: MainWindow) -> QWidget:
    return window.record_dock


def typed(window: MainWindow) -> QWidget:
    window.panel.edit()
    return window.record_dock


def tables(window: MainWindow) -> QWidget:
    return window.table_dock


def settings(window: MainWindow) -> QWidget:
    frame = window.findChild(Frame)
    assert isinstance(frame, Frame)
    return frame.show_settings()


@pytest.mark.parametrize("opened", [layers, record, typed, tables, settings])
def test_tab_comes_to_everything_and_is_seen_where_it_is(
    opened: Callable[[MainWindow], QWidget],
    window: MainWindow,
    qtbot: QtBot,
    county: SmallCounty,
) -> None:
    hand = Hand(qtbot, window)
    window.select(Item("disputes", county["dispute0"]), fly=False)
    settled(qtbot, window)
    panel = opened(window)
    first = next(each for each in panel.findChildren(QWidget) if takes_tab(each))
    for shade in ("dark", "light"):
        window.set_theme(shade)
        panel.window().activateWindow()
        first.setFocus(Qt.FocusReason.TabFocusReason)
        hand.wait(first.hasFocus)
        stops = walk(panel)
        assert len(stops) >= FEWEST_STOPS
        assert missed(panel, stops) == []
        assert unseen(panel, stops) == [], shade
    if isinstance(panel, QDialog):
        panel.reject()
    window.panel.revert()


def test_tab_goes_through_a_form_from_above_to_below_and_back(
    window: MainWindow, qtbot: QtBot, county: SmallCounty
) -> None:
    hand = Hand(qtbot, window)
    window.select(Item("hazards", county["hazard0"]), fly=False)
    settled(qtbot, window)
    panel = typed(window)
    window.activateWindow()
    qtbot.wait(0)
    window.panel.head.locate.setFocus()
    hand.wait(window.panel.head.locate.hasFocus)
    stops = walk(panel)
    tops = [stop.mapTo(panel, stop.rect().topLeft()).y() for stop in stops if in_form(window, stop)]
    assert len(tops) > FEWEST_STOPS
    assert tops == sorted(tops)
    stops[5].setFocus()
    QTest.keyClick(stops[5], Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    hand.wait(stops[4].hasFocus)
    window.panel.revert()
