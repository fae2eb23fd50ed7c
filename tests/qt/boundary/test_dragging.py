"""Adjusting boundaries with a real mouse in the real window: a drag is one step for all who share it."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot
from shapely import Point

from db.check import check_workspace
from db.records import Camera, Village
from db.workspace import Workspace
from layers.boundary import Boundaries, perform
from tests.helpers.village_grid import (
    ON,
    SIDE,
    SOUTH,
    WEST,
    at,
    double_click,
    entries,
    shapes,
    sound,
    square,
)
from tests.helpers.window import Hand
from ui.boundary import beside, proposals
from ui.boundary.tool import BoundaryTool
from ui.main_window import MainWindow


def test_dragging_a_corner_moves_it_for_all_four_villages_in_one_step(
    hand: Hand, window: MainWindow, tool: BoundaryTool
) -> None:
    before, head = shapes(window), entries(window)
    hand.drag(at(1, 1), at(1.3, 1.2))
    hand.wait(lambda: entries(window) > head and not tool.busy)
    after = shapes(window)
    assert {uid for uid in after if after[uid] != before[uid]} == {"v00", "v10", "v01", "v11"}
    assert entries(window) == head + 1
    assert sound(window)
    assert len(tool.areas) == 4
    village = window.session.workspace.get(Village, "v11")
    assert village is not None
    assert (village.boundary_source, village.boundary_since) == ("adjusted", ON)
    window.session.undo("menu")
    assert shapes(window) == before


def test_dragging_an_edge_takes_the_camera_along_and_says_so(
    hand: Hand, window: MainWindow, tool: BoundaryTool
) -> None:
    head = entries(window)
    hand.drag(at(1, 1.5), at(1.4, 1.5))
    hand.wait(lambda: entries(window) > head and not tool.busy)
    camera = window.session.workspace.get(Camera, "cam")
    assert camera is not None
    assert camera.village_uid == "v01"
    assert [point.uid for point in tool.points] == ["cam"]
    assert entries(window) == head + 1
    assert sound(window)


def test_a_place_between_two_corners_becomes_one_for_both(
    hand: Hand, window: MainWindow, tool: BoundaryTool
) -> None:
    head = entries(window)
    hand.drag(at(1, 1.25), at(0.8, 1.25))
    hand.wait(lambda: entries(window) > head and not tool.busy)
    assert {area.uid for area in tool.areas} == {"v01", "v11"}
    for uid in ("v01", "v11"):
        village = window.session.workspace.get(Village, uid)
        assert village is not None
        assert shapely.get_num_coordinates(village.geom) == 10
    assert sound(window)


def test_a_drag_that_would_cross_is_refused_and_the_outline_goes_back(
    hand: Hand, window: MainWindow, tool: BoundaryTool
) -> None:
    before, head = shapes(window), entries(window)
    hand.drag(at(1, 1.5), at(2.4, 1.5))
    hand.wait(
        lambda: tool.proposal is not None
    )  # how far it could go: what was asked for is refused
    assert tool.refusal is not None
    assert entries(window) == head
    assert shapes(window) == before
    reason = window.boundary.sheet.reason
    assert "中中村" in reason.text()
    assert reason.isVisible()


def test_a_drag_that_would_cross_can_be_made_as_far_as_it_goes(
    hand: Hand, window: MainWindow, tool: BoundaryTool
) -> None:
    head = entries(window)
    hand.drag(at(1, 1.5), at(2.4, 1.5))
    hand.wait(lambda: tool.proposal is not None)
    assert tool.share is not None
    assert 0.5 < tool.share < 0.8
    act = hand.find(QPushButton, "boundary:act")
    assert f"{tool.share:.0%}" in act.text()
    hand.press("boundary:act")
    hand.wait(lambda: entries(window) > head and tool.proposal is None)
    assert entries(window) == head + 1
    assert sound(window)
    assert not act.isVisible()


def test_the_window_lives_while_a_drag_is_written_and_the_hands_outline_stays(
    hand: Hand, window: MainWindow, tool: BoundaryTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, threads = threading.Event(), []

    def slow(*args: Any, **named: Any) -> Any:
        threads.append(threading.current_thread().name)
        assert go.wait(20)
        return perform(*args, **named)

    heard = tool.heard

    def late(event: str, message: Any) -> None:
        if event == "shift":  # what was read before the hand let go comes to the page after it
            assert tool.ground is not None
            tool._have(tool.ground)
        heard(event, message)

    monkeypatch.setattr(tool, "heard", late)
    monkeypatch.setattr(beside, "perform", slow)
    head, before = entries(window), seen_at(hand, at(1, 1))
    hand.drag(at(1, 1), at(1.3, 1.2))
    hand.wait(lambda: bool(threads))
    assert tool.writing
    assert window.boundary.sheet.writing.isVisible()
    assert entries(window) == head
    painted(hand)
    assert seen_at(hand, at(1, 1)) != before, "the corner stays where it was dragged"
    assert tool.writing
    go.set()
    hand.wait(lambda: entries(window) > head and not tool.busy)
    assert "MainThread" not in threads
    assert not window.boundary.sheet.writing.isVisible()


def painted(hand: Hand) -> None:
    """Wait until the page shows all that it was told."""
    stamp = hand.window.map.ask_stamp()
    hand.wait(lambda: hand.window.map.painted_stamp >= stamp)


def seen_at(hand: Hand, place: Point) -> bytes:
    """What the map shows around `place`."""
    spot = hand.pixel(place)
    picture = hand.window.map.web.grab(QRect(spot.x() - 6, spot.y() - 6, 12, 12)).toImage()
    return bytes(picture.constBits())


def test_what_a_colleague_changes_during_a_drag_is_kept_and_so_is_the_drag(
    hand: Hand, window: MainWindow, tool: BoundaryTool
) -> None:
    workspace, head = window.session.workspace, entries(window)
    target, start, end = hand.page(), hand.pixel(at(1, 1)), hand.pixel(at(1.2, 1.2))
    QTest.mouseMove(target, start)
    hand.qtbot.wait(50)
    QTest.mousePress(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(target, (start + end) / 2)
    hand.qtbot.wait(50)
    far, own = workspace.get(Village, "v22"), workspace.get(Village, "v11")
    corner = np.array([WEST + 3 * SIDE, SOUTH + 3 * SIDE])
    grown = shapely.transform(
        square(2, 2), lambda xy: xy + 0.1 * SIDE * (abs(xy - corner) < 1e-6).all(axis=1)[:, None]
    )
    assert far is not None
    assert own is not None
    with workspace.operation("village.edit", asked_by="elsewhere") as op:
        op.update(far, geom=grown)
        op.update(own, name="改名村")
    hand.wait(lambda: tool.land is not None and tool.land.mosaic.name("v11") == "改名村")
    QTest.mouseMove(target, end)
    hand.qtbot.wait(50)
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    hand.wait(lambda: entries(window) == head + 2 and not tool.busy)
    now, theirs = workspace.get(Village, "v11"), workspace.get(Village, "v22")
    assert now is not None
    assert theirs is not None
    assert now.name == "改名村"
    assert shapely.equals(theirs.geom, grown)
    assert not shapely.equals(now.geom, own.geom)
    assert sound(window)


def test_figures_are_told_while_a_hand_drags_faster_than_they_are_worked_out(
    file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    shutil.copy(file, tmp_path / "grid.gpkg")
    with Workspace.open(tmp_path / "grid.gpkg") as workspace:
        holder = QObject()
        work = beside.Beside(workspace, Boundaries(workspace), lambda _trouble: None, holder)
        gate, told = threading.Event(), list[int]()

        def reckon(number: int) -> int:
            assert gate.wait(20)
            return number

        for number in range(5):  # the first is at work, the last waits, the others were overtaken
            work.newest(lambda _land, n=number: reckon(n), told.append, every=True)  # type: ignore[misc]
        gate.set()
        qtbot.waitUntil(lambda: not work.busy)
        assert told == [0, 4]
        gate.clear()
        work.newest(lambda _land: reckon(5), told.append, every=True)
        work.forget()
        gate.set()
        qtbot.waitUntil(lambda: not work.busy)
        assert told == [0, 4]
        assert work.tasks.stop()


def test_a_drag_over_a_change_that_was_not_heard_of_is_planned_again(
    file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    shutil.copy(file, tmp_path / "grid.gpkg")
    with Workspace.open(tmp_path / "grid.gpkg") as workspace:
        boundaries = Boundaries(workspace)  # nobody tells it what changes
        holder = QObject()
        work = beside.Beside(workspace, boundaries, lambda _trouble: None, holder)
        boundaries.read()
        own = workspace.get(Village, "v11")
        assert own is not None
        with workspace.operation("village.edit") as op:
            op.update(own, name="改名村")
        moves = {"at": [[WEST + SIDE, SOUTH + SIDE]], "to": [[WEST + 1.2 * SIDE, SOUTH + SIDE]]}
        made: list[Any] = []
        work.write(
            lambda land: proposals.shifted(workspace, land, moves),
            beside.Terms(ON, repoint=True, source=None, asked_by="map"),
            made.append,
            made.append,
        )
        qtbot.waitUntil(lambda: bool(made))
        assert made[0][1] is True
        now = workspace.get(Village, "v11")
        assert now is not None
        assert now.name == "改名村"
        assert not shapely.equals(now.geom, own.geom)
        assert work.tasks.stop()


def test_a_village_drawn_over_others_takes_their_ground_when_that_is_asked(
    hand: Hand, window: MainWindow, tool: BoundaryTool
) -> None:
    head = entries(window)
    hand.find(QToolButton, "boundary:mode:draw").click()
    painted(hand)  # the page knows of it
    for place in (at(0.5, 0.5), at(0.5, 1.5), at(1.5, 1.5)):
        hand.click(place)
    double_click(hand, at(1.5, 0.5))
    hand.wait(lambda: tool.refusal is not None)  # there is no free land
    hand.press("boundary:take")
    hand.wait(lambda: tool.proposal is not None)
    assert len(tool.areas) == 5  # the new one and the four it takes from
    hand.type("新设村", hand.find(QLineEdit, "boundary:name"))
    hand.press("boundary:act")
    hand.wait(lambda: entries(window) > head and not tool.busy)
    born = window.session.workspace.find(Village, name="新设村")
    assert len(born) == 1
    assert shapely.area(born[0].geom) == pytest.approx(SIDE**2, rel=0.05)
    assert sound(window)
    assert check_workspace(window.session.workspace).ok
    hand.find(QCheckBox, "boundary:take").setChecked(False)


def village_of(window: MainWindow) -> Village:
    """The one in hand."""
    village = window.session.workspace.get(Village, "v11")
    assert village is not None
    return village


def test_a_line_splits_the_village_once_the_new_one_has_a_name(
    hand: Hand, window: MainWindow, tool: BoundaryTool
) -> None:
    window.session.perform(
        "village.edit", "", lambda op: op.update(village_of(window), population=7), origin="panel"
    )
    hand.wait(lambda: not tool.busy)
    head = entries(window)
    hand.find(QToolButton, "boundary:mode:split").click()
    painted(hand)
    hand.click(at(0.8, 1.3))
    double_click(hand, at(2.2, 1.4))
    hand.wait(lambda: tool.proposal is not None)
    # Undo goes back along the line, from its end, before it means the records.
    window.commands["undo"].trigger()
    hand.wait(lambda: tool.proposal is None)
    window.commands["undo"].trigger()
    painted(hand)
    assert entries(window) == head
    double_click(hand, at(2.2, 1.6))
    hand.wait(lambda: tool.proposal is not None)
    act = hand.find(QPushButton, "boundary:act")
    assert not act.isEnabled()
    hand.type("中南村", hand.find(QLineEdit, "boundary:name"))
    window.boundary.sheet.refresh()
    assert act.isEnabled()
    act.click()
    hand.wait(lambda: entries(window) > head and not tool.busy)
    born = window.session.workspace.find(Village, name="中南村")
    assert [village.code for village in born] == ["411024100009"]
    assert sound(window)
    assert check_workspace(window.session.workspace).ok


def test_escape_during_a_drag_changes_nothing(
    hand: Hand, window: MainWindow, tool: BoundaryTool
) -> None:
    head = entries(window)
    target, start = hand.page(), hand.pixel(at(1, 1))
    QTest.mouseMove(target, start)
    hand.qtbot.wait(50)
    QTest.mousePress(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 5):
        QTest.mouseMove(target, start + (hand.pixel(at(1.2, 1.2)) - start) * step / 4)
        hand.qtbot.wait(30)
    hand.wait(lambda: len(tool.areas) == 4)
    QTest.keyClick(target, Qt.Key.Key_Escape)
    hand.wait(lambda: tool.areas == ())
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    hand.qtbot.wait(100)
    assert entries(window) == head
    assert tool.areas == ()


def test_areas_before_and_after_are_told_while_the_hand_still_drags(
    hand: Hand, window: MainWindow, tool: BoundaryTool
) -> None:
    head = entries(window)
    target, start, end = hand.page(), hand.pixel(at(1, 1)), hand.pixel(at(1.2, 1.2))
    QTest.mouseMove(target, start)
    hand.qtbot.wait(50)
    QTest.mousePress(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 5):
        QTest.mouseMove(target, start + (end - start) * step / 4)
        hand.qtbot.wait(30)
    hand.wait(lambda: len(tool.areas) == 4)
    assert window.boundary.sheet.areas.isVisible()
    assert entries(window) == head
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    hand.wait(lambda: entries(window) > head and not tool.busy)


def test_putting_the_tool_away_brings_the_layers_back(
    hand: Hand, window: MainWindow, tool: BoundaryTool
) -> None:
    assert tool.land is not None
    assert window.boundary.dock.isVisible()
    assert not window.layer_dock.isVisible()
    window.commands["select"].trigger()
    hand.wait(window.layer_dock.isVisible)
    assert not window.boundary.dock.isVisible()
