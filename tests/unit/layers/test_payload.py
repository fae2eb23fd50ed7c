"""A payload says the same on both sides, byte for byte where the format promises it."""

from __future__ import annotations

import json
import struct
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.payload import decode, encode


def frame(shapes: list[Any], **columns: list[Any]) -> gpd.GeoDataFrame:
    count = len(shapes)
    named = {"uid": [f"u{i}" for i in range(count)], "label": [""] * count, "class": ["a"] * count}
    return gpd.GeoDataFrame({**named, **columns}, geometry=shapes, crs="EPSG:4326")


def test_points_come_back_with_their_columns_and_their_coordinates_untouched() -> None:
    shapes = [shapely.Point(114.123456789012, 34.1), shapely.Point(-0.5, -89.9)]
    payload = decode(
        encode(
            "cameras", 7, "point", frame(shapes, label=["甲", '"乙" \u202e𠀀😀'], note=["x", None])
        )
    )
    assert payload.header["layer"] == "cameras"
    assert payload.header["revision"] == 7
    assert payload.header["count"] == 2
    assert payload.header["columns"]["label"] == ["甲", '"乙" \u202e𠀀😀']
    assert payload.header["columns"]["note"] == ["x", None]
    assert payload.buffers["xy"].tolist() == [114.123456789012, 34.1, -0.5, -89.9]


def test_floats_travel_as_a_buffer_with_nan_for_no_value() -> None:
    shapes = [shapely.Point(0, 0), shapely.Point(1, 1)]
    payload = decode(encode("cameras", 1, "point", frame(shapes, turn=[12.5, float("nan")])))
    assert "turn" not in payload.header["columns"]
    turn = payload.buffers["column.turn"]
    assert turn[0] == 12.5
    assert np.isnan(turn[1])


def test_texts_and_classes_travel_as_buffers_but_for_what_no_buffer_can_hold() -> None:
    shapes = [shapely.Point(i, 0) for i in range(3)]
    columns = {
        "label": ["", "东庄", "a"],
        "class": ["red", "blue", "red"],
        "note": ["x\0y", "", ""],
    }
    content = encode("cameras", 1, "point", frame(shapes, **columns))
    (length,) = struct.unpack_from("<I", content, 4)
    header = json.loads(content[8 : 8 + length])
    assert header["classes"] == ["red", "blue"]
    assert header["columns"]["label"] is None
    assert header["columns"]["note"] == columns["note"]  # a zero would part it
    payload = decode(content)
    assert payload.buffers["starts.label"].tolist() == [0, 1, 8, 10]
    assert {name: payload.header["columns"][name] for name in columns} == columns
    assert list(payload.header["columns"]) == ["uid", "label", "note", "class"]


def test_polygons_keep_rings_holes_and_parts_apart() -> None:
    square = shapely.box(0, 0, 4, 4)
    holed = shapely.Polygon(square.exterior, [shapely.box(1, 1, 2, 2).exterior])
    two = shapely.MultiPolygon([shapely.box(10, 0, 11, 1), holed])
    payload = decode(encode("villages", 1, "polygon", frame([square, two])))
    buffers = payload.buffers
    assert buffers["features"].tolist() == [0, 1, 3]
    assert buffers["polygons"].tolist() == [0, 1, 2, 4]
    assert buffers["rings"].tolist() == [0, 5, 10, 15, 20]
    xy = buffers["xy"].reshape(-1, 2)
    assert xy[15:20].tolist() == [list(at) for at in shapely.get_coordinates(holed.interiors[0])]


def test_a_name_stands_inside_its_area_even_when_the_centroid_does_not() -> None:
    horseshoe = shapely.Polygon([(0, 0), (9, 0), (9, 9), (8, 9), (8, 1), (1, 1), (1, 9), (0, 9)])
    anchors = decode(encode("villages", 1, "polygon", frame([horseshoe]))).buffers["anchors"]
    assert not horseshoe.contains(horseshoe.centroid)
    assert horseshoe.contains(shapely.Point(*anchors))


def test_what_stands_nowhere_is_left_out() -> None:
    payload = decode(
        encode("cameras", 1, "point", frame([None, shapely.Point(1, 2), shapely.Point()]))
    )
    assert payload.header["columns"]["uid"] == ["u1"]


def test_an_empty_layer_is_a_payload_too() -> None:
    for geometry in ("point", "polygon"):
        payload = decode(encode("x", 1, geometry, frame([])))
        assert payload.header["count"] == 0


def test_buffers_start_at_a_multiple_of_eight_whatever_the_header_length() -> None:
    for name in ("a", "ab", "abc", "abcdefgh"):
        content = encode(name, 1, "polygon", frame([shapely.box(0, 0, 1, 1)]))
        (length,) = struct.unpack_from("<I", content, 4)
        assert (8 + length) % 8 == 0
        header = json.loads(content[8 : 8 + length])
        assert all(offset % 8 == 0 for offset, _items, _kind in header["buffers"].values())


def test_a_wrong_datum_is_refused() -> None:
    shifted = frame([shapely.Point(1, 2)]).set_crs("EPSG:4490", allow_override=True)
    with pytest.raises(ValueError, match="4326"):
        encode("cameras", 1, "point", shifted)


def test_a_missing_column_or_another_geometry_is_refused() -> None:
    with pytest.raises(ValueError, match="label"):
        encode("cameras", 1, "point", frame([shapely.Point(1, 2)]).drop(columns="label"))
    with pytest.raises(ValueError, match="points only"):
        encode("cameras", 1, "point", frame([shapely.box(0, 0, 1, 1)]))
    with pytest.raises(ValueError, match="polygons only"):
        encode("villages", 1, "polygon", frame([shapely.Point(1, 2)]))


def test_what_is_no_payload_is_refused() -> None:
    with pytest.raises(ValueError, match="payload"):
        decode(b"PK\x03\x04 something else")


def test_outer_rings_run_clockwise_and_holes_the_other_way_whatever_was_drawn() -> None:
    holed = shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 2, 2))
    payload = decode(
        encode("villages", 1, "polygon", frame([holed.normalize(), shapely.reverse(holed)]))
    )
    xy = payload.buffers["xy"].reshape(-1, 2)
    starts = payload.buffers["rings"]
    rings = [shapely.LinearRing(xy[a:b]) for a, b in pairwise(starts)]
    assert [ring.is_ccw for ring in rings] == [False, True, False, True]


def test_a_line_has_its_name_where_its_anchor_says() -> None:
    lines = frame([shapely.LineString([(0, 0), (10, 0)])], anchor=[shapely.Point(3, 4)])
    payload = decode(encode("base_lines", 1, "line", lines))
    assert payload.buffers["anchors"].tolist() == [3, 4]
    assert "anchor" not in payload.header["columns"]
