"""Very many selected rows: handed on as rows, named by nobody who need not, changed as one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from db import row_window
from db.records import Camera
from layers.pages.answers import NoSuchPage, Pages
from layers.record.many import read_many
from layers.tables.row_uids import RowUids
from layers.tables.sheet import Sheet
from tests.helpers.seat import Seat, child, seat
from ui.chosen import Item, Rows, toggled
from ui.map_tools.outlines import joined
from ui.map_view.events import FEW, selection_message
from ui.panels.drafts import Drafts
from ui.panels.many_panel import ManyPanel
from ui.panels.record_table import RecordTable
from ui.panels.table.act_dialog import ActDialog
from ui.panels.table.selecting import AT_ONCE

__all__ = ["seat"]


@pytest.fixture
def many(seat: Seat) -> RecordTable:
    place = seat.workspace.find(Camera)[0].geom
    with seat.workspace.operation("camera.import") as op:
        for number in range(AT_ONCE + 500):
            op.add(Camera(serial=f"M-{number:05d}", name=f"口{number}", status="ok", geom=place))
    table = seat.show(RecordTable(seat.session, seat.tasks, "cameras"), 900, 300)
    table.load()
    seat.settle(lambda: table.loaded and table.idle)
    return table


def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows are asked who they are, from now on."""
    asked: list[int] = []
    plain = row_window.uids_of

    def counted(engine: object, kind: str, fids: Sequence[int]) -> dict[int, str]:
        asked.append(len(fids))
        return plain(engine, kind, fids)  # type: ignore[arg-type]

    monkeypatch.setattr(row_window, "uids_of", counted)
    return asked


