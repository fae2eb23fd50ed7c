"""What is done to rows where they are listed: copied, pasted as edits, filled, handed over, escalated, eliminated."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableView

from db.records import Camera, Dispute, DisputeEvent, Hazard, Posting
from layers.tables.copied import guarded, unguarded
from resources.text import Text
from tests.helpers.seat import Seat, child, press, seat, words
from tests.helpers.small_county import TODAY
from tests.qt.test_table_arranging import choose, show
from tests.qt.test_tables import column, texts
from ui.panels.record_table import RecordTable
from ui.panels.table.act_dialog import ActDialog
from ui.panels.table.paste_dialog import Lines, PasteDialog
from ui.panels.tables import RecordTables

__all__ = ["seat"]

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def tables(seat: Seat) -> RecordTables:
    shown = seat.show(RecordTables(seat.session, seat.tasks), 1300, 420)
    seat.settle(lambda: shown.table.loaded)
    return shown


def at(table: RecordTable, row: int, name: str) -> QModelIndex:
    """A cell, made the current one with its row selected."""
    index = table.model.index(row, column(table, name))
    table.view.selectRow(row)
    table.view.selectionModel().setCurrentIndex(
        index, table.view.selectionModel().SelectionFlag.NoUpdate
    )
    return index


def pasted(table: RecordTable, seat: Seat, text: str) -> PasteDialog:
    """What is shown when `text` is pasted into the table."""
    QApplication.clipboard().setText(text)
    seat.wake(table)
    table.view.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_V, CTRL)
    seat.settle(lambda: table.findChild(PasteDialog) is not None)
    return child(table, PasteDialog, "dialog:paste")


def lines(dialog: PasteDialog, name: str) -> list[tuple[str, ...]]:
    model = child(dialog, QTableView, name).model()
    assert isinstance(model, Lines)
    return list(model.lines)


def test_what_looks_like_a_formula_is_guarded_and_comes_back_as_it_was() -> None:
    for text in ("=1+1", "@cmd", "-x", "+a", " =x"):
        assert guarded(text).startswith("'")
        assert unguarded(guarded(text)) == text
    for text in ("-5", "+3.5", "12 %", "平安", "'quoted"):
        assert guarded(text) == text
        assert unguarded(text) == text


def test_rows_are_copied_with_headings_and_pasting_them_back_changes_nothing(
    tables: RecordTables, seat: Seat
) -> None:
    table = show(tables, seat, "villages")
    table.view.selectAll()
    table.view.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_C, CTRL)
    seat.settle()
    text = QApplication.clipboard().text()
    rows = [line.split("\t") for line in text.strip().split("\n")]
    assert len(rows) == 6
    assert rows[0][:2] == ["名称", "所属乡镇"]
    assert "2412" in rows[1]
    assert "<table>" in QApplication.clipboard().mimeData().html()
    dialog = pasted(table, seat, text)
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_cells_with_a_number_are_shown_before_and_after_and_written_as_one(
    tables: RecordTables, seat: Seat
) -> None:
    table = show(tables, seat, "cameras")
    text = (
        "编号\t状态\t名称\n"
        "SXT-0001\t正常\t东口\n"
        "SXT-0003\t坏了\t西口\n"
        "SXT-9999\t正常\t没有\n"
        "SXT-0000\t正常\t村口1号\n"
    )
    dialog = pasted(table, seat, text)
    assert [line[1:] for line in lines(dialog, "paste:changes")] == [
        ("状态", "故障", "正常"),
        ("名称", "村口2号", "东口"),
        ("名称", "村口4号", "西口"),
    ]
    refused = lines(dialog, "paste:refused")
    assert [line[3] for line in refused] == ["坏了", "SXT-9999"]
    assert "故障" in refused[0][4], "what is offered is named"
    before = seat.workspace.journal.head()[0]
    press(child(dialog, QPushButton, "paste:go"))
    seat.settle(lambda: table.idle)
    assert seat.workspace.journal.head()[0] == before + 1
    camera = seat.workspace.get(Camera, seat.county["camera1"])
    assert camera is not None
    assert (camera.name, camera.status) == ("东口", "ok")
    assert texts(table, "name")[3] == "西口"
    seat.session.undo("menu")
    camera = seat.workspace.get(Camera, seat.county["camera1"])
    assert camera is not None
    assert camera.name == "村口2号"


def test_cells_without_headings_go_downward_from_the_current_cell(
    tables: RecordTables, seat: Seat
) -> None:
    table = show(tables, seat, "hazards")
    at(table, 0, "due")
    dialog = pasted(table, seat, "2020-01-01")
    assert lines(dialog, "paste:refused")[0][4].startswith("日期 2020-01-01 早于发现日期")
    dialog.reject()
    table = show(tables, seat, "villages")
    at(table, 1, "population")
    dialog = pasted(table, seat, "1000\t250\n2 000\t500")
    assert [line[1:] for line in lines(dialog, "paste:changes")] == [
        ("人口", "980", "1000"),
        ("户数", "245", "250"),
        ("人口", "15\u2009230", "2 000"),
        ("户数", "3\u2009807", "500"),
    ]
    dialog.accept()
    seat.settle(lambda: table.idle)
    assert texts(table, "population")[1:3] == ["1\u2009000", "2\u2009000"]


def test_a_resident_s_number_is_refused_in_a_paste(tables: RecordTables, seat: Seat) -> None:
    table = show(tables, seat, "disputes")
    at(table, 0, "summary")
    dialog = pasted(table, seat, "电话13812345678")
    assert not dialog.go.isEnabled()
    assert len(lines(dialog, "paste:refused")) == 1


def acted(table: RecordTable, name: str) -> ActDialog:
    """The form of an act of the rows' menu."""
    choose(table.acting.menu(), f"row:{name}")
    return child(table, ActDialog, "dialog:act")


