"""Who reads a page that leaves the program, and what they may see: an allow-list of layers and fields by audience.

What is not named here never goes out, so a kind or a field that is added later stays in until somebody decides.
No audience gets attachments, narratives of disputes, visits or findings. Nothing here reads a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from resources.text import Text

DRAWN = frozenset(
    {
        "uid",
        "label",
        "class",
        "weight",
        "invented",
        "turn",
        "fov",
        "range_m",
        "ring",
        "halo",
        "notches",
    }
)
"""Columns of a feature frame that only say how it is drawn."""
FIGURES = frozenset({"count0", "count1", "count2"})
"""Columns with the figures under a name; they don't go to the public."""


@dataclass(frozen=True)
class Audience:
    """Readers of one sort.

    Attributes
    ----------
    name : str
        Its key, also on the command line.
    title, purpose : Text
    withheld : Text
        What they don't get, for the foot of the page.
    fields : mapping of kind to tuple of column names
        As tables call them (`layers.columns`); a kind that is missing does not go out at all.
    layers : frozenset of str, optional
        Layers that may go out; None for every layer of those kinds.
    summaries : bool
        Whether the second line of a mark's tooltip goes out: the summary of a dispute or hazard.
    gaps : bool
        Whether it can be seen where a post is not filled.
    """

    name: str
    title: Text
    purpose: Text
    withheld: Text
    fields: Mapping[str, tuple[str, ...]]
    layers: frozenset[str] | None = None
    summaries: bool = False
    gaps: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", MappingProxyType(dict(self.fields)))

    def may_see(self, layer: str, kind: str) -> bool:
        """Whether the layer `layer` of records of `kind` goes out to them."""
        return kind in self.fields and (self.layers is None or layer in self.layers)


_PLACES: dict[str, tuple[str, ...]] = {
    "counties": ("name", "code"),
    "townships": ("name", "code", "boundary_source"),
    "base_lines": ("name", "line_class"),
}
_STANDING = ("name", "serial", "status", "village_uid", "unit_uid")
_BRIEFING: dict[str, tuple[str, ...]] = {
    **_PLACES,
    "villages": (
        "name",
        "code",
        "township_uid",
        "unit_uid",
        "resident",
        "liaison",
        "kind_of_place",
        "population",
        "households",
        "boundary_source",
    ),
    "units": ("name", "code", "unit_kind", "parent_uid", "township_uid"),
    "officers": ("name", "badge", "officer_kind", "unit_uid", "held"),
    "cameras": ("name", "serial", "camera_kind", "status", "village_uid", "unit_uid"),
    "checkpoints": _STANDING,
    "rooms": _STANDING,
    "workstations": _STANDING,
    "drone_stations": _STANDING,
    "sites": ("name", "serial", "site_kind", "status", "village_uid", "unit_uid"),
    "hazards": (
        "serial",
        "severity",
        "hazard_kind",
        "village_uid",
        "left",
        "due",
        "holder_uid",
        "found",
        "eliminated",
        "unit_uid",
    ),
    "disputes": (
        "case_no",
        "colour",
        "dispute_kind",
        "case_class",
        "level",
        "state",
        "village_uid",
        "left",
        "due",
        "holder_uid",
        "found",
        "closed",
        "unit_uid",
    ),
    "drawings": ("name", "category"),
}


def _with(*more: tuple[str, str]) -> dict[str, tuple[str, ...]]:
    fields = dict(_BRIEFING)
    for kind, name in more:
        fields[kind] = (*fields[kind], name)
    return fields


BRIEFING = Audience(
    "briefing",
    Text("内部会商", "Briefing"),
    Text("会场和内部传阅：没有电话、案情和备注", "For a meeting: no phones, summaries or notes"),
    Text(
        "不含电话、案情摘要、备注、附件、走访和情报",
        "Without phones, summaries, notes, attachments, visits and findings",
    ),
    _BRIEFING,
)
DUTY = Audience(
    "duty",
    Text("值班备勤", "Duty"),
    Text("值班人员：另含案情摘要和值班电话", "For those on duty: also summaries and duty phones"),
    Text(
        "含案情摘要和值班电话，不得外传；不含备注、附件、走访和情报",
        "With summaries and duty phones, not to be passed on; without notes, attachments, visits and findings",
    ),
    _with(
        ("disputes", "summary"),
        ("hazards", "summary"),
        ("units", "duty_phone"),
        ("officers", "duty_phone"),
    ),
    summaries=True,
)
PUBLIC = Audience(
    "public",
    Text("对外公示", "Public notice"),
    Text(
        "张贴公示：只有村界、派出所、警务室和驻村民警姓名",
        "To be posted: boundaries, stations, police rooms and resident officers' names alone",
    ),
    Text(
        "只含村界、派出所、警务室、工作站和驻村民警姓名",
        "Boundaries, stations, police rooms, workstations and resident officers' names alone",
    ),
    {
        **_PLACES,
        "villages": ("name", "township_uid", "unit_uid", "resident"),
        "officers": ("name", "unit_uid"),
        "units": ("name", "unit_kind"),
        "rooms": ("name", "village_uid"),
        "workstations": ("name", "village_uid"),
    },
    frozenset(
        {
            "villages",
            "townships",
            "county",
            "resident_areas",
            "units",
            "rooms",
            "workstations",
            "base_lines",
        }
    ),
    gaps=False,
)
AUDIENCES: tuple[Audience, ...] = (BRIEFING, DUTY, PUBLIC)


def audience_named(name: str) -> Audience:
    """The audience called `name`; KeyError when there is none."""
    return {audience.name: audience for audience in AUDIENCES}[name]
