"""How the form of a kind is laid out: its fields in groups, in the order the work goes.

A kind without a layout of its own is one group in the order of its table. Which editor a field gets
follows from the field (`layers.columns.sort_of`); nothing here knows a widget.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.geometry import Geometry
from db.records import KINDS
from db.records.base import columns_of
from layers.columns import sort_of
from resources.text import Text


@dataclass(frozen=True)
class FieldGroup:
    """Fields that are filled in together; a group without a title continues the one above."""

    title: Text | None
    fields: tuple[str, ...]


_NAMED = ("name", "pinyin", "initials")
_BOUNDARY = FieldGroup(Text("边界", "Boundary"), ("boundary_source", "boundary_since", "geom"))
_WHERE = Text("所在地", "Where")
_COURSE = Text("进展", "Course")
_ANSWERS = Text("责任", "Who answers")

LAYOUTS: dict[str, tuple[FieldGroup, ...]] = {
    "disputes": (
        FieldGroup(
            None,
            ("case_no", "summary", "dispute_kind", "colour", "case_class", "level"),
        ),
        FieldGroup(_COURSE, ("state", "found", "closed", "paused_since", "paused_days")),
        FieldGroup(
            _ANSWERS,
            ("village_uid", "unit_uid", "resident_uid", "liaison_uid", "holder_uid"),
        ),
        FieldGroup(Text("记述", "Account"), ("details", "agreement")),
        FieldGroup(_WHERE, ("geom",)),
    ),
    "hazards": (
        FieldGroup(None, ("serial", "summary", "hazard_kind", "severity")),
        FieldGroup(
            Text("整改", "Rectification"), ("found", "due", "notice_no", "eliminated", "proof")
        ),
        FieldGroup(_ANSWERS, ("village_uid", "unit_uid", "holder_uid")),
        FieldGroup(_WHERE, ("geom",)),
    ),
    "villages": (
        FieldGroup(None, ("code", *_NAMED, "kind_of_place", "township_uid", "unit_uid")),
        FieldGroup(Text("数量", "Numbers"), ("population", "households", "counts")),
        _BOUNDARY,
    ),
    "townships": (FieldGroup(None, ("code", *_NAMED, "county_uid")), _BOUNDARY),
    "counties": (FieldGroup(None, ("code", *_NAMED)), _BOUNDARY),
    "officers": (
        FieldGroup(
            None,
            ("badge", *_NAMED, "officer_kind", "unit_uid", "home_township_uid", "duty_phone"),
        ),
        FieldGroup(Text("在岗", "On duty"), ("active_from", "active_to", "leave_from", "leave_to")),
    ),
    "visits": (
        FieldGroup(None, ("date", "officer_uid", "village_uid", "category", "text", "photo_uid")),
        FieldGroup(
            Text("成果", "What it brought"),
            (
                "households",
                "persons",
                "shops",
                "enterprises",
                "practitioners",
                "flyers",
                "contact_cards",
                "served",
            ),
        ),
        FieldGroup(_WHERE, ("geom",)),
    ),
    "cameras": (
        FieldGroup(None, ("serial", "name", "camera_kind", "owner", "status")),
        FieldGroup(Text("朝向与视野", "Bearing and view"), ("bearing", "fov", "range_m")),
        FieldGroup(_WHERE, ("village_uid", "unit_uid", "geom", "note")),
    ),
}


def groups_for(kind: str) -> tuple[FieldGroup, ...]:
    """The groups of the form of `kind`.

    Every field that is not hidden is in exactly one of them.
    """
    shown = [name for name, _column, field in columns_of(KINDS[kind]) if not field.hidden]
    layout = LAYOUTS.get(kind)
    if layout is None:
        return (FieldGroup(None, tuple(shown)),)
    placed = {name for group in layout for name in group.fields}
    rest = tuple(name for name in shown if name not in placed)
    return (*layout, FieldGroup(None, rest)) if rest else layout


TOLD = frozenset({("attachments", name) for name in ("media_type", "size", "sha256")})
"""Fields that follow from what was stored: a form tells them, nobody types them."""


def editor_sort(kind: str, name: str) -> str:
    """Which editor a field asks for.

    One of ``text``, ``prose``, ``whole``, ``number``, ``date``, ``time``, ``choice``, ``term``,
    ``link``, ``photo``, ``flag``, ``count``, ``point``, ``shape`` and ``told``.
    """
    if (kind, name) in TOLD:
        return "told"
    column = KINDS[kind].__table__.columns[name]
    field = column.info["field"]
    if isinstance(column.type, Geometry):
        return "point" if column.type.geometry_type == "POINT" else "shape"
    if field.link == "attachments":
        return "photo"
    sort = sort_of(column.type, field)
    return "prose" if sort == "text" and field.long else sort
