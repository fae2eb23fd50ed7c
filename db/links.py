"""What hangs on a record: the kinds that are part of it, and the links that must not be left pointing nowhere.

Read by `db.operation` where it deletes. Links themselves are declared beside their columns
(`db.records.base.link`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.engine import Connection

from db.errors import LinkError
from db.records import KINDS
from db.records.base import Record, columns_of, field_of
from db.row_writer import CHUNK, table_of
from resources.text import Text

PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "disputes": (("dispute_events", "dispute_uid"), ("attachments", "owner_uid")),
    "hazards": (("attachments", "owner_uid"),),
    "visits": (("attachments", "owner_uid"),),
}
"""Kinds whose rows are part of another record and are deleted with it, by the linking column."""


def refuse_loose_ends(connection: Connection, deleted: Mapping[str, Sequence[str]]) -> None:
    """Refuse, with the names of those affected, to leave a link that points to a deleted record.

    Raises
    ------
    LinkError
    """
    for kind, uids in deleted.items():
        target = KINDS[kind]
        present = _still_there(connection, target, uids)
        gone = [uid for uid in uids if uid not in present]
        if not gone:
            continue
        for cls in KINDS.values():
            for name, _column, field in columns_of(cls):
                if field.link == kind:
                    _refuse_orphans(connection, cls, name, gone, target.title)


def _still_there(connection: Connection, cls: type[Record], uids: Sequence[str]) -> set[str]:
    """Those of `uids` that have a row (again)."""
    table = table_of(cls)
    found: set[str] = set()
    for start in range(0, len(uids), CHUNK):
        part = list(uids[start : start + CHUNK])
        found |= set(connection.scalars(select(table.c.uid).where(table.c.uid.in_(part))))
    return found


def _refuse_orphans(
    connection: Connection, cls: type[Record], name: str, gone: Sequence[str], target: Text
) -> None:
    table = table_of(cls)
    for start in range(0, len(gone), CHUNK):
        part = list(gone[start : start + CHUNK])
        orphans = connection.execute(
            select(table.c.uid).where(table.c[name].in_(part)).limit(1000)
        ).all()
        if orphans:
            count, label = len(orphans), field_of(cls, name).label
            raise LinkError(
                Text(
                    f"还有 {count} 条{cls.title.zh}的「{label.zh}」指向这条{target.zh}，"
                    "没有删除。先改掉它们。",
                    f"{count} {cls.title.en} record(s) still point to this {target.en} by "
                    f"“{label.en}”; nothing was deleted. Change those first.",
                )
            )
