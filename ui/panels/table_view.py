"""The view of a table of records: keys of a list, columns laid out and frozen, rows selected as runs.

The frozen columns are a second view of the same lines and the same selection, laid over the left of the first. It knows
positions and column names only; which record a row is, its owner knows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame

from layers.tables.sheet import Sorting
from ui.models.ledger_model import LedgerModel
from ui.panels.table.header import MARKS
from ui.panels.table.room import shared_out
from ui.panels.table.rows_view import RowsView
from ui.session import Session

_Index = QModelIndex | QPersistentModelIndex
NARROWEST, WIDEST = 64, 280
"""Px between which a column is as wide as its texts, before it has a part of what is left of the table."""
_WORDS = ("text", "link")
MOST_RUNS = 1000
"""Of so many runs of neighbouring rows a selection is made; of more, the rows are marked instead."""


class TableView(RowsView):
    """A table over a `LedgerModel`.

    Emits
    -----
    sortAsked(section, add), filterAsked(section), menuAsked(section, QPoint)
        From the header, of frozen columns too; see `TableHeader`.
    toggled(rows)
        With Ctrl a row was taken out of rows that are marked, or put to them: all that are selected now, it being last.
    resized(name, px), moved()
        A hand made a column wider or narrower, or moved one.
    rowMenuAsked(QPoint)
        The menu of the selected rows is asked for at a place on the screen.
    """

    sortAsked = Signal(int, bool)  # noqa: N815 - as Qt's own
    filterAsked = Signal(int)  # noqa: N815 - as Qt's own
    menuAsked = Signal(int, QPoint)  # noqa: N815 - as Qt's own
    rowMenuAsked = Signal(QPoint)  # noqa: N815 - as Qt's own
    toggled = Signal(object)
    resized = Signal(str, int)
    moved = Signal()

    def __init__(self, model: LedgerModel, session: Session) -> None:
        super().__init__(model, session)
        self.frozen_columns = 0
        self._laying = False
        self._needs: dict[str, int] = {}
        self._by_hand: dict[str, int] = {}
        self._held = RowsView(model, session)
        self._held.setParent(self)
        self._held.setObjectName("frozen")
        self._held.setFrameShape(QFrame.Shape.NoFrame)
        self._held.setFocusPolicy(
            Qt.FocusPolicy.NoFocus
        )  # before the proxy, which would take it over
        self._held.setFocusProxy(self)
        self._held.setSelectionModel(self.selectionModel())
        self._held.part_head()
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._held.setHorizontalScrollBarPolicy(off)
        self._held.setVerticalScrollBarPolicy(off)
        self._held.head.setSectionsMovable(False)
        self._held.hide()
        self.verticalScrollBar().valueChanged.connect(self._held.verticalScrollBar().setValue)
        self._held.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self._held.activated.connect(self.activated)
        self._held.foldAsked.connect(self.foldAsked)
        for view in (self, self._held):
            view.toggleAsked.connect(self._toggle)
            view.head.sortAsked.connect(self.sortAsked)
            view.head.filterAsked.connect(self.filterAsked)
            view.head.menuAsked.connect(self.menuAsked)
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(
                lambda place, view=view: self.rowMenuAsked.emit(view.viewport().mapToGlobal(place))
            )
        self.head.sectionResized.connect(self._resized)
        self.head.sectionMoved.connect(self._moved)
        self._held.head.sectionResized.connect(self._held_resized)
        self.head.geometriesChanged.connect(self._place_held)

    # -- keys -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row; Home and End go to the first and last; a head folds with Left, Right and Space."""
        rows, key = self._model.rowCount(), event.key()
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: rows - 1}
        current = self.currentIndex()
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        head = self._model.head(current.row()) if current.isValid() else None
        if alt and key == Qt.Key.Key_Down and current.isValid():
            self.filterAsked.emit(current.column())
        elif alt and key == Qt.Key.Key_Up and current.isValid():
            self.menuAsked.emit(current.column(), self.title_corner(current.column()))
        elif head is not None and (
            key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            or (key == Qt.Key.Key_Left and not head.folded)
            or (key == Qt.Key.Key_Right and head.folded)
        ):
            self.foldAsked.emit(current.row())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(current)
        elif key in ends and rows and not event.modifiers():
            self.selectRow(ends[Qt.Key(key)])
        elif key == Qt.Key.Key_Menu and current.isValid():
            self.rowMenuAsked.emit(self.cell_corner(current))
        else:
            super().keyPressEvent(event)

    def cell_corner(self, index: _Index) -> QPoint:
        """The lower left corner of a cell on the screen."""
        return self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())

    def title_corner(self, section: int) -> QPoint:
        """The lower left corner of a title on the screen."""
        x = self.columnViewportPosition(section)
        if not self._held.isColumnHidden(section) and self.frozen_columns:
            x = self._held.columnViewportPosition(section)
        return self.viewport().mapToGlobal(QPoint(max(x, 0), 0))

    # -- columns ----------------------------------------------------------------------------------

    def mark(self, sorting: Sequence[Sorting], filtered: Collection[str]) -> None:
        """Show by which columns the rows are sorted and which, by name, are filtered."""
        for view in (self, self._held):
            view.head.mark(sorting, filtered)

    def lay_out(
        self, columns: Sequence[str], widths: Mapping[str, int], frozen: int, *, keep: bool = False
    ) -> None:
        """Show exactly `columns`, in that order; the first `frozen` of them stay in sight.

        A column is as wide as `widths` says, in px, or else as it needs, with a part of what is left of the table; with
        `keep`, what was measured before holds.
        """
        if self._model.ledger is None:
            return
        self._laying = True
        sections = [s for s in map(self._model.section, columns) if s >= 0]
        shown = set(sections)
        for section in range(self._model.columnCount()):
            self.setColumnHidden(section, section not in shown)
        for place, section in enumerate(sections):
            self.head.moveSection(self.head.visualIndex(section), place)
        known = self._needs if keep else {}
        missing = [name for name in columns if name not in widths and name not in known]
        self._needs = {**known, **self._needed(missing)}
        self._by_hand = dict(widths)
        self.frozen_columns = min(frozen, len(sections))
        held = sections[: self.frozen_columns]
        for section in range(self._model.columnCount()):
            self._held.setColumnHidden(section, section not in held)
        for place, section in enumerate(held):
            self._held.head.moveSection(self._held.head.visualIndex(section), place)
        self._held.setVisible(bool(held))
        self._laying = False
        self._fill()
        self._place_held()

    def _fill(self) -> None:
        """Give every column its width, and those of words their part of what is left."""
        if self._model.ledger is None or self._laying:
            return
        shown = [self._model.column(self._model.section(name)) for name in self.shown_columns()]
        own = {c.name: min(self._needs.get(c.name, NARROWEST), WIDEST) for c in shown}
        own.update({name: max(self._by_hand[name], 24) for name in own if name in self._by_hand})
        wordy = {c.name for c in shown if c.sort in _WORDS and c.name not in self._by_hand}
        widths = shared_out(own, self._needs, wordy, self.viewport().width())
        self._laying = True
        for name, width in widths.items():
            section = self._model.section(name)
            self.setColumnWidth(section, width)
            if not self._held.isColumnHidden(section):
                self._held.setColumnWidth(section, width)
        self._laying = False

    def shown_columns(self) -> list[str]:
        """The names of the columns that are shown, from the left."""
        sections = map(self.head.logicalIndex, range(self.head.count()))
        return [self._model.column(s).name for s in sections if not self.isColumnHidden(s)]

    def width_of(self, name: str) -> int:
        """How wide a column is, in px."""
        return self.columnWidth(self._model.section(name))

    def fit(self, name: str) -> None:
        """Make a column as wide as it needs, whatever a hand has made of it."""
        self._by_hand.pop(name, None)
        self._needs.update(self._needed([name]))
        self._fill()
        self._place_held()

    def _needed(self, names: Sequence[str]) -> dict[str, int]:
        """How wide columns must be for their titles and their longest texts, however long."""
        metrics, model = self.fontMetrics(), self._model
        sample = model.sample
        if sample is None:
            return {}
        found = {}
        for column in sample.columns:
            if column.name not in names:
                continue
            longest = sorted(set(sample.texts(column).tolist()), key=len)[-6:]
            widest = max((metrics.horizontalAdvance(text) for text in longest), default=0)
            mark = 20 if column.sort == "choice" else 0
            title = metrics.horizontalAdvance(model.title(column)) + 18 + MARKS
            found[column.name] = max(NARROWEST, widest + 22 + mark, title)
        return found

    def _resized(self, section: int, _old: int, new: int) -> None:
        if not self._held.isColumnHidden(section):
            self._held.setColumnWidth(section, new)
            self._place_held()
        if not self._laying and new > 0:
            name = self._model.column(section).name
            self._by_hand[name] = new
            self.resized.emit(name, new)

    def _held_resized(self, section: int, _old: int, new: int) -> None:
        if self._held.isVisible() and self.columnWidth(section) != new and new > 0:
            self.setColumnWidth(section, new)

    def _moved(self, *_places: int) -> None:
        if not self._laying:
            self.moved.emit()

    # -- what stays in sight ----------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the width, and keep the frozen columns over the left of the table."""
        super().resizeEvent(event)
        self._fill()
        self._place_held()

    def _place_held(self) -> None:
        if self._laying or not self.frozen_columns:
            return
        across = sum(
            self.columnWidth(self._model.section(name))
            for name in self.shown_columns()[: self.frozen_columns]
        )
        frame = self.frameWidth()
        height = self.viewport().height() + self.head.height()
        self._held.head.setFixedHeight(self.head.height())
        self._held.setGeometry(frame, frame, min(across, self.viewport().width()), height)
        self._held.verticalScrollBar().setValue(self.verticalScrollBar().value())
        self._held.raise_()

    def scrollTo(  # noqa: N802 - Qt's name
        self,
        index: _Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into view, from under the frozen columns too."""
        super().scrollTo(index, hint)
        if self.frozen_columns and self._held.isColumnHidden(index.column()):
            hidden = self._held.width() - self.columnViewportPosition(index.column())
            if hidden > 0:
                bar = self.horizontalScrollBar()
                bar.setValue(bar.value() - hidden)

    # -- selection --------------------------------------------------------------------------------

    def select_rows(self, rows: NDArray[np.int64]) -> None:
        """Select exactly `rows`, the last of them the current one."""
        model, selection = self._model, self.selectionModel()
        last_column = model.columnCount() - 1
        model.chosen = None
        if number_of_runs(rows) > MOST_RUNS:
            model.chosen = np.zeros(len(model.lines), dtype=bool)
            model.chosen[rows] = True
        found = runs(rows if model.chosen is None else rows[-1:])
        chosen = QItemSelection()
        for first, last in found:
            chosen.select(model.index(first, 0), model.index(last, last_column))
        if len(rows):
            lead = model.index(int(rows[-1]), max(self.currentIndex().column(), 0))
            selection.setCurrentIndex(lead, QItemSelectionModel.SelectionFlag.NoUpdate)
        selection.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.viewport().update()
        self._held.viewport().update()

    def shows_selected(self, rows: NDArray[np.int64]) -> bool:
        """Whether exactly `rows` are selected, the last of them the current one."""
        found = self.selected_rows()
        return np.array_equal(np.sort(found), np.sort(rows)) and (
            not len(rows) or self.currentIndex().row() == rows[-1]
        )

    def _toggle(self, row: int) -> None:
        rows = self.selected_rows()
        rest = rows[rows != row]
        self.toggled.emit(np.append(rest, row) if len(rest) == len(rows) else rest)

    def drop_chosen(self) -> None:
        """Let go of rows that were marked rather than selected: the hand has selected others."""
        if self._model.chosen is not None:
            self._model.chosen = None
            self.viewport().update()
            self._held.viewport().update()

    def selected_rows(self) -> NDArray[np.int64]:
        """The selected lines in order, the current one last."""
        model = self._model
        taken = np.zeros(model.rowCount(), dtype=bool)
        chosen = self.selectionModel().selection()
        for number in range(chosen.count()):
            span = chosen.at(number)
            taken[span.top() : span.bottom() + 1] = True
        if model.chosen is not None:
            taken |= model.chosen
        current = self.currentIndex().row()
        lead = 0 <= current < len(taken) and bool(taken[current])
        if lead:
            taken[current] = False
        rows = np.flatnonzero(taken)
        return np.append(rows, current) if lead else rows


def number_of_runs(rows: NDArray[np.int64]) -> int:
    """How many runs of neighbours `rows`, each given once, make."""
    return len(rows) and 1 + int(np.count_nonzero(np.diff(np.sort(rows)) > 1))


def runs(rows: Sequence[int] | NDArray[np.int64]) -> list[tuple[int, int]]:
    """Rows as runs of neighbours, first and last of each, in order."""
    wanted = np.asarray(rows, dtype=np.int64)
    taken = np.zeros(int(wanted.max(initial=-1)) + 3, dtype=np.int8)  # one free line at each end
    taken[wanted + 1] = 1
    edges = np.flatnonzero(np.diff(taken))
    return list(zip(edges[::2].tolist(), (edges[1::2] - 1).tolist(), strict=True))
