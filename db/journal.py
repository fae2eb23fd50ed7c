"""The journal: one sealed entry for each operation, append-only.

Each seal is a hash over the entry and the seal before it. Here are the tables, how an entry is
sealed and read, and how the chain is verified. Entries are written by `db.operation` in the
transaction that writes the rows; nothing else writes here, and nothing ever deletes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    func,
    insert,
    select,
)
from sqlalchemy.engine import Connection, Engine, Row

from db.changes import Action, Change, ChangeSet
from db.errors import WorkspaceDamaged
from db.images import Image, load
from db.records.base import Record
from db.times import from_iso, to_iso
from resources.text import Text

journal = Table(
    "journal",
    Record.metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("operation", String, nullable=False, unique=True),
    Column("at", String, nullable=False, index=True),
    Column("user", String, nullable=False),
    Column("seat", String, nullable=False),
    Column("verb", String, nullable=False),
    Column("label", String, nullable=False),
    Column("undoes", String),
    Column("redoes", String),
    Column("count", Integer, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
)

journal_changes = Table(
    "journal_changes",
    Record.metadata,
    Column("fid", Integer, primary_key=True, autoincrement=True),
    Column("sequence", Integer, ForeignKey("journal.sequence"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("action", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("uid", String, nullable=False),
    Column("before", String),
    Column("after", String),
    Index("journal_changes_record", "kind", "uid"),
    Index("journal_changes_sequence", "sequence"),
)

blobs = Table(
    "blobs",
    Record.metadata,
    Column("sha256", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

FIRST_HASH = "0" * 64
STEP = 4000
"""So many rows of an entry are sealed or written between two looks at whether they are still wanted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The head of one operation: who, when, from which seat, what, and the seal."""

    sequence: int
    operation: str
    at: dt.datetime
    user: str
    seat: str
    verb: str
    label: str
    undoes: str | None
    redoes: str | None
    count: int
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row of one entry, as stored: image texts, None where there was no row."""

    action: Action
    kind: str
    uid: str
    before: str | None
    after: str | None

    def images(self) -> tuple[Image | None, Image | None]:
        """The images before and after, read."""
        return load(self.before), load(self.after)


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """One entry's effect on one record."""

    entry: Entry
    action: Action
    before: Image = field(default_factory=dict)
    after: Image = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChainFault:
    """An entry whose seal does not fit; ``sequence`` says where the chain breaks."""

    sequence: int
    sentence: Text


def seal(
    previous: str,
    head: dict[str, object],
    changes: Iterable[RowChange],
    look: Callable[[], None] = lambda: None,
) -> str:
    """SHA-256 over the previous seal, the head and every row image, as 64 hexadecimal digits.

    `head` holds sequence, operation, at (ISO text), user, seat, verb, label, undoes, redoes and
    count.
    """
    digest = hashlib.sha256(previous.encode("ascii"))
    digest.update(orjson.dumps(head, option=orjson.OPT_SORT_KEYS))
    for number, change in enumerate(changes):
        if number % STEP == 0:
            look()
        parts = (change.action, change.kind, change.uid, change.before, change.after)
        digest.update(b"\n")
        digest.update(orjson.dumps(parts))
    return digest.hexdigest()


_HEAD = (
    "sequence",
    "operation",
    "at",
    "user",
    "seat",
    "verb",
    "label",
    "undoes",
    "redoes",
    "count",
)


def _entry(row: Row[Any]) -> Entry:
    values = {name: row._mapping[name] for name in (*_HEAD, "previous", "hash")}
    try:
        values["at"] = from_iso(values["at"])
    except (TypeError, ValueError) as error:
        raise WorkspaceDamaged(
            Text(
                f"日志第 {row.sequence} 条的时间读不出来，工作区可能被别的程序改过。"
                "运行检查，或打开备份。",
                f"The time of journal entry {row.sequence} can't be read; another program may have "
                "changed the workspace. Run the check, or open a backup.",
            )
        ) from error
    return Entry(**values)


def last_entry(connection: Connection) -> Entry | None:
    """The newest entry, or None in an empty journal."""
    row = connection.execute(select(journal).order_by(journal.c.sequence.desc()).limit(1)).first()
    return None if row is None else _entry(row)


def write_entry(
    connection: Connection,
    head: dict[str, object],
    changes: list[RowChange],
    look: Callable[[], None] = lambda: None,
) -> str:
    """Append one sealed entry; `head` lacks ``previous`` and ``hash``. Returns the new seal.

    `look` is called before every few thousand rows; what it raises ends the writing.
    """
    newest = last_entry(connection)
    previous = FIRST_HASH if newest is None else newest.hash
    sealed = seal(previous, head, changes, look)
    connection.execute(insert(journal).values(**head, previous=previous, hash=sealed))
    for start in range(0, len(changes), STEP):
        look()
        connection.execute(
            insert(journal_changes),
            [
                {
                    "sequence": head["sequence"],
                    "ordinal": ordinal,
                    "action": change.action,
                    "kind": change.kind,
                    "uid": change.uid,
                    "before": change.before,
                    "after": change.after,
                }
                for ordinal, change in enumerate(changes[start : start + STEP], start)
            ],
        )
    return sealed


