"""Drawing in the real window, by real events: each shape is a record, each movement of the hand one step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.records import Drawing, Village
from gis.geodesy import leg
from layers.pages.page import View
from tests.helpers.small_county import TODAY, SmallCounty, small_county
from tests.helpers.window import Desk, Hand, settled
from ui.main_window import MainWindow
from ui.session import Item, Session

VIEW = View(34.05, 114.09, 14)
CORNERS = "guatu.page.map.pm.Draw.Line._layer.getLatLngs().length"
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> SmallCounty:
    made = small_county(tmp_path_factory.mktemp("drawing") / "county.gpkg")
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
    window = desk.open(target, view=VIEW)
    troubles: list[object] = []
    window.map.trouble.connect(lambda error, _source: troubles.append(error))
    yield window
    desk.close()
    assert not troubles


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow) -> Hand:
    return Hand(qtbot, window)


def page_of(window: MainWindow) -> QWidget:
    inner = window.map.web.focusProxy()
    assert inner is not None
    return inner


def drawings(window: MainWindow) -> dict[str, Any]:
    frame = window.session.workspace.frame("drawings")
    return dict(zip(frame["uid"], frame["geom"], strict=True))


def click(hand: Hand, at: QPoint) -> None:
    page = page_of(hand.window)
    QTest.mouseMove(page, at - QPoint(4, 4))
    hand.qtbot.wait(25)
    QTest.mouseMove(page, at)
    hand.qtbot.wait(25)
    QTest.mouseClick(page, LEFT, NONE, at)
    hand.qtbot.wait(60)


def double_click(hand: Hand, at: QPoint) -> None:
    page = page_of(hand.window)
    QTest.mouseMove(page, at)
    hand.qtbot.wait(30)
    kinds = QEvent.Type
    for kind in (
        kinds.MouseButtonPress,
        kinds.MouseButtonRelease,
        kinds.MouseButtonDblClick,
        kinds.MouseButtonRelease,
    ):
        held = Qt.MouseButton.NoButton if kind == kinds.MouseButtonRelease else LEFT
        there = QPointF(page.mapToGlobal(at))
        event = QMouseEvent(kind, QPointF(at), there, LEFT, held, NONE)
        QApplication.sendEvent(page, event)


def asks(hand: Hand, question: str) -> Any:
    """What the page answers to `question`, an expression."""
    answers: list[Any] = []
    hand.window.map.page.runJavaScript(question, 0, answers.append)
    hand.wait(lambda: answers)
    return answers[0]


def drawing_with(hand: Hand, tool: str, mode: str, *, snapping: bool = False) -> None:
    """Take `tool` and wait until the page draws with it, and until there is something to snap to."""
    hand.window.commands.map_tools[tool].trigger()
    ready = f"Boolean(guatu.page.map.pm?.Draw.{mode}.enabled())"
    if snapping:
        ready += (
            " && Object.values(guatu.page.map._layers).some((l) => l.options.snapIgnore === false)"
        )
    hand.wait(lambda: asks(hand, ready))


def fresh(window: MainWindow, hand: Hand, before: dict[str, Any]) -> str:
    """The uid of the one drawing that was not there before, when all that the page has said was heard."""
    hand.wait(lambda: len(drawings(window)) > len(before))
    settled(hand.qtbot, window)
    (uid,) = set(drawings(window)) - set(before)
    return uid


def corners(shape: Any) -> int:
    return int(shapely.get_num_coordinates(shape))


def test_a_line_is_drawn_ended_by_a_double_click_and_taken_back_in_one_step(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    village = window.session.workspace.get(Village, county["village0"])
    assert village is not None
    assert village.geom is not None
    middle = village.geom.representative_point()
    window.map.go_to(middle.y, middle.x, 17)  # no boundary in sight to snap to
    hand.wait(lambda: window.map.extent is not None and window.map.extent.view.zoom == 17)
    before = drawings(window)
    hand.press("tool:draw_line")
    hand.wait(lambda: asks(hand, "guatu.page.toolbox.name") == "draw")
    places = [QPoint(150, 120), QPoint(300, 180), QPoint(420, 130)]
    for place in places[:-1]:
        click(hand, place)
    double_click(hand, places[-1])
    uid = fresh(window, hand, before)
    line = drawings(window)[uid]
    assert line.geom_type == "LineString"
    assert corners(line) == 3
    extent = window.map.extent
    assert extent is not None
    drawn = [hand.pixel(shapely.Point(xy)) for xy in line.coords]
    assert all((a - b).manhattanLength() <= 2 for a, b in zip(drawn, places, strict=True))
    assert window.session.selection.items == (Item("drawings", uid),)
    drawing_with(hand, "draw_line", "Line")
    for place in places[:2]:
        click(hand, place)
    hand.keys(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # of what is being drawn first
    hand.wait(lambda: asks(hand, CORNERS) == 1)
    hand.keys(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hand.wait(lambda: asks(hand, CORNERS) == 0)
    assert uid in drawings(window)
    hand.keys(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hand.wait(lambda: uid not in drawings(window))


def test_enter_ends_an_area_backspace_takes_a_corner_back_and_escape_leaves_nothing(
    window: MainWindow, hand: Hand
) -> None:
    before = drawings(window)
    drawing_with(hand, "draw_area", "Polygon")
    for place in (QPoint(150, 120), QPoint(350, 140), QPoint(340, 300), QPoint(500, 320)):
        click(hand, place)
    page = page_of(window)
    QTest.keyClick(page, Qt.Key.Key_Backspace)
    hand.qtbot.wait(60)
    QTest.keyClick(page, Qt.Key.Key_Return)
    uid = fresh(window, hand, before)
    area = drawings(window)[uid]
    assert area.geom_type == "Polygon"
    assert area.is_valid
    assert corners(area) == 4, "three and the first again"
    count = len(drawings(window))
    drawing_with(hand, "draw_area", "Polygon")
    click(hand, QPoint(200, 200))
    click(hand, QPoint(250, 260))
    QTest.keyClick(page, Qt.Key.Key_Escape)
    hand.qtbot.wait(60)
    assert window.commands.map_tools["draw_area"].isChecked(), "the first Escape drops the shape"
    assert len(drawings(window)) == count


def test_a_circle_is_the_geodesic_ring_of_its_radius(window: MainWindow, hand: Hand) -> None:
    before = drawings(window)
    drawing_with(hand, "draw_circle", "Circle")
    middle, edge = QPoint(300, 220), QPoint(420, 220)
    click(hand, middle)
    click(hand, edge)
    assert "半径" in asks(hand, "document.querySelector('.guatu-hint').textContent")
    uid = fresh(window, hand, before)
    circle = drawings(window)[uid]
    extent = window.map.extent
    assert extent is not None
    distances = [
        leg(circle.centroid, shapely.Point(xy))[0] for xy in shapely.get_coordinates(circle)
    ]
    assert max(distances) - min(distances) < 0.5
    assert distances[0] == pytest.approx(120 * extent.metres_a_pixel, rel=0.02)


def test_a_corner_near_a_boundary_vertex_snaps_to_it_and_a_double_click_there_ends_the_line_once(
    window: MainWindow, hand: Hand, county: SmallCounty
) -> None:
    village = window.session.workspace.get(Village, county["village0"])
    assert village is not None
    vertex = shapely.Point(shapely.get_coordinates(village.geom)[0])
    window.map.go_to(vertex.y, vertex.x, 15)
    hand.wait(lambda: window.map.extent is not None and window.map.extent.view.zoom == 15)
    settled(hand.qtbot, window)
    before = drawings(window)
    drawing_with(hand, "draw_line", "Line", snapping=True)
    click(hand, QPoint(300, 200))
    double_click(hand, hand.pixel(vertex) + QPoint(9, 6))
    uid = fresh(window, hand, before)
    line = drawings(window)[uid]
    assert leg(shapely.Point(line.coords[-1]), vertex)[0] < 0.01


def test_a_vertex_is_dragged_each_movement_one_step_and_undo_shows_it_back(
    window: MainWindow, hand: Hand
) -> None:
    extent = window.map.extent
    assert extent is not None
    (south, west), (north, east) = extent.bounds

    def place(x: float, y: float) -> tuple[float, float]:
        return west + (east - west) * x, south + (north - south) * y

    shape = shapely.Polygon([place(0.3, 0.3), place(0.6, 0.3), place(0.6, 0.7)])
    record = Drawing(category="area", colour="red", geom=shape)
    window.session.perform("drawing.new", "", lambda op: op.add(record), origin="panel")
    window.session.selection.set((Item("drawings", record.uid),), "table")
    settled(hand.qtbot, window)
    window.commands.map_tools["edit_shape"].trigger()
    hand.qtbot.wait(300)
    entries = len(list(window.session.workspace.journal.entries()))
    start = hand.pixel(shapely.Point(place(0.6, 0.7)))
    end = start + QPoint(60, 30)
    page = page_of(window)
    QTest.mouseMove(page, start)
    hand.qtbot.wait(50)
    QTest.mousePress(page, LEFT, NONE, start)
    for step in range(1, 9):
        QTest.mouseMove(page, start + (end - start) * step / 8)
        hand.qtbot.wait(20)
    QTest.mouseRelease(page, LEFT, NONE, end)
    hand.wait(lambda: not drawings(window)[record.uid].equals_exact(shape, 1e-9))
    hand.qtbot.wait(150)
    moved = shapely.get_coordinates(drawings(window)[record.uid])
    nearest = min(moved, key=lambda xy: (hand.pixel(shapely.Point(xy)) - end).manhattanLength())
    assert (hand.pixel(shapely.Point(nearest)) - end).manhattanLength() <= 3
    assert len(list(window.session.workspace.journal.entries())) == entries + 1
    window.session.undo("menu")
    assert drawings(window)[record.uid].equals_exact(shape, 1e-9)
    hand.qtbot.wait(300)
    QTest.mouseMove(page, start)
    QTest.mousePress(page, LEFT, NONE, start)
    for step in range(1, 9):
        QTest.mouseMove(page, start + QPoint(-40, 10) * step / 8)
        hand.qtbot.wait(20)
    QTest.mouseRelease(page, LEFT, NONE, start + QPoint(-40, 10))
    hand.wait(lambda: not drawings(window)[record.uid].equals_exact(shape, 1e-9))
    window.commands["select"].trigger()


def test_the_corners_of_a_drawing_are_typed_in_another_datum(
    window: MainWindow, hand: Hand
) -> None:
    shape = shapely.LineString([(114.08, 34.05), (114.1, 34.05)])
    record = Drawing(category="route", colour="red", geom=shape)
    window.session.perform("drawing.new", "", lambda op: op.add(record), origin="panel")
    window.session.selection.set((Item("drawings", record.uid),), "table")
    hand.keys(
        Qt.Key.Key_G,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    table = window.places.table
    assert table is not None
    table.datum.setCurrentIndex(table.datum.findData("bd09"))
    table.datum.activated.emit(table.datum.currentIndex())
    lines = table.text.toPlainText().splitlines()
    assert len(lines) == 2
    assert float(lines[0].split(",")[1]) == pytest.approx(114.0923, abs=0.002)
    table.text.setPlainText("\n".join([*lines, "nowhere"]))
    assert "第 3 行" in table.said.text()
    assert not table.go.isEnabled()
    table.text.setPlainText("\n".join([*lines, "34.06, 114.12"]))
    entries = len(list(window.session.workspace.journal.entries()))
    QTest.mouseClick(table.go, LEFT)
    line = drawings(window)[record.uid]
    assert corners(line) == 3
    assert leg(shapely.Point(line.coords[0]), shapely.Point(114.08, 34.05))[0] < 0.01
    assert len(list(window.session.workspace.journal.entries())) == entries + 1
