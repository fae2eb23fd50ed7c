"""The villages are filled by another figure: the page draws it and fetches nothing."""

from __future__ import annotations

import pandas as pd

from layers.layer import Asked
from layers.style import Area, Rule, Style, colour
from resources.text import Text
from tests.page.conftest import Opens
from tests.page.made import made_county

STYLE = Style({"all": Rule(Text("全部", "All"), Area("category:3"))})


def all_alike(_asked: Asked, features: pd.DataFrame) -> pd.Series[str]:
    return pd.Series(["all"] * len(features), dtype=object)


def test_a_restyled_layer_is_painted_anew_and_nothing_is_fetched(open_map: Opens) -> None:
    shown = open_map(made_county(villages=36, points=0))
    shown.stack.set_visible("resident_areas", False)
    shown.settle()
    before = shown.counts()
    wanted = colour("dark", "category:3")
    assert wanted not in shown.colours(shown.at(34.07, 114.21), 12)
    shown.stack.restyle("villages", STYLE, all_alike)
    shown.settle()
    assert wanted in shown.colours(shown.at(34.07, 114.21), 12)
    shown.stack.restyle("villages")
    shown.settle()
    assert wanted not in shown.colours(shown.at(34.07, 114.21), 12)
    after = shown.counts()
    assert after["recoloured"] == before["recoloured"] + 2
    assert after["loaded"] == before["loaded"]


def test_a_hidden_layer_that_was_restyled_is_shown_in_its_new_style(open_map: Opens) -> None:
    shown = open_map(made_county(villages=36, points=0))
    for name in ("resident_areas", "villages"):
        shown.stack.set_visible(name, False)
    shown.stack.restyle("villages", STYLE, all_alike)
    shown.stack.set_visible("villages", True)
    shown.settle()
    assert colour("dark", "category:3") in shown.colours(shown.at(34.07, 114.21), 12)
