"""What a place on the map means for a record: its village, its station, the officers who answer there.

The rule of "new dispute here" and of dragging a point, in one spot and without Qt. A new record gets the village it
stands in, that village's station, the resident and liaison officers on duty there today, the resident as holder, today
as the day it was found, and the next free number. A record that is dragged into another village takes the station and
the officers of that village over; a holder who was named for another reason than answering for the old village stays.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
from shapely.geometry import Point

from db.coverage import active_postings, responsible
from db.operation import Operation
from db.records import KINDS, Dispute, DisputeEvent, Record, Unit, Village, geometry_of
from db.times import now
from db.workspace import Workspace
from gis.locate import locate
from resources.text import Text

DATED = {"disputes": "{year}-", "hazards": "H{year}-"}
"""Kinds that are numbered anew each year, and how their numbers begin when there are none yet."""
UNDATED = {
    "cameras": "CAM-",
    "checkpoints": "CP-",
    "rooms": "PR-",
    "workstations": "WS-",
    "drone_stations": "DR-",
    "sites": "SITE-",
}
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Here:
    """Who and what a point belongs to; everything None outside every village."""

    village_uid: str | None = None
    unit_uid: str | None = None
    resident_uid: str | None = None
    liaison_uid: str | None = None

    @property
    def holder_uid(self) -> str | None:
        """Who takes a new case first: the resident officer, else the liaison."""
        return self.resident_uid or self.liaison_uid


class Ground:
    """The villages of a workspace as ground to stand on; read once, again when a boundary has changed."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._villages: gpd.GeoDataFrame | None = None

    def follow(self, kinds: Iterable[str]) -> None:
        """Read the villages again when they are among the `kinds` that changed."""
        if "villages" in kinds:
            self._villages = None

    def read(self) -> gpd.GeoDataFrame:
        """The villages, read when they are not at hand; may run on any thread."""
        known = self._villages
        if known is None:
            frame = self._workspace.frame("villages", columns=["uid", "geom"])
            known = gpd.GeoDataFrame(frame, geometry="geom", crs=frame.crs).set_index("uid")
            self._villages = known
        return known

    def village_at(self, place: Point) -> str | None:
        """Uid of the village that `place` (EPSG:4326) lies in, None outside all of them."""
        villages = self.read()
        found = locate(gpd.GeoSeries([place], crs=villages.crs), villages).iloc[0]
        return None if found is None else str(found)

    def here(self, place: Point, on: dt.date) -> Here:
        """What `place` belongs to on the day `on`."""
        village_uid = self.village_at(place)
        return Here() if village_uid is None else of_village(self._workspace, village_uid, on)


def of_village(workspace: Workspace, village_uid: str | None, on: dt.date) -> Here:
    """Station and officers of a village on the day `on`."""
    village = None if village_uid is None else workspace.get(Village, village_uid)
    if village is None:
        return Here()
    answering = responsible(workspace, village.uid, on)
    return Here(
        village.uid,
        answering.station_uid,
        answering.resident_uid,
        answering.liaison_uid,
    )


def new_record(workspace: Workspace, kind: str, place: Point, here: Here, on: dt.date) -> Record:
    """An unsaved record of `kind` at `place`, filled in as far as the place and the day say.

    Raises KeyError for an unknown kind, ValueError for one that does not stand at a point.
    """
    cls = KINDS[kind]
    shape = geometry_of(cls)
    if shape is None or shape.geometry_type not in ("POINT", "GEOMETRY"):
        raise ValueError(f"{kind} do not stand at a point")
    known = cls.__table__.columns
    offered: dict[str, Any] = {
        "village_uid": here.village_uid,
        "unit_uid": here.unit_uid,
        "resident_uid": here.resident_uid,
        "liaison_uid": here.liaison_uid,
        "holder_uid": here.holder_uid,
        "found": on,
        "geom": place,
    }
    number = "case_no" if "case_no" in known else "serial"
    if number in known:
        offered[number] = next_number(kind, workspace.frame(kind, columns=[number])[number], on)
    return cls(**{name: value for name, value in offered.items() if name in known})


def next_number(kind: str, taken: Iterable[str], on: dt.date) -> str:
    """The number after the highest one of its series, spelt like it.

    A series is what stands before the last run of digits. Of several series the largest counts; disputes and hazards
    begin a new one each year.
    """
    series: dict[str, tuple[int, int, int]] = {}
    for number in taken:
        match = re.fullmatch(r"(.*?)(\d+)", str(number))
        if match is None:
            continue
        begin, digits = match.groups()
        size, highest, width = series.get(begin, (0, 0, 0))
        series[begin] = size + 1, max(highest, int(digits)), max(width, len(digits))
    if kind in DATED:
        series = {begin: counted for begin, counted in series.items() if str(on.year) in begin}
    if not series:
        begin = DATED.get(kind, UNDATED.get(kind, f"{kind[:1].upper()}-")).format(year=on.year)
        return f"{begin}{1:0{_DIGITS}d}"
    begin = max(series, key=lambda name: (series[name][0], name))
    _size, highest, width = series[begin]
    return f"{begin}{highest + 1:0{width}d}"


