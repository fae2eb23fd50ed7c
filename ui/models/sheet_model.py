"""A `layers.sheet.Sheet` as Qt's table model: which lines, in which order, and how a cell looks.

The model holds positions, never row objects: a line is a row of the sheet or the head of a group of rows. Whoever
owns it computes a sheet and the lines, beside the window when they are long, and puts them in. What cells say is made
for the lines that a view asks for, a block at a time, so that a million rows cost what is seen of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from layers.cells import figure, unit_in_words
from layers.columns import Column
from layers.sheet import CALM, LATE, SOON, Sheet, Tones
from layers.table_groups import Grouped, Head
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
BLOCK, KEPT = 64, 64
"""So many lines are made ready at once, and so many blocks of them are kept."""


class _Block:
    """The rows of some neighbouring lines, ready to be shown."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.ended = sheet.ended()
        self._tones: dict[str, Tones | None] = {}

    def tone(self, column: Column, at: int) -> int:
        if column.name not in self._tones:
            self._tones[column.name] = self.sheet.tones(column)
        tones = self._tones[column.name]
        return CALM if tones is None else int(tones[at])


class SheetModel(QAbstractTableModel):
    """Rows of one kind. Empty until `show_sheet`."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.sheet: Sheet | None = None
        self.order: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        """Positions of the rows that the filters leave, also those in a folded group."""
        self.lines: NDArray[np.int64] = self.order
        self.heads: tuple[Head, ...] = ()
        self.chosen: NDArray[np.bool_] | None = None
        """Rows that are selected beyond what a view can hold as ranges, by position."""
        self._rows: NDArray[np.int64] | None = None
        self._blocks: dict[int, _Block] = {}

    # -- what is shown ----------------------------------------------------------------------------

    def show_sheet(
        self, sheet: Sheet, order: NDArray[np.int64], grouped: Grouped | None = None
    ) -> None:
        """Show the rows of `sheet` at the positions `order`, under heads when they are `grouped`.

        When the lines stay, only their contents are announced as changed, so that selection, scroll and column widths
        stay too; otherwise the model is reset.
        """
        lines = order if grouped is None else grouped.lines
        same = (
            self.sheet is not None
            and len(lines) == len(self.lines)
            and [c.name for c in sheet.columns] == [c.name for c in self.sheet.columns]
            and np.array_equal(lines, self.lines)
            and len(sheet) == len(self.sheet)
            and np.array_equal(sheet.uids, self.sheet.uids)
        )
        if not same:
            self.beginResetModel()
            self.chosen = None
        self.sheet, self.order, self.lines, self._rows = sheet, order, lines, None
        self.heads = () if grouped is None else grouped.heads
        self._blocks = {}
        if not same:
            self.endResetModel()
        elif len(lines):
            self._announce()
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(sheet.columns) - 1)

    def repaint_marks(self) -> None:
        """Colours and marks of another theme."""
        if len(self.lines) and self.sheet is not None:
            self._announce()

    def _announce(self) -> None:
        last = self.index(len(self.lines) - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def column(self, index: int) -> Column:
        """The column at `index`."""
        assert self.sheet is not None
        return self.sheet.columns[index]

    def section(self, name: str) -> int:
        """Where the column of that name stands in the model; -1 when there is none."""
        names = [] if self.sheet is None else [column.name for column in self.sheet.columns]
        return names.index(name) if name in names else -1

    def head(self, row: int) -> Head | None:
        """The head that a line shows; None for a row of its own."""
        line = int(self.lines[row])
        return None if line >= 0 else self.heads[-1 - line]

    def place(self, row: int) -> int:
        """The position in the sheet of the row that a line shows; -1 for a head."""
        return max(int(self.lines[row]), -1)

    def uid(self, row: int) -> str:
        """The uid of the record in a line; empty for the head of a group."""
        assert self.sheet is not None
        place = self.place(row)
        return "" if place < 0 else str(self.sheet.uids[place])

    def row_of(self, uid: str) -> int | None:
        """The line in which a record is shown, or None."""
        found = self.rows_of((uid,))
        return found[0] if found else None

    def rows_of(self, uids: Sequence[str]) -> list[int]:
        """The lines in which records are shown; those that are not shown are left out."""
        if self.sheet is None or not uids:
            return []
        if self._rows is None:
            self._rows = np.full(len(self.sheet), -1, dtype=np.int64)
            own = self.lines >= 0
            self._rows[self.lines[own]] = np.flatnonzero(own)
        rows = self._rows[np.array(self.sheet.positions(uids), dtype=np.int64)]
        found: list[int] = rows[rows >= 0].tolist()
        return found

    def places(self, rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The positions of the records in those lines, heads left out."""
        lines = self.lines[np.asarray(rows, dtype=np.int64)]
        return np.asarray(lines[lines >= 0])

    def uids(self, rows: Sequence[int] | NDArray[np.int64]) -> list[str]:
        """The uids of the records in those lines, heads left out."""
        assert self.sheet is not None
        found: list[str] = self.sheet.uids[self.places(rows)].tolist()
        return found

    def text(self, row: int, section: int) -> str:
        """What a cell says; empty in the line of a head."""
        return str(self.data(self.index(row, section)) or "")

    # -- Qt's questions ---------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or self.sheet is None else len(self.sheet.columns)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """A head can be walked to, not selected."""
        if index.isValid() and self.lines[index.row()] < 0:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

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
            return self.title(column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.figure else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self.title(column))
        return None

    def title(self, column: Column) -> str:
        """The heading of a column."""
        title = self._session.say(column.title)
        unit = column.field.unit if column.field is not None and column.figure else ""
        said = unit_in_words(unit, self._session.lang)
        if not said or said.casefold() == title.casefold():
            return title
        return self.tr("{title}（{unit}）").format(title=title, unit=said)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        if self.sheet is None or not index.isValid():
            return None
        row, section = index.row(), index.column()
        if self.lines[row] < 0:
            head = self.heads[-1 - int(self.lines[row])]
            said = role == Qt.ItemDataRole.AccessibleTextRole
            return f"{head.text} {figure(head.count)}" if said else None
        column = self.sheet.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.figure else _LEFT
        block, at = self._block(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return block.sheet.texts(column)[at]
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(block, at, column)
        if role == Qt.ItemDataRole.DecorationRole and column.sort == "choice":
            return self._mark(block, at, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            text = str(block.sheet.texts(column)[at])
            return tip(text) if len(text) > LONG else None
        return None

    def _block(self, row: int) -> tuple[_Block, int]:
        """The block that holds a line, and where its row stands in it."""
        assert self.sheet is not None
        number, at = divmod(row, BLOCK)
        block = self._blocks.get(number)
        if block is None:
            if len(self._blocks) >= KEPT:
                del self._blocks[next(iter(self._blocks))]
            lines = np.maximum(self.lines[number * BLOCK : (number + 1) * BLOCK], 0)
            block = self._blocks[number] = _Block(self.sheet.taken(lines))
        return block, at

    def _mark(self, block: _Block, at: int, column: Column) -> Any:
        code = block.sheet.code_at(column, at)
        if not code:
            return None
        icon = choice_icon(block.sheet.kind, column.source, code, self._session.theme)
        return None if icon.isNull() else icon

    def _ink(self, block: _Block, at: int, column: Column) -> Any:
        tone = block.tone(column, at)
        if tone != CALM:
            return theme.colour(self._session.theme, _TOKENS[tone])
        return theme.colour(self._session.theme, "secondary") if block.ended[at] else None
