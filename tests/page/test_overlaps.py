"""Boundaries that overlap, as badly drawn ones do: the ground is whole where they do, and a hole stays a hole."""

from __future__ import annotations

import pytest
import shapely

from layers.pages.page import View
from layers.style import colour
from tests.page.conftest import MapOnTest, Opens
from tests.page.test_drawing import bare

LAT, LNG = 34.05, 114.2


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(LNG + west, LAT + south, LNG + east, LAT + north)


@pytest.fixture
def shown(open_map: Opens) -> MapOnTest:
    county = bare()
    for kind in ("villages", "townships", "counties", "postings"):
        county.frames[kind] = county.frames[kind].iloc[:0]
    ring = box(0, 0, 0.04, 0.03).difference(box(0.03, 0.01, 0.035, 0.02))
    east = shapely.reverse(box(0.02, 0, 0.06, 0.03).difference(box(0.03, 0.01, 0.035, 0.02)))
    for uid, shape in (("west", ring), ("east", east), ("far", box(-0.03, 0, -0.01, 0.03))):
        place = shapely.multipolygons([shape])
        county.put("villages", uid, name=uid, boundary_source="official", population=1, geom=place)
    return open_map(county, view=View(LAT + 0.015, LNG + 0.02, 13))


def test_where_two_villages_overlap_the_ground_is_whole_and_a_hole_is_open(
    shown: MapOnTest,
) -> None:
    def around(lng: float, lat: float) -> set[str]:
        return shown.colours(shown.at(LAT + lat, LNG + lng), 6)

    land, outside = colour("dark", "land"), colour("dark", "outside")
    for lng, what in ((-0.02, "alone"), (0.01, "west"), (0.026, "in both"), (0.05, "east")):
        assert land in around(lng, 0.004), what
        assert outside not in around(lng, 0.004), what
    assert land not in around(0.0325, 0.015), "in the hole of both"
