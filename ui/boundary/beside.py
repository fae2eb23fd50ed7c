"""What the boundary tool works out and writes beside the window: one thing after the other, on a thread of its own.

A trial is asked for many times a second while a hand drags, so only the newest is worked out. A change is planned
against the newest land and written as one operation; when another seat was quicker, the land is read again and the
change planned anew, once. Answers come on the GUI thread; nothing here is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from db.errors import StaleWrite, WorkspaceError
from db.workspace import Workspace
from layers.boundary import Boundaries, Land, Plan, perform
from resources.text import Text
from ui.tasks import Tasks

Answer = TypeVar("Answer")
READING = Text("读取村界", "Reading boundaries")
TRYING = Text("试算村界", "Trying boundaries")
WRITING = Text("写入村界", "Writing boundaries")


@dataclass(frozen=True)
class Terms:
    """How a plan is to be written: since when, whether points follow, where the boundary comes from, who asked."""

    on: dt.date
    repoint: bool
    source: str | None
    asked_by: str


class Beside(QObject):
    """The thread beside the window, and the land it works on."""

    def __init__(
        self,
        workspace: Workspace,
        boundaries: Boundaries,
        troubled: Callable[[WorkspaceError], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._boundaries = workspace, boundaries
        self.tasks = Tasks(self, threads=1)
        self.tasks.troubled.connect(troubled)
        self._trying = False
        self._next: Callable[[], None] | None = None
        self._forgotten = 0

    @property
    def busy(self) -> bool:
        """Whether something is being worked out or written."""
        return bool(self.tasks.running)

    def read(self, work: Callable[[Land], Answer], done: Callable[[Answer], object]) -> None:
        """Do `work` on the newest land."""
        self.tasks.start(READING, lambda _progress: work(self._boundaries.read()), done)

    def newest(
        self,
        work: Callable[[Land], Answer],
        done: Callable[[Answer], object],
        *,
        every: bool = False,
    ) -> None:
        """As `read`; what is asked for while something of this sort is at work replaces what waits.

        An answer that was overtaken is told only with `every`: while a hand drags, the figures of a moment ago are
        better than none. After `forget` none is.
        """
        asked = self._forgotten

        def begin() -> None:
            self._trying = True
            self.tasks.start(
                TRYING, lambda _progress: work(self._boundaries.read()), finished, failed
            )

        def go_on() -> None:
            self._trying = False
            waiting, self._next = self._next, None
            if waiting is not None:
                waiting()

        def finished(answer: Answer) -> None:
            wanted = self._forgotten == asked and (every or self._next is None)
            go_on()
            if wanted:
                done(answer)

        def failed(trouble: Exception) -> None:
            go_on()
            if not isinstance(trouble, WorkspaceError):
                raise trouble
            self.tasks.troubled.emit(trouble)

        if self._trying:
            self._next = begin
        else:
            begin()

    def forget(self) -> None:
        """Drop the trial that waits, and the answer of the one at work."""
        self._next = None
        self._forgotten += 1

    def write(
        self,
        planned: Callable[[Land], Plan],
        terms: Terms,
        done: Callable[[tuple[Plan, bool]], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Write what `planned` makes of the newest land; `done` gets the plan, and whether anything was written."""

        def work(_progress: Any) -> tuple[Plan, bool]:
            plan = planned(self._boundaries.read())
            try:
                return plan, self._perform(plan, terms)
            except StaleWrite:  # another seat was quicker, and this one has not heard of it yet
                self._boundaries.doubt(plan.versions)
                plan = planned(self._boundaries.read())
                return plan, self._perform(plan, terms)

        self.tasks.start(WRITING, work, done, failed, owed=True)

    def _perform(self, plan: Plan, terms: Terms) -> bool:
        made = perform(
            self._workspace,
            plan,
            terms.on,
            repoint=terms.repoint,
            source=terms.source,
            asked_by=terms.asked_by,
        )
        return made is not None
