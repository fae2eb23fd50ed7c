"""A base map through the window: asked for with its datum, refused in a sentence, remembered, under both windows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from layers.pages.page import View
from tests.helpers.base_maps import mbtiles, picture, tiles_over
from tests.helpers.small_county import small_county
from tests.helpers.window import Desk
from ui.dialogs.base_map import BaseMapDialog
from ui.frame.outlets import Outlets
from ui.map.base_maps import BaseMaps
from ui.map_view.view import MapView

HERE = View(34.06, 114.1, 12)


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qapp, qtbot, tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("base") / "small.gpkg"
    small_county(where).workspace.close()
    return where


@pytest.fixture
def tiles(tmp_path: Path) -> Path:
    over = dict.fromkeys(tiles_over(113.9, 33.9, 114.4, 34.3, range(9, 13)), picture((220, 40, 40)))
    return mbtiles(tmp_path / "red.mbtiles", over, "png")


def maps_of(desk: Desk) -> BaseMaps:
    window = desk.program.window
    assert window is not None
    found = window.findChild(BaseMaps)
    assert isinstance(found, BaseMaps)
    return found


def choose(dialog: BaseMapDialog, file: Path, datum: str) -> None:
    dialog.set_file(file)
    box = dialog.findChild(QComboBox, "base:datum")
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(datum))
    assert dialog.go.isEnabled()
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)


def reddish(view: MapView | None) -> bool:
    """Whether most of the map shows the red tiles."""
    assert view is not None
    image = view.web.grab().toImage()
    seen = [
        image.pixelColor(x, y)
        for x in range(8, image.width(), 24)
        for y in range(8, image.height(), 24)
    ]
    return sum(colour.red() > colour.blue() + 20 for colour in seen) > len(seen) / 2


def test_it_is_asked_for_with_its_datum_shown_and_remembered(
    desk: Desk, qtbot: QtBot, county: Path, tiles: Path, tmp_path: Path
) -> None:
    window = desk.open(county, view=HERE)
    assert not reddish(window.map)
    window.commands["base_map"].trigger()
    dialog = window.findChild(BaseMapDialog)
    assert isinstance(dialog, BaseMapDialog)
    dialog.set_file(tiles)
    assert not dialog.go.isEnabled(), "nobody has said the datum yet"
    bad = tmp_path / "bad.mbtiles"
    bad.write_text("not a map", "utf-8")
    choose(dialog, bad, "wgs84")
    trouble = dialog.trouble
    qtbot.waitUntil(lambda: "bad.mbtiles" in trouble.text())
    assert dialog.isEnabled()
    assert desk.settings.base_map(str(county)) is None
    choose(dialog, tiles, "wgs84")
    qtbot.waitUntil(lambda: reddish(window.map))
    outlets = window.findChild(Outlets)
    assert isinstance(outlets, Outlets)
    second = outlets.show_second()
    qtbot.waitUntil(lambda: reddish(second.map))
    kept = desk.settings.base_map(str(county))
    assert kept is not None
    assert kept[0] == tiles

    window = desk.open(county, view=HERE)
    qtbot.waitUntil(lambda: reddish(window.map))
    dialog = maps_of(desk).ask()
    remove = dialog.findChild(QPushButton, "base:remove")
    assert isinstance(remove, QPushButton)
    QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not reddish(window.map))
    assert desk.settings.base_map(str(county)) is None


def test_a_file_that_is_gone_is_said_and_the_map_goes_on(
    desk: Desk, qtbot: QtBot, county: Path, tiles: Path
) -> None:
    window = desk.open(county, view=HERE)
    choose(maps_of(desk).ask(), tiles, "gcj02")
    qtbot.waitUntil(lambda: reddish(window.map))
    tiles.unlink()
    window = desk.open(county, view=HERE)
    qtbot.waitUntil(
        lambda: any("red.mbtiles" in one.say("zh") for one in window.session.notices.standing)
    )
    assert not reddish(window.map)
