"""The check in the real window: faults listed, mended one by one or all at once, noted and counted no more."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely
from PySide6.QtWidgets import QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from db.records import Camera, Village
from layers.boundary.findings import Findings
from layers.boundary.mending import AT_ONCE
from tests.helpers.village_grid import (
    SIDE,
    SOUTH,
    WEST,
    entries,
    shapes,
    sound,
    square,
)
from tests.helpers.window import Hand
from ui.check.panel import CheckPanel
from ui.main_window import MainWindow


@pytest.fixture
def broken(window: MainWindow) -> MainWindow:
    """The grid with an overlap, a gap, and a camera that names another village than it stands in."""
    workspace = window.session.workspace
    wide, narrow = workspace.get(Village, "v00"), workspace.get(Village, "v22")
    camera = workspace.get(Camera, "cam")
    assert wide is not None
    assert narrow is not None
    assert camera is not None
    low, high = SOUTH + 2.4 * SIDE, SOUTH + 2.6 * SIDE
    hole = shapely.box(WEST + 2.0 * SIDE, low, WEST + 2.1 * SIDE, high)
    with workspace.operation("village.edit") as op:
        op.update(wide, geom=square(0, 0, 1.1))
        op.update(narrow, geom=shapely.multipolygons([shapely.difference(narrow.geom, hole)]))
        op.update(camera, village_uid="v20")
    return window


def checked(hand: Hand, window: MainWindow, before: Findings | None = None) -> CheckPanel:
    """The panel with what a check found, another one than `before`: a write is in the journal before it is followed."""
    panel = window.boundary_check.panel
    hand.wait(lambda: panel.isVisible() and panel.found is not before and not panel.busy)
    return panel


def test_the_panel_lists_faults_and_mends_them_one_by_one(broken: MainWindow, qtbot: QtBot) -> None:
    hand = Hand(qtbot, broken)
    broken.commands["check"].trigger()
    panel = checked(hand, broken)
    assert panel.found is not None
    counts = {sort: count for sort, count in panel.found.counts().items() if count}
    assert counts == {"overlap": 1, "gap": 1, "edge": 1, "stated": 1}
    mended = []
    while any(panel.found.counts().values()):
        sort = next(sort for sort, count in panel.found.counts().items() if count)
        mended.append(sort)
        head, before = entries(broken), panel.found
        panel.choose_sort(sort)
        panel.table.selectRow(0)
        hand.find(QPushButton, "check:remedy:0").click()
        checked(hand, broken, before)
        assert entries(broken) == head + 1
    assert mended == ["overlap", "gap", "edge", "stated"]
    assert sound(broken)
    camera = broken.session.workspace.get(Camera, "cam")
    assert camera is not None
    assert camera.village_uid == "v11"
    broken.session.undo("menu")
    camera = broken.session.workspace.get(Camera, "cam")
    assert camera is not None
    assert camera.village_uid == "v20"


def test_all_that_may_be_mended_unseen_is_shown_first_and_written_as_one_step(
    broken: MainWindow, qtbot: QtBot
) -> None:
    hand = Hand(qtbot, broken)
    broken.commands["check"].trigger()
    panel = checked(hand, broken)
    panel.choose_sort(None)
    head, before, found = entries(broken), shapes(broken), panel.found
    hand.press("check:all")
    hand.wait(panel.preview.isVisible)
    assert "重叠 1、缝隙 1、边界不贴合 1" in panel.preview.words.text()
    assert entries(broken) == head
    assert shapes(broken) == before
    hand.press("check:go")
    checked(hand, broken, found)
    assert entries(broken) == head + 1
    assert sound(broken)
    assert panel.found is not None
    assert {sort for sort, count in panel.found.counts().items() if count} == {"stated"}
    broken.session.undo("menu")
    assert shapes(broken) == before
    hand.wait(lambda: not panel.busy and panel.found is not None and panel.bar.every.isVisible())
    assert panel.bar.at_once() == AT_ONCE
    hand.find(QCheckBox, "check:with:stated").click()
    hand.press("check:all")
    hand.wait(panel.preview.isVisible)
    hand.press("check:go")
    hand.wait(lambda: panel.found is not None and not any(panel.found.counts().values()))
    assert entries(broken) == head + 3


def test_what_the_check_finds_beside_boundaries_is_said_of_whom(
    broken: MainWindow, qtbot: QtBot
) -> None:
    workspace, crossed = broken.session.workspace, [(0, 0), (2, 2), (2, 0), (0, 2)]
    ring = [(WEST + x * SIDE, SOUTH - y * SIDE) for x, y in crossed]
    frame = pd.DataFrame({"uid": ["v22"], "geom": [shapely.multipolygons([shapely.Polygon(ring)])]})
    with workspace.operation("village.edit") as op:
        op.crossed = True
        op.update_frame("villages", frame)
    with workspace.engine.begin() as another_program:
        another_program.exec_driver_sql("UPDATE cameras SET status = 'lost' WHERE uid = 'cam'")
    hand = Hand(qtbot, broken)
    broken.commands["check"].trigger()
    panel = checked(hand, broken)
    notices = broken.session.notices
    hand.wait(lambda: notices.standing)
    with workspace.engine.begin() as another_program:
        another_program.exec_driver_sql("UPDATE cameras SET status = 'ok' WHERE uid = 'cam'")
    assert panel.found is not None
    assert panel.found.counts()["invalid"] == 1
    panel.choose_sort("invalid")
    assert panel.model.index(0, 3).data().startswith("边线交叉（")
    said = [notice.say("zh") for notice in notices.standing]
    assert said
    assert all(words.startswith("监控“村口”：") for words in said)
    for notice in notices.standing:
        notices.withdraw(notice)


def test_a_fault_with_a_note_is_counted_no_more(broken: MainWindow, qtbot: QtBot) -> None:
    hand = Hand(qtbot, broken)
    broken.commands["check"].trigger()
    panel = checked(hand, broken)
    panel.choose_sort("gap")
    panel.table.selectRow(0)
    panel.bar.note.setText("水库，不划入任何村")
    hand.find(QPushButton, "check:keep").click()
    hand.wait(lambda: not panel.busy)
    assert panel.found is not None
    hand.wait(lambda: panel.found is not None and not panel.found.counts()["gap"])
    panel.choose_sort("gap")
    assert "水库" in panel.model.data(panel.model.index(0, 3))
