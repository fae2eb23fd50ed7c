"""Shortcuts that hold inside one widget.

PySide drops the ``context`` argument of `QShortcut`'s constructors that take a callable, and the shortcut then holds in
the whole window, where two of one key silence each other. So the context is set afterwards, here, for all of them.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def within(
    widget: QWidget, keys: str | QKeySequence.StandardKey, act: Callable[[], object]
) -> QShortcut:
    """Let `keys` do `act` while the keyboard is in `widget` or in a widget inside it."""
    made = QShortcut(QKeySequence(keys), widget)
    made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.activated.connect(act)
    return made
