"""What the panel of many records asks of the workspace: what they share, and one change for all; beside the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from db.errors import WorkspaceError
from layers import verbs
from layers.record.many import Many, Refusal, read_many, refusals, write_many
from resources.text import Text
from ui.panels.alive import while_alive
from ui.session import Session
from ui.tasks import Tasks

ORIGIN = "panel"
READING = Text("读取所选记录", "Reading the selected records")
WRITING = Text("修改所选记录", "Changing the selected records")


@dataclass(frozen=True)
class Done:
    """How a change of many ended: how many were written, which refused it (then none), or what went wrong."""

    written: int = 0
    refused: tuple[Refusal, ...] = ()
    trouble: WorkspaceError | None = None


class ManyWork:
    """The way to the workspace; answers come only while `owner` is there, of readings only the newest."""

    def __init__(self, session: Session, tasks: Tasks, owner: QWidget) -> None:
        self._session, self._tasks, self._owner = session, tasks, owner
        self._asked = 0

    def read(self, kind: str, uids: Sequence[str], then: Callable[[Many], object]) -> None:
        """Read what the records have in common."""
        self._asked += 1
        number, workspace = self._asked, self._session.workspace

        def take(many: Many) -> None:
            if number == self._asked:
                then(many)

        self._tasks.start(
            READING,
            lambda _progress: read_many(workspace, kind, uids),
            while_alive(self._owner, take),
        )

    def write(
        self,
        kind: str,
        uids: Sequence[str],
        changes: Mapping[str, Any],
        then: Callable[[Done], object],
    ) -> None:
        """Write `changes` to every record as one operation, or to none when one of them refuses."""
        workspace = self._session.workspace
        verb, label = verbs.verb(kind, "edit"), f"× {len(uids)}"

        def write(_progress: object) -> Done:
            try:
                refused = refusals(workspace, kind, uids, changes)
                if refused:
                    return Done(refused=tuple(refused))
                with workspace.operation(verb, label=label, asked_by=ORIGIN) as operation:
                    return Done(write_many(operation, kind, uids, changes))
            except WorkspaceError as trouble:
                return Done(trouble=trouble)

        self._tasks.start(WRITING, write, while_alive(self._owner, then), told=True)
