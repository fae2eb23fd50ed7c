"""A record that another seat changed meanwhile: both sides and the base stand by each field; the officer chooses."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QPushButton

from tests.helpers.record_hand import CTRL, dispute, panel, save, start
from tests.helpers.seat import Seat, child, press, seat, type_over, words
from ui.panels.record_panel import RecordPanel

__all__ = ["panel", "seat"]


def test_two_sides_stand_beside_each_field_and_the_officer_chooses(
    panel: RecordPanel, seat: Seat
) -> None:
    start(panel, seat, "disputes", "dispute0")
    type_over(child(panel, QLineEdit, "field:summary"), "我写的事由")
    with seat.workspace.operation("dispute.edit", asked_by="other seat") as op:
        op.update(dispute(seat), summary="对方写的事由", level="station")
    seat.settle()
    assert panel.banner.isVisible()
    save(panel, seat)
    assert dispute(seat).summary == "对方写的事由"
    assert words(panel, "theirs:summary") == "对方改为：对方写的事由"
    assert words(panel, "base:summary") == "原来是：宅基地边界争议"
    assert words(panel, "theirs:level") == "对方改为：所级（已采用）"  # nothing was typed there
    assert child(panel, QComboBox, "field:level").currentData() == "station"
    assert not panel.footer.save.isEnabled()
    press(child(panel, QPushButton, "mine:summary"))
    assert not panel.banner.isVisible()
    assert panel.footer.save.isEnabled()
    save(panel, seat)
    after = dispute(seat)
    assert (after.summary, after.level) == ("我写的事由", "station")
    newest = seat.workspace.history("disputes", after.uid)[0]
    assert set(newest.after) == {"summary", "version"}


def test_two_accounts_of_a_dispute_are_put_together(panel: RecordPanel, seat: Seat) -> None:
    with seat.workspace.operation("dispute.edit") as op:
        op.update(dispute(seat), details="甲方称界石被移。乙方不认可。")
    start(panel, seat, "disputes", "dispute0")
    type_over(child(panel, QPlainTextEdit, "field:details"), "甲方称界石被移。乙方不认可。已复测。")
    with seat.workspace.operation("dispute.edit", asked_by="other seat") as op:
        op.update(dispute(seat), details="甲方称界石被移动。乙方不认可。")
    save(panel, seat)
    scroller = panel.page.scroller
    body = scroller.widget()
    assert body is not None
    panel.resize(panel.minimumSizeHint().width(), 900)
    seat.settle()
    assert body.width() <= scroller.viewport().width(), "its right edge is cut"
    press(child(panel, QPushButton, "both:details"))
    save(panel, seat)
    assert dispute(seat).details == "甲方称界石被移动。乙方不认可。已复测。"


def test_all_of_theirs_at_once_leaves_nothing_to_write(panel: RecordPanel, seat: Seat) -> None:
    start(panel, seat, "disputes", "dispute0")
    type_over(child(panel, QLineEdit, "field:summary"), "我写的事由")
    with seat.workspace.operation("dispute.edit", asked_by="other seat") as op:
        op.update(dispute(seat), summary="对方写的事由")
    save(panel, seat)
    press(panel.banner.others)
    entries = seat.workspace.journal.head()[0]
    QTest.keyClick(panel, Qt.Key.Key_S, CTRL)
    seat.settle()
    assert seat.workspace.journal.head()[0] == entries
    assert dispute(seat).summary == "对方写的事由"