def go(dialog: ActDialog) -> None:
    press(child(dialog, QPushButton, "act:go"))


def notice(seat: Seat) -> str:
    """What was said last."""
    words = seat.session.notices.standing[-1].words
    assert isinstance(words, Text)
    return words.zh


def test_a_dispute_is_escalated_to_a_new_holder_and_its_course_tells_it(
    tables: RecordTables, seat: Seat
) -> None:
    table = show(tables, seat, "disputes")
    row = table.model.row_of(seat.county["dispute0"])
    assert row is not None
    at(table, row, "summary")
    dialog = acted(table, "escalate")
    go(dialog)
    assert "不能为空" in words(dialog, "act:trouble")
    dialog.editors["holder_uid"].set_value(seat.county["officer1"])
    dialog.editors["holder_uid"]._opened()  # type: ignore[attr-defined]
    dialog.editors["holder_uid"].set_value(seat.county["officer1"])
    before = seat.workspace.get(Dispute, seat.county["dispute0"])
    go(dialog)
    seat.settle(lambda: table.idle)
    after = seat.workspace.get(Dispute, seat.county["dispute0"])
    assert before is not None
    assert after is not None
    assert (before.level, after.level) in (("village", "station"), ("station", "county"))
    assert after.holder_uid == seat.county["officer1"]
    course = seat.workspace.find(DisputeEvent, dispute_uid=after.uid, event="escalated")
    assert len(course) == 1
    assert seat.workspace.journal.entries(newest_first=True, limit=1)[0].verb == "dispute.escalate"
    level = {"station": "所级", "county": "县中心"}[after.level]
    assert notice(seat) == f"上提：1 条，到{level}，承办人 民警 1。"


def test_giving_to_who_has_it_already_writes_nothing_and_says_so(
    tables: RecordTables, seat: Seat
) -> None:
    table = show(tables, seat, "disputes")
    dispute = seat.workspace.get(Dispute, seat.county["dispute0"])
    assert dispute is not None
    assert dispute.holder_uid is not None
    row = table.model.row_of(dispute.uid)
    assert row is not None
    at(table, row, "summary")
    before = seat.workspace.journal.head()
    dialog = acted(table, "hand")
    dialog.editors["holder_uid"]._opened()  # type: ignore[attr-defined]
    dialog.editors["holder_uid"].set_value(dispute.holder_uid)
    go(dialog)
    seat.settle(lambda: table.idle)
    assert seat.workspace.journal.head() == before
    assert notice(seat) == "转交：没有要改的，什么也没有写入。"
    assert seat.session.notices.standing[-1].act is None, "there is nothing to undo"


def test_closed_disputes_are_not_escalated_and_nothing_is_written(
    tables: RecordTables, seat: Seat
) -> None:
    table = show(tables, seat, "disputes")
    table.view.selectAll()
    dialog = acted(table, "escalate")
    dialog.editors["holder_uid"]._opened()  # type: ignore[attr-defined]
    dialog.editors["holder_uid"].set_value(seat.county["officer1"])
    before = seat.workspace.journal.head()
    go(dialog)
    assert "不能上提" in child(dialog, QLabel, "act:trouble").text()
    assert seat.workspace.journal.head() == before


def test_a_hazard_is_marked_eliminated_only_with_its_proof(
    tables: RecordTables, seat: Seat
) -> None:
    table = show(tables, seat, "hazards")
    open_ones = [h for h in seat.workspace.find(Hazard) if h.eliminated is None]
    row = table.model.row_of(open_ones[0].uid)
    assert row is not None
    at(table, row, "summary")
    dialog = acted(table, "eliminate")
    go(dialog)
    assert "消除证明" in words(dialog, "act:trouble")
    dialog.editors["proof"].set_value("已拆除并复查")
    go(dialog)
    hazard = seat.workspace.get(Hazard, open_ones[0].uid)
    assert hazard is not None
    assert hazard.eliminated == TODAY


