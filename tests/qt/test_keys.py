"""Keys without Ctrl: they take a tool of the map, except where a letter is typed or looks for a line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QSpinBox,
    QTreeView,
    QWidget,
)

from db.records import Dispute
from tests.helpers.county_window import county, desk, hand, on_that_day, window
from tests.helpers.window import Hand
from ui.keys import takes_delete, takes_letters
from ui.main_window import MainWindow
from ui.panels.table.rows_view import RowsView
from ui.panels.thumb import Thumb
from ui.session import Item

__all__ = ["county", "desk", "hand", "on_that_day", "window"]


def focused(window: MainWindow, hand: Hand, widget: QWidget) -> QWidget:
    window.activateWindow()
    widget.setFocus()
    hand.wait(widget.hasFocus)
    return widget


def in_hand(window: MainWindow) -> str:
    return window.toolbox.name


def test_a_letter_takes_a_tool_on_the_map_and_none_where_it_is_typed(
    window: MainWindow, hand: Hand
) -> None:
    page = window.map.web.focusProxy()
    assert page is not None
    focused(window, hand, page)
    QTest.keyClick(page, Qt.Key.Key_B)
    hand.wait(lambda: in_hand(window) == "box")
    QTest.keyClick(page, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    hand.wait(lambda: in_hand(window) == "draw_area")
    window.commands["select"].trigger()

    choice, number, line = QComboBox(window), QSpinBox(window), QLineEdit(window)
    choice.addItems(["B1", "L2"])
    rows = next(view for view in window.findChildren(RowsView) if view.isVisible())
    tree = next(view for view in window.findChildren(QTreeView) if view.isVisible())
    choice.show()
    QTest.keyClick(focused(window, hand, choice), Qt.Key.Key_L)
    assert choice.currentText() == "L2"
    for place in (choice, number, line, rows, tree):
        place.show()
        focused(window, hand, place)
        for key in (Qt.Key.Key_B, Qt.Key.Key_L):
            QTest.keyClick(place, key)
            QTest.keyClick(place, key, Qt.KeyboardModifier.ShiftModifier)
        assert in_hand(window) == "select", type(place).__name__
    assert line.text().lower() == "bbll"

    focused(window, hand, page)
    QTest.keyClick(page, Qt.Key.Key_L)
    hand.wait(lambda: in_hand(window) == "lasso")


def test_delete_means_the_rows_of_a_table_and_nothing_in_a_choice(
    window: MainWindow, hand: Hand
) -> None:
    session = window.session
    uid = session.workspace.frame("disputes")["uid"].iloc[0]
    session.selection.set([Item("disputes", uid)], "test")
    choice = QComboBox(window)
    choice.addItems(["一", "二"])
    choice.show()
    tree = next(view for view in window.findChildren(QTreeView) if view.isVisible())
    for place in (choice, tree):
        focused(window, hand, place)
        QTest.keyClick(place, Qt.Key.Key_Delete)
    assert session.workspace.get(Dispute, uid) is not None
    rows = next(view for view in window.findChildren(RowsView) if view.isVisible())
    focused(window, hand, rows)
    QTest.keyClick(rows, Qt.Key.Key_Delete)
    hand.wait(lambda: uid not in set(session.workspace.frame("disputes")["uid"]))


def test_editing_and_saving_are_at_hand_on_the_map_and_in_the_table(
    window: MainWindow, hand: Hand
) -> None:
    workspace, panel = window.session.workspace, window.panel
    uid = workspace.frame("disputes")["uid"].iloc[0]
    window.session.selection.set([Item("disputes", uid)], "test")
    hand.wait(lambda: panel.record is not None and panel.record.uid == uid)
    rows = next(view for view in window.findChildren(RowsView) if view.isVisible())
    QTest.keyClick(focused(window, hand, rows), Qt.Key.Key_F2)
    assert panel.editing
    typed = panel.form.rows["summary"].editor
    assert typed is not None
    typed.set_text("甲方与乙方争井")
    page = window.map.web.focusProxy()
    assert page is not None
    QTest.keyClick(focused(window, hand, page), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    hand.wait(lambda: workspace.find(Dispute, summary="甲方与乙方争井") and not panel.editing)


@pytest.mark.usefixtures("qapp")
def test_a_picture_of_a_record_keeps_delete_for_itself() -> None:
    picture = Thumb("照片", None, "dark")
    assert takes_delete(picture)
    assert not takes_letters(picture)
    assert not takes_letters(None)
    assert not takes_delete(QApplication.activeWindow())
    picture.deleteLater()
