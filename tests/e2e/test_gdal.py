"""GDAL in another process, as QGIS has it: reads every table with every column, appends, and breaks nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shapely import Point
from sqlalchemy import JSON, Boolean, Date, Float, Integer, text

from db.geometry import Geometry
from db.records import KINDS, Camera, geometry_of
from db.records.base import Record, columns_of
from db.times import UtcTime
from db.workspace import Workspace
from layers.kept_layers import kept_of
from layers.stack import LayerStack
from tests.helpers.other_program import run_elsewhere
from tests.helpers.small_county import SmallCounty, small_county

READ = """
import json, sys
import pyogrio
path = sys.argv[1]
told = {}
for name, geometry in pyogrio.list_layers(path):
    info = pyogrio.read_info(path, layer=name)
    frame = pyogrio.read_dataframe(path, layer=name, fid_as_index=True)
    told[str(name)] = {
        "geometry": geometry,
        "crs": info["crs"],
        "fid": info["fid_column"],
        "types": dict(zip(info["fields"].tolist(), info["ogr_types"])),
        "rows": json.loads(
            frame.drop(columns="geometry", errors="ignore").to_json(orient="records", date_format="iso")
        ),
        "wkb": [None if shape is None else shape.wkb_hex for shape in frame.geometry] if geometry else [],
    }
print(json.dumps(told))
"""

APPEND = """
import sys, uuid
import geopandas as gpd, pyogrio
from shapely import Point, box
path = sys.argv[1]
frame = gpd.GeoDataFrame(
    {
        "uid": [str(uuid.uuid4()) for _ in range(3)], "version": 1,
        "serial": ["G1", "G2", "G3"], "name": ["甲", "乙", "丙"], "camera_kind": "street", "owner": "",
        "status": "ok", "note": "",
    },
    geometry=[Point(115, 35), Point(115.5, 35.5), Point(116, 36)], crs="EPSG:4326",
)
pyogrio.write_dataframe(frame, path, layer="cameras", driver="GPKG", append=True)
"""

FILTER = """
import sys
import pyogrio
print(sorted(pyogrio.read_dataframe(sys.argv[1], layer="cameras", bbox=(114.9, 34.9, 115.6, 35.6))["serial"]))
"""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> SmallCounty:
    made = small_county(tmp_path_factory.mktemp("gdal") / "small.gpkg")
    made.workspace.close()
    return made


@pytest.fixture(scope="module")
def told(county: SmallCounty) -> dict[str, Any]:
    """What GDAL finds in the closed file."""
    return dict(json.loads(run_elsewhere(READ, str(county.workspace.target.path))))


def ogr_type(column_type: Any) -> str:
    """The OGR field type under which a column must appear."""
    for sort, name in (
        (UtcTime, "OFTDateTime"),
        (Date, "OFTDate"),
        (Boolean, "OFTInteger"),
        (Integer, "OFTInteger64"),
        (Float, "OFTReal"),
        (JSON, "OFTString"),
    ):
        if isinstance(column_type, sort):
            return name
    return "OFTString"


def test_gdal_lists_every_kind_and_nothing_else(told: dict[str, Any]) -> None:
    assert set(told) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_gdal_reads_every_column_under_its_type(told: dict[str, Any], kind: str) -> None:
    cls = KINDS[kind]
    wanted = {
        name: ogr_type(column.type)
        for name, column, _field in columns_of(cls)
        if name != "fid" and not isinstance(column.type, Geometry)
    }
    assert told[kind]["types"] == wanted
    assert told[kind]["fid"] == "fid"


@pytest.mark.parametrize("kind", [k for k, cls in KINDS.items() if geometry_of(cls)])
def test_gdal_reads_every_geometry(told: dict[str, Any], county: SmallCounty, kind: str) -> None:
    shape = geometry_of(KINDS[kind])
    assert shape is not None
    wanted = {
        "POINT": "Point",
        "MULTILINESTRING": "MultiLineString",
        "MULTIPOLYGON": "MultiPolygon",
        "GEOMETRY": "Unknown",
    }[shape.geometry_type]
    assert told[kind]["geometry"] == wanted
    assert told[kind]["crs"] == "EPSG:4326"
    with Workspace.open(str(county.workspace.target.path), readonly=True) as ws:
        ours = ws.frame(kind)
    wkb = [None if shape is None else shape.wkb_hex for shape in ours["geom"]]
    assert told[kind]["wkb"] == wkb


@pytest.mark.parametrize("kind", KINDS)
def test_gdal_reads_every_value(told: dict[str, Any], county: SmallCounty, kind: str) -> None:
    cls = KINDS[kind]
    with Workspace.open(str(county.workspace.target.path), readonly=True) as ws:
        ours: list[Record] = ws.find(cls)
    assert len(told[kind]["rows"]) == len(ours)
    for theirs, record in zip(told[kind]["rows"], ours, strict=True):
        for name, value in theirs.items():
            mine = getattr(record, name)
            if isinstance(mine, dict):
                assert json.loads(value) == mine
            elif hasattr(mine, "isoformat"):
                assert value[:10] == mine.isoformat()[:10]
            else:
                assert value == mine, name


@pytest.mark.parametrize("while_open", [False, True], ids=["closed", "while we have it open"])
def test_gdal_appends_without_breaking_the_rtree(tmp_path: Path, while_open: bool) -> None:
    path = tmp_path / "append.gpkg"
    made = small_county(path)
    _keep_layers(made.workspace)
    if not while_open:
        made.workspace.close()
    run_elsewhere(APPEND, str(path))
    if while_open:
        made.workspace.close()
    assert run_elsewhere(FILTER, str(path)).strip() == "['G1', 'G2']"
    with Workspace.open(path) as ws:
        assert len(ws.frame("cameras")) == 7
        stack = LayerStack(ws, kept=kept_of(ws))
        assert stack.counts("cameras")[0].total() == 7  # what was kept of them is not taken
        kinds = {fault.kind for fault in ws.check().faults}
        # The rows are whole and indexed; that they came around the journal is told.
        assert kinds == {"rows"}
        with ws.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM rtree_cameras_geom")) == 7
        camera = ws.find(Camera, serial="G1")[0]
        with ws.operation("camera.move") as op:
            op.update(camera, geom=Point(120, 40))
        assert {fault.kind for fault in ws.check().faults} == {"rows"}
    assert run_elsewhere(FILTER, str(path)).strip() == "['G2']"


def _keep_layers(ws: Workspace) -> None:
    stack = LayerStack(ws, kept=kept_of(ws))
    assert stack.counts("cameras")[0].total() == 4
    stack.keep()
    stack.close()


def test_what_we_write_later_is_seen_by_gdal(tmp_path: Path) -> None:
    path = tmp_path / "later.gpkg"
    made = small_county(path)
    ws = made.workspace
    before = _change_of(ws, "cameras"), _change_of(ws, "officers")
    with ws.operation("camera.add") as op:
        op.add(Camera(serial="G9", name="新", geom=Point(115, 35)))
    assert run_elsewhere(FILTER, str(path)).strip() == "['G9']"
    assert _change_of(ws, "cameras") > before[0]
    assert _change_of(ws, "officers") == before[1]
    ws.close()


def _change_of(ws: Workspace, table: str) -> str:
    with ws.engine.connect() as connection:
        return str(
            connection.scalar(
                text("SELECT last_change FROM gpkg_contents WHERE table_name = :t"), {"t": table}
            )
        )
