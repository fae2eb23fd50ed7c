"""Thousands of small areas: each has the colour of its class, a border to the next, and is repainted alone."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import shapely

from layers.layer import Asked
from layers.pages.page import View
from layers.style import Area, Rule, Style, colour
from resources.text import Text
from tests.page.conftest import MapOnTest, Opens
from tests.page.made import SIDE, SOUTH, WEST, MadeWorkspace
from tests.page.test_drawing import alike, bare, pixels

ACROSS = 57  # villages a side: 3,249 of them
STEP = SIDE / ACROSS
MIDDLE = (SOUTH + SIDE * 0.83 / 2, WEST + SIDE / 2)
CLASSES = {f"c{i}": f"category:{i}" for i in range(5)}
STYLE = Style(
    {
        name: Rule(Text(name, name), Area(fill, line="county", width=1))
        for name, fill in CLASSES.items()
    }
)


def fifths(_asked: Asked, features: pd.DataFrame) -> pd.Series[str]:
    """The class of a village by its number, which stands in its uid."""
    return "c" + features["uid"].str[1:].astype(int).mod(5).astype(str)


@pytest.fixture(scope="module")
def county() -> MadeWorkspace:
    return bare(villages=ACROSS**2)


@pytest.fixture
def shown(open_map: Opens, county: MadeWorkspace) -> MapOnTest:
    """The map, villages alone, about 11 px each: neighbours in a row are of different classes."""
    found = open_map(county, view=View(*MIDDLE, 11))
    for name in found.stack.names:
        found.stack.set_visible(name, name == "villages")
    found.stack.restyle("villages", STYLE, fifths)
    found.settle()
    return found


def place(row: int, column: int) -> tuple[float, float]:
    """Latitude and longitude of the middle of a village."""
    return SOUTH + (row + 0.5) * STEP * 0.83, WEST + (column + 0.5) * STEP


def shifted(_asked: Asked, features: pd.DataFrame) -> pd.Series[str]:
    """The class of the village before."""
    return "c" + (features["uid"].str[1:].astype(int) + 4).mod(5).astype(str)


def test_other_classes_are_laid_on_the_samples_that_are_known(shown: MapOnTest) -> None:
    for classes in (shifted, fifths, shifted):
        shown.stack.restyle("villages", STYLE, classes)
        shown.settle()
    assert shown.counts()["relaid"] >= 1
    laid = pixels(shown)
    shown.js("guatu.page.engine.tell('theme', {tokens: guatu.page.tokens})")
    shown.settle()
    assert alike(pixels(shown), laid)


def test_each_area_has_the_colour_of_its_class(shown: MapOnTest) -> None:
    image = shown.image()
    for row in range(18, 39, 2):
        for column in range(12, 45, 3):
            at = shown.at(*place(row, column))
            wanted = colour("dark", CLASSES[f"c{(row * ACROSS + column) % 5}"])
            assert image.pixelColor(at).name().upper() == wanted, (row, column)


def test_neighbours_are_parted_by_a_line_and_no_ground_shows_between(shown: MapOnTest) -> None:
    image = shown.image()
    start, end = shown.at(*place(28, 20)), shown.at(*place(28, 21))
    line = [image.pixelColor(x, start.y()).name().upper() for x in range(start.x(), end.x() + 1)]
    fills = {colour("dark", CLASSES[f"c{(28 * ACROSS + column) % 5}"]) for column in (20, 21)}
    assert {line[0], line[-1]} == fills
    assert 1 <= len([shade for shade in line if shade not in fills]) <= 4
    assert colour("dark", "outside") not in line


def test_hatching_lies_in_the_areas_of_its_class_and_in_no_other(shown: MapOnTest) -> None:
    hatched = Area("category:0", hatch="forward", hatch_colour="amber", line="county", width=1)
    rules = {name: rule for name, rule in STYLE.rules.items() if name != "c0"}
    style = Style({"c0": Rule(Text("c0", "c0"), hatched), **rules})
    shown.stack.restyle("villages", style, fifths)
    shown.settle()
    image = shown.image()
    for row in range(20, 37, 4):
        for column in range(15, 42, 4):
            at = shown.at(*place(row, column))
            inner = {
                image.pixelColor(at.x() + dx, at.y() + dy).name()
                for dx in range(-2, 3)
                for dy in range(-2, 3)
            }
            assert (len(inner) > 2) == ((row * ACROSS + column) % 5 == 0), (row, column)


def test_an_edit_repaints_the_area_and_leaves_the_others_as_they_were(
    shown: MapOnTest, county: MadeWorkspace
) -> None:
    number = 30 * ACROSS + 25
    before, counted = shown.image(), shown.counts()
    shape: Any = county.row("villages", f"v{number}")["geom"]
    smaller = shapely.affinity.scale(shape, 0.4, 0.4)
    county.put("villages", f"v{number}", geom=smaller)
    shown.settle()
    at, aside = shown.at(*place(30, 25)), shown.at(*place(30, 21))
    after, now = shown.image(), shown.counts()
    edge = at.x() - round(0.4 * (shown.at(*place(30, 26)).x() - at.x()))
    assert after.pixelColor(at) == before.pixelColor(at)
    assert after.pixelColor(edge, at.y()) != before.pixelColor(edge, at.y())
    for dx in range(-5, 6):
        place_aside = aside.x() + dx, aside.y()
        assert after.pixelColor(*place_aside) == before.pixelColor(*place_aside)
    assert now["patched"] > counted["patched"]
    assert now["loaded"] == counted["loaded"]
    assert now["sheetPx"] - counted["sheetPx"] < 80 * 80


def test_what_is_under_the_pointer_is_the_area_that_is_seen(shown: MapOnTest) -> None:
    shown.click(shown.at(*place(24, 33)))
    assert shown.last("clicked").items[0].uid == f"v{24 * ACROSS + 33}"
