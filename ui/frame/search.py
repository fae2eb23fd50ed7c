"""The search box of the ribbon: Ctrl+K, type a name, code, badge, pinyin or initials, Enter flies there or does it.

`layers.finder` answers for records, `ui.frame.commands_found` for the window's commands, `gis.coordinates` for places;
here is the box, the list below it and the keys. The list is a child of the window, not a popup of its own, so the
keyboard stays in the box. Names are painted as they are typed, never as markup.
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
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gis.coordinates import Reading, figures
from layers.finder import Found, Group
from layers.several import several
from resources.text import Text
from ui import theme
from ui.frame.commands_found import Doable, commands_like
from ui.frame.name_index import NameIndex
from ui.session import Item, Session
from ui.tasks import Tasks

_Index = QModelIndex | QPersistentModelIndex
_HEADING = Qt.ItemDataRole.UserRole + 1
_FOUND = Qt.ItemDataRole.UserRole + 2
_ROW, _HEAD_ROW, _SHOWN = 28, 24, 14
COMMANDS = Text("命令", "Commands")


class Results(QAbstractListModel):
    """The answers as rows: a heading for each kind, then its records; the commands below them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Found | Doable | str] = []

    def show(
        self, groups: tuple[Group, ...], doable: tuple[Doable, ...], lang: str, nothing: str
    ) -> None:
        """Show `groups` and commands in `lang`; `nothing` is said when there are none."""
        self.beginResetModel()
        self._rows = []
        for group in groups:
            more = f"  +{group.more}" if group.more else ""
            self._rows.append(f"{several(group.kind).say(lang)}{more}")
            self._rows.extend(group.answers)
        if doable:
            self._rows += [COMMANDS.say(lang), *doable]
        if not self._rows and nothing:
            self._rows.append(nothing)
        self.endResetModel()

    def first(self) -> int | None:
        """Row of the first answer, None when there is none."""
        return next((r for r, what in enumerate(self._rows) if not isinstance(what, str)), None)

    def step(self, row: int, by: int) -> int:
        """The next row from `row` in the direction `by` that is an answer; `row` at the end."""
        there = row + by
        while 0 <= there < len(self._rows):
            if not isinstance(self._rows[there], str):
                return there
            there += by
        return row

    def rowCount(self, parent: _Index | None = None) -> int:
        """One row a heading and an answer."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name, whether it is a heading, and the answer."""
        what = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _words(what)
        if role == Qt.ItemDataRole.AccessibleTextRole and isinstance(what, Found):
            return f"{what.name} {what.number} {what.beside}"
        if role == _HEADING:
            return isinstance(what, str)
        if role == _FOUND and not isinstance(what, str):
            return what
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings can't be chosen."""
        if isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Lines(QStyledItemDelegate):
    """Paints an answer: name at the left, number and where it is at the right, in the quieter colour."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, _HEAD_ROW if index.data(_HEADING) else _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        box: QRect = option.rect.adjusted(10, 0, -10, 0)
        text, quiet = (theme.colour(self._session.theme, token) for token in ("text", "secondary"))
        found = index.data(_FOUND)
        middle = Qt.AlignmentFlag.AlignVCenter
        if not isinstance(found, Found | Doable):
            small = option.font
            small.setPointSizeF(9)
            painter.setFont(small)
            painter.setPen(quiet)
            painter.drawText(box, int(middle | Qt.AlignmentFlag.AlignLeft), str(index.data()))
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, option.palette.color(QPalette.ColorRole.Highlight))
        metrics = option.fontMetrics
        beside = (
            found.keys
            if isinstance(found, Doable)
            else "   ".join(filter(None, (found.beside, found.number)))
        )
        room = box.width() - metrics.horizontalAdvance(beside) - 24
        name = metrics.elidedText(
            _one_line(_words(found)), Qt.TextElideMode.ElideMiddle, max(room, box.width() // 3)
        )
        painter.setPen(text)
        painter.drawText(box, int(middle | Qt.AlignmentFlag.AlignLeft), name)
        left = box.adjusted(metrics.horizontalAdvance(name) + 24, 0, 0, 0)
        painter.setPen(quiet)
        painter.drawText(
            left,
            int(middle | Qt.AlignmentFlag.AlignRight),
            metrics.elidedText(_one_line(beside), Qt.TextElideMode.ElideMiddle, left.width()),
        )
        painter.restore()


def _words(what: Found | Doable | str) -> str:
    """What an answer or heading is called."""
    if isinstance(what, str):
        return what
    return what.words if isinstance(what, Doable) else what.name


def _one_line(text: str) -> str:
    return " ".join(text.split())


class SearchBox(QLineEdit):
    """The box.

    Emits ``chosen(Item)`` after the record was selected and flown to, ``placed(Point)`` (EPSG:4326) for coordinates.
    """

    chosen = Signal(object)
    placed = Signal(object)

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("search")
        self.setClearButtonEnabled(True)
        self.setMaxLength(200)
        self._session = session
        self._entered = False
        self.place_of: Callable[[str], Reading | None] = lambda _typed: None
        """What place was typed, if it is surely one; the window's, who knows the datum and where the map is."""
        self._go = QAction(self)
        self._go.triggered.connect(lambda: self.placed.emit(self._go.data()))
        self.index = NameIndex(session, tasks, self)
        self.index.ready.connect(self._look_again)
        self.results = Results(self)
        self.list: QListView | None = None
        self._magnifier = QAction(self)
        self.addAction(self._magnifier, QLineEdit.ActionPosition.LeadingPosition)
        self.textEdited.connect(self._typed)
        session.themeChanged.connect(lambda _theme: self._dress())
        self._dress()
        self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        self.setPlaceholderText(self.tr("查找 村 · 民警 · 纠纷 · 监控（Ctrl+K）"))
        self.setAccessibleName(self.tr("查找"))
        self.setToolTip(self.tr("按名称、代码、警号、编号、拼音或首字母查找；输入坐标可前往"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk the answers, Enter takes one, Escape puts the list away."""
        key = event.key()
        self._entered = False
        showing = self.list is not None and self.list.isVisible()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and showing:
            self._walk(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._look()
            self._entered = self.index.reading
            self._take()
        elif key == Qt.Key.Key_Escape:
            self._close()
            if not showing:
                self.clear()
                self.clearFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the box puts the list away."""
        super().focusOutEvent(event)
        self._close()

    def _dress(self) -> None:
        self._magnifier.setIcon(theme.icon("search", self._session.theme))

    def _look_again(self) -> None:
        """Answer anew, when the answers came before the names they are looked for in."""
        if self.list is not None and self.list.isVisible():
            self._look()
            if self._entered:  # Enter came before the names
                self._entered = False
                self._take()

    def _typed(self, _text: str) -> None:
        self._entered = False
        self._look()

    def _look(self) -> None:
        view = self._open()
        current = view.currentIndex().data(_FOUND) if view.currentIndex().isValid() else None
        groups = self.index.find(self.text())
        if not self.text().strip():
            self._close()
            return
        self.results.show(
            groups,
            (*self._place(), *commands_like(self.text(), self.window().actions())),
            self._session.lang,
            self.tr("正在读取名称…")
            if self.index.reading
            else self.tr("没有找到。可输名称、代码、警号、拼音或首字母"),
        )
        rows = range(self.results.rowCount())
        again = next(
            (r for r in rows if current and self.results.index(r).data(_FOUND) == current), None
        )
        row = again if again is not None else self.results.first()
        if row is not None:
            view.setCurrentIndex(self.results.index(row))
        self._lay(view)
        view.show()
        view.raise_()

    def _place(self) -> tuple[Doable, ...]:
        """Going to the coordinates that were typed; nothing for other text."""
        reading = self.place_of(self.text())
        if reading is None:
            return ()
        self._go.setData(reading.place)
        first, second = figures(reading.place, reading.notation.name)
        zoned = reading.notation.zoned
        where = f"X {first:.2f}  Y {second:.2f}" if zoned else f"{first:.5f}, {second:.5f}"
        datum = reading.notation.title.say(self._session.lang)
        return (Doable(self.tr("转到 {place}").format(place=where), datum, self._go),)

    def _open(self) -> QListView:
        if self.list is None:
            view = QListView(self.window())
            view.setObjectName("searchResults")
            view.setModel(self.results)
            view.setItemDelegate(_Lines(self._session, view))
            view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
            view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            view.clicked.connect(lambda _index: self._take())
            self.list = view
        return self.list

    def _lay(self, view: QListView) -> None:
        window: QWidget = self.window()
        corner = self.mapTo(window, QPoint(0, self.height() + 4))
        width = max(self.width(), 460)
        rows = [self.results.index(row).data(_HEADING) for row in range(self.results.rowCount())]
        height = sum(_HEAD_ROW if heading else _ROW for heading in rows[:_SHOWN]) + 12
        left = min(corner.x(), window.width() - width - 8)
        view.setGeometry(max(left, 8), corner.y(), width, height)

    def _walk(self, by: int) -> None:
        assert self.list is not None
        row = self.results.step(self.list.currentIndex().row(), by)
        self.list.setCurrentIndex(self.results.index(row))

    def _take(self) -> None:
        found = self.list.currentIndex().data(_FOUND) if self.list is not None else None
        if isinstance(found, Doable):
            self._close()
            self.clear()
            self.clearFocus()
            found.action.trigger()
        if not isinstance(found, Found):
            return
        item = Item(found.kind, found.uid)
        self._close()
        self.clear()
        self.clearFocus()
        self._session.selection.set((item,), "search")
        self._session.flyTo.emit(item)
        self.chosen.emit(item)

    def _close(self) -> None:
        if self.list is not None:
            self.list.hide()
