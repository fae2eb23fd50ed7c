"""Work that takes longer than a blink, done beside the window: progress, cancel, and an answer on the GUI thread.

A task is a plain function that gets a `Progress` to report to and to ask whether it should stop. Its result and its
errors come back through callbacks on the GUI thread; a `WorkspaceError` nobody asked for goes to the notices. What
runs here must not touch a widget.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from db.errors import WorkspaceError
from resources.text import Text

_log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class Cancelled(Exception):
    """Raised inside a task, by `Progress`, when it was cancelled."""


class Progress:
    """What a task reports to; safe to use from the worker thread."""

    def __init__(self, say: Callable[[float], None]) -> None:
        self._say = say
        self._stop = threading.Event()

    def report(self, share: float) -> None:
        """Say how much is done, 0 to 1; raises `Cancelled` when the task should stop."""
        if self._stop.is_set():
            raise Cancelled
        self._say(share)

    def stop(self) -> None:
        """Ask the task to stop at its next report."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether the task was asked to stop."""
        return self._stop.is_set()


class Task(QObject, Generic[Answer]):
    """One piece of work. Emits ``progressed(share)`` and, once, ``ended()``."""

    progressed = Signal(float)
    ended = Signal()
    _over = Signal(object, object)

    def __init__(
        self,
        title: Text,
        work: Callable[[Progress], Answer],
        done: Callable[[Answer], object],
        failed: Callable[[Exception], object],
        *,
        told: bool = False,
    ) -> None:
        super().__init__()
        self.title = title
        self.told = told
        self.share = 0.0
        self._work, self._done, self._failed = work, done, failed
        self._progress = Progress(self.progressed.emit)
        self.progressed.connect(self._remember)
        self._over.connect(self._finish)

    def cancel(self) -> None:
        """Ask it to stop; neither callback is called then."""
        self._progress.stop()

    def run(self) -> None:
        """Do the work; called on the worker thread."""
        try:
            answer = self._work(self._progress)
        except Cancelled:
            self._over.emit(None, None)
        except Exception as trouble:  # noqa: BLE001 - carried to the GUI thread and raised there
            self._over.emit(None, trouble)
        else:
            self._over.emit((answer,), None)

    def _remember(self, share: float) -> None:
        self.share = share

    def _finish(self, answer: tuple[Answer] | None, trouble: Exception | None) -> None:
        try:
            if self._progress.stopped:
                return
            if trouble is not None:
                self._failed(trouble)
            elif answer is not None:
                self._done(answer[0])
        finally:
            self.ended.emit()


class _Run(QRunnable):
    def __init__(self, task: Task[Answer]) -> None:
        super().__init__()
        self._task = task

    def run(self) -> None:
        self._task.run()


class Tasks(QObject):
    """What is being done beside the window now.

    Emits ``changed()`` when a task starts or ends, ``troubled(WorkspaceError)`` for a failure nobody handles.
    """

    changed = Signal()
    troubled = Signal(object)

    def __init__(self, parent: QObject | None = None, *, threads: int = 2) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._running: list[Task[object]] = []

    @property
    def running(self) -> tuple[Task[object], ...]:
        """The tasks that have not ended, oldest first."""
        return tuple(self._running)

    def start(
        self,
        title: Text,
        work: Callable[[Progress], Answer],
        done: Callable[[Answer], object],
        failed: Callable[[Exception], object] | None = None,
        *,
        told: bool = False,
    ) -> Task[Answer]:
        """Start `work`; `done` gets its answer on the GUI thread. With `told`, the status bar shows it with a cancel.

        Without `failed`, a `WorkspaceError` is emitted as ``troubled``; any other exception is a mistake of ours: it
        is logged with its traceback and raised on the GUI thread.
        """
        task: Task[Answer] = Task(title, work, done, failed or self._trouble, told=told)
        task.ended.connect(lambda: self._end(task))
        self._running.append(task)  # type: ignore[arg-type]
        self.changed.emit()
        self._pool.start(_Run(task))
        return task

    def stop(self, wait_ms: int = 5000) -> bool:
        """Ask everything to stop and wait for it; False when something still runs after `wait_ms`."""
        for task in self._running:
            task.cancel()
        return self._pool.waitForDone(wait_ms)

    def _trouble(self, trouble: Exception) -> None:
        if isinstance(trouble, WorkspaceError):
            self.troubled.emit(trouble)
        else:
            _log.error("a task failed", exc_info=trouble)
            raise trouble

    def _end(self, task: Task[Answer]) -> None:
        if task in self._running:
            self._running.remove(task)  # type: ignore[arg-type]
            self.changed.emit()