def changes_of(connection: Connection, sequence: int) -> list[RowChange]:
    """The rows of one entry, in the order they were changed."""
    table = journal_changes
    rows = connection.execute(
        select(table.c.action, table.c.kind, table.c.uid, table.c.before, table.c.after)
        .where(table.c.sequence == sequence)
        .order_by(table.c.ordinal)
    )
    return [RowChange(*row) for row in rows]


def change_set(entry: Entry, changes: Iterable[RowChange], asked_by: str = "") -> ChangeSet:
    """What views are told of `entry`."""
    return ChangeSet(
        entry.sequence,
        entry.operation,
        entry.verb,
        entry.label,
        asked_by,
        tuple(
            Change(
                change.action,
                change.kind,
                change.uid,
                frozenset(load(change.after) or ()) - {"version"}
                if change.action == "update"
                else frozenset(),
            )
            for change in changes
        ),
    )


class Journal:
    """Reading side of the journal of one workspace."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def entries(
        self,
        *,
        after: int = 0,
        limit: int | None = None,
        newest_first: bool = False,
        user: str | None = None,
        seat: str | None = None,
    ) -> list[Entry]:
        """Heads of the entries with a sequence above `after`, optionally of one user and seat."""
        order = journal.c.sequence.desc() if newest_first else journal.c.sequence
        query = select(journal).where(journal.c.sequence > after).order_by(order)
        if user is not None:
            query = query.where(journal.c.user == user)
        if seat is not None:
            query = query.where(journal.c.seat == seat)
        if limit is not None:
            query = query.limit(limit)
        with self._engine.connect() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def changes(self, sequence: int) -> list[RowChange]:
        """The rows of one entry."""
        with self._engine.connect() as connection:
            return changes_of(connection, sequence)

    def history(self, kind: str, uid: str) -> list[RecordHistory]:
        """Everything that happened to one record, newest first; images hold the changed columns."""
        table = journal_changes
        query = (
            select(journal, table.c.action, table.c.before, table.c.after)
            .join(table, table.c.sequence == journal.c.sequence)
            .where(table.c.kind == kind, table.c.uid == uid)
            .order_by(table.c.sequence.desc(), table.c.ordinal.desc())
        )
        with self._engine.connect() as connection:
            return [
                RecordHistory(
                    _entry(row),
                    row.action,
                    load(row.before) or {},
                    load(row.after) or {},
                )
                for row in connection.execute(query)
            ]

    def since(self, moment: dt.datetime) -> list[Entry]:
        """The entries committed after `moment`, oldest first."""
        query = select(journal).where(journal.c.at > to_iso(moment)).order_by(journal.c.sequence)
        with self._engine.connect() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def head(self) -> tuple[int, str]:
        """Number of entries and the newest seal, which stands for the whole history."""
        with self._engine.connect() as connection:
            count = connection.execute(select(func.count()).select_from(journal)).scalar_one()
            newest = last_entry(connection)
        return count, FIRST_HASH if newest is None else newest.hash

    def verify(self) -> Iterator[ChainFault]:
        """Walk the chain; yield a fault for each entry that was altered, removed or put in."""
        with self._engine.connect() as connection:
            yield from chain_faults(connection)


def chain_faults(connection: Connection) -> Iterator[ChainFault]:
    """Walk the chain that `connection` sees; yield a fault for each entry altered, removed or put in."""
    previous, expected = FIRST_HASH, 1
    for row in connection.execute(select(journal).order_by(journal.c.sequence)).all():
        number = row.sequence
        if number != expected:
            yield ChainFault(
                number,
                Text(
                    f"日志第 {expected} 条缺失，后面接着第 {number} 条。",
                    f"Journal entry {expected} is missing; entry {number} follows.",
                ),
            )
        if row.previous != previous:
            yield ChainFault(
                number,
                Text(
                    f"日志第 {number} 条与前一条接不上。",
                    f"Journal entry {number} does not continue the one before it.",
                ),
            )
        changes = changes_of(connection, number)
        head = {name: row._mapping[name] for name in _HEAD}
        if seal(row.previous, head, changes) != row.hash or len(changes) != row._mapping["count"]:
            yield ChainFault(
                number,
                Text(
                    f"日志第 {number} 条的内容被改动过。",
                    f"Journal entry {number} was altered after it was written.",
                ),
            )
        previous, expected = row.hash, number + 1
