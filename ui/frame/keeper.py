"""Backups while the officer works: looks from time to time whether one is due, and writes it beside the window.

When a backup is due is `db.backups`'s rule; how often this seat wants one, its user's settings say. A failure is said
once, as a notice; the work goes on.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from resources.text import Text
from ui.session import Session
from ui.settings import Settings
from ui.tasks import Tasks

LOOK_MS = 10 * 60 * 1000
"""How often it is looked whether a backup is due."""
BACKING_UP = Text("备份工作区", "Backing up")


class Keeper(QObject):
    """Keeps the backups of the session's workspace fresh until it is stopped."""

    def __init__(self, session: Session, tasks: Tasks, settings: Settings) -> None:
        super().__init__(session)
        self._session, self._tasks = session, tasks
        workspace = session.workspace
        if workspace.target.path is not None:
            workspace.keeping = settings.keeping(str(workspace.target.path))
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Write a backup now if one is due."""
        workspace = self._session.workspace
        if not workspace.readonly:
            self._tasks.start(
                BACKING_UP, lambda _progress: workspace.back_up_when_due(), lambda _where: None
            )

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
