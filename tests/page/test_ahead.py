"""What is painted before anybody asks: the next notches of the wheel, each picture as if painted when asked for."""

from __future__ import annotations

from functools import partial

import shapely
from PySide6.QtCore import QPoint

from layers.pages.page import View
from tests.page.conftest import MapOnTest, Opens
from tests.page.made import made_county
from tests.page.test_drawing import HERE, alike, pixels
from tests.page.test_hands import wheel

AT = QPoint(430, 280)


def at_rest(shown: MapOnTest) -> None:
    """Wait until everything that is likely to be asked for is painted."""

    def painted() -> bool:
        counts = shown.counts()
        return bool(counts["ready"] == counts["likely"] > 0)

    shown.until(painted, "pictures ahead")


def turn(shown: MapOnTest, notches: int = 1) -> None:
    """Turn the wheel inwards, each notch when the one before is seen."""
    for _ in range(notches):
        extent = shown.view.extent
        assert extent is not None
        there = extent.view.zoom + 1
        wheel(shown, AT, 120)
        shown.until(partial(_is_at, shown, there), "the step")
        shown.settle()


def _is_at(shown: MapOnTest, zoom: float) -> bool:
    return shown.view.extent is not None and shown.view.extent.view.zoom == zoom


def test_two_notches_one_after_the_other_find_their_pictures_painted_and_as_if_painted_then(
    open_map: Opens,
) -> None:
    shown = open_map(made_county(villages=100, points=300), view=View(*HERE, 11))
    turn(shown)  # the pointer is known from here on
    at_rest(shown)
    before = shown.counts()["taken"]
    turn(shown, 2)
    assert shown.counts()["taken"] == before + 2
    taken = pixels(shown)
    for visible in (False, True):  # a layer goes and comes: nothing that was painted is right
        shown.stack.set_visible("cameras", visible)
        shown.settle()
    assert shown.counts()["taken"] == before + 2
    assert alike(pixels(shown), taken)


def test_an_edit_is_in_the_picture_of_the_next_notch_whether_it_came_before_or_amid_the_painting(
    open_map: Opens,
) -> None:
    county = made_county(villages=100, points=300)
    shown = open_map(county, view=View(*HERE, 11))
    turn(shown)
    at_rest(shown)
    uid = county.frames["disputes"]["uid"].iloc[0]
    for i in range(3):  # the last one comes while the pictures of the one before are being painted
        county.put("disputes", uid, geom=shapely.Point(HERE[1] + 0.003 * i, HERE[0]))
        shown.settle()
        if i == 0:
            at_rest(shown)
    turn(shown)
    taken = pixels(shown)
    shown.view.set_theme("light")
    shown.settle()
    shown.view.set_theme("dark")
    shown.settle()
    assert alike(pixels(shown), taken)
