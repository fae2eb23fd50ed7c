"""A titled part of the record panel that can be folded.

Its title is a button that says what is inside.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui.panels.labels import secondary_label


class Section(QWidget):
    """A part with a title. Emits ``unfolded()`` when it is opened."""

    unfolded = Signal()

    def __init__(self, name: str, *, folded: bool = False) -> None:
        super().__init__()
        self.setObjectName(f"section:{name}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(6)
        self.opener = QToolButton()
        self.opener.setObjectName(f"fold:{name}")
        self.opener.setProperty("role", "section")
        self.opener.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.opener.setCheckable(True)
        self.opener.setChecked(not folded)
        self.opener.toggled.connect(self._fold)
        head.addWidget(self.opener)
        self.count = secondary_label()
        head.addWidget(self.count)
        head.addStretch(1)
        self._head = head
        column.addLayout(head)
        self.body = QWidget()
        self.inside = QVBoxLayout(self.body)
        self.inside.setContentsMargins(0, 0, 0, 0)
        self.inside.setSpacing(0)
        column.addWidget(self.body)
        self.body.setVisible(not folded)
        self._arrow()

    def entitle(self, title: str, count: str = "") -> None:
        """Say what is inside."""
        self.opener.setText(title.replace("&", "&&"))
        self.opener.setAccessibleName(f"{title} {count}".strip())
        self.count.setText(count)

    def offer(self, button: QWidget) -> None:
        """Put a button at the right of the title."""
        self._head.addWidget(button)

    @property
    def open(self) -> bool:
        """Whether it is unfolded."""
        return self.opener.isChecked()

    def clear(self) -> None:
        """Take everything out."""
        while self.inside.count():
            item = self.inside.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _fold(self, shown: bool) -> None:
        self.body.setVisible(shown)
        self._arrow()
        if shown:
            self.unfolded.emit()

    def _arrow(self) -> None:
        open_ = Qt.ArrowType.DownArrow if self.opener.isChecked() else Qt.ArrowType.RightArrow
        self.opener.setArrowType(open_)
