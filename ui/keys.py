"""Where a key means what: shortcuts that hold inside one widget, keys of the map that rest while one types.

PySide drops the ``context`` argument of `QShortcut`'s constructors that take a callable, and the shortcut then holds in
the whole window, where two of one key silence each other. So the context is set afterwards, here, for all of them.

A key without Ctrl or Alt (B takes the box) holds in the whole window too, and only line edits keep theirs by
themselves: in a table a letter looks for a line, in a choice for an answer. So they rest while the keyboard is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
    QWidget,
)

OWN_DELETE = "ownDelete"
"""Property of a widget that has a use of its own for the Delete key."""
_TYPED_INTO = (QComboBox, QAbstractSpinBox, QLineEdit, QTextEdit, QPlainTextEdit)


def in_window_of(widget: QWidget, keys: str, act: Callable[[], object]) -> QShortcut:
    """Let `keys` do `act` wherever in the window the keyboard is, while `widget` is to be seen there."""
    made = QShortcut(QKeySequence(keys), widget)
    made.activated.connect(act)
    return made


def added_action(window: QWidget, name: str, keys: str, act: Callable[[], object]) -> QAction:
    """An action of `window` called ``action:name``, still without words, that does `act` for `keys` anywhere in it."""
    made = QAction(window)
    made.setObjectName(f"action:{name}")
    made.setShortcut(QKeySequence(keys))
    made.triggered.connect(lambda _checked=False: act())
    window.addAction(made)
    return made


def within(
    widget: QWidget, keys: str | QKeySequence.StandardKey, act: Callable[[], object]
) -> QShortcut:
    """Let `keys` do `act` while the keyboard is in `widget` or in a widget inside it."""
    made = QShortcut(QKeySequence(keys), widget)
    made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.activated.connect(act)
    return made


class RestingKeys(QObject):
    """Lets the keys of `actions` that have neither Ctrl nor Alt rest while the keyboard is where letters go.

    Delete rests too, except in a table: there it means the rows.
    """

    def __init__(self, actions: Iterable[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self._plain = [action for action in actions if _is_plain(action.shortcut())]
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._moved)
        self._moved(None, application.focusWidget())

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        letters, delete = takes_letters(now), takes_delete(now)
        for action in self._plain:
            rests = delete if action.shortcut() == QKeySequence(Qt.Key.Key_Delete) else letters
            held = Qt.ShortcutContext.WidgetShortcut if rests else Qt.ShortcutContext.WindowShortcut
            if action.shortcutContext() != held:
                action.setShortcutContext(held)


def takes_letters(widget: QWidget | None) -> bool:
    """Whether a letter typed into `widget` is meant for it."""
    return isinstance(widget, (*_TYPED_INTO, QAbstractItemView))


def takes_delete(widget: QWidget | None) -> bool:
    """Whether Delete is meant for `widget` itself, or for nothing there, and not for the selected records."""
    if widget is None or isinstance(widget, QTableView):
        return False
    return takes_letters(widget) or bool(widget.property(OWN_DELETE))


def _is_plain(keys: QKeySequence) -> bool:
    """Whether it is one key alone, or with Shift."""
    held = keys.toString(QKeySequence.SequenceFormat.PortableText).split("+")[:-1]
    return not keys.isEmpty() and set(held) <= {"Shift"}
