"""The fields in which nothing stands, while one reads: named in one quiet line, each of which opens the form there."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from ui.panels.flow import Flow
from ui.panels.labels import secondary_label
from ui.plain import menu_text


class Unfilled(QWidget):
    """The line. Emits ``asked(name)`` when a field is taken."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("form:unfilled")
        self._lead = secondary_label()
        self._buttons: list[QToolButton] = []
        self._shown: dict[str, str] = {}
        self._flow = Flow(across=6, down=4)
        self._lead.setContentsMargins(0, 4, 4, 0)
        self._flow.addWidget(self._lead)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(self._flow)
        self._say()
        self.hide()

    def show_fields(self, fields: Mapping[str, str]) -> None:
        """Name `fields`, by name and label; none hides the line."""
        if fields != self._shown:
            self._shown = dict(fields)
            while len(self._buttons) < len(fields):
                self._add()
            for place, button in enumerate(self._buttons):
                button.setVisible(place < len(fields))
            for button, (name, label) in zip(self._buttons, fields.items(), strict=False):
                button.setObjectName(f"unfilled:{name}")
                button.setText(menu_text(label))
                button.setAccessibleName(self.tr("填写{field}").format(field=label))
        self.setVisible(bool(fields))

    def _add(self) -> None:
        button = QToolButton()
        button.setProperty("role", "unfilled")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(
            lambda _c=False: self.asked.emit(button.objectName().removeprefix("unfilled:"))
        )
        self._buttons.append(button)
        self._flow.addWidget(button)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language; the fields are said again by the form."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()

    def _say(self) -> None:
        self._lead.setText(self.tr("未填"))
        self.setToolTip(self.tr("点一项就去填写"))
