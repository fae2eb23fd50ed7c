"""One photo in a window of its own: fitted to it, or at its own size and scrolled."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

LARGEST = 0.85
"""Share of the screen that the window takes at most."""


class PhotoDialog(QDialog):
    """Shows `content`, the bytes of a picture.

    A click, Space or Z changes between fitted and full size.
    """

    def __init__(self, name: str, content: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dialog:photo")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(name)
        self._picture = QPixmap()
        self._picture.loadFromData(content)
        self.fitted = True
        self.label = QLabel()
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setAccessibleName(name)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(self.label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self.resize(self._first_size())
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space or Z changes the size."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Z):
            self._turn()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click changes the size."""
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again."""
        super().resizeEvent(event)
        self._draw()

    def _turn(self) -> None:
        self.fitted = not self.fitted
        self._draw()

    def _draw(self) -> None:
        if not self.fitted or self._picture.isNull():
            self.label.setPixmap(self._picture)
            return
        room = self._area.viewport().size() - QSize(2, 2)
        keep, smooth = (
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self.label.setPixmap(self._picture.scaled(room, keep, smooth))

    def _first_size(self) -> QSize:
        screen = QGuiApplication.primaryScreen().availableSize() * LARGEST
        wanted = self._picture.size().expandedTo(QSize(480, 360))
        return (
            wanted.scaled(screen, Qt.AspectRatioMode.KeepAspectRatio)
            if (wanted.width() > screen.width() or wanted.height() > screen.height())
            else wanted
        )