def add(operation: Operation, record: Record) -> None:
    """Write a new record; a dispute is written together with the event of being found."""
    operation.add(record)
    if isinstance(record, Dispute):
        operation.add(
            DisputeEvent(
                dispute_uid=record.uid, at=now(), event="found", officer_uid=record.holder_uid
            )
        )


def moved(record: Record, place: Point, before: Here, after: Here) -> dict[str, Any]:
    """The columns that change when `record` is put at `place`.

    Parameters
    ----------
    before, after : Here
        What its old village and its new place belong to.

    Returns
    -------
    dict
        Always ``geom``; the village and what follows from it only when the village is another one.
    """
    return {"geom": place, **followed(record, before, after)}


def followed(record: Record, before: Here, after: Here) -> dict[str, Any]:
    """The columns that change when `record` comes to belong to another village; none when it is the same one.

    Station and officers follow: those that answer for the village, never somebody who was chosen by hand.
    """
    known = type(record).__table__.columns
    if "village_uid" not in known or getattr(record, "village_uid", None) == after.village_uid:
        return {}
    changes: dict[str, Any] = {"village_uid": after.village_uid}
    for name in ("resident_uid", "liaison_uid"):
        if name in known:
            changes[name] = getattr(after, name)
    if "unit_uid" in known and _follows(record, "unit_uid", (before.unit_uid,)):
        changes["unit_uid"] = after.unit_uid
    if "holder_uid" in known and _follows(
        record, "holder_uid", (before.resident_uid, before.liaison_uid)
    ):
        kept_post = after.liaison_uid if _was(record, before.liaison_uid) else after.resident_uid
        changes["holder_uid"] = kept_post or after.holder_uid
    return changes


def move(operation: Operation, record: Record, changes: dict[str, Any], said: Text) -> None:
    """Write a move; a dispute that comes into another village gets an event that says so."""
    operation.update(record, **changes)
    if isinstance(record, Dispute) and "village_uid" in changes:
        operation.add(
            DisputeEvent(
                dispute_uid=record.uid,
                at=now(),
                event="moved",
                officer_uid=record.holder_uid,
                text=said.zh,
            )
        )


def bounds_of(
    workspace: Workspace, kind: str, uid: str, on: dt.date
) -> tuple[float, float, float, float] | None:
    """South, west, north, east of what a record without a place of its own belongs to, in degrees.

    An officer's assigned area, a unit's villages, the village or township that a posting or a visit names. None when
    there is nothing to show.
    """
    record = workspace.get(KINDS[kind], uid)
    if record is None:
        return None
    if kind == "officers":
        active = active_postings(workspace.frame("postings"), on)
        uids = active.loc[active["officer_uid"] == uid, "village_uid"].dropna()
        where: Any = Village.uid.in_(sorted(set(uids)))
    elif kind == "units":
        where = Village.unit_uid == uid
    elif getattr(record, "village_uid", None):
        where = Village.uid == getattr(record, "village_uid")  # noqa: B009 - not every record has one
    elif getattr(record, "township_uid", None):
        where = Village.township_uid == getattr(record, "township_uid")  # noqa: B009 - as above
    else:
        return None
    frame = workspace.frame("villages", where=where, columns=["uid", "geom"])
    if frame.empty or gpd.GeoSeries(frame["geom"]).is_empty.all():
        return None
    west, south, east, north = map(float, gpd.GeoSeries(frame["geom"]).total_bounds)
    if kind == "officers" and (
        unit := _place_of_unit(workspace, getattr(record, "unit_uid", None))
    ):
        west, south, east, north = _with_near(unit, (west, south, east, north))
    return south, west, north, east


_WIDEST = 2.0
"""A unit comes into view with its officer's villages when that makes the view at most so many times as wide."""


def _place_of_unit(workspace: Workspace, uid: str | None) -> Point | None:
    unit = workspace.get(Unit, uid) if uid else None
    place = None if unit is None else unit.geom
    return place if isinstance(place, Point) and not place.is_empty else None


def _with_near(
    place: Point, box: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """`box` (west, south, east, north), grown to take in `place` unless that lies far off."""
    west, south, east, north = box
    grown = (min(west, place.x), min(south, place.y), max(east, place.x), max(north, place.y))
    side = max(east - west, north - south)
    wider = max(grown[2] - grown[0], grown[3] - grown[1])
    return grown if wider <= _WIDEST * side else box


def names(workspace: Workspace, kind: str, uids: Sequence[str | None]) -> dict[str, str]:
    """Names of records by uid, those that are None left out."""
    wanted = sorted({uid for uid in uids if uid})
    if not wanted:
        return {}
    cls: Any = KINDS[kind]
    frame = workspace.frame(kind, where=cls.uid.in_(wanted), columns=["uid", "name"])
    return dict(zip(frame["uid"], frame["name"], strict=True))


def _follows(record: Record, name: str, of_place: Sequence[str | None]) -> bool:
    """Whether a link was only there because of the old village."""
    value = getattr(record, name, None)
    return value is None or value in of_place


def _was(record: Record, uid: str | None) -> bool:
    return uid is not None and getattr(record, "holder_uid", None) == uid
