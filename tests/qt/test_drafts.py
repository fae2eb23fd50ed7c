"""Typing that was not saved outlives the window and a killed program; it is the user's alone, and gone once saved."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from db.drafts import DraftFile, draft_path
from db.records import Camera, Dispute, Hazard
from tests.helpers.qt import pausing
from tests.helpers.seat import Seat, child, press, seat, type_over, words
from tests.helpers.small_county import TODAY
from ui.panels.record_panel import RecordPanel
from ui.panels.record_shown import HOLD_MS
from ui.session import Item
from ui.settings import Settings

__all__ = ["seat"]

KILLED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from db.workspace import Workspace
from layers.stack import LayerStack
from ui.panels.record_panel import RecordPanel
from ui.panels.record_shown import HOLD_MS
from ui.session import Item, Session
from ui.settings import Settings
from ui.tasks import Tasks

app = QApplication([])
workspace = Workspace.open(sys.argv[1], user="duty", seat="desk-1")
session, tasks = Session(workspace, LayerStack(workspace)), Tasks()
panel = RecordPanel(session, tasks, Settings(Path(sys.argv[2])))
panel.show()
session.selection.set([Item("disputes", sys.argv[3])], "map")
while panel.record is None:
    QTest.qWait(20)
panel.edit()
for name, text in (("summary", "half a sent"), ("found", "13-45")):
    line = panel.findChild(QLineEdit, f"field:{name}")
    line.selectAll()
    QTest.keyClicks(line, text)
QTest.qWait(HOLD_MS * 3)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "user" / "settings.ini")


def shown(seat: Seat, settings: Settings) -> RecordPanel:
    return seat.show(RecordPanel(seat.session, seat.tasks, settings), 360, 900)


def file_of(seat: Seat, settings: Settings) -> Path:
    return draft_path(settings.folder, seat.workspace.target)


def test_typing_outlives_a_program_that_is_killed(seat: Seat, settings: Settings) -> None:
    path = seat.workspace.target.path
    assert path is not None
    uid = seat.county["dispute0"]
    seat.workspace.close()
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(settings.folder / "settings.ini"), uid],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        timeout=60,
        check=False,
        capture_output=True,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    again = Seat(seat.qtbot, type(seat.county)(type(seat.workspace).open(path), seat.county.uids))
    try:
        panel = shown(again, settings)
        resume = child(panel, QPushButton, "record:resume")
        assert resume.isVisible()
        assert "half a sent" in resume.text()
        press(resume)
        again.settle()
        assert panel.editing
        assert child(panel, QLineEdit, "field:summary").text() == "half a sent"
        assert child(panel, QLineEdit, "field:found").text() == "13-45"
        assert "没有保存" in words(panel, "record:banner:words")
        type_over(child(panel, QLineEdit, "field:found"), "2026-11-20")
        assert panel.save()
        again.settle()
        saved = again.workspace.get(Dispute, uid)
        assert saved is not None
        assert saved.summary == "half a sent"
        left = DraftFile(file_of(again, settings))
        assert left.read() == []
        left.close()
        panel.close_drafts()
    finally:
        again.close()


def test_the_file_is_the_users_alone(seat: Seat, settings: Settings) -> None:
    panel = shown(seat, settings)
    path = file_of(seat, settings)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "small" not in path.name
    panel.close_drafts()


def test_drafts_of_an_encrypted_workspace_are_encrypted(tmp_path: Path) -> None:
    from db.drafts import Draft  # noqa: PLC0415 - beside its one use

    path = tmp_path / "drafts" / "x.db"
    file = DraftFile(path, "open sesame")
    hazard = Hazard(serial="H-1", summary="井盖缺失", found=TODAY)
    file.keep(Draft(hazard, {"summary": "UNMISTAKABLE words"}, fresh=True, raw={"due": "13-45"}))
    (kept,) = file.read()
    assert kept.typed == {"summary": "UNMISTAKABLE words"}
    assert kept.raw == {"due": "13-45"}
    assert getattr(kept.record, "found") == TODAY  # noqa: B009 - any kind of record
    file.close()
    held = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert b"UNMISTAKABLE" not in held
    assert not held.startswith(b"SQLite format 3")


def test_a_new_record_that_was_left_is_offered_in_the_next_window(
    seat: Seat, settings: Settings
) -> None:
    panel = shown(seat, settings)
    panel.edit_new(Hazard(serial="H-77", found=TODAY), "summary")
    seat.wake(panel)
    QTest.keyClicks(child(panel, QLineEdit, "field:summary"), "loose cable")
    panel.close_drafts()
    panel.hide()
    later = shown(seat, settings)
    press(child(later, QPushButton, "record:resume"))
    seat.settle()
    assert child(later, QLineEdit, "field:serial").text() == "H-77"
    assert child(later, QLineEdit, "field:summary").text() == "loose cable"
    press(later.footer.revert)
    seat.settle()
    later.close_drafts()
    left = DraftFile(file_of(seat, settings))
    assert left.read() == []
    left.close()


def test_what_is_taken_back_is_no_draft(seat: Seat, settings: Settings) -> None:
    panel = shown(seat, settings)
    seat.select("disputes", "dispute0")
    panel.edit("summary")
    line = child(panel, QLineEdit, "field:summary")
    was = line.text()
    type_over(line, "x")
    seat.qtbot.waitUntil(lambda: not pausing(panel, HOLD_MS))
    type_over(line, was)
    seat.qtbot.waitUntil(lambda: not pausing(panel, HOLD_MS))
    panel.close_drafts()
    left = DraftFile(file_of(seat, settings))
    assert left.read() == []
    left.close()


def test_a_file_that_can_not_be_read_is_told_once_and_left_as_it_is(
    seat: Seat, settings: Settings
) -> None:
    path = file_of(seat, settings)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all, but somebody's" * 40)
    told: list[str] = []
    seat.session.notices.posted.connect(lambda notice: told.append(str(notice.words)))
    panel = shown(seat, settings)
    assert len(told) == 1
    assert "用不了" in told[0]
    assert path.read_bytes().startswith(b"no database")
    seat.select("disputes", "dispute0")
    panel.edit("summary")
    type_over(child(panel, QLineEdit, "field:summary"), "still works")
    assert panel.save()
    seat.settle()
    assert words(panel, "value:summary") == "still works"


def test_what_was_typed_over_many_records_is_offered_in_the_next_window_and_gone_once_saved(
    seat: Seat, settings: Settings
) -> None:
    cameras = [Item("cameras", seat.county[f"camera{n}"]) for n in range(3)]
    panel = shown(seat, settings)
    seat.session.selection.set(cameras, "table")
    seat.settle()
    panel.many.edit()
    seat.wake(panel)
    type_over(child(panel.many, QLineEdit, "field:owner"), "county")
    panel.close_drafts()
    panel.hide()
    seat.session.selection.set((), "table")
    later = shown(seat, settings)
    resume = child(later, QPushButton, "record:resume")
    assert "监控 × 3" in resume.text()
    press(resume)
    seat.settle()
    assert set(seat.session.selection.items) == set(cameras)
    assert child(later.many, QLineEdit, "field:owner").text() == "county"
    later.many.save()
    seat.settle()
    owners = {camera.owner for camera in seat.workspace.find(Camera) if camera.owner}
    assert owners == {"county"}
    later.close_drafts()
    left = DraftFile(file_of(seat, settings))
    assert left.read_many() == []
    left.close()


def test_an_offer_to_go_on_is_cut_rather_than_widens_the_panel(
    seat: Seat, settings: Settings
) -> None:
    panel = shown(seat, settings)
    seat.select("disputes", "dispute0")
    before = panel.minimumSizeHint().width()
    panel.edit()
    long = "甲方与乙方因河堤旁承包地界桩移位发生争执多次调解未果"
    type_over(child(panel, QLineEdit, "field:summary"), long)
    seat.select("disputes", "dispute1")
    offer = child(panel, QPushButton, "record:draft")
    assert offer.isVisible()
    assert long in offer.toolTip()
    assert panel.minimumSizeHint().width() == before
    press(offer)
    seat.settle(lambda: panel.editing)
    assert panel.focusWidget() is child(panel, QLineEdit, "field:summary"), "typing goes on there"
