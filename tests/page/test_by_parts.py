"""Names and groups are worked out where somebody looks, and come out the same in whatever order that happens."""

from __future__ import annotations

import json
import math

import numpy as np
import numpy.typing as npt
import pytest

from layers.pages.page import View
from tests.page.conftest import MapOnTest
from tests.page.made import SIDE, SOUTH, WEST, MadeWorkspace, made_county

PARTS = 6
"""Of the map, on a side."""
EAST, NORTH = WEST + SIDE, SOUTH + SIDE * 0.83
Box = tuple[float, ...]


@pytest.fixture(scope="module")
def county() -> MadeWorkspace:
    return made_county(villages=400, points=900)


@pytest.fixture(scope="module")
def at() -> View:
    return View((SOUTH + NORTH) / 2, (WEST + EAST) / 2, 12)


def px(lat: float, lng: float, zoom: float) -> tuple[float, float]:
    """A place in px of the whole world."""
    side = 256 * 2**zoom
    sine = math.sin(math.radians(lat))
    return (lng / 360 + 0.5) * side, (
        0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    ) * side


def written(shown: MapOnTest, zoom: float, parts: list[Box]) -> set[Box]:
    """Boxes of the names that meet `parts` of a zoom, which are asked for in turn, by a worker that knows none yet."""
    shown.js("(guatu.page.engine.tell('language', { lang: 'zh' }), 0)")
    found: set[Box] = set()
    for part in parts:
        asked = json.dumps({"zoom": zoom, "boxes": [part]})
        boxes = shown.js(f"guatu.page.engine.ask('covered', {asked})")
        found |= {tuple(round(side, 3) for side in box) for box in boxes}
    return found


@pytest.mark.parametrize("zoom", [11, 12, 13.25])
def test_names_are_the_same_whichever_part_is_asked_for_first(
    shown: MapOnTest, zoom: float
) -> None:
    (west, north), (east, south) = px(NORTH, WEST, zoom), px(SOUTH, EAST, zoom)
    wide, high = (east - west) / PARTS, (south - north) / PARTS
    parts: list[Box] = [
        (west + x * wide, north + y * high, west + (x + 1) * wide, north + (y + 1) * high)
        for x in range(PARTS)
        for y in range(PARTS)
    ]
    whole = written(shown, zoom, [(west, north, east, south)])
    assert len(whole) > 40
    for order in (parts, parts[::-1], parts[::7] + [part for i, part in enumerate(parts) if i % 7]):
        assert written(shown, zoom, order) == whole


def test_a_place_looks_the_same_whether_the_map_was_moved_there_or_opened_there(
    shown: MapOnTest, at: View
) -> None:
    def seen(*way: tuple[float, float]) -> npt.NDArray[np.int16]:
        for layer in ("cameras", "disputes"):  # the worker groups them anew
            shown.stack.set_opacity(layer, 0.99)
            shown.stack.set_opacity(layer, 1.0)
        for dlat, dlng in way:
            shown.view.go_to(at.lat + dlat, at.lng + dlng, 14)
            shown.settle()
        image = shown.image().copy(100, 100, 600, 400)  # no controls, nor the beacon in the corner
        return np.frombuffer(image.constBits(), np.uint8).reshape(400, 600, 4).astype(np.int16)

    there = (0.03, -0.05)
    one, other = seen(there), seen((-0.02, 0.04), (0.01, -0.01), there)
    assert (
        np.abs(one - other).max() < 30
    )  # a mark, a badge or a name would differ by more than a border's last bits
    assert len(np.unique(one.reshape(-1, 4), axis=0)) > 50
