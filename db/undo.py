"""Undo and redo, read from the journal so that they survive a restart and a crash.

Each seat takes back its own operations. Undoing an entry is itself an operation that writes the
inverse rows and names the entry it undoes; nothing is removed from the journal. The two stacks are
what a walk over the seat's entries leaves: an ordinary entry is pushed (and empties the redo
stack), an undo moves one across, a redo back.
"""

from __future__ import annotations

from collections.abc import Iterable

from db.journal import Entry

DEPTH = 1000
"""How many of the seat's newest entries can be taken back."""

NOT_UNDOABLE = ("workspace.", "demo.", "export")


class UndoStacks:
    """The entries one seat may undo and redo, newest last."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.undo: list[Entry] = []
        self.redo: list[Entry] = []
        for entry in entries:
            self.note(entry)

    def note(self, entry: Entry) -> None:
        """Take the seat's next entry into account."""
        if entry.undoes is not None:
            if self.undo:
                self.undo.pop()
            self.redo.append(entry)
        elif entry.redoes is not None:
            if self.redo:
                self.redo.pop()
            self.undo.append(entry)
        elif not entry.verb.startswith(NOT_UNDOABLE):
            self.undo.append(entry)
            self.redo.clear()
