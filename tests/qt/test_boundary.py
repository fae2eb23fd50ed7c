"""Adjusting boundaries with a real mouse in the real window: a drag is one step for all who share it."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot
from shapely import Point

from db.check import check_workspace
from db.records import Camera, County, Township, Village
from db.workspace import Workspace
from layers.boundary import Boundaries, perform
from layers.page import View
from tests.helpers.window import Desk, Hand, settled
from ui.boundary import beside, proposals
from ui.boundary.tool import BoundaryTool
from ui.check.panel import CheckPanel
from ui.main_window import MainWindow
from ui.session import Item, Session

ON = dt.date(2026, 11, 22)
SIDE = 0.01
WEST, SOUTH = 114.1, 34.0
VIEW = View(SOUTH + SIDE * 1.5, WEST + SIDE * 1.5, 14)


def square(column: float, row: float, width: float = 1.0) -> shapely.MultiPolygon:
    """A village of the grid with a vertex in the middle of each side."""
    corners = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
    places = np.array(corners, dtype=float) * (SIDE / 2 * width, SIDE / 2)
    places += (WEST + column * SIDE, SOUTH + row * SIDE)
    return shapely.MultiPolygon([shapely.Polygon(np.round(places, 9))])


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine villages of one town, three by three, and a camera in the middle one."""
    path = tmp_path_factory.mktemp("boundary") / "grid.gpkg"
    with Workspace.create(path) as workspace, workspace.operation("demo") as op:
        whole = shapely.MultiPolygon(
            [shapely.box(WEST, SOUTH, round(WEST + 3 * SIDE, 9), round(SOUTH + 3 * SIDE, 9))]
        )
        county = County(code="411024", name="鄢陵县", geom=whole)
        town = Township(code="411024100", name="安陵镇", county_uid=county.uid, geom=whole)
        op.add(county)
        op.add(town)
        for number in range(9):
            column, row = number % 3, number // 3
            op.add(
                Village(
                    uid=f"v{column}{row}",
                    code=f"4110241000{number:02d}",
                    name=f"{'东中西'[column]}{'上中下'[row]}村",
                    township_uid=town.uid,
                    boundary_source="official",
                    geom=square(column, row),
                )
            )
        place = Point(WEST + 1.1 * SIDE, SOUTH + 1.5 * SIDE)
        op.add(Camera(uid="cam", serial="CAM-1", name="村口", village_uid="v11", geom=place))
    return path


