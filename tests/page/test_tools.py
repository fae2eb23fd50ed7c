"""Tools in a hand, by real events: outlines, measuring, what lies on top of each other, the keys of web maps."""

from __future__ import annotations

import itertools
from functools import partial
from typing import Any

import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gis import geodesy
from layers.pages.page import View
from layers.style import colour
from tests.page.conftest import MapOnTest, Opens
from tests.page.made import MadeWorkspace, made_county
from tests.page.test_drawing import DISPUTE, HERE, bare
from tests.page.test_hands import double_click
from ui.map_tools.outlines import BoxTool
from ui.map_view.view import Item

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
A_DOUBLE_CLICK = 700  # ms, longer than one takes


@pytest.fixture
def county() -> MadeWorkspace:
    """Two disputes at one place, in a county where nothing else stands."""
    made = bare()
    place = shapely.Point(HERE[1], HERE[0])
    for uid in ("d0", "d1"):
        made.put("disputes", uid, geom=place, **DISPUTE, colour="red", summary="宅基地边界")
    return made


@pytest.fixture
def shown(county: MadeWorkspace, open_map: Opens) -> MapOnTest:
    found = open_map(county, view=View(*HERE, 17))
    listen(found)
    return found


def listen(shown: MapOnTest) -> None:
    shown.view.toolSaid.connect(
        lambda tool, event, message: shown.heard.append((f"{tool}.{event}", message))
    )
    shown.view.wholeAsked.connect(lambda: shown.heard.append(("wholeAsked", None)))


def clicks(shown: MapOnTest) -> int:
    return sum(name == "clicked" for name, _ in shown.heard)


def clicked_since(shown: MapOnTest, before: int) -> bool:
    return clicks(shown) > before


def pull(
    shown: MapOnTest, *trail: QPoint, modifier: Qt.KeyboardModifier = NONE, release: bool = True
) -> None:
    """Press at the first place, move through the others with the button down, release at the last."""
    QTest.mouseMove(shown.target, trail[0])
    QTest.mousePress(shown.target, LEFT, modifier, trail[0])
    for start, end in itertools.pairwise(trail):
        for step in range(1, 7):
            QTest.mouseMove(shown.target, start + (end - start) * step / 6)
            QTest.qWait(8)
    if release:
        QTest.mouseRelease(shown.target, LEFT, modifier, trail[-1])


def ground(shown: MapOnTest, where: QPoint) -> shapely.Point:
    """The place (lon, lat) under a point of the widget."""
    lng, lat = shown.js(
        f"(p => [p.lng, p.lat])(guatu.page.map.containerPointToLatLng([{where.x()}, {where.y()}]))"
    )
    return shapely.Point(lng, lat)


def centre(shown: MapOnTest) -> list[float]:
    found: list[float] = shown.js(
        "(c => [c.lat, c.lng, guatu.page.map.getZoom()])(guatu.page.map.getCenter())"
    )
    return found


# -- outlines ---------------------------------------------------------------------------------------


def test_a_box_is_told_by_its_corners_and_the_map_stays(shown: MapOnTest) -> None:
    shown.view.set_tool("box")
    shown.settle()
    before = centre(shown)
    start, end = QPoint(200, 150), QPoint(520, 400)
    pull(shown, start, end)
    told = shown.last("box.ring")
    expected = shapely.box(*_bounds(shown, start, end))
    assert shapely.Polygon(told["ring"]).equals_exact(expected.normalize(), 1e-9) or (
        shapely.Polygon(told["ring"]).symmetric_difference(expected).area < expected.area * 1e-6
    )
    assert told["mode"] == "replace"
    assert centre(shown) == before
    assert not [name for name, _ in shown.heard if name == "clicked"]


def _bounds(shown: MapOnTest, *places: QPoint) -> tuple[float, float, float, float]:
    found = shapely.MultiPoint([ground(shown, place) for place in places]).bounds
    return found[0], found[1], found[2], found[3]


@pytest.mark.parametrize(
    ("modifier", "mode"),
    [
        (Qt.KeyboardModifier.ShiftModifier, "add"),
        (Qt.KeyboardModifier.ControlModifier, "remove"),
    ],
)
def test_shift_adds_and_ctrl_takes_out(
    shown: MapOnTest, modifier: Qt.KeyboardModifier, mode: str
) -> None:
    shown.view.set_tool("box")
    shown.settle()
    pull(shown, QPoint(200, 150), QPoint(400, 300), modifier=modifier)
    assert shown.last("box.ring")["mode"] == mode


def test_a_lasso_is_told_as_it_was_drawn(shown: MapOnTest) -> None:
    shown.view.set_tool("lasso")
    shown.settle()
    corners = [QPoint(200, 150), QPoint(500, 180), QPoint(350, 420)]
    pull(shown, *corners, corners[0])
    drawn = shapely.Polygon(shown.last("lasso.ring")["ring"])
    meant = shapely.Polygon([ground(shown, corner) for corner in corners])
    assert drawn.symmetric_difference(meant).area < meant.area * 0.03


