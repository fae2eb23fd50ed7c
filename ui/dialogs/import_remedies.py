"""Boxes for what may be done about faults of a file: shown when a plan asks for one, ticked by people only."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QRadioButton, QVBoxLayout, QWidget

from layers.intake.options import REMEDIES, Decimal
from resources.text import Text
from ui.session import Session

_FOR = {
    "invalid": ("make-valid",),
    "refused": ("make-valid",),
    "duplicates": ("drop-duplicates",),
    "overlaps": ("clean-coverage",),
    "gaps": ("clean-coverage",),
    "slivers": ("clean-coverage", "drop-slivers"),
    "outside": ("assign-nearest", "drop-outside"),
}
"""Faults that may stand, and what can be done about each; nothing is ticked beforehand."""
_DECIMAL: dict[Decimal, Text] = {
    "comma": Text("逗号是小数点：1,234 就是 1.234", "a decimal comma: 1,234 is 1.234"),
    "point": Text("逗号分千位：1,234 就是 1234", "a comma parts thousands: 1,234 is 1234"),
}


def fitting(counts: Mapping[str, int]) -> frozenset[str]:
    """The remedies for the faults that were counted."""
    return frozenset(
        one for fault, remedies in _FOR.items() if counts.get(fault) for one in remedies
    )


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
        self._signs: dict[Decimal, QRadioButton] = {}
        for sign, meaning in _DECIMAL.items():
            words = session.say(meaning)
            choice = QRadioButton(words[:1].upper() + words[1:])
            choice.setObjectName(f"import:decimal:{sign}")
            choice.toggled.connect(lambda on: self.changed.emit() if on else None)
            column.addWidget(choice)
            self._signs[sign] = choice

    def chosen(self) -> frozenset[str]:
        """The remedies that are ticked."""
        return frozenset(name for name, box in self._boxes.items() if box.isChecked())

    def decimal(self) -> Decimal | None:
        """What a comma in a figure was said to be."""
        return next((sign for sign, choice in self._signs.items() if choice.isChecked()), None)

    def offer(self, names: Collection[str]) -> None:
        """Show the boxes of `names` and no others; ``comma`` and ``point`` go together."""
        for name, box in self._boxes.items():
            box.setVisible(name in names)
        for choice in self._signs.values():
            choice.setVisible("comma" in names or self.decimal() is not None)
        self.setVisible(bool(names) or self.decimal() is not None)

    def clear(self) -> None:
        """Untick all, without telling anybody."""
        for box in self._boxes.values():
            box.blockSignals(True)
            box.setChecked(False)
            box.blockSignals(False)
        for choice in self._signs.values():
            choice.blockSignals(True)
            choice.setAutoExclusive(False)
            choice.setChecked(False)
            choice.setAutoExclusive(True)
            choice.blockSignals(False)
