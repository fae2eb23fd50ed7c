"""Editors of text: one line, prose of several lines, a number with its unit."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit

from db.records.base import Field
from layers.cells import figure, unit_in_words
from layers.record import entry
from ui.panels.fields.base import FieldEditor, Surroundings
from ui.panels.labels import ElidedLabel, secondary_label

LONGEST = 500
LEAST_LINES, MOST_LINES = 3, 9


class LineEditor(FieldEditor):
    """One line of text."""

    def __init__(self, name: str, field: Field, around: Surroundings) -> None:
        super().__init__(name, field, around)
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.take(self.line)

    def value(self) -> Any:
        """The text without blanks around it; None for nothing in a field that may be empty."""
        return self.line.text().strip()

    def set_value(self, value: Any) -> None:
        """Show the text."""
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)


class Teller(FieldEditor):
    """Says what follows from something else, and takes no typing."""

    def __init__(self, name: str, field: Field, around: Surroundings) -> None:
        super().__init__(name, field, around)
        self._value: Any = None
        self.words = ElidedLabel("", "secondary")
        self.row.addWidget(self.words, 1)

    def value(self) -> Any:
        """The value as it was given."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Tell a value."""
        self._value = value
        said = figure(value) if isinstance(value, int) else str(value or "")
        unit = unit_in_words(self.field.unit, self.around.session.lang)
        self.words.show_text(f"{said} {unit}".strip())


class NumberEditor(LineEditor):
    """A number, its unit beside it."""

    def __init__(self, name: str, field: Field, around: Surroundings, *, whole: bool) -> None:
        super().__init__(name, field, around)
        self._whole = whole
        self.line.setMaximumWidth(140)
        self.unit: QLabel | None = None
        if field.unit:
            self.unit = secondary_label()
            self.row.addWidget(self.unit)
        self.row.addStretch(1)
        self.relabel()

    def value(self) -> Any:
        """The number, None for nothing; raises `RecordError` when it is none."""
        return entry.number(self.line.text(), self.name, whole=self._whole)

    def relabel(self) -> None:
        """Say the unit again."""
        super().relabel()
        if self.unit is not None:
            self.unit.setText(unit_in_words(self.field.unit, self.around.session.lang))

    def set_value(self, value: Any) -> None:
        """Show the number, without spaces so that it can be edited."""
        self.line.setText("" if value is None else figure(value).replace("\u2009", ""))


class ProseEditor(FieldEditor):
    """Prose: as high as what is written, between three lines and nine; Tab leaves it."""

    def __init__(self, name: str, field: Field, around: Surroundings) -> None:
        super().__init__(name, field, around)
        self._setting = False
        self.prose = _Prose()
        self.prose.setTabChangesFocus(True)
        self.prose.textChanged.connect(self._changed)
        self.take(self.prose)

    def value(self) -> Any:
        """The text without blanks around it."""
        return self.prose.toPlainText().strip()

    def set_value(self, value: Any) -> None:
        """Show the text."""
        self._setting = True
        self.prose.setPlainText("" if value is None else str(value))
        self._setting = False

    def _changed(self) -> None:
        self.prose.updateGeometry()
        if not self._setting:
            self.edited.emit()


class _Prose(QPlainTextEdit):
    def sizeHint(self) -> QSize:
        lines = int(self.document().size().height())
        height = QFontMetrics(self.font()).lineSpacing()
        shown = max(LEAST_LINES, min(MOST_LINES, lines))
        return QSize(160, shown * height + 14)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        return handled
