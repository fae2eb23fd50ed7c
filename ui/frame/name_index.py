"""The index of names behind the search box: read beside the window, and kept in step with what is committed.

A few changed records are read again at once, many beside the window. What is committed while the index is being read
waits until it is there, so that nothing read before a change stays. Finding itself is `layers.finder`'s.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from db.changes import Change, ChangeSet
from db.errors import WorkspaceError
from layers.finder import Finder, Group, Shelf, renamed_by, told_beside
from resources.text import Text
from ui.session import Session
from ui.tasks import Tasks

INDEXING = Text("建立查找索引", "Indexing names")
SETTLE_MS = 400
"""After a change, until the index follows by itself."""
REST_MS, AT_LAST_MS = 400, 8000
"""The names are read when nothing has run beside the window for so long, at the latest after so much time."""
AT_ONCE = 100
"""So many changed records are read on the spot (about 10 ms); of more, their kinds are read beside the window."""

RENAMED_AT_ONCE = 10
"""So many records that are told beside others are followed on the spot; each may stand beside hundreds."""


class NameIndex(QObject):
    """The names of one workspace. Emits ``ready()`` when a reading has come in."""

    ready = Signal()

    def __init__(self, session: Session, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.finder = Finder()
        self._workspace, self._tasks = session.workspace, tasks
        self._behind: list[Change] = []
        self._begun = False
        self.reading = True
        """Whether names are being read; until the first time they are, nothing is found."""
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.catch_up)
        session.changed.connect(self._follow)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._at_last = QTimer(self)
        self._at_last.setSingleShot(True)
        self._at_last.setInterval(AT_LAST_MS)
        for timer in (self._rest, self._at_last):
            timer.timeout.connect(self._begin)
            timer.start()
        tasks.changed.connect(self._wait)

    def find(self, typed: str) -> tuple[Group, ...]:
        """What `typed` means, as of the last commit unless that is still being read."""
        self._begin()
        self.catch_up()
        return self.finder.find(typed)

    def catch_up(self) -> None:
        """Read what has changed, once the map and the tables had their turn, or when it is looked for."""
        if self.reading or not self._behind:
            return
        behind, self._behind = self._behind, []
        renamed = renamed_by(behind)
        if len(behind) > AT_ONCE or sum(map(len, renamed.values())) > RENAMED_AT_ONCE:
            self._read({change.kind for change in behind} | told_beside(renamed))
        else:
            self.finder.follow(self._workspace, behind)

    def _wait(self) -> None:
        """Let the first window go first: to read every name takes longer than what it shows."""
        if self._begun:
            return
        if self._tasks.running:
            self._rest.stop()
        else:
            self._rest.start()

    def _begin(self) -> None:
        """Read the names, unless that was begun."""
        if not self._begun:
            self._begun = True
            self._rest.stop()
            self._at_last.stop()
            self._read(None)

    def _follow(self, changes: ChangeSet) -> None:
        self._behind += changes.changes
        self._settle.start()

    def _read(self, kinds: set[str] | None) -> None:
        self.reading = True
        workspace = self._workspace
        self._tasks.start(
            INDEXING, lambda _progress: Finder.read(workspace, kinds), self._take, self._failed
        )

    def _take(self, shelves: dict[str, Shelf]) -> None:
        self.reading = False
        self.finder.take(shelves)
        self.catch_up()
        self.ready.emit()

    def _failed(self, trouble: Exception) -> None:
        self.reading = False
        if not isinstance(trouble, WorkspaceError):
            raise trouble
        self._tasks.troubled.emit(trouble)
