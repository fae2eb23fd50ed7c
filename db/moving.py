"""A workspace copied whole: from a file to a server, back, or into an encrypted file.

Every table goes across inside one reading of the source and one transaction of the target, with the journal and its
seals, so that undo, history and the past go on where the copy is. The copy counts only once its chain of seals is
verified and every table has as many rows as its source; until then a file has another name and a server has nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Table, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from db import migrations, refusals, seat_lock
from db.engine import Target, open_engine, writing
from db.errors import WorkspaceError
from db.journal import blobs, chain_faults
from db.records.base import Record
from db.workspace import Workspace
from resources.text import Text

Progress = Callable[[float], None]
"""Called with the part of all rows that is across, 0 to 1; what it raises ends the copying."""

_ROWS, _FILES = 2000, 16
"""How many rows, and how many stored files, go across at a time."""


def copy_workspace(
    source: Workspace,
    target: str | Path,
    *,
    passphrase: str | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Copy `source` to a new file or an empty database; returns the number of rows of each table.

    Parameters
    ----------
    target : str or Path
        A file that does not exist yet, or the URL of a database with PostGIS that holds no workspace.
    passphrase : str, optional
        What the new file is encrypted with; a server has no use for it.

    Raises
    ------
    WorkspaceError
        The target is taken or can't be written, or the copy is not what its source is; nothing is left of it.
    NetworkPath
        The file would lie on a network share.
    """
    place, tell = Target.of(target), progress or (lambda _part: None)
    if place.path is None:
        with _server(place) as into:
            counts = _rows(source, into, tell)
    else:
        counts = _file(source, place.path, passphrase, tell)
    with (
        Workspace.open(target, user=source.user, seat=source.seat, passphrase=passphrase) as made,
        made.operation("workspace.copy", label=source.target.name) as op,
    ):
        op.note()
    if not source.readonly:
        with source.operation("workspace.copy", label=place.name) as op:  # what goes out is logged
            op.note()
    return counts


def _file(source: Workspace, path: Path, passphrase: str | None, tell: Progress) -> dict[str, int]:
    """Copy into a draft beside `path`, which takes the name when it is complete."""
    refusals.refuse_taken_or_homeless(path)
    seat_lock.refuse_network(path)
    draft = Target(path=path.with_name(f".{path.name}.copying"))
    assert draft.path is not None
    migrations.remove(draft.path)
    try:
        migrations.create(draft, passphrase=passphrase)
        engine = open_engine(draft, passphrase=passphrase)
        try:
            with writing(engine) as into:
                counts = _rows(source, into, tell)
            with engine.connect() as connection:
                connection.connection.execute("PRAGMA journal_mode=DELETE")
        finally:
            engine.dispose()
        refusals.refuse_taken_or_homeless(path)
        draft.path.replace(path)
    except (DBAPIError, OSError) as error:
        raise _not_copied() from error
    finally:
        migrations.remove(draft.path)
    return counts


@contextmanager
def _server(place: Target) -> Iterator[Connection]:
    """A transaction on a database in which the schema has just been made; all or nothing of both."""
    engine = open_engine(place)
    try:
        with engine.connect() as connection, connection.begin():
            migrations.refuse_taken(connection)
            migrations.run_revisions(connection)
            yield connection
    except DBAPIError as error:
        raise _not_copied() from error
    finally:
        engine.dispose()


def _rows(source: Workspace, into: Connection, tell: Progress) -> dict[str, int]:
    """Every row of every table, as `source` stands at one moment."""
    tables = Record.metadata.sorted_tables
    counts: dict[str, int] = {}
    server = source.engine.dialect.name == "postgresql"
    one_moment = (
        {"isolation_level": "REPEATABLE READ"} if server else {}
    )  # a file's reader has it anyway
    with source.engine.connect().execution_options(**one_moment) as out, out.begin():
        total = sum(_count(out, table) for table in tables) or 1
        for table in tables:
            counts[table.name] = 0
            for rows in _read(out, table):
                into.execute(insert(table), rows)
                counts[table.name] += len(rows)
                tell(sum(counts.values()) / total)
            if _count(into, table) != _count(out, table):
                raise _not_copied()
            _count_on(into, table)
    if next(chain_faults(into), None) is not None:
        raise _not_copied()
    return counts


def _read(out: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    key, size = next(iter(table.primary_key)), _FILES if table is blobs else _ROWS
    last = None
    while True:
        query = select(table).order_by(key).limit(size)
        found = out.execute(query if last is None else query.where(key > last)).mappings().all()
        if not found:
            return
        yield [dict(row) for row in found]
        last = found[-1][key.name]


def _count(connection: Connection, table: Table) -> int:
    return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def _count_on(into: Connection, table: Table) -> None:
    """Let a server number new rows from where the copied ones end; a file does so by itself."""
    if into.dialect.name != "postgresql" or "fid" not in table.primary_key.columns:
        return
    last = into.scalar(select(func.max(table.c.fid)))
    into.execute(
        text("SELECT setval(pg_get_serial_sequence(:name, 'fid'), :last, :used)"),
        {"name": table.name, "last": last or 1, "used": last is not None},
    )


def _not_copied() -> WorkspaceError:
    return WorkspaceError(
        Text(
            "没有复制成：目标不可写、磁盘已满，或原工作区的日志校验不通过（先“检查”）。原工作区没有改动。",
            "The workspace was not copied: the target can't be written, the disk is full, or the journal of the "
            "source does not verify (run “Check” first). The source is as it was.",
        )
    )
