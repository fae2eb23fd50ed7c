"""Zones, location and coverage: the small operations that everything geometric stands on."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Point, box

from gis import crs, topology
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


def test_squares_that_share_an_edge_are_a_coverage() -> None:
    assert topology.is_coverage(SQUARES)
    assert topology.overlaps(SQUARES).empty
    assert topology.gaps(SQUARES).empty


def test_an_overlap_and_a_gap_are_found_where_they_are() -> None:
    areas = gpd.GeoDataFrame(
        geometry=[box(0, 0, 1, 1), box(0.9, 0, 2, 1), box(2.1, 0, 3, 1)], crs="EPSG:4326"
    )
    assert not topology.is_coverage(areas)
    shared = topology.overlaps(areas)
    assert shared[["area", "other"]].to_numpy().tolist() == [[0, 1]]
    assert np.isclose(shared.geometry.iloc[0].area, 0.1)
    missing = topology.gaps(areas, within=box(0, 0, 3, 1))
    assert len(missing) == 1
    assert shapely.covers(missing.geometry.iloc[0], Point(2.05, 0.5))


def test_every_fault_is_told_with_its_areas_and_its_place() -> None:
    bow = shapely.Polygon([(0, 2), (1, 3), (1, 2), (0, 3)])
    areas = gpd.GeoDataFrame(
        geometry=[box(0, 0, 1, 1), box(0.9, 0, 2, 1), box(2.1, 0, 3, 1), bow],
        index=["a", "b", "c", "bow"],
        crs="EPSG:4326",
    )
    found = topology.faults(areas, within=box(0, 0, 3, 1))
    assert found.crs == areas.crs
    assert found["fault"].value_counts().to_dict() == {
        "invalid": 1, "edge": 2, "overlap": 1, "gap": 1,
    }  # fmt: skip
    assert found.loc[found["fault"] == "invalid", "area"].tolist() == ["bow"]
    assert set(found.loc[found["fault"] == "edge", "area"]) == {"a", "b"}
    shared = found[found["fault"] == "overlap"]
    assert shared[["area", "other"]].to_numpy().tolist() == [["a", "b"]]


def test_a_sound_coverage_has_no_faults_and_a_vertex_on_one_side_alone_is_one() -> None:
    assert topology.faults(SQUARES, within=box(0, 0, 2, 1)).empty
    bent = gpd.GeoDataFrame(
        geometry=[
            SQUARES.geometry.iloc[0],
            shapely.Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (1, 0.5)]),
        ],
        crs="EPSG:4326",
    )
    assert not topology.is_coverage(bent)
    assert len(topology.invalid_edges(bent)) == 2
