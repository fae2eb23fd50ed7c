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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from shapely.geometry.base import BaseGeometry, BaseMultipartGeometry
from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from db.changes import ChangeSet
from db.errors import LinkError, RecordError, StaleWrite
from db.images import dump, from_image, to_image
from db.intake import rows_of_frame
from db.journal import Entry, RowChange, blobs, change_set, last_entry, write_entry
from db.records import KINDS
from db.records.base import (
    Record,
    check_record,
    check_value,
    columns_of,
    field_of,
    values_of,
)
from db.schema import touch
from db.times import now, to_iso
from resources.text import Text

CHUNK = 500


@dataclass(frozen=True)
class Asker:
    """Who an operation is done for: a user at a seat, and the view that asked."""

    user: str
    seat: str
    view: str = ""


def table_of(cls: type[Record]) -> Table:
    """The Core table of a record class."""
    table = cls.__table__
    assert isinstance(table, Table)
    return table


class Operation:
    """Collects and writes the changes of one operation; see `Workspace.operation`."""

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
        self._changes: list[RowChange] = []
        self._noted = False
        self._deleted: dict[str, list[str]] = {}
        self._refresh: list[tuple[Record, dict[str, Any]]] = []

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
        self._insert(type(record), [values])

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
        current = self._row(cls, record.uid)
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
        self._update(cls, record.uid, current, changed)
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
        current = self._row(cls, record.uid)
        if current is None or current["version"] != record.version:
            raise StaleWrite(cls.kind(), record.uid, mine={}, theirs=current)
        for kind, column in PARTS.get(cls.kind(), ()):
            part = KINDS[kind]
            table = table_of(part)
            uids = self.connection.scalars(
                select(table.c.uid).where(table.c[column] == record.uid).order_by(table.c.fid)
            ).all()
            for uid in uids:
                row = self._row(part, uid)
                assert row is not None
                self._delete(part, row)
        self._delete(cls, current)

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
        rows = rows_of_frame(cls, frame)
        self._insert(cls, rows)
        return [row["uid"] for row in rows]

    def update_many(self, kind: str, uids: Sequence[str], **changes: Any) -> int:
        """Write the same `changes` over many rows; returns how many really changed."""
        cls = KINDS[kind]
        for name, value in changes.items():
            check_value(cls, name, value)
        written = 0
        for current in self._rows(cls, uids):
            changed = {n: v for n, v in changes.items() if not _same(v, current[n])}
            if not changed:
                continue
            draft = cls(**{k: v for k, v in current.items() if k != "fid"} | changed)
            draft.check_rules()
            self._update(cls, current["uid"], current, changed)
            written += 1
        return written

    def invert(self, changes: Iterable[RowChange]) -> None:
        """Take back `changes` (an entry's rows); used by undo, redo and the time machine's restore.

        Raises
        ------
        StaleWrite
            A row no longer has the values that the entry left there.
        """
        for change in reversed(list(changes)):
            cls = KINDS[change.kind]
            before, after = change.images()
            current = self._row(cls, change.uid)
            if change.action == "delete":
                assert before is not None
                if current is not None:
                    raise StaleWrite(change.kind, change.uid, mine={}, theirs=current)
                values = from_image(cls, before)
                values["version"] = int(values["version"]) + 1
                self._insert(cls, [values])
                continue
            assert after is not None
            left = from_image(cls, after)
            left.pop("version", None)
            if current is None or any(not _same(v, current[n]) for n, v in left.items()):
                raise StaleWrite(change.kind, change.uid, mine=left, theirs=current)
            if change.action == "insert":
                self._delete(cls, current)
            else:
                assert before is not None
                back = from_image(cls, before)
                back.pop("version", None)
                self._update(cls, change.uid, current, back)

    # -- the end --------------------------------------------------------------------------------

    def finish(self) -> None:
        """Check what deletions leave behind and write the journal entry (none for no change)."""
        self._check_links()
        if not (self._changes or self._noted):
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
            "count": len(self._changes),
        }
        write_entry(self.connection, head, self._changes)
        if self.connection.dialect.name == "sqlite":
            touch(self.connection, {change.kind for change in self._changes}, moment)
        self.entry = last_entry(self.connection)
        assert self.entry is not None
        self.change_set = change_set(self.entry, self._changes, self.asker.view)

    def settle(self) -> None:
        """After the commit: bring the caller's records to the state that was written."""
        for record, values in self._refresh:
            for name, value in values.items():
                setattr(record, name, value)

    # -- rows -----------------------------------------------------------------------------------

    def _row(self, cls: type[Record], uid: str) -> dict[str, Any] | None:
        table = table_of(cls)
        row = self.connection.execute(select(table).where(table.c.uid == uid)).first()
        return None if row is None else dict(row._mapping)

    def _rows(self, cls: type[Record], uids: Sequence[str]) -> list[dict[str, Any]]:
        table = table_of(cls)
        found: list[dict[str, Any]] = []
        for start in range(0, len(uids), CHUNK):
            part = list(uids[start : start + CHUNK])
            query = select(table).where(table.c.uid.in_(part)).order_by(table.c.fid)
            found += [dict(row._mapping) for row in self.connection.execute(query)]
        return found

    def _insert(self, cls: type[Record], rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        try:
            # A refused statement is taken back alone, on both engines, so that a caller may go on.
            with self.connection.begin_nested():
                self.connection.execute(insert(table_of(cls)), rows)
        except IntegrityError as error:
            raise taken(cls, error) from error
        kind = cls.kind()
        self._changes += [
            RowChange("insert", kind, row["uid"], None, dump(to_image(cls, row))) for row in rows
        ]

    def _update(
        self,
        cls: type[Record],
        uid: str,
        current: Mapping[str, Any],
        changed: Mapping[str, Any],
    ) -> None:
        table = table_of(cls)
        version = int(current["version"])
        statement = (
            update(table)
            .where(
                table.c.uid == bindparam("at_uid"),
                table.c.version == bindparam("at_version"),
            )
            .values(**changed, version=version + 1)
        )
        try:
            with self.connection.begin_nested():
                result = self.connection.execute(statement, {"at_uid": uid, "at_version": version})
        except IntegrityError as error:
            raise taken(cls, error) from error
        if result.rowcount != 1:
            raise StaleWrite(cls.kind(), uid, mine=changed, theirs=self._row(cls, uid))
        before = {name: current[name] for name in changed} | {"version": version}
        after = dict(changed) | {"version": version + 1}
        self._changes.append(
            RowChange(
                "update",
                cls.kind(),
                uid,
                dump(to_image(cls, before)),
                dump(to_image(cls, after)),
            )
        )

    def _delete(self, cls: type[Record], current: Mapping[str, Any]) -> None:
        table, uid = table_of(cls), str(current["uid"])
        self.connection.execute(delete(table).where(table.c.uid == uid))
        image = {name: value for name, value in current.items() if name != "fid"}
        self._changes.append(RowChange("delete", cls.kind(), uid, dump(to_image(cls, image)), None))
        self._deleted.setdefault(cls.kind(), []).append(uid)

    def _check_links(self) -> None:
        """Refuse, with the names of those affected, to leave a link that points nowhere."""
        for kind, uids in self._deleted.items():
            gone = [uid for uid in uids if self._row(KINDS[kind], uid) is None]
            for cls in KINDS.values():
                for name, _column, field in columns_of(cls):
                    if field.link == kind and gone:
                        self._refuse_orphans(cls, name, gone, KINDS[kind].title)

    def _refuse_orphans(
        self, cls: type[Record], name: str, gone: Sequence[str], target: Text
    ) -> None:
        table = table_of(cls)
        for start in range(0, len(gone), CHUNK):
            part = list(gone[start : start + CHUNK])
            orphans = self.connection.execute(
                select(table.c.uid).where(table.c[name].in_(part)).limit(1000)
            ).all()
            if orphans:
                count, label = len(orphans), field_of(cls, name).label
                raise LinkError(
                    Text(
                        f"还有 {count} 条{cls.title.zh}的「{label.zh}」指向这条{target.zh}，"
                        "没有删除。请先改掉它们。",
                        f"{count} {cls.title.en} record(s) still point to this {target.en} by "
                        f"“{label.en}”; nothing was deleted. Change those first.",
                    )
                )


PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "disputes": (("dispute_events", "dispute_uid"), ("attachments", "owner_uid")),
    "hazards": (("attachments", "owner_uid"),),
    "visits": (("attachments", "owner_uid"),),
}
"""Kinds whose rows are part of another record and are deleted with it, by the linking column."""


def taken(cls: type[Record], error: IntegrityError) -> RecordError:
    """The refusal for a value that must be unique and is in use already."""
    message = str(error.orig)
    for name, column, field in columns_of(cls):
        if column.unique and (
            f"{cls.kind()}.{name}" in message or f"{cls.kind()}_{name}" in message
        ):
            return RecordError(
                name,
                Text(
                    f"「{field.label.zh}」已被另一条记录使用。",
                    f"“{field.label.en}” is already used by another record.",
                ),
            )
    return RecordError(
        "",
        Text(
            "记录之间的关联不成立，没有写入。",
            "A link of the record does not hold; not written.",
        ),
    )


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
