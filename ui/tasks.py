"""Work that takes longer than a blink, done beside the window: progress, cancel, and an answer on the GUI thread.

A task is a plain function that gets a `Progress` to report to and to ask whether it should stop. Its result and its
errors come back through callbacks on the GUI thread; a `WorkspaceError` nobody asked for goes to the notices. What
runs here must not touch a widget. A worker holds nothing of Qt's: only `Tasks` itself crosses the threads, by signals.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from db.errors import WorkspaceError
from resources.text import Text

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
OWED_S = 60.0
SWITCH_S = 0.001
"""How long a worker may keep the interpreter from the GUI thread; Python itself takes 5 ms, and a frame has 16."""


class Cancelled(Exception):
    """Raised inside a task, by `Progress`, when it was cancelled."""


class Progress:
    """What a task reports to; safe to use from the worker thread."""

    def __init__(self, say: Callable[[float], object]) -> None:
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


@dataclass(eq=False)
class Task(Generic[Answer]):
    """One piece of work.

    ``share`` is how much of it is done; ``told``, whether the status bar shows it; ``patient``, whether it lets what is
    waited for more go first (`Tasks.release`); ``overtaken``, whether it was done before it could be stopped; ``owed``,
    whether it is done to its end when everything else is stopped: a hand has let go of it and believes it done.
    """

    title: Text
    work: Callable[[Progress], Answer]
    done: Callable[[Answer], object]
    failed: Callable[[Exception], object]
    told: bool
    patient: bool
    progress: Progress
    late: Callable[[Answer], object] | None = None
    dropped: Callable[[], object] | None = None
    owed: bool = False
    share: float = 0.0
    overtaken: bool = False
    future: Future[None] | None = field(default=None, repr=False)

    def cancel(self) -> None:
        """Ask it to stop: neither ``done`` nor ``failed`` is called then, but ``late`` or ``dropped``."""
        self.progress.stop()


class Tasks(QObject):
    """What is being done beside the window now.

    Emits
    -----
    changed()
        A task started, came on or ended.
    ended(Task, Exception or None)
        A task ended; with what went wrong, unless it was cancelled.
    troubled(WorkspaceError)
        A failure that nobody handles.
    """

    changed = Signal()
    ended = Signal(object, object)
    troubled = Signal(object)
    _came_on = Signal(int, float)
    _over = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None, *, threads: int = 2) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH_S)
        self._pool = ThreadPoolExecutor(threads, "beside-the-window")
        self._tasks: dict[int, Task[Any]] = {}
        self._started = 0
        self._stopped = False
        self._held: list[int] = []
        self._holds_all = self._holds_patient = False
        self._came_on.connect(self._advance, Qt.ConnectionType.QueuedConnection)
        self._over.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> tuple[Task[Any], ...]:
        """The tasks that have not ended, oldest first."""
        return tuple(self._tasks.values())

    def start(
        self,
        title: Text,
        work: Callable[[Progress], Answer],
        done: Callable[[Answer], object],
        failed: Callable[[Exception], object] | None = None,
        *,
        told: bool = False,
        patient: bool = False,
        wait_ms: int = 0,
        late: Callable[[Answer], object] | None = None,
        dropped: Callable[[], object] | None = None,
        owed: bool = False,
    ) -> Task[Answer]:
        """Start `work`; `done` gets its answer on the GUI thread. With `told`, the status bar shows it with a cancel.

        Without `failed`, a `WorkspaceError` is emitted as ``troubled``; any other exception is a mistake of ours: it
        is logged with its traceback and raised on the GUI thread. `patient` work does not begin while a change is on
        its way to map and tables; it shows what is looked at after them. What comes second begins after `wait_ms`, so
        that it does not take the interpreter from what is being shown. Of work that was cancelled, `late` gets the
        answer when it was done all the same, and `dropped` is called when it was not. What is `owed` is done even when
        the window closes.
        """
        self._started += 1
        number = self._started
        progress = Progress(lambda share: self._came_on.emit(number, share))
        failed = failed or self._trouble
        task = Task(title, work, done, failed, told, patient, progress, late, dropped, owed)
        if self._stopped:
            task.cancel()  # what is asked of a window that is closing is not done
            return task
        self._tasks[number] = task
        self.changed.emit()
        if wait_ms:
            QTimer.singleShot(wait_ms, self, lambda: self._begin(number))
        else:
            self._begin(number)
        return task

    def _begin(self, number: int) -> None:
        """Begin a task, unless it is to be held back."""
        task = self._tasks.get(number)
        if task is None or self._stopped:
            return
        if self._holds_all or (task.patient and self._holds_patient):
            self._held.append(number)
        else:
            task.future = self._pool.submit(self._work, number)

    def hold(self) -> None:
        """Begin nothing that is started from now on before `release`: something more urgent has the machine."""
        self._holds_all = self._holds_patient = True

    def release(self, *, patient: bool = True) -> None:
        """Begin what was held back, oldest first; without `patient`, all but patient work, which is held on."""
        self._holds_all, self._holds_patient = False, not patient
        held, self._held = self._held, []
        for number in held:
            self._begin(number)

    def stop(self, wait_s: float = 10.0) -> bool:
        """Ask everything to stop and wait for it; False when something still runs after `wait_s` seconds.

        What is owed is not stopped, begun or not, and is waited for up to `OWED_S` seconds.
        """
        for number, task in self._tasks.items():
            if task.owed and task.future is None:
                task.future = self._pool.submit(self._work, number)
        self._stopped = True
        begun: list[Future[None]] = []  # the others never end
        for task in self._tasks.values():
            if not task.owed:
                task.cancel()
            if task.future is not None and (task.owed or not task.future.cancel()):
                begun.append(task.future)
        self._pool.shutdown(wait=False)
        owed = any(task.owed for task in self._tasks.values())
        return not wait(begun, max(wait_s, OWED_S) if owed else wait_s).not_done

    def _work(self, number: int) -> None:
        """Do one task; on a worker thread. Nothing of the task is held any more when its end is told."""
        work, progress = self._tasks[number].work, self._tasks[number].progress
        answer: tuple[Any] | None = None
        trouble: Exception | None = None
        try:
            answer = (work(progress),)
        except Cancelled:
            progress.stop()
        except Exception as error:  # noqa: BLE001 - carried to the GUI thread and raised there
            trouble = error
        del work, progress
        self._over.emit(number, answer, trouble)

    def _advance(self, number: int, share: float) -> None:
        if number in self._tasks:
            self._tasks[number].share = share
            self.changed.emit()

    def _finish(self, number: int, answer: tuple[Any] | None, trouble: Exception | None) -> None:
        task = self._tasks.pop(number)
        task.overtaken = task.progress.stopped and answer is not None
        self.ended.emit(task, None if task.progress.stopped else trouble)
        self.changed.emit()
        if task.progress.stopped:
            if answer is not None and task.late is not None:
                task.late(answer[0])
            elif answer is None and task.dropped is not None:
                task.dropped()
        elif trouble is not None:
            task.failed(trouble)
        elif answer is not None:
            task.done(answer[0])

    def _trouble(self, trouble: Exception) -> None:
        if isinstance(trouble, WorkspaceError):
            self.troubled.emit(trouble)
        else:
            log.error("a task failed", exc_info=trouble)
            raise trouble
