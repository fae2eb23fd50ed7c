"""Map themes: each names layers that there are, and one switch of the stack shows exactly them."""

from __future__ import annotations

import pytest

from layers.catalogue import CATALOGUE
from layers.looks.themes import DUTY, THEMES, MapTheme
from layers.stack import LayerStack
from resources.text import Text
from tests.page.made import TODAY, made_county


@pytest.fixture
def stack() -> LayerStack:
    return LayerStack(made_county(villages=9, points=10), today=lambda: TODAY)


def visible(stack: LayerStack) -> set[str]:
    return {layer["name"] for layer in stack.as_json() if layer["visible"]}


def made(*layers: str, **opacity: float) -> MapTheme:
    return MapTheme("made", Text("自拟", "Made"), Text("试", "Try"), frozenset(layers), opacity)


def test_themes_name_layers_of_the_catalogue_and_no_two_show_the_same() -> None:
    known = {layer.name for layer in CATALOGUE}
    assert [theme.name for theme in THEMES] == ["duty", "force", "disputes", "hazards"]
    assert all(theme.layers <= known for theme in THEMES)
    assert len({theme.layers for theme in THEMES}) == len(THEMES)
    assert all(0 < strength < 1 for theme in THEMES for strength in theme.opacity.values())


def test_an_opacity_for_a_hidden_layer_is_refused() -> None:
    with pytest.raises(ValueError, match="cameras"):
        made("villages", cameras=0.5)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_a_theme_shows_its_layers_and_no_other(stack: LayerStack, theme: MapTheme) -> None:
    stack.apply(theme)

    assert visible(stack) == theme.layers
    assert {name: stack.opacity(name) for name in stack.names} == {
        name: theme.opacity.get(name, 1.0) for name in stack.names
    }
    assert stack.theme() is theme


def test_a_switch_is_told_once_and_the_same_again_not_at_all(stack: LayerStack) -> None:
    heard: list[set[str]] = []
    stack.changed.connect(lambda: heard.append(visible(stack)))

    stack.apply(DUTY)
    stack.apply(DUTY)

    assert heard == [DUTY.layers]


def test_applying_again_takes_back_an_opacity_of_the_officer(stack: LayerStack) -> None:
    stack.apply(DUTY)
    stack.set_opacity("villages", 0.1)

    stack.apply(DUTY)

    assert stack.opacity("villages") == DUTY.opacity["villages"]


def test_a_layer_switched_by_hand_leaves_the_theme_and_switched_back_returns(
    stack: LayerStack,
) -> None:
    stack.apply(DUTY)
    stack.set_visible("cameras", True)
    assert stack.theme() is None
    stack.set_visible("cameras", False)
    assert stack.theme() is DUTY


def test_a_theme_with_an_unknown_layer_changes_nothing(stack: LayerStack) -> None:
    stack.apply(DUTY)

    with pytest.raises(KeyError, match="rivers"):
        stack.apply(made("villages", "rivers"))

    assert stack.theme() is DUTY


def test_a_record_of_a_hidden_layer_is_revealed_once(stack: LayerStack) -> None:
    stack.apply(DUTY)

    assert stack.reveal("cameras", "cam3")
    assert visible(stack) == DUTY.layers | {"cameras"}
    assert not stack.reveal("cameras", "cam3")
    assert not stack.reveal("rooms", "no such room")
    assert not stack.visible("rooms")
