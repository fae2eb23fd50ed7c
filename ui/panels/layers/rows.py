"""How a row of the layers panel is painted: name, filter and zoom marks, count at the right end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from ui import theme
from ui.frame.search import _Index
from ui.plain import thin, tip
from ui.session import Session

NAME = Qt.ItemDataRole.UserRole + 1
TITLE = Qt.ItemDataRole.UserRole + 2
COUNT = Qt.ItemDataRole.UserRole + 3
CLASSES = Qt.ItemDataRole.UserRole + 4
CHIP = Qt.ItemDataRole.UserRole + 5
"""A short word in a frame beside the name: what the layer is filled by, or that it is filtered."""
_LAYER, _LINE = 28, 24


class Rows(QStyledItemDelegate):
    """Paints the count at the right end of a row in the quieter colour, and a chip before it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.times = 1
        """How many times as large as usual."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        height = _LAYER if index.data(CLASSES) is None else _LINE
        return QSize(120 * self.times, height * self.times)

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        super().initStyleOption(option, index)
        room = option.rect.width() - self._figure(option, index) - self._chip(option, index)
        icon = 0 if index.data(Qt.ItemDataRole.DecorationRole) is None else 24 * self.times
        switch = 0 if index.data(Qt.ItemDataRole.CheckStateRole) is None else 24
        room = max(room - icon - switch - 6, 34)
        option.text = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideMiddle, room)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        """Tell the whole of a name that has no room."""
        whole = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        if event.type() == QEvent.Type.ToolTip and shown.text != whole:
            formula = index.data(Qt.ItemDataRole.ToolTipRole)
            QToolTip.showText(event.globalPos(), tip(whole) + (formula or ""), view)
            return True
        return super().helpEvent(event, view, option, index)

    def _figure(self, option: QStyleOptionViewItem, index: _Index) -> int:
        count = index.data(COUNT)
        return 0 if count is None else option.fontMetrics.horizontalAdvance(thin(count)) + 14

    def _chip(self, option: QStyleOptionViewItem, index: _Index) -> int:
        chip = index.data(CHIP)
        return (
            0 if not chip else min(option.fontMetrics.horizontalAdvance(chip), 64 * self.times) + 16
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        count, chip, shade = index.data(COUNT), index.data(CHIP), self._session.theme
        painter.save()
        painter.setFont(option.font)
        right = option.rect.right() - 9
        if count is not None:
            faded = "disabled" if count == 0 else "secondary"
            painter.setPen(theme.colour(shade, faded))
            box = QRect(option.rect)
            box.setRight(right)
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), thin(count)
            )
            right -= option.fontMetrics.horizontalAdvance(thin(count)) + 7
        if chip:
            words = option.fontMetrics.elidedText(
                chip, Qt.TextElideMode.ElideRight, 64 * self.times
            )
            width = option.fontMetrics.horizontalAdvance(words) + 10
            frame = QRect(
                right - width, option.rect.center().y() - 9 * self.times, width, 18 * self.times
            )
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.colour(shade, "accent"))
            painter.drawRoundedRect(frame, 4, 4)
            painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), words)
        painter.restore()
