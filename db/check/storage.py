"""Checks of the storage itself: the file's pages, its furniture and rtrees, the schema, the stored bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
import shapely
from sqlalchemy import Connection, LargeBinary, select, text, type_coerce

from db import migrations, schema
from db.check.report import Fault
from db.geometry import decode
from db.journal import blobs
from db.migrations.compare import include_name, include_object
from db.records import KINDS, Attachment, geometry_of
from db.records.base import Record
from resources.text import Text

_TINY = 1e-30


def on_file(connection: Connection) -> bool:
    """Whether `connection` is to a GeoPackage file (else to PostGIS)."""
    return connection.dialect.name == "sqlite"


def file_faults(connection: Connection) -> Iterator[Fault]:
    """Pages, indexes and header of the file; on a server, its spatial indexes."""
    if not on_file(connection):
        broken = connection.scalars(
            text(
                "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid "
                "AND indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
            )
        )
        for index in broken:
            yield Fault(
                "file", index, Text(f"索引“{index}”无效。", f"The index “{index}” is not valid.")
            )
        return
    for (verdict,) in connection.execute(text("PRAGMA integrity_check(20)")):
        if verdict != "ok":
            yield Fault(
                "file",
                "",
                Text(f"文件结构有错：{verdict}", f"The file's structure is wrong: {verdict}"),
            )
    if connection.scalar(text("PRAGMA application_id")) != schema.APPLICATION_ID:
        yield Fault(
            "file",
            "application_id",
            Text("文件头没有 GeoPackage 标识。", "The file's header does not say GeoPackage."),
        )


def schema_faults(connection: Connection) -> Iterator[Fault]:
    """The revision, and every difference between the tables and what the program expects."""
    found = migrations.current(connection)
    if found != migrations.needed():
        yield Fault(
            "schema",
            "alembic_version",
            Text(
                f"结构版本是 {found}，程序需要 {migrations.needed()}。",
                f"The schema is at revision {found}; the program needs {migrations.needed()}.",
            ),
        )
    for difference in differences(connection):
        yield Fault(
            "schema",
            "",
            Text(f"表结构不符：{difference}", f"The tables differ from the models: {difference}"),
        )
    if on_file(connection):
        yield from _furniture_faults(connection)


def differences(connection: Connection) -> list[str]:
    """What Alembic finds different between the database and the models, one text each."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - for a check only, not for a start
    from alembic.migration import MigrationContext  # noqa: PLC0415

    context = MigrationContext.configure(
        connection,
        opts={
            "include_name": include_name,
            "include_object": include_object,
            "compare_type": True,
            "target_metadata": Record.metadata,
        },
    )
    return [_told(difference) for difference in compare_metadata(context, Record.metadata)]


def _told(difference: object) -> str:
    if isinstance(difference, list):
        return "; ".join(_told(part) for part in difference)
    assert isinstance(difference, tuple)
    return " ".join(str(getattr(part, "name", part)) for part in difference if part is not None)


def _furniture_faults(connection: Connection) -> Iterator[Fault]:
    listed = set(connection.scalars(text("SELECT table_name FROM gpkg_contents")))
    shapes = schema.feature_tables(connection)
    present = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    for kind, cls in KINDS.items():
        if kind not in listed:
            yield Fault(
                "schema",
                kind,
                Text(
                    f"表“{kind}”没有列入 GeoPackage 目录。",
                    f"The table “{kind}” is not among the GeoPackage contents.",
                ),
            )
        shape = geometry_of(cls)
        if shape is None:
            continue
        if shapes.get(kind) != shape.geometry_type:
            yield Fault(
                "schema",
                kind,
                Text(
                    f"表“{kind}”没有登记几何类型 {shape.geometry_type}。",
                    f"The table “{kind}” is not listed with geometry type {shape.geometry_type}.",
                ),
            )
        for trigger in schema.trigger_names(kind):
            if trigger not in present:
                yield Fault(
                    "rtree",
                    kind,
                    Text(
                        f"缺少空间索引触发器“{trigger}”。",
                        f"The trigger “{trigger}” of the spatial index is missing.",
                    ),
                )


