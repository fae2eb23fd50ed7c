"""The line in which a query is typed: what may come next in a list beside it, what is wrong underlined.

It knows the language through `layers.query.complete` and nothing of rows. Down opens the list, Tab takes
what leads it, Enter takes what was walked to or else asks; Up and Down bring back earlier queries when
the list is away. The list is a child of the window, so the keyboard stays in the line.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from layers.query.complete import Candidate, complete
from layers.query.lexer import MAX_LENGTH
from layers.query.scope import Scope
from ui import theme
from ui.session import Session

_Index = QModelIndex | QPersistentModelIndex
_CANDIDATE = Qt.ItemDataRole.UserRole
_ROW, _SHOWN, _WIDTH = 26, 9, 340
_KEPT = 30


class Offers(QAbstractListModel):
    """What may be typed next, as rows."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.candidates: list[Candidate] = []

    def show(self, candidates: list[Candidate]) -> None:
        """Show `candidates`."""
        self.beginResetModel()
        self.candidates = candidates
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """One row each."""
        return 0 if parent is not None and parent.isValid() else len(self.candidates)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Its text, and the candidate itself."""
        candidate = self.candidates[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return candidate.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{candidate.text} {candidate.hint}".strip()
        return candidate if role == _CANDIDATE else None


class _Lines(QStyledItemDelegate):
    """Paints an offer: its text at the left, what it means at the right, in the quieter colour."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        candidate = index.data(_CANDIDATE)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, option.palette.color(QPalette.ColorRole.Highlight))
        box: QRect = option.rect.adjusted(10, 0, -10, 0)
        middle, metrics = Qt.AlignmentFlag.AlignVCenter, option.fontMetrics
        room = box.width() if not candidate.hint else box.width() * 3 // 5
        name = metrics.elidedText(candidate.text, Qt.TextElideMode.ElideMiddle, room)
        painter.setPen(theme.colour(self._session.theme, "text"))
        painter.drawText(box, int(middle | Qt.AlignmentFlag.AlignLeft), name)
        left = box.adjusted(metrics.horizontalAdvance(name) + 24, 0, 0, 0)
        hint = metrics.elidedText(candidate.hint, Qt.TextElideMode.ElideRight, left.width())
        painter.setPen(theme.colour(self._session.theme, "secondary"))
        painter.drawText(left, int(middle | Qt.AlignmentFlag.AlignRight), hint)
        painter.restore()


