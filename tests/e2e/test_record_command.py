"""The commands `record` and `set`, run as a person runs them, over the county of the tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import app
from db.records import Camera, Dispute
from db.workspace import Workspace
from tests.helpers.small_county import SmallCounty, small_county


@pytest.fixture
def county(tmp_path: Path) -> SmallCounty:
    made = small_county(tmp_path / "small.gpkg")
    made.workspace.close()
    return made


def path_of(county: SmallCounty) -> str:
    assert county.workspace.target.path is not None
    return str(county.workspace.target.path)


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object], str]:
    code = app.main([*words, "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def test_a_record_is_told_with_who_answers_what_is_related_and_its_history(
    county: SmallCounty, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told, _err = answer(
        capsys, "record", path_of(county), "villages", "姚家居委会", "--lang", "zh"
    )
    assert code == 0
    assert told["uid"] == county["village0"]
    assert told["values"]["population"] == 2412  # type: ignore[index]
    assert told["words"]["人口"] == "2\u2009412 人"  # type: ignore[index]
    assert [each["post"] for each in told["answers"]] == ["包抓", "包村", "驻村"]  # type: ignore[attr-defined]
    assert {each["kind"] for each in told["related"]} >= {"disputes", "hazards", "cameras"}  # type: ignore[attr-defined]
    assert told["history"]


def test_fields_are_set_as_one_operation_by_label_and_word(
    county: SmallCounty, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("颜色=蓝", "summary=已复测", "承办人=民警 4", "details=")
    code, told, _err = answer(capsys, "set", path_of(county), "disputes", "2026-0001", *words)
    assert code == 0
    assert set(told["changed"]) >= {"colour", "summary", "holder_uid"}  # type: ignore[call-overload]
    with Workspace.open(path_of(county)) as workspace:
        (found,) = workspace.find(Dispute, case_no="2026-0001")
        assert (found.colour, found.summary, found.details) == ("blue", "已复测", "")
        assert found.holder_uid == county["officer4"]
        newest = workspace.history("disputes", found.uid)[0]
        assert newest.entry.verb == "dispute.edit"
        assert newest.entry.sequence == told["sequence"]


@pytest.mark.parametrize(
    ("words", "field", "part"),
    [
        (("bearing=400",), "bearing", "0–360"),
        (("status=broken",), "status", "no choice"),
        (("name=call 13912345678",), "name", "phone number"),
        (("colour=red",), None, "no field"),
        (("village_uid=nowhere",), "village_uid", "no village"),
        (("name=fine", "bearing=400"), "bearing", "0–360"),
    ],
)
def test_what_the_form_refuses_is_refused_with_its_sentence_and_nothing_is_written(
    county: SmallCounty,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    field: str | None,
    part: str,
) -> None:
    with Workspace.open(path_of(county)) as workspace:
        camera = workspace.find(Camera)[0]
        head = workspace.journal.head()
    code, told, err = answer(capsys, "set", path_of(county), "cameras", camera.serial, *words)
    assert code == 1
    assert told["refused"]["field"] == field  # type: ignore[index]
    assert part in told["refused"]["sentence"]  # type: ignore[index]
    assert part in err
    with Workspace.open(path_of(county)) as workspace:
        assert workspace.journal.head() == head


def test_a_record_that_is_not_there_is_told(
    county: SmallCounty, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["record", path_of(county), "officers", "nobody"]) == 1
    assert "no officer “nobody”" in capsys.readouterr().err
