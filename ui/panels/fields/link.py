"""The editor that points to another record: typed by name, code, badge, pinyin or initials, chosen from a list.

The records of the linked kind are asked for when the editor first gets the focus. Enter takes the
first answer; a text that names no record is refused beside the field, so nothing is linked by
guess.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QToolButton

from db.errors import RecordError
from db.records import KINDS
from db.records.base import Field
from layers.names import Names
from resources.text import Text
from ui.panels.fields.base import FieldEditor, Surroundings
from ui.theme import icon

MOST_OFFERED = 60
_UID = Qt.ItemDataRole.UserRole

NO_SUCH = Text(
    "没有“{typed}”这一{what}。从列表中选一个。",
    "There is no {what} “{typed}”. Choose one from the list.",
)


def matching(names: Names, kind: str, typed: str, limit: int = MOST_OFFERED) -> list[str]:
    """Uids of the records of `kind` that what was `typed` finds.

    Names that begin with it come first, then spellings and codes that do, then the rest; each in
    the order of the names.
    """
    tokens = typed.casefold().split()
    known, spelt = names.links.get(kind, {}), names.typed.get(kind, {})
    whole = " ".join(tokens)
    ranked: list[tuple[int, str, str]] = []
    for uid, name in known.items():
        low = name.casefold()
        text = f"{low}\x1f{spelt.get(uid, '')}"
        if not all(token in text for token in tokens):
            continue
        begins = low.startswith(whole) or low.partition(" · ")[2].startswith(whole)
        rank = 0 if begins else 1 if f"\x1f{whole}" in text else 2
        ranked.append((rank if whole else 0, name, uid))
    ranked.sort()
    return [uid for _rank, _name, uid in ranked[:limit]]


class LinkEditor(FieldEditor):
    """A record of another kind."""

    def __init__(self, name: str, field: Field, around: Surroundings) -> None:
        super().__init__(name, field, around)
        assert field.link is not None
        self.kind = field.link
        self._uid: str | None = None
        self._sought = False  # something was asked for before the records were read
        self._options: Names | None = None
        self.line = _LinkLine(self._opened, self._take_first)
        self.line.textEdited.connect(self._typed)
        self.offers = QStandardItemModel(self)
        self.completer = QCompleter(self.offers, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(10)
        self.popup = QListView()
        self.popup.setObjectName(f"offers:{name}")
        self.popup.setUniformItemSizes(True)
        self.completer.setPopup(self.popup)
        chosen = self.completer.activated[QModelIndex]  # type: ignore[index]  # stubs know one form
        chosen.connect(self._chosen)
        self.completer.setWidget(self.line)
        self.take(self.line)
        self.clearer = QToolButton()
        self.clearer.setObjectName(f"clear:{name}")
        self.clearer.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clearer.clicked.connect(self._clear)
        self.row.addWidget(self.clearer)
        self.clearer.setVisible(not field.required)
        self.relabel()

    def value(self) -> Any:
        """The uid, None for nothing; raises `RecordError` when the text names no record."""
        typed = self.line.text().strip()
        if not typed:
            return None
        if self._uid is not None and typed == self._name(self._uid):
            return self._uid
        same = [uid for uid, name in self._known().items() if name == typed]
        if len(same) == 1:
            return same[0]
        what = KINDS[self.kind].title
        raise RecordError(
            self.name, NO_SUCH.format(typed=typed, what=Text(what.zh, what.en.lower()))
        )

    def set_value(self, value: Any) -> None:
        """Show the record with the uid `value`."""
        self._uid = value
        self.line.setText("" if value is None else self._name(value))
        self.line.setCursorPosition(0)

    def relabel(self) -> None:
        """Say the hint again."""
        super().relabel()
        self.line.setPlaceholderText(self.tr("名称、编号或拼音首字母"))
        self.clearer.setIcon(icon("close", self.around.session.theme))
        self.clearer.setToolTip(self.tr("清空"))
        self.clearer.setAccessibleName(self.tr("清空"))

    def _name(self, uid: str) -> str:
        shown = self.around.names().of(self.kind, uid)
        return shown or self._known().get(uid, uid[:8])

    def _known(self) -> dict[str, str]:
        options = self._options or self.around.names()
        return dict(options.links.get(self.kind, {}))

    def _opened(self) -> None:
        self.around.options(self.kind, self._receive)

    def _receive(self, options: Names) -> None:
        self._options = options
        if self._sought and self.line.hasFocus():
            self._offer()

    def _typed(self) -> None:
        self._uid = None
        self._offer()
        self.edited.emit()

    def _offer(self) -> None:
        self.offers.clear()
        typed = self.line.text().strip()
        self._sought = self._options is None
        if self._options is None:
            return
        for uid in matching(self._options, self.kind, typed):
            item = QStandardItem(self._options.of(self.kind, uid))
            item.setData(uid, _UID)
            item.setEditable(False)
            self.offers.appendRow(item)
        if self.offers.rowCount():
            self.completer.complete()
        else:
            self.popup.hide()

    def _chosen(self, index: QModelIndex) -> None:
        self._take(str(index.data(_UID)))

    def _take_first(self) -> bool:
        """Take the first answer; False when nothing is being looked for."""
        if self._uid is not None or not self.line.text().strip() or not self.offers.rowCount():
            return False
        self._take(str(self.offers.item(0).data(_UID)))
        self.popup.hide()
        return True

    def _take(self, uid: str) -> None:
        self._uid = uid
        names = self._options or self.around.names()
        self.line.setText(names.of(self.kind, uid))
        self.edited.emit()

    def _clear(self) -> None:
        self.set_value(None)
        self.line.setFocus()
        self.edited.emit()


class _LinkLine(QLineEdit):
    """Asks for the records when it gets the focus.

    Down opens the whole list, Enter takes the first.
    """

    def __init__(self, opened: Any, take_first: Any) -> None:
        super().__init__()
        self._opened, self._take_first = opened, take_first

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._opened()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.textEdited.emit(self.text())
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._take_first():
            event.accept()
            return
        super().keyPressEvent(event)
