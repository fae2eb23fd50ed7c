"""The menu of Ctrl+N: every kind that is entered by hand, each under a digit or letter, so that two keys begin a form.

What is selected counts: a new record belongs to it where it can (a dispute to its village, an event to its dispute).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from db.records import KINDS, Record
from layers.record.fresh import BY_HAND, first_empty, for_, fresh
from ui.plain import menu_text
from ui.session import Session

_KEYS = "123456789ABCDEFGHIJKL"


class NewRecordMenu(QMenu):
    """Offers the kinds; `begin` is given the record to be typed and the field to begin at."""

    def __init__(
        self, session: Session, begin: Callable[[Record, str], object], window: QWidget
    ) -> None:
        super().__init__(window)
        self.setObjectName("menu:new-record")
        self.aboutToHide.connect(self.deleteLater)
        self._session, self._begin = session, begin
        for key, kind in zip(_KEYS, BY_HAND, strict=False):
            words = f"&{key}  {menu_text(session.say(KINDS[kind].title))}"
            action = self.addAction(words)
            action.setObjectName(f"action:new:{kind}")
            action.triggered.connect(lambda _checked=False, kind=kind: self.begin(kind))

    def begin(self, kind: str) -> None:
        """Begin a record of `kind` that belongs to what is selected, where it can."""
        session = self._session
        record = begun(session, kind)
        self._begin(record, first_empty(record))

    def open_above(self, widget: QWidget, kind: str = "") -> None:
        """Open at the top left of `widget`, with `kind` chosen already if it is among the kinds."""
        self.popup(widget.mapToGlobal(QPoint(8, 8)))
        self.setActiveAction(self.actions()[BY_HAND.index(kind) if kind in BY_HAND else 0])


def begun(session: Session, kind: str) -> Record:
    """A new record of `kind` for the session: it belongs to what is selected, where it can."""
    lead, workspace = session.selection.lead, session.workspace
    near = None if lead is None else workspace.get(KINDS[lead.kind], lead.uid)
    if near is None:
        return fresh(workspace, kind, session.today())
    return for_(workspace, kind, near, session.today())
