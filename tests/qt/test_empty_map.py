"""An empty map says what would be here and offers the ways to get it there; the first record takes its place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shapely import box, multipolygons

from db.records import County, Township, Village
from db.workspace import Workspace
from tests.helpers.window import Desk, Hand


def test_an_empty_map_offers_a_beginning_and_goes_with_the_first_village(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    Workspace.create(tmp_path / "empty.gpkg").close()
    desk = Desk(qapp, qtbot, tmp_path)
    window = desk.open(tmp_path / "empty.gpkg")
    hand = Hand(qtbot, window)
    card = window.empty
    hand.wait(card.isVisible)
    assert abs(card.geometry().center().x() - window.map.rect().center().x()) <= 1
    asked: list[str] = []
    window.commands["import"].triggered.disconnect()
    window.commands["import"].triggered.connect(lambda: asked.append("import"))
    window.openAsked.disconnect()
    window.openAsked.connect(asked.append)
    hand.press("emptyMap:import")
    hand.press("emptyMap:demo")
    assert asked == ["import", "demo"]
    hand.press("emptyMap:village")
    hand.wait(lambda: window.panel.editing)

    workspace = window.session.workspace
    county = County(code="411024", name="鄢陵县")
    town = Township(code="411024100", name="安陵镇", county_uid=county.uid)
    with workspace.operation("demo") as op:
        op.add(county)
        op.add(town)
    qtbot.wait(400)
    assert card.isVisible()
    with workspace.operation("village.new") as op:
        shape = multipolygons([box(114, 34, 114.1, 34.1)])
        op.add(
            Village(code="411024100001", name="东村", township_uid=town.uid, geom=shape),
        )
    hand.wait(lambda: not card.isVisible())
    window.session.undo("menu")
    hand.wait(card.isVisible)
    desk.close()
