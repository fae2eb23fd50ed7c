"""Every kind of record, by its plural name.

A new kind is one class in this package and one line here; its table, journal images, frames,
generic form and table view follow from the class.
"""

from __future__ import annotations

from db.records.base import Field, Record, field_of, geometry_of
from db.records.base_lines import BaseLine
from db.records.disputes import Dispute, DisputeEvent
from db.records.drawings import Drawing
from db.records.equipment import (
    Camera,
    Checkpoint,
    DroneStation,
    PoliceRoom,
    Site,
    Workstation,
)
from db.records.force import Officer, Posting, Unit
from db.records.hazards import Hazard
from db.records.places import County, Township, Village
from db.records.presets import Preset
from db.records.terms import Term
from db.records.visits import Attachment, Finding, Visit

KINDS: dict[str, type[Record]] = {
    cls.kind(): cls
    for cls in (
        County,
        Township,
        Village,
        Unit,
        Officer,
        Posting,
        Camera,
        Checkpoint,
        PoliceRoom,
        Workstation,
        DroneStation,
        Site,
        Hazard,
        Dispute,
        DisputeEvent,
        Visit,
        Finding,
        Attachment,
        Drawing,
        BaseLine,
        Term,
        Preset,
    )
}

__all__ = [
    "KINDS",
    "Attachment",
    "BaseLine",
    "Camera",
    "Checkpoint",
    "County",
    "Dispute",
    "DisputeEvent",
    "Drawing",
    "DroneStation",
    "Field",
    "Finding",
    "Hazard",
    "Officer",
    "PoliceRoom",
    "Posting",
    "Preset",
    "Record",
    "Site",
    "Term",
    "Township",
    "Unit",
    "Village",
    "Visit",
    "Workstation",
    "field_of",
    "geometry_of",
]
