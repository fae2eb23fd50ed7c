"""Checks of the records: links, geometry, the rules each kind states, privacy, and villages that overlap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from sqlalchemy import JSON, Connection, LargeBinary, func, select, type_coerce

from db.check.report import Fault
from db.check.storage import on_file
from db.errors import PrivacyRefusal, RecordError
from db.geometry import Geometry, decode, fits
from db.journal import journal
from db.privacy import identities
from db.records import KINDS, Attachment, Term, Village, geometry_of
from db.records.base import Field, Record, check_value, columns_of
from resources.text import Text

_SQUARE_METRE = 1e-10
"""One square metre in square degrees, roughly: less than that is rounding, not an overlap."""
CROSSES_ITSELF = Text("几何无效（自相交等）。", "The geometry is not valid.")


def link_faults(connection: Connection) -> Iterator[Fault]:
    """Links, term codes and owners of attachments that point nowhere."""
    for kind, cls in KINDS.items():
        table = cls.__table__
        for name, column, field in columns_of(cls):
            if field.link is None:
                continue
            target = KINDS[field.link].__table__.alias("target")
            orphans = connection.scalars(
                select(table.c.uid)
                .outerjoin(target, target.c.uid == column)
                .where(column.is_not(None), target.c.uid.is_(None))
            )
            for uid in orphans:
                yield _dangling(kind, uid, name, field)
    yield from _owner_faults(connection)
    yield from _term_faults(connection)


def _dangling(kind: str, uid: str, name: str, field: Field) -> Fault:
    return Fault(
        "links",
        f"{kind}/{uid}",
        Text(
            f"「{field.label.zh}」指向不存在的记录（{name}）。",
            f"“{field.label.en}” points to a record that does not exist ({name}).",
        ),
    )


def _owner_faults(connection: Connection) -> Iterator[Fault]:
    table = Attachment.__table__
    owners = connection.execute(
        select(table.c.uid, table.c.owner_kind, table.c.owner_uid).where(
            table.c.owner_uid.is_not(None)
        )
    ).all()
    for owner_kind in {row.owner_kind for row in owners}:
        known: set[str] = set()
        if owner_kind in KINDS:
            known = set(connection.scalars(select(KINDS[owner_kind].__table__.c.uid)))
        for row in owners:
            if row.owner_kind == owner_kind and row.owner_uid not in known:
                yield Fault(
                    "links",
                    f"attachments/{row.uid}",
                    Text("附件所属的记录不存在。", "The record an attachment belongs to is gone."),
                )


def _term_faults(connection: Connection) -> Iterator[Fault]:
    words: dict[str, set[str]] = {}
    for list_name, code in connection.execute(select(Term.list, Term.code)):
        words.setdefault(list_name, set()).add(code)
    for kind, cls in KINDS.items():
        table = cls.__table__
        for name, column, field in columns_of(cls):
            if field.terms is None:
                continue
            known = words.get(field.terms, set())
            counted = isinstance(column.type, JSON)
            for uid, value in connection.execute(select(table.c.uid, table.c[name])):
                used = set(value or ()) if counted else {value} - {None, ""}
                for code in sorted(used - known):
                    yield Fault(
                        "links",
                        f"{kind}/{uid}",
                        Text(
                            f"「{field.label.zh}」用了词条表里没有的“{code}”。",
                            f"“{field.label.en}” uses “{code}”, which its list does not have.",
                        ),
                    )


def geometry_faults(connection: Connection) -> Iterator[Fault]:
    """Geometries that can't be read, are empty, invalid, of the wrong type or not on the earth."""
    for kind, cls in KINDS.items():
        shape = geometry_of(cls)
        if shape is not None:
            yield from _shape_faults(connection, kind, cls, shape)


def shapes_of(connection: Connection, cls: type[Record]) -> tuple[list[str], list[bytes]]:
    """The uids of the rows of `cls` that have a geometry, and its stored bytes."""
    table = cls.__table__
    raw = (
        type_coerce(table.c.geom, LargeBinary)
        if on_file(connection)
        else func.ST_AsBinary(type_coerce(table.c.geom, LargeBinary), type_=LargeBinary)
    )
    rows = connection.execute(
        select(table.c.uid, raw).where(table.c.geom.is_not(None)).order_by(table.c.fid)
    ).all()
    return [row[0] for row in rows], [bytes(row[1]) for row in rows]


