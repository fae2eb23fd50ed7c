"""Lights up on the map what the selected record answers for, as long as it is selected.

What is lit is `layers.above.spotlight`'s to say; it is worked out beside the window. One selected officer, village,
unit or posting lights; any other selection, Escape among them, ends it. A change of the records lights anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from layers.above.overlay import Overlay
from layers.above.spotlight import KINDS_LIT, READS, spotlight
from resources.text import Text
from ui.map_view.view import MapView
from ui.session import Item, Session
from ui.tasks import Task, Tasks

NAME = "spotlight"
LIGHTING = Text("点亮责任关系", "Lighting who answers for what")


class Spotlight(QObject):
    """Follows the selection of `session` and has `view` show what belongs to it."""

    def __init__(self, session: Session, view: MapView, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._view, self._tasks = session, view, tasks
        self._task: Task[Overlay | None] | None = None
        session.selection.changed.connect(lambda items, _origin: self._follow(items))
        session.changed.connect(self._again)

    def _follow(self, items: Sequence[Item]) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if len(items) != 1 or items[0].kind not in KINDS_LIT:
            self._show(None)
            return
        kind, uid = items[0]
        workspace, today = self._session.workspace, self._session.today()
        self._task = self._tasks.start(
            LIGHTING, lambda _progress: spotlight(workspace, kind, uid, today), self._show
        )

    def _show(self, overlay: Overlay | None) -> None:
        self._task = None
        self._view.draw("overlay", NAME, overlay.as_json() if overlay else None)

    def _again(self, changes: object) -> None:
        kinds: set[str] = set(changes.kinds())  # type: ignore[attr-defined]
        if kinds & READS:
            self._follow(self._session.selection.items)
