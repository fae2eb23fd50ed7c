"""Circles, wedges and what they cover, against answers worked out by hand."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point, box
from shapely.geometry.base import BaseGeometry

from gis.crs import to_metric
from gis.reach import GEOD, circles, wedges
from gis.view_cover import view_cover

LON, LAT = 114.0, 34.0
"""On a central meridian, where a metre of the zone is a metre."""


def metric(shape: BaseGeometry) -> BaseGeometry:
    found: BaseGeometry = to_metric(gpd.GeoSeries([shape], crs="EPSG:4326")).iloc[0]
    return found


def one(*values: float) -> list[np.ndarray[tuple[int], np.dtype[np.float64]]]:
    return [np.array([value]) for value in values]


def square(half: float) -> BaseGeometry:
    """A square of 2 × `half` metres a side around the place, in EPSG:4326."""
    x, y = metric(Point(LON, LAT)).coords[0]
    made = gpd.GeoSeries([box(x - half, y - half, x + half, y + half)], crs=4547).to_crs(4326)
    found: BaseGeometry = made.iloc[0]
    return found


def cameras(*rows: tuple[float, float, float]) -> gpd.GeoDataFrame:
    """Cameras at the place by (bearing, fov, range_m)."""
    return gpd.GeoDataFrame(
        list(rows) or None,
        columns=["bearing", "fov", "range_m"],
        geometry=[Point(LON, LAT)] * len(rows),
        crs="EPSG:4326",
    )


def test_every_corner_of_a_circle_lies_at_the_radius() -> None:
    (ring,) = circles(*one(LON, LAT, 4500.0))
    corners = np.asarray(ring.exterior.coords)[:-1]
    _there, _back, metres = GEOD.inv(
        np.full(120, LON), np.full(120, LAT), corners[:, 0], corners[:, 1]
    )

    assert len(corners) == 120
    assert np.allclose(metres, 4500, atol=1e-3)


def test_a_circle_has_the_area_of_a_polygon_of_120_corners() -> None:
    (ring,) = circles(*one(LON, LAT, 1000.0))

    by_hand = (
        120 / 2 * 1000**2 * math.sin(math.radians(3))
    )  # 3,140,157 m²; the circle has 3,141,593
    assert metric(ring).area == pytest.approx(by_hand, rel=1e-5)


def test_a_quarter_has_the_area_of_thirty_triangles() -> None:
    (quarter,) = wedges(*one(LON, LAT, 0.0, 90.0, 100.0))

    assert metric(quarter).area == pytest.approx(
        30 / 2 * 100**2 * math.sin(math.radians(3)), rel=1e-4
    )


@pytest.mark.parametrize(
    ("bearing", "east", "north"), [(0, 0, 50), (90, 50, 0), (180, 0, -50), (270, -50, 0)]
)
def test_a_wedge_opens_around_its_bearing(bearing: float, east: float, north: float) -> None:
    (wedge,) = wedges(*one(LON, LAT, bearing, 60.0, 100.0))

    def beside(turn: float) -> Point:
        x, y, _back = GEOD.fwd(LON, LAT, turn, 50.0)
        return Point(x, y)

    assert wedge.contains(beside(math.degrees(math.atan2(east, north))))
    assert not wedge.contains(beside(bearing + 180))
    assert wedge.contains(beside(bearing + 29))
    assert not wedge.contains(beside(bearing + 31))


def test_a_narrow_wedge_and_a_whole_circle_keep_to_their_owners() -> None:
    lon, lat = np.array([114.0, 115.0]), np.array([34.0, 35.0])

    narrow, whole = wedges(
        lon, lat, np.array([10.0, 0.0]), np.array([1.0, 400.0]), np.array([50.0, 80.0])
    )

    assert narrow.is_valid
    assert whole.is_valid
    assert whole.contains(Point(115, 35))
    assert narrow.distance(Point(114, 34)) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    "values", [(LON, LAT, 0, 0, 10), (LON, LAT, 0, 90, 0), (LON, LAT, math.nan, 90, 10)]
)
def test_a_wedge_of_nothing_is_refused(values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="a wedge needs"):
        wedges(*one(*values))


def test_no_place_makes_no_circle() -> None:
    assert len(circles(np.array([]), np.array([]), np.array([]))) == 0


def test_a_camera_that_sees_all_around_covers_its_circle_of_the_area() -> None:
    cover = view_cover(cameras((0, 360, 100)), square(200))

    by_hand = 120 / 2 * 100**2 * math.sin(math.radians(3))
    assert cover.area_m2 == pytest.approx(160_000, rel=1e-6)
    assert cover.seen_m2 == pytest.approx(by_hand, rel=1e-4)
    assert cover.share == pytest.approx(by_hand / 160_000, rel=1e-4)


def test_what_two_cameras_see_together_counts_once() -> None:
    cover = view_cover(cameras((0, 90, 100), (0, 90, 100), (45, 90, 100)), square(200))

    # quarters around 0° and 45° overlap by half: together an open angle of 135°
    assert cover.seen_m2 == pytest.approx(45 / 2 * 100**2 * math.sin(math.radians(3)), rel=1e-3)
    assert cover.reaching.tolist() == [True, True, True]


def test_what_lies_outside_the_area_does_not_count() -> None:
    everything = view_cover(cameras((0, 360, 1000)), square(50))
    assert everything.share == pytest.approx(1, abs=1e-9)

    north = gpd.GeoDataFrame(
        {"bearing": [0.0], "fov": [60.0], "range_m": [100.0]},
        geometry=[Point(LON, LAT + 0.01)],  # 1.1 km north of the square, looking away
        crs="EPSG:4326",
    )
    away = view_cover(north, square(50))
    assert away.seen.is_empty
    assert away.seen_m2 == 0
    assert away.reaching.tolist() == [False]


def test_without_a_camera_nothing_is_seen() -> None:
    cover = view_cover(cameras(), square(100))

    assert cover.share == 0
    assert cover.seen.is_empty


def test_views_in_another_crs_are_refused() -> None:
    with pytest.raises(ValueError, match="EPSG:4326"):
        view_cover(cameras((0, 90, 100)).to_crs(4547), square(100))
