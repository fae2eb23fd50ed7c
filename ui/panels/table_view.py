"""The look and habits of every table of records: whole rows, quiet lines, figures to the right, keys of a list.

It knows positions only; which record a row is, its owner knows.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from layers.sheet import Sorting
from ui.models.sheet_model import SheetModel

_Index = QModelIndex | QPersistentModelIndex
ROW = 28
SAMPLE = 1000
"""So many rows, spread over the table, decide how wide a column is."""
NARROWEST, WIDEST = 56, 280


class _Cell(QStyledItemDelegate):
    """Keeps what speaks up loud in a selected row too."""

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        """Use the colour of the cell for its selected text as well."""
        super().initStyleOption(option, index)
        ink = index.data(Qt.ItemDataRole.ForegroundRole)
        if isinstance(ink, QColor):
            option.palette.setColor(QPalette.ColorRole.HighlightedText, ink)


class TableView(QTableView):
    """A table over a `SheetModel`."""

    def __init__(self, model: SheetModel) -> None:
        super().__init__()
        self.setModel(model)
        self._model = model
        self.setItemDelegate(_Cell(self))
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
        head = self.horizontalHeader()
        head.setSectionsMovable(True)
        head.setHighlightSections(False)
        # A header that shares the table's selection asks for every row whether it is selected.
        head.setSelectionModel(QItemSelectionModel(model, head))
        head.setSectionsClickable(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row; Home and End go to the first and last row."""
        rows = self._model.rowCount()
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: rows - 1}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(self.currentIndex())
        elif event.key() in ends and rows and not event.modifiers():
            self.selectRow(ends[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mark_sorting(self, sorting: Sequence[Sorting]) -> None:
        """Show by which column the rows are sorted."""
        head = self.horizontalHeader()
        head.setSortIndicatorShown(bool(sorting))
        if sorting:
            down, up = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
            head.setSortIndicator(sorting[0].column, down if sorting[0].descending else up)

    def fit_columns(self) -> None:
        """Make each column as wide as its title and its rows need."""
        metrics, sheet = self.fontMetrics(), self._model.sheet
        if sheet is None:
            return
        sample = self._model.order[:: max(1, len(self._model.order) // SAMPLE)]
        for section, column in enumerate(sheet.columns):
            texts = set(sheet.texts(column)[sample].tolist())
            longest = sorted(texts, key=len)[-6:]
            widest = max((metrics.horizontalAdvance(text) for text in longest), default=0)
            title = str(self._model.headerData(section, Qt.Orientation.Horizontal))
            mark = 24 if column.sort == "choice" else 0
            width = max(widest + 20 + mark, metrics.horizontalAdvance(title) + 34)
            self.setColumnWidth(section, max(NARROWEST, min(WIDEST, width)))

    def select_rows(self, rows: Sequence[int]) -> None:
        """Select exactly `rows`, the last of them the current one."""
        last_column = self._model.columnCount() - 1
        chosen = QItemSelection()
        for first, last in runs(sorted(rows)):
            chosen.select(self._model.index(first, 0), self._model.index(last, last_column))
        selection = self.selectionModel()
        if rows:
            lead = self._model.index(rows[-1], max(self.currentIndex().column(), 0))
            selection.setCurrentIndex(lead, QItemSelectionModel.SelectionFlag.NoUpdate)
        selection.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def selected_rows(self) -> list[int]:
        """The selected rows in order, the current one last."""
        chosen = self.selectionModel().selection()
        spans = [(chosen.at(i).top(), chosen.at(i).bottom()) for i in range(chosen.count())]
        rows = sorted({row for top, bottom in spans for row in range(top, bottom + 1)})
        current = self.currentIndex().row()
        place = bisect.bisect_left(rows, current)
        if place < len(rows) and rows[place] == current:
            rows.append(rows.pop(place))
        return rows


def runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Rows in order as runs of neighbours, first and last of each."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
