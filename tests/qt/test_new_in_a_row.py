"""Records entered one after the other: a row keeps what repeats, and what belongs to a record begins there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget
from shapely import Point

from db.records import Camera, Dispute
from layers.record.fresh import BY_HAND, REPEATS, fresh, next_after
from tests.helpers.seat import Seat, child, press, seat, type_over
from tests.helpers.small_county import TODAY
from ui.frame.new_record import NewRecordMenu
from ui.panels.record_panel import RecordPanel

__all__ = ["seat"]
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def panel(seat: Seat) -> RecordPanel:
    return seat.show(RecordPanel(seat.session, seat.tasks), 360, 900)


def test_save_and_next_keeps_what_repeats_and_goes_on_with_the_number(
    panel: RecordPanel, seat: Seat
) -> None:
    first = Camera(
        serial="CAM-0701",
        name="路口甲",
        owner="town",
        fov=60.0,
        village_uid=seat.county["village1"],
        geom=Point(114.1, 34.02),
    )
    panel.edit_new(first, "name")
    seat.wake(panel)
    name = child(panel, QLineEdit, "field:name")
    QTest.keyClick(name, Qt.Key.Key_Return, CTRL_SHIFT)
    seat.settle()
    written = seat.workspace.get(Camera, first.uid)
    assert written is not None
    assert panel.editing
    assert panel.record is not None
    assert panel.record.uid != first.uid
    assert child(panel, QLineEdit, "field:serial").text() == "CAM-0702"
    assert child(panel, QLineEdit, "field:owner").text() == "town"
    assert child(panel, QLineEdit, "field:fov").text() == "60"
    assert child(panel, QLineEdit, "field:village_uid").text() == "柏梁镇 · 张桥村"
    assert child(panel, QLineEdit, "field:name").text() == ""
    assert child(panel, QLineEdit, "field:geom").text() == ""
    assert child(panel, QLineEdit, "field:name").hasFocus()


def test_what_is_refused_is_not_followed_by_a_next_one(panel: RecordPanel, seat: Seat) -> None:
    record = Camera(serial="CAM-0701", name="", geom=Point(114.1, 34.02))
    panel.edit_new(record, "name")
    assert not panel.save_and_next()
    assert panel.record is record
    assert seat.workspace.get(Camera, record.uid) is None


def test_a_dispute_is_begun_from_its_village_with_who_answers_there(
    panel: RecordPanel, seat: Seat
) -> None:
    seat.select("villages", "village0")
    press(child(panel, QToolButton, "add:disputes.village_uid"))
    seat.settle()
    draft = panel.record
    assert isinstance(draft, Dispute)
    assert draft.village_uid == seat.county["village0"]
    assert draft.resident_uid == seat.county["officer0"]
    assert draft.found == TODAY
    type_over(child(panel, QLineEdit, "field:summary"), "noise at night")
    assert panel.save()
    seat.settle()
    assert seat.workspace.get(Dispute, draft.uid) is not None


def test_two_keys_begin_a_record_that_belongs_to_what_is_selected(seat: Seat) -> None:
    begun: list[tuple[str, str]] = []
    seat.select("disputes", "dispute0")
    window = seat.show(QWidget(), 300, 300)
    menu = NewRecordMenu(
        seat.session,
        lambda record, focus: begun.append((record.kind(), getattr(record, "dispute_uid", focus))),
        window,
    )
    menu.open_above(window)
    QTest.keyClick(menu, Qt.Key.Key_5)
    assert begun == [("dispute_events", seat.county["dispute0"])]
    seat.settle()


def test_the_kind_whose_table_is_shown_begins_with_enter(seat: Seat) -> None:
    begun: list[str] = []
    window = seat.show(QWidget(), 300, 300)
    menu = NewRecordMenu(seat.session, lambda record, _focus: begun.append(record.kind()), window)
    menu.open_above(window, "visits")
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert begun == ["visits"]
    seat.settle()


@pytest.mark.parametrize("kind", BY_HAND)
def test_every_kind_that_is_entered_by_hand_has_a_next_one(seat: Seat, kind: str) -> None:
    first = fresh(seat.workspace, kind, TODAY)
    following = next_after(seat.workspace, first, TODAY)
    assert following.uid != first.uid
    assert set(REPEATS[kind]) <= set(type(first).__table__.columns.keys())


def test_station_and_officers_follow_the_village_that_is_typed_unless_one_was_chosen_by_hand(
    panel: RecordPanel, seat: Seat
) -> None:
    def said(name: str) -> str:
        return child(panel, QLineEdit, f"field:{name}").text()

    def choose(name: str, typed: str) -> None:
        line = child(panel, QLineEdit, f"field:{name}")
        seat.wake(panel)
        line.setFocus()
        seat.settle()
        type_over(line, typed)
        QTest.keyClick(line, Qt.Key.Key_Return)
        seat.settle()

    record = fresh(seat.workspace, "disputes", TODAY)
    panel.edit_new(record, "summary")
    seat.wake(panel)
    assert said("resident_uid") == said("holder_uid") == ""
    choose("village_uid", "姚家")
    first = [said(name) for name in ("unit_uid", "resident_uid", "liaison_uid", "holder_uid")]
    assert first == ["柏梁派出所", "民警 0", "民警 1", "民警 0"]
    choose("holder_uid", "102404")
    type_over(child(panel, QLineEdit, "field:resident_uid"), "half a na")
    choose("village_uid", "张桥")
    then = [said(name) for name in ("unit_uid", "resident_uid", "liaison_uid", "holder_uid")]
    assert then == ["柏梁派出所", "民警 0", "", "民警 4"]
    type_over(child(panel, QLineEdit, "field:summary"), "宅基地之争")
    assert panel.save()
    written = seat.workspace.get(Dispute, record.uid)
    assert written is not None
    assert written.village_uid == seat.county["village1"]
    assert written.holder_uid == seat.county["officer4"]
