"""The editors one by one: each sort of field typed, picked, refused and said in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtGui import QIcon, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QComboBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from shapely import Point

from db.errors import RecordError
from db.records import KINDS, Attachment, Visit
from db.records.base import columns_of
from layers.names import Names, read_names, read_terms
from layers.record.forms import editor_sort
from layers.spelling import quick_spellings
from tests.helpers.seat import Seat, child, press, seat, type_over
from tests.helpers.small_county import TODAY, picture
from ui.panels.fields import EDITORS, FieldEditor, Surroundings, editor_for
from ui.panels.fields.day import DayEditor
from ui.panels.fields.link import LinkEditor, matching
from ui.panels.fields.photo import PhotoEditor
from ui.panels.record_panel import RecordPanel

__all__ = ["seat"]


def surroundings(seat: Seat) -> Surroundings:
    """What an editor asks of the form it is in."""
    terms = Names(terms=read_terms(seat.workspace))
    return Surroundings(
        seat.session,
        lambda: terms,
        lambda kind, then: then(read_names(seat.workspace, (kind,), terms=False, lead=True)),
        lambda _name, _code: QIcon(),
    )


def editor(seat: Seat, kind: str, name: str) -> FieldEditor:
    """The editor of one field, shown by itself."""
    return seat.show(editor_for(kind, name, surroundings(seat)), 320, 60)


def form_of(seat: Seat, kind: str) -> dict[str, FieldEditor]:
    """The editors of every field of a kind, shown together."""
    around = surroundings(seat)
    made = {
        name: editor_for(kind, name, around)
        for name, _column, field in columns_of(KINDS[kind])
        if not field.hidden
    }
    sheet = QWidget()
    column = QVBoxLayout(sheet)
    for each in made.values():
        column.addWidget(each)
    seat.show(sheet, 320, 60 * len(made))
    return made


def test_every_field_of_every_kind_has_an_editor_that_gives_back_what_it_was_given(
    seat: Seat,
) -> None:
    met = set()
    for kind, cls in KINDS.items():
        rows = seat.workspace.find(cls)
        if not rows:
            continue
        for name, made in form_of(seat, kind).items():
            met.add(editor_sort(kind, name))
            value = getattr(rows[0], name)
            made.set_value(value)
            given = made.value()
            assert given == value or (value is None and given == ""), (kind, name)
    assert met == set(EDITORS)


@pytest.mark.parametrize("key", [Qt.Key.Key_Up, Qt.Key.Key_Down])
def test_a_day_steps_by_arrow_keys_from_today(key: Qt.Key, seat: Seat) -> None:
    made = editor(seat, "disputes", "found")
    line = child(made, QLineEdit, "field:found")
    heard: list[bool] = []
    made.edited.connect(lambda: heard.append(True))
    line.setFocus()
    QTest.keyClick(line, key)
    assert made.value() == TODAY + dt.timedelta(days=1 if key == Qt.Key.Key_Up else -1)
    assert heard == [True]


def test_a_day_is_picked_from_the_calendar_that_f4_opens(seat: Seat) -> None:
    made = editor(seat, "disputes", "found")
    assert isinstance(made, DayEditor)
    line = child(made, QLineEdit, "field:found")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_F4)
    assert made.calendar is not None
    month = made.calendar.findChild(QCalendarWidget, "calendar")
    assert month is not None
    assert month.selectedDate() == QDate(2026, 11, 22)
    month.clicked.emit(QDate(2026, 11, 3))
    assert made.value() == dt.date(2026, 11, 3)
    assert line.text() == "2026-11-03"


def test_a_short_day_is_spelt_out_when_it_is_left(seat: Seat) -> None:
    made = editor(seat, "disputes", "found")
    line = child(made, QLineEdit, "field:found")
    type_over(line, "1103")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "2026-11-03"
    type_over(line, "")
    assert made.value() is None


def test_a_number_has_its_unit_in_the_language_and_refuses_words(seat: Seat) -> None:
    seat.session.set_lang("en")
    made = editor(seat, "villages", "population")
    assert getattr(made, "unit").text() == "people"  # noqa: B009 - only the number's editor has one
    line = child(made, QLineEdit, "field:population")
    type_over(line, "1,234")
    assert made.value() == 1234
    type_over(line, "many")
    with pytest.raises(RecordError):
        made.value()


def test_a_list_offers_the_words_of_the_county_and_keeps_an_unknown_code(seat: Seat) -> None:
    made = editor(seat, "disputes", "dispute_kind")
    box = child(made, QComboBox, "field:dispute_kind")
    assert box.itemText(0) == "土地纠纷"
    made.set_value("old_code")
    assert made.value() == "old_code"
    assert box.currentText() == "old_code"


@pytest.mark.parametrize("by", ["initials", "sound", "middle"])
def test_a_choice_is_found_by_typing(by: str, seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QApplication, "keyboardInputInterval", lambda: 60_000)  # one run of keys
    made = seat.show(editor(seat, "disputes", "dispute_kind"), 300, 60)
    box = child(made, QComboBox, "field:dispute_kind")
    target = box.itemText(3)
    ((sound, letters),) = quick_spellings([target])
    box.setCurrentIndex(0)
    QTest.keyClicks(box, {"initials": letters, "sound": sound, "middle": sound[2:]}[by])
    assert box.currentText() == target
    assert made.value() == box.itemData(3)


def test_the_wheel_does_not_change_a_box_that_merely_lies_under_it(seat: Seat) -> None:
    made = editor(seat, "disputes", "colour")
    made.set_value("yellow")
    box = child(made, QComboBox, "field:colour")
    box.clearFocus()
    place = QPointF(box.rect().center())
    wheel = QWheelEvent(
        place,
        QPointF(box.mapToGlobal(box.rect().center())),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, wheel)
    assert made.value() == "yellow"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("姚家", "柏梁镇 · 姚家居委会"),
        ("yjj", "柏梁镇 · 姚家居委会"),
        ("zhangqiao", "柏梁镇 · 张桥村"),
        ("411024100004", "安陵镇 · 重兴村"),
        ("柏梁 wzc", "柏梁镇 · 王庄村"),
        ("al wz", None),
    ],
)
def test_a_link_is_found_by_name_code_pinyin_and_initials(
    typed: str, first: str | None, seat: Seat
) -> None:
    names = read_names(seat.workspace, ("villages",), terms=False, lead=True)
    found = [names.of("villages", uid) for uid in matching(names, "villages", typed)]
    assert (found[0] if found else None) == first


def test_down_opens_the_whole_list_and_enter_takes_from_it(seat: Seat) -> None:
    made = editor(seat, "disputes", "holder_uid")
    line = child(made, QLineEdit, "field:holder_uid")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Down)
    popup = getattr(made, "popup")  # noqa: B009 - only the link's editor has one
    assert popup.isVisible()
    assert popup.model().rowCount() == 5
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert made.value() in seat.county.uids.values()
    assert not popup.isVisible()


def test_coordinates_in_the_other_order_are_put_right(seat: Seat) -> None:
    made = editor(seat, "disputes", "geom")
    type_over(child(made, QLineEdit, "field:geom"), "114.1922, 34.1041")
    assert made.value() == Point(114.1922, 34.1041)


def test_a_visit_is_added_with_the_photo_that_was_chosen(seat: Seat, tmp_path: Path) -> None:
    panel = seat.show(RecordPanel(seat.session, seat.tasks), 360, 900)
    panel.edit_new(Visit(date=TODAY), "text")
    seat.settle()
    file = tmp_path / "现场.jpg"
    file.write_bytes(picture((10, 120, 60)))
    photo = panel.form.rows["photo_uid"].editor
    assert isinstance(photo, PhotoEditor)
    wrong = tmp_path / "list.jpg"
    wrong.write_text("no picture")
    photo.choose_file(wrong)
    assert "不是照片" in panel.form.rows["photo_uid"].complaint.text()
    photo.choose_file(file)
    for name, typed in (("officer_uid", "mj0"), ("village_uid", "zqc")):
        line = child(panel, QLineEdit, f"field:{name}")
        line.setFocus()
        seat.settle()
        type_over(line, typed)
        QTest.keyClick(line, Qt.Key.Key_Return)
    seat.wake(panel)
    text = panel.form.rows["text"].editor
    assert text is not None
    inner = text.focusProxy()
    assert isinstance(inner, QWidget)
    type_over(inner, "入户六家")
    assert panel.save(), {n: r.complaint.text() for n, r in panel.form.rows.items() if r.error}
    seat.settle()
    visits = [v for v in seat.workspace.find(Visit) if v.text == "入户六家"]
    assert len(visits) == 1
    attachment = seat.workspace.get(Attachment, visits[0].photo_uid)
    assert attachment is not None
    assert (attachment.owner_uid, attachment.media_type) == (visits[0].uid, "image/jpeg")
    assert seat.workspace.blob(attachment.sha256) == file.read_bytes()
    entry = seat.workspace.history("visits", visits[0].uid)[0].entry
    assert (entry.verb, entry.count) == ("visit.new", 2)


def test_a_link_is_cleared_by_its_button(seat: Seat) -> None:
    made = editor(seat, "disputes", "village_uid")
    made.set_value(seat.county["village0"])
    press(getattr(made, "clearer"))  # noqa: B009 - only the link's editor has one
    assert made.value() is None


def test_a_link_typed_before_its_records_are_read_is_looked_for_once_they_are(seat: Seat) -> None:
    late: list[Callable[[Names], None]] = []
    around = replace(surroundings(seat), options=lambda _kind, then: late.append(then))
    link = seat.show(editor_for("disputes", "holder_uid", around), 320, 60)
    assert isinstance(link, LinkEditor)
    line, offers = child(link, QLineEdit, "field:holder_uid"), link.popup
    line.setFocus()
    QTest.keyClicks(line, "mj0")
    assert not offers.isVisible()
    late[0](read_names(seat.workspace, ("officers",), terms=False, lead=True))
    assert offers.isVisible()
    offers.hide()


def test_no_editor_flashes_up_as_a_window_of_its_own(seat: Seat) -> None:
    panel = seat.show(RecordPanel(seat.session, seat.tasks), 360, 900)
    lost: list[object] = []
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.focusWindowChanged.connect(lost.append)
    try:
        for kind, key in (("disputes", "dispute0"), ("villages", "village0")):
            seat.select(kind, key)
            panel.edit()
            seat.settle()
            panel.revert()
    finally:
        application.focusWindowChanged.disconnect(lost.append)
    assert lost == []
