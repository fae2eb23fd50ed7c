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
