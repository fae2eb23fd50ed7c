"""The kinds among the selected records, each with its number, one of them shown."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from db.records import KINDS
from ui.plain import thin
from ui.session import Session


class ManyKinds(QWidget):
    """A button a kind, the most frequent first; nothing while there is one kind. Emits ``chosen(kind)``."""

    chosen = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("many:kinds")
        self._session = session
        self._counted: Counter[str] = Counter()
        self._buttons: dict[str, QToolButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 6, 8, 2)
        self._row.setSpacing(4)
        self._row.addStretch(1)
        self._group = QButtonGroup(self)

    def offer(self, counted: Counter[str]) -> None:
        """Offer the kinds that were counted."""
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._counted, self._buttons = counted, {}
        for place, (kind, _count) in enumerate(counted.most_common()):
            button = self._buttons[kind] = QToolButton()
            button.setObjectName(f"many:{kind}")
            button.setProperty("role", "segment")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, kind=kind: self.chosen.emit(kind))
            self._group.addButton(button)
            self._row.insertWidget(place, button)
        self.say()
        self.setVisible(len(counted) > 1)

    def show_kind(self, kind: str) -> None:
        """Mark the kind that is shown."""
        if kind in self._buttons:
            self._buttons[kind].setChecked(True)

    def say(self) -> None:
        """Say the words again."""
        for kind, button in self._buttons.items():
            title = self._session.say(KINDS[kind].title)
            button.setText(f"{title} {thin(self._counted[kind])}")
