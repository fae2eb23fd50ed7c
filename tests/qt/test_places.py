"""Places in the window: selected by outline or distance, copied and found in every datum, back and forward."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QMessageBox
from pytestqt.qtbot import QtBot
from shapely import Point

from db.operation import Operation
from db.records import Camera, Drawing
from gis import datum
from gis.coordinates import read
from layers.pages.page import View
from tests.helpers.qt import pausing
from tests.helpers.small_county import TODAY, SmallCounty, small_county
from tests.helpers.window import Desk, Hand, at_rest
from ui.main_window import MainWindow
from ui.map_tools.history import STILL_MS
from ui.session import Item, Session

VIEW = View(34.05, 114.09, 12)
PLACE = Point(114.02, 34.06)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> SmallCounty:
    made = small_county(tmp_path_factory.mktemp("places") / "county.gpkg")
    made.workspace.close()
    return made


@pytest.fixture
def window(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    county: SmallCounty,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MainWindow]:
    monkeypatch.setattr(Session, "today", lambda _session: TODAY)
    desk = Desk(qapp, qtbot, tmp_path)
    target = county.workspace.target.path
    assert target is not None
    yield desk.open(target, view=VIEW)
    desk.close()


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow) -> Hand:
    return Hand(qtbot, window)


def here_menu(hand: Hand, qapp: QApplication, place: Point) -> QMenu:
    """The menu that a right click at `place` opens."""
    hand.click(place, Qt.MouseButton.RightButton)
    hand.wait(lambda: isinstance(qapp.activePopupWidget(), QMenu))
    menu = qapp.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def trigger(menu: QMenu, name: str) -> None:
    action = menu.findChild(QAction, name)
    assert action is not None, name
    action.trigger()
    menu.close()


def view_of(window: MainWindow) -> View:
    assert window.map.extent is not None
    return window.map.extent.view


def test_a_box_selects_what_is_seen_inside_and_the_bar_counts_it(
    window: MainWindow, hand: Hand
) -> None:
    hand.press("tool:box")
    assert window.commands.map_tools["box"].isChecked()
    corners = QPoint(2, 2), QPoint(window.map.web.width() - 3, window.map.web.height() - 3)
    page = window.map.web.focusProxy()
    assert page is not None
    at_rest(hand.qtbot, window.map)
    QTest.mousePress(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, corners[0])
    for step in range(1, 9):
        QTest.mouseMove(page, corners[0] + (corners[1] - corners[0]) * step / 8)
        hand.qtbot.wait(15)
    QTest.mouseRelease(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, corners[1])
    hand.wait(lambda: len(window.session.selection.items) > 3)
    kinds = window.session.selection.kinds
    assert len(kinds["villages"]) >= 3
    assert kinds["disputes"]
    said = window.bar.selected.text()
    assert window.bar.selected.isVisible()
    assert f"村/社区 {len(kinds['villages'])}" in said
    assert f"矛盾纠纷 {len(kinds['disputes'])}" in said
    hand.keys(Qt.Key.Key_Escape)
    hand.wait(window.commands["select"].isChecked)


def test_what_lies_within_some_metres_is_selected_from_the_menu_of_a_place(
    window: MainWindow, hand: Hand, qapp: QApplication
) -> None:
    trigger(here_menu(hand, qapp, PLACE), "action:here:near:2000")
    hand.wait(lambda: window.session.selection.items)
    close = set(window.session.selection.items)
    window.places.around.select(PLACE, 20_000)
    hand.wait(lambda: len(window.session.selection.items) > len(close))
    assert close < set(window.session.selection.items)
    assert window.places.around.metres == 20_000


def test_what_is_copied_names_its_datum_and_is_that_place(hand: Hand, qapp: QApplication) -> None:
    for name in ("wgs84", "cgcs2000", "zone", "zone-number", "gcj02", "bd09"):
        menu = here_menu(hand, qapp, PLACE)
        trigger(menu, f"action:here:copy:{name}")
        said = QGuiApplication.clipboard().text()
        found = read(said, near=PLACE)
        assert found.named, said
        assert found.notation.name == name
        assert found.place.distance(PLACE) < 0.002


def test_the_box_goes_to_coordinates_in_the_datum_that_is_chosen(
    window: MainWindow, hand: Hand
) -> None:
    QGuiApplication.clipboard().clear()
    hand.keys(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    line = hand.find(QLineEdit, "go_to:line")
    said = hand.find(QLabel, "go_to:said")
    dialog = window.places.dialog
    assert dialog is not None
    dialog.datum.setCurrentIndex(dialog.datum.findData("gcj02"))
    dialog.datum.activated.emit(dialog.datum.currentIndex())
    hand.type("114.03, 34.0", line)
    assert "GCJ-02" in said.text()
    assert "民警" in said.text()
    assert window.bar.place.notation == "gcj02"
    QTest.keyClick(line, Qt.Key.Key_Return)
    lon, lat = datum.gcj02_to_wgs84(114.03, 34.0)
    hand.wait(lambda: view_of(window).zoom == 16)
    assert (view_of(window).lat, view_of(window).lng) == pytest.approx(
        (float(lat), float(lon)), abs=1e-5
    )
    assert window.settings.notation == "gcj02"
    dialog.reject()

    # The search box reads them likewise; a record that is called so comes first.
    hand.search("114.04, 34.0")
    lon, lat = datum.gcj02_to_wgs84(114.04, 34.0)
    hand.wait(
        lambda: (
            (view_of(window).lat, view_of(window).lng)
            == pytest.approx((float(lat), float(lon)), abs=5e-5)  # two pixels
        )
    )
    assert window.ribbon.search.text() == ""
    camera = Camera(serial="114.04, 34.0", name="路口", geom=PLACE)
    window.session.perform("camera.new", "", lambda op: op.add(camera), origin="panel")
    hand.search("114.04, 34.0")
    hand.wait(lambda: window.session.selection.lead == Item("cameras", camera.uid))
    window.session.undo("menu")


def test_bad_coordinates_get_a_sentence_beside_the_box_and_stay(
    window: MainWindow, hand: Hand
) -> None:
    QGuiApplication.clipboard().clear()
    window.commands["go_to"].trigger()
    line, said = hand.find(QLineEdit, "go_to:line"), hand.find(QLabel, "go_to:said")
    before = view_of(window)
    hand.type("114.03, 340", line)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert "不在地球上" in said.text()
    assert line.text() == "114.03, 340"
    assert view_of(window) == before
    assert window.places.dialog is not None
    window.places.dialog.reject()


def test_the_status_bar_names_the_datum_it_writes(window: MainWindow, hand: Hand) -> None:
    hand.hover(PLACE)
    hand.wait(lambda: "北纬 34.0" in window.bar.place.text())
    assert window.bar.place.text().startswith("WGS-84")
    action = window.bar.place.findChild(QAction, "action:datum:zone-number")
    assert action is not None
    action.trigger()
    assert "CGCS2000 3°带" in window.bar.place.text()
    assert "Y 38" in window.bar.place.text()
    assert window.settings.notation == "zone-number"


def test_flying_to_the_same_record_again_brings_the_view_back(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    item = Item("disputes", county["dispute0"])
    before = view_of(window)
    window.session.selection.set((item,), "table")
    window.session.flyTo.emit(item)
    hand.wait(lambda: view_of(window).zoom >= 16)
    window.session.flyTo.emit(item)
    hand.wait(lambda: view_of(window) == before)
    window.session.flyTo.emit(item)
    hand.wait(lambda: view_of(window).zoom >= 16)
    hand.wait(lambda: not pausing(window.on_map.history, STILL_MS))
    window.map.go_to(34.0, 114.0, 13)
    hand.wait(lambda: view_of(window).zoom == 13)
    window.session.flyTo.emit(item)  # the map was moved since: this is a flight, not a way back
    hand.wait(lambda: view_of(window).zoom >= 16)


def test_alt_and_the_arrows_go_back_and_forward(window: MainWindow, hand: Hand) -> None:
    hand.wait(lambda: not pausing(window.on_map.history, STILL_MS))
    first = view_of(window)
    window.map.go_to(34.02, 114.05, 15)
    hand.wait(lambda: view_of(window).zoom == 15)
    hand.wait(window.commands["back"].isEnabled)
    second = view_of(window)
    hand.keys(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    hand.wait(lambda: view_of(window) == first)
    hand.wait(window.commands["forward"].isEnabled)
    hand.keys(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    hand.wait(lambda: view_of(window) == second)


def test_many_are_deleted_only_after_a_question_and_come_back_with_one_undo(
    window: MainWindow, hand: Hand
) -> None:
    session = window.session
    many = [Drawing(category="mark", geom=Point(114.05 + n / 10_000, 34.05)) for n in range(25)]

    def write(operation: Operation) -> None:
        for record in many:
            operation.add(record)

    session.perform("drawing.new", "", write, origin="panel")
    items = tuple(Item("drawings", record.uid) for record in many)
    session.selection.set(items, "table")
    window.commands["delete"].trigger()
    box = hand.find(QMessageBox, "dialog:delete_many")
    assert "25" in box.text()
    assert "标绘  25" in box.informativeText()
    box.reject()
    assert session.workspace.get(Drawing, many[0].uid) is not None
    hand.qtbot.wait(50)

    window.commands["delete"].trigger()
    box = next(each for each in window.findChildren(QMessageBox) if each.isVisible())
    go = next(
        button
        for button in box.buttons()
        if box.buttonRole(button) == QMessageBox.ButtonRole.DestructiveRole
    )
    QTest.mouseClick(go, Qt.MouseButton.LeftButton)
    hand.wait(lambda: session.workspace.get(Drawing, many[24].uid) is None)
    hand.wait(lambda: not session.selection.items)
    session.undo("menu")
    assert all(session.workspace.get(Drawing, record.uid) is not None for record in many)
