"""The tables under a real hand: read when shown, sorted, filtered, in step with what is selected and changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton
from shapely import Point
from sqlalchemy import event

from db.measures import MEASURES
from db.records import KINDS, Camera, Dispute, Officer, Posting
from tests.helpers.seat import Seat, child, press, seat, words
from tests.helpers.small_county import TODAY
from ui import theme
from ui.panels.figure_rows import FigureRows
from ui.panels.record_table import RecordTable
from ui.panels.table_view import TableView
from ui.panels.tables import GROUPS, RecordTables
from ui.session import Item

__all__ = ["seat"]


@pytest.fixture
def tables(seat: Seat) -> RecordTables:
    shown = seat.show(RecordTables(seat.session, seat.tasks), 1300, 320)
    seat.settle(lambda: shown.table.loaded)
    click_header(shown.table, "case_no")
    return shown


def column(table: RecordTable, name: str) -> int:
    assert table.model.ledger is not None
    return [each.name for each in table.model.columns].index(name)


def texts(table: RecordTable, name: str) -> list[str]:
    """What a column says, top to bottom, as it is shown."""
    section = column(table, name)
    rows = range(table.model.rowCount())
    return [str(table.model.index(row, section).data()) for row in rows]


def click_header(table: RecordTable, name: str) -> None:
    head = table.view.horizontalHeader()
    section = column(table, name)
    table.view.scrollTo(table.model.index(0, section))
    middle = head.sectionViewportPosition(section) + head.sectionSize(section) // 2
    place = QPoint(middle, head.height() // 2)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)


def click_row(table: RecordTable, row: int, modifier: Qt.KeyboardModifier | None = None) -> None:
    place = table.view.visualRect(table.model.index(row, 0)).center()
    keys = modifier or Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, keys, place)


def selected(table: RecordTable) -> list[str]:
    return table.model.uids(table.view.selected_rows())


def test_every_kind_has_a_tab_in_exactly_one_group() -> None:
    assert sorted(kind for _name, _title, kinds in GROUPS for kind in kinds) == sorted(KINDS)


def test_a_table_is_read_when_its_tab_is_first_shown(tables: RecordTables, seat: Seat) -> None:
    assert set(tables.tables) == {"disputes"}
    press(child(tables, QToolButton, "group:equipment"))
    seat.settle(lambda: tables.table.loaded)
    assert tables.kind == "cameras"
    assert texts(tables.table, "serial") == ["SXT-0000", "SXT-0001", "SXT-0002", "SXT-0003"]
    assert words(tables, "tables:count") == "4 / 4"
    QTest.keyClick(tables.tabs, Qt.Key.Key_Right)
    assert tables.kind == "checkpoints"


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_opens(kind: str, tables: RecordTables, seat: Seat) -> None:
    table = tables.show_kind(kind)
    seat.settle(lambda: table.loaded)
    assert table.model.rowCount() == len(seat.workspace.frame(kind, columns=["uid"]))
    assert table.view.objectName() == f"table:{kind}"


def test_a_header_sorts_up_down_and_gives_it_up(tables: RecordTables, seat: Seat) -> None:
    table = tables.show_kind("villages")
    seat.settle(lambda: table.loaded)
    as_read = texts(table, "name")
    click_header(table, "population")
    assert texts(table, "population") == ["640", "980", "2\u2009412", "15\u2009230", ""]
    click_header(table, "population")
    assert texts(table, "population") == ["15\u2009230", "2\u2009412", "980", "640", ""]
    click_header(table, "population")
    assert texts(table, "name") == as_read


def test_what_is_most_overdue_comes_first_and_what_is_closed_last(seat: Seat) -> None:
    shown = seat.show(RecordTables(seat.session, seat.tasks), 1300, 320)
    seat.settle(lambda: shown.table.loaded)
    assert texts(shown.table, "left") == ["超期 5 天", "今天到期", "余 2 天", "余 6 天", ""]
    (rule,) = shown.table.sorting
    assert (rule.column, rule.descending) == (column(shown.table, "left"), False)


def test_figures_stand_at_the_right_and_words_at_the_left(tables: RecordTables, seat: Seat) -> None:
    table = tables.show_kind("villages")
    seat.settle(lambda: table.loaded)
    for name, side in (("population", "AlignRight"), ("name", "AlignLeft")):
        index = table.model.index(0, column(table, name))
        assert index.data(Qt.ItemDataRole.TextAlignmentRole) & getattr(Qt.AlignmentFlag, side)


def test_colours_have_their_marks_and_what_is_late_is_red(tables: RecordTables) -> None:
    table = tables.table
    mark = table.model.index(0, column(table, "colour")).data(Qt.ItemDataRole.DecorationRole)
    assert isinstance(mark, QIcon)
    assert not mark.isNull()
    ink = table.model.index(0, column(table, "left")).data(Qt.ItemDataRole.ForegroundRole)
    assert isinstance(ink, QColor)
    assert ink == theme.colour("dark", "late")


def test_a_filter_typed_by_initials_counts_and_clears(tables: RecordTables, seat: Seat) -> None:
    table = tables.table
    box = child(tables, QLineEdit, "tables:filter")
    QTest.keyClick(table.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert box.hasFocus()
    QTest.keyClicks(box, "yjjwh")
    seat.settle(lambda: table.idle)
    assert texts(table, "case_no") == ["2026-0000", "2026-0001"]
    assert words(tables, "tables:count") == "2 / 5"
    QTest.keyClicks(box, "zzz")
    seat.settle(lambda: table.idle)
    assert "没有符合" in words(tables, "empty:disputes")
    press(child(tables, QPushButton, "remedy:disputes"))
    seat.settle(lambda: table.idle)
    assert box.text() == ""
    assert words(tables, "tables:count") == "5 / 5"


def test_each_tab_keeps_its_own_filter(tables: RecordTables, seat: Seat) -> None:
    box = child(tables, QLineEdit, "tables:filter")
    box.setFocus()
    QTest.keyClicks(box, "2026-0001")
    tables.show_kind("officers")
    seat.settle()
    assert box.text() == ""
    tables.show_kind("disputes")
    assert box.text() == "2026-0001"


def test_an_empty_table_says_what_would_be_here_and_gives_the_action(
    tables: RecordTables, seat: Seat
) -> None:
    table = tables.show_kind("findings")
    seat.settle(lambda: table.loaded)
    assert words(tables, "empty:findings") == "还没有走访收获。新增的记录会列在这里。"
    with seat.qtbot.waitSignal(tables.newAsked) as asked:
        press(child(tables, QPushButton, "remedy:findings"))
    assert asked.args == ["findings"]


def test_what_is_selected_here_is_selected_everywhere(tables: RecordTables, seat: Seat) -> None:
    heard: list[tuple[list[str], str]] = []
    seat.session.selection.changed.connect(
        lambda items, origin: heard.append(([item.uid for item in items], origin))
    )
    click_row(tables.table, 1)
    click_row(tables.table, 3, Qt.KeyboardModifier.ControlModifier)
    uids = [seat.county["dispute1"], seat.county["dispute3"]]
    assert heard == [([uids[0]], "table"), (uids, "table")]
    QTest.keyClick(tables.table.view, Qt.Key.Key_Up)
    assert heard[-1] == ([seat.county["dispute2"]], "table")


def test_what_is_selected_on_the_map_is_a_selected_row_and_is_not_said_back(
    tables: RecordTables, seat: Seat
) -> None:
    heard: list[str] = []
    seat.session.selection.changed.connect(lambda _items, origin: heard.append(origin))
    seat.select("cameras", "camera1", "camera3")
    assert tables.kind == "cameras"
    seat.settle(lambda: tables.table.loaded)
    assert selected(tables.table) == [seat.county["camera1"], seat.county["camera3"]]
    seat.select("cameras", "camera2")
    assert selected(tables.table) == [seat.county["camera2"]]
    assert heard == ["map", "map"]


def test_the_table_stays_when_following_is_off(tables: RecordTables, seat: Seat) -> None:
    press(child(tables, QToolButton, "tables:follow"))
    seat.select("cameras", "camera1")
    assert tables.kind == "disputes"
    assert selected(tables.table) == []


def test_enter_flies_to_the_row(tables: RecordTables, seat: Seat) -> None:
    flown: list[Item] = []
    seat.session.flyTo.connect(flown.append)
    click_row(tables.table, 2)
    QTest.keyClick(tables.table.view, Qt.Key.Key_Return)
    assert flown == [Item("disputes", seat.county["dispute2"])]


@pytest.fixture
def read_kinds(seat: Seat) -> Iterator[list[str]]:
    """Every SELECT that is sent while the test runs."""
    sent: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(seat.workspace.engine, "before_cursor_execute", note)
    yield sent
    event.remove(seat.workspace.engine, "before_cursor_execute", note)


def test_a_change_reads_the_rows_in_sight_only_and_keeps_selection(
    tables: RecordTables, seat: Seat, read_kinds: list[str]
) -> None:
    click_row(tables.table, 3)
    resets: list[bool] = []
    tables.table.model.modelReset.connect(lambda: resets.append(True))
    said: list[tuple[int, int]] = []
    tables.table.model.dataChanged.connect(
        lambda first, last, *_roles: said.append((first.row(), last.row()))
    )
    dispute = seat.workspace.get(Dispute, seat.county["dispute1"])
    assert dispute is not None
    read_kinds.clear()
    with seat.workspace.operation("dispute.edit", asked_by="panel") as op:
        op.update(dispute, summary="改过的事由", colour="red")
    seat.settle(lambda: tables.table.idle)
    assert texts(tables.table, "summary")[1] == "改过的事由"
    assert texts(tables.table, "colour")[1] == "红"
    assert selected(tables.table) == [seat.county["dispute3"]]
    assert not resets
    assert said == [(1, 1)]  # no other line is painted again
    frames = [s for s in read_kinds if "FROM disputes" in s and "version" not in s]
    assert frames
    assert all("fid IN" in statement or "uid IN" in statement for statement in frames)


def test_an_added_row_appears_where_it_sorts_and_a_deleted_one_goes(
    tables: RecordTables, seat: Seat
) -> None:
    table = tables.show_kind("cameras")
    seat.settle(lambda: table.loaded)
    click_header(table, "serial")
    added = Camera(serial="SXT-0001A", name="新装", geom=Point(114.05, 34.05))
    with seat.workspace.operation("camera.new") as op:
        op.add(added)
    seat.settle(lambda: table.idle)
    assert texts(table, "serial") == ["SXT-0000", "SXT-0001", "SXT-0001A", "SXT-0002", "SXT-0003"]
    click_row(table, 2)
    camera = seat.workspace.get(Camera, seat.county["camera0"])
    assert camera is not None
    with seat.workspace.operation("camera.delete") as op:
        op.delete(camera)
    seat.settle(lambda: table.idle)
    assert texts(table, "serial")[0] == "SXT-0001"
    assert selected(table) == [added.uid]
    seat.session.undo("menu")
    seat.settle(lambda: table.idle)
    assert texts(table, "serial")[0] == "SXT-0000"


def test_a_renamed_officer_is_renamed_in_every_row(tables: RecordTables, seat: Seat) -> None:
    officer = seat.workspace.get(Officer, seat.county["officer0"])
    assert officer is not None
    with seat.workspace.operation("officer.edit") as op:
        op.update(officer, name="民警 88")
    seat.settle(lambda: tables.table.idle)
    assert set(texts(tables.table, "holder_uid")) == {"民警 88"}


def test_a_posting_that_ends_leaves_a_gap_in_the_village_table(
    tables: RecordTables, seat: Seat
) -> None:
    table = tables.show_kind("villages")
    seat.settle(lambda: table.loaded)
    assert texts(table, "resident")[0] == "民警 0"
    posting = seat.workspace.get(Posting, seat.county["resident0"])
    assert posting is not None
    with seat.workspace.operation("posting.edit") as op:
        op.update(posting, end=TODAY.replace(day=1))
    seat.settle(lambda: table.idle)
    assert texts(table, "resident")[0] == "空缺"


def test_the_rows_are_said_again_in_another_language(tables: RecordTables, seat: Seat) -> None:
    seat.session.set_lang("en")
    QApplication.sendEvent(tables, QEvent(QEvent.Type.LanguageChange))
    QApplication.sendEvent(tables.table, QEvent(QEvent.Type.LanguageChange))
    seat.settle(lambda: tables.table.idle)
    assert texts(tables.table, "colour")[0] == "Red"
    head = tables.table.model.headerData(0, Qt.Orientation.Horizontal)
    assert head == "Case number"
    assert tables.tabs.tabText(0) == "Dispute"


def test_hostile_text_is_shown_as_typed_and_tips_do_not_interpret_it(
    tables: RecordTables, seat: Seat
) -> None:
    text = "<b>粗</b><img src=x onerror=alert(1)> ${7*7} {{x}} & \u202e倒"
    dispute = seat.workspace.get(Dispute, seat.county["dispute0"])
    assert dispute is not None
    with seat.workspace.operation("dispute.edit") as op:
        op.update(dispute, summary=text)
    seat.settle(lambda: tables.table.idle)
    index = tables.table.model.index(0, column(tables.table, "summary"))
    assert index.data() == text
    shown = str(index.data(Qt.ItemDataRole.ToolTipRole))
    assert "<img" not in shown
    assert "&lt;img" in shown


def test_rows_are_28_pixels_and_text_is_cut_in_the_middle(tables: RecordTables) -> None:
    assert tables.table.view.rowHeight(0) == 28
    assert tables.table.view.textElideMode() == Qt.TextElideMode.ElideMiddle


@pytest.mark.parametrize("name", MEASURES)
def test_a_figure_opens_its_formula_and_exactly_its_rows(name: str, seat: Seat) -> None:
    rows = seat.show(FigureRows(seat.session, seat.tasks), 1200, 240)
    rows.show_figure(name)
    seat.settle(lambda: rows.table is not None and rows.table.loaded)
    assert rows.figure is not None
    assert rows.table is not None
    shown = {str(rows.table.model.uid(row)) for row in range(rows.table.model.rowCount())}
    assert shown == set(rows.figure.rows.uids)
    assert MEASURES[name].formula.zh in words(rows, "rows:formula")
    assert child(rows, QLabel, "rows:impossible").isVisible() == rows.figure.impossible


def test_a_rate_shows_its_two_numbers_and_follows_a_change(seat: Seat) -> None:
    rows = seat.show(FigureRows(seat.session, seat.tasks), 1200, 240)
    rows.show_figure("cover")
    seat.settle(lambda: rows.table is not None and rows.table.loaded)
    assert words(rows, "rows:value") == "20.0 %"
    assert words(rows, "rows:parts") == "1 ÷ 5"
    posting = Posting(
        officer_uid=seat.county["officer1"],
        post="liaison",
        village_uid=seat.county["village1"],
        start=TODAY,
    )
    with seat.workspace.operation("posting.new") as op:
        op.add(posting)
    seat.settle(lambda: words(rows, "rows:value") == "40.0 %")
    assert rows.table is not None
    assert rows.table.model.rowCount() == 2


def test_cover_is_shown_by_township_too_the_worst_first(seat: Seat) -> None:
    rows = seat.show(FigureRows(seat.session, seat.tasks), 1200, 240)
    rows.show_figure("cover")
    seat.settle(lambda: rows.table is not None and rows.table.loaded)
    QTest.mouseClick(rows.by, Qt.MouseButton.LeftButton)
    table = rows.table
    assert table is not None
    assert table.kind == "townships"
    seat.settle(lambda: table.loaded and texts(table, "cover") == ["0.0", "33.3"])
    assert texts(table, "name") == ["安陵镇", "柏梁镇"]
    assert words(rows, "rows:parts") == "1 ÷ 5"
    assert words(rows, "rows:count") == "乡镇 2 条"
    section = column(table, "cover")
    explained = table.model.headerData(
        section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    )
    assert MEASURES["cover"].formula.zh in explained
    QTest.mouseClick(rows.counted, Qt.MouseButton.LeftButton)
    assert rows.table is rows.tables["villages"]
    seat.settle(lambda: words(rows, "rows:count") == "村/社区 1 条")
    rows.show_figure("overdue")
    seat.settle(lambda: rows.table is rows.tables.get("disputes"))
    assert not rows.by.isVisible()


def test_a_row_behind_a_figure_is_selected_on_the_map(seat: Seat) -> None:
    rows = seat.show(FigureRows(seat.session, seat.tasks), 1200, 240)
    rows.show_figure("overdue")
    seat.settle(lambda: rows.table is not None and rows.table.loaded)
    assert rows.table is not None
    click_row(rows.table, 0)
    assert seat.session.selection.lead == Item("disputes", seat.county["dispute0"])
    assert isinstance(rows.table.view, TableView)
