"""Rows of the tree of layers, dragged by a mouse or a finger or moved by keys, with a line where they would land.

Qt's own drag and drop carries data between programs; this moves a row a few lines. So it is done with the events of the
tree itself: a finger drags as a mouse does, the row never leaves its group, Escape takes it back, and a test can do it.
It knows rows and their group; what the new order means is the tree's to say.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QTreeWidget, QTreeWidgetItem, QWidget

from ui import theme
from ui.keys import within
from ui.session import Session

EDGE = 24
"""Px at the upper and lower end of the tree where it scrolls under a dragged row."""
_SCROLL_MS = 60
_INDENT = 12

Movable = Callable[[QTreeWidgetItem], bool]
Land = Callable[[QTreeWidgetItem, QTreeWidgetItem, bool], None]


class InsertionLine(QWidget):
    """A line across the tree with a dot at its beginning, between the rows where a dragged one would land."""

    def __init__(self, viewport: QWidget, session: Session) -> None:
        super().__init__(viewport)
        self._session = session
        self.setObjectName("layers:insertion")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def stand(self, y: int, width: int) -> None:
        """Show it at `y`."""
        self.setGeometry(_INDENT, y - 4, width - _INDENT - 4, 8)
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A dot and a line of two px in the accent colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self._session.theme, "accent"))
        painter.drawEllipse(0, 0, 8, 8)
        painter.drawRect(6, 3, self.width() - 6, 2)
        painter.end()


class RowDrag(QObject):
    """Lets the rows of `tree` that are `movable` be put among the others above and below them.

    ``land(row, other, above)`` is called once a row is let go of, with the row it is to stand above or below.
    """

    def __init__(self, tree: QTreeWidget, session: Session, movable: Movable, land: Land) -> None:
        super().__init__(tree)
        self._tree, self._movable, self._land = tree, movable, land
        self._row: QTreeWidgetItem | None = None
        self._from = QPoint()
        self._at = QPoint()
        self.dragging = False
        self.line = InsertionLine(tree.viewport(), session)
        self._scroll = QTimer(self)
        self._scroll.setInterval(_SCROLL_MS)
        self._scroll.timeout.connect(self._scrolled)
        tree.viewport().installEventFilter(self)
        tree.installEventFilter(self)
        within(tree, "Alt+Up", lambda: self.step(-1))
        within(tree, "Alt+Down", lambda: self.step(1))

    def step(self, places: int) -> None:
        """Move the row in hand up (-1) or down (1) by one."""
        row = self._tree.currentItem()
        if row is None or not self._movable(row):
            return
        rows = self._among(row)
        there = rows.index(row) + places
        if 0 <= there < len(rows):
            self._land(row, rows[there], places < 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the moves between a press on a row and the release."""
        kind = event.type()
        if watched is self._tree:
            escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
            if self.dragging and escape:
                self._let_go()
                event.accept()
                return True
            return False
        if not isinstance(event, QMouseEvent):
            return False
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            row = self._tree.itemAt(event.position().toPoint())
            self._row = row if row is not None and self._movable(row) else None
            self._from = event.position().toPoint()
        elif kind == QEvent.Type.MouseMove and self._row is not None:
            self._moved(event.position().toPoint())
            return True
        elif kind == QEvent.Type.MouseButtonRelease and self._row is not None:
            was, row = self.dragging, self._row
            place = self._place(row, event.position().toPoint()) if was else None
            self._let_go()
            if place is not None:
                QTimer.singleShot(0, self, lambda: self._put(row, *place))
            return was
        return False

    def _put(self, row: QTreeWidgetItem, other: QTreeWidgetItem, above: bool) -> None:
        if other is not row:
            self._land(row, other, above)

    def _moved(self, at: QPoint) -> None:
        far = (at - self._from).manhattanLength() >= QApplication.startDragDistance()
        if not self.dragging and not far:
            return
        if not self.dragging:
            self.dragging = True
            self._tree.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self._scroll.start()
        self._at = at
        self._show_line()

    def _show_line(self) -> None:
        assert self._row is not None
        other, above = self._place(self._row, self._at)
        box = self._reach(other)
        y = box.top() if above else box.bottom() + 1
        self.line.stand(max(y, 4), self._tree.viewport().width())

    def _scrolled(self) -> None:
        bar, height = self._tree.verticalScrollBar(), self._tree.viewport().height()
        if self._at.y() < EDGE:
            bar.setValue(bar.value() - bar.singleStep())
        elif self._at.y() > height - EDGE:
            bar.setValue(bar.value() + bar.singleStep())
        else:
            return
        self._show_line()

    def _let_go(self) -> None:
        self._row, self.dragging = None, False
        self._scroll.stop()
        self.line.hide()
        self._tree.viewport().unsetCursor()

    def _place(self, row: QTreeWidgetItem, at: QPoint) -> tuple[QTreeWidgetItem, bool]:
        """The row of its group that `row` would stand beside, and whether above it; itself where it would stay."""
        rows = self._among(row)
        edges = [self._reach(rows[0]).top(), *(self._reach(each).bottom() + 1 for each in rows)]
        slot = min(range(len(edges)), key=lambda k: abs(edges[k] - at.y()))
        if slot in (rows.index(row), rows.index(row) + 1):
            return row, slot == rows.index(row)
        return (rows[slot], True) if slot < len(rows) else (rows[-1], False)

    def _reach(self, row: QTreeWidgetItem) -> QRect:
        """Where a row and the lines under it stand."""
        box = self._tree.visualItemRect(row)
        if row.isExpanded():
            for place in range(row.childCount()):
                line = row.child(place)
                if line is not None and not line.isHidden():
                    box = box.united(self._tree.visualItemRect(line))
        return box

    def _among(self, row: QTreeWidgetItem) -> list[QTreeWidgetItem]:
        """The rows of its group, from the top down."""
        group = row.parent() or self._tree.invisibleRootItem()
        rows = (group.child(place) for place in range(group.childCount()))
        return [each for each in rows if each is not None]
