"""What is related to a record: the records that point to it, in the order an officer asks for them.

For each kind a few relations are told how to be shown (which first, what beside the name); every
other link to the record is found by itself from the fields. Lines are said through `layers.tables.sheet`,
so a deadline here reads as it does in the tables. Reading is done off the window's thread; what
comes back is values only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from db.records import KINDS, Attachment, Record
from db.records.base import columns_of
from db.workspace import Workspace
from layers.columns import Column, columns_for, mark_of, reads
from layers.kinds.disputes import DISPUTES
from layers.kinds.hazards import HAZARDS
from layers.names import Names, read_names, read_terms
from layers.several import several
from layers.style import Symbol
from layers.tables.rows import joined
from layers.tables.sheet import CALM, Sheet, Sorting
from resources.text import Text

SHOWN = 6
"""So many lines of a relation are shown at first."""
MOST_READ = 400
"""So many lines of a relation are read at all; the count beside its title is of every one."""


@dataclass(frozen=True)
class Relation:
    """Records of `kind` whose `column` points here.

    Attributes
    ----------
    shows : tuple of str
        The columns of its table that are said: the name first, the rest beside it.
    first : str
        The column of the table to sort by; ``-`` in front for descending.
    open_until : str, optional
        Column that ends a record; those without it come first.
    or_else : str
        The column that names a record whose first one is empty: a leader is posted to a township.
    """

    kind: str
    column: str
    shows: tuple[str, ...]
    first: str = ""
    title: Text | None = None
    open_until: str | None = None
    or_else: str = ""


@dataclass(frozen=True)
class Line:
    """One related record: its name, its mark, and the words beside it with how loudly each speaks."""

    kind: str
    uid: str
    name: str
    beside: tuple[tuple[str, int], ...]
    symbol: Symbol | None = None
    ended: bool = False


@dataclass(frozen=True)
class Related:
    """One relation with its lines.

    `total` counts all of them, `running` those that have not ended.
    """

    relation: Relation
    title: Text
    lines: tuple[Line, ...]
    total: int
    running: int | None = None


_DISPUTES = ("summary", "left", "state")
_HAZARDS = ("summary", "left", "hazard_kind")
_VISITS = ("date", "officer_uid", "category", "text")
_CAMERAS = ("name", "status", "camera_kind")

RELATIONS: dict[str, tuple[Relation, ...]] = {
    "villages": (
        Relation("disputes", "village_uid", _DISPUTES, "left", open_until="closed"),
        Relation("hazards", "village_uid", _HAZARDS, "left", open_until="eliminated"),
        Relation("visits", "village_uid", _VISITS, "-date"),
        Relation("cameras", "village_uid", _CAMERAS, "-status"),
        Relation(
            "postings",
            "village_uid",
            ("officer_uid", "post", "start", "end"),
            "-start",
            open_until="end",
        ),
        Relation("findings", "village_uid", ("text", "finding_kind", "state"), "-date"),
        Relation("sites", "village_uid", ("name", "site_kind", "status"), "name"),
    ),
    "townships": (
        Relation("villages", "township_uid", ("name", "resident", "liaison", "population"), "name"),
        Relation(
            "postings",
            "township_uid",
            ("officer_uid", "post", "start", "end"),
            "-start",
            open_until="end",
        ),
        Relation("units", "township_uid", ("name", "unit_kind"), "name"),
    ),
    "counties": (Relation("townships", "county_uid", ("name", "code"), "name"),),
    "officers": (
        Relation(
            "postings",
            "officer_uid",
            ("village_uid", "post", "start", "end"),
            "-start",
            open_until="end",
            or_else="township_uid",
        ),
        Relation(
            "disputes",
            "holder_uid",
            _DISPUTES,
            "left",
            Text("承办的纠纷", "Disputes held"),
            "closed",
        ),
        Relation(
            "hazards",
            "holder_uid",
            _HAZARDS,
            "left",
            Text("负责的隐患", "Hazards held"),
            "eliminated",
        ),
        Relation("visits", "officer_uid", ("date", "village_uid", "category", "text"), "-date"),
        Relation("findings", "officer_uid", ("text", "finding_kind", "state"), "-date"),
    ),
    "units": (
        Relation("officers", "unit_uid", ("name", "officer_kind", "badge"), "name"),
        Relation("villages", "unit_uid", ("name", "township_uid"), "name"),
        Relation("disputes", "unit_uid", _DISPUTES, "left", open_until="closed"),
        Relation("hazards", "unit_uid", _HAZARDS, "left", open_until="eliminated"),
        Relation("cameras", "unit_uid", _CAMERAS, "-status"),
        Relation(
            "units", "parent_uid", ("name", "unit_kind"), "name", Text("下级单位", "Units below")
        ),
    ),
    "disputes": (
        Relation(
            "dispute_events",
            "dispute_uid",
            ("event", "at", "officer_uid", "text"),
            "at",
            Text("经过", "Course"),
        ),
    ),
    "visits": (Relation("findings", "visit_uid", ("text", "finding_kind", "state"), "-date"),),
}

OWNER = Text("所属记录", "Belongs to")
MISSING = Text("缺{what}", "no {what}")
ENDED_MARKS = {
    "disputes": DISPUTES.style.rules["closed"].symbol,
    "hazards": HAZARDS.style.rules["eliminated"].symbol,
}
"""The marks of what is over, as on the map."""

QUIET = {
    ("disputes", "resident_uid"),
    ("disputes", "liaison_uid"),
    ("officers", "home_township_uid"),
    ("visits", "photo_uid"),
    ("dispute_events", "officer_uid"),
}
"""Links that say nothing new from the other end."""


def relations_to(kind: str) -> tuple[Relation, ...]:
    """The relations of a kind: those told above, then every other link to it that is not quiet."""
    told = RELATIONS.get(kind, ())
    known = {(relation.kind, relation.column) for relation in told} | QUIET
    found = []
    for other, cls in KINDS.items():
        for name, _column, field in columns_of(cls):
            if field.link == kind and (other, name) not in known:
                found.append(Relation(other, name, _default_shows(other)))
    return (*told, *found)


@cache
def surrounds(kind: str) -> frozenset[str]:
    """The kinds whose records are told around a record of `kind`: a change to another one is no matter to it."""
    told = {relation.kind for relation in relations_to(kind)}
    links = {
        field.link
        for each in (kind, *told)
        for _name, _column, field in columns_of(KINDS[each])
        if field.link
    }
    return frozenset({kind, "attachments", "postings", "terms", *told, *links})


def _default_shows(kind: str) -> tuple[str, ...]:
    known = [name for name, _column, field in columns_of(KINDS[kind]) if not field.hidden]
    lead = next(name for name in ("name", "summary", "text", "case_no", *known) if name in known)
    beside = [name for name in ("status", "state") if name in known]
    return (lead, *beside)


def read_related(
    workspace: Workspace, record: Record, on: dt.date, lang: str
) -> tuple[Related, ...]:
    """Everything related to `record`, relations without a line left out."""
    terms = Names(terms=read_terms(workspace))
    asked = [(each, record.uid) for each in relations_to(record.kind())]
    if isinstance(record, Attachment) and record.owner_kind in KINDS and record.owner_uid:
        owner = Relation(record.owner_kind, "uid", _default_shows(record.owner_kind), title=OWNER)
        asked.append((owner, record.owner_uid))
    found = (_read(workspace, each, uid, on, lang, terms) for each, uid in asked)
    return tuple(related for related in found if related.total)


def _read(
    workspace: Workspace, relation: Relation, uid: str, on: dt.date, lang: str, terms: Names
) -> Related:
    cls = KINDS[relation.kind]
    wanted = reads(relation.kind, _columns(relation))
    here = cls.__table__.c[relation.column] == uid
    rows = workspace.frame(relation.kind, where=here, columns=wanted)
    if not set(relation.shows) <= set(rows.columns):
        rows = joined(workspace, relation.kind, rows, on)
    title = relation.title or several(relation.kind)
    ended = _ended(rows, relation)
    running = None if relation.open_until is None else int((~ended).sum())
    if rows.empty:
        return Related(relation, title, (), 0, running)
    names = read_names(workspace, links_in(relation.kind, rows), terms=False, typed=False)
    sheet = Sheet(relation.kind, rows, terms.merged(names), lang, on)
    by_name = {column.name: column for column in sheet.columns}
    order = _order(sheet, relation, by_name)
    lacking = _lacking(sheet, relation, by_name)
    order = order[np.argsort(np.where(ended, 2, np.where(lacking, 0, 1))[order], kind="stable")]
    shown = [by_name[name] for name in relation.shows if name in by_name]
    places = order[:MOST_READ].tolist()
    if relation.or_else in by_name:
        shown.append(by_name[relation.or_else])
    lines = tuple(_line(sheet, shown, place, bool(ended[place])) for place in places)
    return Related(relation, title, lines, len(sheet), running)


def _columns(relation: Relation) -> list[str]:
    marked = [n for n, _c, _f in columns_of(KINDS[relation.kind]) if mark_of_any(relation.kind, n)]
    return [
        *relation.shows,
        relation.first.removeprefix("-"),
        relation.open_until or "",
        relation.or_else,
        *marked,
    ]


def mark_of_any(kind: str, name: str) -> bool:
    """Whether the choices of that column have marks."""
    field = KINDS[kind].__table__.columns[name].info["field"]
    return any(mark_of(kind, name, code) is not None for code in field.choices or ())


def links_in(kind: str, rows: pd.DataFrame) -> dict[str, set[str]]:
    """The uids that the link columns of `rows` name, by kind."""
    found: dict[str, set[str]] = {}
    for column in columns_for(kind):
        link = column.field.link if column.field is not None else None
        if link is not None and column.name in rows:
            held = found.setdefault(link, set())
            held |= {uid for uid in rows[column.name].tolist() if uid}
    return {linked: uids for linked, uids in found.items() if uids}


def _order(sheet: Sheet, relation: Relation, columns: dict[str, Column]) -> NDArray[np.int64]:
    name = relation.first.removeprefix("-")
    if name not in columns:
        return np.arange(len(sheet), dtype=np.int64)
    index = sheet.columns.index(columns[name])
    return sheet.order([Sorting(index, relation.first.startswith("-"))])


def _lacking(sheet: Sheet, relation: Relation, columns: dict[str, Column]) -> NDArray[np.bool_]:
    """The rows in which somebody who must be there is missing; they come first."""
    found = np.zeros(len(sheet), dtype=bool)
    for name in relation.shows:
        tones = sheet.tones(columns[name]) if name in columns and columns[name].must else None
        if tones is not None:
            found |= tones != CALM
    return found


def _ended(rows: pd.DataFrame, relation: Relation) -> NDArray[np.bool_]:
    if relation.open_until is None:
        return np.zeros(len(rows), dtype=bool)
    return rows[relation.open_until].notna().to_numpy()


def _line(sheet: Sheet, shown: Sequence[Column], place: int, ended: bool) -> Line:
    first, *rest = shown
    beside = []
    for column in rest:
        word, tones = str(sheet.texts(column)[place]), sheet.tones(column)
        if column.must:
            gap = tones is not None and tones[place] != CALM
            what = Text(column.title.zh, column.title.en.lower())
            word = MISSING.format(what=what).say(sheet.lang) if gap else ""
        if word:
            quiet = ended or tones is None
            beside.append((word, CALM if quiet or tones is None else int(tones[place])))
    symbol = None
    for column in sheet.columns:
        if column.sort == "choice" and mark_of_any(sheet.kind, column.source):
            code = sheet.codes(column)[place]
            symbol = mark_of(sheet.kind, column.source, str(code)) if code else None
    if ended and symbol is not None:
        symbol = ENDED_MARKS[sheet.kind]
    name = str(sheet.texts(first)[place])
    if not name and beside:  # named by what comes last
        name = beside.pop()[0]
    return Line(sheet.kind, str(sheet.uids[place]), name, tuple(beside), symbol, ended)
