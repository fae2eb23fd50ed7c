"""The query bar under a real hand: offers, Enter, a mistake underlined, Escape, earlier queries, changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

from db.records import Dispute
from tests.helpers.qt import pausing
from tests.helpers.seat import Seat, child, press, seat, type_over, words
from ui.panels.query_bar import PAUSE_MS
from ui.panels.query_line import QueryLine
from ui.panels.tables import RecordTables
from ui.theme import colour

__all__ = ["seat"]


@pytest.fixture
def tables(seat: Seat) -> RecordTables:
    shown = seat.show(RecordTables(seat.session, seat.tasks), 1300, 420)
    seat.settle(lambda: shown.table.loaded)
    return shown


@pytest.fixture
def line(tables: RecordTables, seat: Seat) -> QueryLine:
    """The open line, its words read."""
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    seat.wake(tables)
    tables.table.view.setFocus()
    QTest.keyClick(tables.table.view, Qt.Key.Key_F, keys)
    seat.settle()
    assert tables.query.line.hasFocus()
    return tables.query.line


def cases(tables: RecordTables) -> list[str]:
    """The numbers of the disputes that are shown."""
    model = tables.table.model
    assert model.ledger is not None
    section = model.section("case_no")
    return sorted(model.text(row, section)[-1] for row in range(model.rowCount()))


def ask(line: QueryLine, seat: Seat, text: str) -> None:
    type_over(line, text)
    line.close_offers()
    QTest.keyClick(line, Qt.Key.Key_Return)
    seat.settle()


def test_enter_finds_the_rows_and_escape_brings_all_back(
    tables: RecordTables, line: QueryLine, seat: Seat
) -> None:
    ask(line, seat, "未结 且 期限 < 今天+3")
    assert cases(tables) == ["0", "1", "2"]
    assert words(tables, "tables:count") == "3 / 5"
    QTest.keyClick(line, Qt.Key.Key_Escape)
    seat.settle()
    assert line.text() == ""
    assert cases(tables) == ["0", "1", "2", "3", "4"]
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not tables.query.isVisible()
    assert not tables.conditions.isChecked()


def test_what_was_typed_and_not_asked_says_that_it_does_not_hold(
    tables: RecordTables, line: QueryLine, seat: Seat
) -> None:
    unasked = tables.query.unasked
    type_over(line, "未结")
    assert unasked.isVisible()
    assert "Enter" in unasked.text()
    ask(line, seat, "未结")
    assert not unasked.isVisible()
    type_over(line, "未结 且 超期")
    assert unasked.isVisible()
    assert words(tables, "tables:count") != "1 / 5"
    line.clear()
    seat.settle()
    assert not unasked.isVisible()


def test_a_query_that_finds_nothing_says_so_and_offers_no_new_record(
    tables: RecordTables, line: QueryLine, seat: Seat
) -> None:
    ask(line, seat, "颜色 = 红 且 已结")
    assert words(tables, "empty:disputes") == "没有符合条件的矛盾纠纷。"
    assert not tables.table.remedy.isVisible()


def test_a_query_is_written_from_offers_alone(
    tables: RecordTables, line: QueryLine, seat: Seat
) -> None:
    """ys Tab, = , h Tab, Enter: initials find the field and the choice."""
    QTest.keyClicks(line, "ys")
    assert line.offering
    assert line.offers.candidates[0].text == "颜色"
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert line.text() == "颜色 "
    assert [c.text for c in line.offers.candidates][:2] == ["=", "!="]
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "颜色 = "
    assert [c.text for c in line.offers.candidates] == ["红", "黄", "蓝"]
    QTest.keyClicks(line, "huang")
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert line.text() == "颜色 = 黄 "
    QTest.keyClick(line, Qt.Key.Key_Return)
    seat.settle()
    assert cases(tables) == ["1", "4"]
    assert not line.offering


def test_a_village_is_found_by_its_initials_and_a_click(
    tables: RecordTables, line: QueryLine, seat: Seat
) -> None:
    type_over(line, "所在村 = ")
    QTest.keyClicks(line, "zq")
    assert line.list is not None
    place = line.list.visualRect(line.offers.index(0)).center()
    QTest.mouseClick(line.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert line.text() == "所在村 = 张桥村 "
    QTest.keyClick(line, Qt.Key.Key_Escape)
    QTest.keyClick(line, Qt.Key.Key_Return)
    seat.settle()
    assert cases(tables) == ["2", "3"]


def test_a_mistake_is_underlined_and_said_beside_it(
    tables: RecordTables, line: QueryLine, seat: Seat
) -> None:
    ask(line, seat, "颜色 = 绿 且 未结")
    assert line.wrong == (5, 6)
    said = child(tables, QLabel, "query:said")
    assert said.isVisible()
    assert said.text() == "「颜色」没有“绿”这一项。有：红、黄、蓝。"
    assert cases(tables) == ["0", "1", "2", "3", "4"], "a wrong query changes nothing"
    picture = line.grab().toImage()
    red = colour("dark", "red").name()
    inner = range(8, line.width() - 40)
    painted = [
        x
        for x in inner
        if any(picture.pixelColor(x, y).name() == red for y in range(12, line.height() - 4))
    ]
    metrics = line.fontMetrics()
    before = metrics.horizontalAdvance("颜色 = ")
    assert painted
    assert abs((painted[-1] - painted[0] + 1) - metrics.horizontalAdvance("绿")) <= 4
    assert before <= painted[0] <= before + 20
    QTest.keyClick(line, Qt.Key.Key_End)
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert not said.isVisible()
    assert line.grab().toImage() != picture


def test_what_is_not_finished_is_no_mistake_yet(
    tables: RecordTables, line: QueryLine, seat: Seat
) -> None:
    for text in ("颜色", "颜色 =", "颜色 = 红 且"):
        type_over(line, text)
        line.close_offers()
        seat.qtbot.waitUntil(lambda: not pausing(tables, PAUSE_MS))
        assert line.wrong is None, text
    type_over(line, "颜 = 红 且 未结")
    line.close_offers()
    seat.qtbot.waitUntil(lambda: line.wrong == (0, 1))


def test_earlier_queries_come_back_with_up(
    tables: RecordTables, line: QueryLine, seat: Seat
) -> None:
    for text in ("红", "颜色 = 黄", "超期"):
        ask(line, seat, text)
    type_over(line, "")
    seat.settle()
    for text in ("超期", "颜色 = 黄", "红", "红"):
        QTest.keyClick(line, Qt.Key.Key_Up)
        assert line.text() == text
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert line.text() == "颜色 = 黄"
    QTest.keyClick(line, Qt.Key.Key_Return)
    seat.settle()
    assert cases(tables) == ["1", "4"]


def test_a_change_is_asked_again(tables: RecordTables, line: QueryLine, seat: Seat) -> None:
    ask(line, seat, "colour = red")
    assert cases(tables) == ["0"]
    second = seat.workspace.get(Dispute, seat.county["dispute1"])
    assert second is not None
    seat.session.perform(
        "dispute.edit", "1", lambda op: op.update(second, colour="red"), origin="panel"
    )
    seat.settle(lambda: tables.table.idle)
    assert cases(tables) == ["0", "1"]


def test_each_kind_keeps_its_query_until_the_bar_is_put_away(
    tables: RecordTables, line: QueryLine, seat: Seat
) -> None:
    ask(line, seat, "红")
    tables.show_kind("hazards")
    seat.settle(lambda: tables.table.loaded)
    assert line.text() == ""
    ask(line, seat, "类型 = 治安")
    assert tables.table.model.rowCount() == 0
    tables.show_kind("disputes")
    seat.settle()
    assert line.text() == "红"
    assert cases(tables) == ["0"]
    press(child(tables, QToolButton, "tables:conditions"))
    seat.settle()
    assert len(cases(tables)) == 5
    tables.show_kind("hazards")
    seat.settle()
    assert tables.table.model.rowCount() == 1


def test_a_query_and_the_quick_filter_hold_together(
    tables: RecordTables, line: QueryLine, seat: Seat
) -> None:
    ask(line, seat, "未结")
    type_over(tables.filter, "zq")
    seat.settle(lambda: tables.table.idle)
    assert cases(tables) == ["2"]


def test_a_query_typed_before_its_words_are_read_is_asked_when_they_are(
    tables: RecordTables, seat: Seat
) -> None:
    seat.wake(tables)
    tables.show_kind("villages")
    tables.conditions.setChecked(True)
    tables.query.line.setText("空缺")
    QTest.keyClick(tables.query.line, Qt.Key.Key_Return)
    seat.settle(lambda: "villages" in tables.query.queries and tables.table.loaded)
    assert tables.table.model.rowCount() == 4


def test_the_list_opens_above_the_line_where_the_window_ends(seat: Seat) -> None:
    shown = seat.show(RecordTables(seat.session, seat.tasks), 1300, 120)
    seat.settle(lambda: shown.table.loaded)
    shown.conditions.setChecked(True)
    seat.settle()
    QTest.keyClick(shown.query.line, Qt.Key.Key_Down)
    view = shown.query.line.list
    assert view is not None
    assert shown.rect().contains(view.geometry().topLeft())
