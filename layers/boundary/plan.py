"""What follows from an edit of boundaries, worked out before anything is written.

Areas before and after of every village whose ground changed, the outlines of townships and county that follow, the
points that lie in another village afterwards, and the records of a village that is merged away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import or_

from db.records import KINDS, Attachment, Village, geometry_of
from db.records.base import columns_of
from db.workspace import Workspace
from gis.boundary import Edit
from gis.boundary.areas import MU_M2, SPECK, areas_m2
from gis.crs import GEOGRAPHIC
from gis.locate import locate
from layers.boundary.land import Land
from layers.boundary.outlines import Outline, outlines

GROUND_M2 = 0.01
"""A change of ground below this is a vertex that was added on an edge."""
_CHUNK = 500
NAMES = ("case_no", "name", "serial", "summary", "date", "uid")
"""By which column a point is told to people, the first that its kind has."""


@dataclass(frozen=True, slots=True)
class Area:
    """One village's ground before and after, in square metres; None where it did not or does not exist."""

    uid: str
    code: str
    name: str
    before_m2: float | None
    after_m2: float | None

    @property
    def change_m2(self) -> float:
        """By how much it grew."""
        return (self.after_m2 or 0.0) - (self.before_m2 or 0.0)

    def as_json(self) -> dict[str, Any]:
        """Square metres, km² and 亩, before and after."""
        told: dict[str, Any] = {"uid": self.uid, "code": self.code, "name": self.name}
        for when, value in (("before", self.before_m2), ("after", self.after_m2)):
            told[f"{when}_m2"] = None if value is None else round(value, 2)
            told[f"{when}_km2"] = None if value is None else round(value / 1e6, 6)
            told[f"{when}_mu"] = None if value is None else round(value / MU_M2, 2)
        return told


@dataclass(frozen=True, slots=True)
class Relocated:
    """A point that lies in another village after the edit; None is outside every village."""

    kind: str
    uid: str
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Relinked:
    """Records that point to a village which is gone: ``kind.column``, that village, their uids."""

    where: str
    gone: str
    uids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewVillage:
    """What a village that is split off or drawn is called and belongs to."""

    code: str
    name: str
    township_uid: str | None = None
    unit_uid: str | None = None
    kind_of_place: str = "village"


@dataclass(frozen=True)
class Plan:
    """An edit and everything that follows from it. ``into`` is the survivor of a merge."""

    action: str
    edit: Edit
    versions: dict[str, int]
    areas: tuple[Area, ...] = ()
    outlines: tuple[Outline, ...] = ()
    points: tuple[Relocated, ...] = ()
    relinks: tuple[Relinked, ...] = ()
    new: NewVillage | None = None
    heirs: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def into(self) -> str | None:
        """The village that takes over the records of all that are gone; None when there is none, or several."""
        heirs = set(self.heirs.values())
        return next(iter(heirs)) if len(heirs) == 1 else None

    @property
    def relinked(self) -> dict[str, tuple[str, ...]]:
        """Records that pointed to villages which are gone, by ``kind.column``."""
        found: dict[str, tuple[str, ...]] = {}
        for each in self.relinks:
            found[each.where] = (*found.get(each.where, ()), *each.uids)
        return found

    def label(self) -> str:
        """The villages by name, as the journal keeps them."""
        told = [area.name for area in self.areas] or [
            self.names.get(uid, uid) for uid in self.edit.changed
        ]
        return "、".join(told[:4]) + (f" 等 {len(told)} 个村" if len(told) > 4 else "")

    def moved_ground(self) -> frozenset[str]:
        """The villages whose ground changed; the others only got a vertex."""
        return frozenset(area.uid for area in self.areas)

    def as_json(self) -> dict[str, Any]:
        """The plan as plain values."""
        return {
            "action": self.action,
            "areas": [area.as_json() for area in self.areas],
            "changed": sorted(self.edit.changed),
            "gone": list(self.edit.gone),
            "born": list(self.edit.born),
            "outlines": [{"kind": o.kind, "uid": o.uid, "name": o.name} for o in self.outlines],
            "points": [
                {
                    "kind": p.kind,
                    "uid": p.uid,
                    "name": p.name,
                    "from": self.names.get(p.before or ""),
                    "to": self.names.get(p.after or ""),
                }
                for p in self.points
            ],
            "relinked": {kind: len(uids) for kind, uids in self.relinked.items()},
        }


def plan(
    workspace: Workspace,
    land: Land,
    action: str,
    edit: Edit,
    *,
    new: NewVillage | None = None,
    into: str | None = None,
    heirs: Mapping[str, str] | None = None,
) -> Plan:
    """What `edit` of `land` means for the workspace.

    Parameters
    ----------
    action : str
        ``"shift"``, ``"split"``, ``"merge"``, ``"cut"``, ``"draw"`` or ``"mend"``; the journal's verb.
    new : NewVillage, optional
        For an edit that brings a village.
    into : str, optional
        Uid of the village that takes over the records of those that are gone.
    heirs : mapping, optional
        The same by the uid of each that is gone, where they go to several.
    """
    takes = dict(heirs or {}) if into is None else dict.fromkeys(edit.gone, into)
    names = {uid: land.mosaic.name(uid) for uid in (*edit.changed, *edit.gone)}
    if new is not None:
        names.update(dict.fromkeys(edit.born, new.name))
    known = land.rows["version"].to_dict()
    return Plan(
        action,
        edit,
        {uid: int(known[uid]) for uid in (*edit.changed, *edit.gone) if uid in known},
        areas=_areas(land, edit, new),
        outlines=tuple(outlines(workspace, land, edit, None if new is None else new.township_uid)),
        points=tuple(_relocated(workspace, land, edit)),
        relinks=tuple(_relinked(workspace, edit.gone)),
        new=new,
        heirs=takes,
        names=names,
    )


