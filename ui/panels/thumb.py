"""One photo or document of the strip: a small picture that fills its frame, or a sheet of paper with its name."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton

from ui import theme
from ui.keys import OWN_DELETE
from ui.plain import tip
from ui.session import Theme

THUMB = QSize(98, 74)
RADIUS = 4.0


class Thumb(QAbstractButton):
    """A small picture to press.

    Emits ``menuAsked(QPoint)`` with a place on the screen, ``deleteAsked()`` for the Delete key.
    """

    menuAsked = Signal(QPoint)  # noqa: N815 - as Qt spells its signals
    deleteAsked = Signal()  # noqa: N815

    def __init__(self, name: str, content: bytes | None, shade: Theme) -> None:
        super().__init__()
        self.name, self.content = name, content
        self._shade: Theme = shade
        self._picture: QPixmap | None = None
        self.setFixedSize(THUMB)
        self.setAccessibleName(name)
        self.setToolTip(tip(name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(OWN_DELETE, True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_picture(self, picture: QImage) -> None:
        """Show what was decoded."""
        self._picture = QPixmap.fromImage(picture)
        self.update()

    @property
    def pictured(self) -> bool:
        """Whether its picture is there."""
        return self._picture is not None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with it."""
        self.menuAsked.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens it, Delete takes it away."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Delete:
            self.deleteAsked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, or the name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(frame, RADIUS, RADIUS)
        painter.fillPath(shape, theme.colour(self._shade, "raised"))
        if self._picture is not None:
            painter.setClipPath(shape)
            painter.drawPixmap(
                self.rect(), self._picture, _middle(self._picture.size(), self.size())
            )
            painter.setClipping(False)
        else:
            self._paint_paper(painter)
        if not self.isEnabled():
            veil = theme.colour(self._shade, "panel")
            veil.setAlpha(120)
            painter.fillPath(shape, veil)
        lit = self.hasFocus()
        painter.setPen(
            QPen(theme.colour(self._shade, "accent" if lit else "line"), 2 if lit else 1)
        )
        painter.drawRoundedRect(frame, RADIUS, RADIUS)

    def _paint_paper(self, painter: QPainter) -> None:
        stem, dot, ending = self.name.rpartition(".")
        metrics = painter.fontMetrics()
        line = metrics.height()
        painter.setPen(theme.colour(self._shade, "accent"))
        room = self.rect().adjusted(8, 6, -8, -6)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignTop), ending.upper()[:5] if dot else "—")
        painter.setPen(theme.colour(self._shade, "text"))
        words = stem if dot else self.name
        below = QRect(room.left(), room.top() + line, room.width(), room.height() - line)
        fits = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, room.width() * 2 - line)
        flags = Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignBottom
        painter.drawText(below, int(flags), fits)


def _middle(picture: QSize, frame: QSize) -> QRect:
    """The largest part in the middle of a picture that has the shape of the frame."""
    part = frame.scaled(picture, Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (picture.width() - part.width()) // 2, (picture.height() - part.height()) // 2
    return QRect(left, top, part.width(), part.height())
