"""The datum guard names the frame that a file is really in, by measuring."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import affinity

from gis.reference import WGS84, Shapes, parse
from gis.rivals import candidates
from gis.suspect import examine, share_inside
from tests.helpers.needs import shared


def _outlines(layer: str) -> gpd.GeoDataFrame:
    frame = gpd.read_file(shared("seed_counties.gpkg"), layer=layer)
    return frame.set_index(frame["district_adcode"].astype(str)).sort_index()


@pytest.mark.needs_shared
def test_outlines_in_gcj02_under_a_wrong_label_are_named_and_measured() -> None:
    known = _outlines("amap_wgs84")
    labelled = gpd.read_file(shared("seed_counties_gcj02_labelled_4326.geojson"))
    labelled = labelled.set_index(labelled["code"].astype(str)).loc[known.index]
    verdict = examine(labelled.geometry.to_numpy(), known.geometry.to_numpy(), WGS84)
    assert verdict.declared is not None
    assert verdict.suspected is not None
    assert verdict.declared.consistent
    assert 450 < verdict.declared.offset_m < 650
    assert verdict.suspected.frame.name == "gcj02"
    assert verdict.suspected.offset_m < 5
    for i in range(len(known)):  # one alone has its form to go by
        alone = slice(i, i + 1)
        one = examine(labelled.geometry.to_numpy()[alone], known.geometry.to_numpy()[alone], WGS84)
        assert one.suspected is not None
        assert one.suspected.frame.name == "gcj02"


@pytest.mark.needs_shared
def test_coarse_outlines_in_the_right_frame_raise_no_suspicion() -> None:
    known, coarse = _outlines("amap_wgs84"), _outlines("tianditu_cgcs2000").to_crs(4326)
    verdict = examine(coarse.geometry.to_numpy(), known.geometry.to_numpy(), WGS84)
    assert verdict.suspected is None


def _cells(west: float = 114.0, south: float = 33.95) -> Shapes:
    """Twenty-five irregular cells, around Yanling if nothing else is said, lon and lat."""
    box = shapely.box(west, south, west + 0.3, south + 0.25)
    draw = np.random.default_rng(3)
    seeds = draw.uniform((west, south), (west + 0.3, south + 0.25), (25, 2))
    cells = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=box)
    return shapely.intersection(shapely.get_parts(cells), box)


@pytest.mark.parametrize("points", [False, True])
@pytest.mark.parametrize(
    ("truth", "declared"),
    [
        ("gcj02", "EPSG:4326"),
        ("bd09", "EPSG:4326"),
        ("bd09", "gcj02"),
        ("EPSG:4326", "gcj02"),
        ("swapped:EPSG:4326", "EPSG:4326"),
        ("EPSG:4547", "EPSG:4548"),
        ("EPSG:4526", "EPSG:4547"),
        ("swapped:EPSG:4547", "EPSG:4547"),
        ("feet:EPSG:4547", "EPSG:4547"),
        ("gcj02", None),
        ("EPSG:4546", None),
        ("EPSG:32650", None),
        ("gcj02:EPSG:4547", "EPSG:4547"),
        ("bd09:EPSG:3857", "EPSG:3857"),
    ],
)
def test_the_true_frame_is_found(truth: str, declared: str | None, points: bool) -> None:
    known = shapely.centroid(_cells()) if points else _cells()
    written = parse(truth).from_wgs84(known)
    verdict = examine(written, known, None if declared is None else parse(declared))
    assert verdict.suspected is not None
    assert verdict.suspected.frame.name == truth
    assert verdict.suspected.offset_m < 0.5
    if verdict.declared is not None:
        assert verdict.declared.offset_m > 100


def test_the_right_frame_is_left_alone_and_no_pairs_give_no_verdict() -> None:
    cells = _cells()
    assert examine(cells, cells, WGS84).suspected is None
    nothing = np.full(3, None, dtype=object)
    assert examine(nothing, nothing, WGS84).declared is None


def test_a_bad_drawing_is_no_datum() -> None:
    cells = _cells()
    by = np.random.default_rng(9).normal(0, 0.004, (len(cells), 2))
    drawn = np.array([affinity.translate(c, *d) for c, d in zip(cells, by, strict=True)])
    assert examine(drawn, cells, WGS84).suspected is None


def test_degrees_and_metres_have_different_candidates() -> None:
    degrees = [c.name for c in candidates(np.array([shapely.Point(114, 34)]), None)]
    assert degrees[:3] == ["EPSG:4326", "gcj02", "bd09"]
    metres = [c.name for c in candidates(np.array([shapely.Point(426_000, 3_774_000)]), None)]
    assert "EPSG:4547" in metres
    assert "gcj02" not in metres


def test_the_share_inside_the_workspace_tells_gross_mistakes() -> None:
    draw = np.random.default_rng(1).uniform((114, 33.9), (114.3, 34.2), (40, 2))
    points = np.array(shapely.points(draw), dtype=object)
    box = (113.9, 33.8, 114.4, 34.3)
    assert share_inside(points, WGS84, box) == 1.0
    assert share_inside(parse("swapped:EPSG:4326").from_wgs84(points), WGS84, box) == 0.0


@pytest.mark.parametrize(
    ("place", "truth", "declared"),
    [
        ((139.6, 35.6), "EPSG:4301", "EPSG:6668"),  # Tokyo datum called JGD2011
        ((-51.3, -30.1), "EPSG:32722", "EPSG:32622"),  # the wrong hemisphere
        ((-74.1, 40.6), "EPSG:2263", "EPSG:26918"),  # feet of a state's grid
    ],
)
def test_systems_of_other_countries_are_named(
    place: tuple[float, float], truth: str, declared: str | None
) -> None:
    known = _cells(*place)
    written = parse(truth).from_wgs84(known)
    verdict = examine(written, known, None if declared is None else parse(declared))
    assert verdict.suspected is not None
    assert verdict.suspected.frame.name == truth


def test_a_shift_that_no_frame_explains_is_said_and_a_redrawing_is_not() -> None:
    cells = _cells()
    moved = shapely.transform(cells, lambda xy: np.add(xy, (0.004, 0.001)))
    verdict = examine(moved, cells, WGS84)
    assert verdict.suspected is None
    assert verdict.declared is not None
    assert verdict.declared.shifted
    coarse = examine(shapely.simplify(cells, 0.003), cells, WGS84)
    assert coarse.declared is not None
    assert not coarse.declared.shifted
    one = cells[:1]
    grown = np.array([shapely.union_all([one[0], moved[0]])], dtype=object)
    for drawn, shifted in ((moved[:1], True), (grown, False)):
        alone = examine(drawn, one, WGS84).declared
        assert alone is not None
        assert alone.shifted == shifted


@pytest.mark.parametrize("count", [5, 13, 20])
def test_a_file_of_two_frames_is_told_from_one_in_a_wrong_one(count: int) -> None:
    cells = _cells()
    written = cells.copy()
    written[:count] = parse("gcj02").from_wgs84(cells[:count])
    verdict = examine(written, cells, WGS84)
    assert verdict.suspected is not None
    assert verdict.suspected.frame.name == "gcj02"
    assert verdict.apart == pytest.approx(count / len(cells))


def test_longitudes_counted_to_360_are_the_same_place() -> None:
    west = _cells(-51.3, -30.1)
    counted = shapely.transform(west, lambda xy: np.add(xy, (360, 0)))
    assert shapely.equals_exact(WGS84.to_wgs84(counted), west, 1e-9).all()


def test_one_point_moved_by_hand_is_no_datum() -> None:
    truth = np.array([shapely.Point(114.18, 34.10)], dtype=object)
    as_gcj02 = parse("gcj02").from_wgs84(truth)
    nudged = np.array(affinity.translate(as_gcj02[0], 0.0007, 0.0003), dtype=object).reshape(1)
    assert examine(nudged, truth, WGS84).suspected is None
    exact = examine(as_gcj02, truth, WGS84).suspected
    assert exact is not None
    assert exact.frame.name == "gcj02"
