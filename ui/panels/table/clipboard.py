"""A table and the clipboard: rows out for a spreadsheet, cells in as edits that are shown before they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from db.errors import WorkspaceError
from layers import verbs
from layers.columns import Column
from layers.tables.copied import copied
from layers.tables.paste import Paste, plan_paste, read_cells, write_paste
from layers.tables.sheet import Sheet
from resources.text import Text
from ui.panels.alive import while_alive
from ui.panels.table.arranging import Table
from ui.panels.table.paste_dialog import PasteDialog
from ui.plain import thin
from ui.session import Session
from ui.tasks import Progress, Tasks

COPYING = Text("复制表格", "Copying the table")
PLANNING = Text("比较粘贴的内容", "Comparing what is pasted")
COPIED = Text(
    "已复制 {n} 行，可粘贴到电子表格。", "{n} rows are copied; paste them into a spreadsheet."
)
PASTED = Text("已改 {n} 条记录。", "{n} records are changed.")
UNDO = Text("撤销", "Undo")


class TableClipboard(QObject):
    """Copy and paste of `table`, which is shown as `widget`."""

    def __init__(self, session: Session, tasks: Tasks, table: Table, widget: QWidget) -> None:
        super().__init__(widget)
        self._session, self._tasks, self._table, self._widget = session, tasks, table, widget

    def copy(self) -> None:
        """Put the selected rows, or else all that are shown, on the clipboard with the columns that are shown."""
        table, ledger = self._table, self._table.model.ledger
        if ledger is None:
            return
        rows = table.view.selected_rows()
        fids = table.model.fids(np.sort(rows)) if len(rows) else table.model.order
        columns = [ledger.column(name) for name in table.columns()]

        def parts(progress: Progress) -> Iterator[Sheet]:
            taken = 0
            for part in ledger.in_order(fids):
                progress.report(taken / len(fids))  # which also looks whether it is still wanted
                yield part
                taken += len(part)

        def take(found: tuple[str, str]) -> None:
            mime = QMimeData()
            mime.setText(found[0])
            mime.setHtml(found[1])
            QGuiApplication.clipboard().setMimeData(mime)
            self._session.notices.done(COPIED.format(n=thin(len(fids))))

        self._tasks.start(
            COPYING,
            lambda progress: copied(parts(progress), columns, ledger.lang),
            while_alive(self._widget, take),
        )

    def paste(self) -> None:
        """Compare the clipboard with the records and show what would change."""
        session, ledger = self._session, self._table.model.ledger
        if ledger is None:
            return
        try:
            cells = read_cells(QGuiApplication.clipboard().text())
        except WorkspaceError as trouble:
            session.notices.error(trouble)
            return
        below, columns = self._below(len(cells)), self._right()
        today = session.today()
        self._tasks.start(
            PLANNING,
            lambda _progress: plan_paste(ledger, cells, below, columns, today),
            while_alive(self._widget, self._show),
        )

    def _below(self, lines: int) -> list[str]:
        """Where cells go: the selected rows when they are several, else the current row and those under it."""
        model, view = self._table.model, self._table.view
        rows = sorted(view.selected_rows().tolist())
        if len(rows) > 1:
            return model.uids(rows)
        first = rows[0] if rows else max(view.currentIndex().row(), 0)
        span = range(first, min(first + lines + len(model.heads), model.rowCount()))
        return model.uids(list(span))[:lines]

    def _right(self) -> Sequence[Column]:
        """The columns from the current one to the right."""
        table = self._table
        names = table.view.shown_columns()
        current = table.view.currentIndex()
        name = table.model.column(current.column()).name if current.isValid() else names[0]
        start = names.index(name) if name in names else 0
        return [table.model.column(table.model.section(each)) for each in names[start:]]

    def _show(self, paste: Paste) -> None:
        dialog = PasteDialog(self._session, paste, self._widget)
        dialog.accepted.connect(lambda: self._write(paste))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, paste: Paste) -> None:
        session = self._session
        label = paste.changes[0].title if paste.records == 1 else f"× {paste.records}"
        done = session.perform(
            verbs.verb(paste.kind, "paste"),
            label,
            lambda operation: write_paste(operation, paste),
            origin="table",
        )
        if done is not None:
            session.notices.done(
                PASTED.format(n=thin(paste.records)),
                session.say(UNDO),
                lambda: session.undo("menu"),
            )
