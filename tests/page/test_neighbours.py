"""Villages side by side, painted as one: the ground has no seam, what none of them holds stays open."""

from __future__ import annotations

import pytest
import shapely

from layers.pages.page import View
from layers.style import colour
from tests.page.conftest import MapOnTest, Opens
from tests.page.test_drawing import bare

LAT, LNG = 34.05, 114.2
SIDE = 0.01
"""Of a village, in degrees."""
WIDE = 6
LEFT_OUT = {(2, 2), (3, 3)}
"""Two that touch at a corner: the ground's outline passes there twice."""


def cell(column: int, row: int) -> shapely.Polygon:
    west, south = LNG + column * SIDE, LAT + row * SIDE
    return shapely.box(west, south, west + SIDE, south + SIDE)


@pytest.fixture
def shown(open_map: Opens) -> MapOnTest:
    county = bare()
    for kind in ("villages", "townships", "counties", "postings"):
        county.frames[kind] = county.frames[kind].iloc[:0]
    places = {(column, row) for column in range(WIDE) for row in range(WIDE)} - LEFT_OUT
    for column, row in sorted(places):
        place = shapely.multipolygons([cell(column, row)])
        name = f"{column}-{row}"
        county.put("villages", name, name="", boundary_source="official", population=1, geom=place)
    view = View(LAT + WIDE * SIDE / 2, LNG + WIDE * SIDE / 2, 13)
    found = open_map(county, view=view)
    for name in found.stack.names:
        found.stack.set_visible(name, name == "villages")
    found.stack.set_opacity("villages", 1.0)
    found.settle()
    return found


def test_neighbours_are_filled_as_one_and_what_none_of_them_holds_stays_open(
    shown: MapOnTest,
) -> None:
    def around(column: float, row: float, radius: int = 2) -> set[str]:
        return shown.colours(shown.at(LAT + row * SIDE, LNG + column * SIDE), radius)

    land, outside = colour("dark", "land"), colour("dark", "outside")
    for column in range(WIDE):
        for row in range(WIDE):
            found = around(column + 0.3, row + 0.3)
            if (column, row) in LEFT_OUT:
                assert land not in found, (column, row)
            else:
                assert (land in found, outside in found) == (True, False), (column, row)
    for column in range(1, WIDE):  # a line on land, and nothing of what lies under the land
        found = around(column, 0.5, 3)
        assert (land in found, outside in found) == (True, False), column
        assert len(found) > 1, f"no line between villages {column - 1} and {column}"


def test_the_ground_is_whole_where_a_part_of_it_is_in_view(shown: MapOnTest) -> None:
    shown.view.go_to(LAT + 2.5 * SIDE, LNG + 2.5 * SIDE, 15)
    shown.settle()
    land, outside = colour("dark", "land"), colour("dark", "outside")
    for column, row in ((1.6, 2.5), (3.4, 2.5), (2.5, 1.6), (2.5, 3.4)):
        found = shown.colours(shown.at(LAT + row * SIDE, LNG + column * SIDE), 3)
        assert (land in found, outside in found) == (True, False), (column, row)
    assert land not in shown.colours(shown.at(LAT + 2.5 * SIDE, LNG + 2.5 * SIDE), 3)
