"""The layers panel in the real window: groups, order, opacity, the style editor's preview, filter, saved themes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QInputDialog,
    QLineEdit,
    QPushButton,
    QSlider,
    QStyleOptionViewItem,
    QTreeWidgetItem,
)
from pytestqt.qtbot import QtBot

from layers.drawn_layer import DrawnLayer
from layers.layer import Bounds
from layers.looks.look import PLAIN, Fill
from tests.helpers.finger import Fingers
from tests.helpers.small_county import TODAY, small_county
from tests.helpers.window import Desk, Hand
from ui.dialogs.style_editor import StyleEditor
from ui.frame.modes import Modes
from ui.main_window import MainWindow
from ui.panels.layers.rows import CHIP, COUNT, NAME
from ui.session import Session


@pytest.fixture
def window(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    monkeypatch.setattr(Session, "today", lambda _session: TODAY)
    small_county(tmp_path / "county.gpkg").workspace.close()
    desk = Desk(qapp, qtbot, tmp_path)
    yield desk.open(tmp_path / "county.gpkg", size=(1920, 1000))
    desk.close()


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow) -> Hand:
    return Hand(qtbot, window)


def row(window: MainWindow, name: str) -> QTreeWidgetItem:
    return next(top for top in window.layers.tree.tops() if top.data(0, NAME) == name)


def editor(window: MainWindow, hand: Hand, name: str) -> StyleEditor:
    hand.wait(lambda: window.findChild(StyleEditor) is None)  # the last one is gone
    window.layers.tree.setCurrentItem(row(window, name))
    window.layers.card.style_button.click()
    found = window.findChild(StyleEditor)
    assert isinstance(found, StyleEditor)
    hand.wait(found.isVisible)
    return found


def test_a_group_switches_its_layers_and_shows_that_some_are_on(
    window: MainWindow, hand: Hand
) -> None:
    stack = window.session.stack
    group = row(window, "units").parent()
    assert group is not None
    assert group.checkState(0) == Qt.CheckState.PartiallyChecked
    before = window.styles.state()

    group.setCheckState(0, Qt.CheckState.Checked)
    rows = [group.child(i) for i in range(group.childCount())]
    members = [member.data(0, NAME) for member in rows if member is not None]
    assert len(members) > 1
    assert all(stack.visible(name) for name in members)
    assert window.styles.undoable

    window.layers.undo_button.click()
    hand.wait(lambda: window.styles.state() == before)


def test_a_layer_is_dragged_among_those_of_its_group_and_the_map_follows(
    window: MainWindow, hand: Hand
) -> None:
    tree, stack = window.layers.tree, window.session.stack
    viewport, line = tree.viewport(), tree.drag.line
    before = stack.names
    tree.scrollToItem(row(window, "sites"))
    here = tree.visualItemRect(row(window, "cameras")).center()
    there = tree.visualItemRect(row(window, "sites"))
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, here)
    QTest.mouseMove(viewport, here + QPoint(0, 4))
    assert not line.isVisible(), "a hand that shakes drags nothing"
    for y in (here.y() + 20, there.bottom() + 60, there.bottom() - 2):
        QTest.mouseMove(viewport, QPoint(here.x(), y))
        assert line.isVisible()
    assert abs(line.geometry().center().y() - there.bottom()) <= 2, "it shows where it would land"
    QTest.keyClick(tree, Qt.Key.Key_Escape)
    assert not line.isVisible()
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, here)
    assert stack.names == before

    hand.wait(window.layers.card.isVisible)  # which leaves the tree less room
    tree.scrollToItem(row(window, "sites"))
    here = tree.visualItemRect(row(window, "cameras")).center()
    there = tree.visualItemRect(row(window, "sites"))
    Fingers(viewport).pull(here, QPoint(here.x(), there.bottom() - 2))
    hand.wait(lambda: stack.names.index("cameras") == stack.names.index("sites") - 1)
    assert row(window, "cameras").parent() is row(window, "sites").parent()
    assert tree.currentItem() is row(window, "cameras"), "it stays in hand"

    QTest.keyClick(tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    hand.wait(lambda: stack.names.index("cameras") == stack.names.index("sites") + 1)
    QTest.keyClick(tree, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    for _change in range(3):  # as fast as a hand can
        window.layers.undo_button.click()
    hand.wait(lambda: stack.names == before)


def test_the_way_to_a_layer_and_to_the_whole_is_worked_out_beside_the_window(
    window: MainWindow, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    bounds_of = DrawnLayer.bounds

    def told(layer: DrawnLayer) -> Bounds | None:
        threads.append(threading.current_thread().name)
        return bounds_of(layer)

    monkeypatch.setattr(DrawnLayer, "bounds", told)
    window.layers.tree.setCurrentItem(row(window, "cameras"))
    cameras, whole = window.session.stack.bounds_of("cameras"), window.session.stack.bounds()
    threads.clear()
    window.map.go_to(35.5, 116.0, 9)
    hand.wait(lambda: window.map.extent is not None and window.map.extent.view.zoom == 9)
    window.layers.card.fit_button.click()
    hand.wait(lambda: within(window, cameras))
    window.map.go_to(35.5, 116.0, 9)
    hand.wait(lambda: window.map.extent is not None and window.map.extent.view.zoom == 9)
    window.commands["fit"].trigger()
    hand.wait(lambda: within(window, whole))
    assert threads
    assert "MainThread" not in threads


def within(window: MainWindow, bounds: Bounds | None) -> bool:
    """Whether the map shows all of `bounds`."""
    assert window.map.extent is not None
    assert bounds is not None
    (south, west), (north, east) = window.map.extent.bounds
    return south <= bounds[0] <= bounds[2] <= north and west <= bounds[1] <= bounds[3] <= east


def test_a_click_on_its_box_hides_a_layer_and_the_mouse_takes_it_in_hand(
    window: MainWindow, hand: Hand
) -> None:
    tree, stack = window.layers.tree, window.session.stack
    top = row(window, "hazards")
    shown, rect = stack.visible("hazards"), tree.visualItemRect(top)
    hand.press_widget(tree.viewport(), QPoint(rect.left() + 10, rect.center().y()))
    hand.wait(lambda: stack.visible("hazards") is not shown)
    hand.press_widget(tree.viewport(), QPoint(rect.left() + 70, rect.center().y()))
    hand.wait(lambda: window.layers.card.name == "hazards")
    slider = window.layers.card.opacity
    hand.press_widget(slider, QPoint(2, slider.height() // 2))
    hand.wait(lambda: stack.opacity("hazards") < 1)
    hand.press("layers:undo")
    hand.wait(lambda: stack.opacity("hazards") == 1)
    hand.press("layers:undo")
    hand.wait(lambda: stack.visible("hazards") is shown)


def test_a_scale_range_is_told_on_the_card_and_taken_off_there(
    window: MainWindow, hand: Hand
) -> None:
    found = editor(window, hand, "cameras")
    low = found.findChild(QDoubleSpinBox, "style:low")
    assert isinstance(low, QDoubleSpinBox)
    low.setFocus()
    low.selectAll()
    hand.type("14", low)
    low.interpretText()
    hand.wait(lambda: window.session.styling.look("cameras").from_zoom == 14)
    found._keep()
    hand.wait(lambda: row(window, "cameras").data(0, CHIP) == "限级")
    hand.wait(lambda: not window.styles.busy and not window.tasks.running)  # the card is made anew
    clear = window.layers.card.findChild(QPushButton, "layer:unlimit")
    assert isinstance(clear, QPushButton)
    QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
    hand.wait(lambda: window.session.styling.look("cameras") == PLAIN)


def test_the_star_key_opens_every_row(window: MainWindow) -> None:
    tree = window.layers.tree
    tree.setFocus()
    tree.setCurrentItem(row(window, "disputes"))
    QTest.keyClick(tree, Qt.Key.Key_Asterisk)
    assert row(window, "disputes").isExpanded()


def test_in_english_every_name_of_a_layer_has_room(window: MainWindow, hand: Hand) -> None:
    modes = window.findChild(Modes)
    assert isinstance(modes, Modes)
    window.set_lang("en")
    window.resize(1366, 768)
    modes.show("planning")
    modes.show("duty")
    tree = window.layers.tree
    hand.wait(lambda: window.layers.tree.viewport().width() > 200)
    for top in tree.tops():
        index, option = tree.indexFromItem(top), QStyleOptionViewItem()
        option.rect, option.font = tree.visualRect(index), tree.font()
        option.fontMetrics = tree.fontMetrics()
        if option.rect.isEmpty():
            continue
        tree.itemDelegate().initStyleOption(option, index)  # type: ignore[attr-defined]
        assert option.text == top.text(0)
    window.set_lang("zh")


def test_the_slider_fades_the_layer_in_hand(window: MainWindow) -> None:
    window.layers.tree.setCurrentItem(row(window, "villages"))
    slider = window.layers.card.findChild(QSlider, "layer:opacity")
    assert isinstance(slider, QSlider)
    slider.setValue(40)
    assert window.session.stack.opacity("villages") == 0.4
    assert window.layers.card.percent.text() == "40 %"


def test_the_editor_shows_on_the_map_what_it_would_do_and_leaving_puts_it_back(
    window: MainWindow, hand: Hand
) -> None:
    styling = window.session.styling
    found = editor(window, hand, "villages")
    by = found.findChild(QComboBox, "style:by")
    assert isinstance(by, QComboBox)
    by.setCurrentIndex(by.findData("population"))
    hand.wait(lambda: styling.look("villages").fill == Fill("population"))
    assert window.session.stack.layer("villages").style.key is not None
    hand.wait(lambda: row(window, "villages").data(0, CHIP) == "人口")

    found.reject()
    hand.wait(lambda: styling.look("villages") == PLAIN)
    assert not window.styles.undoable or styling.painting("villages") is None


def test_what_is_kept_is_one_step_and_can_be_saved_as_a_theme(
    window: MainWindow, hand: Hand
) -> None:
    styling = window.session.styling
    found = editor(window, hand, "villages")
    by = found.findChild(QComboBox, "style:by")
    assert isinstance(by, QComboBox)
    by.setCurrentIndex(by.findData("open_disputes"))
    keep = found.findChild(QPushButton, "style:keep")
    assert isinstance(keep, QPushButton)
    keep.click()
    hand.wait(lambda: styling.painting("villages") is not None and not window.styles.busy)
    hand.wait(lambda: window.styles.theme is None)

    assert window.styles.save("未结") is not None
    hand.wait(lambda: [theme.name for theme in window.styles.saved] == ["未结"])
    assert window.styles.theme == window.styles.saved[0]
    window.commands.themes["duty"].trigger()
    hand.wait(lambda: styling.painting("villages") is None and not window.styles.busy)
    window.styles.show(window.styles.saved[0])
    hand.wait(lambda: styling.painting("villages") is not None and not window.styles.busy)

    window.styles.rename(window.styles.saved[0], "矛盾图")
    hand.wait(lambda: [theme.name for theme in window.styles.saved] == ["矛盾图"])
    window.styles.delete(window.styles.saved[0])
    hand.wait(lambda: window.styles.saved == ())
    window.session.undo("menu")
    hand.wait(lambda: [theme.name for theme in window.styles.saved] == ["矛盾图"])


def test_a_look_is_saved_under_a_name_put_on_again_renamed_and_removed(
    window: MainWindow, hand: Hand
) -> None:
    styling = window.session.styling
    found = editor(window, hand, "villages")
    by = found.findChild(QComboBox, "style:by")
    assert isinstance(by, QComboBox)
    by.setCurrentIndex(by.findData("population"))
    hand.wait(lambda: styling.look("villages").fill == Fill("population"))
    pick(found, hand, "style:save")
    name_it(window, hand, "人口图")
    hand.wait(lambda: list(window.styles.styles("villages")) == ["人口图"])
    found.reject()
    hand.wait(lambda: styling.look("villages") == PLAIN)

    found = editor(window, hand, "villages")
    pick(found, hand, "style:use:人口图")
    hand.wait(lambda: styling.look("villages").fill == Fill("population"))
    pick(found, hand, "style:rename:人口图")
    name_it(window, hand, "按人口")
    hand.wait(lambda: list(window.styles.styles("villages")) == ["按人口"])
    pick(found, hand, "style:remove:按人口")
    hand.wait(lambda: not window.styles.styles("villages"))
    window.session.undo("menu")
    hand.wait(lambda: list(window.styles.styles("villages")) == ["按人口"])
    found.reject()


def pick(found: StyleEditor, hand: Hand, name: str) -> None:
    """Open the menu of saved styles and take an entry of it."""
    hand.press_widget(found.presets)
    menu = found.presets.choices
    hand.wait(lambda: any(action.objectName() == name for action in menu.findChildren(QAction)))
    next(a for a in menu.findChildren(QAction) if a.objectName() == name).trigger()
    menu.close()


def name_it(window: MainWindow, hand: Hand, name: str) -> None:
    """Type a name into the question for it."""
    hand.wait(lambda: window.findChild(QInputDialog, "style:name") is not None)
    dialog = window.findChild(QInputDialog, "style:name")
    assert isinstance(dialog, QInputDialog)
    line = dialog.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.selectAll()
    hand.type(name, line)
    dialog.accept()
    hand.wait(lambda: window.findChild(QInputDialog, "style:name") is None)


def test_a_filter_is_a_chip_with_the_count_of_what_is_left(window: MainWindow, hand: Hand) -> None:
    found = editor(window, hand, "disputes")
    where = found.findChild(QLineEdit, "style:where")
    assert isinstance(where, QLineEdit)
    hand.type("颜色 = 绿得", where)
    hand.wait(found.trouble.isVisible)
    assert window.session.styling.look("disputes") == PLAIN
    where.clear()
    hand.type("颜色 = 红", where)
    hand.wait(lambda: window.session.styling.look("disputes").where == "颜色 = 红")
    found._keep()
    hand.wait(lambda: row(window, "disputes").data(0, CHIP) == "筛选")
    red = window.layers._counts["disputes"]["red"]
    hand.wait(lambda: row(window, "disputes").data(0, COUNT) == red)
    clear = window.layers.card.findChild(QPushButton, "layer:unlimit")
    assert isinstance(clear, QPushButton)
    clear.click()
    hand.wait(lambda: window.session.styling.look("disputes") == PLAIN)
