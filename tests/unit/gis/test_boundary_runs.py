"""Any run of boundary edits leaves a coverage: a grid, holes and detached parts, a county, real villages."""

from __future__ import annotations

import functools

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis.boundary import Mosaic, Refused, carve, cut, draw, furthest, merge, shift, split
from gis.demo.sources import read_source
from gis.demo.territory import build_territory
from tests.helpers.mosaics import enclaved, grid, ground, sound
from tests.helpers.needs import shared


def run(mosaic: Mosaic, numbers: np.random.Generator, steps: int, size: float) -> int:
    """Try `steps` random edits; whatever is refused leaves everything as it was. Returns how many were made."""
    made = 0
    for step in range(steps):
        label = str(numbers.choice(mosaic.labels))
        shape = mosaic.shape(label)
        others = [other for other in mosaic.labels_at(mosaic.near(shape)) if other != label]
        other = str(numbers.choice(others)) if others else label
        middle = shapely.get_coordinates(shapely.point_on_surface(shape))[0]
        way = numbers.normal(0, 1, 2)
        way *= 3 * np.sqrt(shapely.area(shape)) / np.hypot(*way)
        line = shapely.LineString([middle - way, middle, middle + way + numbers.normal(0, size, 2)])
        xy = shapely.get_coordinates(shape)
        corner = int(numbers.integers(len(xy) - 1))
        place = xy[corner] + (numbers.random() < 0.5) * (xy[corner + 1] - xy[corner]) * 0.37
        before = ground(mosaic)
        kept = 1.0
        try:
            match numbers.integers(7):
                case 0:
                    kept = np.inf
                    edit = shift(mosaic, place[None], place[None] + numbers.normal(0, size, 2))
                case 1:
                    kept = np.inf
                    edit, _share = furthest(
                        mosaic, place[None], place[None] + numbers.normal(0, size, 2)
                    )
                case 6:
                    kept = np.inf
                    blob = shapely.buffer(shapely.Point(xy[corner]), size, quad_segs=3)
                    edit = carve(mosaic, blob, f"c{step}", snap_m=float(numbers.choice([0, 5])))
                case 2:
                    edit = split(
                        mosaic, label, line, f"n{step}", snap_m=float(numbers.choice([0, 3]))
                    )
                case 3:
                    edit = merge(mosaic, [label, other])
                case 4:
                    edit = cut(mosaic, label, line, other)
                case _:
                    kept = np.inf
                    blob = shapely.buffer(shapely.Point(xy[corner]), size, quad_segs=3)
                    edit = draw(mosaic, blob, f"d{step}", snap_m=float(numbers.choice([0, 5])))
        except Refused:
            continue
        mosaic.put(edit, {label: label for label in edit.born})
        made += 1
        assert sound(mosaic), f"step {step}"
        if np.isfinite(kept):
            assert ground(mosaic) == pytest.approx(before, rel=1e-9)
    return made


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32 - 1))
def test_a_grid_stays_a_coverage_through_any_run_of_edits(seed: int) -> None:
    made = run(grid(4, 4), np.random.default_rng(seed), 40, 0.002)
    assert made > 10


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32 - 1))
def test_villages_with_holes_and_of_several_parts_stay_a_coverage_too(seed: int) -> None:
    assert run(enclaved(), np.random.default_rng(seed), 40, 0.002) > 10


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32 - 1))
def test_the_demo_county_stays_a_coverage_through_any_run_of_edits(seed: int) -> None:
    mosaic = Mosaic.of(yanling())
    assert run(mosaic, np.random.default_rng(seed), 60, 0.001) > 20


@pytest.mark.needs_shared
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32 - 1))
def test_real_villages_stay_a_coverage_through_any_run_of_edits(seed: int) -> None:
    frame = real_villages()
    numbers = np.random.default_rng(seed)
    start = frame.geometry.iloc[int(numbers.integers(len(frame)))]
    around = frame.iloc[sorted(frame.sindex.query(shapely.buffer(start, 0.02)))]
    mosaic = Mosaic.of(around)
    if not sound(mosaic):
        return  # the few places where the file itself is broken
    run(mosaic, numbers, 40, 0.001)


@functools.cache
def yanling() -> gpd.GeoDataFrame:
    return build_territory(read_source("411024"), 1).villages.set_index("code")


@functools.cache
def real_villages() -> gpd.GeoDataFrame:
    frame = gpd.read_file(shared("tw_villages.gpkg"), columns=["VILLCODE"])
    frame = frame[frame.geometry.is_valid & ~frame.geometry.is_empty]
    frame.index = [f"v{i}" for i in range(len(frame))]
    return frame
