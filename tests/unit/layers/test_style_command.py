"""`app.py style`: classes, limits and counts of a fill as text and JSON, and a theme that the window can open on."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from app import main
from db.workspace import Workspace
from layers.looks.look import Fill
from layers.looks.theme_store import find_theme, saved_styles
from tests.helpers.small_county import small_county


@pytest.fixture
def file(tmp_path: Path) -> str:
    made = small_county(tmp_path / "county.gpkg")
    made.workspace.close()
    return str(tmp_path / "county.gpkg")


def test_classes_add_up_to_the_villages(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = [
        "style",
        file,
        "--by",
        "population",
        "--method",
        "quantile",
        "--classes",
        "4",
        "--json",
    ]
    assert main(given) == 0
    found = orjson.loads(capsys.readouterr().out)
    assert found["unit"] == {"zh": "人", "en": "people"}
    assert sum(line["count"] for line in found["classes"]) == found["villages"] == 5
    assert found["breaks"] == sorted(found["breaks"])
    assert [line["high"] for line in found["classes"] if "high" in line] == found["breaks"][1:]


def test_without_a_figure_they_are_listed(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["style", file, "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert "open_disputes" in said
    assert "人口 ÷ 村界面积" in said


def test_a_saved_fill_is_a_theme_of_the_workspace(file: str) -> None:
    assert main(["style", file, "--by", "visits", "--save", "走访图"]) == 0
    with Workspace.open(file, readonly=True) as workspace:
        theme = find_theme(workspace, "走访图")
    assert theme is not None
    assert theme.looks["villages"].fill == Fill("visits")


def test_a_fill_can_be_saved_as_a_style_used_listed_and_removed(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fill = ["--by", "population", "--classes", "4"]
    assert main(["style", file, *fill, "--save-style", "人口四级", "--json"]) == 0
    first = orjson.loads(capsys.readouterr().out)
    assert main(["style", file, "--style", "人口四级", "--json"]) == 0
    assert orjson.loads(capsys.readouterr().out) == first
    assert main(["style", file, "--styles", "--json"]) == 0
    assert list(orjson.loads(capsys.readouterr().out)["styles"]) == ["人口四级"]
    assert main(["style", file, "--remove-style", "人口四级"]) == 0
    assert main(["style", file, "--style", "人口四级"]) == 2
    assert main(["style", file, "--remove-style", "人口四级"]) == 2
    with Workspace.open(file, readonly=True) as workspace:
        assert saved_styles(workspace, "villages") == {}


def test_a_name_of_ours_is_not_taken(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["style", file, "--by", "visits", "--save", "值班"]) == 1
    assert "值班" in capsys.readouterr().err


def test_a_figure_that_there_is_not_is_a_wrong_command_line(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["style", file, "--by", "wealth"]) == 2
    assert "population" in capsys.readouterr().err
