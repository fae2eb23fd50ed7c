"""Boxes for what may be done about faults of a file: shown when a plan asks for one, ticked by people only."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from layers.intake.options import REMEDIES
from ui.session import Session

_FOR = {
    "invalid": "make-valid",
    "duplicates": "drop-duplicates",
    "overlaps": "clean-coverage",
    "gaps": "clean-coverage",
    "slivers": "clean-coverage",
}
"""Faults that may stand, and what can be done about each; nothing is ticked beforehand."""


def fitting(counts: Mapping[str, int]) -> frozenset[str]:
    """The remedies for the faults that were counted."""
    return frozenset(remedy for fault, remedy in _FOR.items() if counts.get(fault))


class Remedies(QWidget):
    """Emits ``changed()`` when a person ticks or unticks one."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._boxes: dict[str, QCheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for name, meaning in REMEDIES.items():
            words = session.say(meaning)
            box = QCheckBox(words[:1].upper() + words[1:])
            box.setObjectName(f"import:remedy:{name}")
            box.toggled.connect(self.changed)
            column.addWidget(box)
            self._boxes[name] = box

    def chosen(self) -> frozenset[str]:
        """The remedies that are ticked."""
        return frozenset(name for name, box in self._boxes.items() if box.isChecked())

    def offer(self, names: Collection[str]) -> None:
        """Show the boxes of `names` and no others."""
        for name, box in self._boxes.items():
            box.setVisible(name in names)
        self.setVisible(bool(names))

    def clear(self) -> None:
        """Untick all, without telling anybody."""
        for box in self._boxes.values():
            box.blockSignals(True)
            box.setChecked(False)
            box.blockSignals(False)
