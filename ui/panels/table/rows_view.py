"""How the lines of a table look: whole rows, quiet lines, heads of groups across all columns, figures to the right.

Painting asks the model for a ready block of rows, one look-up a cell, so that scrolling through a million rows costs
what is seen; where a row is still on its way, bars stand for its texts. It knows positions only; which record a row is,
its owner knows.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from layers.cells import figure
from ui import theme
from ui.models.ledger_model import LedgerModel
from ui.panels.table.header import TableHeader
from ui.session import Session

_Index = QModelIndex | QPersistentModelIndex
ROW = 28
_PAD = 8
_MARK = 14
_SHARES = (0.55, 0.7, 0.45, 0.8, 0.6)
"""How much of its cell a bar takes that stands for a text on its way."""


_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_LEFT, _RIGHT = (
    int(_MIDDLE | side) for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
)
MEASURED = 5000
"""So many texts are known by their width before they are measured anew."""


class Cells(QStyledItemDelegate):
    """Paints one cell; what speaks up stays loud in a selected row too."""

    def __init__(self, model: LedgerModel, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._session = model, session
        self._font = QFont()
        self._widths: dict[str, int] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground, mark, text, and an outline where the keyboard is."""
        model, rect, state = self._model, option.rect, option.state.value
        row, section = index.row(), index.column()
        look = self._session.theme
        if model.lines[row] < 0:
            painter.fillRect(rect, theme.colour(look, "raised"))
            return
        chosen = model.chosen is not None and bool(model.chosen[row])
        if chosen or state & _SELECTED:
            painter.fillRect(rect, theme.colour(look, "selection"))
        box = rect.adjusted(_PAD, 0, -_PAD, 0)
        figures = model.column(section).figure
        cell = model.cell(row, section)
        if cell is None:
            share = _SHARES[(row * 7 + section * 3) % len(_SHARES)]
            bar = QRect(box.left(), rect.center().y() - 3, int(box.width() * share), 8)
            if figures:
                bar.moveRight(box.right())
            painter.fillRect(bar, theme.colour(look, "line"))
            return
        text, ink, mark = cell
        if mark is not None:
            at = QRect(box.left(), rect.center().y() - _MARK // 2 + 1, _MARK, _MARK)
            mark.paint(painter, at)
            box.setLeft(box.left() + _MARK + 6)
        if text:
            painter.setPen(ink or option.palette.color(QPalette.ColorRole.Text))
            painter.setFont(option.font)
            if "\n" in text or self._width(text, option) > box.width():
                line = text.replace("\n", " ")
                text = option.fontMetrics.elidedText(
                    line, Qt.TextElideMode.ElideMiddle, box.width()
                )
            painter.drawText(box, _RIGHT if figures else _LEFT, text)
        if state & _FOCUSED:
            painter.setPen(theme.colour(look, "accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _width(self, text: str, option: QStyleOptionViewItem) -> int:
        """How wide a text is, in px; measured once for a font, since many rows say the same."""
        if option.font != self._font or len(self._widths) > MEASURED:
            self._font, self._widths = QFont(option.font), {}
        known = self._widths.get(text)
        if known is None:
            known = self._widths[text] = option.fontMetrics.horizontalAdvance(text)
        return known


class RowsView(QTableView):
    """A table over a `LedgerModel`.

    Emits ``foldAsked(row)`` when the head of a group is pressed, ``toggleAsked(row)`` when a row is pressed with Ctrl
    while more are marked than a selection of Qt's holds.
    """

    foldAsked = Signal(int)  # noqa: N815 - as Qt's own
    toggleAsked = Signal(int)  # noqa: N815 - as Qt's own

    def __init__(self, model: LedgerModel, session: Session) -> None:
        super().__init__()
        self._model, self._session = model, session
        self.setModel(model)
        self.setItemDelegate(Cells(model, session, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setDefaultSectionSize(ROW)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.head = TableHeader(model, session, self)
        self.setHorizontalHeader(self.head)
        self.part_head()

    def part_head(self) -> None:
        """Give the header a selection of its own: one that shares the table's asks for every row if it is selected."""
        self.head.setSelectionModel(QItemSelectionModel(self._model, self.head))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The head of a group is folded or opened; a row is selected."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._model.lines[index.row()] < 0:
            if event.button() == Qt.MouseButton.LeftButton:
                self.foldAsked.emit(index.row())
            return
        if (
            index.isValid()
            and self._model.chosen is not None
            and event.button() == Qt.MouseButton.LeftButton
            and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ):
            self.toggleAsked.emit(index.row())
            return
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells, and over them the words of group heads, which reach across columns."""
        super().paintEvent(event)
        model = self._model
        if not model.heads or not model.rowCount():
            return
        first = max(self.rowAt(0), 0)
        last = self.rowAt(self.viewport().height() - 1)
        last = model.rowCount() - 1 if last < 0 else last
        painter = QPainter(self.viewport())
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        for row in range(first, last + 1):
            head = model.head(row)
            if head is not None:
                self._paint_head(painter, font, row, head.text, head.count, folded=head.folded)
        painter.end()

    def _paint_head(
        self, painter: QPainter, font: QFont, row: int, text: str, count: int, *, folded: bool
    ) -> None:
        look = self._session.theme
        top, height = self.rowViewportPosition(row), self.rowHeight(row)
        line = QRect(_PAD, top, max(self.window().width(), 400), height)
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.setFont(font)
        painter.setPen(theme.colour(look, "secondary"))
        painter.drawText(line, middle, "▸" if folded else "▾")
        painter.setPen(theme.colour(look, "text"))
        painter.drawText(line.adjusted(18, 0, 0, 0), middle, text)
        across = painter.fontMetrics().horizontalAdvance(text)
        painter.setFont(self.font())
        painter.setPen(theme.colour(look, "secondary"))
        painter.drawText(line.adjusted(18 + across + 12, 0, 0, 0), middle, figure(count))
        if row == self.currentIndex().row() and self.hasFocus():
            painter.setPen(theme.colour(look, "accent"))
            painter.drawRect(0, top, self.viewport().width() - 1, height - 1)
