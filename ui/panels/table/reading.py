"""How a table gets its rows: the ledger read, followed through changes, arranged, and the lines that are looked at.

Everything runs beside the window, one step after the other; a short table is arranged at once. Blocks of lines are read
as a view comes upon them, those in sight first and then the next that way. Nothing here draws or selects.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from db.changes import ChangeSet
from db.errors import WorkspaceError
from layers.tables.ledger import Ledger
from layers.tables.row_blocks import Block, Seen, read_blocks
from layers.tables.shown_rows import Arranged, Asked, arranged_rows
from resources.text import Text
from ui.models.ledger_model import LedgerModel
from ui.panels.alive import while_alive
from ui.panels.table_view import TableView
from ui.session import Session
from ui.tasks import Progress, Task, Tasks

READING = Text("读取台账", "Reading the table")
AT_ONCE = 3000
"""So few rows are put in order without going beside the window."""
WARMED = 200_000
"""For so many rows what a quick filter needs is made ready before anybody types; for more, when somebody does."""

Step = Callable[[Ledger | None], Ledger]


class TableReading(QObject):
    """The reading of one table.

    Emits
    -----
    found(Arranged)
        Rows to show.
    changed()
        It began to read, or came to rest.
    cameOn(float)
        How much of a long sorting is done.
    stopped(Asked or None)
        It was told to stop; with what the rows that are shown answer, None when there are none.
    """

    found = Signal(object)
    changed = Signal()
    cameOn = Signal(float)  # noqa: N815 - as Qt's own
    stopped = Signal(object)

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        kind: str,
        model: LedgerModel,
        view: TableView,
        asked: Callable[[], Asked],
        widget: QWidget,
    ) -> None:
        super().__init__(widget)
        self._session, self._tasks, self._kind = session, tasks, kind
        self._model, self._view, self._asked, self._widget = model, view, asked, widget
        self._steps: list[Step] = []
        self._taken: list[Step] = []
        self._task: Task[Arranged] | None = None
        self._answered: Asked | None = None
        self.busy = False
        self._fetching = False
        self._warm = False
        self._last_top = 0
        self._fetch_soon = QTimer(self)
        self._fetch_soon.setSingleShot(True)
        self._fetch_soon.setInterval(0)
        self._fetch_soon.timeout.connect(self._fetch)
        model.blocksWanted.connect(self._fetch_soon.start)
        tasks.changed.connect(self._come_on)

    @property
    def idle(self) -> bool:
        """Whether nothing is being read or put in order."""
        return not (self.busy or self._steps)

    @property
    def fetching(self) -> bool:
        """Whether lines that were looked at are on their way."""
        return self._fetching or self._fetch_soon.isActive()

    # -- steps ------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the rows anew."""
        self._take(lambda _ledger: self._ledger())

    def follow(self, changes: ChangeSet) -> None:
        """Read again what a change touched."""
        ledger = self._model.ledger
        if ledger is None and not self.busy:
            return
        if self.busy or ledger is None or ledger.touched_by(changes):
            self._take(lambda found: self._ledger() if found is None else found.after(changes))

    def arrange(self) -> None:
        """Find the rows that are asked for now, and show them."""
        ledger = self._model.ledger
        if self.busy:  # what is on its way may have been read before what is asked now was true
            self._steps.append(lambda found: self._ledger() if found is None else found)
            return
        if ledger is None:
            return
        if len(ledger) <= AT_ONCE and ledger.on == self._session.today():
            self._answered = self._asked()
            self.found.emit(arranged_rows(ledger, self._answered, self._seen()))
        else:
            self._work()

    def stop(self) -> None:
        """Let go of what is being read or put in order; who owns the table says what is wanted instead."""
        if self._task is None:
            return
        self._task.cancel()
        self._task, self.busy = None, False
        self._steps = self._taken + self._steps
        self.changed.emit()
        self.stopped.emit(self._answered)

    def resume(self) -> None:
        """Find the rows that are asked for now, with what was taken and not done when it stopped."""
        if self._model.ledger is None and not self._steps:
            self.read()
        elif not self.busy:
            self._work()

    def _come_on(self) -> None:
        if self._task is not None and self._task.share:
            self.cameOn.emit(self._task.share)

    def _ledger(self) -> Ledger:
        session = self._session
        return Ledger(session.workspace, self._kind, session.lang, session.today())

    def _take(self, step: Step) -> None:
        self._steps.append(step)
        if not self.busy:
            self._work()

    def _work(self) -> None:
        steps, self._steps = self._steps, []
        self._taken = steps
        start, asked, seen = self._model.ledger, self._asked(), self._seen()
        sample, today = self._model.sample, self._session.today()

        def run(progress: Progress) -> Arranged:
            ledger = start
            for step in steps:
                ledger = step(ledger)
            if ledger is None or ledger.on != today:
                ledger = self._ledger()
            sampled = sample is None or not len(sample) or sample.lang != ledger.lang
            return arranged_rows(ledger, asked, seen, sampled=sampled, report=progress.report)

        def done(found: Arranged) -> None:
            self.busy, self._task, self._answered = False, None, asked
            self.found.emit(found)
            if self._steps or asked != self._asked():
                self._work()
            else:
                self._warm_up(found.ledger)
                self.changed.emit()

        def failed(trouble: Exception) -> None:
            self.busy, self._task = False, None
            self.changed.emit()
            if not isinstance(trouble, WorkspaceError):
                raise trouble
            self._session.notices.error(trouble)

        self.busy = True
        self.changed.emit()
        self._task = self._tasks.start(
            READING, run, while_alive(self._widget, done), while_alive(self._widget, failed)
        )

    def _seen(self) -> Seen:
        view, model = self._view, self._model
        top = max(view.rowAt(1), 0)
        lines = view.viewport().height() // max(view.rowHeight(0), 24) + 2
        scrolled = view.verticalScrollBar().value() > 0 and top < len(model.lines)
        return Seen(top, lines, model.fid(top) if scrolled else 0)

    def _warm_up(self, ledger: Ledger) -> None:
        """Make what the first quick filter of a long table would wait for."""
        if self._warm or not AT_ONCE < len(ledger) <= WARMED:
            return
        self._warm = True
        self._tasks.start(READING, lambda _progress: ledger.warmed(), lambda _found: None)

    # -- lines that are looked at -----------------------------------------------------------------

    def _fetch(self) -> None:
        model, view = self._model, self._view
        ledger = model.ledger
        if self._fetching or ledger is None or not len(model.lines):
            return
        seen = self._seen()
        bottom = seen.top + seen.lines
        numbers = model.lacking(seen.top, bottom)
        on = seen.lines if seen.top >= self._last_top else -seen.lines
        self._last_top = seen.top
        if not numbers:
            numbers = model.lacking(seen.top + on, bottom + on)
        if not numbers:
            model.wanted.clear()
            return
        lines = model.lines

        def done(blocks: dict[int, Block]) -> None:
            self._fetching = False
            if model.lines is lines and model.ledger is ledger:
                model.take_blocks(blocks)
            model.wanted.clear()
            self._fetch()
            view.viewport().update()

        def failed(trouble: Exception) -> None:
            self._fetching = False
            if not isinstance(trouble, WorkspaceError):
                raise trouble
            self._session.notices.error(trouble)

        self._fetching = True
        self._tasks.start(
            READING,
            lambda _progress: read_blocks(ledger, lines, numbers),
            while_alive(self._widget, done),
            while_alive(self._widget, failed),
        )
