"""The selection of a table in step with everybody's: a hand here leads it, one on the map or in the panel is followed.

A view selects lines, everybody else records. A few are looked up at once; very many are handed on as rows, which nobody
takes apart before he must. Nothing here reads more of a row than who it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QItemSelection, QObject
from PySide6.QtWidgets import QWidget

from layers.tables.row_uids import RowUids
from resources.text import Text
from ui.chosen import Item, Rows, items_of_kinds
from ui.models.ledger_model import LedgerModel
from ui.panels.alive import while_alive
from ui.panels.table_view import TableView
from ui.session import Session
from ui.tasks import Tasks

ORIGIN = "table"
SELECTING = Text("选取记录", "Selecting records")
AT_ONCE = 2000
"""So many records are looked up without going beside the window."""


class Selecting(QObject):
    """The selection of the rows of one kind."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        kind: str,
        model: LedgerModel,
        view: TableView,
        widget: QWidget,
    ) -> None:
        super().__init__(widget)
        self._session, self._tasks, self._kind = session, tasks, kind
        self._model, self._view, self._widget = model, view, widget
        self._quiet = False
        self._asked = 0
        self._fids: tuple[Sequence[str], dict[str, int]] = ((), {})
        view.selectionModel().selectionChanged.connect(self._selected)
        view.toggled.connect(self._take)
        session.selection.changed.connect(self._follow)

    def chosen(self) -> Sequence[Item]:
        """The records that are selected here, the leading one last."""
        return () if self._model.ledger is None else self._items(self._view.selected_rows())

    def _items(self, rows: NDArray[np.int64]) -> Sequence[Item]:
        model = self._model
        if len(rows) <= AT_ONCE:
            return items_of_kinds({self._kind: model.uids(rows)})
        return Rows(RowUids(self._session.workspace, self._kind, model.fids(rows)))

    def quietly(self, act: Callable[[], object]) -> None:
        """Do `act`, which may change what the view selects, without leading anybody."""
        self._quiet = True
        act()
        self._quiet = False

    def again(self) -> None:
        """Select in the lines that are shown now what everybody has selected, unless they are selected already."""
        self._select(self._session.selection.kinds.get(self._kind, ()), scroll=False)

    # -- the hand here ----------------------------------------------------------------------------

    def _selected(self, _new: QItemSelection, _old: QItemSelection) -> None:
        if self._quiet or self._model.ledger is None:
            return
        self._view.drop_chosen()
        self._asked += 1
        self._session.selection.set(self._items(self._view.selected_rows()), ORIGIN)

    def _take(self, rows: NDArray[np.int64]) -> None:
        """Select exactly `rows` as the hand here asked, the last of them leading."""
        self._asked += 1
        self.quietly(lambda: self._view.select_rows(rows))
        self._session.selection.set(self._items(rows), ORIGIN)

    # -- following --------------------------------------------------------------------------------

    def _follow(self, _items: Sequence[Item], origin: str) -> None:
        if origin != ORIGIN:
            self._asked += 1
            self._select(self._session.selection.kinds.get(self._kind, ()), scroll=True)

    def _select(self, uids: Sequence[str], *, scroll: bool) -> None:
        """Select the rows of `uids`; those that the filter hides stay selected elsewhere."""
        ledger = self._model.ledger
        if ledger is None:
            return
        if isinstance(uids, RowUids):
            self._show_rows(self._model.rows_of(uids.fids), scroll=scroll)
            return
        wanted = tuple(uids)
        if wanted == self._fids[0]:
            self._show(wanted, scroll=scroll)
        elif len(wanted) <= AT_ONCE:
            self._fids = wanted, ledger.fids_of(wanted) if wanted else {}
            self._show(wanted, scroll=scroll)
        else:
            asked = self._asked

            def found(fids: dict[str, int]) -> None:
                self._fids = wanted, fids
                if asked == self._asked:
                    self._show(wanted, scroll=scroll)

            self._tasks.start(
                SELECTING,
                lambda _progress: ledger.fids_of(wanted),
                while_alive(self._widget, found),
            )

    def _show(self, uids: Sequence[str], *, scroll: bool) -> None:
        known = self._fids[1]
        rows = self._model.rows_of([known[uid] for uid in uids if uid in known])
        self._show_rows(rows, scroll=scroll)

    def _show_rows(self, rows: NDArray[np.int64], *, scroll: bool) -> None:
        if not len(rows) and not self._view.selectionModel().hasSelection():
            return
        if scroll or not self._view.shows_selected(rows):
            self.quietly(lambda: self._view.select_rows(rows))
        if len(rows) and scroll:
            self._view.scrollTo(self._model.index(int(rows[-1]), 0))
