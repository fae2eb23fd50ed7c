"""The editor of counts: one number for each category of a configurable list, never a list of anything."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from db.records.base import Field
from layers import entry
from layers.cells import figure
from ui.panels.fields.base import FieldEditor, Surroundings
from ui.panels.labels import secondary_label

COLUMNS = 2


class CountsEditor(FieldEditor):
    """Category → number; an empty box is no entry, which is not the same as 0."""

    def __init__(self, name: str, field: Field, around: Surroundings) -> None:
        super().__init__(name, field, around)
        self.lines: dict[str, QLineEdit] = {}
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

    def _fill(self, counts: dict[str, Any]) -> None:
        words = self.around.names().terms.get(self.field.terms or "", {})
        fresh = QWidget()
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        self.lines = {}
        codes = [*words, *(code for code in counts if code not in words)]
        for place, code in enumerate(codes):
            said = self.around.session.say(words[code]) if code in words else code
            line = QLineEdit()
            line.setMaximumWidth(72)
            line.setObjectName(f"field:{self.name}.{code}")
            line.setAccessibleName(said)
            line.textEdited.connect(lambda _text: self.edited.emit())
            row, column = divmod(place, COLUMNS)
            grid.addWidget(secondary_label(said), row, column * 2)
            grid.addWidget(line, row, column * 2 + 1)
            self.lines[code] = line
        grid.setColumnStretch(COLUMNS * 2, 1)
        self.row.replaceWidget(self.grid_of, fresh)
        self.grid_of.deleteLater()
        self.grid_of = fresh
        if self.lines:
            self.setFocusProxy(next(iter(self.lines.values())))