def test_escape_lets_an_open_outline_go_before_the_tool(shown: MapOnTest) -> None:
    shown.view.set_tool("lasso")
    shown.settle()
    shown.target.setFocus()
    pull(shown, QPoint(200, 150), QPoint(500, 180), release=False)
    QTest.keyClick(shown.target, Qt.Key.Key_Escape)
    QTest.mouseRelease(shown.target, LEFT, NONE, QPoint(500, 180))
    QTest.qWait(50)
    assert not [name for name, _ in shown.heard if name in ("lasso.ring", "toolDropped")]
    QTest.keyClick(shown.target, Qt.Key.Key_Escape)
    shown.last("toolDropped")


def test_with_the_box_tool_a_click_still_selects(shown: MapOnTest) -> None:
    shown.view.set_tool("box")
    shown.settle()
    shown.click(shown.at(*HERE))
    assert shown.last("clicked").items[0].kind == "disputes"


def test_how_the_tool_in_hand_is_used_stands_on_the_map_in_the_page_s_language(
    shown: MapOnTest,
) -> None:
    says = "document.querySelector('.guatu-hint:not([hidden])')?.textContent ?? ''"
    assert shown.js(says) == ""
    shown.view.set_tool("box", hint=BoxTool.said())
    shown.settle()
    assert shown.js(says) == f"{BoxTool.title.zh}{BoxTool.hint.zh}"
    shown.view.set_language("en")
    shown.settle()
    assert shown.js(says) == f"{BoxTool.title.en}{BoxTool.hint.en}"
    shown.view.set_tool("select")
    shown.settle()
    assert shown.js(says) == ""


def test_thousands_are_outlined_on_one_canvas_and_follow_the_map(open_map: Opens) -> None:
    made = made_county(villages=64, points=700)
    shown = open_map(made, view=View(34.07, 114.21, 11))
    uids = made.frames["cameras"]["uid"].tolist()
    assert len(uids) > 500
    shown.view.select([Item("cameras", uid) for uid in uids], fly=False)
    shown.settle()
    lat, lng = shown.of("cameras", "cam7")
    shown.view.go_to(lat, lng, 17)
    shown.settle()
    ring = shown.at(lat, lng) + QPoint(9, 0)
    assert colour("dark", "selection_inner") in shown.colours(ring, 2)
    assert shown.js("document.querySelectorAll('.guatu-selected').length") == 0
    shown.view.select([])
    shown.settle()
    assert colour("dark", "selection_inner") not in shown.colours(ring, 2)


# -- measuring --------------------------------------------------------------------------------------


def measure(shown: MapOnTest, wanted: str, *corners: QPoint) -> Any:
    """Click the corners, end with a double click on the last; what was measured."""
    shown.view.set_tool("measure", wanted=wanted)
    shown.settle()
    for corner in corners[:-1]:
        shown.click(corner)
        QTest.qWait(30)
    QTest.mouseMove(shown.target, corners[-1])
    double_click(shown, corners[-1])
    return shown.last("measure.measured")


CORNERS = [QPoint(100, 100), QPoint(640, 180), QPoint(560, 520)]


def test_a_line_is_as_long_as_the_geodesic(open_map: Opens) -> None:
    shown = open_map(bare(), view=View(*HERE, 11))
    listen(shown)
    told = measure(shown, "distance", *CORNERS)
    places = [ground(shown, corner) for corner in CORNERS]
    expected = geodesy.length(shapely.LineString(places))
    assert expected > 30_000
    assert told["metres"] == pytest.approx(expected, rel=1e-6)
    said = shown.js("document.querySelector('.guatu-readout').innerText")
    assert f"{expected / 1000:.2f}"[:4] in said
    _metres, bearing = geodesy.leg(*places[1:])
    assert f"{bearing:.1f}° 南" in said


def test_a_ring_has_the_area_of_the_ellipsoid_in_metric_and_mu(open_map: Opens) -> None:
    shown = open_map(bare(), view=View(*HERE, 13))
    listen(shown)
    told = measure(shown, "area", *CORNERS)
    expected = geodesy.area(shapely.Polygon([ground(shown, corner) for corner in CORNERS]))
    assert told["squareMetres"] == pytest.approx(expected, rel=1e-6)
    said = shown.js("document.querySelector('.guatu-readout').innerText").replace("\u2009", "")
    assert f"{expected / 1e6:.2f}" in said
    assert "平方公里" in said
    assert f"{expected / geodesy.MU:.0f} 亩" in said


def test_a_corner_is_taken_back_and_escape_lets_the_line_go(shown: MapOnTest) -> None:
    shown.view.set_tool("measure", wanted="distance")
    shown.settle()
    shown.target.setFocus()
    for corner in CORNERS:
        shown.click(corner)
        QTest.qWait(30)
    QTest.keyClick(shown.target, Qt.Key.Key_Backspace)
    QTest.keyClick(shown.target, Qt.Key.Key_Return)
    told = shown.last("measure.measured")
    assert len(told["corners"]) == 2
    shown.click(CORNERS[0])
    QTest.qWait(30)
    QTest.keyClick(shown.target, Qt.Key.Key_Escape)
    shown.until(
        lambda: shown.js("document.querySelector('.guatu-readout').hidden"), "the figures to go"
    )
    assert not [name for name, _ in shown.heard if name in ("toolDropped", "clicked")]


