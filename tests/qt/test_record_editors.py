"""What is typed into the record panel, editor by editor: text, links, choices, counts; what is refused and why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
)

from db.records import Village
from tests.helpers.record_hand import dispute, panel, save, start
from tests.helpers.seat import Seat, child, seat, type_over, words
from ui.panels.record_panel import RecordPanel

__all__ = ["panel", "seat"]


@pytest.mark.parametrize(
    ("field", "typed", "part"),
    [
        ("found", "13-45", "看不懂日期"),
        ("summary", "", "不能为空"),
        ("summary", "联系 13912345678", "电话号码"),
        ("paused_days", "-3", "之间"),
        ("paused_days", "三天", "不是"),
        ("geom", "200, 300", "看不懂坐标"),
        ("closed", "2020-01-01", "早于发现日期"),
    ],
)
def test_what_is_refused_is_said_beside_its_field_while_typing_and_is_not_written(
    field: str, typed: str, part: str, panel: RecordPanel, seat: Seat
) -> None:
    start(panel, seat, "disputes", "dispute0")
    before = seat.workspace.journal.head()
    editor = child(panel, QLineEdit, f"field:{field}")
    type_over(editor, typed)
    complaint = child(panel, QLabel, f"error:{field}")
    assert complaint.isVisible()
    assert part in complaint.text()
    assert editor.property("wrong") is True
    save(panel, seat)
    assert panel.editing
    assert seat.workspace.journal.head() == before
    assert editor.text() == typed


def test_an_identity_number_in_prose_is_refused_with_the_reason(
    panel: RecordPanel, seat: Seat
) -> None:
    start(panel, seat, "disputes", "dispute0")
    type_over(child(panel, QPlainTextEdit, "field:details"), "甲方 411024199001011234")
    assert "身份证号" in words(panel, "error:details")
    type_over(child(panel, QPlainTextEdit, "field:details"), "甲方称界石被移")
    assert not child(panel, QLabel, "error:details").isVisible()
    save(panel, seat)
    assert dispute(seat).details == "甲方称界石被移"


def test_a_link_is_found_by_initials_and_taken_with_enter(panel: RecordPanel, seat: Seat) -> None:
    start(panel, seat, "disputes", "dispute0")
    line = child(panel, QLineEdit, "field:village_uid")
    line.setFocus()
    seat.settle()
    type_over(line, "zqc")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "柏梁镇 · 张桥村"
    save(panel, seat)
    assert dispute(seat).village_uid == seat.county["village1"]


def test_a_link_to_no_record_is_refused_and_never_guessed(panel: RecordPanel, seat: Seat) -> None:
    start(panel, seat, "disputes", "dispute0")
    line = child(panel, QLineEdit, "field:holder_uid")
    line.setFocus()
    seat.settle()
    type_over(line, "qqqq")
    assert "没有" in words(panel, "error:holder_uid")
    save(panel, seat)
    assert dispute(seat).holder_uid == seat.county["officer0"]


def test_a_choice_by_key_shows_its_mark_and_is_saved(panel: RecordPanel, seat: Seat) -> None:
    start(panel, seat, "disputes", "dispute1")
    box = child(panel, QComboBox, "field:colour")
    assert [box.itemText(i) for i in range(box.count())] == ["红", "黄", "蓝"]
    assert not box.itemIcon(0).isNull()
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.currentText() == "红"
    save(panel, seat)
    assert dispute(seat, "dispute1").colour == "red"


def test_counts_are_numbers_by_category_and_empty_is_not_nought(
    panel: RecordPanel, seat: Seat
) -> None:
    start(panel, seat, "villages", "village1")
    type_over(child(panel, QLineEdit, "field:counts.schools"), "2")
    type_over(child(panel, QLineEdit, "field:counts.shops"), "")
    save(panel, seat)
    village = seat.workspace.get(Village, seat.county["village1"])
    assert village is not None
    assert village.counts == {"key_people": 3, "schools": 2}


def test_a_name_takes_its_pinyin_along_unless_a_person_corrected_it(
    panel: RecordPanel, seat: Seat
) -> None:
    start(panel, seat, "villages", "village1")
    type_over(child(panel, QLineEdit, "field:name"), "李家庄")
    assert child(panel, QLineEdit, "field:initials").text() == "ljz"
    type_over(child(panel, QLineEdit, "field:pinyin"), "li jia zhuang er")
    type_over(child(panel, QLineEdit, "field:name"), "李家村")
    save(panel, seat)
    village = seat.workspace.get(Village, seat.county["village1"])
    assert village is not None
    assert (village.name, village.pinyin, village.initials) == ("李家村", "li jia zhuang er", "ljc")
