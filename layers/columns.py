"""Which columns a table of one kind shows, in which order, and what sort of value each holds.

Columns follow from the fields of the record class; a few kinds put what the officer looks at first
in front, and two derive a deadline. Nothing here holds a row: `layers.tables.sheet` fills the columns, the
window's tables show them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import JSON, Boolean, Date, Float, Integer

from db.geometry import Geometry
from db.records import KINDS
from db.records.base import Field, columns_of
from db.times import UtcTime
from layers.kinds.disputes import DISPUTES
from layers.style import Mark, Symbol
from resources.text import Text

Sort = Literal[
    "text", "whole", "number", "date", "time", "choice", "term", "link", "flag", "count", "left"
]

FIGURES: frozenset[Sort] = frozenset({"whole", "number", "count", "left"})
"""Sorts that read as figures: set to the right, compared by value."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        Unique in its table: the record's column, ``counts.<code>`` for one category, or ``left``
        (days left).
    title : Text
    sort : Sort
        What its values are; ``left`` is derived from a deadline.
    field : Field, optional
        The field it shows; None for a derived column.
    must : bool
        Nothing here is a gap, and said as one.
    measure : str
        The figure of `db.measures` that it says row by row, by that formula; empty for none.
    """

    name: str
    title: Text
    sort: Sort
    field: Field | None = None
    must: bool = False
    measure: str = ""

    @property
    def source(self) -> str:
        """The column of the frame that it reads."""
        return self.name.partition(".")[0]

    @property
    def figure(self) -> bool:
        """Whether it reads as a figure."""
        return self.sort in FIGURES

    @property
    def rate(self) -> bool:
        """Whether it is a share in per cent: said to one decimal, and never added up."""
        return self.field is not None and self.field.unit == "%"


LEFT = Column("left", Text("时限", "Time left"), "left")
RESIDENT, LIAISON = (
    Column(post, title, "link", Field(title, link="officers"), must=True)
    for post, title in (
        ("resident", Text("驻村民警", "Resident")),
        ("liaison", Text("包村民警", "Liaison")),
    )
)
HELD = Column("held", Text("包驻村数", "Villages held"), "whole")
HELD_PEOPLE = Column("held_people", Text("包驻人口", "People held"), "whole")
HELD_DISPUTES = Column("held_disputes", Text("承办未结纠纷", "Open disputes held"), "whole")
VILLAGES = Column("villages", Text("村数", "Villages"), "whole")
COVERED = Column("covered", Text("已覆盖村", "Villages covered"), "whole")
COVER = Column(
    "cover",
    Text("覆盖率", "Cover"),
    "number",
    Field(Text("覆盖率", "Cover"), unit="%"),
    measure="cover",
)
DUE = Column("due", Text("期限", "Due"), "date")

_LEADING: dict[str, tuple[str, ...]] = {
    "disputes": (
        "case_no",
        "colour",
        "summary",
        "village_uid",
        "state",
        "left",
        "due",
        "holder_uid",
        "level",
        "case_class",
        "dispute_kind",
        "found",
    ),
    "hazards": (
        "serial",
        "severity",
        "summary",
        "hazard_kind",
        "village_uid",
        "left",
        "due",
        "holder_uid",
        "eliminated",
    ),
    "villages": (
        "name",
        "township_uid",
        "resident",
        "liaison",
        "unit_uid",
        "kind_of_place",
        "population",
        "households",
        "counts",
    ),
    "townships": ("name", "villages", "covered", "cover", "county_uid"),
    "counties": ("name",),
    "officers": (
        "badge",
        "name",
        "officer_kind",
        "unit_uid",
        "held",
        "held_people",
        "held_disputes",
    ),
    "postings": ("officer_uid", "post", "village_uid", "township_uid"),
    "visits": ("date", "officer_uid", "village_uid", "category", "text"),
    "findings": ("date", "finding_kind", "text", "state", "village_uid"),
    "dispute_events": ("at", "dispute_uid", "event", "officer_uid", "text"),
    "drawings": ("name", "category", "colour"),
    "base_lines": ("name", "line_class"),
    "presets": ("name", "sort", "of_kind"),
}
_POINTS = ("serial", "name", "status")
_LEFT_OUT = {"pinyin", "initials", "sha256", "photo_uid"}
_PROSE_SHOWN = {("visits", "text"), ("findings", "text"), ("dispute_events", "text")}

DERIVED: dict[str, tuple[Column, ...]] = {
    "disputes": (DUE, LEFT),
    "hazards": (LEFT,),
    "villages": (RESIDENT, LIAISON),
    "officers": (HELD, HELD_PEOPLE, HELD_DISPUTES),
    "townships": (VILLAGES, COVERED, COVER),
}

FIRST: dict[str, tuple[str, bool]] = {
    "disputes": ("left", False),
    "hazards": ("left", False),
    "visits": ("date", True),
    "findings": ("date", True),
    "dispute_events": ("at", True),
}
"""By which column a table is sorted until somebody sorts it, and whether from the greatest down."""

NEEDS: dict[str, tuple[str, ...]] = {
    "disputes": ("found", "case_class", "paused_days", "paused_since", "closed"),
    "hazards": ("due", "eliminated"),
}
"""Columns of the record that its derived columns are computed from."""


def _shown(kind: str) -> Iterator[tuple[str, Any, Field]]:
    """The record's own columns that its table shows."""
    for name, column, field in columns_of(KINDS[kind]):
        prose = field.long and (kind, name) not in _PROSE_SHOWN
        left_out = field.hidden or prose or name in _LEFT_OUT
        if not left_out and not isinstance(column.type, Geometry):
            yield name, column, field


