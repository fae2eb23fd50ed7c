"""The editor of a point.

Typed as latitude and longitude, or picked on the map. A boundary is only told.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton
from shapely import Point

from db.records.base import Field
from layers.record import entry
from layers.record.values import NOTHING, place_in_words
from ui.panels.fields.base import FieldEditor, Surroundings
from ui.panels.labels import secondary_label


class PointEditor(FieldEditor):
    """A point in EPSG:4326.

    Emits ``pick_asked()`` when the officer wants to show it on the map.
    """

    pick_asked = Signal()

    def __init__(self, name: str, field: Field, around: Surroundings) -> None:
        super().__init__(name, field, around)
        self._shown: Point | None = None
        self.line = QLineEdit()
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.take(self.line)
        self.picker = QPushButton()
        self.picker.setObjectName(f"pick:{name}")
        self.picker.setProperty("role", "quiet")
        self.picker.clicked.connect(self.pick_asked)
        self.row.addWidget(self.picker)
        self.relabel()

    def value(self) -> Any:
        """The point, None for nothing; raises `RecordError` when it is no pair of coordinates.

        What was not touched keeps all its digits, though fewer are shown.
        """
        if self._shown is not None and self.line.text() == self._said(self._shown):
            return self._shown
        return entry.place(self.line.text(), self.name)

    def set_value(self, value: Any) -> None:
        """Show a point."""
        self._shown = value
        self.line.setText("" if value is None else self._said(value))
        self.line.setCursorPosition(0)

    def relabel(self) -> None:
        """Say the words again."""
        super().relabel()
        self.line.setPlaceholderText(self.tr("纬度, 经度"))
        self.picker.setText(self.tr("选点"))
        self.picker.setToolTip(self.tr("在地图上选一个点"))

    def _said(self, point: Point) -> str:
        return place_in_words(point, self.around.session.lang)


class ShapeTeller(FieldEditor):
    """Says how large a boundary is; boundaries are changed on the map, not in a form."""

    def __init__(self, name: str, field: Field, around: Surroundings) -> None:
        super().__init__(name, field, around)
        self._shape: Any = None
        self.words = secondary_label()
        self.row.addWidget(self.words, 1)

    def value(self) -> Any:
        """The boundary as it was given."""
        return self._shape

    def set_value(self, value: Any) -> None:
        """Tell of a boundary."""
        self._shape = value
        lang = self.around.session.lang
        self.words.setText(NOTHING if value is None else place_in_words(value, lang))

    def relabel(self) -> None:
        """Say it again."""
        self.set_value(self._shape)
