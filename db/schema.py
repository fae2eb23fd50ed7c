"""The GeoPackage furniture of a workspace file, and how column types are named in it.

What the OGC standard (12-128, version 1.4) asks of a file beside its tables: the header numbers,
the reference systems, the list of contents, and an rtree with its triggers for each feature table.
Plain SQL on a SQLAlchemy connection of the sqlite dialect; nothing here knows records or runs on
PostGIS. Migrations call it; `db.check` and the journal read or touch what it made. Importing this
module also teaches the sqlite dialect the type names that GDAL understands (it ignores VARCHAR
columns, and reads FLOAT in single precision).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import JSON, BigInteger, Connection, Enum, Float, String, Uuid, text
from sqlalchemy.dialects.sqlite import base as sqlite_dialect
from sqlalchemy.ext.compiler import compiles

from db.geometry import SRID, GeoPackageBlob
from db.times import GeoPackageTime, now, to_iso

APPLICATION_ID = 0x47504B47
"""``GPKG``, in the header of every GeoPackage since version 1.2."""

USER_VERSION = 10400
"""GeoPackage 1.4.0."""

GEOMETRY_TYPES = ("POINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRY")


def _as_text(_type: Any, _compiler: Any, **_options: Any) -> str:
    return "TEXT"


for _class in (String, Enum, Uuid, JSON):
    compiles(_class, "sqlite")(_as_text)


@compiles(BigInteger, "sqlite")
def _as_integer(_type: Any, _compiler: Any, **_options: Any) -> str:
    return "INTEGER"


@compiles(Float, "sqlite")
def _as_real(_type: Any, _compiler: Any, **_options: Any) -> str:
    return "REAL"


@compiles(GeoPackageTime)
def _as_datetime(_type: Any, _compiler: Any, **_options: Any) -> str:
    return "DATETIME"


@compiles(GeoPackageBlob)
def _as_geometry(type_: GeoPackageBlob, _compiler: Any, **_options: Any) -> str:
    return type_.geometry_type


class ReflectedPoint(GeoPackageBlob):
    """What reflection finds under POINT."""

    def __init__(self) -> None:
        super().__init__("POINT")


class ReflectedLine(GeoPackageBlob):
    """What reflection finds under MULTILINESTRING."""

    def __init__(self) -> None:
        super().__init__("MULTILINESTRING")


class ReflectedArea(GeoPackageBlob):
    """What reflection finds under MULTIPOLYGON."""

    def __init__(self) -> None:
        super().__init__("MULTIPOLYGON")


class ReflectedShape(GeoPackageBlob):
    """What reflection finds under GEOMETRY."""

    def __init__(self) -> None:
        super().__init__("GEOMETRY")


class ReflectedTime(GeoPackageTime):
    """What reflection finds under DATETIME."""

    def __init__(self, **_options: Any) -> None:
        super().__init__()


def reflect_as_geopackage() -> None:
    """Teach the sqlite dialect what a GeoPackage's type names mean, over what others taught it."""
    sqlite_dialect.ischema_names.update(
        {
            "POINT": ReflectedPoint,
            "MULTILINESTRING": ReflectedLine,
            "MULTIPOLYGON": ReflectedArea,
            "GEOMETRY": ReflectedShape,
            "DATETIME": ReflectedTime,
        }
    )


reflect_as_geopackage()

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)

_REFERENCE_SYSTEMS = (
    ("Undefined Cartesian", -1, "NONE", -1, "undefined", "undefined Cartesian"),
    ("Undefined geographic", 0, "NONE", 0, "undefined", "undefined geographic"),
    ("WGS 84 geodetic", SRID, "EPSG", SRID, _WGS84, "longitude/latitude in degrees"),
)