class QueryLine(QLineEdit):
    """The line.

    Emits
    -----
    asked()
        Enter: find the rows.
    left()
        Escape, with the list away.
    """

    asked = Signal()
    left = Signal()

    def __init__(self, session: Session, scope: Callable[[], Scope | None]) -> None:
        super().__init__()
        self.setObjectName("query")
        self.setClearButtonEnabled(True)
        self.setMaxLength(MAX_LENGTH)
        self._session, self._scope = session, scope
        self.offers = Offers(self)
        self.list: QListView | None = None
        self.earlier: list[str] = []
        self._back = 0
        self.wrong: tuple[int, int] | None = None
        self.textEdited.connect(self._edited)

    # -- what is wrong ----------------------------------------------------------------------------

    def underline(self, wrong: tuple[int, int] | None) -> None:
        """Underline the characters from the first to before the second; None for nothing wrong."""
        self.wrong = wrong
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line below what is wrong; at a place where something is missing, a short one."""
        super().paintEvent(event)
        if self.wrong is None:
            return
        first, last = (self._across(place) for place in self.wrong)
        caret = self.cursorRect()
        painter = QPainter(self)
        painter.setPen(QPen(theme.colour(self._session.theme, "red"), 2))
        painter.setClipRect(self.rect().adjusted(6, 0, -6, 0))
        foot = min(QRectF(caret).center().y() + self.fontMetrics().height() / 2, self.height() - 6)
        painter.drawLine(
            QRectF(first, foot, 0, 0).topLeft(), QRectF(max(last, first + 8), foot, 0, 0).topLeft()
        )

    def _across(self, place: int) -> float:
        """Where the character at `place` begins, in pixels from the left edge."""
        advance, text = self.fontMetrics().horizontalAdvance, self.text()
        start = QRectF(self.cursorRect()).center().x() - advance(text[: self.cursorPosition()])
        return float(start + advance(text[:place]))

    # -- keys -------------------------------------------------------------------------------------

    @property
    def offering(self) -> bool:
        """Whether the list is open."""
        return self.list is not None and self.list.isVisible()

    def event(self, event: QEvent) -> bool:
        """Tab takes an offer while the list is open; Escape belongs to this line before any shortcut."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            tab = event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab
            if tab and self.offering:
                self._take(max(self._current(), 0))
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, take, ask, leave, or bring an earlier query back."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.offering and self._current() >= 0:
                self._take(self._current())
            else:
                self.close_offers()
                self.asked.emit()
        elif key == Qt.Key.Key_Escape:
            if self.offering:
                self.close_offers()
            else:
                self.left.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._walk(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the line puts the list away."""
        super().focusOutEvent(event)
        self.close_offers()

    def _walk(self, by: int) -> None:
        if self.offering:
            assert self.list is not None
            row = min(max(self._current() + by, 0), self.offers.rowCount() - 1)
            self.list.setCurrentIndex(self.offers.index(row))
        elif by < 0 or self._back:
            self._recall(self._back - by)
        else:
            self.offer()

    def _recall(self, back: int) -> None:
        """Show the query asked `back` times ago; 0 is the empty line that comes after them."""
        if 0 <= back <= len(self.earlier):
            self._back = back
            self.setText(self.earlier[-back] if back else "")
            self.underline(None)

    def remember(self, text: str) -> None:
        """Keep `text` among the earlier queries, last and once."""
        self.earlier = [*(one for one in self.earlier if one != text), text][-_KEPT:]
        self._back = 0

    # -- offers -----------------------------------------------------------------------------------

    def _edited(self) -> None:
        self._back = 0
        if self.text().strip():
            self.offer()
        else:
            self.close_offers()

    def offer(self) -> None:
        """Open the list of what may stand at the cursor, or put it away when there is nothing."""
        scope = self._scope()
        found = (
            complete(self.text(), self.cursorPosition(), scope, self._session.lang) if scope else []
        )
        self.offers.show(found)
        if not found or not self.hasFocus():
            self.close_offers()
            return
        view = self._open()
        self._place(view)
        view.scrollToTop()
        view.show()
        view.raise_()

    def close_offers(self) -> None:
        """Put the list away."""
        if self.list is not None:
            self.list.hide()

    def _current(self) -> int:
        return self.list.currentIndex().row() if self.list is not None else -1

    def _open(self) -> QListView:
        if self.list is None:
            view = QListView(self.window())
            view.setObjectName("completions")
            view.setModel(self.offers)
            view.setItemDelegate(_Lines(self._session, view))
            view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
            view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            view.setUniformItemSizes(True)
            view.setAccessibleName(self.accessibleName())
            view.clicked.connect(lambda index: self._take(index.row()))
            self.list = view
        return self.list

    def _place(self, view: QListView) -> None:
        """Below the word under the cursor, or above it where the window ends."""
        window: QWidget = self.window()
        height = min(self.offers.rowCount(), _SHOWN) * _ROW + 4
        across = round(self._across(self.offers.candidates[0].start)) - 12
        corner = self.mapTo(window, QPoint(min(max(across, 0), self.width()), self.height() + 2))
        top = corner.y()
        if top + height > window.height() - 8:
            top = self.mapTo(window, QPoint(0, -2)).y() - height
        left = min(corner.x(), window.width() - _WIDTH - 8)
        view.setGeometry(max(left, 8), max(top, 0), _WIDTH, height)

    def _take(self, row: int) -> None:
        """Write an offer in the place of what was begun, a blank behind it, and offer what follows."""
        if not 0 <= row < self.offers.rowCount():
            return
        candidate = self.offers.candidates[row]
        text = self.text()
        rest = text[candidate.end :]
        written = candidate.text if rest.startswith(" ") else f"{candidate.text} "
        self.setText(text[: candidate.start] + written + rest)
        self.setCursorPosition(candidate.start + len(candidate.text) + 1)
        self.underline(None)
        self.textEdited.emit(self.text())
