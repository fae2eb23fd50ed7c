"""A narrow window: 1366 and 1280 px in both languages, and letters that are typed take no tool."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from db.records import Dispute
from tests.helpers.small_county import SmallCounty, small_county
from tests.helpers.window import Desk, Hand
from ui.main_window import MainWindow
from ui.panels.table.kinds_button import KindsPopup


@pytest.fixture
def county(tmp_path: Path) -> SmallCounty:
    made = small_county(tmp_path / "county.gpkg")
    made.workspace.close()
    return made


@pytest.fixture
def window(
    qapp: QApplication,
    qtbot: QtBot,
    county: SmallCounty,  # noqa: ARG001 - written before it is opened
    tmp_path: Path,
) -> Iterator[MainWindow]:
    desk = Desk(qapp, qtbot, tmp_path)
    yield desk.open(tmp_path / "county.gpkg", size=(1366, 768))
    desk.close()


def test_a_narrow_window_gives_way(window: MainWindow, qtbot: QtBot) -> None:
    hand = Hand(qtbot, window)
    groups = hand.find(QToolButton, "groups")
    workspace = window.session.workspace
    with workspace.operation("dispute.edit", label="补录走访时当场化解的纠纷" * 12) as op:
        op.update(workspace.find(Dispute)[0], summary="渠水")
    hand.wait(
        lambda: "补录" in window.bar.last.text()
    )  # what was done last is cut, the window kept
    # the second is what a screen of 1920×1080 has at one and a half times the size
    for size in ((1366, 768), (1280, 720)):
        for lang in ("en", "zh"):
            window.set_lang(lang)
            window.resize(*size)
            qtbot.wait(100)
            assert (window.width(), window.height()) == size, lang

    choose, tabs = hand.find(QToolButton, "tables:choose"), window.tables.tabs
    hand.wait(lambda: groups.isVisible() and groups.text() == "工作 ▾")
    hand.wait(lambda: tabs.width() >= tabs.sizeHint().width())  # no tab is cut
    groups.menu().aboutToShow.emit()
    next(a for a in groups.menu().actions() if a.text() == "装备设施").trigger()
    hand.wait(lambda: groups.text() == "装备设施 ▾")
    assert window.tables.kind == "cameras"

    window.set_lang("en")  # its words are too long for tabs: one button lists the tables
    hand.wait(lambda: choose.isVisible() and not tabs.isVisible() and not groups.isVisible())
    assert choose.text() == "Camera ▾"
    hand.press_widget(choose)
    popup = hand.find(KindsPopup, "kindsPopup")
    hand.type("hazard", popup.search)
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    hand.wait(lambda: window.tables.kind == "hazards" and choose.text() == "Hazard ▾")

    window.resize(1920, 900)
    hand.wait(lambda: tabs.isVisible() and not (groups.isVisible() or choose.isVisible()))


def test_letters_typed_into_a_field_take_no_tool(window: MainWindow) -> None:
    for field in (window.tables.filter, window.ribbon.search):
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        QTest.keyClicks(field, "bBlLmM")
        assert field.text() == "bBlLmM"
        assert window.commands["select"].isChecked()
        field.clear()
