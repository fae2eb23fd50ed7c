"""The past of a record, from the journal: who changed what, when, from which seat, from what to what; and back to it.

It can be narrowed to one field. Going back is a new change of that field, never a step out of the journal.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from layers.cells import moment_in_words
from layers.record.view import FieldChange, PastEntry
from ui.panels.labels import ElidedLabel, plain_label, secondary_label
from ui.panels.sections import Section
from ui.session import Session
from ui.theme import icon

FIRST = 12
"""So many entries are shown at first."""


class HistoryView(QWidget):
    """The entries that touched a record, newest first; folded until asked for.

    Emits ``backAsked(str, object)``: a field, and the value it shall have again.
    """

    backAsked = Signal(str, object)  # noqa: N815 - as Qt spells its signals

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("history")
        self._session = session
        self._past: tuple[PastEntry, ...] = ()
        self._field = ""
        self._shown = FIRST
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.section = Section("history", folded=True)
        self.section.inside.setSpacing(8)
        self.section.unfolded.connect(self._fill)
        self.every = QPushButton()
        self.every.setObjectName("history:every")
        self.every.setProperty("role", "quiet")
        self.every.clicked.connect(lambda: self.show_field(""))
        self.section.offer(self.every)
        column.addWidget(self.section)

    def show_past(self, past: tuple[PastEntry, ...]) -> None:
        """Tell `past`."""
        self._past, self._field, self._shown = past, "", FIRST
        self._tell()

    def show_field(self, name: str) -> None:
        """Tell only what happened to the field `name`; empty for everything."""
        self._field, self._shown = name, FIRST
        self.section.opener.setChecked(True)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "every"):
            self._tell()

    def _told(self) -> list[tuple[PastEntry, tuple[FieldChange, ...]]]:
        found = []
        for entry in self._past:
            changes = tuple(c for c in entry.changes if self._field in ("", c.name))
            if changes or not self._field:
                found.append((entry, changes))
        return found

    def _tell(self) -> None:
        told = self._told()
        self.section.entitle(self.tr("历史"), str(len(told)))
        self.section.clear()
        self.every.setText(self.tr("看全部"))
        self.every.setVisible(bool(self._field))
        self.setVisible(bool(self._past))
        if self.section.open:
            self._fill()

    def _fill(self) -> None:
        self.section.clear()
        told = self._told()
        if not told:
            self.section.inside.addWidget(secondary_label(self.tr("这一项没有改动过。")))
        for entry, changes in told[: self._shown]:
            self.section.inside.addWidget(self._entry(entry, changes))
        rest = len(told) - self._shown
        if rest > 0:
            more = QPushButton(self.tr("再看 {count} 条").format(count=rest))
            more.setObjectName("more:history")
            more.setProperty("role", "quiet")
            more.clicked.connect(self._more)
            self.section.inside.addWidget(more)

    def _more(self) -> None:
        self._shown = len(self._past)
        self._fill()

    def _entry(self, entry: PastEntry, changes: tuple[FieldChange, ...]) -> QWidget:
        box = QWidget()
        box.setObjectName(f"past:{entry.sequence}")
        grid = QGridLayout(box)
        grid.setContentsMargins(6, 0, 6, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        head = ElidedLabel(self._session.say(entry.did))
        grid.addWidget(head, 0, 0, 1, 4)
        who = f"{entry.user} @ {entry.seat}" if entry.seat else entry.user
        grid.addWidget(
            ElidedLabel(f"{moment_in_words(entry.at)}  ·  {who}", "secondary"), 1, 0, 1, 4
        )
        for line, change in enumerate(changes, start=2):
            label = secondary_label(self._session.say(change.label))
            grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            words = plain_label(f"{change.before} → {change.after}")
            words.setWordWrap(True)
            words.setObjectName(f"change:{entry.sequence}.{change.name}")
            grid.addWidget(words, line, 1, 1, 2)
            if not self._session.workspace.readonly:
                grid.addWidget(self._back(entry, change), line, 3, Qt.AlignmentFlag.AlignTop)
        return box

    def _back(self, entry: PastEntry, change: FieldChange) -> QToolButton:
        back = QToolButton()
        back.setObjectName(f"return:{entry.sequence}.{change.name}")
        back.setProperty("role", "small")
        back.setIcon(icon("undo", self._session.theme))
        said = self.tr("改回“{value}”").format(value=change.before[:40])
        back.setToolTip(said.replace("<", "‹"))
        back.setAccessibleName(said)
        back.clicked.connect(partial(self.backAsked.emit, change.name, change.value))
        return back
