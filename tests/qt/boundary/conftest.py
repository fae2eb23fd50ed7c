"""The grid of nine villages, its window, and the boundary tool in hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shapely import Point

from db.records import Camera, County, Township, Village
from db.workspace import Workspace
from tests.helpers.village_grid import ON, SIDE, SOUTH, VIEW, WEST, square, steady
from tests.helpers.window import Desk, Hand, settled
from ui.boundary.tool import BoundaryTool
from ui.main_window import MainWindow
from ui.session import Item, Session


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
    hand.wait(lambda: not made.busy)  # what a page that was told again asked for
    settled(hand.qtbot, window)
    return made
