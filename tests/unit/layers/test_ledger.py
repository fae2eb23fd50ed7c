"""The ledger of a table: order, filters, groups and totals that the engine finds are those of the rows themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shapely import Point

from db.records import KINDS, Camera
from db.row_window import OneOf, numbered_alike
from layers.columns import Column
from layers.tables.column_filters import Between, Chosen, Filter, Holding, sort_of_filter
from layers.tables.groups import Sum, sums_for, total_in_words
from layers.tables.ranks import ranks_of_texts
from layers.tables.row_blocks import Seen, read_blocks, seen_blocks
from layers.tables.sheet import Sheet, Sorting
from layers.tables.shown_rows import Asked, arranged_rows
from layers.tables.views import Arrangement
from tests.helpers.ledgers import changed, ledger_of, said, uids, whole
from tests.helpers.postgres import PostgresServer
from tests.helpers.small_county import SmallCounty, build_small_county, small_county

LONG_USED = ["disputes", "hazards", "villages", "officers", "cameras", "visits", "dispute_events"]


@pytest.fixture(scope="module", params=["file", pytest.param("server", marks=pytest.mark.postgres)])
def county(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallCounty]:
    if request.param == "file":
        made = small_county(tmp_path_factory.mktemp("county") / "small.gpkg")
        yield made
        made.workspace.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database(request.getfixturevalue("postgis_template")) as url:
        made = build_small_county(url)
        yield made
        made.workspace.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[SmallCounty]:
    made = small_county(tmp_path / "small.gpkg")
    yield made
    made.workspace.close()


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_sorts_as_its_rows_do(kind: str, county: SmallCounty) -> None:
    ledger, sheet = ledger_of(county, kind), whole(county, kind)
    for at in range(len(sheet.columns)):
        for down in (False, True):
            rule = Sorting(at, down)
            found = ledger.ordered(ledger.kept(None), [rule])
            assert found.tolist() == sheet.order([rule]).tolist(), sheet.columns[at].name


def test_equal_rows_are_sorted_by_the_next_column(county: SmallCounty) -> None:
    ledger, sheet = ledger_of(county, "disputes"), whole(county, "disputes")
    rules = (("village_uid", False), ("case_no", True))
    names = [column.name for column in sheet.columns]
    order = sheet.order([Sorting(names.index(name), down) for name, down in rules])
    assert uids(ledger, Arrangement(sorting=rules)) == sheet.uids[order].tolist()


@pytest.mark.parametrize(
    ("kind", "needle", "expected"),
    [
        ("disputes", "宅基地", [0]),
        ("disputes", "yjjwh", [0, 1]),
        ("disputes", "yaojia 2026-0001", [1]),
        ("disputes", "超期", [0]),
        ("disputes", "红 调解", [0]),
        ("disputes", "zqc 蓝", [2, 3]),
        ("disputes", "周日", [2]),
        ("disputes", "2026-11-24", [1]),
        ("villages", "wzc", [2, 3]),
        ("villages", "柏梁镇 wangzhuang", [3]),
        ("villages", "空缺", [1, 2, 3, 4]),
        ("villages", "15230", [2]),
        ("cameras", "ck", [0, 1, 2, 3]),
        ("cameras", "SXT-0002", [2]),
        ("cameras", "100%", []),
        ("cameras", "_", []),
        ("officers", "mj4", [4]),
        ("officers", "102404", [4]),
        ("disputes", "不存在", []),
        ("disputes", "   ", [0, 1, 2, 3, 4]),
    ],
)
def test_a_filter_finds_any_shown_text_pinyin_and_initials(
    kind: str, needle: str, expected: list[int], county: SmallCounty
) -> None:
    ledger = ledger_of(county, kind)
    places = ledger.kept(ledger.clause(needle=needle)).tolist()
    assert places == expected


@pytest.mark.parametrize("kind", LONG_USED)
def test_what_a_filter_of_values_keeps_is_what_it_counted(kind: str, county: SmallCounty) -> None:
    ledger, sheet = ledger_of(county, kind), whole(county, kind)
    for column in sheet.columns:
        if sort_of_filter(column) != "values":
            continue
        offered = ledger.values(column, (), "", None)
        assert sum(value.count for value in offered) == len(sheet)
        texts = sheet.texts(column).tolist()
        for value in offered:
            kept = Arrangement(filters=(Chosen(column.name, frozenset({value.key})),))
            found = said(ledger, arranged_rows(ledger, Asked.of(kept)).order, column.name)
            assert len(found) == value.count
            if value.key:
                assert set(found) == {value.text}
                assert texts.count(value.text) == value.count


def expected(sheet: Sheet, column: Column, wanted: Between) -> list[int]:
    keys = sheet.keys(column)
    if wanted.empty:
        return np.flatnonzero(np.isnan(keys)).tolist()
    low = -np.inf if wanted.low is None else wanted.low
    high = np.inf if wanted.high is None else wanted.high
    return np.flatnonzero((keys >= low) & (keys <= high)).tolist()


@pytest.mark.parametrize("kind", ["disputes", "villages", "officers", "cameras"])
def test_a_range_keeps_what_lies_in_it_and_nothing_that_is_empty(
    kind: str, county: SmallCounty
) -> None:
    ledger, sheet = ledger_of(county, kind), whole(county, kind)
    for column in sheet.columns:
        if sort_of_filter(column) not in ("figures", "days") or column.sort == "time":
            continue
        known = sheet.keys(column)[~np.isnan(sheet.keys(column))]
        middle = float(np.median(known)) if len(known) else 0.0
        for wanted in (
            Between(column.name, middle, None),
            Between(column.name, None, middle),
            Between(column.name, middle, middle),
            Between(column.name, empty=True),
        ):
            found = ledger.kept(ledger.clause((wanted,)))
            assert found.tolist() == expected(sheet, column, wanted), (column.name, wanted)


def test_a_day_of_a_time_is_the_local_day(county: SmallCounty) -> None:
    ledger = ledger_of(county, "dispute_events")
    at = ledger.column("at")
    for value in ledger.members(at)[0]:
        day = float((np.datetime64(value) - np.datetime64("1970-01-01")).astype(int))
        found = arranged_rows(ledger, Asked.of(Arrangement(filters=(Between("at", day, day),))))
        texts = said(ledger, found.order, "at")
        assert texts
        assert {text[:10] for text in texts} == {value}


def test_a_piece_of_text_is_found_in_either_case_and_its_signs_mean_themselves(
    county: SmallCounty,
) -> None:
    ledger = ledger_of(county, "cameras")
    assert len(uids(ledger, Arrangement(filters=(Holding("serial", "sxt-0"),)))) == 4
    assert not uids(ledger, Arrangement(filters=(Holding("serial", "sxt%"),)))
    assert not uids(ledger, Arrangement(filters=(Holding("serial", "'; DROP TABLE cameras"),)))


@pytest.mark.parametrize("kind", LONG_USED)
def test_groups_hold_every_row_once_under_what_it_says(kind: str, county: SmallCounty) -> None:
    ledger = ledger_of(county, kind)
    sheet, _at = ledger.window(ledger.fids)
    texts_of = {column.name: sheet.texts(column).tolist() for column in ledger.columns}
    for column in ledger.columns:
        if column.figure:
            continue
        found = arranged_rows(ledger, Asked.of(Arrangement(group=column.name, sorting=())))
        assert found.groups is not None
        lines = found.groups.lines.tolist()
        assert sorted(line for line in lines if line >= 0) == sorted(ledger.fids.tolist())
        said_of = dict(zip(ledger.fids.tolist(), texts_of[column.name], strict=True))
        head = None
        for line in lines:
            if line < 0:
                head = found.groups.heads[-1 - line]
                continue
            assert head is not None
            text = said_of[line]
            assert (text or "（空）").startswith(head.text) or not head.key, column.name
        assert sum(each.count for each in found.groups.heads) == len(ledger)


def test_a_folded_group_shows_its_head_alone_and_counts_its_rows(county: SmallCounty) -> None:
    ledger = ledger_of(county, "cameras")
    kept = Arrangement(group="status", sorting=())
    asked = Asked.of(kept, folded=frozenset({"ok"}))
    found = arranged_rows(ledger, asked)
    assert found.groups is not None
    assert [(h.text, h.count, h.folded) for h in found.groups.heads] == [
        ("正常", 2, True),
        ("故障", 1, False),
        ("离线", 1, False),
    ]
    assert len(found.lines) == 5
    assert len(found.order) == 4


@pytest.mark.parametrize("kind", ["villages", "cameras", "disputes"])
def test_totals_are_those_of_the_rows(kind: str, county: SmallCounty) -> None:
    ledger, sheet = ledger_of(county, kind), whole(county, kind)
    for column in sheet.columns:
        for by in sums_for(column):
            found = arranged_rows(ledger, Asked.of(Arrangement(), ((column.name, by),)))
            assert found.totals[column.name] == summed(sheet, column, by), (column.name, by)


def summed(sheet: Sheet, column: Column, by: Sum) -> str:
    texts = [text for text in sheet.texts(column).tolist() if text and text != "空缺"]
    keys = sheet.keys(column)
    keys = keys[~np.isnan(keys)]
    if by == "count":
        value = float(len(texts))
    elif by == "distinct":
        value = float(len(set(texts)))
    elif not len(keys):
        value = float("nan")
    else:
        found = pd.Series(keys).agg(["sum", "mean", "min", "max"])
        value = float(found[{"least": "min", "greatest": "max"}.get(by, by)])
    return total_in_words(column, by, value, "zh")


def test_records_of_a_query_and_filters_hold_together(county: SmallCounty) -> None:
    ledger = ledger_of(county, "cameras")
    among = frozenset({county["camera1"], county["camera2"], "no such"})
    kept = Arrangement(filters=(Chosen("status", frozenset({"fault"})),))
    found = arranged_rows(ledger, Asked.of(kept, among=among))
    assert ledger.uids_of(found.order) == [county["camera1"]]


# -- windows ----------------------------------------------------------------------------------------


def test_a_window_has_its_rows_in_the_order_asked_and_says_which_are_gone(
    county: SmallCounty,
) -> None:
    ledger = ledger_of(county, "cameras")
    asked = np.array([ledger.fids[2], 10_000_000, ledger.fids[0]])
    sheet, at = ledger.window(asked)
    assert at[1] == -1
    serials = sheet.texts(ledger.column("serial"))
    assert [serials[at[0]], serials[at[2]]] == ["SXT-0002", "SXT-0000"]


def test_a_block_has_no_row_for_a_head_or_for_one_that_is_gone(county: SmallCounty) -> None:
    ledger = ledger_of(county, "cameras")
    lines = np.array([-1, ledger.fids[1], 10_000_000])
    block = read_blocks(ledger, lines, [0])[0]
    serial = ledger.column("serial")
    assert [block.text(line, serial) for line in range(3)] == ["", "SXT-0001", ""]
    assert [bool(block.uid(line)) for line in range(3)] == [False, True, False]


def test_the_blocks_that_a_view_needs_are_those_around_the_row_at_its_top() -> None:
    lines = np.arange(1, 100_001)[::-1]
    assert list(seen_blocks(lines, Seen(0, 30))) == [0]
    assert list(seen_blocks(lines, Seen(60, 30))) == [0, 1]
    assert list(seen_blocks(lines, Seen(0, 30, top_fid=36_000))) == [1000, 1001][:1]
    assert list(seen_blocks(lines, Seen(99_999, 30))) == [1562]
    assert list(seen_blocks(lines[:130], Seen())) == [0, 1, 2]


# -- order of many texts ----------------------------------------------------------------------------


def test_very_long_keys_that_begin_alike_are_told_apart() -> None:
    stem = "很长的名称" * 6
    texts = [f"{stem}乙", stem, f"{stem}甲", "", f"{stem}甲", "a"]
    ranks = ranks_of_texts(texts)
    assert np.isnan(ranks[3])
    assert ranks[2] == ranks[4]
    order = [texts[at] for at in np.argsort(ranks, kind="stable")[:5]]
    assert order == ["a", stem, f"{stem}甲", f"{stem}甲", f"{stem}乙"]


def test_only_numbers_of_one_form_are_sorted_by_the_engine(fresh: SmallCounty) -> None:
    engine, serial = fresh.workspace.engine, KINDS["cameras"].__table__.c.serial
    assert numbered_alike(engine, "cameras", serial)
    changed(fresh, lambda op: op.add(Camera(serial="SXT-10", name="甲", geom=Point(114.05, 34.05))))
    assert not numbered_alike(engine, "cameras", serial)
    ledger = ledger_of(fresh, "cameras")
    order = arranged_rows(ledger, Asked.of(Arrangement(sorting=(("serial", False),)))).order
    assert said(ledger, order, "serial")[-1] == "SXT-10"


def test_filters_are_bound_and_never_part_of_the_statement(county: SmallCounty) -> None:
    ledger = ledger_of(county, "cameras")
    hostile = "x' OR 1=1 --"
    filters: tuple[Filter, ...] = (
        Holding("name", hostile),
        Chosen("status", frozenset({hostile})),
    )
    where = ledger.clause(filters, hostile, frozenset({county["camera0"]}))
    assert where is not None
    assert hostile not in str(where)
    assert [hostile] in where.compile().params.values()
    assert any(isinstance(each, OneOf) for each in where.get_children())