_TABLES = (
    """
    CREATE TABLE gpkg_spatial_ref_sys (
        srs_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL PRIMARY KEY,
        organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL,
        definition TEXT NOT NULL,
        description TEXT
    )""",
    """
    CREATE TABLE gpkg_contents (
        table_name TEXT NOT NULL PRIMARY KEY,
        data_type TEXT NOT NULL,
        identifier TEXT UNIQUE,
        description TEXT DEFAULT '',
        last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
        min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
        srs_id INTEGER,
        CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
    )""",
    """
    CREATE TABLE gpkg_geometry_columns (
        table_name TEXT NOT NULL,
        column_name TEXT NOT NULL,
        geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL,
        z TINYINT NOT NULL,
        m TINYINT NOT NULL,
        CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
        CONSTRAINT uk_gc_table_name UNIQUE (table_name),
        CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
        CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
    )""",
    """
    CREATE TABLE gpkg_extensions (
        table_name TEXT,
        column_name TEXT,
        extension_name TEXT NOT NULL,
        definition TEXT NOT NULL,
        scope TEXT NOT NULL,
        CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
    )""",
)

_HELD = "{0}.geom NOTNULL AND NOT ST_IsEmpty({0}.geom)"
_BARE = "{0}.geom ISNULL OR ST_IsEmpty({0}.geom)"
_NEW_BOX = "NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)"

# Name, event, condition and body of each trigger, as version 1.4 of the rtree extension names them.
_TRIGGERS: tuple[tuple[str, str, str, str], ...] = (
    (
        "insert",
        "AFTER INSERT",
        _HELD.format("NEW"),
        f"INSERT OR REPLACE INTO {{rtree}} VALUES ({_NEW_BOX});",
    ),
    (
        "update2",
        "AFTER UPDATE OF geom",
        f"OLD.fid = NEW.fid AND ({_BARE.format('NEW')})",
        "DELETE FROM {rtree} WHERE id = OLD.fid;",
    ),
    (
        "update4",
        "AFTER UPDATE",
        f"OLD.fid != NEW.fid AND ({_BARE.format('NEW')})",
        "DELETE FROM {rtree} WHERE id IN (OLD.fid, NEW.fid);",
    ),
    (
        "update5",
        "AFTER UPDATE",
        f"OLD.fid != NEW.fid AND ({_HELD.format('NEW')})",
        (
            "DELETE FROM {rtree} WHERE id = OLD.fid; "
            f"INSERT OR REPLACE INTO {{rtree}} VALUES ({_NEW_BOX});"
        ),
    ),
    (
        "update6",
        "AFTER UPDATE OF geom",
        f"OLD.fid = NEW.fid AND ({_HELD.format('NEW')}) AND ({_HELD.format('OLD')})",
        (
            "UPDATE {rtree} SET minx = ST_MinX(NEW.geom), maxx = ST_MaxX(NEW.geom), "
            "miny = ST_MinY(NEW.geom), maxy = ST_MaxY(NEW.geom) WHERE id = NEW.fid;"
        ),
    ),
    (
        "update7",
        "AFTER UPDATE OF geom",
        f"OLD.fid = NEW.fid AND ({_HELD.format('NEW')}) AND ({_BARE.format('OLD')})",
        f"INSERT INTO {{rtree}} VALUES ({_NEW_BOX});",
    ),
    (
        "delete",
        "AFTER DELETE",
        "OLD.geom NOT NULL",
        "DELETE FROM {rtree} WHERE id = OLD.fid;",
    ),
)


def furnish(connection: Connection) -> None:
    """Make an empty database file a GeoPackage without contents: header numbers, tables, reference systems."""
    connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
    connection.execute(text(f"PRAGMA user_version = {USER_VERSION}"))
    for statement in _TABLES:
        connection.execute(text(statement))
    for row in _REFERENCE_SYSTEMS:
        connection.execute(
            text("INSERT INTO gpkg_spatial_ref_sys VALUES (:name, :id, :org, :code, :wkt, :said)"),
            dict(zip(("name", "id", "org", "code", "wkt", "said"), row, strict=True)),
        )


def register_attributes(connection: Connection, table: str, title: str) -> None:
    """List `table` (without geometry) among the contents, so that GDAL and QGIS show it as `title`."""
    _register(connection, table, title, "attributes", None)


