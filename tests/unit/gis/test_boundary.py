"""Editing boundaries: what moves for one village moves for all, and what would tear the coverage is refused."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.boundary import (
    Edit,
    Mosaic,
    Refused,
    carve,
    cut,
    draw,
    furthest,
    grip,
    merge,
    shift,
    split,
    stretch,
)
from gis.boundary.areas import areas_m2
from gis.boundary.soundness import approved
from gis.boundary.unions import followed, rim_moved
from tests.helpers.mosaics import enclaved, grid, ground, sound


def at(*places: tuple[float, float]) -> np.ndarray:
    return np.array(places, dtype=np.float64)


# -- shift ----------------------------------------------------------------------------------------


def test_a_corner_of_four_villages_moves_for_all_four() -> None:
    mosaic = grid()
    edit = shift(mosaic, at((114.01, 34.01)), at((114.012, 34.013)))
    assert set(edit.changed) == {"a0", "b0", "a1", "b1"}
    before = ground(mosaic)
    mosaic.put(edit)
    assert sound(mosaic)
    assert ground(mosaic) == pytest.approx(before, rel=1e-12)


def test_a_place_on_an_edge_becomes_a_vertex_for_both_sides() -> None:
    mosaic = grid()
    edit = shift(mosaic, at((114.01, 34.0125)), at((114.011, 34.0125)))
    assert set(edit.changed) == {"a1", "b1"}
    for shape in edit.changed.values():
        assert (114.011, 34.0125) in map(tuple, shapely.get_coordinates(shape))
    mosaic.put(edit)
    assert sound(mosaic)


def test_a_neighbour_whose_vertex_lies_on_the_edge_follows_without_being_a_node_before() -> None:
    left, right = shapely.box(114, 34, 114.01, 34.02), shapely.box(114.01, 34, 114.02, 34.02)
    right = shapely.segmentize(right, 0.004)  # only one side has vertices on the common edge
    mosaic = Mosaic.of(gpd.GeoDataFrame(index=["l", "r"], geometry=[left, right], crs=4326))
    assert not shapely.coverage_is_valid(mosaic.shapes)
    mosaic.put(shift(mosaic, at((114.01, 34.01)), at((114.012, 34.01))))
    assert sound(mosaic)


def test_moving_a_vertex_across_the_village_is_refused_by_name() -> None:
    mosaic = grid()
    with pytest.raises(Refused) as refused:
        shift(mosaic, at((114.01, 34.015)), at((114.035, 34.015)))
    assert "b1" in refused.value.labels
    assert "“b1”" in refused.value.sentence.zh
    assert sound(mosaic)


def test_a_village_that_crossed_itself_before_is_said_to_and_a_new_one_has_no_name() -> None:
    bow = shapely.Polygon([(114, 34), (114.02, 34.02), (114.02, 34), (114, 34.03)])
    frame = gpd.GeoDataFrame({"name": ["文华村"]}, index=["t"], geometry=[bow], crs=4326)
    mosaic = Mosaic.of(frame)
    with pytest.raises(Refused, match="crosses itself already") as refused:
        shift(mosaic, at((114, 34.03)), at((114, 34.031)))
    assert "“文华村”" in refused.value.sentence.zh
    over = shapely.box(114, 34, 114.005, 34.005)
    with pytest.raises(Refused) as refused:
        approved(grid(), Edit({"fresh-uid": over}, born=("fresh-uid",)))
    assert "a0" in refused.value.labels
    assert "fresh-uid" not in refused.value.sentence.zh


def test_turning_a_lone_village_inside_out_is_refused() -> None:
    triangle = shapely.Polygon([(114, 34), (114.01, 34), (114, 34.01)])
    mosaic = Mosaic.of(
        gpd.GeoDataFrame({"name": ["河西村"]}, index=["t"], geometry=[triangle], crs=4326)
    )
    with pytest.raises(Refused, match="inside out"):
        shift(mosaic, at((114, 34)), at((114.01, 34.01)))


def test_a_corner_pulled_onto_its_neighbour_vanishes_for_everybody() -> None:
    mosaic = grid()
    edit = shift(mosaic, at((114.01, 34.015)), at((114.01, 34.01)))
    mosaic.put(edit)
    assert sound(mosaic)
    assert shapely.get_num_coordinates(mosaic.shape("a1")) == 8


def test_a_vertex_set_on_a_foreign_edge_is_shared_there_too() -> None:
    shapes = [shapely.box(114, 34, 114.01, 34.01), shapely.box(114.012, 34, 114.02, 34.01)]
    mosaic = Mosaic.of(gpd.GeoDataFrame(index=["l", "r"], geometry=shapes, crs=4326))
    edit = shift(mosaic, at((114.01, 34.005)), at((114.012, 34.005)))
    assert set(edit.changed) == {"l", "r"}
    mosaic.put(edit)
    assert sound(mosaic)


def test_a_stretch_moves_rigidly_or_less_towards_its_ends() -> None:
    mosaic = grid()
    ends = ((114.01, 34.01), (114.01, 34.02))
    places, to = stretch(mosaic, "a1", ends, (0.002, 0.0))
    assert len(places) == 3
    assert np.allclose(to - places, (0.002, 0.0))
    mosaic.put(shift(mosaic, places, to))
    assert sound(mosaic)
    places, to = stretch(grid(), "a1", ends, (0.002, 0.0), "taper")
    assert np.allclose((to - places)[:, 0], (0, 0.002, 0))


def test_a_move_that_is_refused_can_be_made_as_far_as_it_goes() -> None:
    mosaic = grid()
    place, beyond = at((114.01, 34.015)), at((114.035, 34.015))  # b1 ends at 114.02
    with pytest.raises(Refused):
        shift(mosaic, place, beyond)
    edit, share = furthest(mosaic, place, beyond)
    assert 0.3 < share < 0.4
    mosaic.put(edit)
    assert sound(mosaic)
    assert 114.017 < shapely.get_coordinates(mosaic.shape("a1")).max() < 114.02
    _edit, whole = furthest(mosaic, at((114.01, 34.01)), at((114.011, 34.011)))
    assert whole == 1.0


def test_a_village_in_a_hole_moves_with_the_rim_of_the_hole() -> None:
    mosaic = enclaved()
    assert sound(mosaic)
    edit = shift(mosaic, at((114.013, 34.013)), at((114.012, 34.012)))
    assert set(edit.changed) == {"b1", "inner"}
    mosaic.put(edit)
    assert sound(mosaic)
    assert shapely.get_num_interior_rings(shapely.get_parts(mosaic.shape("b1"))[0]) == 1
    with pytest.raises(Refused):  # out through the wall of the village around it
        shift(mosaic, at((114.017, 34.017)), at((114.024, 34.024)))


def test_a_part_that_lies_apart_moves_alone_and_stays_a_part() -> None:
    mosaic = enclaved()
    edit = shift(mosaic, at((114.06, 34.01)), at((114.065, 34.012)))
    assert set(edit.changed) == {"a0"}
    mosaic.put(edit)
    assert sound(mosaic)
    assert shapely.get_num_geometries(mosaic.shape("a0")) == 2
    line = shapely.LineString([(114.055, 33.99), (114.055, 34.02)])
    mosaic.put(split(mosaic, "a0", line, "new"))
    assert sound(mosaic)
    assert shapely.get_num_geometries(mosaic.shape("a0")) == 2
    assert shapely.get_num_geometries(mosaic.shape("new")) == 1


def test_the_hand_grips_a_vertex_before_an_edge_and_nothing_far_away() -> None:
    mosaic = grid()
    assert grip(mosaic, (114.01001, 34.01001), 20) == (114.01, 34.01)
    x, y = grip(mosaic, (114.00995, 34.0125), 20)
    assert (round(x, 9), round(y, 9)) == (114.01, 34.0125)
    with pytest.raises(Refused):
        grip(mosaic, (114.0049, 34.0025), 20)


# -- split, merge, cut, draw ----------------------------------------------------------------------


def test_a_line_divides_a_village_and_its_neighbours_get_the_new_corners() -> None:
    mosaic = grid()
    line = shapely.LineString([(114.005, 34.0137), (114.025, 34.0137)])
    edit = split(mosaic, "b1", line, "new")
    assert edit.born == ("new",)
    assert set(edit.changed) == {"a1", "b1", "c1", "new"}
    assert shapely.area(edit.changed["new"]) < shapely.area(edit.changed["b1"])
    before = ground(mosaic)
    mosaic.put(edit)
    assert sound(mosaic)
    assert ground(mosaic) == pytest.approx(before, rel=1e-12)


def test_the_side_that_keeps_the_code_can_be_named() -> None:
    mosaic = grid()
    line = shapely.LineString([(114.005, 34.0137), (114.025, 34.0137)])
    edit = split(mosaic, "b1", line, "new", keep=(114.015, 34.012))
    assert shapely.area(edit.changed["new"]) > shapely.area(edit.changed["b1"])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ([(114.012, 34.012), (114.018, 34.018)], "does not divide"),
        ([(114.0, 33.9), (114.03, 33.9)], "does not divide"),
    ],
)
def test_a_line_that_does_not_cross_is_refused(line: list[tuple[float, float]], words: str) -> None:
    with pytest.raises(Refused, match=words):
        split(grid(), "b1", shapely.LineString(line), "new")


def test_a_line_that_ends_short_of_the_boundary_is_taken_to_it() -> None:
    mosaic = grid()
    line = shapely.LineString([(114.01002, 34.0137), (114.01998, 34.0141)])
    with pytest.raises(Refused):
        split(mosaic, "b1", line, "new")
    mosaic.put(split(mosaic, "b1", line, "new", snap_m=5))
    assert sound(mosaic)


def test_a_line_along_the_boundary_for_a_while_still_divides() -> None:
    mosaic = grid()
    line = shapely.LineString(
        [(114.01, 34.005), (114.01, 34.0125), (114.015, 34.013), (114.025, 34.013)]
    )
    mosaic.put(split(mosaic, "b1", line, "new"))
    assert sound(mosaic)


def test_a_line_across_a_winding_village_takes_one_piece_off_and_leaves_the_rest_whole() -> None:
    comb = shapely.Polygon(
        [
            (0, 0),
            (5, 0),
            (5, 3),
            (4, 3),
            (4, 1),
            (3, 1),
            (3, 2),
            (2, 2),
            (2, 1),
            (1, 1),
            (1, 2),
            (0, 2),
        ]
    )
    comb = shapely.transform(comb, lambda xy: xy / 100 + (114, 34))
    mosaic = Mosaic.of(gpd.GeoDataFrame(index=["comb"], geometry=[comb], crs=4326))
    line = shapely.LineString([(113.9, 34.015), (114.1, 34.015)])  # across all three teeth
    edit = split(mosaic, "comb", line, "new")
    assert shapely.area(edit.changed["new"]) == pytest.approx(1.5e-4)  # the longest tooth
    assert shapely.get_num_geometries(edit.changed["comb"]) == 1
    mosaic.put(edit)
    assert sound(mosaic)


def test_merging_needs_a_common_boundary() -> None:
    mosaic = grid()
    with pytest.raises(Refused, match="no boundary"):
        merge(mosaic, ["a0", "b1"])  # they meet in a point only
    edit = merge(mosaic, ["a0", "b0"], into="b0")
    assert edit.gone == ("a0",)
    mosaic.put(edit)
    assert sound(mosaic)
    assert "a0" not in mosaic


def test_what_a_line_cuts_off_goes_to_the_neighbour_on_that_side() -> None:
    mosaic = grid()
    line = shapely.LineString([(114.0137, 34.005), (114.0137, 34.025)])
    before = areas_m2(mosaic.shapes).sum()
    edit = cut(mosaic, "b1", line, "a1")
    mosaic.put(edit)
    assert sound(mosaic)
    assert shapely.area(mosaic.shape("a1")) == pytest.approx(0.0137 * 0.01)
    assert areas_m2(mosaic.shapes).sum() == pytest.approx(before, abs=0.01)


def test_a_polygon_cuts_what_lies_inside_it_and_must_reach_the_neighbour() -> None:
    mosaic = grid()
    mosaic.put(cut(mosaic, "b1", shapely.box(114.005, 34.012, 114.013, 34.016), "a1"))
    assert sound(mosaic)
    with pytest.raises(Refused, match="boundary in common"):
        cut(mosaic, "b1", shapely.box(114.015, 34.014, 114.017, 34.016), "a1")
    with pytest.raises(Refused, match="merge"):
        cut(mosaic, "c1", shapely.box(114, 34, 115, 35), "b1")


def test_a_new_village_takes_free_land_only_and_its_neighbours_boundary() -> None:
    mosaic = grid()
    outline = shapely.Polygon(
        [(114.0301, 34.0), (114.0299, 34.01), (114.04, 34.01), (114.04, 33.995), (114.025, 33.995)]
    )
    before = mosaic.copy()
    mosaic.put(draw(mosaic, outline, "new", snap_m=30))
    assert sound(mosaic)
    new = mosaic.shape("new")
    assert shapely.area(shapely.intersection(new, shapely.union_all(before.shapes))) < 1e-15
    for label in before.labels:  # nobody lost ground
        assert shapely.area(mosaic.shape(label)) == pytest.approx(shapely.area(before.shape(label)))
    edge = shapely.intersection(new, mosaic.shape("c0"))
    assert shapely.length(edge) == pytest.approx(0.01)


def test_a_gap_narrower_than_the_tolerance_is_filled_to_the_neighbours_edge() -> None:
    wavy = [(114.0, 34.0), (114.01, 34.0), (114.0099, 34.003), (114.01, 34.006), (114.0, 34.006)]
    mosaic = Mosaic.of(gpd.GeoDataFrame(index=["w"], geometry=[shapely.Polygon(wavy)], crs=4326))
    outline = shapely.box(114.01, 34.0, 114.02, 34.006)
    mosaic.put(draw(mosaic, outline, "new", snap_m=15))
    assert sound(mosaic)
    whole = shapely.coverage_union_all(mosaic.shapes)
    assert whole.geom_type == "Polygon"
    assert shapely.get_num_interior_rings(whole) == 0


def test_a_new_village_can_be_drawn_over_others_and_takes_their_ground() -> None:
    mosaic = grid()
    outline = shapely.box(114.006, 34.006, 114.034, 34.014)
    before = ground(mosaic)
    mosaic.put(carve(mosaic, outline, "new"))
    assert sound(mosaic)
    assert shapely.area(mosaic.shape("new")) == pytest.approx(0.028 * 0.008)
    assert ground(mosaic) == pytest.approx(before + 0.004 * 0.008)  # and the free land beside them


@pytest.mark.parametrize(
    ("outline", "words"),
    [
        (shapely.box(114.009, 34.009, 114.021, 34.021), "covers all of “b1”"),
        (shapely.box(113.99, 34.013, 114.015, 34.017), "“a1” would fall into"),
    ],
)
def test_carving_leaves_no_village_without_land_or_torn(
    outline: shapely.Polygon, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        carve(grid(), outline, "new")


@pytest.mark.parametrize(
    ("outline", "words"),
    [
        (shapely.box(114.001, 34.001, 114.02, 34.02), "no free land"),
        (shapely.box(113.995, 34.002, 114.035, 34.008), "not one piece"),
        (
            shapely.Polygon([(115, 35), (115.01, 35.01), (115.01, 35), (115, 35.01)]),
            "crosses itself",
        ),
    ],
)
def test_drawing_where_there_is_no_land_is_refused(outline: shapely.Polygon, words: str) -> None:
    with pytest.raises(Refused, match=words):
        draw(grid(), outline, "new", snap_m=5)


# -- townships and the county ---------------------------------------------------------------------


def test_an_outline_that_is_the_union_of_its_villages_stays_that() -> None:
    mosaic = grid()
    county = shapely.coverage_union_all(mosaic.shapes)
    before = mosaic.shapes.copy()
    mosaic.put(shift(mosaic, at((114.03, 34.015)), at((114.033, 34.015))))
    assert rim_moved(before, mosaic.shapes)
    after = followed(county, before, mosaic.shapes)
    assert shapely.equals(after, shapely.coverage_union_all(mosaic.shapes))
    inner = mosaic.shapes.copy()
    mosaic.put(shift(mosaic, at((114.01, 34.015)), at((114.011, 34.015))))
    assert not rim_moved(inner, mosaic.shapes)
    assert followed(after, inner, mosaic.shapes) is after


def test_free_land_inside_a_township_stays_its_own() -> None:
    mosaic = grid()
    mosaic.put(type(shift(mosaic, at((114.01, 34.01)), at((114.011, 34.01))))({}, gone=("b1",)))
    township = shapely.box(114, 34, 114.03, 34.03)  # the hole where b1 was is free land of it
    before = mosaic.shapes.copy()
    mosaic.put(shift(mosaic, at((114.01, 34.015)), at((114.008, 34.015))))  # a1 gives way inside
    assert followed(township, before, mosaic.shapes) is township
    before = mosaic.shapes.copy()
    mosaic.put(shift(mosaic, at((114.0, 34.015)), at((114.002, 34.015))))  # and at the outer edge
    after = followed(township, before, mosaic.shapes)
    assert shapely.area(township) - shapely.area(after) == pytest.approx(
        0.5 * 0.01 * 0.002, rel=1e-6
    )
    mosaic2 = mosaic.shapes.copy()
    mosaic.put(shift(mosaic, at((114.015, 34.03)), at((114.015, 34.032))))
    grown = followed(after, mosaic2, mosaic.shapes)
    assert shapely.area(grown) - shapely.area(after) == pytest.approx(0.5 * 0.01 * 0.002, rel=1e-6)
