"""A `layers.tables.ledger.Ledger` as Qt's table model: which lines, in which order, and how a cell looks.

The model holds row numbers, never rows: a line is a row or the head of a group of rows. Whoever owns it finds the lines
beside the window and puts them in; the rows themselves come in blocks, for the lines that a view asks for, and a line
whose block is still on its way has no text. So a million rows cost what is seen of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QIcon

from db.measures import MEASURES
from layers.cells import figure, unit_in_words
from layers.columns import Column
from layers.tables.groups import Head
from layers.tables.ledger import Ledger
from layers.tables.row_blocks import BLOCK, Block, read_blocks
from layers.tables.sheet import CALM, LATE, SOON, Sheet
from layers.tables.shown_rows import Arranged
from ui import theme
from ui.panels.marks import choice_icon
from ui.plain import tip
from ui.session import Session

_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_HEAD = Qt.ItemFlag.ItemIsEnabled
_ROW = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TOKENS = {SOON: "soon", LATE: "late"}
LONG = 10
"""A text longer than this many characters has a tooltip."""
KEPT = 96
"""So many blocks of lines are kept."""


class LedgerModel(QAbstractTableModel):
    """Rows of one kind, none until `show_rows`. Emits ``blocksWanted()`` when a line is asked for that is not there."""

    blocksWanted = Signal()  # noqa: N815 - as Qt's own

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.ledger: Ledger | None = None
        self.sample: Sheet | None = None
        """Some of the rows, spread over the table: what decides how wide a column is."""
        self.order: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        """The rows that the filters leave, also those in a folded group."""
        self.lines: NDArray[np.int64] = self.order
        self.heads: tuple[Head, ...] = ()
        self.chosen: NDArray[np.bool_] | None = None
        """Lines that are selected beyond what a view can hold as ranges."""
        self._rows: NDArray[np.int64] | None = None
        self._blocks: dict[int, Block] = {}
        self._old: set[int] = set()
        self.wanted: set[int] = set()
        """Numbers of the blocks that were asked for and are not there, or are there as they were before a change."""

    # -- what is shown ----------------------------------------------------------------------------

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns; none until rows are shown."""
        return () if self.ledger is None else self.ledger.columns

    def show_rows(self, found: Arranged) -> None:
        """Show the rows that were found.

        When the lines stay, only those that read otherwise are announced as changed, so that selection, scroll and
        column widths stay too and nothing else is painted; otherwise the model is reset.
        """
        ledger, before = found.ledger, self.ledger
        same = (
            before is not None
            and [c.name for c in ledger.columns] == [c.name for c in before.columns]
            and np.array_equal(found.lines, self.lines)
        )
        if not same:
            self.beginResetModel()
            self.chosen = None
            self._blocks = {}
        self.ledger, self.order, self.lines = ledger, found.order, found.lines
        self.heads = () if found.groups is None else found.groups.heads
        self.sample = found.sample or self.sample
        self._rows = None
        seen, self._blocks = self._blocks, {**self._blocks, **found.blocks}
        self._old = set(seen) - set(found.blocks)
        self.wanted = set()
        if not same:
            self.endResetModel()
            return
        self._announce_changed(seen, found.blocks)
        if before is not None and (before.lang, before.columns) != (ledger.lang, ledger.columns):
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(ledger.columns) - 1)

    def _announce_changed(self, seen: Mapping[int, Block], now: Mapping[int, Block]) -> None:
        """Announce the lines of `now` that read other than in the blocks `seen` before, and all of no block."""
        changed = np.ones(len(self.lines), dtype=bool)
        for number, block in now.items():
            if number in seen:
                changed[number * BLOCK : (number + 1) * BLOCK] = block.reads_otherwise(seen[number])
        edges = np.flatnonzero(np.diff(np.concatenate([[False], changed, [False]]).astype(np.int8)))
        for first, end in edges.reshape(-1, 2).tolist():
            self._announce(first, end - 1)

    def take_blocks(self, blocks: Mapping[int, Block]) -> None:
        """Blocks that came, the newest kept."""
        for number, block in blocks.items():
            self._blocks.pop(number, None)
            self._blocks[number] = block
            self._old.discard(number)
            self.wanted.discard(number)
            last = min((number + 1) * BLOCK, len(self.lines)) - 1
            self._announce(number * BLOCK, last)
        while len(self._blocks) > KEPT:
            gone = next(iter(self._blocks))
            del self._blocks[gone]
            self._old.discard(gone)

    def lacking(self, first: int, last: int) -> list[int]:
        """Numbers of the blocks of the lines from `first` to `last` that must be read."""
        within = range(max(first, 0) // BLOCK, min(last, len(self.lines) - 1) // BLOCK + 1)
        return [n for n in within if n not in self._blocks or n in self._old]

    def repaint_marks(self) -> None:
        """Colours and marks of another theme."""
        if len(self.lines) and self.ledger is not None:
            self._announce(0, len(self.lines) - 1)

    def _announce(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    def column(self, index: int) -> Column:
        """The column at `index`."""
        return self.columns[index]

    def section(self, name: str) -> int:
        """Where the column of that name stands in the model; -1 when there is none."""
        names = [column.name for column in self.columns]
        return names.index(name) if name in names else -1

    def head(self, row: int) -> Head | None:
        """The head that a line shows; None for a row of its own."""
        line = int(self.lines[row])
        return None if line >= 0 else self.heads[-1 - line]

    def fid(self, row: int) -> int:
        """The number of the row that a line shows; 0 for a head."""
        return max(int(self.lines[row]), 0)

    def fids(self, rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of the rows in those lines, heads left out."""
        lines = self.lines[np.asarray(rows, dtype=np.int64)]
        return np.asarray(lines[lines >= 0])

    def rows_of(self, fids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The lines in which rows are shown, in the order of `fids`; those that are not shown are left out."""
        if self.ledger is None or not len(fids) or not len(self.lines):
            return np.zeros(0, dtype=np.int64)
        if self._rows is None:
            own = self.lines >= 0
            self._rows = np.full(int(self.lines.max(initial=0)) + 1, -1, dtype=np.int64)
            self._rows[self.lines[own]] = np.flatnonzero(own)
        wanted = np.asarray(fids, dtype=np.int64)
        rows = self._rows[wanted[wanted < len(self._rows)]]
        return np.asarray(rows[rows >= 0])

    def row_of(self, uid: str) -> int | None:
        """The line in which a record is shown, or None."""
        known = {} if self.ledger is None else self.ledger.fids_of((uid,))
        rows = self.rows_of(list(known.values()))
        return int(rows[0]) if len(rows) else None

    def uids(self, rows: Sequence[int] | NDArray[np.int64]) -> list[str]:
        """The uids of the records in those lines, heads left out."""
        if self.ledger is None:
            return []
        if len(rows) <= BLOCK:
            known = [self._there(int(row)) for row in rows]
            if None not in known:
                found = [block.uid(at) for block, at in filter(None, known)]
                return [uid for uid in found if uid]
        return self.ledger.uids_of(self.fids(rows))

    def uid(self, row: int) -> str:
        """The uid of the record in a line; empty for the head of a group."""
        return next(iter(self.uids([row])), "")

    def block(self, row: int) -> tuple[Block, int]:
        """The block that holds a line, read now when it is not there, and where the line stands in it."""
        there = self._there(row)
        if there is None:
            assert self.ledger is not None
            self.take_blocks(read_blocks(self.ledger, self.lines, [row // BLOCK]))
            there = self._there(row)
            assert there is not None
        return there

    def text(self, row: int, section: int) -> str:
        """What a cell says; empty in the line of a head."""
        block, at = self.block(row)
        return block.text(at, self.columns[section])

    def _there(self, row: int) -> tuple[Block, int] | None:
        number, at = divmod(row, BLOCK)
        block = self._blocks.get(number)
        return None if block is None else (block, at)

    def waits(self, row: int) -> bool:
        """Whether a line's row is still on its way."""
        return row // BLOCK not in self._blocks

    # -- Qt's questions ---------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """A head can be walked to, not selected."""
        return _HEAD if index.isValid() and self.lines[index.row()] < 0 else _ROW

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles, with the unit of a figure beside them."""
        if orientation == Qt.Orientation.Vertical or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title(column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.figure else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self._explained(column))
        return None

    def _explained(self, column: Column) -> str:
        """The heading of a column, and the formula of the figure that it says."""
        title = self.title(column)
        if not column.measure:
            return title
        return f"{title}\n{self._session.say(MEASURES[column.measure].formula)}"

    def title(self, column: Column) -> str:
        """The heading of a column."""
        title = self._session.say(column.title)
        unit = column.field.unit if column.field is not None and column.figure else ""
        said = unit_in_words(unit, self._session.lang)
        if not said or said.casefold() == title.casefold():
            return title
        return self.tr("{title}（{unit}）").format(title=title, unit=said)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell; nothing while its row is on its way."""
        if self.ledger is None or not index.isValid():
            return None
        row, column = index.row(), self.ledger.columns[index.column()]
        if self.lines[row] < 0:
            head = self.heads[-1 - int(self.lines[row])]
            said = role == Qt.ItemDataRole.AccessibleTextRole
            return f"{head.text} {figure(head.count)}" if said else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.figure else _LEFT
        if role not in _SAID:
            return None
        there = self._seen_at(row)
        return None if there is None else self._said(*there, column, role)

    def cell(self, row: int, section: int) -> tuple[str, QColor | None, QIcon | None] | None:
        """Text, ink and mark of a cell as it is painted; None while its row is on its way."""
        there = self._seen_at(row)
        if there is None:
            return None
        block, at = there
        column = self.columns[section]
        mark = self._mark(block, at, column) if column.sort == "choice" else None
        return block.text(at, column), self._ink(block, at, column), mark

    def _seen_at(self, row: int) -> tuple[Block, int] | None:
        """The block of a line that is looked at, and where it stands there; one that is old or missing is asked for."""
        there, number = self._there(row), row // BLOCK
        if (there is None or number in self._old) and number not in self.wanted:
            self.wanted.add(number)
            self.blocksWanted.emit()
        return there

    def _said(self, block: Block, at: int, column: Column, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return block.text(at, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(block, at, column)
        if role == Qt.ItemDataRole.DecorationRole and column.sort == "choice":
            return self._mark(block, at, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            text = block.text(at, column)
            return tip(text) if len(text) > LONG else None
        return None

    def _mark(self, block: Block, at: int, column: Column) -> QIcon | None:
        code = block.code(at, column)
        if not code:
            return None
        icon = choice_icon(block.sheet.kind, column.source, code, self._session.theme)
        return None if icon.isNull() else icon

    def _ink(self, block: Block, at: int, column: Column) -> QColor | None:
        tone = block.tone(at, column)
        if tone != CALM:
            return theme.colour(self._session.theme, _TOKENS[tone])
        return theme.colour(self._session.theme, "secondary") if block.over(at) else None


_SAID = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.ToolTipRole,
    }
)
