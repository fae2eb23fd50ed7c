"""A `layers.sheet.Sheet` as Qt's table model: which rows, in which order, and how a cell looks.

The model holds positions, never row objects. Whoever owns it computes a sheet and an order, beside
the window when they are long, and puts them in; what a view asks per cell is an array look-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from layers.cells import unit_in_words
from layers.columns import Column
from layers.sheet import CALM, LATE, SOON, Sheet
from ui import theme
from ui.panels.marks import choice_icon
from ui.plain import tip
from ui.session import Session

_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TOKENS = {SOON: "amber", LATE: "red"}
LONG = 10
"""A text longer than this many characters has a tooltip."""


class SheetModel(QAbstractTableModel):
    """Rows of one kind. Empty until `show_sheet`."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.sheet: Sheet | None = None
        self.order: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._rows: NDArray[np.int64] | None = None
        self._ended: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._tones: dict[int, NDArray[np.int8] | None] = {}

    # -- what is shown ----------------------------------------------------------------------------

    def show_sheet(self, sheet: Sheet, order: NDArray[np.int64]) -> None:
        """Show the rows of `sheet` at the positions `order`.

        When the rows and their order stay, only their contents are announced as changed, so that
        selection, scroll and column widths stay too; otherwise the model is reset.
        """
        same_rows = (
            self.sheet is not None
            and len(order) == len(self.order)
            and [c.name for c in sheet.columns] == [c.name for c in self.sheet.columns]
            and np.array_equal(order, self.order)
            and len(sheet) == len(self.sheet)
            and np.array_equal(sheet.uids, self.sheet.uids)
        )
        if not same_rows:
            self.beginResetModel()
        self.sheet, self.order, self._rows = sheet, order, None
        self._ended, self._tones = sheet.ended(), {}
        if not same_rows:
            self.endResetModel()
        elif len(order):
            last = self.index(len(order) - 1, len(sheet.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(sheet.columns) - 1)

    def repaint_marks(self) -> None:
        """Colours and marks of another theme."""
        if len(self.order) and self.sheet is not None:
            last = self.index(len(self.order) - 1, len(self.sheet.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def column(self, index: int) -> Column:
        """The column at `index`."""
        assert self.sheet is not None
        return self.sheet.columns[index]

    def uid(self, row: int) -> str:
        """The uid of the record in a shown row."""
        assert self.sheet is not None
        return str(self.sheet.uids[self.order[row]])

    def row_of(self, uid: str) -> int | None:
        """The row in which a record is shown, or None."""
        if self.sheet is None:
            return None
        if self._rows is None:
            self._rows = np.full(len(self.sheet), -1, dtype=np.int64)
            self._rows[self.order] = np.arange(len(self.order))
        place = self.sheet.position(uid)
        return None if place < 0 or self._rows[place] < 0 else int(self._rows[place])

    def uids(self, rows: Sequence[int]) -> list[str]:
        """The uids of the records in those rows."""
        assert self.sheet is not None
        found: list[str] = self.sheet.uids[self.order[np.asarray(rows, dtype=np.int64)]].tolist()
        return found

    # -- Qt's questions ---------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or self.sheet is None else len(self.sheet.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles, with the unit of a figure beside them."""
        if self.sheet is None or section >= len(self.sheet.columns):
            return None
        if orientation == Qt.Orientation.Vertical:
            return None
        column = self.sheet.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            title = self._session.say(column.title)
            unit = column.field.unit if column.field is not None and column.figure else ""
            said = unit_in_words(unit, self._session.lang)
            return self.tr("{title}（{unit}）").format(title=title, unit=said) if said else title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.figure else _LEFT
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        if self.sheet is None or not index.isValid():
            return None
        place, section = self.order[index.row()], index.column()
        column = self.sheet.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.sheet.texts(column)[place]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.figure else _LEFT
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(int(place), section)
        if role == Qt.ItemDataRole.DecorationRole and column.sort == "choice":
            return self._mark(int(place), column)
        if role == Qt.ItemDataRole.ToolTipRole:
            text = str(self.sheet.texts(column)[place])
            return tip(text) if len(text) > LONG else None
        return None

    def _mark(self, place: int, column: Column) -> Any:
        assert self.sheet is not None
        code = self.sheet.code_at(column, place)
        if not code:
            return None
        icon = choice_icon(self.sheet.kind, column.source, code, self._session.theme)
        return None if icon.isNull() else icon

    def _ink(self, place: int, section: int) -> Any:
        assert self.sheet is not None
        if section not in self._tones:
            self._tones[section] = self.sheet.tones(self.sheet.columns[section])
        tones = self._tones[section]
        tone = CALM if tones is None else int(tones[place])
        if tone != CALM:
            return theme.colour(self._session.theme, _TOKENS[tone])
        return theme.colour(self._session.theme, "secondary") if self._ended[place] else None
