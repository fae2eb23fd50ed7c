"""What has changed since a moment of the journal: for whoever keeps something made of records.

A `Moment` is the newest entry when something was made. The chain of seals tells whether a journal still is the one that
it was. What other programs write into the file is in no journal; they tell of it in the GeoPackage's own list of
contents, where our operations do, too. Nothing is written here.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select, text
from sqlalchemy.engine import Engine

from db.journal import FIRST_HASH, journal, journal_changes


class Moment(NamedTuple):
    """The newest entry of a journal: its sequence and its seal."""

    sequence: int
    seal: str


def moment(engine: Engine) -> Moment:
    """The present one."""
    newest = select(journal.c.sequence, journal.c.hash).order_by(journal.c.sequence.desc()).limit(1)
    with engine.connect() as connection:
        row = connection.execute(newest).first()
    return Moment(0, FIRST_HASH) if row is None else Moment(row.sequence, row.hash)


def kinds_changed(engine: Engine, since: Moment) -> frozenset[str] | None:
    """Kinds with a record that changed after `since`; None when the journal never was at that moment."""
    at = select(journal.c.hash).where(journal.c.sequence == since.sequence)
    later = select(journal_changes.c.kind).where(journal_changes.c.sequence > since.sequence)
    with engine.connect() as connection:
        if since.sequence and connection.scalar(at) != since.seal:
            return None
        return frozenset(
            connection.scalars(later)
        )  # distinct would walk every change there ever was


def last_changes(engine: Engine) -> dict[str, str]:
    """By kind when a file says that it was last written, by whomever (``gpkg_contents.last_change``)."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT table_name, last_change FROM gpkg_contents"))
        return {row.table_name: str(row.last_change) for row in rows}
