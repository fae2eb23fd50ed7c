"""A line over the foot of a table that takes long to read or to sort: how far it is, and a way to let it be.

It shows itself when the wait is longer than a glance and goes when the rows are there. It lies over the table, so that
no row moves under the hand, and reads nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from ui.panels.labels import plain_label

PATIENCE_MS = 300
"""A wait shorter than this is not spoken of."""


class Waiting(QWidget):
    """The line. Emits ``stopAsked()``."""

    stopAsked = Signal()  # noqa: N815 - as Qt's own

    def __init__(self, name: str, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName(f"waiting:{name}")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "waiting")
        self.said = plain_label("", "secondary")
        self.bar = QProgressBar()
        self.bar.setObjectName(f"waiting:{name}:progress")
        self.bar.setTextVisible(False)
        self.stop = QPushButton()
        self.stop.setObjectName(f"waiting:{name}:stop")
        self.stop.setProperty("role", "quiet")
        self.stop.clicked.connect(self.stopAsked)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 2)
        row.setSpacing(12)
        row.addWidget(self.said)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PATIENCE_MS)
        self._soon.timeout.connect(self._show)
        over.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the table."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        over, height = self.parentWidget(), self.sizeHint().height()
        assert over is not None
        self.setGeometry(0, over.height() - height, over.width(), height)

    def _show(self) -> None:
        self._place()
        self.show()
        self.raise_()

    def begin(self) -> None:
        """Something is being done; say so if it lasts."""
        if self.isHidden() and not self._soon.isActive():
            self.come_on(0.0)
            self._soon.start()

    def end(self) -> None:
        """It is done."""
        self._soon.stop()
        self.hide()

    def come_on(self, share: float) -> None:
        """Show how much is done, 0 to 1; at 0 it is not known."""
        self.bar.setRange(0, 100 if share else 0)
        self.bar.setValue(round(share * 100))

    def say(self, doing: str) -> None:
        """Say the words again."""
        self.said.setText(doing)
        self.bar.setAccessibleName(doing)
        self.stop.setText(self.tr("停止"))
        self.stop.setToolTip(self.tr("停下来，表格保持原样"))
