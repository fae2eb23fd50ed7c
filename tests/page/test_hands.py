"""What a hand does on the map, by real mouse and key events: hover, click, drag, place, delete, wheel, keys."""

from __future__ import annotations

import pytest
import shapely
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from layers.pages.page import View
from layers.style import colour
from tests.page.conftest import MapOnTest, Opens
from tests.page.made import MadeWorkspace
from tests.page.test_drawing import DISPUTE, HERE, at_rest, bare
from ui.map_view.view import Item


@pytest.fixture
def county() -> MadeWorkspace:
    """One dispute in a county where nothing else stands."""
    made = bare()
    made.put(
        "disputes",
        "d0",
        geom=shapely.Point(HERE[1], HERE[0]),
        **DISPUTE,
        colour="red",
        summary="宅基地边界",
    )
    return made


@pytest.fixture
def shown(county: MadeWorkspace, open_map: Opens) -> MapOnTest:
    return open_map(county, view=View(*HERE, 14))


def village_at(county: MadeWorkspace, lat: float, lng: float) -> str:
    cells = county.frames["villages"]
    inside = shapely.contains_xy(cells["geom"].to_numpy(), lng, lat)
    return str(cells["uid"][inside].iloc[0])


def test_hover_names_the_mark_before_the_area(shown: MapOnTest, county: MadeWorkspace) -> None:
    shown.hover(shown.at(*HERE))
    shown.until(
        lambda: [item.kind for item in shown.last("hovered").items[:1]] == ["disputes"], "the mark"
    )
    pointed = shown.last("hovered")
    kinds = [item.kind for item in pointed.items]
    assert kinds[:2] == ["disputes", "villages"]
    assert set(kinds) >= {"disputes", "villages", "townships", "counties"}
    assert pointed.items[1].uid == village_at(county, *HERE)
    tooltip = shown.js("document.querySelector('.guatu-tooltip').innerText")
    assert "D" in tooltip
    assert "红色纠纷" in tooltip
    assert "宅基地边界" in tooltip


def test_the_pointer_tells_where_it_is_and_that_it_left(shown: MapOnTest) -> None:
    shown.hover(shown.at(*HERE))
    shown.until(lambda: shown.last("pointerAt") == pytest.approx(HERE, abs=1e-4), "the place")
    shown.leave()
    shown.until(lambda: shown.last("pointerAt") is None, "the leave")
    shown.until(lambda: shown.js("document.querySelector('.guatu-tooltip').hidden"), "no words")


def test_a_click_tells_what_is_there(shown: MapOnTest, county: MadeWorkspace) -> None:
    shown.click(shown.at(*HERE))
    pointed = shown.last("clicked")
    assert (pointed.items[0].kind, pointed.items[0].uid) == ("disputes", "d0")
    assert (pointed.lat, pointed.lng) == pytest.approx(HERE, abs=1e-3)
    beside = (HERE[0] + 0.01, HERE[1] + 0.01)
    shown.click(shown.at(*beside))
    shown.until(lambda: shown.last("clicked").items[0].kind == "villages", "the village")
    assert shown.last("clicked").items[0].uid == village_at(county, *beside)


def test_a_right_click_asks_for_the_menu_of_what_is_there(shown: MapOnTest) -> None:
    where = shown.at(*HERE)
    shown.click(where, Qt.MouseButton.RightButton)
    pointed = shown.last("contextRequested")
    assert pointed.items[0].uid == "d0"
    assert abs(pointed.x - where.x()) <= 1
    assert abs(pointed.y - where.y()) <= 1
    assert not [name for name, _ in shown.heard if name == "clicked"]


def test_the_selection_is_outlined_above_everything(
    shown: MapOnTest, county: MadeWorkspace
) -> None:
    uid = village_at(county, *HERE)
    shown.view.select([Item("villages", uid)])
    shown.settle()
    ring = county.row("villages", uid)["geom"].exterior
    corner = ring.interpolate(0.3, normalized=True)
    shown.view.go_to(corner.y, corner.x, 15)
    shown.settle()
    found = shown.colours(shown.at(corner.y, corner.x), 4)
    assert {colour("dark", "accent"), colour("dark", "selection_inner")} <= found
    shown.view.select([])
    shown.settle()
    assert colour("dark", "accent") not in shown.colours(shown.at(corner.y, corner.x), 4)