def register_features(connection: Connection, table: str, title: str, geometry_type: str) -> None:
    """List `table` as features with the column ``geom``, and give it an rtree with triggers.

    The table must exist, with ``fid`` as its integer primary key. Rows already in it are indexed.
    """
    if geometry_type not in GEOMETRY_TYPES:
        raise ValueError(f"no such geometry type: {geometry_type}")
    _register(connection, table, title, "features", SRID)
    connection.execute(
        text("INSERT INTO gpkg_geometry_columns VALUES (:table, 'geom', :type, :srs, 0, 0)"),
        {"table": table, "type": geometry_type, "srs": SRID},
    )
    connection.execute(
        text(
            "INSERT INTO gpkg_extensions VALUES (:table, 'geom', 'gpkg_rtree_index', "
            "'http://www.geopackage.org/spec140/#extension_rtree', 'write-only')"
        ),
        {"table": table},
    )
    connection.execute(
        text(f"CREATE VIRTUAL TABLE {rtree(table)} USING rtree(id, minx, maxx, miny, maxy)")
    )
    refill(connection, table)
    restore_triggers(connection, table)


def unregister(connection: Connection, table: str) -> None:
    """Take `table` off the contents, with its rtree if it has one; the table itself stays."""
    if table in feature_tables(connection):
        drop_triggers(connection, table)
        connection.execute(text(f"DROP TABLE {rtree(table)}"))
    for owner in ("gpkg_extensions", "gpkg_geometry_columns", "gpkg_contents"):
        connection.execute(text(f"DELETE FROM {owner} WHERE table_name = :table"), {"table": table})


def rtree(table: str) -> str:
    """The name of the rtree of `table`'s geometry."""
    return f"rtree_{table}_geom"


def trigger_names(table: str) -> tuple[str, ...]:
    """The names of the triggers that keep the rtree of `table` in step."""
    return tuple(f"{rtree(table)}_{name}" for name, *_rest in _TRIGGERS)


def drop_triggers(connection: Connection, table: str) -> None:
    """Take the rtree's triggers off `table`: for a bulk load, which ends with `refill` and `restore_triggers`."""
    for name in trigger_names(table):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))


def restore_triggers(connection: Connection, table: str) -> None:
    """Put every trigger of the rtree on `table` (again); what is there is replaced.

    Needed after a bulk load, and after Alembic's batch mode, which rebuilds the table and loses
    them.
    """
    drop_triggers(connection, table)
    for name, event, condition, body in _TRIGGERS:
        connection.execute(
            text(
                f"CREATE TRIGGER {rtree(table)}_{name} {event} ON {table} WHEN {condition} "
                f"BEGIN {body.format(rtree=rtree(table))} END"
            )
        )


def refill(connection: Connection, table: str) -> None:
    """Make the rtree of `table` anew from its rows."""
    connection.execute(text(f"DELETE FROM {rtree(table)}"))
    connection.execute(
        text(
            f"INSERT INTO {rtree(table)} SELECT {_NEW_BOX.replace('NEW.', '')} FROM {table} "
            "WHERE geom NOTNULL AND NOT ST_IsEmpty(geom)"
        )
    )


def feature_tables(connection: Connection) -> dict[str, str]:
    """The feature tables the file lists, each with its geometry type."""
    rows = connection.execute(
        text("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns ORDER BY 1")
    )
    return {row.table_name: row.geometry_type_name for row in rows}


def touch(connection: Connection, tables: Iterable[str], at: dt.datetime | None = None) -> None:
    """Record that `tables` changed `at` (default: now).

    Their stated extent is emptied as well: GDAL may have written one, and a reader trusts it even
    when it is stale.
    """
    moment = to_iso(at or now())
    for table in tables:
        connection.execute(
            text(
                "UPDATE gpkg_contents SET last_change = :at, min_x = NULL, min_y = NULL, "
                "max_x = NULL, max_y = NULL WHERE table_name = :table"
            ),
            {"at": moment, "table": table},
        )


def _register(
    connection: Connection, table: str, title: str, data_type: str, srs: int | None
) -> None:
    connection.execute(
        text(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
            "last_change, srs_id) VALUES (:table, :type, :table, :title, :at, :srs)"
        ),
        {
            "table": table,
            "type": data_type,
            "title": title,
            "at": to_iso(now()),
            "srs": srs,
        },
    )
