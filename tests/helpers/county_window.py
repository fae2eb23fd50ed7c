"""The whole window over a small county, at home on the day of the tests; one for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from layers.pages.page import View
from tests.helpers.small_county import TODAY, SmallCounty, small_county
from tests.helpers.window import Desk, Hand
from ui.main_window import MainWindow
from ui.session import Session

VIEW = View(34.05, 114.09, 12)


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "today", lambda _session: TODAY)


@pytest.fixture
def county(tmp_path: Path) -> SmallCounty:
    made = small_county(tmp_path / "county.gpkg")
    made.workspace.close()
    return made


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qapp, qtbot, tmp_path)
    yield made
    made.close()


@pytest.fixture
def window(
    desk: Desk,
    county: SmallCounty,  # noqa: ARG001 - written before it is opened
    tmp_path: Path,
) -> MainWindow:
    return desk.open(tmp_path / "county.gpkg", view=VIEW)


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow) -> Hand:
    return Hand(qtbot, window)