def _shape_faults(
    connection: Connection, kind: str, cls: type[Record], shape: Geometry
) -> Iterator[Fault]:
    uids, stored = shapes_of(connection, cls)
    try:
        shapes = decode(stored)
    except (ValueError, IndexError, shapely.errors.GEOSException):
        for uid, one in zip(uids, stored, strict=True):
            try:
                decode([one])
            except (ValueError, IndexError, shapely.errors.GEOSException):
                yield Fault(
                    "geometry",
                    f"{kind}/{uid}",
                    Text("几何数据读不出来。", "The geometry can't be read."),
                )
        return
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    earth = np.array([-180.0, -90.0, 180.0, 90.0])
    empty = shapely.is_empty(shapes)
    off_earth = (bounds[:, :2] < earth[:2]).any(axis=1) | (bounds[:, 2:] > earth[2:]).any(axis=1)
    tests = (
        (empty, Text("几何为空。", "The geometry is empty.")),
        (~empty & off_earth, Text("坐标超出经纬度范围。", "A coordinate is not on the earth.")),
        (~shapely.is_valid(shapes), CROSSES_ITSELF),
        (
            ~fits(shapes, shape.geometry_type, stored=True),
            Text("几何类型不对。", "The geometry is of the wrong type."),
        ),
    )
    for bad, sentence in tests:
        for number in np.flatnonzero(bad):
            yield Fault("geometry", f"{kind}/{uids[number]}", sentence)


def overlap_faults(connection: Connection) -> Iterator[Fault]:
    """Villages that cover the same ground."""
    uids, stored = shapes_of(connection, Village)
    try:
        shapes = decode(stored)
    except (ValueError, IndexError, shapely.errors.GEOSException):
        return  # `geometry` tells of the unreadable one
    usable = shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    shapes, uids = shapes[usable], [uid for uid, use in zip(uids, usable, strict=True) if use]
    if not len(shapes) or shapely.coverage_is_valid(shapes):
        return
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = left < right
    left, right = left[pairs], right[pairs]
    areas = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    rows = connection.execute(select(Village.uid, Village.name))
    names = {row.uid: row.name for row in rows}
    for i, j in zip(left[areas > _SQUARE_METRE], right[areas > _SQUARE_METRE], strict=True):
        one, other = names[uids[i]], names[uids[j]]
        yield Fault(
            "coverage",
            f"villages/{uids[i]}",
            Text(f"“{one}”与“{other}”的边界重叠。", f"“{one}” and “{other}” overlap."),
        )


def rule_faults(connection: Connection) -> Iterator[Fault]:
    """Values and records that the rules of their kind refuse, privacy included."""
    for kind, cls in KINDS.items():
        table = cls.__table__
        names = [
            name
            for name, column, _field in columns_of(cls)
            if name not in ("fid", "version") and not isinstance(column.type, Geometry)
        ]
        rows = [
            dict(row._mapping)
            for row in connection.execute(select(*(table.c[name] for name in names)))
        ]
        for name, column, field in columns_of(cls):
            if name in names and name != "uid" and not isinstance(column.type, JSON):
                yield from _value_faults(kind, cls, name, field, rows)
        if cls.check_rules is Record.check_rules:
            continue
        for row in rows:
            try:
                cls(**row).check_rules()
            except RecordError as error:
                yield Fault("rules", f"{kind}/{row['uid']}", error.sentence)
            except TypeError:
                continue  # an empty required value, which was told above
    yield from _label_faults(connection)


def _value_faults(
    kind: str, cls: type[Record], name: str, field: Field, rows: list[dict[str, Any]]
) -> Iterator[Fault]:
    """`check_value` once for each distinct value of a column that states anything to check."""
    if not (field.required or field.choices or field.free_text) and field.low is None:
        return
    refused: dict[Any, Fault] = {}
    for value in {row[name] for row in rows}:
        try:
            check_value(cls, name, value)
        except PrivacyRefusal as error:
            refused[value] = Fault("privacy", "", error.sentence)
        except RecordError as error:
            refused[value] = Fault("rules", "", error.sentence)
    for row in rows if refused else ():
        fault = refused.get(row[name])
        if fault is not None:
            yield Fault(fault.kind, f"{kind}/{row['uid']}", fault.sentence)


def _label_faults(connection: Connection) -> Iterator[Fault]:
    for sequence, label in connection.execute(select(journal.c.sequence, journal.c.label)):
        if next(identities(label), None) is not None:
            yield Fault(
                "privacy",
                f"journal/{sequence}",
                Text(
                    "日志的标签里有身份证号或电话号码。",
                    "A label in the journal holds an identity or phone number.",
                ),
            )
