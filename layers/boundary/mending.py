"""Remedies as plans: what mending faults would change, worked out on a copy before anything is written.

Faults are mended one after the other, so that each sees what the ones before it did; what a remedy refuses stays, with
its reason. All of it becomes one plan and one operation. Finding faults is `findings`'.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from db.errors import StaleWrite
from db.operation import Operation
from db.records import KINDS
from db.workspace import Workspace
from gis.boundary import Edit, Mosaic, Refused
from gis.boundary.areas import METRE
from gis.boundary.faults import Fault, find
from gis.boundary.remedies import REMEDIES
from layers import here
from layers.boundary.land import Land
from layers.boundary.plan import Plan, plan
from layers.boundary.write import write
from resources.text import Text

REACH_M = 2000.0
"""A point further than this from every village is not given to the nearest one."""
AT_ONCE = ("invalid", "overlap", "gap", "edge", "sliver")
"""What may be mended without looking at each; a detached part may well be where it belongs."""
POINTS = ("stated", "outside")
EVERY = (*AT_ONCE, "parts", *POINTS)
"""What can be mended at once when a person says so, in this order: points last, since borders move under them."""
ROUNDS = 3
"""Mending one fault may leave or bring another beside it: so often all is looked at again."""
_SAID = Text("位置落在{now}，登记在{was}", "stands in {now}, recorded in {was}")
_NO_VILLAGE = Text("未登记村", "no village")
_TOO_FAR = Text("2 公里内没有村，没有改动。", "No village within 2 km; nothing was changed.")
_NAMED = Text(
    "已经登记在最近的村。把点移进村里，或留备注。",
    "It names the nearest village already. Move it into a village, or note why it may stay.",
)
_GONE = Text("相关的村已不在。", "A village it is about is gone.")


@dataclass(frozen=True)
class Mending:
    """What remedies would do: one plan for the boundaries, and the points that will name another village.

    ``refused`` are the faults that stay, each with its reason.
    """

    plan: Plan | None
    points: tuple[tuple[str, str, str], ...] = ()
    mended: tuple[Fault, ...] = ()
    refused: tuple[tuple[Fault, Text], ...] = ()


class _Bench:
    """A copy of the land that faults are mended on, and what has come of it."""

    def __init__(self, land: Land) -> None:
        self.mosaic = land.mosaic.copy()
        self.changed: dict[str, Any] = {}
        self.heirs: dict[str, str] = {}
        self.points: list[tuple[str, str, str]] = []
        self.mended: list[Fault] = []
        self.refused: list[tuple[Fault, Text]] = []

    def mend(self, fault: Fault, remedy: str, to: str | None = None) -> None:
        """Mend one fault, or note why not."""
        try:
            if fault.record is not None:
                village = _village_for(self.mosaic, fault)
                if fault.labels[:1] != (village,):  # else its own village has come to it
                    self.points.append((*fault.record, village))
            else:
                self._take(REMEDIES[fault.sort][remedy][1](self.mosaic, self._now(fault), to))
            self.mended.append(fault)
        except Refused as no:
            self.refused.append((fault, no.sentence))

    def _take(self, edit: Edit) -> None:
        self.mosaic.put(edit)
        self.changed.update(edit.changed)
        for label in edit.gone:
            self.heirs[label] = next(iter(edit.changed))
            self.changed.pop(label, None)

    def _now(self, fault: Fault) -> Fault:
        """The fault as it is after what was mended before it; `Refused` when it is no more."""
        if any(label not in self.mosaic for label in fault.labels):
            raise Refused(_GONE, fault.labels)
        if fault.sort != "parts":
            return fault
        parts = shapely.get_parts(self.mosaic.shape(fault.labels[0]))
        inside = parts[shapely.intersects(parts, shapely.point_on_surface(fault.shape))]
        return replace(fault, shape=inside[0]) if len(inside) else fault

    def mending(self, workspace: Workspace, land: Land) -> Mending:
        """All of it as one plan."""
        planned = None
        if self.changed or self.heirs:
            whole = Edit(self.changed, gone=tuple(self.heirs))
            heirs = {label: self._last(label) for label in self.heirs}
            planned = plan(workspace, land, "mend", whole, heirs=heirs)
            named = {uid for _kind, uid, _village in self.points}
            relinks = (
                replace(each, uids=tuple(uid for uid in each.uids if uid not in named))
                for each in planned.relinks
            )
            planned = replace(
                planned,
                relinks=tuple(each for each in relinks if each.uids),
                points=tuple(point for point in planned.points if point.uid not in named),
            )
        return Mending(planned, tuple(self.points), tuple(self.mended), tuple(self.refused))

    def _last(self, label: str) -> str:
        while label in self.heirs:
            label = self.heirs[label]
        return label


def mend(
    workspace: Workspace,
    land: Land,
    faults: Sequence[Fault],
    remedy: str,
    *,
    to: str | None = None,
    report: Callable[[float], object] = lambda _share: None,
) -> Mending:
    """Work out `remedy` for each of `faults` (all of one sort), one after the other; nothing is written."""
    bench = _Bench(land)
    for number, fault in enumerate(faults):
        bench.mend(fault, remedy, to)
        if number % 16 == 0:
            report(number / len(faults))
    return bench.mending(workspace, land)


def mend_all(
    workspace: Workspace,
    land: Land,
    faults: Sequence[Fault],
    *,
    sorts: Sequence[str] = AT_ONCE,
    spared: Iterable[str] = (),
    report: Callable[[float], object] = lambda _share: None,
) -> Mending:
    """Work out the usual remedy for every one of `faults`, in the order of `EVERY`.

    Afterwards all is looked at again, since a border that gave way may no longer match its neighbour's, up to `ROUNDS`
    times. Nothing is written.

    Parameters
    ----------
    sorts : of `EVERY`
        Which sorts are mended; by default those that may be mended unseen.
    spared : keys of faults, optional
        Those that are to stay as they are.
    """
    bench = _Bench(land)
    stay = frozenset(spared)
    points = [f for f in faults if f.record and f.sort in sorts and f.key not in stay]
    order = {
        sort: place for place, sort in enumerate(EVERY) if sort in sorts and sort not in POINTS
    }
    todo = [fault for fault in faults if fault.sort in order and fault.key not in stay]
    for round_ in range(ROUNDS if todo else 0):
        before = len(bench.mended)
        for number, fault in enumerate(sorted(todo, key=lambda each: order[each.sort])):
            bench.mend(fault, next(iter(REMEDIES[fault.sort])))
            if number % 16 == 0:
                report((round_ + number / len(todo)) / ROUNDS)
        if len(bench.mended) == before:
            break
        known = stay | {fault.key for fault, _why in bench.refused}
        left = find(bench.mosaic)
        todo = [fault for fault in left if fault.sort in order and fault.key not in known]
        if not todo:
            break
    for fault in points:
        bench.mend(fault, "")
    return bench.mending(workspace, land)


def _village_for(mosaic: Mosaic, fault: Fault) -> str:
    """The village that a point stands in now, else the nearest within `REACH_M`."""
    by = REACH_M * METRE / float(np.cos(np.radians(fault.shape.y)))
    near = mosaic.near(fault.shape, by)
    if len(near):
        scale = np.array([np.cos(np.radians(fault.shape.y)), 1.0])
        flat = shapely.transform(mosaic.shapes[near], lambda xy: xy * scale)
        place = shapely.transform(fault.shape, lambda xy: xy * scale)
        off = shapely.distance(flat, place)
        if np.nanmin(off) <= REACH_M * METRE:  # none off is inside
            village = str(mosaic.labels[near[int(np.nanargmin(off))]])
            if fault.labels == (village,) and np.nanmin(off) > 0:
                raise Refused(_NAMED, fault.labels)
            return village
    raise Refused(_TOO_FAR, fault.labels)


def write_mending(
    op: Operation,
    workspace: Workspace,
    mending: Mending,
    on: dt.date,
    *,
    source: str | None = None,
) -> None:
    """Write `mending` inside an operation; raises as `layers.boundary.write.write` does."""
    write_points(
        op, workspace, mending.points, on
    )  # first: a village that goes must not be named any more
    if mending.plan is not None:
        write(op, workspace, mending.plan, on, source=source)


def write_points(
    op: Operation, workspace: Workspace, points: Iterable[tuple[str, str, str]], on: dt.date
) -> None:
    """Let points name another village, with its station and officers."""
    known: dict[str | None, here.Here] = {}

    def of(uid: str | None) -> here.Here:
        if uid not in known:
            known[uid] = here.of_village(workspace, uid, on)
        return known[uid]

    for kind, uid, village in points:
        record = workspace.get(KINDS[kind], uid)
        if record is None:
            raise StaleWrite(kind, uid, mine={}, theirs=None)
        before = getattr(record, "village_uid")  # noqa: B009 - every point kind has one
        geom = getattr(record, "geom")  # noqa: B009 - as above
        changes = here.moved(record, geom, of(before), of(village))
        del changes["geom"]
        said = _SAID.format(
            now=_name_of(workspace, village), was=_name_of(workspace, before) or _NO_VILLAGE
        )
        if changes:
            here.move(op, record, changes, said)


def _name_of(workspace: Workspace, uid: str | None) -> str:
    return here.names(workspace, "villages", (uid,)).get(uid or "", "")
