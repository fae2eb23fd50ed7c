"""The ways out of the map: the page dialog writes a file; the second window is linked or free and follows edits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot
from shapely import Point

from db.records import Village
from layers.above.overlay import Overlay, Patch
from layers.looks.look import Fill, Look
from layers.looks.themes import DISPUTES, DUTY, FORCE
from layers.pages.page import View
from tests.helpers.small_county import small_county
from tests.helpers.window import Desk, settled
from ui.frame.outlets import Outlets
from ui.main_window import MainWindow
from ui.map.linked import same
from ui.map.second_window import SecondWindow
from ui.map_view.view import MapView
from ui.session import Item

HERE = View(34.06, 114.1, 12)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("outlets") / "small.gpkg"
    small_county(where).workspace.close()
    return where


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, file: Path, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qapp, qtbot, tmp_path)
    made.open(file, view=HERE)
    yield made
    made.close()


def window_of(desk: Desk) -> MainWindow:
    assert desk.program.window is not None
    return desk.program.window


def outlets_of(desk: Desk) -> Outlets:
    found = window_of(desk).findChild(Outlets)
    assert isinstance(found, Outlets)
    return found


def opened(desk: Desk, qtbot: QtBot) -> SecondWindow:
    window_of(desk).commands["second_map"].trigger()
    second = outlets_of(desk).second
    assert second is not None
    return painted(second, qtbot)


def painted(second: SecondWindow, qtbot: QtBot) -> SecondWindow:
    assert second.map is not None
    stamp, view = second.map.ask_stamp(), second.map
    qtbot.waitUntil(lambda: view.painted_stamp >= stamp)
    return second


def shows(view: MapView | None, place: View) -> bool:
    return (
        view is not None and view.extent is not None and same(view.extent.view, place, view.extent)
    )


def test_linked_each_follows_the_other(desk: Desk, qtbot: QtBot) -> None:
    second, first = opened(desk, qtbot), window_of(desk).map
    assert second.linked
    assert shows(second.map, HERE)
    first.go_to(34.02, 114.05, 13)
    qtbot.waitUntil(lambda: shows(second.map, View(34.02, 114.05, 13)))
    assert second.map is not None
    second.map.go_to(34.04, 114.12, 12.5)
    qtbot.waitUntil(lambda: shows(first, View(34.04, 114.12, 12.5)))
    for step in range(6):  # faster than either page can answer: neither may be thrown back
        first.go_to(34.02 + step / 100, 114.05, 13)
    qtbot.waitUntil(lambda: shows(second.map, View(34.07, 114.05, 13)))
    qtbot.wait(300)
    assert shows(first, View(34.07, 114.05, 13))
    assert shows(second.map, View(34.07, 114.05, 13))


def test_free_it_stays_where_it_is_on_its_own_theme(desk: Desk, qtbot: QtBot) -> None:
    window, second = window_of(desk), opened(desk, qtbot)
    theme = second.findChild(QComboBox, "secondMap:theme")
    assert isinstance(theme, QComboBox)
    QTest.mouseClick(second.link_button, Qt.MouseButton.LeftButton)
    painted(second, qtbot)
    assert shows(second.map, HERE)
    theme.setCurrentIndex(theme.findData(FORCE.name))
    theme.activated.emit(theme.currentIndex())
    assert window.session.stack.theme() is DUTY
    assert theme.currentData() == FORCE.name
    window.map.go_to(34.02, 114.05, 14)
    qtbot.waitUntil(lambda: shows(window.map, View(34.02, 114.05, 14)))
    qtbot.wait(200)
    assert shows(second.map, HERE)
    QTest.mouseClick(second.link_button, Qt.MouseButton.LeftButton)
    painted(second, qtbot)
    assert theme.currentData() == DUTY.name
    theme.setCurrentIndex(theme.findData(DISPUTES.name))
    theme.activated.emit(theme.currentIndex())
    assert window.session.stack.theme() is DISPUTES
    window.session.stack.apply(DUTY)


def test_free_it_can_show_a_theme_of_the_workspace_while_the_first_map_stays(
    desk: Desk, qtbot: QtBot
) -> None:
    window = window_of(desk)
    styling = window.session.styling
    window.styles.wear("villages", Look(fill=Fill("population")))
    qtbot.waitUntil(lambda: styling.painting("villages") is not None and not window.styles.busy)
    assert window.styles.save("人口") is not None
    qtbot.waitUntil(lambda: len(window.styles.saved) == 1)
    window.commands.themes["duty"].trigger()
    qtbot.waitUntil(lambda: styling.painting("villages") is None and not window.styles.busy)
    second = opened(desk, qtbot)
    second.link_button.setChecked(False)
    painted(second, qtbot)
    second.themes.setCurrentIndex(second.themes.findText("人口"))
    assert second.themes.currentIndex() >= 0
    second.themes.activated.emit(second.themes.currentIndex())
    own = second._own
    assert own is not None
    qtbot.waitUntil(lambda: own.stack.layer("villages").style.key is not None)
    qtbot.waitUntil(lambda: second.themes.currentText() == "人口")
    assert window.session.stack.layer("villages").style.key is None
    painted(second, qtbot)

    window.session.undo("menu")  # the theme goes, its look stays until another is chosen
    qtbot.waitUntil(lambda: second.themes.findText("人口") < 0)


def test_what_is_drawn_above_the_first_map_is_above_the_second_and_it_measures(
    desk: Desk, qtbot: QtBot
) -> None:
    window = window_of(desk)
    overlay = Overlay(patches=(Patch(Point(114.1, 34.06).buffer(0.01), fill="red", alpha=0.8),))
    window.map.draw("overlay", "early", overlay.as_json())
    second = opened(desk, qtbot)
    assert second.map is not None
    assert [(what, name) for what, name, _message in second.map.drawings] == [("overlay", "early")]
    with_it = second.map.web.grab().toImage()
    window.map.draw("overlay", "early", None)
    painted(second, qtbot)
    assert second.map.drawings == []
    assert second.map.web.grab().toImage() != with_it

    QTest.mouseClick(second.measures["distance"], Qt.MouseButton.LeftButton)
    painted(second, qtbot)
    target, middle = second.map.web.focusProxy(), second.map.web.rect().center()
    assert target is not None
    before = second.map.web.grab().toImage()
    for at in (middle, middle + QPoint(120, 40)):
        QTest.mouseMove(target, at)
        qtbot.wait(40)
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=at)
    view = second.map
    qtbot.waitUntil(lambda: view.web.grab().toImage() != before)
    assert not window.session.selection.items
    QTest.mouseClick(second.measures["distance"], Qt.MouseButton.LeftButton)
    assert not any(button.isChecked() for button in second.measures.values())


def test_the_second_map_comes_back_as_it_was_when_the_window_was_closed_with_it(
    desk: Desk, qtbot: QtBot, file: Path
) -> None:
    second = opened(desk, qtbot)
    second.link_button.setChecked(False)
    second.apply(FORCE)
    painted(second, qtbot)
    assert second.map is not None
    second.map.go_to(34.02, 114.05, 14)
    qtbot.waitUntil(lambda: shows(second.map, View(34.02, 114.05, 14)))
    desk.close()
    desk.open(file, view=HERE)
    qtbot.waitUntil(lambda: outlets_of(desk).second is not None)
    again = outlets_of(desk).second
    assert again is not None
    painted(again, qtbot)
    assert not again.linked
    assert again.themes.currentData() == FORCE.name
    assert shows(again.map, View(34.02, 114.05, 14))
    again.close()
    desk.close()
    desk.open(file, view=HERE)
    qtbot.wait(100)
    assert outlets_of(desk).second is None


def test_a_click_there_selects_here_and_an_edit_is_seen_on_both(desk: Desk, qtbot: QtBot) -> None:
    window, second = window_of(desk), opened(desk, qtbot)
    second.link_button.setChecked(False)
    painted(second, qtbot)
    assert second.map is not None
    workspace = window.session.workspace
    village = workspace.find(Village)[0]
    assert village.geom is not None
    centre = village.geom.representative_point()
    second.map.go_to(centre.y - 0.004, centre.x - 0.004, 15)
    painted(second, qtbot)
    target = second.map.web.focusProxy()
    assert target is not None
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=second.map.web.rect().center())
    qtbot.waitUntil(lambda: bool(window.session.selection.items))
    before = second.map.web.grab().toImage()
    with workspace.operation("village.edit") as op:
        op.update(village, name="换了名字的村")
    painted(second, qtbot)
    settled(qtbot, window)
    assert second.map.web.grab().toImage() != before
    workspace.undo()
    window.session.selection.set((Item("villages", village.uid),), "search")
    painted(second, qtbot)


def test_theme_language_full_screen_and_the_end(desk: Desk, qtbot: QtBot) -> None:
    window, second = window_of(desk), opened(desk, qtbot)
    assert second.map is not None
    dark = second.map.web.grab().toImage().pixelColor(300, 300)
    window.set_theme("light")
    painted(second, qtbot)
    assert second.map.web.grab().toImage().pixelColor(300, 300).lightness() > dark.lightness() + 100
    window.set_lang("en")
    qtbot.waitUntil(lambda: second.link_button.text() == "Linked")
    window.set_lang("zh")
    window.set_theme("dark")
    second.full_screen.trigger()
    assert second.isFullScreen()
    assert not second.strip.isVisible()
    second.full_screen.trigger()
    assert not second.isFullScreen()
    second.resize(900, 640)
    window.close()
    assert outlets_of(desk).second is None
    assert desk.settings.second_window is not None


def test_the_dialog_says_what_goes_out_and_the_file_is_written(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    window = window_of(desk)
    dialog = outlets_of(desk).ask_page()
    audience = dialog.findChild(QComboBox, "page:audience")
    assert isinstance(audience, QComboBox)
    assert "电话" in dialog.note.text()
    audience.setCurrentIndex(audience.findData("public"))
    assert "驻村民警" in dialog.note.text()
    dialog.set_file(tmp_path / "map.txt")
    assert not dialog.go.isEnabled()
    assert isinstance(dialog.trouble, QLabel)
    assert ".html" in dialog.trouble.text()
    out = tmp_path / "map.html"
    out.write_text("mine", "utf-8")
    dialog.set_file(out)
    assert not dialog.go.isEnabled()
    out.unlink()
    dialog.set_file(out)
    assert dialog.go.isEnabled()
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(out.is_file)
    qtbot.waitUntil(lambda: not window.tasks.running)
    assert "guatu-records" in out.read_text("utf-8")
    assert window.session.workspace.journal.entries()[-1].verb == "page"