def rtree_faults(connection: Connection) -> Iterator[Fault]:
    """Whether each rtree has exactly the rows of its table, with envelopes that fit their geometry."""
    if not on_file(connection):
        return
    for kind, cls in KINDS.items():
        if geometry_of(cls) is not None:
            yield from _one_rtree(connection, kind, cls)


def _one_rtree(connection: Connection, kind: str, cls: type[Record]) -> Iterator[Fault]:
    table = cls.__table__
    rows = connection.execute(
        select(table.c.fid, type_coerce(table.c.geom, LargeBinary))
        .where(table.c.geom.is_not(None))
        .order_by(table.c.fid)
    ).all()
    try:
        shapes = decode([row[1] for row in rows])
    except (ValueError, shapely.errors.GEOSException):
        return  # `geometry` tells of the unreadable one
    bounds = shapely.bounds(shapes)
    filled = ~np.isnan(bounds[:, 0]) if len(rows) else np.zeros(0, dtype=bool)
    fids = np.array([row[0] for row in rows], dtype=np.int64)[filled]
    bounds = bounds[filled] if len(rows) else np.zeros((0, 4))
    try:
        boxes = np.array(
            [
                tuple(row)
                for row in connection.execute(
                    text(f"SELECT id, minx, miny, maxx, maxy FROM {schema.rtree(kind)} ORDER BY id")
                )
            ],
            dtype=float,
        ).reshape(-1, 5)
    except Exception as error:  # noqa: BLE001 - whatever the driver calls a broken virtual table
        yield Fault(
            "rtree",
            kind,
            Text(
                f"“{kind}”的空间索引读不出来：{error}",
                f"The rtree of “{kind}” can't be read: {error}",
            ),
        )
        return
    ids = boxes[:, 0].astype(np.int64)
    if not np.array_equal(ids, fids):
        missing, extra = np.setdiff1d(fids, ids), np.setdiff1d(ids, fids)
        yield Fault(
            "rtree",
            kind,
            Text(
                f"“{kind}”的空间索引与表不符：少 {len(missing)} 行，多 {len(extra)} 行。",
                f"The rtree of “{kind}” does not match its table: {len(missing)} rows missing, "
                f"{len(extra)} too many.",
            ),
        )
        return
    # An rtree keeps single precision, rounded outward (but for figures too small to be a place).
    slack = np.spacing(np.abs(bounds).max(initial=1.0).astype(np.float32)).astype(float) * 2
    low, high = boxes[:, 1:3] - bounds[:, :2], boxes[:, 3:] - bounds[:, 2:]
    outside = (low > _TINY).any(axis=1) | (high < -_TINY).any(axis=1)
    loose = (low < -slack).any(axis=1) | (high > slack).any(axis=1)
    for fid in fids[outside | loose]:
        yield Fault(
            "rtree",
            f"{kind}/{fid}",
            Text(
                f"“{kind}”第 {fid} 行的空间索引框与几何不符。",
                f"In the rtree of “{kind}” the box of row {fid} does not fit its geometry.",
            ),
        )


def blob_faults(connection: Connection) -> Iterator[Fault]:
    """Stored files whose bytes do not fit their address, and attachments whose file is missing."""
    known: set[str] = set()
    for row in connection.execution_options(yield_per=16).execute(
        select(blobs.c.sha256, blobs.c.content)
    ):
        known.add(row.sha256)
        content = row.content.encode() if isinstance(row.content, str) else row.content
        if hashlib.sha256(content).hexdigest() != row.sha256:
            yield Fault(
                "blobs",
                f"blobs/{row.sha256}",
                Text(
                    f"附件内容 {row.sha256[:8]}… 被改动过。",
                    f"The stored file {row.sha256[:8]}… was altered.",
                ),
            )
    table = Attachment.__table__
    for uid, content, thumbnail in connection.execute(
        select(table.c.uid, table.c.sha256, table.c.thumbnail)
    ):
        if content not in known or (thumbnail and thumbnail not in known):
            yield Fault(
                "blobs",
                f"attachments/{uid}",
                Text("附件的内容缺失。", "The content of an attachment is missing."),
            )
