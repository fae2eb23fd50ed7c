"""The rows behind a figure: what it is, the formula, the two numbers in it, and the records it counts.

Opened from the ribbon. The figure is computed again when a record changes, so that it never
disagrees with its rows; a row selected here is selected on the map. A figure that another kind says row by row (cover,
by township) can be shown that way instead, the worst first.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.changes import ChangeSet
from db.measures import Figure, measure
from db.records import KINDS
from layers.cells import day_in_words, figure
from layers.columns import saying
from layers.tables.views import Arrangement
from resources.text import Text
from ui.panels.alive import while_alive
from ui.panels.labels import plain_label, secondary_label
from ui.panels.record_table import RecordTable
from ui.panels.switch import switch
from ui.session import Session
from ui.tasks import Tasks

COUNTING = Text("计算指标", "Counting")
SETTLE_MS = 250


class FigureRows(QWidget):
    """One figure with its rows; nothing until `show_figure`."""

    def __init__(self, session: Session, tasks: Tasks | None = None) -> None:
        super().__init__()
        self.setObjectName("figureRows")
        self._session = session
        self._tasks = tasks if tasks is not None else Tasks(self)
        self.name = ""
        self.figure: Figure | None = None
        self.tables: dict[str, RecordTable] = {}
        self.title = plain_label("", "heading")
        self.title.setObjectName("rows:title")
        self.value = plain_label("", "figure")
        self.value.setObjectName("rows:value")
        self.formula = secondary_label()
        self.formula.setObjectName("rows:formula")
        self.formula.setWordWrap(True)
        self.parts = plain_label()
        self.parts.setObjectName("rows:parts")
        self.flag = plain_label("", "chip-late")
        self.flag.setObjectName("rows:impossible")
        self.count = secondary_label()
        self.count.setObjectName("rows:count")
        self.counted, self.by = switch("rows:counted"), switch("rows:by")
        self.counted.setChecked(True)
        self._whose = QButtonGroup(self)
        for button in (self.counted, self.by):
            self._whose.addButton(button)
        self.by.toggled.connect(lambda _by: self._show_table())
        self.stack = QStackedWidget()
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MS)
        self._soon.timeout.connect(self._count)
        session.changed.connect(self._changed)
        self.retranslate()

    @property
    def table(self) -> RecordTable | None:
        """The table of the rows that are shown."""
        return None if self.figure is None else self.tables.get(self._kind(self.figure))

    def _kind(self, found: Figure) -> str:
        """Whose rows are shown: those counted in the figure, or those that say it each for themselves."""
        by = saying(found.name)
        return by[0] if by is not None and self.by.isChecked() else found.rows.kind

    def show_figure(self, name: str) -> None:
        """Compute the figure `name` (see `db.measures.MEASURES`) for today and show it with its rows."""
        self.name = name
        self._count()

    def _lay_out(self) -> None:
        head = QWidget()
        head.setObjectName("tableTools")
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(16)
        for label in (self.title, self.value, self.parts, self.flag):
            row.addWidget(label)
        whose = QHBoxLayout()
        whose.setSpacing(4)
        for button in (self.counted, self.by):
            whose.addWidget(button)
        row.addLayout(whose)
        row.addWidget(self.formula, 1)
        row.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.stack, 1)
        self.flag.hide()

    def _changed(self, _changes: ChangeSet) -> None:
        if self.name:
            self._soon.start()

    def _count(self) -> None:
        name, workspace, on = self.name, self._session.workspace, self._session.today()
        if not name:
            return

        def show(found: Figure) -> None:
            if found.name == self.name:
                self._show(found)

        self._tasks.start(
            COUNTING,
            lambda _progress: measure(workspace, name, on),
            while_alive(self, show),
            patient=True,
        )

    def _show(self, found: Figure) -> None:
        self.figure = found
        self._show_table()
        self.retranslate()

    def _show_table(self) -> None:
        found = self.figure
        if found is None:
            return
        kind, by = self._kind(found), saying(found.name)
        counted = kind == found.rows.kind
        if kind not in self.tables:
            first = None if counted or by is None else Arrangement(sorting=((by[1].name, False),))
            table = RecordTable(self._session, self._tasks, kind, "rows", first)
            table.counted.connect(lambda *counts, kind=kind: self._tell(kind, *counts))
            self.tables[kind] = table
            self.stack.addWidget(table)
        table = self.tables[kind]
        self.stack.setCurrentWidget(table)
        table.limit(found.rows.uids if counted else None)
        table.load()

    def _tell(self, kind: str, shown: int, total: int) -> None:
        if self.figure is None or kind != self._kind(self.figure):
            return
        title = self._session.say(KINDS[kind].title)
        words = (
            self.tr("{title} {shown} 条")
            if shown == total
            else self.tr("{title} {shown} / {total} 条")
        )
        self.count.setText(words.format(title=title, shown=figure(shown), total=figure(total)))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_soon"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the figure again."""
        found, say = self.figure, self._session.say
        self.flag.setText(self.tr("不可能的数值，核对记录"))
        by = None if found is None else saying(found.name)
        _show_all((self.counted, self.by), shown=by is not None)
        if found is not None and by is not None:
            self.counted.setText(say(KINDS[found.rows.kind].title))
            self.by.setText(say(KINDS[by[0]].title))
        if found is None:
            self.title.setText(self.tr("点上方的指标，这里列出它算进去的记录"))
            _show_all((self.value, self.parts, self.formula, self.count), shown=False)
            return
        _show_all((self.value, self.parts, self.formula, self.count), shown=True)
        self.title.setText(say(found.title))
        self.value.setText(self.tr("无") if found.value is None else _said(found))
        above, below = figure(found.numerator), found.denominator
        self.parts.setText("" if below is None else f"{above} ÷ {figure(below)}")
        self.parts.setVisible(below is not None)
        day = day_in_words(found.on, self._session.lang)
        self.formula.setText(f"{say(found.formula)}  ·  {day}")
        self.flag.setVisible(found.impossible)


def _said(found: Figure) -> str:
    value = found.value or 0.0
    return f"{value:.1f} %" if found.unit == "%" else f"{figure(value)} {found.unit}".strip()


def _show_all(widgets: tuple[QWidget, ...], *, shown: bool) -> None:
    for widget in widgets:
        widget.setVisible(shown)
