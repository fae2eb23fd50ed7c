"""The row of totals under a table: one cell a column, in step with the columns above it.

What a cell says was computed beside the window; a press, or Space, asks by what the column is summed up, which its
owner decides.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.models.ledger_model import LedgerModel
from ui.panels.table_view import TableView
from ui.session import Session

HEIGHT = 28
_PAD = 8


class TotalsRow(QWidget):
    """The row. Emits ``asked(name, QPoint)`` for the total of a column, with a place on the screen."""

    asked = Signal(str, QPoint)

    def __init__(self, view: TableView, model: LedgerModel, session: Session) -> None:
        super().__init__()
        self.setObjectName("totals")
        self._view, self._model, self._session = view, model, session
        self.cells: dict[str, str] = {}
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        view.horizontalScrollBar().valueChanged.connect(self.update)
        view.head.sectionResized.connect(self.update)
        view.head.sectionMoved.connect(self.update)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(100, HEIGHT)

    def show_cells(self, cells: Mapping[str, str]) -> None:
        """Show what columns come to, by name."""
        self.cells = dict(cells)
        self.setAccessibleDescription("; ".join(filter(None, self.cells.values())))
        self.update()

    def rect_of(self, name: str) -> QRect:
        """Where the total of a shown column stands; those of frozen columns stand still."""
        view, names = self._view, self._view.shown_columns()
        place = names.index(name)
        if place < view.frozen_columns:
            left = sum(view.width_of(each) for each in names[:place])
        else:
            left = view.columnViewportPosition(self._model.section(name))
        return QRect(left + view.frameWidth(), 0, view.width_of(name), self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask by what the column under the pointer is summed up."""
        place = event.position().toPoint()
        for at, name in enumerate(self._view.shown_columns()):
            if self.rect_of(name).contains(place):
                self._at = at
                self._ask(name)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right walk, Space asks."""
        names = self._view.shown_columns()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and names:
            self._at = max(0, min(len(names) - 1, self._at + step))
            self._view.scrollTo(self._model.index(0, self._model.section(names[self._at])))
            self.update()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return) and self._at < len(names):
            self._ask(names[self._at])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard left."""
        super().focusOutEvent(event)
        self.update()

    def _ask(self, name: str) -> None:
        self.asked.emit(name, self.mapToGlobal(self.rect_of(name).topLeft()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The totals, those of frozen columns over the others."""
        painter, look = QPainter(self), self._session.theme
        painter.fillRect(self.rect(), theme.colour(look, "raised"))
        painter.setPen(theme.colour(look, "line"))
        painter.drawLine(0, 0, self.width(), 0)
        if self._model.ledger is None:
            return
        names, frozen = self._view.shown_columns(), self._view.frozen_columns
        for at in [*range(frozen, len(names)), *range(frozen)]:
            name = names[at]
            rect = self.rect_of(name)
            if rect.right() < 0 or rect.left() > self.width():
                continue
            if at < frozen:
                painter.fillRect(rect.adjusted(0, 1, 0, 0), theme.colour(look, "raised"))
            column = self._model.column(self._model.section(name))
            side = Qt.AlignmentFlag.AlignRight if column.figure else Qt.AlignmentFlag.AlignLeft
            box = rect.adjusted(_PAD, 1, -_PAD, 0)
            text = self.cells.get(name, "")
            metrics = painter.fontMetrics()
            painter.setPen(theme.colour(look, "text" if column.figure else "secondary"))
            if metrics.horizontalAdvance(text) > box.width() and text[0].isdigit():
                text = text.partition(" ")[0]  # the figure whole, rather than half of it
            said = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), said)
            if at == self._at and self.hasFocus():
                painter.setPen(theme.colour(look, "accent"))
                painter.drawRect(rect.adjusted(0, 1, -1, -1))
