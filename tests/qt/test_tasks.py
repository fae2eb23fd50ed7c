"""Work beside the window: held back, stopped, and never waited for when it has not begun."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from resources.text import Text
from ui.tasks import Progress, Tasks

TITLE = Text("试", "Try")


pytestmark = pytest.mark.usefixtures("qapp")


def giving(number: int) -> Callable[[Progress], int]:
    """Work whose answer is `number`."""
    return lambda _progress: number


def test_work_is_held_until_it_is_released_and_then_done_in_order(qtbot: QtBot) -> None:
    tasks = Tasks(threads=1)
    seen: list[int] = []
    tasks.hold()
    for number in range(3):
        tasks.start(TITLE, giving(number), seen.append)
    qtbot.wait(50)
    assert seen == []
    tasks.release()
    qtbot.waitUntil(lambda: seen == [0, 1, 2])
    assert tasks.stop()


def test_stopping_does_not_wait_for_work_that_never_began() -> None:
    tasks = Tasks(threads=1)
    going, enough = threading.Event(), threading.Event()

    def first(_progress: object) -> None:
        going.set()
        enough.wait(60)

    tasks.start(TITLE, first, lambda _none: None)
    begun: list[object] = []
    for _ in range(3):
        tasks.start(TITLE, begun.append, lambda _none: None)
    assert going.wait(60)
    threading.Timer(0.2, enough.set).start()
    assert tasks.stop(wait_s=60)
    assert not begun


def test_work_that_was_cancelled_tells_whether_it_was_done_all_the_same(qtbot: QtBot) -> None:
    tasks = Tasks(threads=1)
    going, enough, told = threading.Event(), threading.Event(), list[object]()

    def heedless(_progress: Progress) -> str:
        going.set()
        enough.wait(60)
        return "written"

    def heedful(progress: Progress) -> str:
        going.set()
        enough.wait(60)
        progress.report(1.0)
        return "written"

    for work, said in ((heedless, "late: written"), (heedful, "dropped")):
        task = tasks.start(
            TITLE,
            work,
            told.append,
            late=lambda answer: told.append(f"late: {answer}"),
            dropped=lambda: told.append("dropped"),
        )
        assert going.wait(60)
        task.cancel()
        enough.set()
        qtbot.waitUntil(lambda: len(told) == 1)
        assert told == [said]
        assert task.overtaken == said.startswith("late")
        told.clear()
        going.clear()
        enough.clear()
    assert tasks.stop()


def test_what_is_owed_is_done_to_its_end_though_all_else_is_stopped() -> None:
    tasks, done = Tasks(threads=1), list[str]()
    going, enough = threading.Event(), threading.Event()

    def first(progress: Progress) -> None:
        going.set()
        enough.wait(60)
        done.append("stopped" if progress.stopped else "first")

    def owed(progress: Progress) -> None:
        progress.report(0.5)
        done.append("owed")

    tasks.start(TITLE, first, lambda _none: None)
    tasks.start(TITLE, giving(1), lambda _one: done.append("idle"))
    tasks.start(TITLE, owed, lambda _none: None, owed=True)
    tasks.hold()
    tasks.start(TITLE, owed, lambda _none: None, owed=True)
    assert going.wait(60)
    threading.Timer(0.1, enough.set).start()
    assert tasks.stop()
    assert done == ["stopped", "owed", "owed"]
