"""Formats of other people's devices: what a GPX or KMZ file carries, and that it comes back as it went."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest

from db.records import Hazard
from gis.transfer.errors import TransferError
from layers import intake, outlet
from layers.intake.options import IntakeOptions
from tests.helpers.small_county import SmallCounty, small_county


@pytest.fixture
def county(tmp_path: Path) -> Iterator[SmallCounty]:
    made = small_county(tmp_path / "county.gpkg")
    yield made
    made.workspace.close()


@pytest.mark.parametrize(("kind", "ending"), [("cameras", "gpx"), ("hazards", "kmz")])
def test_every_field_comes_back(
    kind: str, ending: str, county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / f"out.{ending}"
    out = outlet.export(county.workspace, path, outlet.OutletOptions(kind))
    assert out["left_out"] == (["village_code"] if ending == "gpx" else [])
    plan = intake.plan(county.workspace, path, IntakeOptions(kind))
    assert not plan.questions
    assert len(plan.difference.unchanged) == len(plan.rows) == out["rows"] > 0


def test_records_without_a_place_are_left_out_of_gpx_and_named(
    county: SmallCounty, tmp_path: Path
) -> None:
    workspace, path = county.workspace, tmp_path / "hazards.gpx"
    lost = Hazard(serial="T-9", summary="井盖松动", found=workspace.find(Hazard)[0].found)
    with workspace.operation("hazards.add") as op:
        op.add(lost)
    count = len(workspace.frame("hazards"))
    said = outlet.export(workspace, path, outlet.OutletOptions("hazards"))
    assert (said["rows"], len(said["rows_left_out"])) == (count - 1, 1)
    assert said["rows_left_out"] == ["T-9"]
    assert json.loads(path.with_name("hazards.gpx.json").read_bytes())["rows"] == count - 1
    assert workspace.journal.entries(newest_first=True)[0].label.endswith(f"· {count - 1}")
    assert "没有位置" in outlet.remarks(said)[0].zh
    assert len(gpd.read_file(path, layer="waypoints")) == count - 1
    with pytest.raises(TransferError):
        outlet.export(
            workspace, tmp_path / "b.gpx", outlet.OutletOptions("hazards", uids=[lost.uid])
        )


def test_attachments_stay_behind_and_that_is_said(county: SmallCounty, tmp_path: Path) -> None:
    said = outlet.export(county.workspace, tmp_path / "v.csv", outlet.OutletOptions("visits"))
    assert said["attachments_left_out"] == 1
    assert any("附件" in remark.zh for remark in outlet.remarks(said))


def test_a_navigator_finds_names_in_a_gpx_file(county: SmallCounty, tmp_path: Path) -> None:
    path = tmp_path / "cameras.gpx"
    outlet.export(county.workspace, path, outlet.OutletOptions("cameras"))
    names = set(gpd.read_file(path, layer="waypoints")["name"])
    assert names == set(county.workspace.frame("cameras")["name"])


def test_gpx_says_what_it_can_not_hold(county: SmallCounty, tmp_path: Path) -> None:
    path = tmp_path / "villages.gpx"
    nothing = outlet.OutletOptions("villages", uids=())
    for options in (outlet.OutletOptions("villages"), nothing):
        with pytest.raises(TransferError, match="GPX"):
            outlet.export(county.workspace, path, options)
        assert not path.exists()


def test_an_old_survey_is_said_to_have_been_written_without_its_parameters(
    county: SmallCounty, tmp_path: Path
) -> None:
    def remarks(crs: str) -> list[str]:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.csv"
        options = outlet.OutletOptions("villages", crs=crs)
        return [one.zh for one in outlet.remarks(outlet.export(county.workspace, path, options))]

    assert any("moved:" in said for said in remarks("EPSG:2383"))
    assert remarks("moved:85.1,-14.9:EPSG:2383") == remarks("EPSG:4547") == []


def test_a_kmz_is_a_zip_with_a_kml_inside(county: SmallCounty, tmp_path: Path) -> None:
    path = tmp_path / "sites.kmz"
    outlet.export(county.workspace, path, outlet.OutletOptions("sites"))
    with zipfile.ZipFile(path) as packed:
        assert packed.namelist()[0].endswith(".kml")
    assert json.loads(Path(f"{path}.json").read_bytes())["format"] == "kmz"


def test_gpx_says_that_it_holds_no_record_without_a_place(tmp_path: Path) -> None:
    made = small_county(tmp_path / "w.gpkg")
    with made.workspace.operation("hazard.edit") as op:
        op.update(made.workspace.find(Hazard)[0], geom=None)
    with pytest.raises(TransferError) as refused:
        outlet.export(made.workspace, tmp_path / "a.gpx", outlet.OutletOptions("hazards"))
    assert "GPX" in refused.value.sentence.zh
    assert sorted(tmp_path.glob("a.gpx*")) == []
    made.workspace.close()
