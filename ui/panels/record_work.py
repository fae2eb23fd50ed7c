"""What the record panel asks of the workspace: read a record and what is around it, write it, follow a place.

Reading runs beside the window and answers on its thread while the panel is there; writing is one
operation through the session. Nothing here shows anything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget
from shapely import Point

from db.operation import Operation
from db.records import Attachment, Record
from db.records.base import values_of
from layers import here, verbs
from layers.known_names import KnownNames
from layers.names import Names, read_names
from layers.record.attachments import Enclosure, attach
from layers.record.view import About, RecordView, read_about, read_record, view_of
from resources.text import Text
from ui.panels.alive import while_alive
from ui.session import Item, Session
from ui.tasks import Tasks

ORIGIN = "panel"
UNDO = Text("撤销", "Undo")
READING = Text("读取记录", "Reading the record")
Answer = TypeVar("Answer")


class RecordWork:
    """The panel's way to the workspace; answers come only while `owner` is there."""

    def __init__(self, session: Session, tasks: Tasks, owner: QWidget) -> None:
        self._session, self._tasks, self._owner = session, tasks, owner
        self._options: dict[str, Names] = {}
        self._known = KnownNames(session.workspace)
        self._asked: dict[str, int] = {}
        self._ground = here.Ground(session.workspace)

    def forget(self, kinds: Collection[str]) -> None:
        """Read names and ground of `kinds` anew when they are next asked for."""
        for kind in kinds:
            self._options.pop(kind, None)
        self._known.forget(kinds)
        self._ground.follow(kinds)

    def read(self, item: Item, then: Callable[[RecordView | None], object]) -> None:
        """Read a record and the names of its links."""
        workspace, known = self._session.workspace, self._known
        self._newest(
            "record", lambda _progress: read_record(workspace, item.kind, item.uid, known), then
        )

    def read_about(self, record: Record, then: Callable[[About], object], wait: int = 0) -> None:
        """Read everything around a record, after `wait` ms."""
        session = self._session
        lang, on = session.lang, session.today()
        self._newest(
            "about", lambda _progress: read_about(session.workspace, record, on, lang), then, wait
        )

    def _newest(
        self,
        what: str,
        read: Callable[[object], Answer],
        then: Callable[[Answer], object],
        wait: int = 0,
    ) -> None:
        """Read beside the window, after `wait` ms; an answer that a later question has overtaken is dropped."""
        number = self._asked[what] = self._asked.get(what, 0) + 1

        def take(answer: Answer) -> None:
            if self._asked[what] == number:
                then(answer)

        self._tasks.start(READING, read, while_alive(self._owner, take), patient=True, wait_ms=wait)

    def options(self, kind: str, then: Callable[[Names], None]) -> None:
        """Every record of `kind`, for a link to choose from."""
        if kind in self._options:
            then(self._options[kind])
            return
        workspace = self._session.workspace

        def keep(names: Names) -> None:
            self._options[kind] = names
            then(names)

        self._tasks.start(
            READING,
            lambda _progress: read_names(workspace, (kind,), terms=False, lead=True),
            while_alive(self._owner, keep),
        )

    def follow(
        self, record: Record, place: Point, then: Callable[[dict[str, Any], Names], object]
    ) -> None:
        """What changes with `record` when it stands at `place` (EPSG:4326), and the names for it."""
        session, ground = self._session, self._ground

        def read(_progress: object) -> tuple[dict[str, Any], Names]:
            on = session.today()
            before = here.of_village(session.workspace, getattr(record, "village_uid", None), on)
            changes = here.moved(record, place, before, ground.here(place, on))
            moved = type(record)(**{**values_of(record), **changes})
            return changes, view_of(session.workspace, moved, self._known).names

        self._tasks.start(READING, read, while_alive(self._owner, lambda found: then(*found)))

    def follow_village(
        self, record: Record, village_uid: str, then: Callable[[dict[str, Any], Names], object]
    ) -> None:
        """What changes with `record` when it is told to belong to another village, and the names for it."""
        workspace, on = self._session.workspace, self._session.today()

        def read(_progress: object) -> tuple[dict[str, Any], Names]:
            before = here.of_village(workspace, getattr(record, "village_uid", None), on)
            changes = here.followed(record, before, here.of_village(workspace, village_uid, on))
            moved = type(record)(**{**values_of(record), **changes})
            return changes, view_of(workspace, moved, self._known).names

        self._tasks.start(READING, read, while_alive(self._owner, lambda found: then(*found)))

    def attach(self, record: Record, enclosures: Sequence[Enclosure]) -> bool:
        """Write photos and documents of `record` as one operation; a refusal is shown and gives False."""
        names = ", ".join(each.record.name for each in enclosures)
        label = f"{record.name_for_people()}: {names}"[:200]
        verb = verbs.verb(record.kind(), "attach")
        return self._done(verb, label, lambda op: attach(op, record, enclosures))

    def remove(self, uid: str) -> bool:
        """Delete an attachment; a refusal is shown and gives False."""
        record = self._session.workspace.get(Attachment, uid)
        if record is None:
            return False
        verb = verbs.verb("attachments", "delete")
        return self._done(verb, record.name, lambda op: op.delete(record))

    def put_back(self, record: Record, name: str, value: Any) -> bool:
        """Give one field the value it had once, as a new change; a refusal is shown and gives False."""
        verb, label = verbs.verb(record.kind(), "restore"), record.name_for_people()
        return self._done(verb, label, lambda op: op.update(record, **{name: value}))

    def _done(self, verb: str, label: str, write: Callable[[Operation], object]) -> bool:
        """Write one operation and say so, with the way back."""
        session = self._session
        if session.perform(verb, label, write, origin=ORIGIN) is None:
            return False
        words = verbs.said(verb)
        session.notices.done(
            Text(f"已{words.zh}：{label}", f"{words.en}: {label}"),
            UNDO,
            lambda: session.undo("menu"),
        )
        return True

    def write(
        self,
        record: Record,
        changes: Mapping[str, Any],
        photos: Sequence[Enclosure],
        *,
        fresh: bool,
    ) -> bool:
        """Write `changes` over `record`, or add it when it is `fresh`, as one operation.

        Raises
        ------
        RecordError, PrivacyRefusal, StaleWrite
            Nothing was written; the caller says so beside the field. Any other refusal is shown as
            a notice and gives False.
        """
        kind = record.kind()

        def write(operation: Operation) -> None:
            for photo in photos:
                photo.write(operation, kind, record.uid)
            if fresh:
                here.add(operation, record)
            else:
                operation.update(record, **changes)

        verb = verbs.verb(kind, "new" if fresh else "edit")
        label = record.name_for_people()
        perform = self._session.perform
        return perform(verb, label, write, origin=ORIGIN, on_error="raise") is not None
