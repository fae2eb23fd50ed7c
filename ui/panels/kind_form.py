"""The rows of one kind's form, in their groups under headings, and what is left out of them while one reads.

It lays rows out; which of them are shown, and what stands in them, is the form's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from layers.record.forms import FieldGroup
from resources.text import Text
from ui.panels.fields import Surroundings
from ui.panels.form_row import FormRow
from ui.panels.labels import plain_label

LABEL_WIDTH, GAP = 76, 12


class KindForm(QWidget):
    """One row a field; `rows` by the name of their field."""

    def __init__(self, kind: str, groups: Sequence[FieldGroup], around: Surroundings) -> None:
        super().__init__()
        self._session = around.session
        self.rows: dict[str, FormRow] = {}
        self._headings: list[tuple[QLabel, Text, tuple[str, ...]]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(5)
        grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        line = 0
        for group in groups:
            if group.title is not None:
                heading = plain_label("", "section")
                self._headings.append((heading, group.title, group.fields))
                grid.addWidget(heading, line, 0, 1, 2)
                line += 1
            for name in group.fields:
                row = FormRow(kind, name, around)
                grid.addWidget(row.label, line, 0)
                grid.addWidget(row, line, 1)
                self.rows[name] = row
                line += 1
        self.say()

    def say(self) -> None:
        """Say headings and labels again."""
        for heading, title, _fields in self._headings:
            heading.setText(self._session.say(title))
        for row in self.rows.values():
            row.relabel()

    def show_without(self, left_out: Collection[str]) -> None:
        """Show every row but those; a heading goes with the last of its rows."""
        for name, row in self.rows.items():
            row.show_line(name not in left_out)
        for heading, _title, fields in self._headings:
            heading.setVisible(any(name not in left_out for name in fields))
