"""The filter of one column, in a small window under its title: values with their counts, a range, or a piece of text.

It is given the values and what holds now, and says what is wanted; it reads nothing itself. Enter takes, Escape leaves
it as it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import RecordError
from layers.cells import date_of, figure
from layers.columns import Column
from layers.record import entry
from layers.spelling import quick_spellings
from layers.tables.column_filters import (
    NOTHING,
    Between,
    Chosen,
    Filter,
    Holding,
    Value,
    sort_of_filter,
)
from ui.panels.labels import plain_label, secondary_label
from ui.session import Session

WIDTH, TALLEST = 280, 380
_EPOCH = dt.date(1970, 1, 1)
_KEY = Qt.ItemDataRole.UserRole


class FilterPopup(QFrame):
    """The window. Emits ``wanted(Filter | None)`` when it is taken; None takes the filter away."""

    wanted = Signal(object)

    def __init__(
        self,
        session: Session,
        column: Column,
        values: Sequence[Value],
        holds: Filter | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("filterPopup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._column = session, column
        self._rest = QVBoxLayout(self)
        self._rest.setContentsMargins(12, 10, 12, 10)
        self._rest.setSpacing(8)
        self._rest.addWidget(plain_label(session.say(column.title), "heading"))
        self.search = QLineEdit()
        self.list = QListWidget()
        self.low, self.high = QLineEdit(), QLineEdit()
        self.empty = QCheckBox(self.tr("只看没有值的"))
        self.said = plain_label("", "error")
        self.said.setWordWrap(True)
        self.said.hide()
        sort = sort_of_filter(column)
        if sort == "values":
            self._offer_values(values, holds)
        elif sort == "text":
            self._offer_text(holds)
        else:
            self._offer_range(holds, days=sort == "days")
        self._rest.addWidget(self.said)
        self._offer_buttons(active=holds is not None)
        self.setFixedWidth(WIDTH)

    # -- what is offered --------------------------------------------------------------------------

    def _offer_values(self, values: Sequence[Value], holds: Filter | None) -> None:
        self.search.setObjectName("filter:search")
        self.search.setPlaceholderText(self.tr("查找，可用拼音首字母"))
        self.search.setAccessibleName(self.tr("查找值"))
        self.search.setClearButtonEnabled(True)
        self.list.setObjectName("filter:values")
        self.list.setAccessibleName(self.tr("要显示的值"))
        self.list.setUniformItemSizes(True)
        kept = holds.keys if isinstance(holds, Chosen) else None
        sounds = quick_spellings(value.text for value in values)
        for value, (sound, letters) in zip(values, sounds, strict=True):
            text = value.text or self._session.say(NOTHING)
            item = QListWidgetItem(f"{text}    {figure(value.count)}")
            item.setData(_KEY, (value.key, f"{text}\x1f{sound}\x1f{letters}".casefold()))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            on = kept is None or value.key in kept
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(100, 26))
            self.list.addItem(item)
        self.list.setFixedHeight(min(TALLEST, max(self.list.count(), 1) * 26 + 4))
        row = QHBoxLayout()
        for name, words, state in (
            ("all", self.tr("全选"), Qt.CheckState.Checked),
            ("none", self.tr("全不选"), Qt.CheckState.Unchecked),
        ):
            button = QPushButton(words)
            button.setObjectName(f"filter:{name}")
            button.setProperty("role", "quiet")
            button.clicked.connect(lambda _c=False, state=state: self._check_all(state))
            row.addWidget(button)
        row.addStretch(1)
        self.search.textChanged.connect(self._narrow)
        for widget in (self.search, self.list):
            self._rest.addWidget(widget)
        self._rest.addLayout(row)
        self._first: QWidget = self.search

    def _offer_text(self, holds: Filter | None) -> None:
        self.search.setObjectName("filter:text")
        self.search.setPlaceholderText(self.tr("包含的文字"))
        self.search.setAccessibleName(self.tr("包含的文字"))
        self.search.setText(holds.text if isinstance(holds, Holding) else "")
        self._rest.addWidget(self.search)
        self._first = self.search

    def _offer_range(self, holds: Filter | None, *, days: bool) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        known = holds if isinstance(holds, Between) else Between(self._column.name)
        for row, (box, name, words, value) in enumerate(
            (
                (self.low, "low", self.tr("从"), known.low),
                (self.high, "high", self.tr("到"), known.high),
            )
        ):
            box.setObjectName(f"filter:{name}")
            box.setAccessibleName(words)
            if days:
                box.setPlaceholderText(self.tr("如 2026-11-22、今天、-7"))
                box.setText("" if value is None else date_of(value).isoformat())
            else:
                box.setText("" if value is None else figure(value).replace("\u2009", ""))
            grid.addWidget(secondary_label(words), row, 0)
            grid.addWidget(box, row, 1)
        self._rest.addLayout(grid)
        self.empty.setObjectName("filter:empty")
        self.empty.setChecked(known.empty)
        self._rest.addWidget(self.empty)
        self._first = self.low

    def _offer_buttons(self, *, active: bool) -> None:
        row = QHBoxLayout()
        self.drop = QPushButton(self.tr("取消筛选"))
        self.drop.setObjectName("filter:drop")
        self.drop.setProperty("role", "quiet")
        self.drop.setVisible(active)
        self.drop.clicked.connect(lambda: self._leave(None))
        self.take = QPushButton(self.tr("筛选"))
        self.take.setObjectName("filter:take")
        self.take.setProperty("role", "primary")
        self.take.clicked.connect(self._take)
        row.addWidget(self.drop)
        row.addStretch(1)
        row.addWidget(self.take)
        self._rest.addLayout(row)

    # -- the hand ---------------------------------------------------------------------------------

    def open_at(self, place: QPoint) -> None:
        """Show it at a place on the screen, inside of it, with the keyboard in it."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        x = min(max(place.x(), room.left()), room.right() - self.width())
        y = place.y()
        if y + self.height() > room.bottom():
            y = max(room.top(), place.y() - self.height() - 30)
        self.move(x, y)
        self.show()
        self._first.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes, Down goes from the search into the values."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif event.key() == Qt.Key.Key_Down and self.search.hasFocus() and self.list.count():
            self.list.setFocus()
            shown = (r for r in range(self.list.count()) if not self.list.item(r).isHidden())
            self.list.setCurrentRow(next(shown, 0))
        else:
            super().keyPressEvent(event)

    def _narrow(self, text: str) -> None:
        needle = text.casefold().strip()
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(needle not in item.data(_KEY)[1])

    def _check_all(self, state: Qt.CheckState) -> None:
        for row in range(self.list.count()):
            if not self.list.item(row).isHidden():
                self.list.item(row).setCheckState(state)

    def _take(self) -> None:
        try:
            found = self._asked()
        except RecordError as refusal:
            self.said.setText(self._session.say(refusal.sentence))
            self.said.show()
            self.adjustSize()
            return
        self._leave(found)

    def _leave(self, found: Filter | None) -> None:
        self.wanted.emit(found)
        self.close()

    def _asked(self) -> Filter | None:
        """The filter as it was put together; None when it would leave every row."""
        name, sort = self._column.name, sort_of_filter(self._column)
        if sort == "text":
            text = self.search.text().strip()
            return Holding(name, text) if text else None
        if sort == "values":
            return self._chosen(name)
        if self.empty.isChecked():
            return Between(name, empty=True)
        low, high = (self._bound(box.text(), days=sort == "days") for box in (self.low, self.high))
        return None if low is None and high is None else Between(name, low, high)

    def _chosen(self, name: str) -> Filter | None:
        """What is checked; after a search, of what the search found."""
        items = [self.list.item(row) for row in range(self.list.count())]
        searched = bool(self.search.text().strip())
        kept = frozenset(
            item.data(_KEY)[0]
            for item in items
            if item.checkState() == Qt.CheckState.Checked and not (searched and item.isHidden())
        )
        return None if len(kept) == len(items) else Chosen(name, kept)

    def _bound(self, typed: str, *, days: bool) -> float | None:
        if days:
            found = entry.day(typed, self._session.today(), self._column.name)
            return None if found is None else float((found - _EPOCH).days)
        number = entry.number(typed, self._column.name)
        return None if number is None else float(number)
