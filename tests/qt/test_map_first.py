"""After a change the map has the machine, then the tables, then everything else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from resources.text import Text
from tests.helpers.qt import PATIENCE
from ui.map import map_first
from ui.map.map_first import MapFirst
from ui.tasks import Tasks

TITLE = Text("试", "Try")

pytestmark = pytest.mark.usefixtures("qapp")


class Map(QObject):
    """What of a map view says when it is at work."""

    painted = Signal(int)
    catchingUp = Signal()  # noqa: N815 - as the map view's
    caughtUp = Signal()  # noqa: N815
    served = Signal()


class Seat:
    """A map, the tasks beside it, and what they have done."""

    def __init__(self) -> None:
        self.map, self.tasks, self.seen = Map(), Tasks(threads=1), list[str]()
        self.first = MapFirst(self.map, self.tasks, self.tasks)  # type: ignore[arg-type]

    def start(self, name: str, *, patient: bool = False) -> None:
        """Start a task that is seen when it is done."""
        self.tasks.start(TITLE, lambda _progress: name, self.seen.append, patient=patient)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing begins because a slow machine has let the time pass."""
    for name in ("FIRST_MS", "CHANGE_MS", "PATCH_MS"):
        monkeypatch.setattr(map_first, name, 10 * PATIENCE)


@pytest.fixture
def seat() -> Seat:
    """A window whose map has just been painted for the first time."""
    seat = Seat()
    seat.map.painted.emit(0)
    return seat


def test_nothing_begins_before_the_first_map_is_painted(qtbot: QtBot) -> None:
    seat = Seat()
    seat.start("table")
    seat.map.catchingUp.emit()
    seat.map.caughtUp.emit()
    qtbot.wait(30)
    assert seat.seen == []
    seat.map.painted.emit(0)
    qtbot.waitUntil(lambda: seat.seen == ["table"])


def test_tables_go_ahead_when_the_page_was_told_and_the_rest_when_it_has_painted(
    seat: Seat, qtbot: QtBot
) -> None:
    seat.map.catchingUp.emit()
    seat.start("panel", patient=True)
    seat.start("table")
    qtbot.wait(30)
    assert seat.seen == []
    seat.map.caughtUp.emit()
    qtbot.waitUntil(lambda: seat.seen == ["table"])
    assert len(seat.tasks.running) == 1
    seat.map.painted.emit(0)
    qtbot.waitUntil(lambda: seat.seen == ["table", "panel"])


def test_a_picture_of_the_change_before_lets_nothing_go_while_the_next_is_told(
    seat: Seat, qtbot: QtBot
) -> None:
    seat.map.catchingUp.emit()
    seat.map.caughtUp.emit()
    seat.map.catchingUp.emit()
    seat.start("panel", patient=True)
    seat.map.painted.emit(0)
    qtbot.wait(30)
    assert seat.seen == []
    seat.map.caughtUp.emit()
    seat.map.painted.emit(0)
    qtbot.waitUntil(lambda: seat.seen == ["panel"])


def test_what_is_patient_does_not_wait_for_a_map_that_nobody_sees(
    seat: Seat, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_first, "CHANGE_MS", 20)
    seat.map.catchingUp.emit()
    seat.map.caughtUp.emit()
    seat.start("panel", patient=True)
    qtbot.waitUntil(lambda: seat.seen == ["panel"])


def test_patient_work_begins_at_once_when_nothing_has_changed(seat: Seat, qtbot: QtBot) -> None:
    seat.start("panel", patient=True)
    qtbot.waitUntil(lambda: seat.seen == ["panel"])
