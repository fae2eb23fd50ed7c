"""The part of the style editor that chooses the figures written under the names of villages."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from layers.kinds.village_figures import figures
from layers.layer import Frames
from layers.looks.look import MOST_LABELS
from ui.panels.labels import plain_label
from ui.session import Session


class LabelsBox(QWidget):
    """So many boxes as figures fit under a name. Emits ``changed()`` when another figure was chosen."""

    changed = Signal()

    def __init__(self, session: Session, frames: Frames) -> None:
        super().__init__()
        self._session = session
        self._figures = figures(frames)
        self.title = plain_label("", "secondary")
        self.boxes = [QComboBox() for _ in range(MOST_LABELS)]
        row = QHBoxLayout()
        row.setSpacing(6)
        for place, box in enumerate(self.boxes):
            box.setObjectName(f"style:label{place}")
            box.addItem("", None)
            for name in self._figures:
                box.addItem("", name)
            box.setMinimumContentsLength(5)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.view().setMinimumWidth(180)
            box.currentIndexChanged.connect(lambda _index: self.changed.emit())
            row.addWidget(box, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addLayout(row)
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "boxes"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        self.title.setText(self.tr("村名下注记"))
        for place, box in enumerate(self.boxes, start=1):
            box.setAccessibleName(f"{self.title.text()} {place}")
            box.setItemText(0, self.tr("无"))
            for row in range(1, box.count()):
                box.setItemText(row, self._session.say(self._figures[box.itemData(row)].title))

    def labels(self) -> tuple[str, ...]:
        """The figures chosen, each once."""
        chosen = (box.currentData() for box in self.boxes)
        return tuple(dict.fromkeys(name for name in chosen if name is not None))

    def set_labels(self, labels: tuple[str, ...]) -> None:
        """Show a choice without telling anybody."""
        for place, box in enumerate(self.boxes):
            box.blockSignals(True)
            name = labels[place] if place < len(labels) else None
            box.setCurrentIndex(max(box.findData(name), 0) if name else 0)
            box.blockSignals(False)
