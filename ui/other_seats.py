"""What other seats do, brought to this window: a look every few seconds, read beside the window.

The journal is read in a worker; what is new is published here, on the GUI thread, as if it were done
at this seat. One look at a time: a slow server is not asked again before it has answered.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from db.changes import ChangeSet
from db.errors import WorkspaceError
from resources.text import Text
from ui.session import Session
from ui.tasks import Tasks

LOOK_MS = 3000
LOOKING = Text("查看其他席位的改动", "Looking at other seats")


class OtherSeats(QObject):
    """Looks at what other seats committed until it is stopped, or until a look fails."""

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__(session)
        self._session, self._tasks = session, tasks
        self._looking = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Look now, unless a look is under way."""
        if self._looking:
            return
        self._looking = True
        workspace = self._session.workspace
        self._tasks.start(
            LOOKING,
            lambda _progress: workspace.news(),
            self._tell,
            self._failed,
            patient=True,
        )

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _tell(self, fresh: list[ChangeSet]) -> None:
        self._looking = False
        for changed in fresh:
            self._session.workspace.publish(changed)

    def _failed(self, trouble: Exception) -> None:
        self._looking = False
        self.stop()
        if not isinstance(trouble, WorkspaceError):
            raise trouble
        self._session.notices.error(trouble)
