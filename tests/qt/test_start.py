"""Coming in: the start page, opening from it, what is said when that fails, and the demo dialog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from db.engine import Target
from db.errors import ServerLost
from gis.demo.sources import PLACES
from resources.text import Text
from tests.helpers.small_county import small_county
from tests.helpers.window import Desk, settled
from ui.dialogs.demo import COUNTIES, DemoDialog
from ui.startup.mishaps import MISHAP, Mishaps
from ui.startup.start import address

SAID = Text("断了", "gone")


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qapp, qtbot, tmp_path)
    made.program.dress("zh", "dark")
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    where = tmp_path / "county & co.gpkg"
    small_county(where).workspace.close()
    return where


def test_a_workspace_opened_before_is_one_click_away(desk: Desk, qtbot: QtBot, file: Path) -> None:
    desk.settings.opened(str(file))
    page = desk.program.show_start()
    recent = page.findChild(QPushButton, "start:recent")
    assert recent is not None
    assert recent.text() == "county && co"

    QTest.mouseClick(recent, Qt.MouseButton.LeftButton)

    assert not page.buttons["open"].isEnabled()
    qtbot.waitUntil(lambda: desk.program.window is not None)
    window = desk.program.window
    assert window is not None
    settled(qtbot, window)
    assert desk.program.start is None
    assert window.session.workspace.target.path == file


def test_what_cannot_be_opened_is_said_on_the_page(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    other = tmp_path / "notes.gpkg"
    other.write_text("no database")
    page = desk.program.show_start()

    desk.program.open(str(other))

    qtbot.waitUntil(page.trouble_box.isVisible)
    assert page.trouble.text()
    assert page.trouble.textFormat() == Qt.TextFormat.PlainText
    assert page.buttons["open"].isEnabled()
    assert desk.program.window is None


def test_opening_another_workspace_replaces_the_window(
    desk: Desk, qtbot: QtBot, file: Path, tmp_path: Path
) -> None:
    first = desk.open(file)
    second = tmp_path / "second.gpkg"
    small_county(second).workspace.close()

    first.openAsked.emit(str(second))

    qtbot.waitUntil(lambda: desk.program.window is not None and desk.program.window is not first)
    window = desk.program.window
    assert window is not None
    settled(qtbot, window)
    assert desk.settings.recent[0] == str(second)
    assert not (shiboken6.isValid(first) and first.isVisible())


def test_a_password_is_never_remembered() -> None:
    server = Target.of("postgresql://duty:secret@server/guatu")

    assert address(server) == "postgresql+psycopg://duty@server/guatu"


def test_the_demo_dialog_offers_every_county_there_is(qtbot: QtBot) -> None:
    dialog = DemoDialog("zh")
    qtbot.addWidget(dialog)
    counties = dialog.findChild(QComboBox, "demo:county")
    assert counties is not None

    assert set(COUNTIES) <= set(PLACES)
    assert counties.count() == len(COUNTIES)
    assert not dialog.file().exists()


def test_a_demo_that_is_cancelled_leaves_nothing_behind(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = tmp_path / "half.gpkg"
    monkeypatch.setattr(DemoDialog, "exec", lambda _dialog: QDialog.DialogCode.Accepted)
    monkeypatch.setattr(DemoDialog, "file", lambda _dialog: where)
    monkeypatch.setattr(DemoDialog, "county", lambda _dialog: "610627")
    page = desk.program.show_start()

    desk.program.asked("demo")
    qtbot.waitUntil(where.exists)
    QTest.mouseClick(page.cancel, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: not desk.program.tasks.running)
    assert not where.exists()
    assert desk.program.window is None
    assert page.buttons["demo"].isEnabled()


def test_the_demo_dialog_refuses_a_file_that_exists(qtbot: QtBot, file: Path) -> None:
    dialog = DemoDialog("zh")
    qtbot.addWidget(dialog)
    dialog.show()
    line = dialog.findChild(QLineEdit, "demo:file")
    make = dialog.findChild(QPushButton, "demo:make")
    assert line is not None
    assert make is not None
    line.setText(str(file))

    QTest.mouseClick(make, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()

    line.setText(str(file.with_name("free.gpkg")))
    QTest.mouseClick(make, Qt.MouseButton.LeftButton)
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_what_nobody_caught_is_said_once_and_logged(
    desk: Desk, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    window = desk.open(file)
    told = Mishaps(desk.program).tell
    for trouble in (ZeroDivisionError("a slip"), ZeroDivisionError("again"), ServerLost(SAID)):
        told(type(trouble), trouble, None)
    assert [n.words for n in window.session.notices.standing] == [MISHAP, SAID]
    assert "a slip" in caplog.text
