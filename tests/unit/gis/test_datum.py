"""GCJ-02 and BD-09: against an independent library, and there and back to less than a millimetre."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import prcoords
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

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


def test_baidus_metres_are_those_of_its_own_interface_and_come_back_exactly() -> None:
    frame = parse("BD09MC")
    place = shapely.points([(113.768261, 23.036282), (114.2, 34.1), (126.6, 45.8)])
    degrees = parse("bd09").from_wgs84(parse("bd09").to_wgs84(place))
    metres = frame.from_wgs84(parse("bd09").to_wgs84(degrees))
    assert shapely.equals_exact(metres[0], shapely.Point(12664762.69, 2619536.0), 0.01)
    back = shapely.get_coordinates(frame.to_wgs84(frame.from_wgs84(place)))
    assert np.abs(back - shapely.get_coordinates(place)).max() < MILLIMETRE / 100
    assert (frame.name, frame.geographic, frame.plain) == ("bd09mc", False, False)


@pytest.mark.parametrize("base", ["EPSG:4326", "gcj02", "EPSG:2383", "swapped:EPSG:2383", "bd09mc"])
def test_metres_added_are_metres_on_the_ground_and_come_off_again(base: str) -> None:
    place = shapely.points([(115.4, 34.1), (115.5, 34.2)])
    moved = parse(base).laid_right((115.4, 34.1), 85.1, -14.9)
    shown = moved.to_wgs84(parse(base).from_wgs84(place))
    ((lon, lat), (to_lon, to_lat)) = shapely.get_coordinates([place[0], shown[0]])
    ahead, _back, metres = Geod(ellps="WGS84").inv(lon, lat, to_lon, to_lat)
    assert metres == pytest.approx(np.hypot(85.1, 14.9), abs=0.1)
    assert ahead == pytest.approx(np.degrees(np.arctan2(85.1, -14.9)), abs=0.1)
    assert parse(moved.name) == moved
    again = moved.to_wgs84(moved.from_wgs84(place))
    assert (
        np.abs(shapely.get_coordinates(again) - shapely.get_coordinates(place)).max() < MILLIMETRE
    )


def test_old_surveys_without_published_parameters_are_told_from_those_that_have_them() -> None:
    at = (114.2, 34.1)
    assert all(parse(name).untied(at) for name in ("EPSG:2383", "EPSG:4214", "EPSG:4555"))
    tied = ("EPSG:4547", "EPSG:3857", "gcj02", "moved:85,-15:EPSG:2383")
    assert not any(parse(name).untied(at) for name in tied)
    assert not parse("EPSG:4214").untied((108.5, 38.0)), "the Ordos basin has parameters"
