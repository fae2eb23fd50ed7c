"""Tokens, rules and swatches: one statement for map and legend."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET

import pytest

import resources
from layers.catalogue import CATALOGUE
from layers.style import THEMES, Area, Mark, colour, marks, page_tokens, swatch_svg, tokens


def luminance(hex_colour: str) -> float:
    channels = [int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_both_themes_name_the_same_tokens() -> None:
    assert set(tokens()["dark"]) == set(tokens()["light"])
    assert all(len(tokens()[theme]["categories"]) == 12 for theme in THEMES)


WORDS = ("text", "secondary", "soon", "late", "place", "place_minor", "accent", "officer")
"""Every token that words are written in; ``disabled`` is for what can't be used."""
MOST_SURFACES = ("window", "panel", "raised", "land")
SELECTED = ("text", "secondary", "soon", "late")
"""What is written in a selected row."""


@pytest.mark.parametrize("theme", THEMES)
def test_words_can_be_read_on_every_surface(theme: str) -> None:
    pairs = [*itertools.product(WORDS, MOST_SURFACES), *((word, "selection") for word in SELECTED)]
    pairs += [("accent_text", "accent")]
    dim = {
        pair: round(found, 2)
        for pair in pairs
        if (found := contrast(colour(theme, pair[0]), colour(theme, pair[1]))) < 4.5
    }
    assert not dim


def test_the_window_writes_words_in_no_other_colour() -> None:
    sheet = resources.path("theme", "window.qss").read_text("utf-8")
    inks = set(re.findall(r"(?<![-\w])(?:selection-)?color: \$(\w+)", sheet))
    assert inks <= {*WORDS, "accent_text", "disabled", "line"}  # a line is a separator's colour


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "token", ["red", "amber", "yellow", "blue", "green", "mark", "mark_off", "equipment"]
)
def test_marks_stand_out_from_the_land(theme: str, token: str) -> None:
    assert contrast(colour(theme, token), colour(theme, "land")) >= 3


def test_every_rule_of_every_layer_names_tokens_and_parts_that_exist() -> None:
    for layer in CATALOGUE:
        for rule in layer.style.rules.values():
            symbol = rule.symbol
            used = (
                [symbol.fill, symbol.line, symbol.hatch_colour]
                if isinstance(symbol, Area)
                else [symbol.colour, symbol.ink]
            )
            for theme in THEMES:
                for token in filter(None, used):
                    assert colour(theme, token).startswith("#")
            if isinstance(symbol, Mark):
                assert set(symbol.parts) <= set(marks())


@pytest.mark.parametrize("theme", THEMES)
def test_every_legend_entry_has_words_in_both_languages_and_a_picture(theme: str) -> None:
    for layer in CATALOGUE:
        assert layer.legend
        for swatch in layer.legend:
            assert swatch.label.zh
            assert swatch.label.en
            assert len(ET.fromstring(swatch_svg(swatch.symbol, theme))) > 0  # noqa: S314 - our own text


def test_the_page_gets_colours_and_a_font_list() -> None:
    given = page_tokens("light")
    assert given["theme"] == "light"
    assert given["family"].endswith("sans-serif")
    with pytest.raises(ValueError, match="theme"):
        page_tokens("blue")


def test_layers_have_names_of_their_own_and_read_their_own_kind() -> None:
    names = [layer.name for layer in CATALOGUE]
    assert len(set(names)) == len(names)
    assert all(layer.kind in layer.reads for layer in CATALOGUE)
