"""What is painted is right and let go of: an edit that was seen stays seen, a picture that is gone weighs nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import shapely

from layers.pages.page import View
from layers.style import colour
from tests.page.conftest import Opens
from tests.page.test_drawing import DISPUTE, HERE, bare

BOUND_MB = 120.0
"""The collector comes when some tens of MB have gathered; uncollected, the work below leaves several hundred."""


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


def test_a_step_back_shows_the_picture_of_before_unless_something_changed_in_it(
    open_map: Opens,
) -> None:
    county = bare()
    county.put("disputes", "d0", geom=shapely.Point(HERE[1], HERE[0]), **DISPUTE, colour="red")
    shown = open_map(county, view=View(*HERE, 14))
    red = colour("dark", "red")
    aside = (HERE[0], HERE[1] + 0.004)

    def stepped_back() -> int:
        """Zoom in and out again; the pictures of the whole view that this cost."""
        shown.view.go_to(*HERE, 15)
        shown.settle()
        before = shown.counts()["sheets"]
        shown.view.go_to(*HERE, 14)
        shown.settle()
        return int(shown.counts()["sheets"] - before)

    assert stepped_back() == 0
    assert red in shown.colours(shown.at(*HERE), 8)

    shown.view.go_to(*HERE, 15)
    shown.settle()
    county.put("disputes", "d0", geom=shapely.Point(aside[1], aside[0]))
    shown.settle()
    shown.view.go_to(*HERE, 14)
    shown.settle()
    assert red in shown.colours(shown.at(*aside), 8)
    assert red not in shown.colours(shown.at(*HERE), 8)

    shown.view.go_to(*HERE, 15)
    shown.settle()
    shown.view.set_theme("light")
    shown.settle()
    shown.view.go_to(*HERE, 14)
    shown.settle()
    assert colour("light", "red") in shown.colours(shown.at(*aside), 8)


def test_what_lies_far_from_the_view_is_not_painted_with_it(open_map: Opens) -> None:
    shown = open_map(bare(), view=View(*HERE, 18))
    shown.view.go_to(HERE[0] + 0.02, HERE[1] + 0.02, 18)  # some 3,700 px across and 4,500 down
    shown.settle()
    before = shown.counts()["sheetPx"]
    shown.view.set_theme("light")
    shown.settle()
    view = shown.view.web.width() * shown.view.web.height()
    assert view <= shown.counts()["sheetPx"] - before <= 4 * view


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, as the measure of the bench does")
def test_pictures_that_are_gone_leave_no_memory_behind(open_map: Opens) -> None:
    county = bare()
    county.put("disputes", "d0", geom=shapely.Point(HERE[1], HERE[0]), **DISPUTE, colour="red")
    shown = open_map(county, view=View(*HERE, 14))

    def work(turns: int) -> float:
        """Zoom in and out elsewhere, which paints the whole view each time; MB of the page's process after it."""
        for turn in range(turns):
            shown.view.go_to(HERE[0], HERE[1] + 0.002 * (turn % 7), 14 + turn % 2)
            shown.settle()
        pid = shown.view.page.renderProcessPid()
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(row.split()[1]) for row in rows if row.startswith("Private_")) / 1024

    before = work(40)
    after = work(120)
    assert after - before < BOUND_MB, f"{before:.0f} MB grew to {after:.0f} MB"