def test_every_row_is_selected_and_nobody_is_named(
    many: RecordTable, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asked_for(monkeypatch)
    many.view.setFocus()
    QTest.keyClick(many.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    items = seat.session.selection.items
    assert isinstance(items, Rows)
    assert len(items) == len(many.model.order) > AT_ONCE
    assert max(asked, default=0) <= 1
    assert seat.session.selection.lead == items[-1]
    assert {item.kind for item in items[:3]} == {"cameras"}


def test_the_map_asks_for_the_uids_of_a_large_selection(many: RecordTable) -> None:
    ledger = many.model.ledger
    assert ledger is not None
    pages = Pages(None)  # type: ignore[arg-type]
    chosen = Rows(RowUids(ledger.workspace, "cameras", ledger.fids))
    message = selection_message(chosen, pages)
    assert message["items"] == []
    told = json.loads(pages.answer(f"/chosen/{message['chosen']}").content)
    assert told == {"cameras": ledger.uids_of(ledger.fids)}
    few = selection_message(chosen[:FEW], pages)
    assert [item["uid"] for item in few["items"]] == told["cameras"][:FEW]
    selection_message(chosen[: FEW + 1], pages)
    with pytest.raises(NoSuchPage):
        pages.answer(f"/chosen/{message['chosen']}")  # another selection has taken its place


def test_what_rows_have_in_common_is_what_their_records_have(seat: Seat) -> None:
    for kind in ("cameras", "disputes", "hazards", "officers", "villages"):
        fids = row_window.all_fids(seat.workspace.engine, kind)
        rows = RowUids(seat.workspace, kind, fids)
        by_rows, by_uid = (read_many(seat.workspace, kind, one) for one in (rows, list(rows)))
        assert by_rows.differing == by_uid.differing
        assert by_rows.values == by_uid.values
        frame = seat.workspace.frame(kind)
        for name in by_rows.differing:
            assert frame[name].nunique(dropna=False) > 1
        for name in by_rows.values:
            assert frame[name].nunique(dropna=False) == 1


def test_all_of_them_are_changed_by_one_operation(many: RecordTable, seat: Seat) -> None:
    panel = seat.show(
        ManyPanel(seat.session, seat.tasks, _no_options, Drafts(seat.session)), 360, 700
    )
    many.view.selectAll()
    panel.show_items(seat.session.selection.items)
    seat.settle(panel.footer.edit.isVisible)
    panel.edit("status")
    choice = child(panel, QComboBox, "field:status")
    QTest.keyClick(choice, Qt.Key.Key_End)
    wanted = choice.currentData()
    assert panel.save()
    seat.settle(lambda: not panel.editing)
    assert {camera.status for camera in seat.workspace.find(Camera)} == {wanted}
    (entry,) = seat.workspace.journal.entries(limit=1, newest_first=True)
    assert (entry.verb, entry.label) == ("camera.edit", f"× {len(many.model.order)}")


def test_one_that_is_deleted_leaves_the_others_selected(many: RecordTable, seat: Seat) -> None:
    many.view.selectAll()
    rows = seat.session.selection.items
    assert isinstance(rows, Rows)
    with seat.workspace.operation("camera.delete") as op:
        op.delete(seat.workspace.find(Camera)[-1])
    assert len(rows.uids.present()) == len(rows) - 1
    assert len(list(rows)) == len(rows) - 1, "one that is gone is passed over"
    seat.settle(lambda: many.idle and len(many.model.order) == len(rows) - 1)


def _no_options(*_asked: object) -> list[object]:
    return []


def test_a_field_of_all_of_them_is_filled_beside_the_window(many: RecordTable, seat: Seat) -> None:
    many.view.selectAll()
    section = many.model.section("status")
    keep = QItemSelectionModel.SelectionFlag.NoUpdate
    many.view.selectionModel().setCurrentIndex(many.model.index(3, section), keep)
    many.acting.fill()
    dialog = child(many, ActDialog, "dialog:act")
    QTest.keyClick(child(dialog, QComboBox, "field:status"), Qt.Key.Key_End)
    wanted = dialog.editors["status"].value()
    told: list[str] = []
    seat.tasks.changed.connect(
        lambda: told.extend(task.title.zh for task in seat.tasks.running if task.told)
    )
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    seat.settle(lambda: bool(told))
    assert {camera.status for camera in seat.workspace.find(Camera)} == {wanted}


def test_ctrl_and_a_click_take_one_in_or_out_and_no_rows_apart(
    many: RecordTable, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = many.model.ledger
    assert ledger is not None
    scattered = Rows(RowUids(ledger.workspace, "cameras", ledger.fids[::2]))
    seat.session.selection.set(scattered, "menu")
    assert many.model.chosen is not None  # more runs than ranges would hold
    many.view.scrollToTop()
    asked = asked_for(monkeypatch)
    ctrl = Qt.KeyboardModifier.ControlModifier
    first = many.model.order[many.view.selected_rows()[0]]
    for expected in (len(scattered) - 1, len(scattered)):
        row = int(np.flatnonzero(many.model.order == first)[0])
        middle = many.view.visualRect(many.model.index(row, 0)).center()
        QTest.mouseClick(many.view.viewport(), Qt.MouseButton.LeftButton, ctrl, middle)
        items = seat.session.selection.items
        assert isinstance(items, Rows) == (expected > AT_ONCE)
        assert len(items) == expected == len(many.view.selected_rows())
    assert max(asked, default=0) <= AT_ONCE

    # and on the map, onto all of them
    many.view.selectAll()
    rows = seat.session.selection.items
    one = rows[3]
    asked.clear()
    fewer = toggled(rows, [one])
    again = toggled(fewer, [one])
    more, out = joined(fewer, (one,), "add"), joined(rows, (one,), "remove")
    assert not asked
    assert [len(each) for each in (fewer, again, more, out)] == [
        len(rows) - 1,
        len(rows),
        len(rows),
        len(rows) - 1,
    ]
    assert again[-1] == more[-1] == one
    assert len(toggled(rows, [Item("officers", "somebody")])) == len(rows) + 1


def test_copying_very_many_stops_when_told(
    many: RecordTable, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, wanted = many.model.ledger, seat.tasks
    assert ledger is not None
    QApplication.clipboard().setText("before")
    monkeypatch.setattr(row_window, "CHUNK", 500)
    plain, parts = ledger.in_order, 0

    def stopped_at_the_third(fids: row_window.Fids) -> Iterator[Sheet]:
        nonlocal parts
        for part in plain(fids):
            parts += 1
            if parts == 3:
                wanted.running[0].cancel()
            yield part

    monkeypatch.setattr(ledger, "in_order", stopped_at_the_third)
    many.acting.clipboard.copy()
    seat.settle(lambda: not wanted.running)
    assert parts == 3 < len(many.model.order) // 500
    assert QApplication.clipboard().text() == "before"
