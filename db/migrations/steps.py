"""The steps revisions are written in, for a GeoPackage file and PostGIS alike.

A revision names tables and columns as they were on its day and never reads the present models. What the two engines
need beside plain tables is done here once: GeoPackage contents and rtrees, GiST indexes, and an `alter` that
puts back the rtree triggers that Alembic's batch mode loses.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op
from alembic.operations import BatchOperations
from sqlalchemy import Column, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.schema import SchemaItem

from db import schema
from db.geometry import Geometry


def on_file() -> bool:
    """Whether the revision is running on a GeoPackage file (else on PostGIS)."""
    return op.get_context().dialect.name == "sqlite"


def link(table: str, name: str, kind: str, *, required: bool = False) -> Column[str]:
    """The column `name` of `table` that points to the ``uid`` of the plural `kind`; checked at commit."""
    target = ForeignKey(
        f"{kind}.uid",
        name=f"{table}_{name}_fkey",
        deferrable=True,
        initially="DEFERRED",
    )
    return Column(name, String, target, nullable=not required)


def geometry(geometry_type: str, *, required: bool = False) -> Column[object]:
    """The geometry column of a feature table."""
    return Column("geom", Geometry(geometry_type), nullable=not required)


def create_index(table: str, *columns: str) -> None:
    """Index `columns` of `table`, under the name that SQLAlchemy gives the same index of a model."""
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def drop_index(table: str, *columns: str) -> None:
    """Drop what `create_index` made."""
    op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)


def create_kind(name: str, title: str, *items: SchemaItem) -> None:
    """Create the table of one kind of record: fid, uid, version and `items` (columns and constraints).

    `title` is what GDAL and QGIS show as its description.
    """
    op.create_table(
        name,
        Column("fid", Integer, primary_key=True, autoincrement=True),
        Column("uid", String, nullable=False),
        Column("version", Integer, nullable=False),
        *items,
        UniqueConstraint("uid", name=f"{name}_uid_key"),
        sqlite_autoincrement=True,
    )
    shape = next(
        (i.type for i in items if isinstance(i, Column) and isinstance(i.type, Geometry)),
        None,
    )
    if not on_file():
        if shape is not None:
            op.execute(f"CREATE INDEX idx_{name}_geom ON {name} USING gist (geom)")
        return
    if shape is None:
        schema.register_attributes(op.get_bind(), name, title)
    else:
        schema.register_features(op.get_bind(), name, title, shape.geometry_type)


def drop_kind(name: str) -> None:
    """Drop the table of one kind, with everything `create_kind` made for it."""
    if on_file():
        schema.unregister(op.get_bind(), name)
    op.drop_table(name)


@contextmanager
def alter(name: str) -> Iterator[BatchOperations]:
    """Alembic's batch mode on table `name`; its rtree triggers are put back afterwards.

    The rebuild keeps every ``fid``, so the rtree itself stays right.
    """
    with op.batch_alter_table(name, table_kwargs={"sqlite_autoincrement": True}) as batch:
        yield batch
    if on_file() and name in schema.feature_tables(op.get_bind()):
        schema.restore_triggers(op.get_bind(), name)
