"""Map themes in the real window: a click or key switches the layers of the page, and the buttons follow the stack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from layers.looks.themes import DUTY, FORCE, THEMES
from layers.pages.page import View
from tests.helpers.small_county import TODAY, SmallCounty, small_county
from tests.helpers.window import Desk, Hand, settled
from ui.main_window import MainWindow
from ui.map.theme_switch import ThemeSwitch
from ui.session import Item, Session

VIEW = View(34.05, 114.09, 12)
LISTEN = """
(engine => {
  const tell = engine.tell.bind(engine);
  engine.tell = (type, message) => {
    if (type === "layers") globalThis.shown = message.specs.filter((spec) => spec.visible).map((spec) => spec.name);
    return tell(type, message);
  };
  return true;
})(guatu.page.engine)
"""


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallCounty:
    monkeypatch.setattr(Session, "today", lambda _session: TODAY)
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
    opened = desk.open(tmp_path / "county.gpkg", size=(1920, 900), view=VIEW)
    assert in_page(qtbot, opened, LISTEN) is True
    yield opened
    desk.close()


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow) -> Hand:
    return Hand(qtbot, window)


def in_page(qtbot: QtBot, window: MainWindow, script: str) -> Any:
    answers: list[Any] = []
    window.map.page.runJavaScript(script, 0, answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    return answers[0]


def shown_by_page(qtbot: QtBot, window: MainWindow) -> set[str]:
    """Layers that the page was told to draw, when it has drawn them."""
    settled(qtbot, window)
    return set(in_page(qtbot, window, "String(globalThis.shown)").split(","))


def checked(window: MainWindow) -> list[str]:
    return [name for name, action in window.commands.themes.items() if action.isChecked()]


def test_a_window_opens_on_duty(window: MainWindow) -> None:
    assert window.session.stack.theme() is DUTY
    assert checked(window) == ["duty"]


def test_each_click_switches_the_layers_of_the_page(
    window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    for theme in reversed(THEMES):
        before = window.map.web.grab().toImage()
        hand.press(f"tool:theme:{theme.name}")
        assert shown_by_page(qtbot, window) == theme.layers
        assert checked(window) == [theme.name]
        assert window.map.web.grab().toImage() != before


def test_a_second_click_keeps_the_theme(window: MainWindow, hand: Hand) -> None:
    hand.press("tool:theme:duty")

    assert checked(window) == ["duty"]
    assert window.session.stack.theme() is DUTY


def test_the_keys_switch_too(window: MainWindow, hand: Hand, qtbot: QtBot) -> None:
    hand.keys(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)

    assert shown_by_page(qtbot, window) == FORCE.layers
    assert checked(window) == ["force"]


def test_a_layer_switched_by_hand_checks_no_theme(window: MainWindow) -> None:
    tree = window.layers.tree
    cameras = tree.findItems("监控", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)[0]

    cameras.setCheckState(0, Qt.CheckState.Checked)
    assert checked(window) == []
    cameras.setCheckState(0, Qt.CheckState.Unchecked)
    assert checked(window) == ["duty"]


def test_where_there_is_no_room_one_menu_holds_them(window: MainWindow, hand: Hand) -> None:
    switch = hand.find(ThemeSwitch, "themes")
    menu = hand.find(QToolButton, "tool:themes")
    assert not switch.collapsed
    assert not menu.isVisible()

    window.set_lang("en")
    window.resize(1366, 768)
    hand.wait(lambda: menu.isVisible() and menu.text().startswith("Duty"))
    assert window.width() == 1366
    assert not switch.segments.isVisible()
    assert menu.width() >= menu.sizeHint().width()
    offered = [action.text() for action in menu.menu().actions() if not action.isSeparator()]
    assert offered == [*(t.title.en for t in THEMES), "Saved themes"]
    assert "Alt+1" in window.commands.themes["duty"].toolTip()
    window.session.stack.set_visible("cameras", True)
    assert menu.text().startswith("Map theme")

    window.resize(1900, 768)
    hand.wait(lambda: switch.segments.isVisible() and not menu.isVisible())


def test_a_record_of_a_hidden_layer_is_shown_when_flown_to(
    window: MainWindow, hand: Hand, county: SmallCounty, qtbot: QtBot
) -> None:
    assert not window.session.stack.visible("cameras")
    window.map.go_to(33.5, 113.5, 12)
    settled(qtbot, window)

    window.select(Item("cameras", county["camera0"]))

    hand.wait(lambda: window.session.stack.visible("cameras"))
    hand.wait(lambda: window.map.extent is not None and window.map.extent.view.zoom >= 16)
    assert checked(window) == []


def test_adding_a_point_shows_its_layer(window: MainWindow, hand: Hand) -> None:
    hand.press("tool:add:cameras")

    assert window.session.stack.visible("cameras")
