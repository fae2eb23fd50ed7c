"""Places that are all new are held against the outline above them, if they fill it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gis.reference import WGS84, Shapes, parse
from layers.intake.frame import Decision, decide
from layers.intake.known import Known, outer_edges


def _cells() -> Shapes:
    """Sixty cells that fill an outline like a county's, around Yanling."""
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    far = 0.15 + 0.03 * np.sin(5 * turn) + 0.01 * np.cos(11 * turn)
    ring = np.column_stack((114.15 + far * np.cos(turn), 34.05 + far * np.sin(turn)))
    seeds = np.random.default_rng(3).uniform((114.0, 33.9), (114.3, 34.2), (60, 2))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds)))
    cut = shapely.intersection(cells, shapely.Polygon(ring))
    return np.array(cut[~shapely.is_empty(cut)], dtype=object)


def _judged(frame: str, declared: str, count: int | None = None) -> Decision:
    cells = _cells()
    outline = shapely.union_all(cells)
    nothing = np.full(len(cells), None, dtype=object)
    above = np.array([outline] * len(cells), dtype=object)
    part = slice(count)
    known = Known(nothing[part], nothing[part], None, above[part])
    return decide(parse(frame).from_wgs84(cells[part]), parse(declared), None, known)


@pytest.mark.parametrize(
    ("truth", "declared"), [("gcj02", "EPSG:4326"), ("EPSG:4547", "EPSG:4548")]
)
def test_new_places_in_a_wrong_frame_are_told_by_the_outline_they_fill(
    truth: str, declared: str
) -> None:
    found = _judged(truth, declared)
    assert found.suspected is not None
    assert found.suspected.name == truth
    assert found.question is not None


def test_new_places_in_the_right_frame_and_a_few_alone_raise_nothing() -> None:
    right = _judged("EPSG:4326", "EPSG:4326")
    assert right.offset_m == pytest.approx(0, abs=0.5)
    assert right.question is None
    few = _judged("EPSG:4326", "EPSG:4326", 7)
    assert (few.suspected, few.question) == (None, None)


def test_the_outer_edges_of_a_coverage_are_its_outline() -> None:
    cells = WGS84.to_wgs84(_cells())
    outline = shapely.boundary(shapely.union_all(cells))
    assert shapely.length(outer_edges(cells)) == pytest.approx(shapely.length(outline), rel=0.02)


_SURVEY = "EPSG:2383"
"""Xi'an 1980, for which no parameters are published."""


def _of_places(shapes: Shapes, declared: str, same: Shapes | None, said: str | None) -> Decision:
    """Judged beside the same records, or with nothing to go by."""
    nothing = np.full(len(shapes), None, dtype=object)
    known = Known(nothing if same is None else same, nothing, None, nothing)
    return decide(shapes, parse(declared), said, known)


@pytest.mark.parametrize("places", [_cells(), shapely.centroid(_cells())], ids=["areas", "points"])
def test_an_old_survey_is_measured_and_the_shift_that_lays_it_right_is_offered(
    places: Shapes,
) -> None:
    moved = parse(_SURVEY).laid_right((114.15, 34.05), 61.3, -14.9)
    found = _of_places(moved.from_wgs84(places), _SURVEY, places, None)
    assert found.suspected is not None
    assert found.question is not None
    assert found.question.choices == (found.suspected.name, _SURVEY)
    assert found.suspected.name.startswith("moved:")
    assert found.offset_m == pytest.approx(np.hypot(61.3, 14.9), abs=0.5)
    assert found.corrected_m == pytest.approx(0, abs=0.2)
    again = _of_places(moved.from_wgs84(places), _SURVEY, places, found.suspected.name)
    assert (again.question, again.note, again.used) == (None, None, found.suspected)


def test_an_old_survey_with_nothing_to_go_by_is_asked_about_and_said_to_be_off() -> None:
    places = parse(_SURVEY).from_wgs84(shapely.centroid(_cells()))
    asked = _of_places(places, _SURVEY, None, None)
    assert asked.question is not None
    assert asked.question.choices == (_SURVEY,)
    assert "150" in asked.question.sentence.zh
    taken = _of_places(places, _SURVEY, None, _SURVEY)
    assert taken.question is None
    assert taken.note is not None
    assert "150" in taken.note.en


def test_an_old_survey_that_lies_right_is_not_asked_about() -> None:
    places = shapely.centroid(_cells())
    found = _of_places(parse(_SURVEY).from_wgs84(places), _SURVEY, places, None)
    assert (found.question, found.note) == (None, None)


def test_points_all_moved_by_the_same_metres_can_be_moved_back() -> None:
    places = shapely.centroid(_cells())
    off = WGS84.laid_right((114.15, 34.05), 106.0, 0.0).to_wgs84(places)
    found = _of_places(off, "EPSG:4326", places, None)
    assert found.question is not None
    assert found.question.choices == ("moved:-106,0:EPSG:4326", "EPSG:4326")


def test_baidus_metres_under_a_wrong_label_are_named() -> None:
    places = shapely.centroid(_cells())
    found = _of_places(parse("bd09mc").from_wgs84(places), "EPSG:3857", places, None)
    assert found.suspected == parse("bd09mc")


def test_metres_without_a_frame_are_offered_the_frames_they_can_be_in() -> None:
    places = parse("EPSG:4526").from_wgs84(shapely.centroid(_cells()))
    nothing = np.full(len(places), None, dtype=object)
    west, south, east, north = shapely.total_bounds(_cells())
    found = decide(places, None, None, Known(nothing, nothing, (west, south, east, north), nothing))
    assert found.question is not None
    assert found.question.choices == ("EPSG:4526", "gcj02:EPSG:4526", "bd09:EPSG:4526")
