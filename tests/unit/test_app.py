"""The command line: what each command answers, its exit code, and that it needs no Qt."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import app
from db.measures import MEASURES
from db.records import KINDS
from layers.catalogue import CATALOGUE
from layers.kept_layers import folder_of
from tests.helpers.needs import ROOT
from tests.helpers.other_program import run_elsewhere
from tests.helpers.small_county import small_county

SAYS_QT = (
    "import app, sys\n"
    "code = app.main(sys.argv[1:])\n"
    "print('QT' if any(name.startswith('PySide6') for name in sys.modules) else 'NO QT', code)"
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("app") / "small.gpkg"
    small_county(where).workspace.close()
    return where


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = app.main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_check_answers_the_promised_json(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    code, out, err = run(capsys, "check", file, "--json")

    report = json.loads(out)
    assert (code, err) == (0, "")
    assert set(report) == {"ok", "faults", "counts", "journal", "boundaries"}
    assert report["ok"] is True
    assert report["faults"] == []
    assert set(report["counts"]) == set(KINDS)
    assert report["counts"]["villages"] == 5
    assert report["journal"]["entries"] == 2
    assert len(report["journal"]["head"]) == 64


def test_check_ends_with_a_sentence_for_each_fault(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "tampered.gpkg"
    copy.write_bytes(file.read_bytes())
    with sqlite3.connect(copy) as behind_our_back:
        behind_our_back.execute("UPDATE journal SET label = 'someone else' WHERE sequence = 2")
    behind_our_back.close()

    code, out, err = run(capsys, "check", copy, "--json")

    assert code == 1
    assert json.loads(out)["ok"] is False
    assert "journal" in err


def test_check_of_what_is_no_workspace_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = tmp_path / "notes.gpkg"
    other.write_text("not a database")

    code, out, err = run(capsys, "check", other, "--lang", "zh")

    assert (code, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    assert any("\u4e00" <= c <= "\u9fff" for c in err)


def test_measures_give_value_formula_and_rows(
    capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    code, out, _err = run(capsys, "measures", file, "--on", "2026-11-22", "--json")

    answer = json.loads(out)
    assert code == 0
    assert answer["on"] == "2026-11-22"
    assert set(answer["measures"]) == set(MEASURES)
    cover = answer["measures"]["cover"]
    assert (cover["value"], cover["numerator"], cover["denominator"]) == (20.0, 1, 5)
    assert cover["rows"]["kind"] == "villages"
    assert len(cover["rows"]["uids"]) == 1
    assert cover["formula"]["zh"]


def test_one_measure_can_be_asked_for(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    code, out, _err = run(capsys, "measures", file, "--on", "2026-11-22", "--name", "gaps")

    assert code == 0
    assert out.split()[:2] == ["gaps", "4"]
    assert run(capsys, "measures", file, "--name", "tea")[0] == 2


def test_the_journal_is_told_oldest_first(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    code, out, _err = run(capsys, "journal", file, "--json")

    entries = json.loads(out)["entries"]
    assert code == 0
    assert [(e["sequence"], e["verb"], e["user"]) for e in entries] == [
        (1, "workspace.create", "duty"),
        (2, "demo", "duty"),
    ]
    assert (
        json.loads(run(capsys, "journal", file, "--after", 1, "--json")[1])["entries"]
        == entries[1:]
    )


def test_a_demo_is_built_and_never_over_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    where = tmp_path / "ganquan.gpkg"
    code, out, _err = run(
        capsys, "demo", where, "--county", "610627", "--on", "2026-11-22", "--json"
    )

    assert code == 0
    assert json.loads(out)["counts"]["villages"] > 50
    assert run(capsys, "check", where)[0] == 0
    assert {file.stem for file in folder_of(where).iterdir()} == {layer.name for layer in CATALOGUE}
    before = where.read_bytes()
    code, _out, err = run(capsys, "demo", where, "--county", "610627")
    assert code == 1
    assert "ganquan.gpkg" in err
    assert where.read_bytes() == before


def test_a_demo_of_nowhere_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _out, err = run(capsys, "demo", tmp_path / "x.gpkg", "--county", "999999")

    assert code == 2
    assert "999999" in err
    assert not (tmp_path / "x.gpkg").exists()


@pytest.mark.parametrize("command", ["check", "measures", "journal"])
def test_commands_load_no_qt(command: str, file: Path) -> None:
    told = run_elsewhere(SAYS_QT, command, str(file), "--json")

    assert told.splitlines()[-1] == "NO QT 0"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--size", "wide"],
        ["--view", "34,114"],
        ["--view", "95,114,9"],
        ["--select", "villages"],
        ["--lang", "fr"],
        ["demo", "x.gpkg"],
        ["journal"],
        ["measures", "x.gpkg", "--on", "yesterday"],
    ],
)
def test_a_senseless_command_line_ends_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        app.main(arguments)

    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_help_names_every_option_and_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        app.main(["--help"])

    told = capsys.readouterr().out
    assert ended.value.code == 0
    for word in (
        *("WORKSPACE", "--lang", "--theme", "--shot", "--size", "--view", "--select"),
        *app.SUBCOMMANDS,
    ):
        assert word in told


def test_the_program_starts_from_anywhere(tmp_path: Path, file: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "app.py", "check", file],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "villages" in done.stdout
