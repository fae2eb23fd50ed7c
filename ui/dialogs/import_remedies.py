"""Boxes for what may be done about faults of a file, and answers to what it does not tell: shown when a plan asks.

Nothing is ticked but by people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from layers.intake.options import REMEDIES, Decimal, Order
from resources.text import Text
from ui.panels.labels import secondary_label
from ui.session import Session

Said = TypeVar("Said", bound=str)
_CLASSES: tuple[tuple[tuple[str, ...], Text, tuple[str, ...]], ...] = (
    (
        ("invalid", "refused"),
        Text("几何无效", "Invalid"),
        ("make-valid", "drop-invalid", "keep-invalid"),
    ),
    (("empty", "null"), Text("没有几何", "No place"), ("drop-empty", "keep-empty")),
    (("duplicates",), Text("几何重复", "Repeated"), ("drop-duplicates",)),
    (("overlaps", "gaps"), Text("重叠和缝隙", "Overlaps, gaps"), ("clean-coverage",)),
    (("slivers",), Text("狭长碎片", "Slivers"), ("drop-slivers",)),
    (("outside",), Text("不在任何村内", "In no village"), ("assign-nearest", "drop-outside")),
    ((), Text("代码", "Codes"), ("make-codes",)),
)
"""Each class of fault: what is counted of it, its name, and the remedies, of which one can be taken."""
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
_DATES: dict[Order, Text] = {
    "ymd": Text("日期是年/月/日", "dates are year/month/day"),
    "dmy": Text(
        "日期是日/月/年：05/03/2026 就是 3 月 5 日",
        "dates are day/month/year: 05/03/2026 is 5 March",
    ),
    "mdy": Text(
        "日期是月/日/年：05/03/2026 就是 5 月 3 日", "dates are month/day/year: 05/03/2026 is 3 May"
    ),
}


def fitting(counts: Mapping[str, int]) -> frozenset[str]:
    """The remedies for the faults that were counted."""
    return frozenset(
        one for fault, remedies in _FOR.items() if counts.get(fault) for one in remedies
    )


class Remedies(QWidget):
    """One line for each class of fault, with its count and remedies; emits ``changed()`` when a person ticks one."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._boxes: dict[str, QCheckBox] = {}
        self._titles: list[QLabel] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        column.addLayout(grid)
        for down, (_faults, _words, names) in enumerate(_CLASSES):
            title = secondary_label()
            grid.addWidget(title, down, 0)
            self._titles.append(title)
            row = QHBoxLayout()
            row.setSpacing(16)
            for name in names:
                row.addWidget(self._box(name, names))
            row.addStretch(1)
            grid.addLayout(row, down, 1)
        grid.setColumnStretch(1, 1)
        self._decimal = _Choice("import:decimal", _DECIMAL, session, column)
        self._dates = _Choice("import:dates", _DATES, session, column)
        for choice in (self._decimal, self._dates):
            choice.changed.connect(self.changed)

    def _box(self, name: str, rivals: Collection[str]) -> QCheckBox:
        words = self._session.say(REMEDIES[name])
        box = QCheckBox(words[:1].upper() + words[1:])
        box.setObjectName(f"import:remedy:{name}")
        box.toggled.connect(lambda on: self._ticked(name, rivals, on=on))
        self._boxes[name] = box
        return box

    def _ticked(self, name: str, rivals: Collection[str], *, on: bool) -> None:
        """A fault has one remedy: ticking another takes the first one back."""
        for other in rivals:
            if on and other != name:
                box = self._boxes[other]
                box.blockSignals(True)
                box.setChecked(False)
                box.blockSignals(False)
        self.changed.emit()

    def chosen(self) -> frozenset[str]:
        """The remedies that are ticked."""
        return frozenset(name for name, box in self._boxes.items() if box.isChecked())

    def decimal(self) -> Decimal | None:
        """What a comma in a figure was said to be."""
        return self._decimal.said()

    def dates(self) -> Order | None:
        """How day, month and year were said to stand."""
        return self._dates.said()

    def answer(self, answers: Collection[str]) -> None:
        """Show `answers`, given for an earlier file, as given; nobody is told."""
        for choice in (self._decimal, self._dates):
            choice.answer(answers)

    def offer(self, names: Collection[str], counts: Mapping[str, int]) -> None:
        """Show the boxes of `names` and no others; what was answered stays to be answered otherwise."""
        for (faults, words, remedies), title in zip(_CLASSES, self._titles, strict=True):
            offered = [name for name in remedies if name in names]
            many = sum(counts.get(fault, 0) for fault in faults)
            said = self._session.say(words)
            title.setText(f"{said} {many:,}" if many else said)
            title.setVisible(bool(offered))
            for name in remedies:
                self._boxes[name].setVisible(name in offered)
        asked = [choice.offer(names) for choice in (self._decimal, self._dates)]
        self.setVisible(bool(names) or any(asked))

    def clear(self) -> None:
        """Untick all, without telling anybody."""
        for box in self._boxes.values():
            box.blockSignals(True)
            box.setChecked(False)
            box.blockSignals(False)
        for choice in (self._decimal, self._dates):
            choice.clear()


class _Choice(QObject, Generic[Said]):
    """One question of a plan and its answers, of which one can be given; puts its buttons into `column`."""

    changed = Signal()

    def __init__(
        self, name: str, answers: Mapping[Said, Text], session: Session, column: QVBoxLayout
    ) -> None:
        super().__init__(column)
        self._group = QButtonGroup(self)
        self._buttons: dict[Said, QRadioButton] = {}
        for answer, meaning in answers.items():
            words = session.say(meaning)
            button = QRadioButton(words[:1].upper() + words[1:])
            button.setObjectName(f"{name}:{answer}")
            button.toggled.connect(lambda on: self.changed.emit() if on else None)
            self._group.addButton(button)
            column.addWidget(button)
            self._buttons[answer] = button

    def said(self) -> Said | None:
        """The answer that was given."""
        return next((one for one, button in self._buttons.items() if button.isChecked()), None)

    def offer(self, names: Collection[str]) -> bool:
        """Show the answers among `names`, or those shown before when one was given; whether any is."""
        asked = [one for one in self._buttons if one in names]
        if asked or self.said() is None:
            for one, button in self._buttons.items():
                button.setVisible(one in asked)
        return bool(asked) or self.said() is not None

    def answer(self, answers: Collection[str]) -> None:
        """Show the one of `answers` that is an answer here as given, and the others beside it; nobody is told."""
        for one, button in self._buttons.items():
            if one in answers:
                button.blockSignals(True)
                button.setChecked(True)
                button.blockSignals(False)
                self.offer(self._buttons)

    def clear(self) -> None:
        """No answer is given any more; nobody is told."""
        self._group.setExclusive(False)
        for button in self._buttons.values():
            button.blockSignals(True)
            button.setChecked(False)
            button.blockSignals(False)
        self._group.setExclusive(True)
