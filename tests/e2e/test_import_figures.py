"""Figures from other hands: large units, spaces between thousands, formulas without results, columns twice."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from db.workspace import Workspace
from gis.transfer.errors import TransferQuestion
from layers import intake
from layers.intake import IntakeOptions
from layers.intake.values import number


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """One workspace for the module: every test only plans."""
    path = tmp_path_factory.mktemp("figures") / "w.gpkg"
    with Workspace.create(path, user="duty", seat="desk") as made:
        yield made


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("3万", "", 30_000),
        ("1.2万人", "", 12_000),
        ("1 234", "", 1234),
        ("2公里", "m", 2000),
        ("0.5km", "m", 500),
        ("500米", "m", 500),
        ("15m/s", "kmh", 54),
        ("90度", "", 90),
        ("1,200户", "", 1200),
    ],
)
def test_a_unit_is_part_of_the_figure(text: str, unit: str, expected: float) -> None:
    assert number(text, unit) == pytest.approx(expected)


def test_a_range_in_kilometres_is_kept_in_metres(empty: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,名称,经度,纬度,可视距离\nA-1,路口,114.03,34.03,0.2公里\n")
    plan = intake.plan(empty, path, IntakeOptions("cameras", crs="EPSG:4326"))
    assert plan.rows.values["range_m"] == [200.0]


def test_degrees_go_before_other_columns_called_x_and_y(empty: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,名称,X,Y,经度,纬度\nA-1,路口,518000,3774500,114.03,34.03\n")
    plan = intake.plan(empty, path, IntakeOptions("cameras", crs="EPSG:4326"))
    assert plan.columns.place == {"lon": "经度", "lat": "纬度"}


def test_formulas_without_results_are_counted(empty: Workspace, tmp_path: Path) -> None:
    made, path = tmp_path / "made.xlsx", tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(made))
    sheet = book.add_worksheet("点位")
    sheet.write_row(0, 0, ("编号", "名称", "经度", "纬度"))
    sheet.write_row(1, 0, ("A-1", "路口", 114.03, 34.03))
    sheet.write_formula(2, 1, '=B2&"西"', value="路口西")
    sheet.write_formula(3, 1, '=B2&"东"')
    book.close()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w") as out:
        for name in source.namelist():
            out.writestr(name, re.sub(rb"<v>0</v>", b"", source.read(name)))
    plan = intake.plan(empty, path, IntakeOptions("cameras", crs="EPSG:4326"))
    assert ("formulas", 1) in plan.reading.notes


def test_sheets_are_taken_one_by_one_and_those_left_are_named(
    empty: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("一月", "二月"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ("编号", "名称", "经度", "纬度"))
            sheet.write_row(1, 0, (f"{name}-1", "路口", 114.03, 34.03))
    with pytest.raises(TransferQuestion, match="one at a time") as asked:
        intake.plan(empty, path, IntakeOptions("cameras"))
    assert asked.value.choices == ("一月", "二月")
    chosen = IntakeOptions("cameras", layer="二月", crs="EPSG:4326")
    (note,) = intake.plan(empty, path, chosen).as_json(None, "zh")["notes"]
    assert "另有 1 张工作表不在这次导入里：一月。" in note
