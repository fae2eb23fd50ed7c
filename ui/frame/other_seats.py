"""What other seats do, brought to this window: a look every few seconds, read beside the window.

The journal is read in a worker; what is new is published here, on the GUI thread, as if it were done
at this seat. One look at a time: a slow server is not asked again before it has answered. A server that is lost is
asked again until it is back; then everything missed is published.
"""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QObject, QTimer, Signal

from db.changes import ChangeSet
from db.errors import ServerLost
from resources.text import Text
from ui.notify import Notice
from ui.session import Session
from ui.tasks import Tasks

LOOK_MS = 3000
BACK = Text(
    "重新连上服务器了，其间的改动已补齐。", "The server is back; what was missed is here now."
)
LOOKING = Text("查看其他席位的改动", "Looking at other seats")


class OtherSeats(QObject):
    """Looks at what other seats committed until it is stopped, or until a look fails for good.

    Emits ``lost(since)`` with the time at which the server was first missed, and ``lost(None)`` when it is back.
    """

    lost = Signal(object)

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__(session)
        self._session, self._tasks = session, tasks
        self._looking = False
        self._notice: Notice | None = None
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
        if self._notice is not None:
            self._session.notices.withdraw(self._notice)
            self._notice = None
            self._session.notices.done(BACK)
            self.lost.emit(None)
        for changed in fresh:
            self._session.workspace.publish(changed)

    def _failed(self, trouble: Exception) -> None:
        self._looking = False
        if isinstance(trouble, ServerLost):
            if self._notice is None:
                self._notice = self._session.notices.error(trouble)
                self.lost.emit(dt.datetime.now().astimezone())
            return
        self.stop()
        self._session.notices.failed(trouble)
