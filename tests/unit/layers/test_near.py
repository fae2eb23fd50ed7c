"""What lies inside an outline or near a place: by the columns, as a person sees it, thirty thousand at once."""

from __future__ import annotations

import time

import numpy as np
import pytest
import shapely

from gis.geodesy import EARTH
from layers.near import inside, near
from layers.stack import LayerStack
from tests.page.made import SIDE, SOUTH, TODAY, WEST, made_county

CLOSEST = 19


@pytest.fixture(scope="module")
def stack() -> LayerStack:
    made = LayerStack(made_county(villages=400, points=40_000), today=lambda: TODAY)
    for name in made.names:
        made.set_visible(name, True)
    return made


def test_a_ring_takes_the_points_inside_and_the_areas_whose_middle_is(stack: LayerStack) -> None:
    ring = shapely.box(WEST + 0.1, SOUTH + 0.1, WEST + 0.2, SOUTH + 0.2)
    stack.seen()  # read
    began = time.perf_counter()
    found = inside(stack, shapely.get_coordinates(ring).tolist(), CLOSEST)
    assert time.perf_counter() - began < 0.5
    features = {layer.name: frame for layer, frame in stack.seen()}
    held = features["cameras"].loc[features["cameras"].within(ring), "uid"]
    assert set(found["cameras"]) == set(held)
    assert len(held) > 1000
    villages = features["villages"]
    middle = villages.loc[shapely.within(shapely.centroid(villages.geometry.to_numpy()), ring)]
    assert set(found["villages"]) == set(middle["uid"])
    assert "counties" not in found


def test_what_is_not_drawn_is_not_taken(stack: LayerStack) -> None:
    everything = shapely.box(WEST - 1, SOUTH - 1, WEST + 2, SOUTH + 2)
    ring = shapely.get_coordinates(everything).tolist()
    eliminated = {
        uid
        for layer, frame in stack.seen()
        if layer.name == "hazards"
        for uid in frame.loc[frame["class"] == "eliminated", "uid"]
    }
    assert eliminated
    assert eliminated <= set(inside(stack, ring, CLOSEST)["hazards"])
    assert not eliminated & set(inside(stack, ring, 10)["hazards"])
    stack.set_visible("cameras", False)
    try:
        assert "cameras" not in inside(stack, ring, CLOSEST)
    finally:
        stack.set_visible("cameras", True)


def test_a_line_is_no_ring(stack: LayerStack) -> None:
    assert inside(stack, [[WEST, SOUTH], [WEST + 1, SOUTH]], CLOSEST) == {}


def test_near_is_by_metres_on_the_ellipsoid(stack: LayerStack) -> None:
    place = shapely.Point(WEST + SIDE / 2, SOUTH + SIDE / 3)
    found = near(stack, place, 500, CLOSEST)
    cameras = next(frame for layer, frame in stack.seen() if layer.name == "cameras")
    xy = shapely.get_coordinates(cameras.geometry.to_numpy())
    _f, _b, metres = EARTH.inv(
        np.full(len(xy), place.x), np.full(len(xy), place.y), xy[:, 0], xy[:, 1]
    )
    assert set(found["cameras"]) == set(cameras["uid"][metres <= 500])
    assert 5 < len(found["cameras"]) < 200
    assert 1 <= len(found["villages"]) <= 9
    assert "counties" not in found


def test_a_reach_that_is_none_is_refused(stack: LayerStack) -> None:
    for metres in (0, -5, float("nan")):
        with pytest.raises(ValueError, match="positive"):
            near(stack, shapely.Point(WEST, SOUTH), metres, CLOSEST)
