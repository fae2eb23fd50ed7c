"""What the window lays over its map: lit areas of the selection, view cover, drone reach, heat, wall size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shapely import Point

from db.records import Camera, DroneStation
from layers.above.reach import reach_bounds
from layers.pages.page import View
from tests.helpers.small_county import TODAY, SmallCounty, small_county
from tests.helpers.window import Desk, Hand, settled
from ui.main_window import MainWindow
from ui.session import Item, Session

IN_VILLAGE_0 = Point(114.03, 34.03)


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallCounty:
    monkeypatch.setattr(Session, "today", lambda _session: TODAY)
    made = small_county(tmp_path / "county.gpkg")
    with made.workspace.operation("demo", label="above") as op:
        view = {"bearing": 0.0, "fov": 360.0, "range_m": 500.0}
        op.add(Camera(serial="A", name="A", geom=IN_VILLAGE_0, **view))
        op.add(DroneStation(serial="D", name="无人机站", speed_kmh=60.0, geom=IN_VILLAGE_0))
    made.workspace.close()
    return made


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    seat = Desk(qapp, qtbot, tmp_path)
    yield seat
    seat.close()


@pytest.fixture
def window(desk: Desk, county: SmallCounty, tmp_path: Path) -> MainWindow:  # noqa: ARG001 - written first
    return desk.open(tmp_path / "county.gpkg", view=View(34.05, 114.09, 12))


Asks = Callable[[str], Any]


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> Asks:
    """What an expression gives in the page, once everything said is on the screen."""

    def ask(expression: str) -> Any:
        settled(qtbot, window)
        got: list[Any] = []
        window.map.page.runJavaScript(expression, got.append)
        qtbot.waitUntil(lambda: bool(got))
        return got[0]

    return ask


TITLE = "document.querySelector('.guatu-lit').innerText"
OVERLAYS = "[...guatu.page.drawn.sorts.overlay.known.keys()].join()"


def test_one_selected_officer_lights_what_they_answer_for_until_escape(
    qtbot: QtBot, window: MainWindow, county: SmallCounty, page: Asks
) -> None:
    selection = window.session.selection
    selection.set((Item("officers", county["officer0"]),), "table")
    assert page(TITLE) == "民警 0 · 柏梁派出所 · 驻村 2"

    selection.set((Item("villages", county["village0"]),), "table")
    assert page(TITLE).startswith("姚家居委会 · 驻村 民警 0 · 包村 民警 1")

    selection.set((Item("officers", county["officer0"]), Item("units", county["station"])), "table")
    assert page(OVERLAYS) == ""

    selection.set((Item("units", county["station"]),), "table")
    assert "5 个村/社区" in page(TITLE)
    window.map.setFocus()
    Hand(qtbot, window).keys(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not selection.items)
    assert page(OVERLAYS) == ""


def test_view_cover_is_asked_for_a_village_and_goes_with_its_selection(
    window: MainWindow, county: SmallCounty, page: Asks
) -> None:
    assert not window.above.cover.isEnabled()
    window.session.selection.set((Item("villages", county["village0"]),), "table")
    window.above.cover.trigger()
    assert "监控覆盖" in page(TITLE)
    assert "计 1 个" in page(TITLE)

    window.session.selection.set((Item("villages", county["village1"]),), "table")
    assert page(OVERLAYS) == "spotlight"
    assert not window.above.cover.isChecked()

    window.on_map.cover(county["village0"])  # as the menu of a place does
    assert "计 1 个" in page(TITLE)
    assert window.session.selection.items == (Item("villages", county["village0"]),)


def test_reach_of_every_drone_is_shown_and_follows_the_records(
    window: MainWindow, page: Asks
) -> None:
    window.above.reach.trigger()
    assert "3/5/10 分钟到达圈 · 1 个站" in page(TITLE)

    (station,) = window.session.workspace.find(DroneStation)
    window.session.perform(
        "drone_stations.edit", "D", lambda op: op.update(station, speed_kmh=None), origin="table"
    )
    assert page(OVERLAYS) == ""
    assert not window.above.reach.isChecked()
    assert window.session.notices.standing


def test_flying_to_a_drone_station_shows_its_rings(window: MainWindow, page: Asks) -> None:
    (station,) = window.session.workspace.find(DroneStation)
    item = Item("drone_stations", station.uid)
    window.session.selection.set((item,), "table")
    window.session.flyTo.emit(item)
    assert "3/5/10 分钟到达圈" in page(TITLE)
    ring = reach_bounds(window.session.workspace, *item)
    assert ring is not None
    assert page(f"guatu.page.map.getBounds().contains({[list(corner) for corner in ring]})")
    assert page("guatu.page.map.getZoom()") > 9, "and little else"


def test_the_heat_panel_asks_for_what_is_chosen(window: MainWindow, page: Asks) -> None:
    legend = "document.querySelector('.guatu-heat').hidden ? '' : document.querySelector('.guatu-heat-title').innerText"
    assert page(legend) == ""
    switch = window.heat.switch
    at = QPoint(12, switch.height() // 2)
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert page(legend).startswith("矛盾纠纷 2026-10-24 至 2026-11-22")
    window.heat.show_heat("visits", 365, 2000)
    assert page(legend).startswith("走访 2025-11-23 至 2026-11-22")
    assert page(legend).endswith("半径 2 km")
    window.heat.switch.setChecked(False)
    assert page(legend) == ""


def test_wall_size_is_remembered(
    desk: Desk, window: MainWindow, page: Asks, tmp_path: Path
) -> None:
    tree = window.layers.tree
    usual = tree.fontMetrics().height(), tree.visualItemRect(next(tree.tops())).height()
    window.above.wall.trigger()
    assert page("window.devicePixelRatio") == 2
    assert tree.fontMetrics().height() >= 1.8 * usual[0], "the legend beside it is as large"
    assert tree.visualItemRect(next(tree.tops())).height() == 2 * usual[1]
    assert desk.settings.wall
    desk.close()
    again = desk.open(tmp_path / "county.gpkg", view=View(34.05, 114.09, 12))
    assert again.above.wall.isChecked()
    assert again.map.extent is not None
    again.above.wall.trigger()
    assert not desk.settings.wall
