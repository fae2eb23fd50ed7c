"""Rows in and out of the tables of one operation, each with the image that the journal will keep.

The lowest step of the write path: `db.operation` decides what may be written, here it is written, one
row or many, and a version that is no longer the one read is refused. What is written is remembered as
`RowChange`, in the order it was done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

from sqlalchemy import (
    LargeBinary,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.schema import UniqueConstraint

from db.errors import RecordError, StaleWrite
from db.geometry import Geometry
from db.images import dump, to_image
from db.journal import RowChange
from db.records.base import Record, columns_of, field_of
from resources.text import Text

Row = TypeVar("Row")
CHUNK = 500
STEP = 1000
"""So many rows are written between two looks at whether they are still wanted."""


def table_of(cls: type[Record]) -> Table:
    """The Core table of a record class."""
    table = cls.__table__
    assert isinstance(table, Table)
    return table


class RowWriter:
    """Reads and writes rows on the connection of one operation.

    Attributes
    ----------
    changes : list of RowChange
    deleted : mapping of kind to uids
    torn : bool
        Whether a write of many rows was broken off: some of them stand, so that nothing may be committed.
    """

    def __init__(
        self, connection: Connection, watch: Callable[[int], None] = lambda _rows: None
    ) -> None:
        self.connection, self._watch = connection, watch
        self.changes: list[RowChange] = []
        self.deleted: dict[str, list[str]] = {}
        self.torn = False

    # -- reading --------------------------------------------------------------------------------

    def one(self, cls: type[Record], uid: str) -> dict[str, Any] | None:
        """The row with that identity, or None."""
        table = table_of(cls)
        row = self.connection.execute(select(table).where(table.c.uid == uid)).first()
        return None if row is None else dict(row._mapping)

    def many(
        self,
        cls: type[Record],
        uids: Sequence[str],
        names: Sequence[str] | None = None,
    ) -> dict[str, dict[str, Any]]:
        """The rows with those identities, by uid in the order of ``fid``; on a server, held until the commit.

        `names` reads only these columns, and geometry as it is stored, undecoded.
        """
        table = table_of(cls)
        wanted = [
            column if names is None else self._stored(column)
            for column in table.columns
            if names is None or column.name in {*names, "uid", "version"}
        ]
        found: dict[str, dict[str, Any]] = {}
        for start in range(0, len(uids), CHUNK):
            part = list(uids[start : start + CHUNK])
            query = select(*wanted).where(table.c.uid.in_(part)).order_by(table.c.fid)
            for row in self.connection.execute(query.with_for_update()):
                found[row.uid] = dict(row._mapping)
        return found

    def _stored(self, column: Any) -> Any:
        if not isinstance(column.type, Geometry):
            return column
        raw = type_coerce(column, LargeBinary)
        server = self.connection.dialect.name == "postgresql"
        stored = func.ST_AsBinary(raw, type_=LargeBinary) if server else raw
        return stored.label(column.name)

    # -- writing --------------------------------------------------------------------------------

    def insert(self, cls: type[Record], rows: list[dict[str, Any]]) -> None:
        """Write new rows; up to `STEP` refused ones are taken back alone, so that a caller may go on."""
        if not rows:
            return
        try:
            with self._together(len(rows)):
                for part in _parts(rows):
                    self.connection.execute(insert(table_of(cls)), part)
                    self._watch(len(part))
        except IntegrityError as error:
            raise taken(cls, error) from error
        kind = cls.kind()
        for part in _parts(rows):
            self._watch(0)
            self.changes += [
                RowChange("insert", kind, row["uid"], None, dump(to_image(cls, row)))
                for row in part
            ]

    def update(
        self,
        cls: type[Record],
        uid: str,
        current: Mapping[str, Any],
        changed: Mapping[str, Any],
    ) -> None:
        """Write `changed` over one row whose version is still that of `current`."""
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
            raise StaleWrite(cls.kind(), uid, mine=changed, theirs=self.one(cls, uid))
        self._note_update(cls, uid, current, changed)

    def update_all(
        self, cls: type[Record], rows: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
    ) -> None:
        """Write many rows at once: pairs of the current row (with uid and version) and what changes in it.

        The current row must hold every column that changes in any of them.
        """
        if not rows:
            return
        table = table_of(cls)
        names = list(dict.fromkeys(name for _current, changed in rows for name in changed))
        statement = (
            update(table)
            .where(
                table.c.uid == bindparam("at_uid"),
                table.c.version == bindparam("at_version"),
            )
            .values(
                version=bindparam("to_version"),
                **{name: bindparam(f"to_{name}", type_=table.c[name].type) for name in names},
            )
        )
        values = [
            {
                "at_uid": current["uid"],
                "at_version": current["version"],
                "to_version": int(current["version"]) + 1,
                **{f"to_{name}": changed.get(name, current[name]) for name in names},
            }
            for current, changed in rows
        ]
        try:
            with self._together(len(rows)):
                written = 0
                for part in _parts(values):
                    written += self.connection.execute(statement, part).rowcount
                    self._watch(len(part))
                if written != len(rows):
                    raise self._stale(cls, [current for current, _changed in rows])
        except IntegrityError as error:
            raise taken(cls, error) from error
        for several in _parts(rows):
            self._watch(0)
            for current, changed in several:
                self._note_update(cls, current["uid"], current, changed)

    def delete(self, cls: type[Record], current: Mapping[str, Any]) -> None:
        """Delete the row `current`."""
        self.delete_all(cls, [current])

    def delete_all(self, cls: type[Record], rows: Sequence[Mapping[str, Any]]) -> None:
        """Delete many rows of one kind."""
        table, kind = table_of(cls), cls.kind()
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            uids = [str(current["uid"]) for current in part]
            self.connection.execute(delete(table).where(table.c.uid.in_(uids)))
            for uid, current in zip(uids, part, strict=True):
                image = {name: value for name, value in current.items() if name != "fid"}
                self.changes.append(
                    RowChange("delete", kind, uid, dump(to_image(cls, image)), None)
                )
            self.deleted.setdefault(kind, []).extend(uids)
            self._watch(len(part))

    @contextmanager
    def _together(self, count: int) -> Iterator[None]:
        """All of `count` rows or none: a few alone, many with the whole operation.

        In a file many set no savepoint: at each row that moves in the rtree SQLite goes through its list of all
        pages that a savepoint has seen, and 100,000 points took 16 s of which 2 s were writing.
        """
        many, before = count > STEP, self.torn
        self.torn = before or many
        bare = many and self.connection.dialect.name == "sqlite"
        with nullcontext() if bare else self.connection.begin_nested():
            yield
        self.torn = before

    def _note_update(
        self,
        cls: type[Record],
        uid: str,
        current: Mapping[str, Any],
        changed: Mapping[str, Any],
    ) -> None:
        version = int(current["version"])
        before = {name: current[name] for name in changed} | {"version": version}
        after = dict(changed) | {"version": version + 1}
        self.changes.append(
            RowChange(
                "update",
                cls.kind(),
                uid,
                dump(to_image(cls, before)),
                dump(to_image(cls, after)),
            )
        )

    def _stale(self, cls: type[Record], read: Sequence[Mapping[str, Any]]) -> StaleWrite:
        """The refusal for the first of the rows `read` that another seat wrote or deleted since."""
        now = self.many(cls, [str(current["uid"]) for current in read], ())
        stale = next(
            current
            for current in read
            if now.get(current["uid"], {}).get("version") != int(current["version"]) + 1
        )
        return StaleWrite(cls.kind(), stale["uid"], mine={}, theirs=now.get(stale["uid"]))


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """`rows` in parts of `STEP`."""
    for start in range(0, len(rows), STEP):
        yield rows[start : start + STEP]


def taken(cls: type[Record], error: IntegrityError) -> RecordError:
    """The refusal for a value, or several together, that must be unique and is in use already."""
    message = str(error.orig)
    for name, column, _field in columns_of(cls):
        if column.unique and (
            f"{cls.kind()}.{name}" in message or f"{cls.kind()}_{name}" in message
        ):
            return _used(cls, (name,))
    for constraint in table_of(cls).constraints:
        if not isinstance(constraint, UniqueConstraint):
            continue
        names = tuple(column.name for column in constraint.columns)
        if str(constraint.name) in message or all(f"{cls.kind()}.{n}" in message for n in names):
            return _used(cls, names)
    return RecordError(
        "",
        Text(
            "记录之间的关联不成立，没有写入。",
            "A link of the record does not hold; not written.",
        ),
    )


def _used(cls: type[Record], names: tuple[str, ...]) -> RecordError:
    labels = [field_of(cls, name).label for name in names]
    zh = "、".join(f"「{label.zh}」" for label in labels)
    en = ", ".join(f"“{label.en}”" for label in labels)
    return RecordError(
        names[-1],
        Text(
            f"{zh}已被另一条记录使用。",
            f"{en} {'is' if len(names) == 1 else 'are together'} already used by another record.",
        ),
    )
