"""A table laid out by hand: sorted by several, filtered by column, grouped, frozen, added up, saved as a view."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QToolButton

from db.records.presets import Preset
from layers.tables.column_filters import Between, Chosen
from layers.tables.views import Arrangement, saved_views
from tests.helpers.seat import Seat, child, press, seat, words
from tests.qt.test_tables import click_header, column, texts
from ui.panels.record_table import RecordTable
from ui.panels.table.columns_popup import ColumnsPopup
from ui.panels.table.filter_popup import FilterPopup
from ui.panels.table.kept import KeptLayouts
from ui.panels.tables import RecordTables

__all__ = ["seat"]


@pytest.fixture
def tables(seat: Seat, tmp_path: Path) -> RecordTables:
    made = RecordTables(seat.session, seat.tasks, KeptLayouts(tmp_path))
    shown = seat.show(made, 1300, 420)
    seat.settle(lambda: shown.table.loaded)
    return shown


def show(tables: RecordTables, seat: Seat, kind: str) -> RecordTable:
    table = tables.show_kind(kind)
    seat.settle(lambda: table.loaded and table.idle)
    return table


def choose(menu: QMenu, name: str) -> None:
    """Trigger the entry of a menu by its name."""
    action = next(a for a in menu.actions() if a.objectName() == name)
    action.trigger()


def test_shift_and_a_click_sort_by_a_second_column(tables: RecordTables, seat: Seat) -> None:
    table = show(tables, seat, "cameras")
    click_header(table, "village_uid")
    head = table.view.horizontalHeader()
    section = column(table, "serial")
    middle = head.sectionViewportPosition(section) + head.sectionSize(section) // 2
    shift = Qt.KeyboardModifier.ShiftModifier
    for _press in range(2):
        QTest.mouseClick(
            head.viewport(), Qt.MouseButton.LeftButton, shift, QPoint(middle, head.height() // 2)
        )
    assert table.arrangement.sorting == (("village_uid", False), ("serial", True))
    assert texts(table, "serial") == ["SXT-0002", "SXT-0000", "SXT-0003", "SXT-0001"]


def test_a_column_is_filtered_by_its_values_and_the_chip_takes_it_away(
    tables: RecordTables, seat: Seat
) -> None:
    table = show(tables, seat, "cameras")
    table.view.setCurrentIndex(table.model.index(0, column(table, "status")))
    QTest.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = child(table, FilterPopup, "filterPopup")
    said = [popup.list.item(row).text().split() for row in range(popup.list.count())]
    assert [(word, int(count)) for word, count in said] == [("正常", 2), ("故障", 1), ("离线", 1)]
    QTest.keyClicks(popup.search, "gz")
    press(child(popup, QPushButton, "filter:take"))
    assert list(table.arrangement.filters) == [Chosen("status", frozenset({"fault"}))]
    assert texts(table, "serial") == ["SXT-0001"]
    assert words(tables, "tables:count") == "1 / 4"
    chip = child(tables, QToolButton, "chip:filter:status")
    assert "故障" in chip.text()
    press(chip)
    assert not table.arrangement.filters
    assert len(texts(table, "serial")) == 4


def test_a_range_of_figures_and_the_query_hold_together(tables: RecordTables, seat: Seat) -> None:
    table = show(tables, seat, "villages")
    table.arranging.filter_section(column(table, "population"))
    popup = child(table, FilterPopup, "filterPopup")
    QTest.keyClicks(child(popup, QLineEdit, "filter:low"), "x")
    press(child(popup, QPushButton, "filter:take"))
    assert popup.isVisible(), "what is no figure is refused in the popup"
    child(popup, QLineEdit, "filter:low").setText("900")
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert table.arrangement.filters == (Between("population", 900.0, None),)
    tables.conditions.setChecked(True)
    tables.query.put("类别 = 行政村")
    seat.settle(lambda: len(table.model.order) == 2)
    assert sorted(texts(table, "population")) == ["15\u2009230", "980"]
    press(child(tables, QPushButton, "chips:all"))
    seat.settle(lambda: len(table.model.order) == 5)


def test_groups_have_heads_with_counts_that_fold(tables: RecordTables, seat: Seat) -> None:
    table = show(tables, seat, "villages")
    menu = table.arranging.menu_of(column(table, "township_uid"))
    choose(menu, "column:group")
    heads = [(head.text, head.count) for head in table.model.heads]
    assert heads == [("安陵镇", 2), ("柏梁镇", 3)]
    assert table.model.rowCount() == 7
    assert table.model.uid(0) == ""
    table.view.setCurrentIndex(table.model.index(0, 0))
    QTest.keyClick(table.view, Qt.Key.Key_Left)
    assert table.model.rowCount() == 5
    assert words(tables, "tables:count") == "5 / 5", "a folded row is still counted"
    QTest.keyClick(table.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(table.chosen()) == 3
    assert {item.uid for item in table.chosen()} == {seat.county[f"village{i}"] for i in (0, 1, 3)}


def test_totals_follow_what_is_shown(tables: RecordTables, seat: Seat) -> None:
    table = show(tables, seat, "villages")
    table.arranging.show_totals(shown=True)
    assert table.totals.isVisible()
    assert table.totals.cells["population"] == "Σ 19\u2009262"
    table.filter("zq")
    seat.settle(lambda: table.idle)
    assert table.totals.cells["population"] == "Σ 980"
    table.arrange(replace(table.arrangement, sums={"population": "count"}, needle=""))
    assert table.totals.cells["population"] == "4 条"


def test_columns_are_chosen_ordered_and_kept_for_the_user(
    tables: RecordTables, seat: Seat, tmp_path: Path
) -> None:
    table = show(tables, seat, "cameras")
    table.arranging.choose_columns(QPoint(0, 0))
    popup = child(table, ColumnsPopup, "columnsPopup")
    popup.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    popup.list.setCurrentRow(0)
    QTest.keyClick(popup.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(popup.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup.close()
    shown = table.view.shown_columns()
    assert "name" not in shown
    assert shown[:2] == ["status", "serial"]
    choose(table.arranging.menu_of(column(table, "serial")), "column:freeze")
    assert table.view.frozen_columns == 2
    again = RecordTables(seat.session, seat.tasks, KeptLayouts(tmp_path))
    seat.show(again, 900, 300)
    other = show(again, seat, "cameras")
    assert other.view.shown_columns() == shown
    assert other.view.frozen_columns == 2


def test_a_saved_view_is_a_record_of_the_workspace_and_comes_back(
    tables: RecordTables, seat: Seat, tmp_path: Path
) -> None:
    table = show(tables, seat, "cameras")
    wanted = Arrangement(
        columns=("serial", "status"),
        sorting=(("serial", True),),
        filters=(Chosen("status", frozenset({"ok"})),),
        group="status",
    )
    table.arrange(wanted)
    tables.views.save("正常的")
    (preset,) = seat.workspace.find(Preset, sort="view", of_kind="cameras")
    assert (preset.name, preset.of_kind) == ("正常的", "cameras")
    tables.views.chosen.emit(None)
    assert len(texts(table, "serial")) == 4
    tables.views.views.aboutToShow.emit()
    choose(tables.views.views, "views:view:正常的")
    assert table.arrangement == wanted
    assert "正常的" in tables.views.text()
    tables.views.views.aboutToShow.emit()
    choose(tables.views.views, "views:default")
    assert [view.default for view in saved_views(seat.workspace, "cameras")] == [True]
    again = RecordTables(seat.session, seat.tasks, KeptLayouts(tmp_path / "other"))
    seat.show(again, 900, 300)
    assert show(again, seat, "cameras").arrangement == wanted
    seat.session.undo("menu")
    seat.session.undo("menu")
    assert not seat.workspace.find(Preset, sort="view", of_kind="cameras")


def test_a_selection_of_many_scattered_rows_is_followed(tables: RecordTables, seat: Seat) -> None:
    table = show(tables, seat, "villages")
    every = [seat.county[f"village{i}"] for i in (0, 2, 4)]
    seat.select("villages", "village0", "village2", "village4")
    assert sorted(item.uid for item in table.chosen()) == sorted(every)


def test_words_share_what_is_left_of_the_width_and_a_hand_s_width_stays(
    tables: RecordTables, seat: Seat
) -> None:
    table = show(tables, seat, "postings")
    view = table.view

    def widths() -> dict[str, int]:
        return {name: view.width_of(name) for name in table.columns()}

    before = widths()
    assert sum(before.values()) == view.viewport().width()
    tables.resize(tables.width() + 300, tables.height())
    seat.settle(lambda: sum(widths().values()) == view.viewport().width())
    grown = {name for name, px in widths().items() if px > before[name]}
    assert grown == {"officer_uid", "village_uid", "township_uid", "order_no"}
    view.setColumnWidth(table.model.section("officer_uid"), 90)
    tables.resize(tables.width() - 200, tables.height())
    seat.settle(lambda: sum(widths().values()) == view.viewport().width())
    assert table.arrangement.widths == {"officer_uid": 90}
    assert widths()["officer_uid"] == 90
    view.setColumnWidth(
        table.model.section("order_no"), 2000
    )  # more than there is: nothing is squeezed
    tables.resize(tables.width() + 10, tables.height())
    assert widths()["village_uid"] <= before["village_uid"]
