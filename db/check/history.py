"""Checks of the journal: its chain of seals, and whether the rows are what its entries left behind."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from sqlalchemy import Connection, select

from db.check.records import shapes_of
from db.check.report import Fault
from db.geometry import Geometry, wkb_of
from db.images import Image, load, to_image
from db.journal import Journal, journal_changes
from db.records import KINDS, geometry_of
from db.records.base import Record, columns_of
from resources.text import Text


def chain_faults(journal: Journal) -> Iterator[Fault]:
    """Entries that were altered, removed or put in."""
    for fault in journal.verify():
        yield Fault("journal", f"journal/{fault.sequence}", fault.sentence)


def row_faults(connection: Connection) -> Iterator[Fault]:
    """Rows that are not what the journal's last image of them says: changed, added or deleted around it."""
    for kind, cls in KINDS.items():
        expected = _last_images(connection, kind)
        present = _present_images(connection, cls)
        labels = {name: field.label for name, _column, field in columns_of(cls)}
        for uid, image in present.items():
            if uid not in expected:
                yield Fault(
                    "rows",
                    f"{kind}/{uid}",
                    Text(
                        f"这条{cls.title.zh}记录没有经过日志写入。",
                        f"This {cls.title.en} was written around the journal.",
                    ),
                )
                continue
            told = expected[uid]
            changed = [n for n, value in told.items() if n in image and image[n] != value]
            if changed:
                zh = "、".join(labels[n].zh or n for n in changed)
                en = ", ".join(labels[n].en or n for n in changed)
                yield Fault(
                    "rows",
                    f"{kind}/{uid}",
                    Text(
                        f"这条{cls.title.zh}记录绕过日志被改动：{zh}。",
                        f"This {cls.title.en} was changed around the journal: {en}.",
                    ),
                )
        for uid in expected.keys() - present.keys():
            yield Fault(
                "rows",
                f"{kind}/{uid}",
                Text(
                    f"一条{cls.title.zh}记录绕过日志被删除。",
                    f"A {cls.title.en} was deleted around the journal.",
                ),
            )


def _last_images(connection: Connection, kind: str) -> dict[str, Image]:
    """What the journal says each living row of `kind` holds, by uid."""
    table = journal_changes
    images: dict[str, Image] = {}
    for action, uid, after in connection.execute(
        select(table.c.action, table.c.uid, table.c.after)
        .where(table.c.kind == kind)
        .order_by(table.c.sequence, table.c.ordinal)
    ):
        if action == "delete":
            images.pop(uid, None)
        elif action == "insert":
            images[uid] = load(after) or {}
        else:
            images[uid] = images.get(uid, {}) | (load(after) or {})
    return images


def _present_images(connection: Connection, cls: type[Record]) -> dict[str, Image]:
    """The rows of `cls` as images, by uid; geometries as the bytes that are stored."""
    table = cls.__table__
    names = [
        name
        for name, column, _field in columns_of(cls)
        if name != "fid" and not isinstance(column.type, Geometry)
    ]
    images: dict[str, Image] = {
        row.uid: to_image(cls, dict(row._mapping))
        for row in connection.execute(select(*(table.c[name] for name in names)))
    }
    if geometry_of(cls) is None:
        return images
    for image in images.values():
        image["geom"] = None
    for uid, stored in zip(*shapes_of(connection, cls), strict=True):
        images[uid]["geom"] = base64.b64encode(wkb_of(stored)).decode("ascii")
    return images
