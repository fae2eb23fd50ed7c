"""An edit of boundaries as one operation: villages, outlines, re-pointed records, all or nothing.

A boundary that was adjusted here says so (手工调整) and is dated; an invented one stays 示意边界 whatever is moved on
it, unless a person says where it now comes from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from db.changes import ChangeSet
from db.errors import StaleWrite
from db.operation import Operation
from db.records import KINDS, County, Record, Township, Village
from db.workspace import Workspace
from layers import here, verbs
from layers.boundary.outlines import Outline
from layers.boundary.plan import Plan
from resources.text import Text

INVENTED, ADJUSTED = "invented", "adjusted"
_SUMMED = ("population", "households")
MOVED = Text("村界调整：{before} → {after}", "Boundary adjusted: {before} → {after}")
NOWHERE = Text("村界之外", "outside every village")


def perform(
    workspace: Workspace,
    plan: Plan,
    on: dt.date,
    *,
    repoint: bool = False,
    source: str | None = None,
    asked_by: str = "",
) -> ChangeSet | None:
    """Write `plan` as one operation; see `write`."""
    with workspace.operation(verb_of(plan), label=plan.label(), asked_by=asked_by) as op:
        write(op, workspace, plan, on, repoint=repoint, source=source)
    return op.change_set


def verb_of(plan: Plan) -> str:
    """The journal's verb for `plan`."""
    return verbs.verb(Village.kind(), plan.action)


def write(
    op: Operation,
    workspace: Workspace,
    plan: Plan,
    on: dt.date,
    *,
    repoint: bool = False,
    source: str | None = None,
) -> None:
    """Write `plan` inside an operation.

    Parameters
    ----------
    on : date
        Since when the new boundaries hold.
    repoint : bool
        Points that lie in another village now name it, and follow its station and officers.
    source : str, optional
        A key of `BOUNDARY_SOURCES` for the villages whose ground changed; by default ``"adjusted"``, and ``"invented"``
        where it was that.

    Raises
    ------
    StaleWrite
        A boundary was changed since the plan was made.
    RecordError
        The new village's code is taken or malformed.
    """
    moved = plan.moved_ground()
    for uid, shape in plan.edit.changed.items():
        if uid in plan.edit.born:
            _bear(op, workspace, plan, uid, shape, on, source)
            continue
        village = _as_planned(workspace, Village, uid, plan.versions)
        changes: dict[str, Any] = {"geom": shape}
        if uid in moved:
            changes["boundary_source"] = source or _source_after(village.boundary_source)
            changes["boundary_since"] = on
        if uid in plan.heirs.values():
            changes |= _sums(workspace, plan, village)
        op.update(village, **changes)
    for outline in plan.outlines:
        _follow(op, workspace, outline)
    _relink(op, plan)
    if repoint:
        repoint_points(op, workspace, plan, on)
    for uid in plan.edit.gone:
        op.delete(_as_planned(workspace, Village, uid, plan.versions))


def repoint_points(op: Operation, workspace: Workspace, plan: Plan, on: dt.date) -> None:
    """Let the points of `plan` name the village they lie in now."""
    belongs: dict[str | None, here.Here] = {}
    for uid in {end for p in plan.points for end in (p.before, p.after)}:
        known = uid if uid is None or uid not in plan.edit.born else None
        found = here.of_village(workspace, known, on)
        belongs[uid] = here.Here(uid, _unit(plan, uid)) if uid in plan.edit.born else found
    for point in plan.points:
        record = workspace.get(KINDS[point.kind], point.uid)
        if record is None:
            raise StaleWrite(point.kind, point.uid, mine={}, theirs=None)
        geom = getattr(record, "geom")  # noqa: B009 - every point kind has one
        changes = here.moved(record, geom, belongs[point.before], belongs[point.after])
        del changes["geom"]
        said = MOVED.format(
            before=plan.names.get(point.before or "", NOWHERE),
            after=plan.names.get(point.after or "", NOWHERE),
        )
        if changes:
            here.move(op, record, changes, said)


def _unit(plan: Plan, uid: str | None) -> str | None:
    return plan.new.unit_uid if plan.new is not None and uid in plan.edit.born else None


def _source_after(source: str) -> str:
    return INVENTED if source == INVENTED else ADJUSTED


def _as_planned(workspace: Workspace, cls: Any, uid: str, versions: Mapping[str, int]) -> Any:
    """The record, refused as stale when it is not the one that the plan was made from."""
    record = workspace.get(cls, uid)
    if record is None or record.version != versions[uid]:
        theirs = None if record is None else {"version": record.version}
        raise StaleWrite(cls.kind(), uid, mine={}, theirs=theirs)
    return record


def _bear(
    op: Operation,
    workspace: Workspace,
    plan: Plan,
    uid: str,
    shape: Any,
    on: dt.date,
    source: str | None,
) -> None:
    new = plan.new
    assert new is not None
    parents = [workspace.get(Village, other) for other in plan.edit.changed if other != uid]
    invented = any(p is not None and p.boundary_source == INVENTED for p in parents)
    by_default = INVENTED if plan.action == "split" and invented else "drawn"
    op.add(
        Village(
            uid=uid,
            code=new.code,
            name=new.name,
            township_uid=new.township_uid,
            unit_uid=new.unit_uid,
            kind_of_place=new.kind_of_place,
            boundary_source=source or by_default,
            boundary_since=on,
            geom=shape,
        )
    )


def _follow(op: Operation, workspace: Workspace, outline: Outline) -> None:
    cls: type[Record] = {"townships": Township, "counties": County}[outline.kind]
    record = _as_planned(workspace, cls, outline.uid, {outline.uid: outline.version})
    op.update(record, geom=outline.shape)


def _sums(workspace: Workspace, plan: Plan, survivor: Village) -> dict[str, Any]:
    """Population, households and counts of the survivor with those of the villages it takes over."""
    taken = [uid for uid, heir in plan.heirs.items() if heir == survivor.uid]
    others = [workspace.get(Village, uid) for uid in taken]
    all_of = [survivor, *(other for other in others if other is not None)]
    changes: dict[str, Any] = {}
    for name in _SUMMED:
        known = [getattr(v, name) for v in all_of if getattr(v, name) is not None]
        changes[name] = sum(known) if known else None
    counts: dict[str, int] = {}
    for village in all_of:
        for code, number in (village.counts or {}).items():
            counts[code] = counts.get(code, 0) + number
    changes["counts"] = counts
    return changes


def _relink(op: Operation, plan: Plan) -> None:
    """Point the records of villages that are gone to those that take over."""
    for each in plan.relinks:
        if each.gone in plan.heirs:
            kind, _dot, column = each.where.partition(".")
            op.update_many(kind, each.uids, **{column: plan.heirs[each.gone]})