def test_flying_to_a_selection_brings_it_into_view(shown: MapOnTest) -> None:
    shown.view.go_to(34.0, 114.05, 12)
    shown.settle()
    shown.view.select([Item("disputes", "d0")], fly=True)
    shown.until(lambda: shown.view.extent and shown.view.extent.view.zoom == 16, "the flight")
    extent = shown.view.extent
    assert extent is not None
    assert (extent.view.lat, extent.view.lng) == pytest.approx(HERE, abs=1e-3)


def drag(shown: MapOnTest, start: QPoint, end: QPoint) -> None:
    QTest.mouseMove(shown.target, start)
    QTest.mousePress(shown.target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 11):
        QTest.mouseMove(shown.target, start + (end - start) * step / 10)
        QTest.qWait(10)
    QTest.mouseRelease(shown.target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)


def test_a_selected_point_is_dragged_and_told_once_on_the_drop(
    shown: MapOnTest, county: MadeWorkspace
) -> None:
    shown.view.select([Item("disputes", "d0")])
    shown.settle()
    start = shown.at(*HERE)
    end = start + QPoint(120, -60)
    drag(shown, start, end)
    item, lat, lng = shown.last("moved")
    assert (item.layer, item.kind, item.uid) == ("disputes", "disputes", "d0")
    assert shown.at(lat, lng) == end
    assert len([name for name, _ in shown.heard if name == "moved"]) == 1
    county.put("disputes", "d0", geom=shapely.Point(lng, lat))
    shown.settle()
    assert colour("dark", "red") in shown.colours(end, 8)
    assert colour("dark", "red") not in shown.colours(start, 8)


def test_a_drop_that_changes_nothing_goes_back(shown: MapOnTest) -> None:
    shown.view.select([Item("disputes", "d0")])
    shown.settle()
    start = shown.at(*HERE)
    drag(shown, start, start + QPoint(120, -60))
    shown.last("moved")
    box = "document.querySelector('.guatu-selected').getBoundingClientRect()"
    marker = f"(b => Math.round(b.left + b.width / 2))({box})"
    assert shown.js(marker) == start.x() + 120
    shown.until(lambda: shown.js(marker) == start.x(), "the mark to go back")


def test_what_is_not_selected_is_not_dragged_the_map_is(shown: MapOnTest) -> None:
    start = shown.at(*HERE)
    drag(shown, start, start + QPoint(120, -60))
    shown.settle()
    assert not [name for name, _ in shown.heard if name == "moved"]
    assert shown.at(*HERE) == start + QPoint(120, -60)


def test_the_add_tool_places_a_point_and_esc_drops_the_tool(shown: MapOnTest) -> None:
    shown.view.set_tool("add", "hazards")
    shown.settle()
    where = QPoint(300, 200)
    shown.click(where)
    kind, lat, lng = shown.last("placed")
    assert kind == "hazards"
    assert shown.at(lat, lng) == where
    QTest.keyClick(shown.target, Qt.Key.Key_Escape)
    shown.last("toolDropped")
    shown.view.set_tool("select")
    shown.settle()
    shown.click(where)
    shown.last("clicked")


def test_delete_and_esc_speak_of_the_selection(shown: MapOnTest) -> None:
    shown.view.select([Item("disputes", "d0", "disputes")])
    shown.settle()
    shown.target.setFocus()
    QTest.keyClick(shown.target, Qt.Key.Key_Delete)
    assert shown.last("deleteRequested") == [Item("disputes", "d0", "disputes")]
    QTest.keyClick(shown.target, Qt.Key.Key_Escape)
    assert shown.last("clicked").items == ()


