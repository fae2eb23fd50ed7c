"""The record panel under a real hand: read, edit, refuse, save, never lose typing; conflicts have a file apart."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from shapely import Point

from db.records import Dispute, DisputeEvent, Hazard, Officer
from db.workspace import Workspace
from layers.here import Here, new_record
from layers.stack import LayerStack
from tests.helpers.hostile_words import TEXTS
from tests.helpers.record_hand import CTRL, dispute, panel, save, start
from tests.helpers.seat import Seat, child, press, seat, type_over, words
from tests.helpers.small_county import TODAY
from ui.panels.lines import LineButton
from ui.panels.record_panel import RecordPanel
from ui.session import Item, Session

__all__ = ["panel", "seat"]


def test_with_nothing_selected_it_says_what_would_be_here(panel: RecordPanel) -> None:
    assert child(panel, QLabel, "record:empty").isVisible()
    assert not panel.footer.isVisible()


def test_a_village_says_who_answers_and_its_gaps_and_what_is_open(
    panel: RecordPanel, seat: Seat
) -> None:
    said: list[str] = []
    panel.entitled.connect(lambda title, note: said.append(f"{title}|{note}"))
    seat.select("villages", "village0")
    assert said[-1] == "柏梁镇 · 姚家居委会|村/社区"
    lines = [line.accessibleName() for line in panel.answers.findChildren(LineButton)]
    assert lines == ["包抓  领导 2", "包村  民警 1", "驻村  民警 0"]
    assert words(panel, "value:population") == "2\u2009412 人"
    related = [line.name for line in panel.related.findChildren(LineButton)]
    assert {"宅基地边界争议", "加油站消防通道堵塞", "村口1号"} <= set(related)
    seat.select("villages", "village4")
    gaps = panel.answers.findChildren(LineButton, "gap")
    assert [gap.lead for gap in gaps if gap.isVisible()] == ["包抓", "包村", "驻村"]
    assert words(panel, "value:counts") == "重点人员 12，门店 11"


def test_a_related_line_leads_there_by_mouse_and_by_key(panel: RecordPanel, seat: Seat) -> None:
    flown: list[Item] = []
    seat.session.flyTo.connect(flown.append)
    seat.select("villages", "village0")
    line = child(panel, LineButton, f"related:{seat.county['dispute0']}")
    press(line)
    seat.settle()
    assert seat.session.selection.lead == Item("disputes", seat.county["dispute0"])
    assert flown == [Item("disputes", seat.county["dispute0"])]
    village = child(panel, QLabel, "value:village_uid")
    village.setFocus()
    QTest.keyClick(village, Qt.Key.Key_Return)
    seat.settle()
    assert seat.session.selection.lead == Item("villages", seat.county["village0"])


def test_one_field_edited_by_key_is_one_operation_with_that_field_alone(
    panel: RecordPanel, seat: Seat
) -> None:
    start(panel, seat, "disputes", "dispute0")
    before = seat.workspace.journal.head()[0]
    type_over(child(panel, QLineEdit, "field:summary"), "宅基地边界，已复测")
    assert child(panel, QLabel, "record:unsaved").isVisible()
    save(panel, seat)
    assert not panel.editing
    assert dispute(seat).summary == "宅基地边界，已复测"
    assert words(panel, "value:summary") == "宅基地边界，已复测"
    assert seat.workspace.journal.head()[0] == before + 1
    newest = seat.workspace.history("disputes", seat.county["dispute0"])[0]
    assert newest.entry.verb == "dispute.edit"
    assert set(newest.after) == {"summary", "version"}
    assert (newest.before["summary"], newest.after["summary"]) == (
        "宅基地边界争议",
        "宅基地边界，已复测",
    )
    seat.session.undo("menu")
    seat.settle()
    assert words(panel, "value:summary") == "宅基地边界争议"


def test_what_is_not_filled_in_takes_one_line_that_leads_to_its_field(
    panel: RecordPanel, seat: Seat
) -> None:
    seat.select("disputes", "dispute0")
    rows, line = panel.form.rows, panel.form.unfilled
    assert rows["summary"].isVisible()
    assert not rows["closed"].isVisible()
    offered = [b.text() for b in line.findChildren(QToolButton) if b.isVisible()]
    assert "办结日期" in offered
    press(child(panel, QToolButton, "unfilled:closed"))
    seat.settle()
    editor = rows["closed"].editor
    assert editor is not None
    assert editor.isAncestorOf(QApplication.focusWidget() or editor)
    assert rows["paused_since"].isVisible(), "in the form every field has its row"
    assert not line.isVisible()


def test_history_tells_who_changed_what_from_what_to_what(panel: RecordPanel, seat: Seat) -> None:
    with seat.workspace.operation("dispute.edit", asked_by="elsewhere") as op:
        op.update(dispute(seat), holder_uid=seat.county["officer4"], colour="blue")
    seat.select("disputes", "dispute0")
    press(panel.history.section.opener)
    newest = seat.workspace.history("disputes", seat.county["dispute0"])[0].entry.sequence
    assert words(panel, f"change:{newest}.holder_uid") == "民警 0 → 民警 4"
    assert words(panel, f"change:{newest}.colour") == "红 → 蓝"


def test_a_field_goes_back_to_what_it_was_by_one_click_in_its_own_history(
    panel: RecordPanel, seat: Seat
) -> None:
    for colour in ("blue", "yellow"):
        with seat.workspace.operation("dispute.edit", asked_by="elsewhere") as op:
            op.update(dispute(seat), colour=colour, summary=f"事由 {colour}")
    seat.select("disputes", "dispute0")
    panel.form.history_asked.emit("colour")
    seat.settle()
    changes = [each for each in panel.history.findChildren(QLabel) if each.isVisible()]
    said = [each.text() for each in changes if each.objectName().startswith("change:")]
    assert said == ["蓝 → 黄", "红 → 蓝"]
    first = seat.workspace.history("disputes", seat.county["dispute0"])[1].entry.sequence
    press(child(panel, QToolButton, f"return:{first}.colour"))
    seat.settle()
    assert dispute(seat).colour == "red"
    assert dispute(seat).summary == "事由 yellow"
    assert words(panel, "value:colour") == "红"
    newest = seat.workspace.history("disputes", seat.county["dispute0"])[0]
    assert newest.entry.verb == "dispute.restore"
    assert set(newest.after) == {"colour", "version"}


def test_ctrl_z_puts_back_what_was_typed_last_and_nothing_that_was_written(
    panel: RecordPanel, seat: Seat
) -> None:
    start(panel, seat, "disputes", "dispute0")
    colour = child(panel, QComboBox, "field:colour")
    was = colour.currentData()
    colour.setFocus()
    QTest.keyClick(colour, Qt.Key.Key_Down)
    assert colour.currentData() != was
    entries = seat.workspace.journal.head()
    seat.wake(panel)
    colour.setFocus()
    QTest.keyClick(colour, Qt.Key.Key_Z, CTRL)
    assert colour.currentData() == was
    assert not panel.dirty()
    assert seat.workspace.journal.head() == entries


def test_forms_are_built_before_they_are_asked_for(panel: RecordPanel) -> None:
    assert panel.form.prepare(("villages", "disputes"))
    assert panel.form.prepare(("villages", "disputes"))
    assert not panel.form.prepare(("villages", "disputes"))
    assert panel.form.kind == ""


def test_leaving_without_a_change_writes_nothing(panel: RecordPanel, seat: Seat) -> None:
    start(panel, seat, "disputes", "dispute0")
    before = seat.workspace.journal.head()
    assert not panel.footer.save.isEnabled()
    QTest.keyClick(QApplication.focusWidget() or panel, Qt.Key.Key_Escape)
    seat.settle()
    assert not panel.editing
    assert seat.workspace.journal.head() == before


def test_a_new_record_is_added_on_save_and_becomes_the_selection(
    panel: RecordPanel, seat: Seat
) -> None:
    at = Here(seat.county["village1"], seat.county["station"], seat.county["officer0"])
    record = new_record(seat.workspace, "disputes", Point(114.1, 34.02), at, TODAY)
    panel.edit_new(record, "summary")
    seat.settle()
    assert not panel.footer.delete.isVisible()
    summary = child(panel, QLineEdit, "field:summary")
    seat.wake(panel)
    assert summary.hasFocus()
    save(panel, seat)
    assert seat.workspace.get(Dispute, record.uid) is None
    assert "不能为空" in words(panel, "error:summary")
    QTest.keyClicks(summary, "noise at night")
    save(panel, seat)
    written = seat.workspace.get(Dispute, record.uid)
    assert written is not None
    assert (written.summary, written.village_uid) == ("noise at night", seat.county["village1"])
    assert seat.session.selection.lead == Item("disputes", record.uid)
    assert [event.event for event in seat.workspace.find(DisputeEvent, dispute_uid=record.uid)] == [
        "found"
    ]
    assert seat.workspace.history("disputes", record.uid)[0].entry.verb == "dispute.new"
    assert not panel.editing


def test_a_new_record_can_be_given_up(panel: RecordPanel, seat: Seat) -> None:
    panel.edit_new(Hazard(serial="H-1", found=TODAY), "summary")
    entries = seat.workspace.journal.head()
    press(panel.footer.revert)
    seat.settle()
    assert child(panel, QLabel, "record:empty").isVisible()
    assert seat.workspace.journal.head() == entries


def test_typing_that_is_left_is_kept_and_offered_again(panel: RecordPanel, seat: Seat) -> None:
    start(panel, seat, "disputes", "dispute0")
    type_over(child(panel, QLineEdit, "field:summary"), "半句话")
    seat.select("villages", "village0")
    back = child(panel, QPushButton, "record:draft")
    assert back.isVisible()
    assert "半句话" in back.text()
    press(back)
    seat.settle()
    assert panel.editing
    assert child(panel, QLineEdit, "field:summary").text() == "半句话"
    save(panel, seat)
    assert dispute(seat).summary == "半句话"
    assert not back.isVisible()


def test_a_place_picked_on_the_map_brings_village_and_officers_along(
    panel: RecordPanel, seat: Seat
) -> None:
    start(panel, seat, "disputes", "dispute0")
    asked: list[str] = []
    panel.pickRequested.connect(asked.append)
    press(child(panel, QPushButton, "pick:geom"))
    assert asked == ["disputes"]
    panel.place_picked(34.03, 114.1)
    seat.settle()
    assert child(panel, QLineEdit, "field:geom").text() == "34.03000, 114.10000"
    assert child(panel, QLineEdit, "field:village_uid").text() == "柏梁镇 · 张桥村"
    save(panel, seat)
    after = dispute(seat)
    assert after.village_uid == seat.county["village1"]
    assert after.geom == Point(114.1, 34.03)


def test_a_place_that_is_not_touched_keeps_all_its_digits(panel: RecordPanel, seat: Seat) -> None:
    exact = Point(114.123456789, 34.0123456789)
    with seat.workspace.operation("dispute.move") as op:
        op.update(dispute(seat), geom=exact)
    start(panel, seat, "disputes", "dispute0")
    type_over(child(panel, QLineEdit, "field:summary"), "x")
    save(panel, seat)
    assert dispute(seat).geom == exact


def test_delete_is_asked_for_and_not_done_here(panel: RecordPanel, seat: Seat) -> None:
    seat.select("disputes", "dispute0")
    with seat.qtbot.waitSignal(panel.deleteRequested):
        press(panel.footer.delete)
    assert dispute(seat) is not None


def test_a_change_from_elsewhere_is_shown_when_nothing_is_typed(
    panel: RecordPanel, seat: Seat
) -> None:
    seat.select("disputes", "dispute0")
    with seat.workspace.operation("dispute.edit", asked_by="other seat") as op:
        op.update(dispute(seat), colour="blue")
    seat.settle()
    assert words(panel, "value:colour") == "蓝"


def test_what_is_typed_stays_when_the_language_changes(panel: RecordPanel, seat: Seat) -> None:
    start(panel, seat, "disputes", "dispute0")
    type_over(child(panel, QLineEdit, "field:summary"), "half a sentence")
    seat.session.set_lang("en")
    QApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    seat.settle()
    assert words(panel, "label:summary") == "Summary *"
    assert child(panel, QComboBox, "field:colour").currentText() == "Red"
    assert child(panel, QLineEdit, "field:summary").text() == "half a sentence"
    assert panel.dirty()


@pytest.mark.parametrize("text", TEXTS[:25])
def test_hostile_text_reads_as_typed_everywhere(text: str, panel: RecordPanel, seat: Seat) -> None:
    with seat.workspace.operation("dispute.edit") as op:
        op.update(dispute(seat), summary=text, details=text)
    seat.select("disputes", "dispute0")
    assert words(panel, "value:summary") == text
    for label in panel.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text()
    seat.select("villages", "village0")
    line = child(panel, LineButton, f"related:{seat.county['dispute0']}")
    assert line.name == text
    assert "<b>" not in line.toolTip()
    assert "<img" not in line.toolTip()


def test_every_editor_is_reached_by_tab_and_has_a_name(panel: RecordPanel, seat: Seat) -> None:
    start(panel, seat, "disputes", "dispute0")
    type_over(child(panel, QLineEdit, "field:summary"), "x")
    child(panel, QLineEdit, "field:case_no").setFocus()
    reached: list[str] = []
    for _step in range(60):
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus.objectName() in reached:
            break
        reached.append(focus.objectName())
        assert focus.accessibleName() or isinstance(focus, QPushButton), focus.objectName()
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    fields = {f"field:{name}" for name in panel.form.rows}
    assert fields <= set(reached)
    assert {"record:save", "record:revert", "record:delete", "pick:geom"} <= set(reached)


def test_a_deleted_record_leaves_the_panel_empty(panel: RecordPanel, seat: Seat) -> None:
    seat.select("officers", "officer4")
    officer = seat.workspace.get(Officer, seat.county["officer4"])
    assert officer is not None
    with seat.workspace.operation("officer.delete") as op:
        op.delete(officer)
    seat.settle()
    assert child(panel, QLabel, "record:empty").isVisible()
    assert isinstance(panel, QWidget)


def test_a_workspace_open_for_reading_offers_nothing_to_change(seat: Seat) -> None:
    path = seat.workspace.target.path
    assert path is not None
    reading = Workspace.open(path, readonly=True)
    session = Session(reading, LayerStack(reading))
    panel = seat.show(RecordPanel(session, seat.tasks), 360, 900)
    session.selection.set([Item("disputes", seat.county["dispute0"])], "map")
    seat.settle(lambda: panel.record is not None)
    value = child(panel, QLabel, "value:summary")
    value.setFocus()
    QTest.keyClick(value, Qt.Key.Key_F2)
    assert not panel.editing
    assert not panel.footer.isVisible()
    panel.hide()
    session.close()
