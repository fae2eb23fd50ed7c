"""Gestures that the other tests leave out, by real events: modifiers, clusters, touch pads, limits, boundaries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from layers.pages.page import MAX_ZOOM, View
from tests.helpers.finger import Fingers
from tests.page.conftest import MapOnTest
from tests.page.made import MadeWorkspace
from tests.page.test_drawing import DISPUTE, HERE, bare

AT = View(*HERE, 13)
LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
BESIDE = (HERE[0] + 0.012, HERE[1] - 0.03)
"""Where three disputes stand 90 m apart: one badge at the zoom of the tests, three marks closer."""


@pytest.fixture(scope="module")
def county() -> MadeWorkspace:
    made = bare()
    places = [HERE, *((BESIDE[0], BESIDE[1] + 0.001 * i) for i in range(3))]
    for serial, (lat, lng) in enumerate(places):
        where = shapely.Point(lng, lat)
        made.put("disputes", f"d{serial}", geom=where, **DISPUTE, colour="red", summary="地界")
    return made


@pytest.fixture(scope="module")
def at() -> View:
    return AT


def wheel(
    shown: MapOnTest,
    travel: int,
    *,
    pixels: bool = False,
    held: Qt.KeyboardModifier = PLAIN,
) -> None:
    """Turn the wheel over the middle of the map, by a notch's eighths of degrees or by a touch pad's pixels."""
    where = QPointF(400, 300)
    event = QWheelEvent(
        where,
        QPointF(shown.target.mapToGlobal(where.toPoint())),
        QPoint(0, travel) if pixels else QPoint(),
        QPoint(0, travel),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(shown.target, event)


def zoom_of(shown: MapOnTest) -> float:
    return float(shown.js("guatu.page.map.getZoom()"))


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (Qt.KeyboardModifier.ShiftModifier, (True, False)),
        (Qt.KeyboardModifier.ControlModifier, (False, True)),
    ],
)
def test_a_click_tells_which_key_was_held(
    shown: MapOnTest, held: Qt.KeyboardModifier, told: tuple[bool, bool]
) -> None:
    QTest.qWait(
        QApplication.doubleClickInterval()
    )  # the click of before is no first half of this one
    where = shown.at(*HERE)
    QTest.mouseMove(shown.target, where)
    QTest.mouseClick(shown.target, LEFT, held, where)
    clicked = shown.last("clicked")
    assert (clicked.shift, clicked.ctrl) == told
    assert clicked.items[0].uid == "d0"


def test_a_click_on_a_cluster_comes_close_enough_to_part_it_and_selects_nothing(
    shown: MapOnTest,
) -> None:
    shown.click(shown.at(BESIDE[0], BESIDE[1] + 0.001) + QPoint(8, 0))
    shown.until(lambda: zoom_of(shown) > AT.zoom, "it to come closer")
    shown.settle()
    assert not [name for name, _ in shown.heard if name == "clicked"]
    places = [shown.at(BESIDE[0], BESIDE[1] + 0.001 * i) for i in range(3)]
    assert all(0 < place.x() < 800 and 0 < place.y() < 600 for place in places)
    shown.hover(places[0])
    shown.until(
        lambda: shown.last("hovered").items[:1] and shown.last("hovered").items[0].uid == "d1",
        "one",
    )


def test_the_travel_of_a_touch_pad_adds_up_to_steps_and_turning_back_begins_anew(
    shown: MapOnTest,
) -> None:
    for _ in range(3):
        wheel(shown, 30, pixels=True)
    QTest.qWait(60)
    assert zoom_of(shown) == AT.zoom, "not yet a step"
    wheel(shown, -30, pixels=True)
    QTest.qWait(60)  # the browser may add up what comes in one frame
    assert zoom_of(shown) == AT.zoom
    for _ in range(3):
        wheel(shown, 30, pixels=True)
    QTest.qWait(60)
    assert zoom_of(shown) == AT.zoom, "turned back between"
    for _ in range(2):
        wheel(shown, 30, pixels=True)
    shown.until(lambda: zoom_of(shown) == AT.zoom + 1, "the step")


def test_ctrl_and_the_wheel_zoom_the_map_and_never_the_page(shown: MapOnTest) -> None:
    wheel(shown, 120, held=Qt.KeyboardModifier.ControlModifier)
    shown.until(lambda: zoom_of(shown) == AT.zoom + 1, "the step")
    assert shown.view.page.zoomFactor() == 1
    assert shown.js("window.devicePixelRatio") == 1


def test_at_the_closest_view_the_wheel_and_the_keys_stop(shown: MapOnTest) -> None:
    shown.view.go_to(AT.lat, AT.lng, MAX_ZOOM)
    shown.until(lambda: zoom_of(shown) == MAX_ZOOM, "the closest view")
    shown.settle()
    wheel(shown, 120)
    shown.target.setFocus()
    QTest.keyClicks(shown.target, "+")
    wheel(shown, -120)
    shown.until(lambda: zoom_of(shown) == MAX_ZOOM - 1, "the step back")


# -- the boundary tool --------------------------------------------------------------------------------


def ring() -> list[list[float]]:
    """A closed square with two corners more on its northern side."""
    lat, lng, side = HERE[0] - 0.01, HERE[1] - 0.02, 0.02
    north = [[lng + side * share, lat + side] for share in (1, 0.75, 0.5, 0.25, 0)]
    return [[lng, lat], [lng + side, lat], *north, [lng, lat]]


@pytest.fixture
def moved(shown: MapOnTest) -> Iterator[list[Any]]:
    """The boundary tool in hand over that square; what it tells of a drop."""
    told: list[Any] = []

    def hear(_tool: str, event: str, message: Any) -> None:
        if event == "shift":
            told.append(message)

    shown.view.toolSaid.connect(hear)
    shown.view.set_tool("boundary", mode="shift")
    shown.view.tell_tool("boundary", village={"uid": "v0", "rings": [ring()]}, neighbours=[])
    shown.settle()
    yield told
    shown.view.toolSaid.disconnect(hear)


def middle_of_north(shown: MapOnTest) -> QPoint:
    lng, lat = ring()[4]
    return shown.at(lat, lng)


def pull(shown: MapOnTest, start: QPoint, by: QPoint, held: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.mouseMove(shown.target, start)
    QTest.mousePress(shown.target, LEFT, held, start)
    for step in range(1, 6):
        QTest.mouseMove(shown.target, start + by * step / 5)
        QTest.qWait(16)
    QTest.mouseRelease(shown.target, LEFT, held, start + by)


def test_with_shift_a_whole_stretch_follows_the_corner_that_is_held(
    shown: MapOnTest, moved: list[Any]
) -> None:
    pull(shown, middle_of_north(shown), QPoint(0, -30), Qt.KeyboardModifier.ShiftModifier)
    shown.until(lambda: moved, "the drop")
    ways = [to[1] - at[1] for at, to in zip(moved[0]["at"], moved[0]["to"], strict=True)]
    held = next(i for i, at in enumerate(moved[0]["at"]) if at == pytest.approx(ring()[4]))
    assert len(ways) >= 3
    assert ways[held] == max(ways)
    assert all(way > 0 for way in ways)


def test_without_it_that_corner_alone(shown: MapOnTest, moved: list[Any]) -> None:
    pull(shown, middle_of_north(shown), QPoint(0, -30))
    shown.until(lambda: moved, "the drop")
    assert len(moved[0]["at"]) == 1


def test_a_finger_takes_hold_of_a_corner_from_beside_it(shown: MapOnTest, moved: list[Any]) -> None:
    start = middle_of_north(shown) + QPoint(6, -15)
    Fingers(shown.target).pull(start, start + QPoint(0, -40))
    shown.until(lambda: moved, "the drop")
    assert len(moved[0]["at"]) == 1
    assert moved[0]["at"][0] == pytest.approx(ring()[4])
