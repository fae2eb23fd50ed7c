"""Zones and location: the small operations that everything geometric stands on."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Point, box

from gis import crs
from gis.locate import locate

SQUARES = gpd.GeoDataFrame(
    {"name": ["west", "east"]},
    geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)],
    crs="EPSG:4326",
)


@pytest.mark.parametrize(
    ("longitude", "code"),
    [(114.2, 4547), (119.0, 4549), (75.0, 4534), (135.0, 4554), (112.5, 4547)],
)
def test_a_longitude_belongs_to_the_nearest_central_meridian(longitude: float, code: int) -> None:
    assert crs.zone_of(longitude).to_epsg() == code


@pytest.mark.parametrize("longitude", [60.0, 140.0, -114.0])
def test_a_longitude_outside_the_zones_is_refused(longitude: float) -> None:
    with pytest.raises(ValueError, match="no CGCS2000"):
        crs.zone_of(longitude)


def test_going_to_metres_and_back_moves_nothing_by_more_than_a_micrometre() -> None:
    points = gpd.GeoSeries([Point(114.19, 34.1), Point(114.3, 33.8)], crs="EPSG:4326")
    back = crs.to_metric(points).to_crs(crs.GEOGRAPHIC)
    there, here = (shapely.get_coordinates(series.to_numpy()) for series in (back, points))
    assert np.abs(there - here).max() < 1e-11


def test_a_frame_without_crs_is_refused() -> None:
    with pytest.raises(ValueError, match="no CRS"):
        crs.to_metric(gpd.GeoSeries([Point(0, 0)]))


def test_a_point_is_located_in_the_area_that_holds_it() -> None:
    marks = np.array([Point(0.5, 0.5), Point(1.5, 0.5), Point(5, 5), None], dtype=object)
    points = gpd.GeoSeries(marks, crs="EPSG:4326")
    assert locate(points, SQUARES).tolist() == [0, 1, None, None]


def test_a_point_on_a_shared_border_goes_to_the_first_area_in_any_index_order() -> None:
    on_border = gpd.GeoSeries([Point(1, 0.5)], crs="EPSG:4326")
    assert locate(on_border, SQUARES).tolist() == [0]
    assert locate(on_border, SQUARES.iloc[::-1]).tolist() == [1]


def test_points_and_areas_in_different_frames_are_refused() -> None:
    with pytest.raises(ValueError, match="points are in"):
        locate(gpd.GeoSeries([Point(0, 0)], crs="EPSG:4490"), SQUARES)
