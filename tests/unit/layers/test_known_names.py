"""Names are read once while one steps from record to record, and read again after a change of what they come from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from db.records import Officer, Record, Term, Township
from layers.known_names import KnownNames
from layers.record.view import read_record
from tests.helpers.small_county import SmallCounty, small_county


@pytest.fixture
def county(tmp_path: Path) -> Iterator[SmallCounty]:
    made = small_county(tmp_path / "small.gpkg")
    yield made
    made.workspace.close()


def rename(county: SmallCounty, sort: type[Record], uid: str, **words: str) -> None:
    record = county.workspace.get(sort, uid)
    assert record is not None
    with county.workspace.operation("rename") as op:
        op.update(record, **words)


def test_the_second_record_costs_one_query_and_says_the_same(county: SmallCounty) -> None:
    known = KnownNames(county.workspace)
    first = read_record(county.workspace, "disputes", county["dispute0"], known)
    sent: list[str] = []
    event.listen(
        county.workspace.engine,
        "before_cursor_execute",
        lambda _c, _k, statement, *_rest: sent.append(statement),
    )
    again = read_record(county.workspace, "disputes", county["dispute0"], known)
    assert [statement for statement in sent if statement.startswith("SELECT")] == sent[1:2]
    plain = read_record(county.workspace, "disputes", county["dispute0"])
    assert first is not None
    assert again is not None
    assert plain is not None
    assert again.title == first.title == plain.title
    assert {kind: dict(names) for kind, names in plain.names.links.items()} == again.names.links
    assert again.names.terms == plain.names.terms


def test_what_is_renamed_is_called_by_its_new_name(county: SmallCounty) -> None:
    known, officer = KnownNames(county.workspace), county["officer0"]
    village = county["village0"]
    wanted = {"officers": [officer], "villages": [village]}
    assert known.of(wanted).of("villages", village) == "柏梁镇 · 姚家居委会"
    rename(county, Officer, officer, name="改名")
    known.forget({"officers"})
    assert known.of(wanted).of("officers", officer) == "改名"
    town = county.workspace.find(Township, name="柏梁镇")[0]
    rename(county, Township, town.uid, name="新镇")
    known.forget({"townships"})
    assert known.of(wanted).of("villages", village) == "新镇 · 姚家居委会"
    word = county.workspace.find(Term)[0]
    assert known.of({}).term(word.list, word.code) is not None
    rename(county, Term, word.uid, zh="新词")
    known.forget({"terms"})
    said = known.of({}).term(word.list, word.code)
    assert said is not None
    assert said.zh == "新词"


def test_a_name_that_was_read_before_a_change_and_came_after_it_is_not_kept(
    county: SmallCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, officer = KnownNames(county.workspace), county["officer0"]
    frame = county.workspace.frame

    def slow(kind: str, *rest: object, **named: object) -> object:
        read = frame(kind, *rest, **named)  # type: ignore[arg-type]
        if kind == "officers":
            monkeypatch.undo()
            rename(county, Officer, officer, name="改名")
            known.forget({"officers"})
        return read

    monkeypatch.setattr(county.workspace, "frame", slow)
    known.of({"officers": [officer]})
    assert known.of({"officers": [officer]}).of("officers", officer) == "改名"
