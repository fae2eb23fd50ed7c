"""A ledger after a change is the ledger read anew, and what the change did not touch is not read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shapely import Point

from db.records import KINDS, Camera, Dispute, Officer, Posting
from layers.tables.ledger import Ledger
from layers.tables.sheet import Sorting
from tests.helpers.ledgers import changed, ledger_of, said
from tests.helpers.small_county import TODAY, SmallCounty, small_county


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[SmallCounty]:
    made = small_county(tmp_path / "small.gpkg")
    yield made
    made.workspace.close()


def used(ledger: Ledger) -> Ledger:
    """A ledger of which everything was asked once, as in a table that was used."""
    for column in ledger.columns:
        ledger.keys(column)
        if not column.figure:
            ledger.grouped(ledger.kept(None), column, ())
    for needle in ("yjjwh", "超期", "1"):
        ledger.clause(needle=needle)
    ledger.window(ledger.fids)
    return ledger


def assert_same(after: Ledger, anew: Ledger) -> None:
    """Both say, sort and find the same, row by row."""
    assert after.fids.tolist() == anew.fids.tolist()
    places = anew.kept(None)
    (shown, _at), (expected_rows, _at) = after.window(after.fids), anew.window(anew.fids)
    for at, column in enumerate(anew.columns):
        assert shown.texts(column).tolist() == expected_rows.texts(column).tolist(), column.name
        rule = [Sorting(at)]
        assert after.ordered(places, rule).tolist() == anew.ordered(places, rule).tolist()
        if not column.figure:
            one, other = (each.grouped(places, column, ()) for each in (after, anew))
            assert one.heads == other.heads, column.name
            assert one.lines.tolist() == other.lines.tolist(), column.name
    for needle in ("yjjwh", "1", "村 红", "超期", "柏梁", "xx"):
        one_way, other_way = (each.kept(each.clause(needle=needle)) for each in (after, anew))
        assert one_way.tolist() == other_way.tolist(), needle


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("disputes", {"summary": "安置房漏水", "colour": "red", "case_class": "difficult"}),
        ("cameras", {"name": "学校东门", "status": "fault", "bearing": 12.5}),
        ("villages", {"name": "李家庄", "population": 777, "counts": {"shops": 5}}),
        ("officers", {"name": "民警 99", "officer_kind": "leader"}),
    ],
)
def test_after_a_change_it_is_the_ledger_read_anew(
    kind: str, values: dict[str, Any], fresh: SmallCounty
) -> None:
    before = used(ledger_of(fresh, kind))

    def write(op: Any) -> None:
        for at in (1, 3):
            record = fresh.workspace.get(KINDS[kind], fresh[f"{kind.removesuffix('s')}{at}"])
            op.update(record, **values)

    changes = changed(fresh, write)
    assert before.touched_by(changes)
    assert_same(before.after(changes), ledger_of(fresh, kind))


def test_rows_that_are_added_and_deleted_appear_and_go(fresh: SmallCounty) -> None:
    before = used(ledger_of(fresh, "cameras"))

    def write(op: Any) -> None:
        op.add(Camera(serial="SXT-0100", name="小学门口", geom=Point(114.05, 34.05)))
        op.delete(fresh.workspace.get(Camera, fresh["camera0"]))

    after = before.after(changed(fresh, write))
    assert len(after) == 4
    assert_same(after, ledger_of(fresh, "cameras"))


def test_a_new_name_of_an_officer_is_seen_in_what_links_to_them(fresh: SmallCounty) -> None:
    before = used(ledger_of(fresh, "disputes"))
    officer = fresh.workspace.get(Officer, fresh["officer0"])
    changes = changed(fresh, lambda op: op.update(officer, name="民警 7"))
    after = before.after(changes)
    assert said(after, after.fids, "holder_uid")[0] == "民警 7"
    assert_same(after, ledger_of(fresh, "disputes"))


def test_a_posting_that_ends_is_seen_in_the_villages(fresh: SmallCounty) -> None:
    before = used(ledger_of(fresh, "villages"))
    posting = fresh.workspace.get(Posting, fresh["resident0"])
    changes = changed(fresh, lambda op: op.update(posting, end=TODAY.replace(day=1)))
    assert_same(before.after(changes), ledger_of(fresh, "villages"))


def test_a_change_elsewhere_touches_nothing(fresh: SmallCounty) -> None:
    ledger = ledger_of(fresh, "cameras")
    dispute = fresh.workspace.get(Dispute, fresh["dispute0"])
    assert not ledger.touched_by(changed(fresh, lambda op: op.update(dispute, summary="其他")))
