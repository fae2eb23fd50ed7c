"""Many records at once under a real hand: what they share is shown, what is typed is written to all, or to none."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QToolButton
from shapely import Point

from db.records import Camera, Dispute, Hazard
from tests.helpers.seat import Seat, child, press, seat, type_over, words
from tests.helpers.small_county import TODAY
from ui.panels.lines import LineButton
from ui.panels.record_panel import RecordPanel
from ui.session import Item

__all__ = ["seat"]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(seat: Seat) -> RecordPanel:
    return seat.show(RecordPanel(seat.session, seat.tasks), 360, 900)


@pytest.fixture
def cameras(seat: Seat) -> list[str]:
    """Thirty cameras of one owner, each second one out of order, each with a number of its own."""
    made = [
        Camera(
            serial=f"CAM-9{n:03d}",
            name=f"路口{n}",
            owner="派出所",
            status="fault" if n % 2 else "ok",
            geom=Point(114.1 + n / 1000, 34.02),
        )
        for n in range(30)
    ]
    with seat.workspace.operation("camera.new") as op:
        for camera in made:
            op.add(camera)
    return [camera.uid for camera in made]


def edit(panel: RecordPanel, seat: Seat) -> None:
    seat.wake(panel)
    panel.many.footer.edit.setFocus()
    QTest.keyClick(panel.many.footer.edit, Qt.Key.Key_F2)
    assert panel.many.editing


def save(panel: RecordPanel, seat: Seat) -> None:
    seat.wake(panel)
    QTest.keyClick(QApplication.focusWidget() or panel.many, Qt.Key.Key_S, CTRL)
    seat.settle()


def test_thirty_cameras_are_corrected_at_once_as_one_operation_that_changes_one_field(
    panel: RecordPanel, seat: Seat, cameras: list[str]
) -> None:
    said: list[str] = []
    panel.entitled.connect(lambda title, _note: said.append(title))
    seat.session.selection.set([Item("cameras", uid) for uid in cameras], "table")
    seat.settle()
    assert said[-1] == "监控 × 30"
    many = panel.many
    assert words(many, "value:owner") == "派出所"
    assert words(many, "value:status") == "多个值"
    assert words(many, "value:name") == "多个值"
    assert many.findChild(QLabel, "value:serial") is None
    before = seat.workspace.journal.head()[0]
    edit(panel, seat)
    status = child(many, QComboBox, "field:status")
    assert status.currentIndex() == -1
    assert status.placeholderText() == "多个值"
    status.setFocus()
    QTest.keyClick(status, Qt.Key.Key_Down)
    while status.currentData() != "offline":
        QTest.keyClick(status, Qt.Key.Key_Down)
    save(panel, seat)
    assert not many.editing
    assert {camera.status for camera in seat.workspace.find(Camera) if camera.uid in cameras} == {
        "offline"
    }
    assert {c.name for c in seat.workspace.find(Camera) if c.uid in cameras} == {
        f"路口{n}" for n in range(30)
    }
    assert seat.workspace.journal.head()[0] == before + 1
    assert set(seat.workspace.history("cameras", cameras[0])[0].after) == {"status", "version"}
    assert words(many, "value:status") == "离线"
    seat.session.undo("menu")
    seat.settle(lambda: words(many, "value:status") == "多个值")


def test_what_was_not_touched_is_not_written_and_a_field_can_be_put_back(
    panel: RecordPanel, seat: Seat, cameras: list[str]
) -> None:
    seat.session.selection.set([Item("cameras", uid) for uid in cameras], "table")
    seat.settle()
    before = seat.workspace.journal.head()
    edit(panel, seat)
    name = child(panel.many, QLineEdit, "field:name")
    type_over(name, "same for all")
    assert panel.many.footer.save.isEnabled()
    press(child(panel.many, QToolButton, "back:name"))
    assert name.text() == ""
    assert not panel.many.footer.save.isEnabled()
    save(panel, seat)
    assert seat.workspace.journal.head() == before


def test_records_that_refuse_are_named_nothing_is_half_written_and_the_rest_can_go_on(
    panel: RecordPanel, seat: Seat
) -> None:
    made = [
        Hazard(serial=f"H-9{n}", summary=f"隐患{n}", found=TODAY - dt.timedelta(days=n))
        for n in range(4)
    ]
    with seat.workspace.operation("hazard.new") as op:
        for hazard in made:
            op.add(hazard)
    seat.session.selection.set([Item("hazards", hazard.uid) for hazard in made], "table")
    seat.settle()
    before = seat.workspace.journal.head()
    edit(panel, seat)
    due = (TODAY - dt.timedelta(days=2)).isoformat()
    type_over(child(panel.many, QLineEdit, "field:due"), due)
    save(panel, seat)
    lines = panel.many.refusals.findChildren(LineButton)
    assert [line.name for line in lines] == ["隐患0", "隐患1"]
    assert "早于发现日期" in lines[0].besides
    assert seat.workspace.journal.head() == before
    press(panel.many.without)
    seat.settle()
    assert panel.many.editing
    save(panel, seat)
    written = {each.summary: each.due for each in seat.workspace.find(Hazard)}
    assert str(written["隐患2"]) == str(written["隐患3"]) == due
    assert written["隐患0"] is None
    assert seat.workspace.journal.head()[0] == before[0] + 1


def test_a_value_that_no_record_may_have_is_refused_beside_its_field(
    panel: RecordPanel, seat: Seat, cameras: list[str]
) -> None:
    seat.session.selection.set([Item("cameras", uid) for uid in cameras], "table")
    seat.settle()
    before = seat.workspace.journal.head()
    edit(panel, seat)
    type_over(child(panel.many, QLineEdit, "field:bearing"), "400")
    assert "0–360" in words(panel.many, "error:bearing")
    save(panel, seat)
    assert panel.many.editing
    assert seat.workspace.journal.head() == before


def test_a_mixed_selection_is_counted_by_kind_and_one_is_chosen(
    panel: RecordPanel, seat: Seat, cameras: list[str]
) -> None:
    items = [Item("cameras", uid) for uid in cameras[:5]]
    items += [Item("disputes", seat.county[key]) for key in ("dispute0", "dispute1")]
    seat.session.selection.set(items, "map")
    seat.settle()
    assert child(panel.many, QToolButton, "many:cameras").text() == "监控 5"
    disputes = child(panel.many, QToolButton, "many:disputes")
    assert disputes.text() == "矛盾纠纷 2"
    assert disputes.isChecked()
    press(child(panel.many, QToolButton, "many:cameras"))
    seat.settle()
    assert words(panel.many, "value:owner") == "派出所"


def test_typing_for_many_that_is_left_is_there_again_with_the_same_selection(
    panel: RecordPanel, seat: Seat, cameras: list[str]
) -> None:
    items = [Item("cameras", uid) for uid in cameras]
    seat.session.selection.set(items, "table")
    seat.settle()
    edit(panel, seat)
    type_over(child(panel.many, QLineEdit, "field:owner"), "town")
    seat.select("disputes", "dispute0")
    assert isinstance(seat.workspace.get(Dispute, seat.county["dispute0"]), Dispute)
    seat.session.selection.set(items, "table")
    seat.settle()
    assert panel.many.editing
    assert child(panel.many, QLineEdit, "field:owner").text() == "town"
