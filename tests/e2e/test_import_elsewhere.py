"""Files of other countries and programs: what they mean is told by themselves, or a person is asked."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely

from gis.transfer.errors import TransferError
from layers import intake
from layers.intake import IntakeOptions, Plan
from layers.intake.dates import moment
from tests.helpers.small_county import SmallCounty, small_county

pytestmark = pytest.mark.usefixtures("read_here")
LON, LAT = 114.034567, 34.031234


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCounty]:
    """One county for the module: every test only plans."""
    made = small_county(tmp_path_factory.mktemp("elsewhere") / "county.gpkg")
    yield made
    made.workspace.close()


def planned(county: SmallCounty, path: Path, kind: str = "cameras", **told: Any) -> Plan:
    return intake.plan(county.workspace, path, IntakeOptions(kind, **told))


RECORD = {"serial": "A-1", "name": "路口", "type": "street"}


@pytest.mark.parametrize(
    "document",
    [
        [RECORD | {"lon": LON, "lat": LAT}],
        {"code": 0, "data": {"total": 1, "rows": [RECORD | {"lng": LON, "lat": LAT}]}},
        [RECORD | {"location": {"lng": LON, "lat": LAT}, "tags": ["a", "b"]}],
        [RECORD | {"where": {"type": "Point", "coordinates": [LON, LAT]}}],
        [RECORD | {"坐标": [LON, LAT]}],
        {"A": RECORD | {"lon": LON, "lat": LAT}, "B": RECORD | {"lon": LON, "lat": LAT}},
        [[*RECORD, "lon", "lat"], [*RECORD.values(), LON, LAT]],
    ],
)
def test_plain_records_in_json_are_a_table(
    document: Any, county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(json.dumps(document, ensure_ascii=False).encode("gbk"))
    plan = planned(county, path, crs="EPSG:4326", encoding="gbk")
    assert plan.rows.values["serial"][0] == "A-1"
    shape = plan.rows.values["geom"][0]
    assert (shape.x, shape.y) == pytest.approx((LON, LAT))
    assert not plan.questions


@pytest.mark.parametrize("text", ['[{"a": 1, ', '{"a": 1, "b": "c"}', "[1, 2, 3]", "[" * 200_000])
def test_json_without_records_ends_in_a_sentence(
    text: str, county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(TransferError):
        planned(county, path)


STRANGERS = {
    "topo.json": (b'{"type":"Topology","objects":{},"arcs":[]}', "GeoPackage"),
    "a.fgb": (b"fgb\x03fgb\x00" + bytes(200), "GeoPackage"),
    "a.gml": (b'<?xml version="1.0"?><ogr:FeatureCollection xmlns:ogr="x"/>', "GeoPackage"),
    "a.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "XLSX"),
    "b.xls": (b"<html><body><table><tr><td>a,b</td></tr></table></body></html>", "XLSX"),
    "a.pdf": (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
    "a.dxf": (b"  0\nSECTION\n  2\nHEADER\n  0\nENDSEC\n  0\nEOF\n", "GeoPackage"),
    "a.mif": (b'Version 300\nCharset "Neutral"\nDelimiter ","\nData\n\nPoint 1 2\n', "GeoPackage"),
    "esri.json": (b'{"geometryType":"esriGeometryPoint","features":[]}', "GeoJSON"),
    "a.dbf": (b"\x03\x7e\x05\x06" + bytes(4) + b"\x61\x00\x20\x00" + bytes(90), ".shp"),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_a_file_that_is_not_taken_says_what_to_do_instead(
    name: str, county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(STRANGERS[name][0])
    with pytest.raises(TransferError) as refused:
        planned(county, path)
    assert STRANGERS[name][1] in refused.value.sentence.zh


def test_a_spreadsheet_of_another_office_is_told_from_an_archive(
    county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", "<x/>")
    with pytest.raises(TransferError) as refused:
        planned(county, path)
    assert "XLSX" in refused.value.sentence.zh


@pytest.mark.parametrize("left", [b"", b"\x83\x01", b"\x9c\x01\x02\x00\x00"])
def test_a_damaged_book_says_what_to_do(left: bytes, county: SmallCounty, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    with zipfile.ZipFile(path, "w") as made:
        for part in ("[Content_Types].xml", "xl/workbook.bin", "xl/worksheets/sheet1.bin"):
            made.writestr(part, left)
        made.writestr("xl/_rels/workbook.bin.rels", "<Relationships/>" if left else "")
    with pytest.raises(TransferError) as refused:
        planned(county, path)
    assert "另存为 .xlsx" in refused.value.sentence.zh


def table(path: Path, range_m: str, lon: str = "114.03", lat: str = "34.03") -> Path:
    path.write_text(f"serial;name;lon;lat;range_m\nA-1;a;{lon};{lat};{range_m}\n")
    return path


def test_a_comma_that_may_be_either_is_asked_about(county: SmallCounty, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "1,234", "114", "34")
    plan = planned(county, path, crs="EPSG:4326")
    assert [q.option for q in plan.questions] == ["decimal"]
    for sign, metres in (("comma", 1.234), ("point", 1234.0)):
        told = planned(county, path, crs="EPSG:4326", decimal=sign)
        assert told.rows.values["range_m"] == [metres]
        assert not told.questions


@pytest.mark.parametrize(
    ("range_m", "lon", "lat", "metres"),
    [
        ("1,234", "114,03", "34,03", 1.234),  # the file writes a decimal comma
        ("1,234", "114.03", "34.03", 1234.0),  # it writes a decimal point
        ("1'234.5", "114.03", "34.03", 1234.5),
        ("١٢٣", "١١٤٫٠٣", "٣٤٫٠٣", 123.0),
    ],
)
def test_other_columns_tell_what_a_comma_is(
    range_m: str, lon: str, lat: str, metres: float, county: SmallCounty, tmp_path: Path
) -> None:
    plan = planned(county, table(tmp_path / "a.csv", range_m, lon, lat), crs="EPSG:4326")
    assert not plan.questions
    assert plan.rows.values["range_m"] == [metres]
    assert plan.rows.values["geom"][0].x == pytest.approx(114.03)


def dated(path: Path, *days: str) -> Path:
    rows = [f"M-{i},地界,{day},邻里,{LON},{LAT}" for i, day in enumerate(days)]
    path.write_text("\n".join(["编号,事由,上报时间,类别,经度,纬度", *rows]))
    return path


def days_of(plan: Plan) -> list[str]:
    return [str(one)[:10] for one in plan.rows.values["found"]]


def test_a_day_that_may_be_a_month_is_asked_about(county: SmallCounty, tmp_path: Path) -> None:
    path = dated(tmp_path / "a.csv", "05/03/2026", "2026-01-31")
    asked = planned(county, path, "disputes", crs="EPSG:4326")
    assert [(q.option, q.choices) for q in asked.questions] == [("dates", ("dmy", "mdy"))]
    assert "2026-03-05还是2026-05-03" in asked.questions[0].sentence.zh.replace(" ", "")
    for order, day in (("dmy", "2026-03-05"), ("mdy", "2026-05-03")):
        told = planned(county, path, "disputes", crs="EPSG:4326", dates=order)
        assert days_of(told) == [day, "2026-01-31"]
        assert not told.questions


@pytest.mark.parametrize(
    ("days", "read", "said"),
    [
        (("05/03/2026", "25/03/2026"), ["2026-03-05", "2026-03-25"], "日/月/年"),
        (("05/03/2026", "03/25/2026"), ["2026-05-03", "2026-03-25"], "月/日/年"),
        (("05.03.26", "2026-03-25"), ["2005-03-26", "2026-03-25"], "年/月/日"),
        (("04/04/2026", "05/05/2026"), ["2026-04-04", "2026-05-05"], "日/月/年"),
    ],
)
def test_a_column_that_proves_the_order_of_its_dates_is_believed(
    days: tuple[str, ...], read: list[str], said: str, county: SmallCounty, tmp_path: Path
) -> None:
    plan = planned(county, dated(tmp_path / "a.csv", *days), "disputes", crs="EPSG:4326")
    assert days_of(plan) == read
    assert not plan.questions
    assert any(said in note.zh for note in plan.rows.notes)
    short = [one.row for one in plan.rows.flagged if "两位年份" in one.reason.zh]
    assert short == ([2] if "26" in days[0][-3:] and len(days[0]) == 8 else [])


def test_a_column_that_contradicts_itself_is_asked_about_and_the_rest_refused(
    county: SmallCounty, tmp_path: Path
) -> None:
    path = dated(tmp_path / "a.csv", "25/03/2026", "03/25/2026")
    assert [q.option for q in planned(county, path, "disputes", crs="4326").questions] == ["dates"]
    told = planned(county, path, "disputes", crs="EPSG:4326", dates="dmy")
    assert not told.questions
    assert [one.row for one in told.rows.remarks()] == [3]


def test_a_date_that_is_not_whole_says_what_it_lacks(county: SmallCounty, tmp_path: Path) -> None:
    path = dated(
        tmp_path / "a.csv", "5月3日", "5/13", "2026.5", "2026年5月", "2026年", "13.40", "昨天"
    )
    plan = planned(county, path, "disputes", crs="EPSG:4326")
    said = [one.reason.zh.partition("”")[2].partition("。")[0] for one in plan.rows.remarks()]
    assert said[:5] == [*["没有写年份"] * 2, *["没有写哪一天"] * 2, "只有年份，没有写月和日"]
    assert said[5:] == ["不是日期"] * 2


@pytest.mark.parametrize(
    ("said", "clock"),
    [
        ("46086.5", "12:00+0800"),
        ("民國115年3月5日下午2點30分", "14:30+0800"),
        ("2026-03-05 14时", "14:00+0800"),
        ("3/5/2026 12:05 AM", "00:05+0800"),
        ("5 Mar 2026 2:30 p.m.", "14:30+0800"),
        ("2026-03-05T06:30:00Z", "06:30+0000"),
        ("Thu, 5 Mar 2026 10:00:00 -0500", "10:00-0500"),
    ],
)
def test_the_time_of_day_is_kept(said: str, clock: str) -> None:
    found = moment(said, "mdy")
    assert found is not None
    assert found.strftime("%Y-%m-%d %H:%M%z") == f"2026-03-05 {clock}"


def test_days_of_a_spreadsheet_and_years_of_the_republic_are_read_and_said(
    county: SmallCounty, tmp_path: Path
) -> None:
    path = dated(tmp_path / "a.csv", "46086.5", "民國115年3月5日下午2點30分", "1150305")
    plan = planned(county, path, "disputes", crs="EPSG:4326")
    assert days_of(plan) == ["2026-03-05"] * 3
    said = " ".join(note.zh for note in plan.rows.notes)
    assert "天数" in said
    assert "民国纪年" in said


@pytest.mark.parametrize(
    ("crs", "declared"),
    [
        (None, "EPSG:4326"),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "EPSG:4326"),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}, "EPSG:4490"),
        ({"type": "name", "properties": {"name": "urn:x:of-our-own"}}, None),
        ({"type": "link", "properties": {"href": "http://example.com/42"}}, None),
    ],
)
def test_an_old_geojson_says_its_frame_or_is_asked_about(
    crs: dict[str, Any] | None, declared: str | None, county: SmallCounty, tmp_path: Path
) -> None:
    path = tmp_path / "a.geojson"
    shape = {"type": "Point", "coordinates": [LON, LAT]}
    feature = {"type": "Feature", "properties": RECORD, "geometry": shape}
    frame = {} if crs is None else {"crs": crs}
    path.write_text(json.dumps({"type": "FeatureCollection", **frame, "features": [feature]}))
    plan = planned(county, path)
    assert plan.decision.as_json()["declared"] == declared
    assert [q.option for q in plan.questions] == ([] if declared else ["crs"])


@pytest.mark.parametrize(
    "heading",
    [
        "numéro;nom;longitude;latitude",
        "Nummer;Bezeichnung;Länge;Breite",
        "Номер;Название;Долгота;Широта",
        "identificador;nombre;longitud;latitud",
        "番号;名称;経度;緯度",
        "관리번호;이름;경도;위도",
        "المعرف;الاسم;خط الطول;خط العرض",
    ],
)
def test_headings_in_other_languages(heading: str, county: SmallCounty, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{heading}\nA-1;a;114,03;34,03\n", encoding="utf-8")
    plan = planned(county, path, crs="EPSG:4326")
    assert not plan.questions
    read = plan.columns.as_json()
    assert {read[c] for c in heading.split(";")[:2]} == {"serial", "name"}
    assert set(read.values()) == {"serial", "name", "lon", "lat"}
    assert plan.rows.values["geom"][0].x == pytest.approx(114.03)


def test_swapped_axes_are_named_where_nothing_can_be_compared(
    county: SmallCounty, tmp_path: Path
) -> None:
    path = table(tmp_path / "a.csv", "1", "34.03", "114.03")
    asked = planned(county, path, crs="EPSG:4326").questions
    assert (asked[0].option, asked[0].choices[0]) == ("crs", "swapped:EPSG:4326")
    assert not planned(county, path, crs="swapped:EPSG:4326").questions


def outside(tmp_path: Path) -> Path:
    """Three cameras: in the first village, 111 m west of it and 10 km west of it."""
    path = tmp_path / "a.csv"
    rows = ((114.03, "A-1"), (113.9988, "A-2"), (113.89, "A-3"))
    path.write_text("serial,name,lon,lat\n" + "".join(f"{s},a,{x},34.03\n" for x, s in rows))
    return path


@pytest.mark.parametrize(
    ("remedy", "villages", "added"),
    [
        (None, ["village0", None, None], 3),
        ("assign-nearest", ["village0", "village0", None], 3),
        ("drop-outside", ["village0", None, None], 1),
    ],
)
def test_points_in_no_village_are_counted_and_flagged_and_have_remedies(
    remedy: str | None,
    villages: list[str | None],
    added: int,
    county: SmallCounty,
    tmp_path: Path,
) -> None:
    remedies = frozenset({remedy} if remedy else ())
    plan = planned(county, outside(tmp_path), crs="EPSG:4326", remedies=remedies)
    assert plan.as_json(None, "en")["geometry"]["outside"] == 2
    assert plan.soundness.places["outside"] == [3, 4]
    assert plan.rows.values["village_uid"] == [county[v] if v else None for v in villages]
    assert len(plan.difference.added) == added
    assert sorted(one.row for one in (*plan.rows.flagged, *plan.rows.remarks())) == [3, 4]


def test_the_nearest_village_is_taken_within_the_metres_that_were_said(
    county: SmallCounty, tmp_path: Path
) -> None:
    told: dict[str, Any] = {"crs": "EPSG:4326", "remedies": frozenset({"assign-nearest"})}
    for metres, found in ((105.0, 1), (115.0, 2), (11_000.0, 3)):
        plan = planned(county, outside(tmp_path), nearest_m=metres, **told)
        assert sum(uid is not None for uid in plan.rows.values["village_uid"]) == found


def test_slivers_are_left_out_when_a_person_says_so(county: SmallCounty, tmp_path: Path) -> None:
    west, sliver = ((x, x + width) for x, width in ((114.0, 0.05), (114.05, 0.0001)))
    shapes = [shapely.box(w, 34, e, 34.05).wkt for w, e in (west, sliver)]
    path = tmp_path / "a.csv"
    rows = (f'41102410010{i},v{i},"{wkt}"\n' for i, wkt in enumerate(shapes))
    path.write_text("code,name,wkt\n" + "".join(rows))
    said = planned(county, path, "villages", crs="EPSG:4326")
    assert (said.soundness.counts["slivers"], len(said.rows.rejected)) == (1, 0)
    drop = frozenset({"drop-slivers"})
    told = planned(county, path, "villages", crs="EPSG:4326", remedies=drop)
    assert [one.row for one in told.rows.remarks()] == [3]
