"""Backups from the window: written when due, and the way back from a damaged file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from db import backups
from db.records import Township
from db.workspace import Workspace
from tests.helpers.window import Desk


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A workspace with one township."""
    where = tmp_path / "county.gpkg"
    with Workspace.create(where) as workspace, workspace.operation("townships.add") as op:
        op.add(Township(code="411024100", name="安陵镇"))
    return where


def test_a_backup_is_written_when_it_is_due_and_not_again(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, file: Path
) -> None:
    desk = Desk(qapp, qtbot, tmp_path)
    try:
        window = desk.open(file)
        window._keeper.look()
        qtbot.waitUntil(lambda: len(backups.backups_of(file)) == 1)
        window._keeper.look()
        qtbot.wait(400)
        assert len(backups.backups_of(file)) == 1
    finally:
        desk.close()


def test_a_damaged_file_is_left_alone_and_its_newest_backup_restored_beside_it(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, file: Path
) -> None:
    with Workspace.open(file) as workspace:
        workspace.backup()
    broken = file.read_bytes()[:5000] + b"\x00" * 40_000
    file.write_bytes(broken)
    desk = Desk(qapp, qtbot, tmp_path)
    try:
        page = desk.program.show_start()
        desk.program.open(str(file))
        qtbot.waitUntil(lambda: any(isinstance(w, QMessageBox) for w in qapp.topLevelWidgets()))
        box = next(w for w in qapp.topLevelWidgets() if isinstance(w, QMessageBox))
        assert box.objectName() == "offer-backup"
        assert page.isVisible()
        box.button(QMessageBox.StandardButton.Open).click()
        qtbot.waitUntil(lambda: desk.program.window is not None)
        window = desk.program.window
        assert window is not None
        opened = window.session.workspace
        assert opened.target.path not in (file, *backups.backups_of(file))
        assert opened.target.path is not None
        assert opened.target.path.parent == file.parent
        assert opened.find(Township, code="411024100")
        assert file.read_bytes() == broken
    finally:
        desk.close()
