"""GCJ-02 and BD-09: against an independent library, and there and back to less than a millimetre."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import prcoords
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis import datum
from gis.reference import parse

LON, LAT = st.floats(73.0, 136.9), st.floats(2.0, 54.9)
Shift = Callable[[np.ndarray, np.ndarray], datum.Pair]
MILLIMETRE = 9e-9  # degrees of latitude


@given(lon=LON, lat=LAT)
def test_forward_agrees_with_an_independent_library(lon: float, lat: float) -> None:
    gcj = prcoords.wgs_gcj(prcoords.Coords(lat, lon))
    bd = prcoords.wgs_bd(prcoords.Coords(lat, lon))
    assert np.allclose(datum.wgs84_to_gcj02(lon, lat), (gcj.lon, gcj.lat), rtol=0, atol=1e-11)
    assert np.allclose(datum.wgs84_to_bd09(lon, lat), (bd.lon, bd.lat), rtol=0, atol=1e-11)


@pytest.mark.parametrize(
    ("there", "back"),
    [
        (datum.wgs84_to_gcj02, datum.gcj02_to_wgs84),
        (datum.gcj02_to_bd09, datum.bd09_to_gcj02),
        (datum.wgs84_to_bd09, datum.bd09_to_wgs84),
    ],
)
def test_there_and_back_is_exact_everywhere_in_china(there: Shift, back: Shift) -> None:
    draw = np.random.default_rng(5)
    lon, lat = draw.uniform(73, 136.9, 50_000), draw.uniform(2, 54.9, 50_000)
    found_lon, found_lat = back(*there(lon, lat))
    assert np.abs(found_lon - lon).max() < MILLIMETRE / 100
    assert np.abs(found_lat - lat).max() < MILLIMETRE / 100


def test_the_shift_at_yanling_is_the_known_one() -> None:
    lon, lat = datum.wgs84_to_gcj02(114.19, 34.10)
    assert 400 < (lon - 114.19) * 92_200 < 700
    assert -350 < (lat - 34.10) * 110_900 < -50


@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90))
def test_outside_china_nothing_moves(lon: float, lat: float) -> None:
    if not datum.in_china(lon, lat):
        assert np.array_equal(datum.wgs84_to_gcj02(lon, lat), (lon, lat))
        assert np.array_equal(datum.wgs84_to_bd09(lon, lat), (lon, lat))


def test_numbers_that_are_none_stay_none_and_shapes_of_arrays_stay() -> None:
    lon = np.array([[114.0, np.nan], [np.inf, 0.0]])
    lat = np.array([[34.0, 34.0], [34.0, np.nan]])
    back_lon, back_lat = datum.gcj02_to_wgs84(lon, lat)
    assert back_lon.shape == back_lat.shape == (2, 2)
    assert np.isnan(back_lon[0, 1])
    assert np.isinf(back_lon[1, 0])


@pytest.mark.parametrize(
    "name", ["EPSG:4326", "gcj02", "bd09", "EPSG:4547", "swapped:EPSG:4490", "feet:EPSG:4547"]
)
def test_a_frame_is_read_back_from_its_name_and_inverts_itself(name: str) -> None:
    frame = parse(name)
    assert frame.name == name
    xy = np.column_stack((np.linspace(113.5, 115, 50), np.linspace(33, 35, 50)))
    there = frame._out(xy)
    assert np.abs(frame.coordinates_to_wgs84(there) - xy).max() < MILLIMETRE


@pytest.mark.parametrize("text", ["", "mars", "feet:gcj02", "feet:EPSG:4326", "EPSG:5773", "0"])
def test_what_is_no_frame_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse(text)
