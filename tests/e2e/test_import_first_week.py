"""What the offices of a county hand over in the first week: taken right, asked about, or refused with a next step."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from gis.transfer.errors import TransferError
from layers import intake
from layers.intake import IntakeOptions, Plan
from layers.intake.words import unknown_words
from tests.helpers.small_county import SmallCounty, small_county

pytestmark = pytest.mark.usefixtures("read_here")
LON, LAT = 114.034567, 34.031234


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCounty]:
    """One county for the module: every test only plans."""
    made = small_county(tmp_path_factory.mktemp("week") / "county.gpkg")
    yield made
    made.workspace.close()


def planned(county: SmallCounty, path: Path, kind: str = "cameras", **told: Any) -> Plan:
    return intake.plan(county.workspace, path, IntakeOptions(kind, **told))


def test_a_column_whose_words_are_no_choices_is_asked_about(
    county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "台账.csv"
    path.write_text(
        f"设备编号,名称,摄像机类型,经度,纬度\nA,甲,枪机,{LON},{LAT}\nB,乙,球机,{LON},{LAT}\n"
    )
    asked = planned(county, path, crs="EPSG:4326")
    assert [q.option for q in asked.questions] == ["value"]
    assert asked.questions[0].choices[-1] == "--map 摄像机类型="
    assert "枪机" in asked.questions[0].sentence.zh
    assert unknown_words(asked) == {"camera_kind": ["枪机", "球机"]}
    means = {"camera_kind": {"枪机": "street", "球机": "social"}}
    told = planned(county, path, crs="EPSG:4326", values=means)
    assert told.rows.values["camera_kind"] == ["street", "social"]
    assert not planned(county, path, crs="EPSG:4326", columns={"摄像机类型": ""}).questions


def test_new_points_of_a_format_that_fixes_its_frame_are_said_to_be_unproved(
    county: SmallCounty, tmp_path: Path
) -> None:
    def noted(lon: float, **told: Any) -> bool:
        feature = {
            "type": "Feature",
            "properties": {"serial": "N-1", "name": "口"},
            "geometry": {"type": "Point", "coordinates": [lon, LAT]},
        }
        path = tmp_path / "a.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
        return any("gcj02" in note.en for note in planned(county, path, **told).rows.notes)

    assert noted(LON)
    assert not noted(LON, crs="EPSG:4326"), "a person said so"
    assert not noted(-51.2, crs=None), "no web map shifts what lies there"


def test_a_folder_is_refused_with_what_to_do(county: SmallCounty, tmp_path: Path) -> None:
    folder = tmp_path / "县界.gdb"
    folder.mkdir()
    with pytest.raises(TransferError) as refused:
        planned(county, folder, "villages")
    assert "GeoPackage" in refused.value.sentence.zh


def test_a_book_that_counts_from_1904_means_the_same_days(
    county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "台账.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy/m/d"})
        sheet.write_row(0, 0, ["编号", "隐患内容", "发现日期"])
        sheet.write_row(1, 0, ["H-1", "电线老化", (dt.date(2026, 5, 3) - dt.date(1904, 1, 1)).days])
        sheet.write_row(2, 0, ["H-2", "电线老化"])
        sheet.write_datetime(2, 2, dt.datetime(2026, 5, 4), day)  # noqa: DTZ001
    found = planned(county, path, "hazards").rows.values["found"]
    assert found == [dt.date(2026, 5, 3), dt.date(2026, 5, 4)]


def test_a_table_of_codes_and_names_without_a_heading_keeps_its_first_row(
    county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "村.csv"
    path.write_text("411024100001,甲居委会\n411024100002,乙村\n")
    plan = planned(county, path, "villages", columns={"column_2": "name"})
    assert plan.rows.values["code"] == ["411024100001", "411024100002"]
    assert ("headless", 1) in plan.reading.notes


def test_the_land_surveys_nineteen_digits_are_a_villages_code(
    county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "CJDCQ.csv"
    path.write_text("ZLDWDM,ZLDWMC\n4110241000010000000,甲居委会\n4110241000010000001,甲一组\n")
    plan = planned(county, path, "villages")
    assert plan.rows.values["code"][0] == "411024100001"
    assert [one.row for one in plan.rows.remarks()] == [3], "a part of a village is none"


def test_a_zip_whose_names_are_in_gbk_lists_its_layers_in_chinese(
    county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "资料.zip"
    row = f"设备编号,名称,经度,纬度\nA,甲,{LON},{LAT}\n"

    class Gbk(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - as zipfile spells it
            return self.filename.encode("gbk"), self.flag_bits & ~0x800

    with zipfile.ZipFile(path, "w") as made:
        for name in ("一中队.csv", "二中队.csv"):
            made.writestr(Gbk(name), row.encode("gbk"))
    plan = planned(county, path, crs="EPSG:4326", layer="二中队")
    assert plan.reading.layer == "二中队"
