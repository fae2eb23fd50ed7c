"""Coordinates that are no numbers and frames that say nothing: never a place, whatever a driver makes of them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from gis.transfer import stream
from gis.transfer.errors import TransferError
from gis.transfer.reader import read

KML = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>a</name><Point>'
    "<coordinates>{}</coordinates></Point></Placemark></Document></kml>"
)
GPX = (
    '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
    '<wpt lat="{}" lon="114.1"><name>a</name></wpt></gpx>'
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.kml", KML.format("abc,34.1,0")),
        ("a.kml", KML.format("114.1")),
        ("a.kml", KML.format("114,18,34,10")),
        ("a.kml", KML.format("")),
        ("a.gpx", GPX.format("34,1")),
        ("a.gpx", GPX.format("34.1N")),
    ],
)
def test_what_is_no_coordinate_is_no_place(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert read(path).states.tolist() == [stream.NOT_FINITE]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.kml", KML.format("\n 114.1, 34.1 , 0 ")),
        ("a.kml", KML.format("1.141e2,+34.1,")),
        ("a.gpx", GPX.format("3.41e1")),
    ],
)
def test_coordinates_may_be_written_loosely(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert shapely.equals_exact(read(path).shapes[0], shapely.Point(114.1, 34.1), 1e-9)


def test_a_geopackage_that_calls_its_frame_undefined_declares_none(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(114, 34)], crs=4326).to_file(path)
    file = sqlite3.connect(path)
    for table in ("gpkg_geometry_columns", "gpkg_contents"):
        file.execute(f"update {table} set srs_id=0")  # noqa: S608 - two names of ours
    file.commit()
    file.close()
    assert read(path).declared is None


@pytest.mark.parametrize("mark", ["", "\x1e"])
def test_a_record_of_a_sequence_that_is_broken_is_not_passed_over(
    mark: str, tmp_path: Path
) -> None:
    line = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}\n'
    path = tmp_path / "a.geojsonl"
    path.write_text("".join(mark + one for one in (line, line.replace("]}", "]"), line)))
    with pytest.raises(TransferError) as refused:
        read(path)
    assert "第 2 行" in refused.value.sentence.zh


def test_a_broken_byte_in_a_map_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.gpx"
    text = GPX.format("34.1").replace("<name>a", "<name>" + "鄢陵县安陵镇东门路口" * 6)
    path.write_bytes(text.encode().replace("东".encode(), b"\xff", 1))
    found = read(path)
    assert ("broken_characters", 1) in found.notes
    assert len(found.rows) == 1
