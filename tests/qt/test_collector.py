"""Garbage is collected, and only on the GUI thread."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.startup.collector import Collector

pytestmark = pytest.mark.usefixtures("qapp", "collector")


class Knot:
    """An object that only the collector can free; it notes the thread on which that happened."""

    def __init__(self, freed_on: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: freed_on.append(threading.get_ident()))


@pytest.fixture
def collector(qapp: QObject) -> Iterator[Collector]:
    """A collector of the test's own; the run's own setting comes back after it."""
    owner = QObject(qapp)
    yield Collector(owner)
    shiboken6.delete(owner)  # now: once it is gone, Python's own collecting is on again
    gc.disable()


def test_garbage_made_by_a_worker_is_freed_on_the_gui_thread(qtbot: QtBot) -> None:
    freed_on: list[int] = []

    def make() -> None:
        for _ in range(2_000):
            Knot(freed_on)

    worker = threading.Thread(target=make)
    worker.start()
    worker.join()
    assert freed_on == [], "nothing is collected where it was made"
    qtbot.waitUntil(lambda: len(freed_on) >= 1_000)
    assert set(freed_on) == {threading.get_ident()}
    assert not gc.isenabled()
