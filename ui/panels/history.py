"""The past of a record, from the journal: who changed what, when, from which seat, from what to what."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from layers.cells import moment_in_words
from layers.record_view import PastEntry
from ui.panels.labels import ElidedLabel, plain_label, secondary_label
from ui.panels.sections import Section
from ui.session import Session

FIRST = 12
"""So many entries are shown; the journal has them all."""


class HistoryView(QWidget):
    """The entries that touched a record, newest first; folded until asked for."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("history")
        self._session = session
        self._past: tuple[PastEntry, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.section = Section("history", folded=True)
        self.section.inside.setSpacing(8)
        self.section.unfolded.connect(self._fill)
        column.addWidget(self.section)

    def show_past(self, past: tuple[PastEntry, ...]) -> None:
        """Tell `past`."""
        self._past = past
        self.section.entitle(self.tr("历史"), str(len(past)))
        self.section.clear()
        self.setVisible(bool(past))
        if self.section.open:
            self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "section"):
            self.show_past(self._past)

    def _fill(self) -> None:
        self.section.clear()
        for entry in self._past[:FIRST]:
            self.section.inside.addWidget(self._entry(entry))

    def _entry(self, entry: PastEntry) -> QWidget:
        box = QWidget()
        box.setObjectName(f"past:{entry.sequence}")
        grid = QGridLayout(box)
        grid.setContentsMargins(6, 0, 6, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        who = f"{entry.user} @ {entry.seat}" if entry.seat else entry.user
        head = ElidedLabel(f"{self._session.say(entry.did)}  ·  {who}")
        grid.addWidget(head, 0, 0, 1, 2)
        when = secondary_label(moment_in_words(entry.at))
        grid.addWidget(when, 0, 2)
        for line, change in enumerate(entry.changes, start=1):
            label = secondary_label(self._session.say(change.label))
            grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            words = plain_label(f"{change.before} → {change.after}")
            words.setWordWrap(True)
            words.setObjectName(f"change:{entry.sequence}.{change.name}")
            grid.addWidget(words, line, 1, 1, 2)
        return box