def columns_for(
    kind: str, terms: Mapping[str, Mapping[str, Text]] | None = None
) -> tuple[Column, ...]:
    """The columns of the table of `kind`.

    Parameters
    ----------
    kind : str
        Plural record kind; KeyError when there is none.
    terms : mapping of list to mapping of code to Text, optional
        The workspace's lists: a field of counts becomes one column for each category of its list.
    """
    shown: dict[str, list[Column]] = {}
    for name, column, field in _shown(kind):
        sort = sort_of(column.type, field)
        if sort == "count":
            words = (terms or {}).get(field.terms or "", {})
            shown[name] = [
                Column(f"{name}.{code}", word, "count", field) for code, word in words.items()
            ]
        else:
            shown[name] = [Column(name, field.label, sort, field)]
    for derived in DERIVED.get(kind, ()):
        shown[derived.name] = [derived]
    leading = _LEADING.get(kind, _POINTS if set(_POINTS) <= shown.keys() else ())
    order = [*leading, *(name for name in shown if name not in leading)]
    return tuple(column for name in order for column in shown.get(name, ()))


def saying(measure: str) -> tuple[str, Column] | None:
    """The kind whose rows say a figure of `db.measures` each for themselves, and the column; None when none does."""
    found = ((kind, each) for kind, columns in DERIVED.items() for each in columns)
    return next((pair for pair in found if pair[1].measure == measure), None)


def links_of(columns: Sequence[Column]) -> frozenset[str]:
    """The kinds whose names `columns` show."""
    return frozenset(c.field.link for c in columns if c.field is not None and c.field.link)


def sort_of(column_type: Any, field: Field) -> Sort:
    """What sort of value a record's column holds, from its type and its field."""
    if field.link is not None:
        return "link"
    if field.choices is not None:
        return "choice"
    if field.terms is not None:
        return "count" if isinstance(column_type, JSON) else "term"
    return next(
        (sort for stored, sort in _BY_TYPE.items() if isinstance(column_type, stored)), "text"
    )


_BY_TYPE: dict[type, Sort] = {
    Boolean: "flag",
    Integer: "whole",
    Float: "number",
    Date: "date",
    UtcTime: "time",
}


def reads(kind: str, names: Iterable[str] | None = None) -> list[str]:
    """The record's columns that a frame must carry to fill a table, or only its columns `names`."""
    own = KINDS[kind].__table__.columns
    wanted = [name for name, _column, _field in _shown(kind)] if names is None else [*names]
    wanted = ["uid", *wanted, *NEEDS.get(kind, ()), "pinyin", "initials"]
    return [name for name in dict.fromkeys(wanted) if name in own]


_SEVERITY_COLOURS = {"high": "red", "medium": "amber", "low": "blue"}

_MARKS: dict[tuple[str, str, str], Symbol] = {
    **{
        ("disputes", "colour", code): DISPUTES.style.rules[code].symbol
        for code in ("red", "yellow", "blue")
    },
    **{
        ("hazards", "severity", code): Mark(("square",), token)
        for code, token in _SEVERITY_COLOURS.items()
    },
}


def mark_of(kind: str, name: str, code: str) -> Symbol | None:
    """The mark beside a choice, the same as on the map; None when the choice is words alone."""
    return _MARKS.get((kind, name, code))
