"""The editor of counts: one number for each category of a configurable list, never a list of anything."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from db.records.base import Field
from layers.cells import figure
from layers.record import entry
from ui.panels.fields.base import FieldEditor, Surroundings
from ui.panels.labels import secondary_label

BOX, GAP = 64, 8


class CountsEditor(FieldEditor):
    """Category → number; an empty box is no entry, which is not the same as 0."""

    def __init__(self, name: str, field: Field, around: Surroundings) -> None:
        super().__init__(name, field, around)
        self.lines: dict[str, QLineEdit] = {}
        self._labels: list[QLabel] = []
        self._columns = 0
        self.grid_of = QWidget()
        self.row.addWidget(self.grid_of, 1)
        self._fill({})

    def value(self) -> Any:
        """The numbers that are not empty; raises `RecordError` when one is no whole number."""
        found = {}
        for code, line in self.lines.items():
            count = entry.number(line.text(), self.name, whole=True)
            if count is not None:
                found[code] = count
        return found

    def set_value(self, value: Any) -> None:
        """Show the numbers."""
        counts = value or {}
        if not set(counts) <= set(self.lines):
            self._fill(counts)
        for code, line in self.lines.items():
            line.setText(figure(counts[code]).replace("\u2009", "") if code in counts else "")

    def relabel(self) -> None:
        """Say the categories again, with what is typed kept."""
        typed = {code: line.text() for code, line in self.lines.items()}
        self._fill(typed)
        for code, text in typed.items():
            self.lines[code].setText(text)

    def mark_wrong(self, wrong: bool) -> None:
        """Outline every box: the sentence below says which category is meant."""
        for line in self.lines.values():
            line.setProperty("wrong", wrong)
            line.style().unpolish(line)
            line.style().polish(line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use two columns where there is room for them."""
        super().resizeEvent(event)
        self._arrange(2 if self.width() >= 2 * self._column_width() + GAP else 1)

    def minimumSizeHint(self) -> QSize:
        """Room for one column."""
        return QSize(self._column_width(), super().minimumSizeHint().height())

    def _column_width(self) -> int:
        return max((label.sizeHint().width() for label in self._labels), default=0) + GAP + BOX

    def _fill(self, counts: dict[str, Any]) -> None:
        words = self.around.names().terms.get(self.field.terms or "", {})
        fresh = QWidget()
        self._grid = QGridLayout(fresh)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(4)
        self.lines, self._labels, self._columns = {}, [], 0
        for code in [*words, *(code for code in counts if code not in words)]:
            said = self.around.session.say(words[code]) if code in words else code
            line = QLineEdit(fresh)
            line.setFixedWidth(BOX)
            line.setObjectName(f"field:{self.name}.{code}")
            line.setAccessibleName(said)
            line.textEdited.connect(lambda _text: self.edited.emit())
            self.lines[code] = line
            self._labels.append(secondary_label(said))
        self._arrange(1)
        self.row.replaceWidget(self.grid_of, fresh)
        self.grid_of.deleteLater()
        self.grid_of = fresh
        if self.lines:
            self.setFocusProxy(next(iter(self.lines.values())))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, (label, line) in enumerate(zip(self._labels, self.lines.values(), strict=True)):
            row, column = divmod(place, columns)
            self._grid.addWidget(label, row, column * 2)
            self._grid.addWidget(line, row, column * 2 + 1)
        for column in range(5):
            self._grid.setColumnStretch(column, int(column == columns * 2))
