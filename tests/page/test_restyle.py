"""The villages are filled by another figure: the page draws it and fetches nothing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from layers.layer import Asked
from layers.style import Area, Rule, Style, colour
from resources.text import Text
from tests.page.conftest import Opens
from tests.page.made import made_county
from tests.page.test_drawing import alike, pixels

STYLE = Style({"all": Rule(Text("全部", "All"), Area("category:3"))})


def all_alike(_asked: Asked, features: pd.DataFrame) -> pd.Series[str]:
    return pd.Series(["all"] * len(features), dtype=object)


def test_a_restyled_layer_is_painted_anew_and_nothing_is_fetched(open_map: Opens) -> None:
    shown = open_map(made_county(villages=36, points=0))
    shown.stack.set_visible("resident_areas", False)
    shown.settle()
    before = shown.counts()
    told: list[str] = []
    shown.view._bridge.layersChanged.connect(told.append)
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
    assert not told  # of layers that the page knows
    shown.stack.set_opacity("villages", 0.5)
    shown.settle()
    assert len(told) == 1
    assert after["loaded"] == before["loaded"]


def test_figure_after_figure_the_layer_alone_is_painted_and_the_picture_is_as_if_painted_whole(
    open_map: Opens,
) -> None:
    shown = open_map(made_county(villages=64, points=120))
    plain = shown.stack.layer("villages").style.rules
    shown.settle()
    for place in (3, 5, 7):
        rules = {
            name: Rule(rule.title, Area(f"category:{place}", line="village", width=place))
            for name, rule in plain.items()
        }
        style = replace(shown.stack.layer("villages").style, rules=rules)
        before = shown.counts()["relaid"]
        shown.stack.restyle("villages", style)
        shown.settle()
        assert shown.counts()["relaid"] - before == (0 if place == 3 else 1)
    laid = pixels(shown)
    shown.js("guatu.page.engine.tell('theme', {tokens: guatu.page.tokens})")
    shown.settle()
    assert alike(pixels(shown), laid)
    shown.stack.restyle(
        "villages", STYLE, all_alike
    )  # other lines, too: nothing of before is right
    shown.settle()
    whole = pixels(shown)
    assert shown.counts()["relaid"] == 2
    shown.js("guatu.page.engine.tell('theme', {tokens: guatu.page.tokens})")
    shown.settle()
    assert alike(pixels(shown), whole)


def test_a_hidden_layer_that_was_restyled_is_shown_in_its_new_style(open_map: Opens) -> None:
    shown = open_map(made_county(villages=36, points=0))
    for name in ("resident_areas", "villages"):
        shown.stack.set_visible(name, False)
    shown.stack.restyle("villages", STYLE, all_alike)
    shown.stack.set_visible("villages", True)
    shown.settle()
    assert colour("dark", "category:3") in shown.colours(shown.at(34.07, 114.21), 12)