@pytest.fixture(scope="module")
def opened(
    qapp: QApplication,
    file: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[MainWindow]:
    """One window for all tests here; each takes back what it did."""
    desk = Desk(qapp, QtBot(request), tmp_path_factory.mktemp("desk"))
    yield desk.open(file, view=VIEW)
    desk.close()


@pytest.fixture
def window(
    opened: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    monkeypatch.setattr(Session, "today", lambda _session: ON)
    yield opened
    opened.commands["select"].trigger()
    opened.boundary.sheet.tool.use_mode("shift")
    opened.boundary_check.dock.hide()
    while opened.session.workspace.undoable() is not None:
        opened.session.undo("menu")
    opened.session.selection.set((), "search")
    settled(qtbot, opened)


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow) -> Hand:
    return Hand(qtbot, window)


@pytest.fixture
def tool(hand: Hand, window: MainWindow) -> BoundaryTool:
    """The tool in hand, with the middle village."""
    window.session.selection.set((Item("villages", "v11"),), "search")
    window.commands.map_tools["boundary"].trigger()
    made = window.toolbox.tools["boundary"]
    assert isinstance(made, BoundaryTool)
    hand.wait(lambda: made.ground is not None and made.ground.uid == "v11" and not made.busy)
    hand.wait(lambda: steady(window))  # the sheet has taken the place of the layers
    settled(hand.qtbot, window)
    return made


def steady(window: MainWindow) -> bool:
    """Whether the page has heard how wide the map is now."""
    extent = window.map.extent
    assert extent is not None
    across = (extent.bounds[1][1] - extent.bounds[0][1]) / 360 * 256 * 2**extent.view.zoom
    return window.boundary.dock.isVisible() and abs(across - window.map.web.width()) < 2


def at(column: float, row: float) -> Point:
    return Point(WEST + column * SIDE, SOUTH + row * SIDE)


def shapes(window: MainWindow) -> dict[str, bytes]:
    frame = window.session.workspace.frame("villages", columns=["uid", "geom"])
    return dict(zip(frame["uid"], shapely.to_wkb(frame["geom"].to_numpy()), strict=True))


def sound(window: MainWindow) -> bool:
    frame = window.session.workspace.frame("villages", columns=["geom"])
    return bool(shapely.coverage_is_valid(frame["geom"].to_numpy()))


def entries(window: MainWindow) -> int:
    return window.session.workspace.journal.head()[0]


def double_click(hand: Hand, place: Point) -> None:
    target, where = hand._page(), QPointF(hand.pixel(place))
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    kinds = QEvent.Type
    QTest.mouseMove(target, where.toPoint())
    for kind in (
        kinds.MouseButtonPress,
        kinds.MouseButtonRelease,
        kinds.MouseButtonDblClick,
        kinds.MouseButtonRelease,
    ):
        held = none if kind == kinds.MouseButtonRelease else left
        there = QPointF(target.mapToGlobal(where))
        event = QMouseEvent(kind, where, there, left, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(target, event)


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
    hand.wait(lambda: tool.refusal is not None)
    hand.qtbot.wait(150)
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

    monkeypatch.setattr(beside, "perform", slow)
    head, before = entries(window), seen_at(hand, at(1.3, 1.2))
    hand.drag(at(1, 1), at(1.3, 1.2))
    hand.wait(lambda: bool(threads))
    assert tool.writing
    assert window.boundary.sheet.writing.isVisible()
    assert entries(window) == head
    hand.wait(
        lambda: seen_at(hand, at(1.3, 1.2)) != before
    )  # the corner stays where it was dragged
    assert tool.writing
    go.set()
    hand.wait(lambda: entries(window) > head and not tool.busy)
    assert "MainThread" not in threads
    assert not window.boundary.sheet.writing.isVisible()


def seen_at(hand: Hand, place: Point) -> bytes:
    """What the map shows around `place`."""
    spot = hand.pixel(place)
    picture = hand.window.map.web.grab(QRect(spot.x() - 6, spot.y() - 6, 12, 12)).toImage()
    return bytes(picture.constBits())


def test_what_a_colleague_changes_during_a_drag_is_kept_and_so_is_the_drag(
    hand: Hand, window: MainWindow, tool: BoundaryTool
) -> None:
    workspace, head = window.session.workspace, entries(window)
    target, start, end = hand._page(), hand.pixel(at(1, 1)), hand.pixel(at(1.2, 1.2))
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
        qtbot.waitUntil(lambda: not work.busy, timeout=20_000)
        assert told == [0, 4]
        gate.clear()
        work.newest(lambda _land: reckon(5), told.append, every=True)
        work.forget()
        gate.set()
        qtbot.waitUntil(lambda: not work.busy, timeout=20_000)
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
        qtbot.waitUntil(lambda: bool(made), timeout=20_000)
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
    hand.qtbot.wait(100)
    for place in (at(0.5, 0.5), at(0.5, 1.5), at(1.5, 1.5)):
        hand.click(place)
        hand.qtbot.wait(100)
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


def test_a_line_splits_the_village_once_the_new_one_has_a_name(
    hand: Hand, window: MainWindow, tool: BoundaryTool
) -> None:
    head = entries(window)
    hand.find(QToolButton, "boundary:mode:split").click()
    hand.qtbot.wait(100)
    hand.click(at(0.8, 1.3))
    hand.qtbot.wait(100)
    double_click(hand, at(2.2, 1.4))
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
    target, start = hand._page(), hand.pixel(at(1, 1))
    QTest.mouseMove(target, start)
    hand.qtbot.wait(50)
    QTest.mousePress(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 5):
        QTest.mouseMove(target, start + (hand.pixel(at(1.2, 1.2)) - start) * step / 4)
        hand.qtbot.wait(30)
    QTest.keyClick(target, Qt.Key.Key_Escape)
    hand.qtbot.wait(100)
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    hand.qtbot.wait(200)
    assert entries(window) == head
    assert tool.areas == ()


def test_areas_before_and_after_are_told_while_the_hand_still_drags(
    hand: Hand, window: MainWindow, tool: BoundaryTool
) -> None:
    head = entries(window)
    target, start, end = hand._page(), hand.pixel(at(1, 1)), hand.pixel(at(1.2, 1.2))
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


# -- the check ------------------------------------------------------------------------------------


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


def checked(hand: Hand, window: MainWindow) -> CheckPanel:
    panel = window.boundary_check.panel
    hand.wait(lambda: panel.isVisible() and panel.found is not None and not panel.busy)
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
        head = entries(broken)
        panel.choose_sort(sort)
        panel.table.selectRow(0)
        hand.find(QPushButton, "check:remedy:0").click()
        hand.wait(lambda head=head: entries(broken) > head)  # type: ignore[misc]
        hand.wait(lambda: not panel.busy)
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
    head, before = entries(broken), shapes(broken)
    hand.press("check:all")
    hand.wait(panel.preview.isVisible)
    assert "重叠 1、缝隙 1、边界不贴合 1" in panel.preview.words.text()
    assert entries(broken) == head
    assert shapes(broken) == before
    hand.press("check:go")
    hand.wait(lambda: entries(broken) > head and not panel.busy)
    assert entries(broken) == head + 1
    assert sound(broken)
    assert panel.found is not None
    assert {sort for sort, count in panel.found.counts().items() if count} == {"stated"}
    broken.session.undo("menu")
    assert shapes(broken) == before


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