def test_what_was_measured_is_copied_by_its_button(shown: MapOnTest) -> None:
    measure(shown, "distance", *CORNERS)
    x, y = shown.js(
        "(b => [b.left + b.width / 2, b.top + b.height / 2])"
        "(document.querySelector('.guatu-readout button').getBoundingClientRect())"
    )
    shown.click(QPoint(round(x), round(y)))
    assert shown.last("measure.copy")["text"].startswith("距离 ")


# -- one above the other ------------------------------------------------------------------------------


def test_clicking_again_goes_through_what_lies_there(shown: MapOnTest) -> None:
    where = shown.at(*HERE)
    seen = []
    for _ in range(3):
        before = clicks(shown)
        shown.click(where)
        shown.until(partial(clicked_since, shown, before), "click")
        seen.append(shown.last("clicked").items[0])
        QTest.qWait(A_DOUBLE_CLICK)
    assert {item.uid for item in seen[:2]} == {"d0", "d1"}
    assert seen[2].kind == "villages"
    assert shown.js("document.querySelectorAll('.guatu-here li').length") >= 3


def test_brackets_and_tab_step_through_it_and_escape_closes_the_list(shown: MapOnTest) -> None:
    shown.target.setFocus()
    tip = "document.querySelector('.guatu-tooltip').hidden"
    shown.hover(shown.at(*HERE))
    shown.until(lambda: not shown.js(tip), "the tooltip")
    shown.click(shown.at(*HERE))
    first = shown.last("clicked").items[0].uid
    shown.until(lambda: not shown.js("document.querySelector('.guatu-here').hidden"), "the list")
    assert shown.js(tip), "the list says what it says"
    QTest.keyClick(shown.target, Qt.Key.Key_BracketRight)
    shown.until(lambda: shown.last("clicked").items[0].uid != first, "the step on")
    QTest.keyClick(shown.target, Qt.Key.Key_BracketLeft)
    shown.until(lambda: shown.last("clicked").items[0].uid == first, "the step back")
    QTest.keyClick(shown.target, Qt.Key.Key_Tab)
    shown.until(lambda: shown.last("clicked").items[0].uid != first, "the step of Tab")
    count = len(shown.heard)
    QTest.keyClick(shown.target, Qt.Key.Key_Escape)
    shown.until(lambda: shown.js("document.querySelector('.guatu-here').hidden"), "it to close")
    assert not [name for name, _ in shown.heard[count:] if name == "clicked"]


# -- the view -----------------------------------------------------------------------------------------


def test_shift_and_a_pull_zoom_into_the_box(shown: MapOnTest) -> None:
    before = centre(shown)
    middle = ground(shown, QPoint(300, 250))
    pull(shown, QPoint(250, 200), QPoint(350, 300), modifier=Qt.KeyboardModifier.ShiftModifier)
    shown.until(lambda: centre(shown)[2] > before[2] + 1, "the zoom")
    lat, lng, _zoom = centre(shown)
    assert [lat, lng] == pytest.approx([middle.y, middle.x], abs=2e-5)


def test_home_asks_for_the_whole_county(shown: MapOnTest) -> None:
    shown.target.setFocus()
    QTest.keyClick(shown.target, Qt.Key.Key_Home)
    shown.last("wholeAsked")


def test_page_down_and_up_move_the_map_by_nearly_a_view(shown: MapOnTest) -> None:
    shown.target.setFocus()
    lat, lng, zoom = centre(shown)
    south = shown.js("guatu.page.map.getBounds().getSouth()")
    QTest.keyClick(shown.target, Qt.Key.Key_PageDown)
    shown.until(lambda: centre(shown)[0] < lat, "the map to move")
    assert south < shown.js("guatu.page.map.getBounds().getNorth()") < lat, "the views overlap"
    QTest.keyClick(shown.target, Qt.Key.Key_PageUp)
    shown.until(lambda: centre(shown) == pytest.approx([lat, lng, zoom], abs=1e-6), "the way back")


def test_the_map_does_not_move_while_a_hand_is_on_it(shown: MapOnTest) -> None:
    before = centre(shown)
    QTest.mouseMove(shown.target, QPoint(300, 200))
    QTest.mousePress(shown.target, LEFT, NONE, QPoint(300, 200))
    shown.until(lambda: shown.js("guatu.page.pointer.held.size"), "the page to feel it")
    shown.view.go_to(34.0, 114.05, 12)
    shown.view.select([Item("disputes", "d0")], fly=True)
    QTest.qWait(250)
    assert centre(shown) == before
    QTest.mouseRelease(shown.target, LEFT, NONE, QPoint(300, 200))
    shown.until(lambda: centre(shown) != before, "the view that was asked for")