def wheel(shown: MapOnTest, where: QPoint, travel: int) -> None:
    there = QPointF(where)
    event = QWheelEvent(
        there,
        QPointF(shown.target.mapToGlobal(where)),
        QPoint(),
        QPoint(0, travel),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(shown.target, event)


def test_a_notch_of_the_wheel_is_one_zoom_step_around_the_pointer(shown: MapOnTest) -> None:
    where = QPoint(200, 150)
    lat, lng = shown.js("(p => [p.lat, p.lng])(guatu.page.map.containerPointToLatLng([200, 150]))")
    wheel(shown, where, 120)
    shown.until(lambda: shown.view.extent and shown.view.extent.view.zoom == 15, "the step")
    shown.settle()
    off = shown.at(lat, lng) - where
    assert off.manhattanLength() <= 2
    wheel(shown, where, -120)
    shown.until(lambda: shown.view.extent and shown.view.extent.view.zoom == 14, "the step back")


def test_a_step_of_the_wheel_at_rest_finds_its_picture_painted_and_up_to_date(
    shown: MapOnTest, county: MadeWorkspace
) -> None:
    where = QPoint(400, 300)
    shown.hover(where)
    shown.until(lambda: shown.counts()["ahead"] >= 2, "both steps painted ahead")
    before = at_rest(shown)
    county.put("disputes", "d0", geom=shapely.Point(HERE[1] + 0.004, HERE[0]))
    shown.until(lambda: shown.counts()["ahead"] >= before["ahead"] + 2, "them painted again")
    wheel(shown, where, 120)
    shown.until(lambda: shown.view.extent and shown.view.extent.view.zoom == 15, "the step")
    shown.settle()
    assert shown.counts()["taken"] >= 1
    assert colour("dark", "red") in shown.colours(shown.at(HERE[0], HERE[1] + 0.004), 8)
    assert colour("dark", "red") not in shown.colours(shown.at(*HERE), 8)


def test_keys_move_and_zoom_the_map(shown: MapOnTest) -> None:
    shown.target.setFocus()
    QTest.keyClicks(shown.target, "+")
    shown.until(lambda: shown.view.extent and shown.view.extent.view.zoom == 15, "+")
    QTest.keyClicks(shown.target, "-")
    shown.until(lambda: shown.view.extent and shown.view.extent.view.zoom == 14, "-")
    QTest.keyClick(shown.target, Qt.Key.Key_Right)
    shown.until(lambda: shown.view.extent and shown.view.extent.view.lng > HERE[1] + 0.005, "→")


def double_click(shown: MapOnTest, where: QPoint) -> None:
    kinds = QEvent.Type
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    place = QPointF(where)
    there = QPointF(shown.target.mapToGlobal(where))
    for kind in (
        kinds.MouseButtonPress,
        kinds.MouseButtonRelease,
        kinds.MouseButtonDblClick,
        kinds.MouseButtonRelease,
    ):
        held = none if kind == kinds.MouseButtonRelease else left
        event = QMouseEvent(kind, place, there, left, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(shown.target, event)


def test_a_double_click_comes_a_step_closer_around_the_pointer(shown: MapOnTest) -> None:
    where = QPoint(300, 200)
    lat, lng = shown.js("(p => [p.lat, p.lng])(guatu.page.map.containerPointToLatLng([300, 200]))")
    double_click(shown, where)
    shown.until(lambda: shown.view.extent and shown.view.extent.view.zoom == 15, "the step")
    assert (shown.at(lat, lng) - where).manhattanLength() <= 2
    assert len([name for name, _ in shown.heard if name == "clicked"]) <= 1


def test_the_old_tiles_stay_until_the_new_zoom_is_complete(shown: MapOnTest) -> None:
    """No frame between two zooms shows the empty ground where the county is."""
    ground = colour("dark", "outside")
    where = QPoint(400, 420)
    assert ground not in shown.colours(where, 3)
    shown.js("(guatu.page.map.setZoom(15, {animate: false}), 0)")
    for _ in range(20):
        assert ground not in shown.colours(where, 3)
        QTest.qWait(5)
    shown.settle()
    assert ground not in shown.colours(where, 3)
