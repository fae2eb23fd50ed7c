"""Many records of one kind as one: what they have in common, which of them a change would be refused for, the change.

A field in which they differ has no value here (`Many.differing`). What only one record can have (its number, its
place) is not offered. A change is checked for every record before anything is written, and is written as one
operation or not at all. Nothing here knows a widget; all of it may run beside the window.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Boolean, ColumnElement, Integer, cast, func

from db.errors import RecordError
from db.geometry import Geometry
from db.operation import Operation
from db.records import KINDS, Record
from db.records.base import check_value, columns_of, values_of
from db.row_window import Clause, aggregates, fids_of, one_of, with_fids
from db.workspace import Workspace
from layers.names import Names, read_names
from layers.record.forms import FieldGroup, editor_sort, groups_for
from layers.tables.row_uids import RowUids
from resources.text import Text

NAMED = 100
"""So many of the records are named."""
FEW = 50
"""So many records are read one by one; of more, the whole kind is read once."""
_SPELT = {"pinyin", "initials"}


@dataclass(frozen=True)
class Many:
    """The records `uids` of `kind` that are still there.

    Attributes
    ----------
    values : mapping of field to value
        The fields in which all of them agree.
    differing : frozenset of str
        The fields in which they don't.
    titles : mapping of uid to str
        What the first of them, `NAMED` at most, are called, in their order.
    """

    kind: str
    uids: Sequence[str]
    values: Mapping[str, Any]
    differing: frozenset[str]
    titles: Mapping[str, str]
    names: Names


@dataclass(frozen=True)
class Refusal:
    """One record for which a change is refused, at which field and why."""

    uid: str
    title: str
    field: str
    sentence: Text


def shared_fields(kind: str) -> tuple[str, ...]:
    """The fields that several records may be given at once."""
    found = []
    for name, column, field in columns_of(KINDS[kind]):
        single = column.unique or isinstance(column.type, (Geometry, JSON)) or name in _SPELT
        if not (field.hidden or single) and editor_sort(kind, name) not in ("photo", "told"):
            found.append(name)
    return tuple(found)


def shared_groups(kind: str) -> tuple[FieldGroup, ...]:
    """The groups of the form of `kind` with only its shared fields."""
    shared = set(shared_fields(kind))
    kept = (
        FieldGroup(group.title, tuple(name for name in group.fields if name in shared))
        for group in groups_for(kind)
    )
    return tuple(group for group in kept if group.fields)


def read_many(workspace: Workspace, kind: str, uids: Sequence[str]) -> Many:
    """What the records `uids` of `kind` have in common, and their names."""
    if isinstance(uids, RowUids):
        kept: Sequence[str] = uids.present()
        where = with_fids(kind, uids.fids)
    else:
        present = set(fids_of(workspace.engine, kind, uids))
        kept = tuple(uid for uid in uids if uid in present)
        where = one_of(KINDS[kind].__table__.c.uid, uids)
    differing = _differing(workspace, kind, where)
    first = workspace.get(KINDS[kind], kept[0]) if kept else None
    values = values_of(first) if first is not None else {}
    values = {name: values.get(name) for name in shared_fields(kind) if name not in differing}
    named = list(kept[:NAMED])
    own = read_names(workspace, {kind: named}, terms=False, typed=False).links.get(kind, {})
    titles = {uid: own.get(uid, "") or uid[:8] for uid in named}
    return Many(kind, kept, values, differing, titles, _names(workspace, kind, values))


def refusals(
    workspace: Workspace, kind: str, uids: Sequence[str], changes: Mapping[str, Any]
) -> list[Refusal]:
    """The records of `uids` that would not take `changes`, each with its reason; nothing is written.

    Raises
    ------
    RecordError
        A value is refused whatever the record.
    """
    cls = KINDS[kind]
    for name, value in changes.items():
        check_value(cls, name, value)
    if cls.check_rules is Record.check_rules:
        return []
    found = []
    for record in _records(workspace, kind, uids):
        try:
            cls(**{**values_of(record), **changes}).check_rules()
        except RecordError as refusal:
            title = record.name_for_people()
            found.append(Refusal(record.uid, title, refusal.field, refusal.sentence))
    return found


def write_many(
    operation: Operation, kind: str, uids: Sequence[str], changes: Mapping[str, Any]
) -> int:
    """Write `changes` over every record as part of `operation`; returns how many really changed."""
    return operation.update_many(kind, uids, **changes)


def _records(workspace: Workspace, kind: str, uids: Sequence[str]) -> list[Record]:
    wanted = set(uids)
    if len(wanted) < FEW:
        found = (workspace.get(KINDS[kind], uid) for uid in uids)
        return [record for record in found if record is not None]
    return [record for record in workspace.find(KINDS[kind]) if record.uid in wanted]


def _names(workspace: Workspace, kind: str, values: Mapping[str, Any]) -> Names:
    wanted: dict[str, set[str]] = {}
    for name, _column, field in columns_of(KINDS[kind]):
        if field.link is not None and values.get(name):
            wanted.setdefault(field.link, set()).add(values[name])
    return read_names(workspace, wanted, lead=True, typed=False)


def _differing(workspace: Workspace, kind: str, where: Clause) -> frozenset[str]:
    """The shared fields in which the rows of `where` differ; the engine says so, no row is read."""
    shared, own = shared_fields(kind), KINDS[kind].__table__.c
    counted = [func.count(own[name]) for name in shared]
    ends = [end(_comparable(own[name])) for name in shared for end in (func.min, func.max)]
    row = aggregates(workspace.engine, kind, [func.count(), *counted, *ends], where)
    rows, filled = row[0], row[1 : len(shared) + 1]
    least, greatest = row[len(shared) + 1 :: 2], row[len(shared) + 2 :: 2]
    return frozenset(
        name
        for name, count, low, high in zip(shared, filled, least, greatest, strict=True)
        if 0 < count < rows or low != high
    )


def _comparable(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column as either engine can say which of its values is the least."""
    return cast(column, Integer) if isinstance(column.type, Boolean) else column
