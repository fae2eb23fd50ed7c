"""The workspace: what is open, read as frames, changed by operations, watched by subscribers.

The rest of the program reaches records through this class alone. It joins the parts of this package
(engine, frames, operation, undo, journal, lock, backups, check) and holds no rules of its own.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError, OperationalError

from db import backups, migrations, refusals, seat_lock
from db.changes import ChangeSet
from db.check import CheckReport, check_workspace
from db.engine import Target, open_engine, writing
from db.errors import LinkError, StaleWrite
from db.frames import Frame, read_frame, read_past
from db.journal import Entry, Journal, RecordHistory, blobs, change_set, changes_of
from db.operation import Asker, Operation
from db.records import KINDS
from db.records.base import Record
from db.records.terms import default_terms
from db.soundness import passphrase_for
from db.undo import DEPTH, UndoStacks

R = TypeVar("R", bound=Record)
log = logging.getLogger(__name__)


class Workspace:
    """One open workspace, from `Workspace.open` or `Workspace.create`; close it, or use ``with``.

    Reading is safe from any thread. Operations of one workspace are made one after another;
    subscribers are called after the commit, on the thread that committed.

    Attributes
    ----------
    readonly : bool
        True when it was asked for, or when another program holds the file; ``holder`` then says
        who.
    user, seat : str
        Who works here; every journal entry names them.
    """

    def __init__(
        self,
        target: Target,
        *,
        user: str,
        seat: str,
        readonly: bool,
        passphrase: str | None,
        lock: seat_lock.SeatLock | None = None,
        holder: seat_lock.Holder | None = None,
    ) -> None:
        self.target, self.user, self.seat = target, user, seat
        self.readonly, self.holder = readonly, holder
        self._lock, self._passphrase = lock, passphrase
        self.keeping = backups.Keeping()
        self.engine = open_engine(target, readonly=readonly, passphrase=passphrase)
        self.journal = Journal(self.engine)
        self._subscribers: list[Callable[[ChangeSet], None]] = []
        self._one_writer = threading.RLock()
        self._seen = 0
        self._own: set[str] = set()
        self._stacks = UndoStacks()

    # -- opening --------------------------------------------------------------------------------

    @classmethod
    def create(
        cls,
        target: str | Path,
        *,
        user: str | None = None,
        seat: str | None = None,
        passphrase: str | None = None,
    ) -> Workspace:
        """Make a new, empty workspace with the default lists and open it for writing.

        Raises
        ------
        WorkspaceError
            The file exists, its folder does not or can't be written, or the database already holds
            one.
        NetworkPath
            The file would lie on a network share.
        """
        place, (name, desk) = Target.of(target), seat_lock.who(user, seat)
        lock = None
        if place.path is not None:
            refusals.refuse_taken_or_homeless(place.path)
            seat_lock.refuse_network(place.path)
            taken = seat_lock.take(place.path, name, desk)
            lock = taken if isinstance(taken, seat_lock.SeatLock) else None
        try:
            migrations.create(place, passphrase=passphrase)
            workspace = cls(
                place,
                user=name,
                seat=desk,
                readonly=False,
                passphrase=passphrase,
                lock=lock,
            )
            with workspace.operation("workspace.create", label=place.name) as op:
                for term in default_terms():
                    op.add(term)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        return workspace

    @classmethod
    def open(
        cls,
        target: str | Path,
        *,
        user: str | None = None,
        seat: str | None = None,
        readonly: bool = False,
        passphrase: str | None = None,
    ) -> Workspace:
        """Open a workspace, upgrading an older one on a copy first.

        A file that another program holds for writing is opened read-only and ``holder`` says who
        has it.

        Raises
        ------
        WorkspaceDamaged
            The file is not sound; it was left untouched and the newest sound backup is named.
        NotAWorkspace
            It is something else, or was made by a newer program.
        NetworkPath
            It lies on a network share.
        """
        place, (name, desk) = Target.of(target), seat_lock.who(user, seat)
        passphrase = passphrase_for(place.path, passphrase)
        lock: seat_lock.SeatLock | None = None
        holder: seat_lock.Holder | None = None
        if place.path is not None:
            seat_lock.refuse_network(place.path)
            backups.refuse_unsound(place.path, passphrase=passphrase)
            if not readonly:
                taken = seat_lock.take(place.path, name, desk)
                if isinstance(taken, seat_lock.SeatLock):
                    lock = taken
                else:
                    holder, readonly = taken, True
        try:
            migrations.bring_up_to_date(place, readonly=readonly, passphrase=passphrase)
            workspace = cls(
                place,
                user=name,
                seat=desk,
                readonly=readonly,
                passphrase=passphrase,
                lock=lock,
                holder=holder,
            )
            workspace._catch_up()
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        return workspace

    def close(self) -> None:
        """Let go of the file; the write-ahead log is folded in when we are the last."""
        self._subscribers.clear()
        self.engine.dispose()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @property
    def passphrase(self) -> str | None:
        """What the file is encrypted with, for the files that are kept beside it."""
        return self._passphrase

    # -- reading --------------------------------------------------------------------------------

    def frame(
        self,
        kind: str,
        where: ColumnElement[bool] | None = None,
        columns: Sequence[str] | None = None,
        as_of: dt.datetime | None = None,
    ) -> Frame:
        """The rows of one kind; see `db.frames.read_frame` for columns and types.

        `as_of` (an aware time) gives them as they stood then; it goes without `where`: filter the
        frame.
        """
        cls = KINDS[kind]
        with self.engine.connect() as connection, connection.begin():
            if as_of is None:
                return read_frame(connection, cls, where=where, columns=columns)
            if where is not None:
                raise TypeError("a past frame takes no where; filter the frame it gives")
            return read_past(connection, cls, as_of, columns)

    def get(self, cls: type[R], uid: str) -> R | None:
        """The record with that identity, detached, or None."""
        found = self.find(cls, uid=uid)
        return found[0] if found else None

    def find(self, cls: type[R], **equals: Any) -> list[R]:
        """Every record whose columns equal the given values, in the order of ``fid``."""
        table = cls.__table__
        query = select(table).order_by(table.c.fid)
        for name, value in equals.items():
            column = table.c[name]
            query = query.where(column.is_(None) if value is None else column == value)
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
        return [cls(**row._mapping) for row in rows]

    def blob(self, sha256: str) -> bytes | None:
        """The bytes of a stored file, or None."""
        with self.engine.connect() as connection:
            content = connection.scalar(select(blobs.c.content).where(blobs.c.sha256 == sha256))
        return None if content is None else bytes(content)

    def history(self, kind: str, uid: str) -> list[RecordHistory]:
        """What the journal says of one record, newest first."""
        return self.journal.history(kind, uid)

    # -- changing -------------------------------------------------------------------------------

    @contextmanager
    def operation(self, verb: str, *, label: str = "", asked_by: str = "") -> Iterator[Operation]:
        """One operation: everything inside is committed with its journal entry, or nothing is.

        `verb` is a dotted name such as ``"dispute.escalate"``, `label` names the thing for people.
        Afterwards ``op.change_set`` holds what changed (None for nothing).

        Raises
        ------
        ReadOnly
            The workspace is open for reading.
        WorkspaceError
            The disk is full or the file is held; nothing was written.
        """
        with self._writing(verb, label, asked_by) as op:
            yield op

    @contextmanager
    def _writing(self, verb: str, label: str, asked_by: str) -> Iterator[Operation]:
        if self.readonly:
            raise refusals.read_only(self.holder)
        with self._one_writer:
            try:
                with writing(self.engine) as connection:
                    op = Operation(connection, verb, label, Asker(self.user, self.seat, asked_by))
                    yield op
                    op.finish()
            except IntegrityError as error:
                raise refusals.loose_link() from error
            except OperationalError as error:
                log.exception("operation %s was not committed", verb)
                raise refusals.not_written() from error
            op.settle()
            if op.entry is None or op.change_set is None:
                return
            self._stacks.note(op.entry)
            if op.entry.sequence == self._seen + 1:
                self._seen = op.entry.sequence
            else:  # another seat came between: the next look must pass over our own entry
                self._own.add(op.entry.operation)
        self.publish(op.change_set)

    def undoable(self) -> Entry | None:
        """The entry that `undo` would take back."""
        return self._stacks.undo[-1] if self._stacks.undo else None

    def redoable(self) -> Entry | None:
        """The entry that `redo` would do again, shown as the undo that took it back."""
        return self._stacks.redo[-1] if self._stacks.redo else None

    def undo(self, *, asked_by: str = "") -> ChangeSet | None:
        """Take back this seat's newest operation; None when there is none.

        Raises
        ------
        UndoConflict
            A row has changed since, or something now points to what would be removed; nothing was
            written.
        """
        entry = self.undoable()
        return None if entry is None else self._invert(entry, asked_by, undo=True)

    def redo(self, *, asked_by: str = "") -> ChangeSet | None:
        """Do again what `undo` took back; None when there is none. Raises as `undo` does."""
        entry = self.redoable()
        return None if entry is None else self._invert(entry, asked_by, undo=False)

    def _invert(self, entry: Entry, asked_by: str, *, undo: bool) -> ChangeSet | None:
        verb = entry.verb.removeprefix("undo ").removeprefix("redo ")
        try:
            with self._writing(f"{'undo' if undo else 'redo'} {verb}", entry.label, asked_by) as op:
                if undo:
                    op.undoes = entry.operation
                else:
                    op.redoes = entry.operation
                op.invert(changes_of(op.connection, entry.sequence))
        except (StaleWrite, LinkError) as error:
            raise refusals.not_undone() from error
        return op.change_set

    # -- watching -------------------------------------------------------------------------------

    def subscribe(self, callback: Callable[[ChangeSet], None]) -> Callable[[], None]:
        """Call `callback` after every commit; returns the function that ends this."""
        self._subscribers.append(callback)

        def unsubscribe() -> None:
            if callback in self._subscribers:
                self._subscribers.remove(callback)

        return unsubscribe

    def publish(self, changed: ChangeSet) -> None:
        """Tell every subscriber of `changed`, on this thread."""
        for callback in tuple(self._subscribers):
            callback(changed)

    def news(self) -> list[ChangeSet]:
        """Read what other seats committed since the last look; telling of it is left to `publish`.

        Safe from any thread, and nobody who writes is kept waiting for the reading.
        """
        with self._one_writer:
            seen = self._seen
        with self.engine.connect() as connection:
            read = [
                (entry, changes_of(connection, entry.sequence))
                for entry in self.journal.entries(after=seen)
            ]
        fresh: list[ChangeSet] = []
        with self._one_writer:
            for entry, changes in read:
                if entry.sequence <= self._seen:  # our own, written while we read
                    continue
                self._seen = entry.sequence
                if entry.operation in self._own:
                    self._own.discard(entry.operation)
                else:
                    fresh.append(change_set(entry, changes))
        return fresh

    def poll(self) -> list[ChangeSet]:
        """Read what other seats committed since the last look, publish it and return it."""
        fresh = self.news()
        for changed in fresh:
            self.publish(changed)
        return fresh

    def _catch_up(self) -> None:
        self._seen = self.journal.head()[0]
        newest = self.journal.entries(
            limit=DEPTH, newest_first=True, user=self.user, seat=self.seat
        )
        self._stacks = UndoStacks(reversed(newest))

    # -- keeping --------------------------------------------------------------------------------

    def check(self) -> CheckReport:
        """Verify file, schema, links, geometry, rtree and journal; writes nothing."""
        return check_workspace(self)

    def backup(self) -> Path | None:
        """Write a backup beside the file and drop the oldest ones; None for a server."""
        if self.target.path is None:
            return None
        newest = self.keeping.newest
        return backups.make(self.target.path, passphrase=self._passphrase, newest=newest)

    def back_up_when_due(self) -> Path | None:
        """Write a backup when the file changed and the newest one is old enough; None when not."""
        path = self.target.path
        if path is None or self.readonly or not backups.is_due(path, every=self.keeping.every):
            return None
        return self.backup()
