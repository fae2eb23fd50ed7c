"""The heading of a table: titles, by what and in which order it is sorted, which columns are filtered.

A click sorts, with Shift it adds to the order; the funnel that shows under the pointer, or stays where a filter holds,
opens the filter; the context menu has the rest. It only asks: what comes of it, its owner decides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from layers.tables.sheet import Sorting
from ui import theme
from ui.models.ledger_model import LedgerModel
from ui.session import Session

ZONE = 16
"""Pixels that the funnel takes at the free end of a title."""
MARKS = 30
"""Pixels that funnel and arrow take together."""


class TableHeader(QHeaderView):
    """The heading over a `LedgerModel`.

    Emits
    -----
    sortAsked(section, add)
    filterAsked(section)
    menuAsked(section, QPoint)
        A column's menu is asked for at a place on the screen.
    """

    sortAsked = Signal(int, bool)  # noqa: N815 - as Qt's own
    filterAsked = Signal(int)  # noqa: N815 - as Qt's own
    menuAsked = Signal(int, QPoint)  # noqa: N815 - as Qt's own

    def __init__(self, model: LedgerModel, session: Session, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model, self._session = model, session
        self._sorting: Sequence[Sorting] = ()
        self._filtered: Collection[str] = ()
        self._hovered = -1
        self._shifted = False
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setMouseTracking(True)
        self.sectionClicked.connect(lambda section: self.sortAsked.emit(section, self._shifted))

    def mark(self, sorting: Sequence[Sorting], filtered: Collection[str]) -> None:
        """Show by what the rows are sorted and which columns, by name, are filtered."""
        self._sorting, self._filtered = sorting, filtered
        self.viewport().update()

    # -- the hand ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the funnel opens the filter; any other sorts, moves or resizes."""
        place = event.position().toPoint()
        section = self.logicalIndexAt(place)
        pressed = event.button() == Qt.MouseButton.LeftButton
        if pressed and section >= 0 and self._funnel(self._rect(section), section).contains(place):
            self.filterAsked.emit(section)
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Remember whether Shift was held, which the click does not tell."""
        self._shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the funnel under the pointer."""
        self._hover(self.logicalIndexAt(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Put the funnel away."""
        self._hover(-1)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the column under the pointer."""
        section = self.logicalIndexAt(event.pos())
        if section >= 0:
            self.menuAsked.emit(section, event.globalPos())

    def _hover(self, section: int) -> None:
        if section != self._hovered:
            self._hovered = section
            self.viewport().update()

    # -- painting ---------------------------------------------------------------------------------

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802 - Qt's name
        """The title, and beside it the marks."""
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        if self._model.ledger is None or section >= self._model.columnCount():
            return
        column = self._model.column(section)
        filtered = column.name in self._filtered
        if filtered or section == self._hovered:
            ink = "accent" if filtered else "secondary"
            self._paint_funnel(
                painter, self._funnel(rect, section), theme.colour(self._session.theme, ink)
            )
        for number, rule in enumerate(self._sorting, start=1):
            if rule.column == section:
                self._paint_arrow(painter, rect, rule, number if len(self._sorting) > 1 else 0)

    def _rect(self, section: int) -> QRect:
        left = self.sectionViewportPosition(section)
        return QRect(left, 0, self.sectionSize(section), self.height())

    def _at_left(self, section: int) -> bool:
        """Marks stand at the end that the title leaves free: the left one of figures."""
        return self._model.ledger is not None and self._model.column(section).figure

    def _funnel(self, rect: QRect, section: int) -> QRect:
        side = rect.left() + 5 if self._at_left(section) else rect.right() - ZONE - 4
        return QRect(side, rect.top(), ZONE, rect.height())

    def _paint_funnel(self, painter: QPainter, zone: QRect, ink: QColor) -> None:
        middle = QPointF(zone.center().x() + 0.5, zone.center().y() + 1.5)
        shape = [(-5, -5), (5, -5), (1.2, 0), (1.2, 4), (-1.2, 5.5), (-1.2, 0)]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in shape]))
        painter.restore()

    def _paint_arrow(self, painter: QPainter, rect: QRect, rule: Sorting, number: int) -> None:
        funnel = self._funnel(rect, rule.column)
        at_left = self._at_left(rule.column)
        x = funnel.right() + 6 if at_left else funnel.left() - 6
        y, turn = rect.center().y() + 1.0, 1 if rule.descending else -1
        points = [(-4.0, -2.0 * turn), (4.0, -2.0 * turn), (0.0, 3.0 * turn)]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self._session.theme, "accent"))
        painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in points]))
        if number:
            font = painter.font()
            font.setPointSizeF(max(font.pointSizeF() - 2, 7))
            painter.setFont(font)
            painter.setPen(theme.colour(self._session.theme, "accent"))
            left = int(x + 5 if at_left else x - 15)
            align = Qt.AlignmentFlag.AlignVCenter | (
                Qt.AlignmentFlag.AlignLeft if at_left else Qt.AlignmentFlag.AlignRight
            )
            painter.drawText(
                QRect(left, rect.top() - 2, 10, rect.height()), int(align), str(number)
            )
        painter.restore()
