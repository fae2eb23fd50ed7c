"""Distances and areas on the ellipsoid, against figures known from elsewhere."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Point
from shapely.ops import nearest_points

from gis import geodesy
from gis.crs import to_metric, zone_of
from gis.geodesy import EARTH, around, metres_between, ring


def test_a_degree_of_the_meridian_is_as_long_as_geodesy_says() -> None:
    # Half a quadrant of the WGS-84 meridian, from the published 10 001 965.729 m.
    metres, bearing = geodesy.leg(Point(114, 0), Point(114, 90))
    assert metres == pytest.approx(10_001_965.729, abs=0.01)
    assert bearing == 0


def test_an_area_agrees_with_the_survey_zone() -> None:
    county = shapely.box(114.0, 34.0, 114.1, 34.1)
    planar = to_metric(gpd.GeoSeries([county.segmentize(0.001)], crs=4326), zone_of(114.0)).area[0]
    assert geodesy.area(county) == pytest.approx(planar, rel=2e-4)
    assert geodesy.area(county.reverse()) == geodesy.area(county)


def test_a_hole_is_taken_out() -> None:
    outer, inner = shapely.box(114, 34, 114.1, 34.1), shapely.box(114.02, 34.02, 114.05, 34.05)
    assert geodesy.area(outer.difference(inner)) == pytest.approx(
        geodesy.area(outer) - geodesy.area(inner)
    )


def test_a_ring_lies_at_its_distance() -> None:
    centre = Point(114.18, 34.10)
    corners = np.asarray(shapely.points(shapely.get_coordinates(ring(centre, 500))))
    assert metres_between(centre, corners) == pytest.approx(np.full(len(corners), 500.0), abs=1e-6)


def test_around_an_area_is_widened_by_metres_everywhere() -> None:
    shape = shapely.box(114.0, 34.0, 114.05, 34.04)
    wide = around(shape, 500)
    edge = np.asarray(shapely.points(shapely.get_coordinates(wide)))
    near = [nearest_points(shape, point)[0] for point in edge]
    far = [EARTH.inv(a.x, a.y, b.x, b.y)[2] for a, b in zip(near, edge, strict=True)]
    assert np.array(far) == pytest.approx(500, rel=0.01)
    assert wide.contains(shape)
