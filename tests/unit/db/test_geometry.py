"""Geometry survives both kinds of storage, and a GeoPackage blob is what the standard says."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

from db.geometry import decode, encode, wkb_of
from db.records import Camera, Village
from db.workspace import Workspace
from tests.helpers.small_county import SmallCounty

lon = st.floats(-180, 180, allow_nan=False)
lat = st.floats(-90, 90, allow_nan=False)


@given(st.lists(st.tuples(lon, lat), min_size=1, max_size=20))
def test_points_come_back_to_the_last_bit(places: list[tuple[float, float]]) -> None:
    shapes = [Point(place) for place in places]
    back = decode(encode(shapes, "POINT"))
    assert shapely.equals_identical(np.array(shapes, dtype=object), back).all()


def test_a_blob_has_the_header_of_the_standard() -> None:
    (blob,) = encode([box(113, 34, 114, 35)], "MULTIPOLYGON")
    assert blob is not None
    assert blob[:4] == b"GP\x00\x03"  # version 0; little endian with an xy envelope
    assert struct.unpack_from("<i4d", blob, 4) == (4326, 113.0, 114.0, 34.0, 35.0)
    assert shapely.from_wkb(blob[40:]).geom_type == "MultiPolygon"


def test_a_point_has_no_envelope() -> None:
    (blob,) = encode([Point(114, 34)], "POINT")
    assert blob is not None
    assert blob[3] == 0b0000_0001
    assert len(blob) == 8 + 21


def test_missing_and_empty_geometries_keep_apart() -> None:
    missing, empty = encode([None, MultiPolygon()], "MULTIPOLYGON")
    assert missing is None
    assert empty is not None
    assert empty[3] & 0b0001_0000
    back = decode([missing, empty])
    assert back[0] is None
    assert back[1].is_empty


@pytest.mark.parametrize("envelope", [0, 1, 2, 3, 4])
def test_every_envelope_that_others_may_write_is_read(envelope: int) -> None:
    size = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[envelope]
    wkb = shapely.to_wkb(Point(1, 2))
    blob = b"GP\x00" + bytes([1 | envelope << 1]) + struct.pack("<i", 4326) + bytes(size) + wkb
    assert wkb_of(blob) == wkb


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_a_coordinate_that_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        encode([shapely.LineString([(bad, 1), (2, 3)])], "MULTILINESTRING")
    with pytest.raises(ValueError, match="finite"):
        encode([Point(114, 34), Point(bad, 34)], "POINT")


def test_what_is_not_a_blob_is_refused() -> None:
    with pytest.raises(ValueError, match="stored geometry"):
        wkb_of(b"XX")


def test_a_polygon_is_promoted_and_read_back_from_the_workspace(workspace: Workspace) -> None:
    ring = box(113.9, 34.1, 114.05, 34.2)
    village = Village(code="411024100001", name="张桥村", geom=ring)
    with workspace.operation("village.add") as op:
        op.add(village)
    frame = workspace.frame("villages")
    assert frame.crs == "EPSG:4326"
    assert frame.geometry.name == "geom"
    assert frame.geom_type.tolist() == ["MultiPolygon"]
    assert shapely.equals_exact(frame.geom[0], MultiPolygon([ring]), 0.0)
    again = workspace.get(Village, village.uid)
    assert again is not None
    assert again.geom is not None
    assert shapely.equals_exact(again.geom, MultiPolygon([ring]), 0.0)


def test_a_record_without_geometry_reads_as_none(workspace: Workspace) -> None:
    with workspace.operation("village.add") as op:
        op.add(Village(code="411024100001", name="张桥村"))
    frame = workspace.frame("villages")
    assert frame.geom.isna().tolist() == [True]


def test_moving_a_point_moves_it_exactly(county: SmallCounty) -> None:
    camera = county.workspace.get(Camera, county["camera0"])
    assert camera is not None
    place = Point(114.123456789012, 34.000000000001)
    with county.workspace.operation("camera.move") as op:
        op.update(camera, geom=place)
    frame = county.workspace.frame("cameras", where=Camera.uid == camera.uid)
    assert frame.geom[0].equals_exact(place, 0.0)


def test_points_are_read_alike_whoever_wrote_them() -> None:
    """Ours are read all at once; one with an envelope, the other byte order, empty or missing goes the long way."""
    ours = encode([Point(114.2, 34.1), Point(-0.5, 89.0)], "POINT")
    read = decode(ours)
    assert [(each.x, each.y) for each in read] == [(114.2, 34.1), (-0.5, 89.0)]
    assert shapely.get_srid(read).tolist() == [0, 0]
    enveloped = (
        b"GP\0\3" + struct.pack("<i", 4326) + struct.pack("<4d", 1, 1, 2, 2) + Point(1, 2).wkb
    )
    swapped = b"GP\0\0" + struct.pack(">i", 4326) + shapely.to_wkb(Point(3, 4), byte_order=0)
    empty = encode([Point()], "POINT")[0]
    mixed = decode([*ours, enveloped, swapped, empty, None])
    assert [None if each is None else each.wkt for each in mixed[2:]] == [
        "POINT (1 2)",
        "POINT (3 4)",
        "POINT EMPTY",
        None,
    ]
    assert len(decode([swapped, swapped])) == 2
    assert decode([empty])[0].is_empty
