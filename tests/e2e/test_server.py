"""Several seats on one server: coming in by hand, moving a workspace there, and seeing what a colleague does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import make_url

from db.errors import ServerLost
from db.moving import copy_workspace
from db.records import Dispute
from db.workspace import Workspace
from tests.helpers.postgres import PostgresServer
from tests.helpers.small_county import TODAY, small_county
from tests.helpers.window import Desk, settled
from ui.main_window import MainWindow
from ui.session import Session
from ui.startup.start import address

END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname"


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path, postgres_url: str) -> Iterator[Desk]:
    """A seat that is closed before the server is gone."""
    assert postgres_url
    made = Desk(qapp, qtbot, tmp_path)
    made.program.dress("zh", "dark")
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "today", lambda _session: TODAY)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    where = tmp_path / "county.gpkg"
    small_county(where).workspace.close()
    return where


@pytest.fixture
def server(postgres_url: str, file: Path) -> str:
    """The small county on a server."""
    with Workspace.open(file) as source:
        copy_workspace(source, postgres_url)
    return postgres_url


def dialog(qtbot: QtBot, name: str) -> QWidget:
    """The dialog that is open under that name."""

    def found() -> list[QWidget]:
        return [
            one
            for one in QApplication.topLevelWidgets()
            if one.objectName() == name and one.isVisible()
        ]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[-1]


def fill(shown: QWidget, url: str, password: str | None = None) -> None:
    """Type an address into the boxes of a dialog."""
    parts = make_url(url)
    for name, words in (
        ("host", parts.host),
        ("database", parts.database),
        ("account", parts.username),
        ("password", str(parts.password) if password is None else password),
    ):
        box = shown.findChild(QLineEdit, f"server:{name}")
        assert box is not None
        box.selectAll()
        QTest.keyClicks(box, words or "")
    port = shown.findChild(QSpinBox, "server:port")
    assert port is not None
    port.setValue(parts.port or 5432)


def press(shown: QWidget, name: str) -> None:
    button = shown.findChild(QPushButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def opened(desk: Desk, qtbot: QtBot) -> MainWindow:
    qtbot.waitUntil(lambda: desk.program.window is not None)
    window = desk.program.window
    assert window is not None
    settled(qtbot, window)
    return window


def test_a_server_is_opened_by_hand_and_its_password_kept_nowhere(
    desk: Desk, qtbot: QtBot, server: str, tmp_path: Path
) -> None:
    page = desk.program.show_start()
    QTest.mouseClick(page.buttons["server"], Qt.MouseButton.LeftButton)
    asked = dialog(qtbot, "server")
    fill(asked, server, password="wrong")  # noqa: S106 - a slip of the fingers
    press(asked, "server:connect")

    qtbot.waitUntil(page.trouble_box.isVisible)
    again = dialog(qtbot, "server")  # with everything that was typed
    assert again is not asked
    account = again.findChild(QLineEdit, "server:account")
    assert account is not None
    assert account.text() == make_url(server).username
    fill(again, server)
    press(again, "server:connect")

    window = opened(desk, qtbot)
    password = str(make_url(server).password)
    assert f"{make_url(server).database} @ " in window.windowTitle()
    assert password not in (tmp_path / "guatu.ini").read_text(encoding="utf-8")
    assert desk.settings.recent[0] == address(window.session.workspace.target)
    assert all(password not in label.text() for label in window.findChildren(QLabel))

    desk.program.close_window()  # the next morning, from the list: only the password is asked for
    page = desk.program.show_start()
    press(page, "start:recent")
    asked = dialog(qtbot, "server")
    box = asked.findChild(QLineEdit, "server:password")
    assert box is not None
    QTest.keyClicks(box, password)
    QTest.keyClick(box, Qt.Key.Key_Return)
    opened(desk, qtbot)


def test_an_empty_database_gets_a_workspace_when_asked_to(
    desk: Desk, qtbot: QtBot, postgres_url: str
) -> None:
    page = desk.program.show_start()
    page.openAsked.emit("server")
    asked = dialog(qtbot, "server")
    fill(asked, postgres_url)
    press(asked, "server:connect")

    box = dialog(qtbot, "offer-new")
    assert isinstance(box, QMessageBox)
    QTest.mouseClick(box.defaultButton(), Qt.MouseButton.LeftButton)

    window = opened(desk, qtbot)
    assert not window.session.workspace.readonly
    assert window.session.workspace.frame("villages").empty


def test_the_workspace_that_is_open_goes_to_a_server_and_is_opened_there(
    desk: Desk, qtbot: QtBot, file: Path, postgres_url: str
) -> None:
    window = desk.open(file)
    window.commands["copy"].trigger()
    asked = dialog(qtbot, "copy-workspace")
    to_server = asked.findChild(QRadioButton, "copy-workspace:to-server")
    assert to_server is not None
    to_server.click()
    fill(asked, postgres_url)
    press(asked, "copy-workspace:copy")

    notices = window.session.notices
    qtbot.waitUntil(lambda: any(n.act for n in notices.standing))
    notice = next(n for n in notices.standing if n.act)
    assert notice.act is not None
    notice.act()

    qtbot.waitUntil(lambda: desk.program.window is not None and desk.program.window is not window)
    there = opened(desk, qtbot).session.workspace
    assert there.target.path is None
    assert len(there.frame("cameras")) == 4
    assert list(there.journal.verify()) == []


def test_an_encrypted_file_asks_for_its_passphrase_until_it_fits(
    desk: Desk, qtbot: QtBot, file: Path, tmp_path: Path
) -> None:
    closed = tmp_path / "closed.gpkg"
    with Workspace.open(file) as source:
        copy_workspace(source, closed, passphrase="一二三四")  # noqa: S106 - of this test alone
    desk.program.show_start()
    desk.program.open(str(closed))

    for words in ("不对", "一二三四"):
        asked = dialog(qtbot, "passphrase")
        box = asked.findChild(QLineEdit, "passphrase:words")
        assert box is not None
        box.setText(words)
        press(asked, "passphrase:open")
        qtbot.waitUntil(asked.isHidden)

    window = opened(desk, qtbot)
    assert len(window.session.workspace.frame("cameras")) == 4


def test_what_a_colleague_does_on_the_server_appears_here(
    desk: Desk, qtbot: QtBot, server: str
) -> None:
    desk.program.show_start()
    desk.program.open(server)
    window = opened(desk, qtbot)
    before = len(window.session.workspace.frame("disputes"))

    with Workspace.open(server, user="colleague", seat="desk-2") as other:
        first = other.find(Dispute)[0]
        with other.operation("dispute.edit") as op:
            op.update(first, summary="两家为宅基地边界争执，今日调解")

    table = window.tables.show_kind("disputes")

    def seen() -> bool:
        model = table.model
        return any(
            "宅基地边界" in str(model.data(model.index(row, column)))
            for row in range(model.rowCount())
            for column in range(model.columnCount())
        )

    qtbot.waitUntil(seen)
    assert len(window.session.workspace.frame("disputes")) == before


def test_a_server_that_goes_away_is_missed_and_caught_up_with(
    desk: Desk, qtbot: QtBot, server: str, postgres_server: PostgresServer
) -> None:
    desk.program.open(server)
    window = opened(desk, qtbot)
    workspace, database = window.session.workspace, make_url(server).database
    first = workspace.find(Dispute)[0]
    lost = window.bar.server

    postgres_server.run(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS false')
    postgres_server.run(f"{END_ALL} = '{database}'")
    qtbot.waitUntil(lost.isVisible)
    assert "断开" in lost.text()
    with pytest.raises(ServerLost):  # nothing is taken that could not be kept
        workspace.frame("disputes")
    done = window.session.perform(
        "dispute.edit", "", lambda op: op.update(first, summary="断网时改的"), origin="panel"
    )
    assert done is None
    errors = [n for n in window.session.notices.standing if "断开" in n.say("zh")]
    assert len(errors) == 1  # said once, however often it is met

    postgres_server.run(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS true')
    with (
        Workspace.open(server, user="colleague", seat="desk-2") as other,
        other.operation("dispute.edit") as op,
    ):
        op.update(other.find(Dispute)[0], summary="断网期间同事改的")
    qtbot.waitUntil(lost.isHidden)
    assert window.session.workspace.find(Dispute)[0].summary == "断网期间同事改的"
    settled(qtbot, window)
