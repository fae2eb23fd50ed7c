"""`app.py rows … --where …`: the same language on the command line."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

import app
from db.workspace import Workspace
from layers.tables.column_filters import Chosen
from layers.tables.views import Arrangement, save_view
from tests.helpers.small_county import small_county


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("county") / "small.gpkg"
    small_county(path).workspace.close()
    return path


def test_rows_as_json_hold_the_stored_values(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = "village.township = 柏梁镇 且 颜色 = 红"
    assert app.main(["rows", str(file), "disputes", "--where", where, "--json"]) == 0
    told = orjson.loads(capsys.readouterr().out)
    assert (told["kind"], told["where"], told["count"]) == ("disputes", where, 1)
    (row,) = told["rows"]
    assert row["case_no"] == "2026-0000"
    assert (row["colour"], row["found"], row["closed"]) == ("red", "2026-11-10", None)
    assert "geom" not in row


def test_rows_as_text_read_like_the_table(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["rows", str(file), "villages", "--where", "空缺", "--limit", "2", "--lang", "zh"]
    assert app.main(arguments) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split("\t")[:4] == ["名称", "所属乡镇", "驻村民警", "包村民警"]
    assert [line.split("\t")[:3] for line in lines] == [
        ["张桥村", "柏梁镇", "民警 0"],
        ["王庄村", "安陵镇", "空缺"],
    ]


@pytest.mark.parametrize("kind", ["terms", "visits", "dispute_events", "officers", "units"])
def test_every_sort_of_value_can_be_printed(
    kind: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["rows", str(file), kind, "--json"]) == 0
    told = orjson.loads(capsys.readouterr().out)
    assert told["count"] == len(told["rows"]) > 0


def test_a_mistake_is_one_sentence_with_its_place(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["rows", str(file), "disputes", "--where", "颜色 = 绿", "--lang", "zh"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.strip() == "条件第 6 字：「颜色」没有“绿”这一项。有：红、黄、蓝。"


def test_an_export_takes_the_same_language(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    command = ["export", str(file), str(out), "--kind", "cameras", "--json"]
    assert app.main([*command, "--where", "状态 在 (故障, 离线) 且 所在村 = 张桥村"]) == 0
    assert orjson.loads(capsys.readouterr().out)["rows"] == 2
    text = out.read_text("utf-8-sig")
    assert "SXT-0001" in text
    assert "SXT-0003" in text
    assert "SXT-0000" not in text
    with Workspace.open(file, readonly=True) as workspace:
        entry = workspace.journal.entries(newest_first=True, limit=1)[0]
    query = "状态 在 (故障, 离线) 且 所在村 = 张桥村"
    assert (entry.verb, entry.label) == ("export.camera", f"out.csv · EPSG:4326 · {query} · 2")


def test_rows_are_grouped_added_up_and_limited_to_columns(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["rows", str(file), "villages", "--columns", "名称,population", "--lang", "zh"]
    assert app.main([*arguments, "--group", "所属乡镇", "--totals"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("#")] == ["# 安陵镇\t2", "# 柏梁镇\t3"]
    assert lines[1].split("\t") == ["名称", "人口"]
    assert lines[-1].split("\t") == ["5 条", "Σ 19\u2009262"]
    assert app.main([*arguments, "--group", "township", "--json"]) == 0
    told = orjson.loads(capsys.readouterr().out)
    assert [(group["text"], group["count"]) for group in told["groups"]] == [
        ("安陵镇", 2),
        ("柏梁镇", 3),
    ]
    assert set(told["rows"][0]) == {"name", "population"}


def test_a_saved_view_is_shown_by_its_name_and_a_wrong_one_names_what_there_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    county = small_county(tmp_path / "views.gpkg")
    wanted = Arrangement(
        columns=("serial", "status"),
        sorting=(("serial", True),),
        filters=(Chosen("status", frozenset({"ok"})),),
        query="编号 包含 SXT",
    )
    with county.workspace.operation("preset.new") as op:
        save_view(op, county.workspace, "cameras", "正常的", wanted)
    county.workspace.close()
    file = str(tmp_path / "views.gpkg")
    assert app.main(["rows", file, "cameras", "--view", "正常的", "--lang", "zh"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t") for line in lines[1:]] == [["SXT-0002", "正常"], ["SXT-0000", "正常"]]
    assert app.main(["rows", file, "cameras", "--view", "没有", "--lang", "zh"]) == 1
    assert "正常的" in capsys.readouterr().err
