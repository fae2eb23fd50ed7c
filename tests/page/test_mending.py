"""What a stamp promises holds: an edit that was seen stays seen while the tiles below the sheets follow."""

from __future__ import annotations

import shapely

from layers.page import View
from layers.style import colour
from tests.page.conftest import Opens
from tests.page.test_drawing import DISPUTE, HERE, bare


def test_an_edit_of_a_layer_that_just_came_back_is_on_the_map_each_time(open_map: Opens) -> None:
    county = bare()
    county.put("disputes", "d0", geom=shapely.Point(HERE[1], HERE[0]), **DISPUTE, colour="red")
    shown = open_map(county, view=View(*HERE, 14))
    red = colour("dark", "red")
    for turn in range(12):
        aside = 0.0 if turn % 2 else 0.01
        shown.stack.set_visible("disputes", False)
        shown.settle()
        county.put("disputes", "d0", geom=shapely.Point(HERE[1] + aside, HERE[0]))
        shown.stack.set_visible("disputes", True)
        shown.settle()
        assert red in shown.colours(shown.at(HERE[0], HERE[1] + aside), 8), turn
