"""A layout that sets widgets side by side and begins another line where there is no room, as words on a page."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem


class Flow(QLayout):
    """Its widgets from the left, `across` px apart; hidden ones take no room."""

    def __init__(self, across: int = 4, down: int = 2) -> None:
        super().__init__()
        self._across, self._down = across, down
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:
        return self._flow(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        super().setGeometry(rect)
        self._flow(rect, place=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        least = QSize()
        for item in self._living():
            if not item.isEmpty():
                least = least.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return least + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _living(self) -> list[QLayoutItem]:
        """The items that Qt has not deleted: it asks once more while a window is taken apart."""
        return [item for item in self._items if shiboken6.isValid(item)]

    def _flow(self, rect: QRect, *, place: bool) -> int:
        """Set the widgets into `rect` when `place`; returns the height that they take."""
        margins = self.contentsMargins()
        inside = rect.adjusted(margins.left(), margins.top(), -margins.right(), -margins.bottom())
        x, y, line = inside.x(), inside.y(), 0
        for item in self._living():
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > inside.x() and x + size.width() > inside.right() + 1:
                x, y, line = inside.x(), y + line + self._down, 0
            if place:
                item.setGeometry(QRect(QPoint(x, y), size.boundedTo(QSize(inside.width(), 999))))
            x += size.width() + self._across
            line = max(line, size.height())
        return y + line - rect.y() + margins.bottom()
