"""What every field editor is: a widget that holds one value and says when a person changed it.

An editor knows one sort of value and no record: the form gives it a value, asks for it back and
shows errors. It reads what was typed through `layers.record.entry`; what cannot be read is a `RecordError`
from `value`, so the same sentence appears beside the field as for a broken rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from db.records.base import Field
from layers.names import Names
from ui.session import Session


@dataclass
class Surroundings:
    """What an editor may ask of the place it stands in.

    Attributes
    ----------
    session : Session
    names : callable
        The names and lists that the form shows now.
    options : callable
        ``options(kind, then)`` calls ``then(Names)`` with every record of a kind, at once or later.
    symbol : callable
        ``symbol(name, code)``: the mark beside a choice (an empty icon for none).
    """

    session: Session
    names: Callable[[], Names]
    options: Callable[[str, Callable[[Names], None]], None]
    symbol: Callable[[str, str], QIcon]

    def today(self) -> dt.date:
        """The day from which 昨天 and +3 count."""
        return self.session.today()


class FieldEditor(QWidget):
    """Base of the editors.

    Emits
    -----
    edited()
        A person changed what is typed; never for `set_value`.
    """

    edited = Signal()

    def __init__(self, name: str, field: Field, around: Surroundings) -> None:
        super().__init__()
        self.name, self.field, self.around = name, field, around
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(4)

    def take(self, inner: QWidget) -> None:
        """Let `inner` be the widget that has the focus and the name of the field."""
        inner.setObjectName(f"field:{self.name}")
        inner.setAccessibleName(self.around.session.say(self.field.label))
        self.setFocusProxy(inner)
        self.row.addWidget(inner, 1)

    def value(self) -> Any:
        """The value that is typed; raises `RecordError` when it can't be read."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show `value`."""
        raise NotImplementedError

    def text(self) -> str:
        """What stands in its line, readable or not; empty for an editor without one."""
        inner = self.focusProxy()
        return inner.text() if isinstance(inner, QLineEdit) else ""

    def set_text(self, text: str) -> None:
        """Put `text` into its line as if it were typed."""
        inner = self.focusProxy()
        if isinstance(inner, QLineEdit):
            inner.setText(text)

    def leave_open(self, words: str) -> None:
        """Show `words` in place of a value: what is not typed stays as it is in each of many records."""
        inner = self.focusProxy()
        if isinstance(inner, QComboBox):
            inner.setPlaceholderText(words)
            silent = inner.blockSignals(True)  # nobody chose anything
            inner.setCurrentIndex(-1)
            inner.blockSignals(silent)
        elif isinstance(inner, (QLineEdit, QPlainTextEdit)):
            inner.setPlaceholderText(words)
        elif isinstance(inner, QCheckBox):
            inner.setTristate(True)
            inner.setCheckState(Qt.CheckState.PartiallyChecked)

    def relabel(self) -> None:
        """Say the editor's own words again in the language of the session."""
        inner = self.focusProxy()
        if inner is not None:
            inner.setAccessibleName(self.around.session.say(self.field.label))

    def mark_wrong(self, wrong: bool) -> None:
        """Outline the editor when its value is refused."""
        inner = self.focusProxy()
        if inner is not None and inner.property("wrong") != wrong:
            inner.setProperty("wrong", wrong)
            inner.style().unpolish(inner)
            inner.style().polish(inner)


class CalmWheel(QObject):
    """Keeps the wheel from changing a box that merely lies under the pointer while the form scrolls.

    Ctrl+Z, which a box would take for the beginning of a word, is the form's too.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass the wheel on to the form unless the box has the focus, and Ctrl+Z always."""
        undo = QKeySequence.StandardKey.Undo
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.matches(undo)
        ):
            event.ignore()
            return True
        box = watched if isinstance(watched, QComboBox) else None
        if isinstance(event, QWheelEvent) and box is not None and not box.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def only_click_focus(box: QWidget) -> None:
    """Take the focus by key or click, not by wheel."""
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
