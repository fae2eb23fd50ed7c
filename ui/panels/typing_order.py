"""In which order fields were typed into, and Ctrl+Z over it: the field typed into last goes back first.

A text field undoes its own typing; what it does not take comes here. As long as something typed is not saved, Ctrl+Z
never reaches the window, where it would take back what was written before.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget


class TypingOrder(QWidget):
    """What a form of fields is, for undoing by key; the form says what differs and how a field is put back."""

    editing = False

    def __init__(self) -> None:
        super().__init__()
        self._touched: dict[str, None] = {}

    def dirty(self) -> bool:
        """Whether anything typed differs from before."""
        raise NotImplementedError

    def put_back(self, name: str) -> None:
        """Take back what was typed into one field."""
        raise NotImplementedError

    def _differs(self, name: str) -> bool:
        raise NotImplementedError

    def _touch(self, name: str) -> None:
        self._touched.pop(name, None)
        self._touched[name] = None

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+Z here while something typed is not saved."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and self.dirty()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Z that no text field took puts the field back that was typed into last."""
        changed = [name for name in self._touched if self._differs(name)]
        if event.matches(QKeySequence.StandardKey.Undo) and self.editing and changed:
            self.put_back(changed[-1])
        else:
            super().keyPressEvent(event)
