"""Files go in: right frame, right text, right village, one step to take it back."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
import xlsxwriter

from app import main
from db.records import Camera, Village
from db.workspace import Workspace
from gis.reference import parse
from gis.transfer.reader import read
from layers import intake
from layers.intake import IntakeOptions
from tests.helpers.needs import shared
from tests.helpers.small_county import SmallCounty, small_county


@pytest.fixture
def county(tmp_path: Path) -> Iterator[SmallCounty]:
    made = small_county(tmp_path / "w.gpkg")
    yield made
    made.workspace.close()


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "empty.gpkg"
    Workspace.create(path, user="duty", seat="desk").close()
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON answer of a command."""
    code = main([*map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


CAMERAS = "设备编号,点位名称,运行状态,所属村,经度,纬度\n"


def cameras(frame: str, count: int = 30) -> str:
    """Cameras in the middle of the small county's first village, written in `frame`."""
    draw = np.random.default_rng(2).uniform((114.005, 34.005), (114.065, 34.065), (count, 2))
    xy = parse(frame)._out(draw)
    rows = (f"J{i:04d},路口{i}号,正常,姚家居委会,{x:.9f},{y:.9f}\n" for i, (x, y) in enumerate(xy))
    return CAMERAS + "".join(rows)


def test_a_gbk_table_goes_in_with_words_mapped_and_villages_found(
    county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "摄像头.csv"
    text = cameras("EPSG:4326") + "J9999,村口电话13812345678,正常,姚家居委会,114.03,34.03\n"
    path.write_bytes(text.encode("gbk"))
    plan = intake.plan(county.workspace, path, IntakeOptions("cameras", crs="EPSG:4326"))
    said = plan.as_json(None, "zh")
    assert said["encoding"] == "gb18030"
    assert (said["rows"], said["added"]) == (31, 30)
    assert said["rejected"][0]["row"] == 32
    assert "电话" in said["rejected"][0]["reason"]
    before = len(county.workspace.frame("cameras"))
    intake.apply(county.workspace, plan)
    one = county.workspace.find(Camera, serial="J0003")[0]
    assert (one.status, one.village_uid, one.name) == ("ok", county["village0"], "路口3号")
    assert len(county.workspace.frame("cameras")) == before + 30
    county.workspace.undo()
    assert len(county.workspace.frame("cameras")) == before
    assert list(county.workspace.journal.verify()) == []


def test_an_untagged_table_is_never_guessed(county: SmallCounty, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(cameras("gcj02"), encoding="utf-8")
    plan = intake.plan(county.workspace, path, IntakeOptions("cameras"))
    assert [q.option for q in plan.questions] == ["crs"]
    assert plan.as_json(None, "en")["frame"]["used"] is None
    with pytest.raises(ValueError, match="question"):
        intake.apply(county.workspace, plan)


@pytest.mark.parametrize("truth", ["gcj02", "bd09"])
def test_points_are_held_against_the_villages_they_name(
    truth: str, county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "a.geojson"
    draw = np.random.default_rng(4).uniform((114.001, 34.001), (114.069, 34.069), (120, 2))
    shapes = parse(truth).from_wgs84(np.array(shapely.points(draw), dtype=object))
    names = [f"路口{i}" for i in range(120)]
    gpd.GeoDataFrame(
        {"serial": names, "name": names, "village": "姚家居委会"}, geometry=shapes, crs=4326
    ).to_file(path, driver="GeoJSON")
    plan = intake.plan(county.workspace, path, IntakeOptions("cameras"))
    frame = plan.as_json(None, "en")["frame"]
    assert frame["suspected"] == truth
    assert 300 < frame["offset_m"] < 1500
    assert plan.questions[0].choices[0] == truth


@pytest.mark.needs_shared
def test_outlines_in_gcj02_under_a_wrong_label_are_asked_about_and_corrected(
    empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outlines, wrong = (
        shared("seed_counties.gpkg"),
        shared("seed_counties_gcj02_labelled_4326.geojson"),
    )
    code, said = run(capsys, "import", empty, outlines, "--kind", "counties")
    assert code == 2
    assert said["questions"][0]["choices"] == ["amap_wgs84", "tianditu_cgcs2000"]
    code, said = run(
        capsys, "import", empty, outlines, "--kind", "counties", "--layer", "amap_wgs84"
    )
    assert (code, said["added"]) == (0, 9)
    code, said = run(capsys, "import", empty, wrong, "--kind", "counties")
    assert code == 2
    assert said["operation"] is None
    assert said["frame"]["suspected"] == "gcj02"
    assert 450 < said["frame"]["offset_m"] < 650
    code, said = run(capsys, "import", empty, wrong, "--kind", "counties", "--crs", "gcj02")
    assert (code, said["updated"]) == (0, 9)
    assert said["frame"] | {"used": "gcj02", "declared": "EPSG:4326"} == said["frame"]
    assert said["frame"]["corrected_m"] < 5


@pytest.mark.needs_shared
@pytest.mark.parametrize(
    ("name", "kind", "options", "expected"),
    [
        (
            "tw_villages.gpkg",
            "villages",
            ["--make-codes", "--make-valid"],
            {"rows": 7701, "added": 7701, "invalid": 7},
        ),
        (
            "tw_villages_dirty.gpkg",
            "villages",
            ["--make-codes", "--make-valid", "--keep-empty"],
            {"rows": 7809, "added": 7733, "invalid": 526, "empty": 35},
        ),
        (
            "br_rs_municipios_4618.gpkg",
            "villages",
            ["--make-codes"],
            {"rows": 496, "added": 496, "used": "EPSG:4618"},
        ),
        ("ph_barangay_points.gpkg", "sites", [], {"rows": 42010, "added": 42010, "duplicates": 77}),
        ("seed_divisions.csv", "townships", [], {"rows": 1877, "added": 108, "encoding": "utf-8"}),
        ("seed_divisions.csv", "villages", [], {"rows": 1877, "added": 1877}),
        ("seed_town_boxes.gpkg", "townships", [], {"rows": 70, "added": 70}),
        ("helsinki.osm.pbf", "sites", [], {"rows": 8045}),
        (
            "helsinki.osm.pbf",
            "base_lines",
            ["--layer", "lines", "--drop-invalid"],
            {"rows": 3818, "added": 2833},
        ),
        (
            "poa_streets_29192.gpkg",
            "base_lines",
            [],
            {"rows": 31459, "added": 31459, "used": "EPSG:29192"},
        ),
    ],
)
def test_real_files_go_in_with_the_right_counts(
    name: str,
    kind: str,
    options: list[str],
    expected: dict[str, Any],
    empty: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, said = run(capsys, "import", empty, shared(name), "--kind", kind, "--dry-run", *options)
    assert code == 0
    flat = said | said["geometry"] | said["frame"]
    assert {key: flat[key] for key in expected} == expected


@pytest.mark.needs_shared
def test_invalid_polygons_are_not_repaired_unasked(
    empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run(
        capsys,
        "import",
        empty,
        shared("tw_villages_dirty.gpkg"),
        "--kind",
        "villages",
        "--make-codes",
    )
    assert code == 2
    asked = {choice for question in said["questions"] for choice in question["choices"]}
    assert asked == {
        "--make-valid",
        "--drop-invalid",
        "--keep-invalid",
        "--drop-empty",
        "--keep-empty",
    }
    with Workspace.open(empty, readonly=True) as workspace:
        assert not len(workspace.frame("villages"))


def test_a_boundary_that_a_person_keeps_as_it_is_is_written_and_flagged(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "code,name,wkt\n411024101201,甲村,"
        '"POLYGON((114 34,114.01 34.01,114.01 34,114 34.01,114 34))"\n'
    )
    asked = ("import", empty, path, "--kind", "villages", "--crs", "EPSG:4326")
    assert run(capsys, *asked)[0] == 2
    code, said = run(capsys, *asked, "--keep-invalid")
    assert (code, said["added"], len(said["flagged"])) == (0, 1, 1)
    with Workspace.open(empty, readonly=True) as workspace:
        assert not workspace.frame("villages")["geom"].is_valid.any()


def test_a_row_that_is_kept_without_a_place_is_written_without_one(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "code,name,wkt\n411024101201,甲村,MULTIPOLYGON EMPTY\n"
        '411024101202,乙村,"POLYGON((114 34,114.01 34.01,114.01 34,114 34))"\n'
    )
    asked = ("import", empty, path, "--kind", "villages", "--crs", "EPSG:4326")
    code, said = run(capsys, *asked, "--keep-empty")
    assert (code, said["added"], said["geometry"]["empty"]) == (0, 2, 1)
    with Workspace.open(empty, readonly=True) as workspace:
        rows = workspace.frame("villages").set_index("name")
    assert rows.loc["甲村", "geom"] is None
    assert rows.loc["乙村", "geom"] is not None


def test_one_key_however_it_is_spelt_is_one_record(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, head = tmp_path / "a.csv", "编号,名称,经度,纬度\n"
    asked = ("import", empty, path, "--kind", "cameras", "--crs", "EPSG:4326")
    path.write_text(head + "A-001,东,114.1,34.1\n")
    assert run(capsys, *asked)[1]["added"] == 1
    path.write_text(head + "Ａ－001,东,114.1,34.1\nA–001,东,114.1,34.1\na-1,西,114.2,34.1\n")
    code, said = run(capsys, *asked)
    assert (code, said["added"], said["unchanged"]) == (0, 1, 2)
    assert [one["row"] for one in said["flagged"]] == [4]
    assert said["rows"] == said["added"] + said["updated"] + said["unchanged"]


def test_a_shapefile_in_gbk_without_cpg_and_zipped(county: SmallCounty, tmp_path: Path) -> None:
    villages = county.workspace.frame("villages")
    frame = gpd.GeoDataFrame(
        {"村代码": villages["code"], "村名称": villages["name"], "人口": [1, 2, 3, 4, 5]},
        geometry=villages["geom"].to_numpy(),
        crs=4326,
    ).to_crs(4547)
    frame.to_file(tmp_path / "村界.shp", encoding="GBK", engine="pyogrio")
    (tmp_path / "村界.cpg").unlink()
    with zipfile.ZipFile(tmp_path / "村界.zip", "w") as archive:
        for part in tmp_path.glob("村界.*"):
            if part.suffix != ".zip":
                archive.write(part, f"数据/{part.name}")
    for name in ("村界.shp", "村界.zip"):
        plan = intake.plan(county.workspace, tmp_path / name, IntakeOptions("villages"))
        said = plan.as_json(None, "zh")
        assert said["encoding"] == "gb18030"
        assert said["frame"]["used"] == "EPSG:4547"
        assert said["updated"] == 5
        assert all(set(changes) == {"population"} for changes in plan.difference.changed.values())


def test_big5_and_utf16_tables_are_read(tmp_path: Path) -> None:
    rows = "編號,名稱\n1,高雄市林園區\n2,臺北市大安區公所\n3,新竹縣關西鎮\n"
    for codec in ("big5", "utf-16"):
        (tmp_path / "a.csv").write_bytes(rows.encode(codec))
        found = read(tmp_path / "a.csv")
        assert found.encoding == codec
        assert found.columns["名稱"][1] == "臺北市大安區公所"


def test_a_book_meant_for_people_goes_in(county: SmallCounty, tmp_path: Path) -> None:
    path = tmp_path / "人口.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("汇总")
        page.merge_range(0, 0, 0, 4, "鄢陵县村情统计表（2026年）")
        page.merge_range(1, 0, 2, 0, "村代码")
        page.merge_range(1, 1, 2, 1, "村名")
        page.merge_range(1, 2, 1, 4, "基本情况")
        page.write_row(2, 2, ["人口", "户数", "重点人员"])
        page.write_row(3, 0, ["４１１０２４１００００１", "张桥村", "１，０２０人", 260, 7])
        page.write_row(4, 0, [411024100002, "王庄村", 15300, "3,800", ""])
        page.write_row(5, 0, ["合计", "", 16320, 4060, 7])
        page.write_string(6, 0, "备注：数据截至11月")
    plan = intake.plan(
        county.workspace,
        path,
        IntakeOptions(
            "villages",
            columns={
                "基本情况_人口": "population",
                "基本情况_户数": "households",
                "基本情况_重点人员": "counts.key_people",
            },
        ),
    )
    said = plan.as_json(None, "zh")
    assert (said["rows"], said["updated"], said["rejected"]) == (2, 2, [])
    assert any("合计" in note for note in said["notes"])
    intake.apply(county.workspace, plan)
    one = county.workspace.find(Village, code="411024100001")[0]
    assert (one.population, one.households, one.counts["key_people"]) == (1020, 260, 7)
    assert one.counts["shops"] == 11  # what the book does not mention stays


def test_update_add_and_replace_do_what_they_say(county: SmallCounty, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "serial,name,status,lon,lat\nSXT-0000,村口1号,故障,114.01,34.03\nNEW-1,新装,正常,114.02,34.02\n",
        encoding="utf-8",
    )
    workspace = county.workspace

    def counts(mode: intake.options.Mode) -> tuple[int, ...]:
        plan = intake.plan(workspace, path, IntakeOptions("cameras", crs="EPSG:4326", mode=mode))
        said = plan.as_json(None, "en")
        return said["added"], said["updated"], said["deleted"], len(said["rejected"])

    assert counts("update") == (1, 1, 0, 0)
    assert counts("add") == (1, 0, 0, 1)
    assert counts("replace") == (1, 1, 3, 0)
    plan = intake.plan(workspace, path, IntakeOptions("cameras", crs="EPSG:4326", mode="replace"))
    intake.apply(workspace, plan)
    assert sorted(workspace.frame("cameras")["serial"]) == ["NEW-1", "SXT-0000"]
    workspace.undo()
    assert len(workspace.frame("cameras")) == 4


def test_a_village_that_disagrees_with_the_place_is_flagged(
    county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("serial,name,所在村,lon,lat\nN1,甲,张桥村,114.03,34.03\n", encoding="utf-8")
    plan = intake.plan(county.workspace, path, IntakeOptions("cameras", crs="EPSG:4326"))
    assert plan.rows.values["village_uid"] == [county["village0"]]
    assert [flag.row for flag in plan.rows.flagged] == [2]
    assert "张桥村" in plan.rows.flagged[0].reason.zh
