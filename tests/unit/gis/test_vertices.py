"""Corners as text: every notation there and back, holes and parts, and the line that is wrong by its number."""

from __future__ import annotations

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gis.coordinates import NOTATIONS, NoPlace
from gis.vertices import listed, shaped

EDGE = shapely.box(114.1, 34.0, 114.2, 34.1)
HOLE = shapely.box(114.12, 34.02, 114.15, 34.05)
SHAPES = [
    shapely.Point(114.18, 34.1),
    shapely.LineString([(114.1, 34.0), (114.15, 34.05), (114.2, 34.0)]),
    shapely.MultiLineString([[(114.1, 34.0), (114.15, 34.05)], [(114.2, 34.1), (114.3, 34.1)]]),
    EDGE.difference(HOLE),
]


@pytest.mark.parametrize("name", list(NOTATIONS))
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.geom_type)
def test_corners_are_written_and_read_back(shape: BaseGeometry, name: str) -> None:
    found = shaped(listed(shape, name), shape, name)
    assert found.geom_type == shape.geom_type
    assert shapely.hausdorff_distance(found, shape) < 3e-8  # a few millimetres


def test_a_ring_is_written_without_its_closing_corner() -> None:
    assert len(listed(EDGE, "wgs84").splitlines()) == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("34.0, 114.1\n34.1, 114.2\nhere\n", "第 3 行"),
        ("34.0, 114.1\n34.1, 114.2", "至少要 3"),
        ("", "至少要 3"),
        ("34.0, 114.1\n34.1, 114.2\n34.1, 114.1\n34.0, 114.2", "自己相交"),
    ],
)
def test_what_is_wrong_is_told(text: str, said: str) -> None:
    with pytest.raises(NoPlace) as refused:
        shaped(text, EDGE, "wgs84")
    assert said in refused.value.sentence.zh
    assert refused.value.sentence.en


def test_an_area_of_several_parts_is_not_listed() -> None:
    with pytest.raises(ValueError, match="MultiPolygon"):
        listed(shapely.MultiPolygon([EDGE]), "wgs84")
