"""What was said about columns once is known the next time; what no choice knows is named; faults can be looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pytest
import shapely

from db.records import Camera, Preset
from gis.reference import parse
from layers import intake
from layers.intake import IntakeOptions, Plan
from layers.intake.picture import picture
from layers.intake.words import unknown_words
from tests.helpers.small_county import SmallCounty, small_county

ROWS = "编码甲,乙,丙,lon,lat\nX{n}1,路口一,好着,114.03,34.03\nX{n}2,路口二,坏了,114.04,34.03\n"
SAID = IntakeOptions(
    "cameras",
    crs="EPSG:4326",
    columns={"编码甲": "serial", "乙": "name", "丙": "status"},
    values={"status": {"好着": "ok", "坏了": "fault"}},
)


@pytest.fixture
def county(tmp_path: Path) -> Iterator[SmallCounty]:
    made = small_county(tmp_path / "w.gpkg")
    yield made
    made.workspace.close()


def table(folder: Path, month: int) -> Path:
    path = folder / f"{month}月.csv"
    path.write_text(ROWS.format(n=month), encoding="utf-8")
    return path


def test_next_months_list_needs_no_telling(county: SmallCounty, tmp_path: Path) -> None:
    workspace = county.workspace
    intake.apply(workspace, intake.plan(workspace, table(tmp_path, 1), SAID))
    assert workspace.find(Camera, serial="X11")[0].source_frame == "EPSG:4326"

    again = intake.plan(workspace, table(tmp_path, 2), IntakeOptions("cameras", crs="EPSG:4326"))
    intake.apply(workspace, again)

    assert {c.serial: c.status for c in workspace.find(Camera) if c.serial.startswith("X2")} == {
        "X21": "ok",
        "X22": "fault",
    }
    assert len(workspace.find(Preset, sort="mapping")) == 1
    assert any("上次" in note for note in again.as_json(None, "zh")["notes"])


def test_taking_the_import_back_forgets_what_it_was_told(
    county: SmallCounty, tmp_path: Path
) -> None:
    workspace = county.workspace
    intake.apply(workspace, intake.plan(workspace, table(tmp_path, 1), SAID))
    workspace.undo()
    assert workspace.find(Preset, sort="mapping") == []
    assert list(workspace.journal.verify()) == []


def test_a_fresh_reading_asks_again(county: SmallCounty, tmp_path: Path) -> None:
    workspace = county.workspace
    intake.apply(workspace, intake.plan(workspace, table(tmp_path, 1), SAID))
    fresh = IntakeOptions("cameras", crs="EPSG:4326", recall=False)
    assert "编码甲" in intake.plan(workspace, table(tmp_path, 2), fresh).columns.ignored


def test_words_that_no_choice_knows_are_named(county: SmallCounty, tmp_path: Path) -> None:
    options = IntakeOptions("cameras", crs="EPSG:4326", columns=SAID.columns)
    plan = intake.plan(county.workspace, table(tmp_path, 1), options)
    assert unknown_words(plan) == {"status": ["好着", "坏了"]}


def test_a_wrong_datum_can_be_looked_at_before_and_after(
    county: SmallCounty, tmp_path: Path
) -> None:
    villages = county.workspace.frame("villages", columns=["code", "name", "geom"])
    shapes = parse("gcj02").from_wgs84(villages["geom"].to_numpy())
    path = tmp_path / "v.geojson"
    gpd.GeoDataFrame(
        {"code": villages["code"], "name": villages["name"]}, geometry=shapes, crs=4326
    ).to_file(path, driver="GeoJSON")
    plan = intake.plan(county.workspace, path, IntakeOptions("villages"))

    seen = picture(county.workspace, plan)

    assert seen is not None
    assert (seen.said_in.name, seen.taken_in.name) == ("EPSG:4326", "gcj02")
    apart = shapely.distance(shapely.centroid(seen.said), shapely.centroid(seen.taken))
    assert (apart > 0.003).all()
    corrected = IntakeOptions("villages", crs="gcj02")
    nudged = parse("gcj02").from_wgs84(shapely.transform(villages["geom"], lambda xy: xy + 1e-4))
    frame = gpd.GeoDataFrame({"code": villages["code"]}, geometry=nudged, crs=4326)
    frame.to_file(path, driver="GeoJSON")
    intake.apply(county.workspace, intake.plan(county.workspace, path, corrected))
    assert set(county.workspace.frame("villages")["source_frame"]) == {"gcj02"}
    back = shapely.symmetric_difference(seen.taken, villages["geom"].to_numpy())
    assert np.max(shapely.area(back)) < 1e-7


def test_overlaps_of_a_file_are_shapes_to_look_at(county: SmallCounty, tmp_path: Path) -> None:
    boxes = [shapely.box(115, 35, 115.1, 35.1), shapely.box(115.09, 35, 115.2, 35.1)]
    path = tmp_path / "v.geojson"
    gpd.GeoDataFrame(
        {"code": ["411024999001", "411024999002"], "name": ["一村", "二村"]},
        geometry=boxes,
        crs=4326,
    ).to_file(path, driver="GeoJSON")
    plan = intake.plan(
        county.workspace, path, IntakeOptions("villages", crs="EPSG:4326", key="code")
    )
    seen = picture(county.workspace, plan)
    assert seen is not None
    assert seen.faults["overlaps"][0].equals(shapely.box(115.09, 35, 115.1, 35.1))
    west, south, east, north = seen.near or (0, 0, 0, 0)
    assert west < 115.09 < east < 115.2
    assert south < 35.05 < north


class Untold(NamedTuple):
    """Rows whose file does not tell how a figure is meant, the answer, and a row that would tell otherwise."""

    kind: str
    rows: str
    option: str
    answer: str
    means: tuple[str, object]
    telling: str
    told: object


COMMA = Untold(
    "cameras",
    '设备编号,名称,可视距离,lon,lat\nX{n},路口,"1,234",114,34\n',
    "decimal",
    "comma",
    ("range_m", 1.234),
    'Y,桥,"1,234.5",114,34\n',
    1234.0,
)
DAY = Untold(
    "hazards",
    "编号,内容,发现日期\nX{n},电线老化,05/03/2026\n",
    "dates",
    "dmy",
    ("found", dt.date(2026, 3, 5)),
    "Y,沟盖缺失,03/25/2026\n",
    dt.date(2026, 5, 3),
)


@pytest.mark.parametrize("untold", [COMMA, DAY], ids=lambda one: one.option)
def test_an_answer_serves_for_next_months_list_unless_that_tells_itself(
    county: SmallCounty, tmp_path: Path, untold: Untold
) -> None:
    workspace, plain = county.workspace, IntakeOptions(untold.kind, crs="EPSG:4326")
    field, means = untold.means

    def planned(month: int, more: str = "", **said: Any) -> Plan:
        path = tmp_path / f"{month}月.csv"
        path.write_text(untold.rows.format(n=month) + more, encoding="utf-8")
        return intake.plan(workspace, path, replace(plain, **said))

    assert [q.option for q in planned(1).questions] == [untold.option]
    intake.apply(workspace, planned(1, **{untold.option: untold.answer}))

    again = planned(2)
    assert again.as_before == frozenset((untold.answer,))
    assert again.rows.values[field] == [means]
    notes = " ".join(again.as_json(None, "zh")["notes"])
    assert "沿用上次" in notes
    assert "列的对应" not in notes, "nothing was said about columns"
    itself = planned(3, untold.telling)
    assert (itself.as_before, itself.rows.values[field][0]) == (frozenset(), untold.told)
    assert [q.option for q in planned(4, recall=False).questions] == [untold.option]
