"""The check of a whole workspace: everything that can be verified without being told what should be in it.

Each check is a generator of faults in a module beside this one; here is the list of them, run on one snapshot of
the workspace. A check never writes, and one that fails by itself is a fault too, not a crash.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, func, select, text

from db import backups, migrations
from db.check import history, records, storage
from db.check.records import CROSSES_ITSELF
from db.check.report import CheckReport, Fault, limited
from db.engine import Target, open_engine
from db.errors import WorkspaceDamaged
from db.journal import FIRST_HASH, Journal, journal
from db.records import KINDS
from db.soundness import passphrase_for
from resources.text import Text

log = logging.getLogger(__name__)

CHECKS: tuple[tuple[str, Callable[[Connection], Iterator[Fault]]], ...] = (
    ("file", storage.file_faults),
    ("schema", storage.schema_faults),
    ("links", records.link_faults),
    ("geometry", records.geometry_faults),
    ("rtree", storage.rtree_faults),
    ("rules", records.rule_faults),
    ("coverage", records.overlap_faults),
    ("rows", history.row_faults),
    ("blobs", storage.blob_faults),
)


class Checkable(Protocol):
    """What a check needs of a workspace."""

    engine: Engine
    journal: Journal


@dataclass
class _Unopened:
    """A workspace that is only looked at: no lock, no upgrade, no history read."""

    engine: Engine
    journal: Journal


def check_target(target: str | Path, *, passphrase: str | None = None) -> CheckReport:
    """Verify a workspace that nobody has opened here, even one that could not be opened. Nothing is written.

    A damaged file is a report with that one fault.

    Raises
    ------
    NotAWorkspace, PassphraseNeeded
        There is no workspace to check, or it can't be read without its passphrase.
    WorkspaceError
        The server can't be reached.
    """
    place = Target.of(target)
    passphrase = passphrase_for(place.path, passphrase)
    if place.path is not None:
        try:
            backups.refuse_unsound(place.path, passphrase=passphrase)
        except WorkspaceDamaged as damaged:
            return CheckReport((Fault("file", place.path.name, damaged.sentence),))
    engine = open_engine(place, readonly=True, passphrase=passphrase)
    try:
        with engine.connect() as connection:
            migrations.is_older(connection)
        return check_workspace(_Unopened(engine, Journal(engine)))
    finally:
        engine.dispose()


def check_workspace(workspace: Checkable) -> CheckReport:
    """Verify file, schema, links, geometry, rtree, rules, privacy, coverage, journal and stored files.

    Nothing is written. Works on a file and on a server, also while others write.
    """
    faults: list[Fault] = []
    with workspace.engine.connect() as connection, connection.begin() as transaction:
        if not storage.on_file(connection):
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        for name, check in CHECKS:
            faults += _run(name, lambda check=check: check(connection))  # type: ignore[misc]
        counts = _counts(connection)
        entries, head = _journal_head(connection)
        transaction.rollback()
    faults += _run("journal", lambda: history.chain_faults(workspace.journal))
    return CheckReport(tuple(faults), counts, entries, head)


def _run(name: str, check: Callable[[], Iterator[Fault]]) -> list[Fault]:
    try:
        return list(limited(check()))
    except Exception as error:  # a file may hold any value at all in any column
        log.exception("the check of %s could not be finished", name)
        return [
            Fault(
                name,
                "",
                Text(f"这项检查没能做完：{error}", f"This check could not be finished: {error}"),
            )
        ]


def _journal_head(connection: Connection) -> tuple[int, str]:
    """Number of entries and the newest seal, read without trusting any other value."""
    seals = connection.scalars(select(journal.c.hash).order_by(journal.c.sequence)).all()
    return len(seals), str(seals[-1]) if seals else FIRST_HASH


def _counts(connection: Connection) -> dict[str, int]:
    return {
        kind: connection.scalar(select(func.count()).select_from(cls.__table__)) or 0
        for kind, cls in KINDS.items()
    }


__all__ = [
    "CHECKS",
    "CROSSES_ITSELF",
    "CheckReport",
    "Fault",
    "check_target",
    "check_workspace",
]
