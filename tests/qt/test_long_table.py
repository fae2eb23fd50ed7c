"""Long tables: a file with 20,000 cameras, and a million rows that nothing stores; what is seen is read, no more."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from db.records import Camera
from db.workspace import Workspace
from layers.columns import columns_for, reads
from layers.looks.look import Look
from layers.names import Names
from layers.tables.column_filters import Chosen
from layers.tables.ledger import Ledger
from layers.tables.ledger_columns import unheard
from layers.tables.row_blocks import BLOCK
from layers.tables.sheet import Sheet, Sorting
from tests.helpers.seat import Seat, child, press, seat
from tests.helpers.small_county import TODAY, SmallCounty, small_county
from ui.panels.record_table import RecordTable
from ui.panels.table.reading import AT_ONCE
from ui.session import Item, Session

__all__ = ["seat"]

MILLION = 1_000_000
MANY = 20_000


class Million(Ledger):
    """A million cameras that stand nowhere: a row is made when somebody looks at it, and counted."""

    made = 0

    def __init__(self, workspace: Any, kind: str, lang: str, on: Any) -> None:
        self.workspace, self.kind, self.lang, self.on = workspace, kind, lang, on
        self.names, self.columns = Names(), columns_for(kind)
        self.fids = np.arange(1, MILLION + 1)

    def clause(self, *_asked: Any, **_named: Any) -> None:
        return None

    def ordered(
        self,
        places: NDArray[np.int64],
        sorting: Sequence[Sorting],
        report: Callable[[float], object] = unheard,
    ) -> NDArray[np.int64]:
        while any(self.columns[rule.column].name == "owner" for rule in sorting):  # has no end
            report(0.4)
            time.sleep(0.005)
        return places[::-1] if sorting else places

    def window(self, fids: NDArray[np.int64]) -> tuple[Sheet, NDArray[np.int64]]:
        Million.made += len(fids)
        rows = pd.DataFrame({name: [None] * len(fids) for name in reads("cameras")}, dtype=object)
        rows["uid"] = [f"uid-{fid}" for fid in fids.tolist()]
        rows["serial"] = [f"JK-{fid:07d}" for fid in fids.tolist()]
        rows["status"] = "ok"
        sheet = Sheet("cameras", rows, self.names, self.lang, self.on, self.columns)
        return sheet, np.arange(len(fids))

    def uids_of(self, fids: NDArray[np.int64]) -> list[str]:
        return [f"uid-{fid}" for fid in fids.tolist()]

    def fids_of(self, uids: Sequence[str]) -> dict[str, int]:
        return {uid: int(uid.removeprefix("uid-")) for uid in uids}


def serial(table: RecordTable, row: int) -> str:
    """What stands in a line, as it is painted."""
    return str(table.model.index(row, table.model.section("serial")).data() or "")


def shown(seat: Seat) -> RecordTable:
    table = seat.show(RecordTable(seat.session, seat.tasks, "cameras"), 1200, 360)
    table.load()
    seat.settle(lambda: table.loaded and table.idle)
    return table


@pytest.fixture
def million(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> RecordTable:
    monkeypatch.setattr("ui.panels.table.reading.Ledger", Million)
    monkeypatch.setattr(Million, "made", 0)
    return shown(seat)


def test_of_a_million_rows_those_in_sight_are_read(million: RecordTable, seat: Seat) -> None:
    assert million.model.rowCount() == MILLION
    assert serial(million, 0) == "JK-0000001"
    assert Million.made < 1000
    QTest.keyClick(million.view, Qt.Key.Key_End)
    seat.settle(lambda: million.idle and not million.reading.fetching)
    assert serial(million, MILLION - 1) == "JK-1000000"
    assert seat.session.selection.items == (Item("cameras", "uid-1000000"),)
    assert Million.made < 1500


def test_a_row_on_its_way_has_no_text_and_then_it_has(million: RecordTable, seat: Seat) -> None:
    row = 543_210
    assert million.model.waits(row)
    assert serial(million, row) == ""
    bar = million.view.verticalScrollBar()
    bar.setValue(row)
    seat.settle(lambda: not million.reading.fetching)
    assert serial(million, row) == "JK-0543211"
    assert not million.model.waits(row)


def test_a_million_rows_are_turned_round_under_the_hand(million: RecordTable, seat: Seat) -> None:
    head = million.view.horizontalHeader()
    section = million.model.section("serial")
    place = QPoint(head.sectionViewportPosition(section) + 20, head.height() // 2)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    seat.settle(lambda: million.idle)
    assert [serial(million, row) for row in range(2)] == ["JK-1000000", "JK-0999999"]


def test_a_sorting_that_lasts_says_how_far_it_is_and_is_stopped(
    million: RecordTable, seat: Seat
) -> None:
    before, top = million.arrangement, serial(million, 0)
    assert million.waiting.isHidden()
    million.sort_by(million.model.section("owner"))
    waiting = million.waiting
    seat.qtbot.waitUntil(lambda: waiting.isVisible() and waiting.bar.value() == 40)
    assert serial(million, 0) == top, "the rows stay until others are there"
    press(child(million, QPushButton, "waiting:cameras:stop"))
    seat.settle(lambda: million.idle and million.waiting.isHidden())
    assert million.arrangement == before
    million.sort_by(million.model.section("serial"))
    seat.settle(lambda: million.idle and serial(million, 0) == "JK-1000000")


def test_a_record_of_a_million_that_the_map_selects_comes_into_sight(
    million: RecordTable, seat: Seat
) -> None:
    seat.session.selection.set([Item("cameras", "uid-777777")], "map")
    seat.settle(lambda: not million.reading.fetching)
    top = million.view.rowAt(1)
    assert top <= 777_776 <= top + 20
    assert serial(million, 777_776) == "JK-0777777"
    assert million.view.selected_rows().tolist() == [777_776]


def test_scrolling_on_keeps_few_blocks_and_reads_ahead(million: RecordTable, seat: Seat) -> None:
    bar = million.view.verticalScrollBar()
    for step in range(1, 8):
        bar.setValue(step * 10 * BLOCK)
        seat.settle(lambda: not million.reading.fetching)
    top = million.view.rowAt(1)
    assert serial(million, top + million.view.viewport().height() // 28)
    assert million.model.waits(400_000)


# -- a real file --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The small county with 20,000 cameras more, of which every tenth is out of order; and its uids."""
    file = tmp_path_factory.mktemp("long") / "long.gpkg"
    made = small_county(file)
    number = np.arange(MANY)
    villages = [made["village0"], made["village1"]]
    frame = gpd.GeoDataFrame(
        {
            "serial": [f"JK-{each:05d}" for each in number],
            "name": [f"路口 {each}" for each in number],
            "status": np.where(number % 10 == 0, "fault", "ok"),
            "village_uid": [villages[each % 2] for each in number],
        },
        geometry=shapely.points(114 + number % 100 / 1000, 34 + number // 100 / 1000),
        crs="EPSG:4326",
    ).rename_geometry("geom")
    with made.workspace.operation("cameras.import") as op:
        op.add_frame("cameras", frame)
    made.workspace.close()
    return file, made.uids


@pytest.fixture
def long_seat(
    qtbot: QtBot,
    long_file: tuple[Path, dict[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Seat]:
    monkeypatch.setattr(Session, "today", lambda _self: TODAY)
    file = Path(shutil.copy(long_file[0], tmp_path / "long.gpkg"))
    made = Seat(qtbot, SmallCounty(Workspace.open(file, user="long", seat="1"), long_file[1]))
    yield made
    made.close()


@pytest.fixture
def long(long_seat: Seat) -> RecordTable:
    return shown(long_seat)


def test_a_long_table_is_filtered_grouped_and_summed_beside_the_window(
    long: RecordTable, long_seat: Seat
) -> None:
    assert long.model.rowCount() == MANY + 4 > AT_ONCE
    long.filter("lk 00123")
    long_seat.settle(lambda: long.idle)
    assert [serial(long, row) for row in range(long.model.rowCount())] == ["JK-00123"]
    long.arrange(long.arrangement.with_filter("status", Chosen("status", frozenset({"fault"}))))
    long.filter("")
    long_seat.settle(lambda: long.idle)
    assert long.model.rowCount() == MANY // 10 + 1
    long.arranging.group_by("village_uid")
    long.arranging.show_totals(shown=True)
    long_seat.settle(lambda: long.idle)
    heads = {head.text: head.count for head in long.model.heads}
    assert heads["姚家居委会"] == MANY // 10
    assert long.totals.cells["serial"] == "2\u2009001 条"


def test_every_row_is_selected_copied_and_shown_alone_on_the_map(
    long: RecordTable, long_seat: Seat
) -> None:
    QTest.keyClick(long.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    long_seat.settle(lambda: long.idle)
    assert len(long_seat.session.selection.items) == MANY + 4
    long.acting.clipboard.copy()
    long_seat.settle()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == MANY + 5
    assert lines[-1].startswith(f"JK-{MANY - 1:05d}\t")
    long.acting.show_only()
    long_seat.settle()
    only = long_seat.session.styling.look("cameras").only
    assert only is not None
    assert len(only) == MANY + 4
    assert "only" not in long_seat.session.styling.look("cameras").as_json()
    long.acting.show_all()
    long_seat.settle()
    assert long_seat.session.styling.look("cameras") == Look()


def test_an_edit_is_seen_in_its_row_and_nothing_else_moves(
    long: RecordTable, long_seat: Seat
) -> None:
    bar = long.view.verticalScrollBar()
    bar.setValue(12_000)
    long_seat.settle(lambda: not long.reading.fetching)
    row = bar.value() + 3
    resets: list[bool] = []
    long.model.modelReset.connect(lambda: resets.append(True))
    camera = long_seat.workspace.get(Camera, long.model.uid(row))
    assert camera is not None
    with long_seat.workspace.operation("camera.edit", asked_by="panel") as op:
        op.update(camera, name="换过的名称")
    long_seat.settle(lambda: long.idle)
    section = long.model.section("name")
    assert long.model.index(row, section).data() == "换过的名称"
    assert bar.value() == row - 3
    assert not resets
    bar.setValue(0)
    long_seat.settle(lambda: not long.reading.fetching)
    assert serial(long, 5) == "JK-00001"


def test_a_colleague_s_deletion_takes_the_row_away(long: RecordTable, long_seat: Seat) -> None:
    gone = long_seat.workspace.get(Camera, long.model.uid(5))
    assert gone is not None
    with long_seat.workspace.operation("camera.delete") as op:
        op.delete(gone)
    long_seat.settle(lambda: long.idle)
    assert long.model.rowCount() == MANY + 3
    assert serial(long, 5) == "JK-00002"


def test_five_thousand_records_selected_elsewhere_are_selected_rows(
    long: RecordTable, long_seat: Seat
) -> None:
    uids = long.model.uids(list(range(0, 10_000, 2)))
    long_seat.session.selection.set([Item("cameras", uid) for uid in uids], "map")
    long_seat.settle(lambda: long.idle)
    assert len(long.view.selected_rows()) == 5000
    assert {item.uid for item in long.chosen()} == set(uids)
    child(long.window(), type(long.view), "table:cameras").clearSelection()
    assert long_seat.session.selection.items == ()
