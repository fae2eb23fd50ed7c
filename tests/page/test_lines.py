"""Drawings and base lines on the map: open lines, dashes, what is under the pointer, the days they are shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import shapely
from PySide6.QtGui import QColor

from layers.pages.page import View
from layers.style import colour
from tests.page.conftest import MapOnTest, Opens
from tests.page.made import TODAY, MadeWorkspace
from tests.page.test_drawing import HERE, bare
from ui.map_view.view import Item

LAT, LNG = HERE
WEST, EAST = (LNG - 0.02, LAT + 0.004), (LNG + 0.02, LAT + 0.004)
PLAIN: dict[str, Any] = {"note": "", "shown_from": None, "shown_to": None}


@pytest.fixture
def county() -> MadeWorkspace:
    return bare()


def draw(made: MadeWorkspace, uid: str, shape: Any, category: str, shade: str, **more: Any) -> None:
    made.put(
        "drawings", uid, name=uid, category=category, colour=shade, geom=shape, **{**PLAIN, **more}
    )


def reddish(shown: MapOnTest, lat: float, lng: float) -> bool:
    return colour("dark", "red") in shown.colours(shown.at(lat, lng), 4)


def test_a_drawn_line_is_open_is_picked_beside_it_and_outlined(
    open_map: Opens, county: MadeWorkspace
) -> None:
    corner = (LNG, LAT - 0.008)
    draw(county, "x1", shapely.LineString([WEST, corner, EAST]), "route", "red")
    shown = open_map(county, view=View(*HERE, 14))
    assert reddish(shown, corner[1], corner[0])
    assert reddish(shown, WEST[1] - 0.006, LNG - 0.01)
    assert not reddish(shown, WEST[1], LNG), "nothing joins its ends"
    shown.click(shown.at(WEST[1] - 0.006, LNG - 0.01))
    found = shown.last("clicked").items[0]
    assert (found.kind, found.uid) == ("drawings", "x1")
    shown.leave()
    shown.view.select([Item("drawings", "x1")])
    shown.settle()
    assert colour("dark", "selection_inner") in shown.colours(shown.at(corner[1], corner[0]), 4)
    assert colour("dark", "selection_inner") not in shown.colours(shown.at(WEST[1], LNG), 4)


def test_a_patch_moves_a_line_and_repaints_where_it_was(
    open_map: Opens, county: MadeWorkspace
) -> None:
    shown = open_map(county, view=View(*HERE, 14))
    draw(county, "x1", shapely.LineString([WEST, EAST]), "route", "red")
    shown.settle()
    assert reddish(shown, WEST[1], LNG)
    lower = shapely.transform(shapely.LineString([WEST, EAST]), lambda xy: xy - [0, 0.01])
    county.put("drawings", "x1", geom=lower)
    shown.settle()
    assert not reddish(shown, WEST[1], LNG)
    assert reddish(shown, WEST[1] - 0.01, LNG)


def test_an_evacuation_route_is_dashed(open_map: Opens, county: MadeWorkspace) -> None:
    draw(county, "x1", shapely.LineString([WEST, EAST]), "evacuation", "red")
    shown = open_map(county, view=View(*HERE, 14))
    image = shown.image()
    row = shown.at(WEST[1], LNG)
    red = colour("dark", "red").lower()
    hits = [image.pixelColor(row.x() + dx, row.y()).name() == red for dx in range(-60, 60)]
    assert 20 < sum(hits) < 100, "dashes and gaps"


def test_a_drawing_is_shown_on_its_days_only(open_map: Opens, county: MadeWorkspace) -> None:
    day = dt.timedelta(days=1)
    shape = shapely.LineString([WEST, EAST])
    draw(county, "x1", shape, "cordon", "red", shown_to=TODAY - day)
    shown = open_map(county, view=View(*HERE, 14))
    assert not reddish(shown, WEST[1], LNG)
    county.put("drawings", "x1", shown_to=TODAY)
    shown.settle()
    assert any(reddish(shown, WEST[1], LNG + step / 2000) for step in range(4))


def test_base_lines_lie_quiet_under_everything_and_grow_with_the_zoom(
    open_map: Opens, county: MadeWorkspace
) -> None:
    county.put(
        "base_lines",
        "r1",
        name="",
        line_class="primary",
        geom=shapely.MultiLineString([[WEST, EAST]]),
    )
    shown = open_map(county, view=View(*HERE, 14))
    road = colour("dark", "road")
    assert road in shown.colours(shown.at(WEST[1], LNG), 3)
    shown.click(shown.at(WEST[1], LNG))
    assert shown.last("clicked").items[0].kind != "base_lines"

    def width() -> int:
        image, row = shown.image(), shown.at(WEST[1], LNG + 0.001)
        column = [image.pixelColor(row.x(), row.y() + dy).name() for dy in range(-12, 12)]
        return column.count(road.lower())

    narrow = width()
    shown.view.go_to(WEST[1], LNG, 18)
    shown.settle()
    assert width() > narrow


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_county_around_has_a_quiet_outline_and_its_name_in_the_middle(
    open_map: Opens, county: MadeWorkspace, theme: str
) -> None:
    _west, south, east, north = county.frames["counties"].total_bounds
    around = shapely.box(east + 0.02, south, east + 0.2, north)
    county.put(
        "base_lines",
        "n1",
        name="扶沟县",
        line_class="border",
        geom=shapely.multilinestrings([around.exterior]),
    )
    shown = open_map(county, view=View((south + north) / 2, east, 11), theme=theme)
    assert "扶沟县" in shown.js("guatu.page.engine.ask('written', {zoom: 11})")
    seen = shown.colours(shown.at((south + north) / 2 + 0.02, east + 0.02), 4)
    want = QColor(colour(theme, "base_border"))

    def off(one: str) -> int:
        seen = QColor(one)
        return abs(seen.red() - want.red()) + abs(seen.blue() - want.blue())

    assert min(map(off, seen)) <= 16, "the line, smoothed"
    middle = shown.at((south + north) / 2, east + 0.11)
    image = shown.image()
    written = {
        image.pixelColor(middle.x() + dx, middle.y() + dy).name().upper()
        for dx in range(-20, 20)
        for dy in range(-8, 8)
    }
    assert len(written) > 8, "a name is written there"
    found = shown.stack.bounds()
    assert found is not None
    assert found[3] <= east, "the map opens on the county, not on what lies around"
