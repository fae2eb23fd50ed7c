"""A record before anybody typed into it: filled in as far as the day, what is selected, or the one before it says.

Three ways lead here: a new record from the keyboard or a list, one that belongs to the record that is looked at
(`for_`), and the next of a row (`next_after`), which keeps what repeats when many are entered one after the other.
What a place on the map says is `layers.here`'s.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Date

from db.records import KINDS, Record, Village
from db.records.base import columns_of, values_of
from db.times import UtcTime, now
from db.workspace import Workspace
from layers import here

BY_HAND = (
    "disputes",
    "hazards",
    "visits",
    "findings",
    "dispute_events",
    "cameras",
    "checkpoints",
    "rooms",
    "workstations",
    "drone_stations",
    "sites",
    "postings",
    "officers",
    "units",
    "villages",
    "townships",
)
"""The kinds that are entered by hand, the most frequent first."""

_STANDING = ("status", "village_uid", "unit_uid")
REPEATS: dict[str, tuple[str, ...]] = {
    "cameras": ("camera_kind", "owner", "fov", "range_m", *_STANDING),
    "checkpoints": _STANDING,
    "rooms": _STANDING,
    "workstations": _STANDING,
    "drone_stations": ("speed_kmh", *_STANDING),
    "sites": ("site_kind", *_STANDING),
    "hazards": ("hazard_kind", "severity", "found", "due", "village_uid", "unit_uid", "holder_uid"),
    "disputes": ("found", "village_uid", "unit_uid", "resident_uid", "liaison_uid", "holder_uid"),
    "dispute_events": ("dispute_uid", "officer_uid"),
    "visits": ("officer_uid", "village_uid", "date", "category"),
    "findings": ("visit_uid", "officer_uid", "village_uid", "date", "finding_kind"),
    "postings": ("post", "start", "end", "order_no", "township_uid"),
    "officers": ("unit_uid", "officer_kind", "active_from"),
    "units": ("unit_kind", "parent_uid"),
    "villages": ("township_uid", "unit_uid", "kind_of_place", "boundary_source"),
    "townships": ("county_uid", "boundary_source"),
}
"""What a record keeps of the one entered before it."""
_TODAY = ("found", "date", "start")


def fresh(workspace: Workspace, kind: str, on: dt.date) -> Record:
    """An empty record of `kind`: today's date where one is asked for, the next number of its series."""
    return KINDS[kind](**_begun(workspace, kind, on))


def for_(workspace: Workspace, kind: str, near: Record, on: dt.date, column: str = "") -> Record:
    """A record of `kind` that belongs to `near`: its links point there, or to what `near` belongs to.

    Parameters
    ----------
    column : str, optional
        The column that points to `near`; otherwise every link to its kind that must be filled in, or the only one.
    """
    values = _begun(workspace, kind, on)
    village = near.uid if isinstance(near, Village) else getattr(near, "village_uid", None)
    at = here.of_village(workspace, village, on)
    offered: dict[str, Any] = {
        "village_uid": at.village_uid,
        "unit_uid": at.unit_uid,
        "resident_uid": at.resident_uid,
        "liaison_uid": at.liaison_uid,
        "holder_uid": at.holder_uid,
        "officer_uid": getattr(near, "officer_uid", None),
    }
    known = KINDS[kind].__table__.columns
    values |= {name: value for name, value in offered.items() if value and name in known}
    links = [name for name, _c, f in columns_of(KINDS[kind]) if f.link == near.kind()]
    if column or links:
        chosen = column or next((n for n in links if not known[n].nullable), links[0])
        values[chosen] = near.uid
    return KINDS[kind](**values)


def next_after(workspace: Workspace, record: Record, on: dt.date) -> Record:
    """The next record of a row after `record`: what repeats is kept, the number goes on."""
    kind = record.kind()
    before = values_of(record)
    kept = {name: before[name] for name in REPEATS.get(kind, ()) if before.get(name) is not None}
    return KINDS[kind](**{**_begun(workspace, kind, on, before), **kept})


def _begun(
    workspace: Workspace, kind: str, on: dt.date, before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, column, _field in columns_of(KINDS[kind]):
        if column.nullable or column.default is not None:
            continue
        if isinstance(column.type, Date) and name in _TODAY:
            found[name] = on
        elif isinstance(column.type, UtcTime):
            found[name] = now()
    known = KINDS[kind].__table__.columns
    number = "case_no" if "case_no" in known else "serial" if "serial" in known else ""
    if number:
        taken = workspace.frame(kind, columns=[number])[number].tolist()
        series = str((before or {}).get(number) or "").rstrip("0123456789")
        own = [each for each in taken if series and str(each).startswith(series)]
        found[number] = here.next_number(kind, own or taken, on)
    return found


def first_empty(record: Record) -> str:
    """The first field that must be filled in and is not; empty when there is none."""
    for name, _column, field in columns_of(type(record)):
        if field.required and not field.hidden and getattr(record, name) in (None, ""):
            return name
    return ""
