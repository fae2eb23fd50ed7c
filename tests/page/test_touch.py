"""A finger on the map, by real touch events: tap, long touch, pinch, two fingers that pan, tools and handles."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import shapely
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from layers.pages.page import View
from tests.helpers.finger import Fingers, way
from tests.page.conftest import MapOnTest
from tests.page.made import MadeWorkspace
from tests.page.test_drawing import DISPUTE, HERE, bare
from ui.map_view.view import Item

AT = View(*HERE, 14)


@pytest.fixture(scope="module")
def county() -> MadeWorkspace:
    made = bare()
    where = shapely.Point(HERE[1], HERE[0])
    made.put("disputes", "d0", geom=where, **DISPUTE, colour="red", summary="宅基地边界")
    return made


@pytest.fixture(scope="module")
def at() -> View:
    return AT


@pytest.fixture
def fingers(shown: MapOnTest) -> Fingers:
    return Fingers(shown.target)


def zoom_of(shown: MapOnTest) -> float:
    return float(shown.js("guatu.page.map.getZoom()"))


def test_a_tap_beside_a_mark_means_it_as_a_finger_is_wide(
    shown: MapOnTest, fingers: Fingers
) -> None:
    fingers.tap(shown.at(*HERE) + QPoint(18, 0))
    kinds = [item.kind for item in shown.last("clicked").items]
    assert kinds[:2] == ["disputes", "villages"]


def test_a_tap_leaves_no_tooltip_and_no_outline_behind(shown: MapOnTest, fingers: Fingers) -> None:
    fingers.tap(shown.at(*HERE))
    shown.last("clicked")
    shown.settle()
    assert shown.js("document.querySelector('.guatu-tooltip').hidden")
    assert shown.js("guatu.page.pointer.hover.outlined") is None
    assert not [name for name, _ in shown.heard if name == "hovered"]


def test_a_long_touch_asks_for_the_menu_and_selects_nothing(
    shown: MapOnTest, fingers: Fingers
) -> None:
    where = shown.at(*HERE)
    fingers.down(where)
    asked = shown.last("contextRequested")
    fingers.up(where)
    assert asked.items[0].uid == "d0"
    assert (QPoint(asked.x, asked.y) - where).manhattanLength() <= 4
    shown.settle()
    assert not [name for name, _ in shown.heard if name == "clicked"]


def test_a_finger_pulls_the_map_along(shown: MapOnTest, fingers: Fingers) -> None:
    before = shown.at(*HERE)
    fingers.pull(QPoint(200, 420), QPoint(320, 380))
    shown.until(lambda: shown.at(*HERE) != before, "the map")
    shown.settle()
    moved = shown.at(*HERE) - before
    assert (moved - QPoint(120, -40)).manhattanLength() <= 8
    assert zoom_of(shown) == 14


def test_two_fingers_apart_come_closer_around_the_place_between_them(
    shown: MapOnTest, fingers: Fingers
) -> None:
    place = shown.js("(p => [p.lat, p.lng])(guatu.page.map.containerPointToLatLng([300, 200]))")
    left, right = QPoint(260, 200), QPoint(340, 200)
    fingers.down(left, right)
    fingers.move(way(left, QPoint(200, 200)), way(right, QPoint(400, 200)))
    shown.until(lambda: zoom_of(shown) > 15, "the pinch")
    fingers.up(QPoint(200, 200), QPoint(400, 200))
    shown.until(lambda: zoom_of(shown) * 4 % 1 == 0, "a step of a quarter")
    shown.settle()
    assert 15 <= zoom_of(shown) <= 15.5
    assert (shown.at(*place) - QPoint(300, 200)).manhattanLength() <= 4
    assert not [name for name, _ in shown.heard if name in ("clicked", "contextRequested")]


def test_a_long_pinch_leaves_no_heap_of_pictures(shown: MapOnTest, fingers: Fingers) -> None:
    """The map asks for the next picture when the last has come, however often the fingers move."""
    left, right = QPoint(380, 300), QPoint(420, 300)
    fingers.down(left, right)
    before = shown.counts()["sheets"]
    wide = way(left, QPoint(150, 300), 30), way(right, QPoint(650, 300), 30)
    fingers.move(*wide)
    levels = shown.js("Object.keys(guatu.page.tiles._levels).length")
    fingers.up(QPoint(150, 300), QPoint(650, 300))
    shown.settle()
    assert levels <= 4
    assert shown.counts()["sheets"] > before
    assert shown.js("Object.keys(guatu.page.tiles._levels).length") == 1


def test_two_fingers_that_stay_apart_pan(shown: MapOnTest, fingers: Fingers) -> None:
    before = shown.at(*HERE)
    left, right, by = QPoint(260, 400), QPoint(420, 400), QPoint(90, -60)
    fingers.down(left, right)
    fingers.move(way(left, left + by), way(right, right + by))
    fingers.up(left + by, right + by)
    shown.until(lambda: shown.at(*HERE) != before, "the map")
    shown.settle()
    assert zoom_of(shown) == 14
    assert (shown.at(*HERE) - before - by).manhattanLength() <= 12


def test_two_taps_come_a_step_closer(shown: MapOnTest, fingers: Fingers) -> None:
    where = QPoint(300, 200)
    fingers.tap(where)
    QTest.qWait(60)
    fingers.tap(where, again=True)
    shown.until(lambda: zoom_of(shown) == 15, "the step")


def test_a_selected_mark_is_dragged_by_a_finger(
    shown: MapOnTest, fingers: Fingers, county: MadeWorkspace
) -> None:
    shown.view.select([Item("disputes", "d0")])
    shown.settle()
    start = shown.at(*HERE)
    fingers.pull(start + QPoint(10, 8), start + QPoint(70, 48))
    item, lat, lng = shown.last("moved")
    assert item.uid == "d0"
    assert (shown.at(lat, lng) - start - QPoint(60, 40)).manhattanLength() <= 6
    county.put("disputes", "d0", geom=shapely.Point(HERE[1], HERE[0]))  # for who comes next
    shown.settle()


def test_a_lasso_is_drawn_by_one_finger_and_let_go_for_two(
    shown: MapOnTest, fingers: Fingers
) -> None:
    said: list[str] = []
    shown.view.toolSaid.connect(lambda _tool, event, _message: said.append(event))
    shown.view.set_tool("lasso")
    shown.settle()
    ring = [QPoint(300, 200), QPoint(500, 200), QPoint(500, 400), QPoint(300, 400)]
    fingers.down(ring[0])
    for start, end in pairwise(ring):
        fingers.move(way(start, end))
    fingers.up(ring[-1])
    shown.until(lambda: said == ["ring"], "the ring")
    left, right = QPoint(350, 300), QPoint(450, 300)
    fingers.down(left, right)
    fingers.move(way(left, QPoint(250, 300)), way(right, QPoint(550, 300)))
    fingers.up(QPoint(250, 300), QPoint(550, 300))
    shown.until(lambda: zoom_of(shown) > 14.5, "the zoom")
    shown.settle()
    assert said == ["ring"]


def test_what_a_finger_is_to_hit_grows_with_the_first_touch_and_shrinks_with_the_mouse(
    shown: MapOnTest, fingers: Fingers
) -> None:
    hand = "document.documentElement.dataset.hand"
    fingers.tap(QPoint(60, 60))
    shown.until(lambda: shown.js(hand) == "touch", "the touch")
    width = """
    (handle => {
      handle.className = "marker-icon";
      guatu.page.map.getPane("markerPane").append(handle);
      const across = handle.offsetWidth + 24 * getComputedStyle(handle, "::after").inset.startsWith("-12px");
      handle.remove();
      return across;
    })(document.createElement("div"))"""
    assert shown.js(width) >= 44
    shown.hover(QPoint(300, 200))
    shown.until(lambda: shown.js(hand) == "mouse", "the mouse")
    assert shown.js(width) < 24


# -- drawing ------------------------------------------------------------------------------------------

AREA = [QPoint(300, 180), QPoint(520, 190), QPoint(430, 380)]


@pytest.fixture
def told(shown: MapOnTest) -> Iterator[list[tuple[str, Any]]]:
    """What the drawing tool says of what a finger made."""
    heard: list[tuple[str, Any]] = []

    def hear(_tool: str, event: str, message: Any) -> None:
        heard.append((event, message))

    shown.view.toolSaid.connect(hear)
    yield heard
    shown.view.toolSaid.disconnect(hear)


def corners_of(shown: MapOnTest, geometry: dict[str, Any]) -> list[QPoint]:
    return [shown.at(lat, lng) for lng, lat in geometry["coordinates"][0]]


def test_an_area_is_drawn_by_taps_and_closed_on_its_first_corner(
    shown: MapOnTest, fingers: Fingers, told: list[tuple[str, Any]]
) -> None:
    shown.view.set_tool("draw", mode="Polygon")
    shown.settle()
    for place in AREA:
        fingers.tap(place)
    shown.until(
        lambda: shown.js("guatu.page.map.pm.Draw.Polygon._layer.getLatLngs().length") == 3,
        "corners",
    )
    fingers.tap(AREA[0] + QPoint(6, -5))  # a finger does not hit to the pixel
    shown.until(lambda: told, "the area")
    ((event, message),) = told
    assert event == "drawn"
    drawn = corners_of(shown, message["geometry"])
    assert len(drawn) == 4
    for corner, place in zip(drawn, AREA, strict=False):
        assert (corner - place).manhattanLength() <= 3
    assert not [name for name, _ in shown.heard if name == "clicked"], (
        "a tap that draws selects nothing"
    )


def test_a_corner_of_a_drawing_follows_the_finger_that_holds_it_and_the_map_rests(
    shown: MapOnTest, fingers: Fingers, told: list[tuple[str, Any]]
) -> None:
    fingers.tap(QPoint(60, 60))  # from now on handles are as wide as a finger
    places = [
        shown.js(
            f"(p => [p.lng, p.lat])(guatu.page.map.containerPointToLatLng([{at.x()}, {at.y()}]))"
        )
        for at in AREA
    ]
    drawing = {"uid": "a0", "geometry": {"type": "Polygon", "coordinates": [[*places, places[0]]]}}
    shown.view.set_tool("draw", mode="edit", take=drawing)
    shown.settle()
    before = shown.at(*HERE)
    fingers.pull(AREA[1] + QPoint(12, 10), AREA[1] + QPoint(82, 70))
    shown.until(lambda: told, "the drop")
    (event, message), *more = told
    assert (event, message["uid"], more) == ("edited", "a0", []), (
        "one movement of the hand is told once"
    )
    ends = corners_of(shown, message["geometry"])
    assert min((end - AREA[1] - QPoint(70, 60)).manhattanLength() for end in ends) <= 24
    assert shown.at(*HERE) == before
    assert any((end - AREA[0]).manhattanLength() <= 2 for end in ends), "the others stay"

    shown.view.tell_tool("draw", take=drawing)  # what undoing in the window says
    shown.settle()
    told.clear()
    middle = (AREA[0] + AREA[1]) / 2
    fingers.pull(middle, middle + QPoint(0, -60))
    shown.until(lambda: told, "the corner more")
    assert len(told[0][1]["geometry"]["coordinates"][0]) == 5
