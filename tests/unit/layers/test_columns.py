"""The columns and the rows of tables: what is shown, and how it is sorted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from db.measures import measure
from db.records import KINDS, Dispute, Posting, Township, Village
from db.records.base import columns_of
from layers.cells import figure
from layers.columns import columns_for, links_of, mark_of
from layers.names import read_names, read_terms
from layers.record.forms import groups_for
from layers.tables.groups import sums_for
from layers.tables.ledger import Ledger
from layers.tables.rows import read_rows
from layers.tables.sheet import CALM, LATE, SOON, Sheet, Sorting
from tests.helpers.small_county import TODAY, SmallCounty, small_county


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCounty]:
    made = small_county(tmp_path_factory.mktemp("county") / "small.gpkg")
    yield made
    made.workspace.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[SmallCounty]:
    made = small_county(tmp_path / "small.gpkg")
    yield made
    made.workspace.close()


def sheet_of(county: SmallCounty, kind: str, lang: str = "zh") -> Sheet:
    names = read_names(county.workspace, links_of(columns_for(kind)))
    return Sheet(kind, read_rows(county.workspace, kind, TODAY), names, lang, TODAY)


def shown(sheet: Sheet, name: str) -> list[str]:
    column = next(column for column in sheet.columns if column.name == name)
    texts: list[str] = sheet.texts(column).tolist()
    return texts


def sorted_by(sheet: Sheet, name: str, *, descending: bool = False) -> list[int]:
    index = [column.name for column in sheet.columns].index(name)
    order: list[int] = sheet.order([Sorting(index, descending)]).tolist()
    return order


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_shows_no_hidden_field_no_geometry_and_nothing_twice(
    kind: str, county: SmallCounty
) -> None:
    columns = columns_for(kind, read_terms(county.workspace))
    names = [column.name for column in columns]
    assert names
    assert len(names) == len(set(names))
    hidden = {name for name, _column, field in columns_of(KINDS[kind]) if field.hidden}
    assert not hidden & {column.source for column in columns}
    assert "geom" not in names


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_that_is_not_hidden_is_in_exactly_one_group_of_the_form(kind: str) -> None:
    in_groups = [name for group in groups_for(kind) for name in group.fields]
    fields = [name for name, _column, field in columns_of(KINDS[kind]) if not field.hidden]
    assert sorted(in_groups) == sorted(fields)


def test_counts_become_one_column_for_each_category_of_the_workspace(county: SmallCounty) -> None:
    sheet = sheet_of(county, "villages")
    titles = {column.name: column.title.zh for column in sheet.columns}
    assert titles["counts.key_people"] == "重点人员"
    assert shown(sheet, "counts.key_people") == ["", "3", "6", "9", "12"]
    assert sorted_by(sheet, "counts.key_people", descending=True)[:4] == [4, 3, 2, 1]


def test_links_choices_and_terms_are_shown_as_words_in_the_language(county: SmallCounty) -> None:
    chinese, english = sheet_of(county, "disputes"), sheet_of(county, "disputes", "en")
    assert shown(chinese, "colour") == ["红", "黄", "蓝", "蓝", "黄"]
    assert shown(english, "colour") == ["Red", "Yellow", "Blue", "Blue", "Yellow"]
    assert shown(chinese, "dispute_kind")[0] == "其他"
    assert shown(english, "dispute_kind")[0] == "Other"
    assert shown(chinese, "holder_uid")[0] == "民警 0"


def test_a_name_that_repeats_is_led_by_its_township_and_others_are_not(county: SmallCounty) -> None:
    villages = shown(sheet_of(county, "disputes"), "village_uid")
    assert villages[0] == "姚家居委会"
    assert villages[4] == "安陵镇 · 王庄村"


def test_time_left_is_counted_from_class_and_found_and_says_who_is_late(
    county: SmallCounty,
) -> None:
    sheet = sheet_of(county, "disputes")
    assert shown(sheet, "due")[:3] == ["2026-11-17 周二", "2026-11-24 周二", "2026-11-22 周日"]
    assert shown(sheet, "left") == ["超期 5 天", "余 2 天", "今天到期", "", "余 6 天"]
    left = next(column for column in sheet.columns if column.name == "left")
    tones = sheet.tones(left)
    assert tones is not None
    assert tones.tolist() == [LATE, SOON, SOON, CALM, CALM]
    assert sorted_by(sheet, "left") == [0, 2, 1, 4, 3]
    assert sorted_by(sheet, "left", descending=True) == [4, 1, 2, 0, 3]


def test_a_paused_dispute_keeps_its_time_and_says_so(fresh: SmallCounty) -> None:
    dispute = fresh.workspace.get(Dispute, fresh["dispute4"])
    assert dispute is not None
    with fresh.workspace.operation("dispute.edit") as op:
        op.update(dispute, paused_since=TODAY)
    assert shown(sheet_of(fresh, "disputes"), "left")[4] == "暂停 · 余 6 天"


def test_the_deadline_of_the_table_is_the_records_own(county: SmallCounty) -> None:
    due = shown(sheet_of(county, "disputes"), "due")
    records = county.workspace.find(Dispute)
    assert [text[:10] for text in due] == [record.due().isoformat() for record in records]


def test_overdue_rows_are_those_that_the_measure_counts(county: SmallCounty) -> None:
    sheet = sheet_of(county, "disputes")
    left = next(column for column in sheet.columns if column.name == "left")
    late = sheet.uids[np.nan_to_num(sheet.keys(left), nan=0.0) < 0].tolist()
    assert sorted(late) == sorted(measure(county.workspace, "overdue", TODAY).rows.uids)


def test_chinese_sorts_by_pinyin_and_figures_in_a_name_by_value(county: SmallCounty) -> None:
    villages = sheet_of(county, "villages")
    names = shown(villages, "name")
    assert [names[row] for row in sorted_by(villages, "name")] == [
        "王庄村",
        "王庄村",
        "姚家居委会",
        "张桥村",
        "重兴村",
    ]


def test_a_corrected_reading_of_a_name_decides_its_place(fresh: SmallCounty) -> None:
    village = fresh.workspace.get(Village, fresh["village4"])
    assert village is not None
    with fresh.workspace.operation("village.edit") as op:
        op.update(village, pinyin="chong xing cun", initials="cxc")
    sheet = sheet_of(fresh, "villages")
    names = shown(sheet, "name")
    assert names[sorted_by(sheet, "name")[0]] == "重兴村"


def test_a_row_without_a_value_comes_last_either_way(county: SmallCounty) -> None:
    sheet = sheet_of(county, "villages")
    assert sorted_by(sheet, "population")[-1] == 4
    assert sorted_by(sheet, "population", descending=True)[-1] == 4


def test_a_village_says_who_answers_there_and_where_nobody_does(county: SmallCounty) -> None:
    sheet = sheet_of(county, "villages")
    assert shown(sheet, "resident") == ["民警 0", "民警 0", "空缺", "空缺", "空缺"]
    assert shown(sheet, "liaison") == ["民警 1", "空缺", "空缺", "空缺", "空缺"]
    liaison = next(column for column in sheet.columns if column.name == "liaison")
    tones = sheet.tones(liaison)
    assert tones is not None
    assert tones.tolist() == [CALM, LATE, LATE, LATE, LATE]


def test_an_officer_says_what_they_carry_and_follows_a_change_of_any_part_of_it(
    fresh: SmallCounty,
) -> None:
    county = fresh
    sheet = sheet_of(county, "officers")
    assert shown(sheet, "held") == ["2", "1", "0", "0", "0"]
    assert shown(sheet, "held_people") == [figure(3392), figure(2412), "0", "0", "0"]
    held = [int(text) for text in shown(sheet, "held_disputes")]
    dispute = county.workspace.find(Dispute, closed=None)[0]
    ledger = Ledger(county.workspace, "officers", "zh", TODAY)
    ledger.keys(ledger.column("held_disputes"))
    with county.workspace.operation("edit") as op:
        op.update(dispute, holder_uid=county["officer4"])
    assert op.change_set is not None
    assert ledger.touched_by(op.change_set)
    after = ledger.after(op.change_set)
    assert ledger.column("held_disputes").name not in after.known.keys
    now = [int(text) for text in shown(sheet_of(county, "officers"), "held_disputes")]
    assert now[4] == held[4] + 1
    assert sum(now) == sum(held) + (0 if dispute.holder_uid else 1)


def test_a_township_says_its_cover_as_the_county_does_and_follows_a_posting(
    fresh: SmallCounty,
) -> None:
    ws = fresh.workspace
    with ws.operation("township.add") as op:
        op.add(Township(code="411024102", name="陈化店镇"))
    sheet = sheet_of(fresh, "townships")
    assert shown(sheet, "villages") == ["2", "3", "0"]
    assert shown(sheet, "covered") == ["0", "1", "0"]
    assert shown(sheet, "cover") == ["0.0", "33.3", ""]
    county = measure(ws, "cover", TODAY)
    ledger = Ledger(ws, "townships", "zh", TODAY)
    cover = ledger.column("cover")
    assert (cover.title, cover.measure) == (county.title, county.name)
    for name, part in (("villages", county.denominator), ("covered", county.numerator)):
        assert ledger.totals([(name, "sum")], None)[name] == f"Σ {part}"
    assert sums_for(cover) == ("least", "greatest", "count")
    assert ledger.kept(ledger.clause(needle="33.3")).tolist() == [1]
    assert np.array_equal(ledger.keys(cover), sheet.keys(cover), equal_nan=True)
    with ws.operation("posting.add") as op:
        op.add(
            Posting(
                officer_uid=fresh["officer1"],
                post="liaison",
                village_uid=fresh["village1"],
                start=TODAY,
            )
        )
    assert op.change_set is not None
    assert ledger.touched_by(op.change_set)
    after = ledger.after(op.change_set)
    assert "cover" not in after.known.keys
    assert after.window(after.fids)[0].texts(cover).tolist() == ["0.0", "66.7", ""]


def test_marks_are_those_of_the_map_and_differ_in_shape() -> None:
    marks = [mark_of("disputes", "colour", code) for code in ("red", "yellow", "blue")]
    assert [getattr(mark, "parts", ()) for mark in marks] == [
        ("triangle",),
        ("diamond",),
        ("disc",),
    ]
    assert mark_of("disputes", "level", "village") is None


def test_every_kind_fills_every_column_in_both_languages(county: SmallCounty) -> None:
    for kind in KINDS:
        for lang in ("zh", "en"):
            sheet = sheet_of(county, kind, lang)
            for index, column in enumerate(sheet.columns):
                texts = sheet.texts(column)
                assert len(texts) == len(sheet)
                assert all(isinstance(text, str) for text in texts.tolist()), (kind, column.name)
                assert len(sheet.order([Sorting(index)])) == len(sheet)