def _areas(land: Land, edit: Edit, new: NewVillage | None) -> tuple[Area, ...]:
    uids = [*edit.changed, *edit.gone]
    empty = shapely.MultiPolygon()
    before = np.array(
        [land.mosaic.shape(u) if u in land.mosaic else empty for u in uids], dtype=object
    )
    after = np.array([edit.changed.get(u, empty) for u in uids], dtype=object)
    was, now = areas_m2(before, land.zone), areas_m2(after, land.zone)
    found = []
    for uid, old, fresh in zip(uids, was.tolist(), now.tolist(), strict=True):
        born, gone = uid in edit.born, uid in edit.gone
        if not (born or gone) and _same_ground(land, edit, uid):
            continue
        code = new.code if born and new else str(land.rows.loc[uid, "code"])
        name = new.name if born and new else land.mosaic.name(uid)
        found.append(Area(uid, code, name, None if born else old, None if gone else fresh))
    return tuple(found)


def _same_ground(land: Land, edit: Edit, uid: str) -> bool:
    """Whether a village only got vertices on its edges."""
    old, new = land.mosaic.shape(uid), edit.changed[uid]
    if old is None or not shapely.is_valid(old):
        return False
    return float(shapely.area(shapely.symmetric_difference(old, new))) < SPECK * GROUND_M2


# -- records --------------------------------------------------------------------------------------


def point_kinds() -> tuple[str, ...]:
    """The kinds that stand at a point and name a village."""
    found = []
    for kind, cls in KINDS.items():
        shape = geometry_of(cls)
        if (
            shape is not None
            and shape.geometry_type == "POINT"
            and "village_uid" in cls.__table__.c
        ):
            found.append(kind)
    return tuple(found)


def _relocated(workspace: Workspace, land: Land, edit: Edit) -> list[Relocated]:
    """Points whose village by location is another one after the edit, and was the one they name before it."""
    before = [uid for uid in edit.changed if uid in land.mosaic]
    rows = _standing_in(workspace, before)
    if rows.empty:
        return []
    all_before = [*before, *edit.gone]
    was = _areas_of(all_before, [land.mosaic.shape(uid) for uid in all_before])
    now = _areas_of(list(edit.changed), list(edit.changed.values()))
    places = gpd.GeoSeries(rows["geom"].to_numpy(), index=rows.index, crs=GEOGRAPHIC)
    stated = rows["village_uid"].where(rows["village_uid"].notna(), None)
    old, new = locate(places, was), locate(places, now)
    other = (old != new) & ~(old.isna() & new.isna())
    other &= (old == stated) | (old.isna() & stated.isna())
    chosen = zip(
        *(column[other] for column in (rows["kind"], rows["uid"], rows["name"], old, new)),
        strict=True,
    )
    return [Relocated(kind, str(uid), told_as(name), a, b) for kind, uid, name, a, b in chosen]


def told_as(name: Any) -> str:
    """A name for people; a day without its time."""
    return f"{name:%Y-%m-%d}" if isinstance(name, dt.date) else str(name)


def _standing_in(workspace: Workspace, villages: Sequence[str]) -> pd.DataFrame:
    """The points that name one of `villages` or none at all: kind, uid, name, village_uid, geom."""
    found = []
    for kind in point_kinds():
        cls: Any = KINDS[kind]
        name = next(n for n in NAMES if n in cls.__table__.c)
        for i in range(0, max(len(villages), 1), _CHUNK):
            where = cls.village_uid.in_(villages[i : i + _CHUNK])
            if i == 0:
                where = or_(where, cls.village_uid.is_(None))
            rows = workspace.frame(kind, where=where, columns=["uid", name, "village_uid", "geom"])
            if len(rows):
                columns = {n: rows[n].to_numpy() for n in ("uid", "village_uid", "geom")}
                found.append(pd.DataFrame({"kind": kind, "name": rows[name].to_numpy(), **columns}))
    if not found:
        return pd.DataFrame({"kind": [], "name": [], "uid": [], "village_uid": [], "geom": []})
    every = pd.concat(found, ignore_index=True)
    return every[every["geom"].notna()].reset_index(drop=True)


def _areas_of(uids: list[str], shapes: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        index=pd.Index(uids, dtype=object),
        geometry=gpd.GeoSeries(shapes, index=uids, crs=GEOGRAPHIC),
    )


def _relinked(workspace: Workspace, gone: Sequence[str]) -> Iterator[Relinked]:
    """The records that point to villages which are gone."""
    if not gone:
        return
    for kind, cls in KINDS.items():
        for name, column, described in columns_of(cls):
            if described.link == Village.kind():
                rows = workspace.frame(kind, where=column.in_(list(gone)), columns=["uid", name])
                yield from _by_village(f"{kind}.{name}", rows["uid"], rows[name])
    rows = workspace.frame(
        "attachments", where=Attachment.owner_uid.in_(list(gone)), columns=["uid", "owner_uid"]
    )
    yield from _by_village("attachments.owner_uid", rows["uid"], rows["owner_uid"])


def _by_village(where: str, uids: pd.Series[Any], villages: pd.Series[Any]) -> Iterator[Relinked]:
    for village, own in uids.groupby(villages.to_numpy(), sort=False):
        yield Relinked(where, str(village), tuple(own.astype(str)))


__all__ = ["Area", "NewVillage", "Plan", "Relinked", "Relocated", "plan", "point_kinds"]
