"""The button that says which table is shown, and the list of all tables under it, found by typing.

It stands in for groups and tabs where these have no room, and F4 opens its list in any case. It is given the kinds in
their groups and says which one is chosen; it knows no table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.records import KINDS
from layers.spelling import quick_spellings
from resources.text import Text
from ui.panels.labels import secondary_label
from ui.plain import menu_text
from ui.session import Session

Group = tuple[str, Text, tuple[str, ...]]
"""Name, title and kinds of one group of tables."""
WIDTH, ROW, HEADING = 240, 26, 24
_KIND, _WORDS = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class KindsPopup(QFrame):
    """The list. Emits ``chosen(kind)``."""

    chosen = Signal(str)

    def __init__(
        self, session: Session, groups: Sequence[Group], shown: str, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("kindsPopup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit()
        self.search.setObjectName("kinds:search")
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(self.tr("查找表格，可用拼音首字母"))
        self.search.setAccessibleName(self.tr("查找表格"))
        self.list = QListWidget()
        self.list.setObjectName("kinds:list")
        self.list.setAccessibleName(self.tr("全部表格"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        for _name, title, kinds in groups:
            self._head(session.say(title))
            for kind in kinds:
                self._offer(session, kind, shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.search)
        self.nothing = secondary_label(self.tr("没有这样的表格"))
        self.nothing.hide()
        column.addWidget(self.nothing)
        column.addWidget(self.list)
        self.setFixedWidth(WIDTH)
        self.search.textChanged.connect(self._narrow)
        self.list.itemClicked.connect(lambda _item: self._take())

    def _head(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setSizeHint(QSize(100, HEADING))
        self.list.addItem(item)

    def _offer(self, session: Session, kind: str, shown: str) -> None:
        title = KINDS[kind].title
        sound, letters = quick_spellings([title.zh])[0]
        item = QListWidgetItem(f"    {session.say(title)}")
        item.setData(_KIND, kind)
        item.setData(_WORDS, f"{title.zh}\x1f{title.en}\x1f{sound}\x1f{letters}".casefold())
        item.setData(Qt.ItemDataRole.AccessibleTextRole, session.say(title))
        item.setSizeHint(QSize(100, ROW))
        self.list.addItem(item)
        if kind == shown:
            self.list.setCurrentItem(item)

    def open_under(self, button: QWidget) -> None:
        """Show it under `button`, inside of the screen, with the keyboard in the search."""
        place = button.mapToGlobal(QPoint(0, button.height() + 2))
        screen = QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        rows = [self.list.item(row) for row in range(self.list.count())]
        whole = sum(item.sizeHint().height() for item in rows) + 4
        self.list.setFixedHeight(min(whole, room.height() - 80))
        self.adjustSize()
        x = min(max(place.x(), room.left()), room.right() - self.width())
        y = place.y()
        if y + self.height() > room.bottom():
            y = max(room.top(), place.y() - button.height() - 4 - self.height())
        self.move(x, y)
        self.show()
        self.search.setFocus()
        self.list.scrollToItem(self.list.currentItem())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk the tables that the search leaves, Enter shows one."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._walk(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            super().keyPressEvent(event)

    def _offered(self) -> list[QListWidgetItem]:
        rows = (self.list.item(row) for row in range(self.list.count()))
        return [item for item in rows if item.data(_KIND) and not item.isHidden()]

    def _walk(self, by: int) -> None:
        offered = self._offered()
        if not offered:
            return
        now = self.list.currentItem()
        at = offered.index(now) + by if now in offered else 0
        self.list.setCurrentItem(offered[min(max(at, 0), len(offered) - 1)])

    def _narrow(self, typed: str) -> None:
        """Leave the tables that hold what is typed; groups are named only while nothing is."""
        needle = typed.casefold().strip()
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(bool(needle) and needle not in (item.data(_WORDS) or ""))
        offered = self._offered()
        self.nothing.setVisible(not offered)
        if self.list.currentItem() not in offered:
            self.list.setCurrentRow(self.list.row(offered[0]) if offered else -1)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item in self._offered():
            self.chosen.emit(item.data(_KIND))
            self.close()


class KindsButton(QToolButton):
    """The button. Emits ``chosen(kind)``."""

    chosen = Signal(str)

    def __init__(self, session: Session, groups: Sequence[Group], shown: Callable[[], str]) -> None:
        super().__init__()
        self.setObjectName("tables:choose")
        self.setProperty("role", "choose")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._session, self._groups, self._shown = session, groups, shown
        self.clicked.connect(self.open)

    def open(self) -> None:
        """Offer the tables."""
        popup = KindsPopup(self._session, self._groups, self._shown(), self.window())
        popup.chosen.connect(self.chosen)
        popup.open_under(self if self.isVisible() else self.parentWidget() or self)

    def say(self) -> None:
        """Name the table that is shown."""
        kind = self._shown()
        title = self._session.say(KINDS[kind].title) if kind else ""
        self.setText(f"{menu_text(title)} ▾")
        self.setToolTip(self.tr("换一张表格（F4）"))
        self.setAccessibleName(self.tr("表格：{name}").format(name=title))