def test_an_officer_is_posted_to_villages_and_relieves_who_was_there(
    tables: RecordTables, seat: Seat
) -> None:
    table = show(tables, seat, "villages")
    table.view.selectAll()
    dialog = acted(table, "post")
    dialog.editors["officer_uid"]._opened()  # type: ignore[attr-defined]
    dialog.editors["officer_uid"].set_value(seat.county["officer4"])
    go(dialog)
    seat.settle(lambda: table.idle)
    assert set(texts(table, "resident")) == {"民警 4"}
    former = seat.workspace.get(Posting, seat.county["resident0"])
    assert former is not None
    assert former.end == TODAY - dt.timedelta(days=1)
    seat.session.undo("menu")
    seat.settle(lambda: table.idle)
    assert "空缺" in texts(table, "resident")


def test_villages_that_the_officer_holds_already_stay_as_they_are(
    tables: RecordTables, seat: Seat
) -> None:
    table, county = show(tables, seat, "villages"), seat.county
    table.view.selectAll()
    dialog = acted(table, "post")
    dialog.editors["officer_uid"]._opened()  # type: ignore[attr-defined]
    dialog.editors["officer_uid"].set_value(county["officer0"])
    go(dialog)
    seat.settle(lambda: table.idle)
    assert set(texts(table, "resident")) == {"民警 0"}
    kept = seat.workspace.get(Posting, county["resident0"])
    assert kept is not None
    assert (kept.version, kept.end) == (1, None)
    assert len(seat.workspace.find(Posting, officer_uid=county["officer0"])) == 5


def test_all_that_an_officer_holds_is_handed_over_with_the_load_told_before(
    tables: RecordTables, seat: Seat
) -> None:
    county = seat.county
    table = show(tables, seat, "officers")
    row = table.model.row_of(county["officer0"])
    assert row is not None
    table.view.selectRow(row)
    dialog = acted(table, "succeed")
    editor = dialog.editors["officer_uid"]
    editor._opened()  # type: ignore[attr-defined]
    told = child(dialog, QLabel, "act:foretold")
    for uid, said in (
        (county["officer1"], "民警 1：1 村 2 412 人 → 2 村 3 392 人"),
        (county["officer4"], "民警 4：0 村 0 人 → 2 村 3 392 人"),
    ):
        editor.set_value(uid)
        editor.edited.emit()
        assert told.text().replace("\N{THIN SPACE}", " ") == said
    dialog.editors["start"].set_text("2026-12-01")
    go(dialog)
    seat.settle(lambda: table.idle)
    leaves, comes = (
        list(seat.workspace.find(Posting, officer_uid=county[key]))
        for key in ("officer0", "officer4")
    )
    assert {p.end for p in leaves} == {dt.date(2026, 11, 30)}
    assert {(p.post, p.village_uid, p.start) for p in comes} == {
        ("resident", county[f"village{i}"], dt.date(2026, 12, 1)) for i in (0, 1)
    }
    (entry,) = seat.workspace.journal.entries(limit=1, newest_first=True)
    assert entry.verb == "officer.succeed"
    assert notice(seat) == "移交包驻：2 个岗位，接替人 民警 4。"
    seat.session.undo("menu")
    assert not seat.workspace.find(Posting, officer_uid=county["officer4"])


def test_nobody_hands_over_to_themselves_nor_what_nobody_holds(
    tables: RecordTables, seat: Seat
) -> None:
    table = show(tables, seat, "officers")
    for leaver, said in (("officer4", "不能接替自己"), ("officer3", "没有在任的包驻")):
        row = table.model.row_of(seat.county[leaver])
        assert row is not None
        table.view.selectRow(row)
        dialog = acted(table, "succeed")
        dialog.editors["officer_uid"]._opened()  # type: ignore[attr-defined]
        dialog.editors["officer_uid"].set_value(seat.county["officer4"])
        go(dialog)
        assert said in words(dialog, "act:trouble")
        dialog.reject()
        seat.settle(lambda: table.findChild(ActDialog) is None)


def test_selected_rows_are_filled_and_alike_ones_selected(tables: RecordTables, seat: Seat) -> None:
    table = show(tables, seat, "cameras")
    at(table, 0, "status")
    seat.wake(table)
    table.view.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_L, CTRL)
    seat.settle()
    assert len(table.chosen()) == 2
    QTest.keyClick(table.view, Qt.Key.Key_D, CTRL)
    dialog = child(table, ActDialog, "dialog:act")
    dialog.editors["status"].set_value("offline")
    go(dialog)
    seat.settle(lambda: table.idle)
    assert sorted(texts(table, "status")) == ["故障", "离线", "离线", "离线"]


def test_only_the_selected_are_drawn_on_the_map_and_all_come_back(
    tables: RecordTables, seat: Seat
) -> None:
    table = show(tables, seat, "cameras")
    at(table, 0, "status")
    choose(table.acting.menu(), "row:narrow")
    seat.settle()
    assert seat.session.styling.look("cameras").where == 'serial in ("SXT-0000")'
    choose(table.acting.menu(), "row:widen")
    seat.settle()
    assert seat.session.styling.look("cameras").where == ""
