"""One operation: rows and one journal entry in one transaction. The only code that writes records.

An `Operation` is handed out by `Workspace.operation`. Each call checks the record, writes the row
and remembers its images; `finish` checks the links that deletions leave behind and seals the entry.
Nothing is visible to anybody before the transaction commits, and an error inside the block takes
all of it back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from shapely.geometry.base import BaseGeometry, BaseMultipartGeometry
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from db.changes import ChangeSet
from db.errors import StaleWrite
from db.images import from_image
from db.intake import changes_of_frame, has_rules, obey_rules, rows_of_frame, same_stored
from db.journal import Entry, RowChange, blobs, change_set, last_entry, write_entry
from db.links import PARTS, refuse_loose_ends
from db.records import KINDS
from db.records.base import Record, check_record, check_value, values_of
from db.row_writer import STEP, RowWriter, table_of
from db.schema import touch
from db.times import now, to_iso


@dataclass(frozen=True)
class Asker:
    """Who an operation is done for: a user at a seat, and the view that asked."""

    user: str
    seat: str
    view: str = ""


class Operation:
    """Collects and writes the changes of one operation; see `Workspace.operation`.

    Attributes
    ----------
    watch : callable
        Called with the number of rows written since its last call, and often with 0 while rows are checked
        and the journal is written; the last time when only the commit is left to do. What it raises takes
        the whole operation back.
    crossed : bool
        Whether frames may hold boundaries that cross themselves: someone said that they be kept as they are.
    """

    def __init__(
        self,
        connection: Connection,
        verb: str,
        label: str,
        asker: Asker,
    ) -> None:
        self.connection = connection
        self.verb, self.label, self.asker = verb, label, asker
        self.operation = str(uuid.uuid4())
        self.undoes: str | None = None
        self.redoes: str | None = None
        self.change_set: ChangeSet | None = None
        self.entry: Entry | None = None
        self.watch: Callable[[int], None] = lambda _rows: None
        self.crossed = False
        self._rows = RowWriter(connection, self._told)
        self._noted = False
        self._refresh: list[tuple[Record, dict[str, Any]]] = []

    def _told(self, rows: int) -> None:
        self.watch(rows)

    def _look(self) -> None:
        self.watch(0)

    # -- single records -------------------------------------------------------------------------

    def add(self, record: Record) -> None:
        """Write a new record.

        Raises
        ------
        RecordError, PrivacyRefusal
            A field or rule refuses it, or a unique field is taken.
        """
        record.fill_in()
        check_record(record)
        values = values_of(record)
        self._rows.insert(type(record), [values])

    def update(self, record: Record, **changes: Any) -> None:
        """Write `changes`, and what was set on `record`, over the row it was read from.

        Only columns that differ are written and checked. A column set back to its value is no
        change; an update without a change writes nothing.

        Raises
        ------
        StaleWrite
            The row has another version than `record`, or is gone.
        RecordError, PrivacyRefusal
            A changed field or a rule refuses it.
        """
        cls = type(record)
        wanted = values_of(record) | changes
        current = self._rows.one(cls, record.uid)
        if current is None or current["version"] != record.version:
            raise StaleWrite(cls.kind(), record.uid, mine=wanted, theirs=current)
        draft = cls(**wanted)
        draft.fill_in()
        wanted = values_of(draft)
        changed = {
            name: value
            for name, value in wanted.items()
            if name not in ("uid", "version") and not _same(value, current[name])
        }
        if not changed:
            return
        for name, value in changed.items():
            check_value(cls, name, value)
        draft.check_rules()
        self._rows.update(cls, record.uid, current, changed)
        self._refresh.append((record, changed | {"version": current["version"] + 1}))

    def delete(self, record: Record) -> None:
        """Delete a record, with the events and attachments that are part of it.

        Raises
        ------
        StaleWrite
            The row changed since it was read, or is gone.
        LinkError
            At the end of the operation, when other records still point to it.
        """
        cls = type(record)
        current = self._rows.one(cls, record.uid)
        if current is None or current["version"] != record.version:
            raise StaleWrite(cls.kind(), record.uid, mine={}, theirs=current)
        for kind, column in PARTS.get(cls.kind(), ()):
            part = KINDS[kind]
            table = table_of(part)
            uids = self.connection.scalars(
                select(table.c.uid).where(table.c[column] == record.uid).order_by(table.c.fid)
            ).all()
            for uid in uids:
                row = self._rows.one(part, uid)
                assert row is not None
                self._rows.delete(part, row)
        self._rows.delete(cls, current)

    def store(self, content: bytes) -> str:
        """Keep the bytes of a file once, addressed by their SHA-256; returns that address."""
        address = hashlib.sha256(content).hexdigest()
        known = select(blobs.c.sha256).where(blobs.c.sha256 == address)
        if self.connection.execute(known).first() is None:
            self.connection.execute(insert(blobs).values(sha256=address, content=content))
        return address

    def note(self) -> None:
        """Write the journal's entry even when no row changes: what goes out is logged too."""
        self._noted = True

    # -- many at once ---------------------------------------------------------------------------

    def add_frame(self, kind: str, frame: pd.DataFrame) -> list[str]:
        """Write every row of a frame as a new record of `kind`; returns their uids in frame order.

        Columns are those of the record; missing ones take their defaults. Geometry is ``geom``,
        EPSG:4326.

        Raises
        ------
        RecordError, PrivacyRefusal
            A row is refused; the sentence names its number. Nothing of the operation stays.
        """
        cls = KINDS[kind]
        rows = rows_of_frame(cls, frame, self._look, crossed=self.crossed)
        self._rows.insert(cls, rows)
        return [row["uid"] for row in rows]

    def update_frame(self, kind: str, frame: pd.DataFrame) -> int:
        """Write the columns of `frame` over the rows of `kind` that its ``uid`` names, all at once.

        Parameters
        ----------
        kind : str
        frame : DataFrame
            ``uid``, the columns to write, and optionally ``version``: what each row was read with.
            A missing value empties the field, or gives it its default. Geometry is ``geom``,
            EPSG:4326.

        Returns
        -------
        int
            How many rows really changed. A value set to what it is is no change.

        Raises
        ------
        StaleWrite
            A row is gone, or has another version than the frame says.
        RecordError, PrivacyRefusal
            A row is refused; the sentence names its number. Nothing of the operation stays.
        """
        cls = KINDS[kind]
        wanted = changes_of_frame(cls, frame, self._look, crossed=self.crossed)
        present = self._rows.many(
            cls,
            wanted.uids,
            None if has_rules(cls) else [*wanted.columns],
        )
        rows: list[tuple[dict[str, Any], dict[str, Any]]] = []
        for number, (uid, version, values) in enumerate(wanted.rows(), start=1):
            if number % STEP == 0:
                self._look()
            current = present.get(uid)
            if current is None or version not in (None, current["version"]):
                raise StaleWrite(kind, uid, mine=values, theirs=current)
            changed = {n: v for n, v in values.items() if not same_stored(v, current[n])}
            if changed and (changed := obey_rules(cls, current, changed, number)):
                rows.append((current, changed))
        self._rows.update_all(cls, rows)
        return len(rows)

    def update_many(self, kind: str, uids: Sequence[str], **changes: Any) -> int:
        """Write the same `changes` over many rows; returns how many really changed.

        A uid without a row is passed over. Raises as `update_frame` does.
        """
        cls = KINDS[kind]
        for name, value in changes.items():
            check_value(cls, name, value)
        rows: list[tuple[dict[str, Any], dict[str, Any]]] = []
        for current in self._rows.many(cls, uids).values():
            changed = {n: v for n, v in changes.items() if not _same(v, current[n])}
            if changed and (changed := obey_rules(cls, current, changed)):
                rows.append((current, changed))
        self._rows.update_all(cls, rows)
        return len(rows)

    def invert(self, changes: Iterable[RowChange]) -> None:
        """Take back `changes` (an entry's rows); used by undo, redo and the time machine's restore.

        Raises
        ------
        StaleWrite
            A row no longer has the values that the entry left there.
        """
        for (kind, action), run in _runs(list(changes)):
            cls = KINDS[kind]
            present = self._rows.many(cls, [change.uid for change in run])
            images = [change.images() for change in run]
            if action == "delete":
                for uid, current in present.items():
                    raise StaleWrite(kind, uid, mine={}, theirs=current)
                self._rows.insert(
                    cls, [_one_up(from_image(cls, before or {})) for before, _ in images]
                )
                continue
            for change, (_before, left_there) in zip(run, images, strict=True):
                left = _without_version(from_image(cls, left_there or {}))
                there = present.get(change.uid)
                if there is None or any(not _same(v, there[n]) for n, v in left.items()):
                    raise StaleWrite(kind, change.uid, mine=left, theirs=there)
            rows = [present[change.uid] for change in run]
            if action == "insert":
                self._rows.delete_all(cls, rows)
            else:
                back = (_without_version(from_image(cls, before or {})) for before, _ in images)
                self._rows.update_all(cls, list(zip(rows, back, strict=True)))

    # -- the end --------------------------------------------------------------------------------

    def finish(self) -> None:
        """Check what deletions leave behind and write the journal entry (none for no change)."""
        if self._rows.torn:
            raise RuntimeError(
                "many rows were refused half-way: the operation can't go on without them"
            )
        refuse_loose_ends(self.connection, self._rows.deleted)
        if not (self._rows.changes or self._noted):
            return
        newest = last_entry(self.connection)
        moment = now()
        if newest is not None and newest.at > moment:
            moment = newest.at  # a clock set back must not make the journal run backwards
        head: dict[str, object] = {
            "sequence": 1 if newest is None else newest.sequence + 1,
            "operation": self.operation,
            "at": to_iso(moment),
            "user": self.asker.user,
            "seat": self.asker.seat,
            "verb": self.verb,
            "label": self.label,
            "undoes": self.undoes,
            "redoes": self.redoes,
            "count": len(self._rows.changes),
        }
        write_entry(self.connection, head, self._rows.changes, self._look)
        if self.connection.dialect.name == "sqlite":
            touch(self.connection, {change.kind for change in self._rows.changes}, moment)
        self.entry = last_entry(self.connection)
        assert self.entry is not None
        self.change_set = change_set(self.entry, self._rows.changes, self.asker.view)
        self.watch(0)

    def settle(self) -> None:
        """After the commit: bring the caller's records to the state that was written."""
        for record, values in self._refresh:
            for name, value in values.items():
                setattr(record, name, value)


def _runs(changes: list[RowChange]) -> Iterator[tuple[tuple[str, str], list[RowChange]]]:
    """The changes from the last to the first, those of one kind and sort together; no row twice in a run."""
    run: list[RowChange] = []
    uids: set[str] = set()
    for change in reversed(changes):
        alike = not run or (run[0].kind, run[0].action) == (change.kind, change.action)
        if not alike or change.uid in uids:
            yield (run[0].kind, run[0].action), run
            run, uids = [], set()
        run.append(change)
        uids.add(change.uid)
    if run:
        yield (run[0].kind, run[0].action), run


def _without_version(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "version"}


def _one_up(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"version": int(values["version"]) + 1}


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    """The simple geometries of `shape`: a polygon equals itself stored as a multipolygon."""
    return list(shape.geoms) if isinstance(shape, BaseMultipartGeometry) else [shape]


def _same(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    if isinstance(left, BaseGeometry) and isinstance(right, BaseGeometry):
        return _parts(left) == _parts(right)
    if isinstance(left, dt.datetime) and isinstance(right, dt.datetime):
        return to_iso(left) == to_iso(right)
    return bool(left == right)
