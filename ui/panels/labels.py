"""Small labels that show text exactly as it was typed: never as markup, cut when there is no room.

Hostile text may stand in any record, so every label of the panels is made here.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from ui.plain import tip


def plain_label(text: str = "", role: str = "") -> QLabel:
    """A label of plain text; `role` is what the style sheet knows it by."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setIndent(0)
    if role:
        label.setProperty("role", role)
    return label


def secondary_label(text: str = "") -> QLabel:
    """A quiet label."""
    return plain_label(text, "secondary")


def set_role(widget: QWidget, role: str) -> None:
    """Give `widget` another role and let the style sheet see it."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class ElidedLabel(QLabel):
    """One line of plain text, cut in the middle; the whole is in its tooltip."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)
        self._shorter: tuple[str, ...] = ()
        self.show_text(text)

    def minimumSizeHint(self) -> QSize:
        """Room for a few characters."""
        return QSize(40, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        width = self.fontMetrics().horizontalAdvance(self.text().replace("\n", " ")) + 4
        return QSize(width, self.fontMetrics().height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, cut in the middle."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(
            self.rect(), int(self.alignment()) | Qt.TextFlag.TextSingleLine, self.cut()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the whole text in a tooltip only when it is cut."""
        super().resizeEvent(event)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._tell()

    def show_text(self, text: str, *shorter: str) -> None:
        """Show `text`, or where it has no room the first of `shorter` that has."""
        self._shorter = shorter
        self.setText(text)
        self.setAccessibleName(text)
        self._tell()

    def cut(self) -> str:
        """What is shown of the text."""
        line = self.text().replace("\n", " ")
        for shorter in (line, *self._shorter):
            if self.fontMetrics().horizontalAdvance(shorter) <= self.width():
                return shorter
        return self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideMiddle, self.width())

    def _tell(self) -> None:
        whole = self.text()
        self.setToolTip(tip(whole) if self.cut() != whole else "")


class ElidedButton(QPushButton):
    """A button whose words are cut in the middle where they have no room, so that they never widen what it is in."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Room for a few characters."""
        return QSize(80, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button with as much of its words as has room."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self)
        option.text = option.fontMetrics.elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, inside.width()
        )
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

    def show_text(self, text: str) -> None:
        """Say `text` just as it is, and all of it in the tooltip."""
        self.setText(text.replace("&", "&&"))
        self.setToolTip(tip(text))
