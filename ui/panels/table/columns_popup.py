"""Which columns a table shows and in which order: a list to tick and to drag, or to move with Alt and the arrows.

It is given the columns and says each change at once, so that the table shows it; it knows no rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.panels.labels import plain_label, secondary_label

ROW, TALLEST = 26, 420


class _List(QListWidget):
    """A list whose lines move with Alt and the arrows. Emits ``moved()``."""

    moved = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        row = self.currentRow()
        if step is not None and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            if 0 <= row + step < self.count():
                item = self.takeItem(row)
                self.insertItem(row + step, item)
                self.setCurrentRow(row + step)
                self.moved.emit()
            return
        super().keyPressEvent(event)


class ColumnsPopup(QFrame):
    """The window. Emits ``chosen(tuple[str, ...])`` with the columns to show, in order, and ``resetAsked()``."""

    chosen = Signal(object)
    resetAsked = Signal()  # noqa: N815 - as Qt's own

    def __init__(self, columns: Sequence[tuple[str, str, bool]], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("columnsPopup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = _List()
        self.list.setObjectName("columns:list")
        self.list.setAccessibleName(self.tr("表格的列"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        for name, title, shown in columns:
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(100, ROW))
            self.list.addItem(item)
        self.list.setFixedHeight(min(TALLEST, self.list.count() * ROW + 4))
        hint = secondary_label(self.tr("勾选要显示的列；拖动或 Alt+↑↓ 换次序"))
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(plain_label(self.tr("列"), "heading"))
        column.addWidget(hint)
        column.addWidget(self.list)
        row = QHBoxLayout()
        reset = QPushButton(self.tr("恢复默认"))
        reset.setObjectName("columns:reset")
        reset.setProperty("role", "quiet")
        reset.clicked.connect(self._reset)
        done = QPushButton(self.tr("完成"))
        done.setObjectName("columns:done")
        done.clicked.connect(self.close)
        row.addWidget(reset)
        row.addStretch(1)
        row.addWidget(done)
        column.addLayout(row)
        self.setFixedWidth(280)
        self.list.itemChanged.connect(lambda _item: self._tell())
        self.list.moved.connect(self._tell)
        self.list.model().rowsMoved.connect(lambda *_: self._tell())

    def open_at(self, place: QPoint) -> None:
        """Show it at a place on the screen, inside of it."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        x = min(max(place.x(), room.left()), room.right() - self.width())
        y = min(place.y(), room.bottom() - self.height())
        self.move(x, max(y, room.top()))
        self.show()
        self.list.setFocus()
        self.list.setCurrentRow(0)

    def _tell(self) -> None:
        items = [self.list.item(row) for row in range(self.list.count())]
        kept = tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        )
        if kept:
            self.chosen.emit(kept)

    def _reset(self) -> None:
        self.resetAsked.emit()
        self.close()
