"""The names behind the search box are read when the first window stands, or when somebody types."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from layers.finder import Finder
from resources.text import Text
from ui.frame import name_index
from ui.frame.name_index import NameIndex
from ui.tasks import Tasks

pytestmark = pytest.mark.usefixtures("qapp")


class Changes(QObject):
    """What of a session an index needs."""

    changed = Signal(object)
    workspace = SimpleNamespace()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The kinds that were read, one a reading."""
    readings: list[Any] = []

    def read(_workspace: object, kinds: Any) -> dict[str, Any]:
        readings.append(kinds)
        return {}

    monkeypatch.setattr(Finder, "read", read)
    monkeypatch.setattr(name_index, "REST_MS", 20)
    return readings


def test_names_are_read_when_nothing_runs_any_more(read: list[Any], qtbot: QtBot) -> None:
    tasks, enough = Tasks(threads=2), threading.Event()
    tasks.start(Text("试", "Try"), lambda _progress: enough.wait(60), lambda _answer: None)
    index = NameIndex(Changes(), tasks)  # type: ignore[arg-type]
    tasks.start(Text("试", "Try"), lambda _progress: None, lambda _none: None)
    qtbot.wait(60)
    assert read == []
    assert index.reading
    enough.set()
    qtbot.waitUntil(lambda: read == [None] and not index.reading)
    assert tasks.stop()


def test_who_types_at_once_does_not_wait(
    read: list[Any], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name_index, "REST_MS", 60_000)
    tasks = Tasks(threads=1)
    index = NameIndex(Changes(), tasks)  # type: ignore[arg-type]
    index.find("姚家")
    qtbot.waitUntil(lambda: not index.reading)
    index.find("姚家")
    assert read == [None]
    assert tasks.stop()
