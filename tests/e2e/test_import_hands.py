"""Files from other hands: encodings, marks, zones, sides and spreadsheets' habits, one test a class."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyproj
import pytest
import shapely
import xlsxwriter

from gis.transfer.errors import TransferError, TransferQuestion
from layers import intake
from layers.intake import IntakeOptions, Plan
from tests.helpers.small_county import SmallCounty, small_county
from ui.dialogs.import_remedies import fitting

LON, LAT = 114.034567, 34.031234
NAMES = ("姚家村委会", "北大街居委会", "双庙社区", "石桥村委会")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCounty]:
    """One county for the module: every test only plans."""
    made = small_county(tmp_path_factory.mktemp("hands") / "county.gpkg")
    yield made
    made.workspace.close()


def planned(county: SmallCounty, path: Path, kind: str = "cameras", **told: Any) -> Plan:
    return intake.plan(county.workspace, path, IntakeOptions(kind, **told))


def place(plan: Plan) -> tuple[float, float]:
    """Where the first row lies."""
    shape = plan.rows.values["geom"][0]
    return shape.x, shape.y


def table(path: Path, x: str, y: str, encoding: str = "utf-8", sign: str = ",") -> Path:
    cells = (("设备编号", "点位名称", "经度", "纬度"), ("A-1", "路口", x, y))
    path.write_bytes("\n".join(sign.join(row) for row in cells).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("东经114度2分4.44秒", "北纬34度1分52.44秒"),
        ("114:02:04.44", "34:01:52.44"),
        ("114 02 04.44", "34 01 52.44"),
        ("E114.034567", "N34.031234"),
        ("114.034567°E", "34.031234°N"),
        ("114,034567", "34,031234"),
        ("114.02.04.44", "34.01.52.44"),
        ("1140204.44E", "N340152.44"),
        ("1140204.44", "340152.44"),
    ],
)
def test_degrees_as_people_write_them(x: str, y: str, county: SmallCounty, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", x, y, sign=";")
    assert place(planned(county, path, crs="EPSG:4326")) == pytest.approx((LON, LAT), abs=1e-5)


@pytest.mark.parametrize("grouped", ["{:,.3f}", "{:_.3f}"])
def test_metres_with_groups_of_three(grouped: str, county: SmallCounty, tmp_path: Path) -> None:
    metres = pyproj.Transformer.from_crs(4326, 4526, always_xy=True).transform(LON, LAT)
    swap = str.maketrans(",._", ".,\N{NO-BREAK SPACE}")
    x, y = (grouped.format(m).translate(swap).replace("\xa0", " ") for m in metres)
    if "_" in grouped:
        x, y = x.replace(",", "."), y.replace(",", ".")
    plan = planned(county, table(tmp_path / "a.csv", x, y, sign=";"), crs="EPSG:4526")
    assert place(plan) == pytest.approx((LON, LAT), abs=1e-6)


def test_metres_of_one_zone_are_no_degrees_and_minutes(county: SmallCounty, tmp_path: Path) -> None:
    metres = pyproj.Transformer.from_crs(4326, 4547, always_xy=True).transform(LON, LAT)
    x, y = (f"{m:.3f}" for m in metres)
    plan = planned(county, table(tmp_path / "a.csv", x, y), crs="EPSG:4547")
    assert place(plan) == pytest.approx((LON, LAT), abs=1e-6)


@pytest.mark.parametrize(
    ("heading", "text", "expected"),
    [
        ("位置", "({LAT}, {LON})", (LON, LAT)),
        ("坐标", "N{LAT} W{LON}", (-LON, LAT)),
        ("lat,lon", "52.5,13.4", (13.4, 52.5)),
        ("lonlat", "13.4,52.5", (13.4, 52.5)),
    ],
)
def test_both_axes_in_one_cell(
    heading: str, text: str, expected: tuple[float, float], county: SmallCounty, tmp_path: Path
) -> None:
    path, cell = tmp_path / "a.csv", text.format(LON=LON, LAT=LAT)
    path.write_text(f'编号,名称,"{heading}"\nA-1,路口,"{cell}"\n')
    assert place(planned(county, path, crs="EPSG:4326")) == pytest.approx(expected)


def test_headings_in_traditional_characters(county: SmallCounty, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"設備編號,點位名稱,經度,緯度\nA-1,號誌路口,{LON},{LAT}\n".encode("big5"))
    said = planned(county, path, crs="EPSG:4326", encoding="big5").columns.as_json()
    assert said == {"設備編號": "serial", "點位名稱": "name", "經度": "lon", "緯度": "lat"}


def test_utf16_without_a_mark_is_a_table(county: SmallCounty, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", str(LON), str(LAT), "utf-16-be")
    assert place(planned(county, path, crs="EPSG:4326")) == pytest.approx((LON, LAT))


def test_a_table_without_a_heading_keeps_its_first_row(county: SmallCounty, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("".join(f"A-{i},路口{i},{LON + i / 1000},{LAT}\n" for i in range(5)))
    plan = planned(county, path, columns={"column_1": "serial", "column_2": "name"}, crs="4326")
    assert plan.rows.values["serial"] == [f"A-{i}" for i in range(5)]
    assert any("标题行" in note for note in plan.reading.said("zh"))


def test_headings_name_the_frame_that_is_offered(county: SmallCounty, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"编号,名称,高德经度,高德纬度\nA-1,路口,{LON},{LAT}\n")
    question = planned(county, path).questions[0]
    assert (question.option, question.choices[0]) == ("crs", "gcj02")


def test_ewkt_and_hex_wkb_columns(county: SmallCounty, tmp_path: Path) -> None:
    point = shapely.Point(LON, LAT)
    for name, text in (("a", f"SRID=4326;{point.wkt}"), ("b", point.wkb_hex)):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"编号,名称,geom\nA-1,路口,{text}\n")
        plan = planned(county, path, crs=None if name == "a" else "EPSG:4326")
        assert not plan.questions
        assert place(plan) == pytest.approx((LON, LAT))


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("GEOMETRYCOLLECTION(POLYGON((114 34,114.1 34,114.1 34.1,114 34)),POINT(1 2))", "mixed"),
        ("CURVEPOLYGON(CIRCULARSTRING(114 34,114.1 34.1,114.2 34,114.1 33.9,114 34))", "refused"),
        ("TIN(((114 34,114.1 34,114.1 34.1,114 34)))", "refused"),
        ("MULTIPOLYGON ZM EMPTY", "empty"),
    ],
)
def test_a_column_of_any_geometry_is_one(
    text: str, counted: str, county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'code,name,wkt\n411024199001,甲村,"{text}"\n')
    assert planned(county, path, "villages", crs="EPSG:4326").soundness.counts[counted] == 1


def test_numbers_that_a_spreadsheet_rounded_are_refused(
    county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for kind, key in (("cameras", 41102400001320000123), ("villages", 4.11024e11)):
        sheet = book.add_worksheet(kind)
        sheet.write_row(0, 0, ["编号" if kind == "cameras" else "代码", "名称", "经度", "纬度"])
        sheet.write_row(1, 0, [float(key), "甲", LON, LAT])
        sheet.write_row(2, 0, ["4.11024E+11", "乙", LON, LAT])
    hidden = book.add_worksheet("字典")
    hidden.write_row(0, 0, ["a", "b"])
    hidden.hide()
    book.close()
    for kind in ("cameras", "villages"):
        for remedies in (frozenset[str](), frozenset({"make-codes"})):
            options: dict[str, Any] = {"columns": {"经度": "", "纬度": ""}}
            told = {} if kind == "cameras" else options
            plan = planned(
                county, path, kind, layer=kind, crs="4326", remedies=remedies, recall=False, **told
            )
            assert len(plan.rows.rejected) == 2, (kind, remedies)
            assert not plan.difference.added
            assert all("丢" in one.reason.zh for one in plan.rows.remarks())
    with pytest.raises(TransferQuestion) as asked:
        planned(county, path)
    assert asked.value.choices == ("cameras", "villages")


def test_badges_as_figures(county: SmallCounty, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["警号", "姓名"])
    sheet.write_row(1, 0, [123, "民警甲"])
    sheet.write_row(2, 0, ["100002.0", "民警乙"])
    book.close()
    plan = planned(county, path, "officers")
    assert plan.rows.values["badge"] == ["123", "100002"]
    assert ["000123" in one.reason.zh for one in plan.rows.flagged if one.row == 2] == [True]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026年3月5日", "2026-03-05"),
        ("45000", "2023-03-15"),
        ("26.3.5", "2026-03-05"),
        ("二〇二六年三月二十五日", "2026-03-25"),
        ("2026年3月5日下午2点30分", "2026-03-05"),
        ("民国115年3月5日", "2026-03-05"),
        ("115/03/05", "2026-03-05"),
        ("25/03/2026 14:30", "2026-03-25"),
        ("3/25/2026 2:30 PM", "2026-03-25"),
        ("05-Mar-26", "2026-03-05"),
        ("3月5日", None),
        ("31/31/2026", None),
    ],
)
def test_dates_as_offices_write_them(
    said: str, day: str | None, county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"编号,事由,上报时间,类别,经度,纬度\nM-1,地界,{said},邻里,{LON},{LAT}\n")
    plan = planned(county, path, "disputes", crs="EPSG:4326")
    assert bool(plan.rows.rejected) == (day is None)
    found = plan.rows.values["found"][0]
    assert (found and str(found)[:10]) == day


FEATURES = [
    {
        "type": "Feature",
        "properties": {"serial": f"A-{i}", "name": f"路口{i}"},
        "geometry": {"type": "Point", "coordinates": [LON + i / 1000, LAT]},
    }
    for i in range(4)
]


@pytest.mark.parametrize("sort", ["gbk", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("shape", ["collection", "lines", "array"])
def test_geojson_in_any_encoding_keeps_every_row(
    sort: str, shape: str, county: SmallCounty, tmp_path: Path
) -> None:
    lines = [json.dumps(one, ensure_ascii=False) for one in FEATURES]
    text = {
        "collection": f'{{"type": "FeatureCollection", "features": [{",".join(lines)}]}}',
        "lines": "\n".join(lines),
        "array": f"[{','.join(lines)}]",
    }[shape]
    path = tmp_path / "a.geojson"
    path.write_bytes(text.encode(sort))
    plan = planned(county, path)
    assert plan.rows.values["name"] == [f"路口{i}" for i in range(4)]


KML = '<?xml version="1.0" encoding="{}"?><kml{}><Document>{}</Document></kml>'
BALLOON = (
    "<description><![CDATA[<table><tr><td>设备编号</td><td>A-1</td></tr>"
    "<tr><th>运行状态</th><td><b>故障</b></td></tr></table>]]></description>"
)
DATA = '<Data name="{}"><value>{}</value></Data>'


@pytest.mark.parametrize(
    ("inner", "encoding"),
    [
        (
            "<ExtendedData>" + DATA.format("设备编号", "A-1") + DATA.format("运行状态", "故障")
            + "</ExtendedData>",
            "GBK",
        ),
        (
            BALLOON,
            "UTF-8",
        ),
    ],
)  # fmt: skip
def test_kml_data_keeps_chinese_names(
    inner: str, encoding: str, county: SmallCounty, tmp_path: Path
) -> None:
    mark = (
        f"<Placemark><name>路口</name>{inner}"
        f"<Point><coordinates>{LON},{LAT}</coordinates></Point></Placemark>"
    )
    path = tmp_path / "a.kml"
    path.write_bytes(KML.format(encoding, "", mark).encode(encoding))
    values = planned(county, path).rows.values
    assert (values["serial"], values["status"], values["name"]) == (["A-1"], ["fault"], ["路口"])


def test_all_that_a_gpx_file_holds_becomes_drawings(county: SmallCounty, tmp_path: Path) -> None:
    points = "".join(f'<{{0}} lat="{LAT}" lon="{LON + i / 100}"/>' for i in range(3))
    path = tmp_path / "a.gpx"
    path.write_text(
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        f'<wpt lat="{LAT}" lon="{LON}"><name>a</name></wpt>'
        f"<rte><name>b</name>{points.format('rtept')}</rte>"
        f"<trk><name>c</name><trkseg>{points.format('trkpt')}</trkseg></trk></gpx>"
    )
    assert planned(county, path, "drawings").rows.values["name"] == ["a", "b", "c"]
    assert len(planned(county, path, "cameras", remedies=frozenset({"make-codes"})).rows) == 1


def shapefile(folder: Path, county: SmallCounty, encoding: str) -> Path:
    villages = county.workspace.frame("villages", columns=["code", "geom"])
    frame = gpd.GeoDataFrame(
        {"daima": villages["code"], "村名称": [NAMES[i % 4] for i in range(len(villages))]},
        geometry=list(villages["geom"]),
        crs=4326,
    )
    folder.mkdir(parents=True)
    frame.to_file(folder / "cun.shp", encoding=encoding)
    (folder / "cun.cpg").unlink()
    table = folder / "cun.dbf"
    cut = "行政区划代码".encode(encoding)[:10].ljust(
        11, b"\0"
    )  # as programs that write them cut names
    table.write_bytes(table.read_bytes().replace(b"daima".ljust(11, b"\0"), cut, 1))
    return folder / "cun.shp"


@pytest.mark.parametrize("page", [None, "936"])
def test_a_shapefile_in_utf8_that_says_otherwise(
    page: str | None, county: SmallCounty, tmp_path: Path
) -> None:
    path = shapefile(tmp_path / "a", county, "utf-8")
    if page:
        path.with_suffix(".cpg").write_text(page)
    path.with_suffix(".shx").unlink()
    plan = planned(county, path, "villages")
    assert plan.reading.encoding == "utf-8"
    assert set(plan.rows.values["name"]) == set(NAMES)
    assert not plan.rows.rejected


def test_shapes_without_their_table_name_the_file_that_is_missing(
    county: SmallCounty, tmp_path: Path
) -> None:
    path = shapefile(tmp_path / "a", county, "utf-8")
    path.with_suffix(".dbf").unlink()
    plan = planned(county, path, "villages")
    assert [(one.option, one.choices) for one in plan.questions] == [("remedy", ("--make-codes",))]
    assert "“cun.dbf”" in plan.questions[0].sentence.zh
    assert any(".dbf" in note for note in plan.reading.said("en"))


def test_a_zip_with_one_name_in_two_folders_asks_which(county: SmallCounty, tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a", county, "gbk")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for folder in ("旧", "新"):
            for part in path.parent.iterdir():
                packed.write(part, f"{folder}/{part.name}")
    with pytest.raises(TransferQuestion) as asked:
        planned(county, tmp_path / "a.zip", "villages")
    assert asked.value.choices == ("新/cun", "旧/cun")
    assert len(planned(county, tmp_path / "a.zip", "villages", layer="新/cun").rows) == 5


def test_what_is_nearly_a_format_is_told_what_to_do(county: SmallCounty, tmp_path: Path) -> None:
    for head, word in ((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLSX"), (b"Rar!\x1a", "解压")):
        path = tmp_path / "a"
        path.write_bytes(head + bytes(2000))
        with pytest.raises(TransferError) as refused:
            planned(county, path)
        assert word in refused.value.sentence.zh


def test_a_database_that_is_no_geopackage_is_refused(county: SmallCounty, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    other = sqlite3.connect(path)
    other.execute("create table t (a text)")
    other.commit()
    other.close()
    with pytest.raises(TransferError):
        planned(county, path)


def test_a_book_that_begins_in_the_middle_of_its_sheet(county: SmallCounty, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(4, 2, ["编号", "名称", "经度", "纬度"])
    sheet.write_row(5, 2, ["A-1", "路口", LON, LAT])
    book.close()
    plan = planned(county, path, crs="EPSG:4326", recall=False)
    assert place(plan) == pytest.approx((LON, LAT))
    assert plan.rows.numbers.tolist() == [6]


def test_every_fault_of_a_coverage_has_a_remedy_to_tick() -> None:
    assert fitting({"overlaps": 2, "gaps": 0, "duplicates": 1}) == {
        "clean-coverage",
        "drop-duplicates",
    }
    assert fitting({"slivers": 1}) == {"clean-coverage", "drop-slivers"}
    assert fitting({"outside": 3}) == {"assign-nearest", "drop-outside"}
    assert not fitting({"overlaps": 0})
