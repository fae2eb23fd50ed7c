"""One record as the panel shows it: the record, its names, who answers, what is related, its past and its photos.

Read in two steps, so that the record itself is there at once: `read_record` for what the form
needs, `read_about` for everything around it. Values only; nothing here knows a widget, and both may
run beside the window.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from db.coverage import cover, is_active, responsible
from db.images import from_image
from db.journal import RecordHistory
from db.records import (
    KINDS,
    Attachment,
    Dispute,
    Hazard,
    Officer,
    Posting,
    Record,
    Township,
    Village,
)
from db.records.base import columns_of, field_of
from db.records.disputes import CLASS_DAYS, EVENTS, DisputeEvent
from db.records.force import POSTS
from db.workspace import Workspace
from layers import verbs
from layers.cells import PAUSED, SOON_DAYS, day_in_words, figure, left_in_words
from layers.finder import KEYS
from layers.known_names import KnownNames
from layers.names import LEADS, Names, read_names
from layers.record.related import Related, read_related
from layers.record.values import value_in_words
from layers.tables.sheet import CALM, LATE, SOON
from resources.text import Language, Text

PAST_SHOWN = 60
"""So many entries of a record's past are told."""
HELD_VILLAGES = Text("包驻村", "Villages")
CAMERAS = Text("监控正常", "Cameras working")
LAST_VISIT = Text("天前走访", "Days since visit")
HELD_PEOPLE = Text("人口", "People")
OPEN_DISPUTES = Text("未结纠纷", "Open disputes")
OPEN_HAZARDS = Text("未消隐患", "Open hazards")
VILLAGES = Text("村/社区", "Villages")
COVERED = Text("已覆盖", "Covered")
GAPS = Text("空缺", "Gaps")
PEOPLE = Text("人口", "People")
DUE = Text("期限 {day}", "due {day}")
_LED_BY = {"villages": "township_uid", "officers": "unit_uid", "townships": "county_uid"}


@dataclass(frozen=True)
class RecordView:
    """The record and the names that its form needs."""

    record: Record
    names: Names
    title: str
    number: str


@dataclass(frozen=True)
class Answer:
    """Who answers for a village at one level; nobody is a gap."""

    post: Text
    officers: tuple[tuple[str, str, bool], ...]
    """Uid, name and whether on leave, the one to turn to first."""

    @property
    def gap(self) -> bool:
        """Whether nobody answers."""
        return not self.officers


@dataclass(frozen=True)
class Fact:
    """One figure about a record, computed from what is related to it."""

    label: Text
    value: str
    tone: int = CALM


@dataclass(frozen=True)
class FieldChange:
    """One field in one entry of the past: from what to what, in words, and the value it had before."""

    name: str
    label: Text
    before: str
    after: str
    value: Any = None


@dataclass(frozen=True)
class PastEntry:
    """One entry of the journal, as far as it touched this record."""

    sequence: int
    at: dt.datetime
    user: str
    seat: str
    did: Text
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class PhotoView:
    """One attachment: what its record says, and the bytes of its thumbnail, if it has a picture."""

    uid: str
    name: str
    sha256: str
    thumbnail: bytes | None
    media_type: str = ""
    size: int = 0
    taken: dt.date | None = None

    @property
    def picture(self) -> bool:
        """Whether it is a photo; else it is a document."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True)
class About:
    """Everything around a record."""

    facts: tuple[Fact, ...]
    answers: tuple[Answer, ...]
    related: tuple[Related, ...]
    past: tuple[PastEntry, ...]
    photos: tuple[PhotoView, ...]


def read_record(
    workspace: Workspace, kind: str, uid: str, known: KnownNames | None = None
) -> RecordView | None:
    """The record and the names its links and lists need, of which some may be `known`; None when it is gone."""
    record = workspace.get(KINDS[kind], uid)
    return None if record is None else view_of(workspace, record, known)


def view_of(workspace: Workspace, record: Record, known: KnownNames | None = None) -> RecordView:
    """`record`, written or not, with the names its links and lists need, of which some may be `known`."""
    kind = record.kind()
    names = (known or KnownNames(workspace)).of(_linked(kind, [_values(record)]))
    own = str(getattr(record, KEYS[kind], "") or "") if kind in KEYS else ""
    return RecordView(record, names, title_of(record, names), own)


def title_of(record: Record, names: Names) -> str:
    """``柏梁镇 · 姚家居委会``: the record's name, led by the place or unit it belongs to."""
    kind = record.kind()
    own = str(getattr(record, "summary", "") or record.name_for_people())
    if isinstance(record, Posting):
        own = names.of("officers", record.officer_uid)
    lead = ""
    if kind in _LED_BY:
        link = _LED_BY[kind]
        lead = names.of(field_of(KINDS[kind], link).link or "", getattr(record, link))
    elif getattr(record, "village_uid", None):
        lead = names.of("villages", record.village_uid).rpartition(LEADS)[2]  # type: ignore[attr-defined]
    return f"{lead}{LEADS}{own}" if lead else own


def title_in(record: Record, title: str, lang: Language) -> str:
    """The `title` of a record in `lang`: what an event is called is a word of ours, not the county's."""
    if not isinstance(record, DisputeEvent) or record.event not in EVENTS:
        return title
    event = EVENTS[record.event]
    return title.removesuffix(event.zh) + event.say(lang)


def read_about(workspace: Workspace, record: Record, on: dt.date, lang: str) -> About:
    """Everything around a record that is written."""
    return About(
        facts=read_facts(workspace, record, on),
        answers=_answers(workspace, record, on),
        related=read_related(workspace, record, on, lang),
        past=read_past(workspace, record.kind(), record.uid, lang),
        photos=_photos(workspace, record),
    )


def _answers(workspace: Workspace, record: Record, on: dt.date) -> tuple[Answer, ...]:
    if not isinstance(record, Village):
        return ()
    found = responsible(workspace, record.uid, on)
    levels = (
        ("leader", found.leader_uids),
        ("liaison", found.liaison_uids),
        ("resident", found.resident_uids),
        ("auxiliary", found.auxiliary_uids),
    )
    every = {uid for _post, uids in levels for uid in uids}
    names = (
        read_names(workspace, {"officers": every}, terms=False, typed=False) if every else Names()
    )
    return tuple(
        Answer(
            POSTS[post],
            tuple((uid, names.of("officers", uid), uid in found.on_leave) for uid in uids),
        )
        for post, uids in levels
        if uids or post != "auxiliary"
    )


def read_facts(workspace: Workspace, record: Record, on: dt.date) -> tuple[Fact, ...]:
    """The load of an officer, the cover of a township, or what is open in a village, on the day `on`."""
    if isinstance(record, Village):
        return _open_in(workspace, record, on)
    if isinstance(record, Officer):
        return _load(workspace, record, on)
    if isinstance(record, Township):
        return _cover_of(workspace, record, on)
    return ()


def _load(workspace: Workspace, officer: Officer, on: dt.date) -> tuple[Fact, ...]:
    postings = workspace.find(Posting, officer_uid=officer.uid)
    uids = {p.village_uid for p in postings if p.village_uid and is_active(p, on)}
    villages = workspace.frame(
        "villages", where=Village.uid.in_(sorted(uids)), columns=["uid", "population"]
    )
    held = {"disputes": "closed", "hazards": "eliminated"}
    running = {
        kind: sum(
            getattr(r, end) is None for r in workspace.find(KINDS[kind], holder_uid=officer.uid)
        )
        for kind, end in held.items()
    }
    return (
        Fact(HELD_VILLAGES, figure(len(uids))),
        Fact(HELD_PEOPLE, figure(int(villages["population"].fillna(0).sum()))),
        Fact(OPEN_DISPUTES, figure(running["disputes"])),
        Fact(OPEN_HAZARDS, figure(running["hazards"])),
    )


def _open_in(workspace: Workspace, village: Village, on: dt.date) -> tuple[Fact, ...]:
    held = {"disputes": "closed", "hazards": "eliminated", "cameras": "status", "visits": "date"}
    rows = {
        kind: workspace.frame(
            kind, where=KINDS[kind].__table__.c.village_uid == village.uid, columns=["uid", column]
        )[column]
        for kind, column in held.items()
    }
    cameras = rows["cameras"]
    working = int((cameras == "ok").sum())
    last: Any = pd.to_datetime(rows["visits"]).max()
    days = "—" if pd.isna(last) else figure((on - last.date()).days)
    return (
        Fact(OPEN_DISPUTES, figure(int(rows["disputes"].isna().sum()))),
        Fact(OPEN_HAZARDS, figure(int(rows["hazards"].isna().sum()))),
        Fact(CAMERAS, f"{working}/{len(cameras)}", CALM if working == len(cameras) else LATE),
        Fact(LAST_VISIT, days),
    )


def _cover_of(workspace: Workspace, township: Township, on: dt.date) -> tuple[Fact, ...]:
    villages = workspace.frame(
        "villages",
        where=Village.township_uid == township.uid,
        columns=["uid", "township_uid", "population"],
    )
    names = ["uid", "village_uid", "post", "start", "end"]
    state = cover(villages, workspace.frame("postings", columns=names), on)
    covered = int(state["covered"].sum())
    gaps = len(villages) - covered
    return (
        Fact(VILLAGES, figure(len(villages))),
        Fact(COVERED, figure(covered)),
        Fact(GAPS, figure(gaps), LATE if gaps else CALM),
        Fact(PEOPLE, figure(int(villages["population"].fillna(0).sum()))),
    )


def read_past(workspace: Workspace, kind: str, uid: str, lang: str) -> tuple[PastEntry, ...]:
    """What the journal tells of a record, newest first."""
    entries = workspace.history(kind, uid)[:PAST_SHOWN]
    images = [_image(kind, side) for entry in entries for side in (entry.before, entry.after)]
    names = read_names(workspace, _linked(kind, images), lead=True, typed=False)
    return tuple(_told(kind, entry, names, lang) for entry in entries)


def _told(kind: str, entry: RecordHistory, names: Names, lang: str) -> PastEntry:
    before, after = _image(kind, entry.before), _image(kind, entry.after)
    changes = []
    for name, _column, field in columns_of(KINDS[kind]):
        if entry.action == "update" and name in after and not field.hidden:
            was, now = (
                value_in_words(kind, name, side.get(name), names, lang) for side in (before, after)
            )
            changes.append(FieldChange(name, field.label, was, now, before.get(name)))
    head = entry.entry
    return PastEntry(
        head.sequence, head.at, head.user, head.seat, verbs.said(head.verb), tuple(changes)
    )


def _image(kind: str, side: Mapping[str, Any]) -> dict[str, Any]:
    return from_image(KINDS[kind], side)


def _photos(workspace: Workspace, record: Record) -> tuple[PhotoView, ...]:
    if isinstance(record, Attachment):
        return (_photo_view(workspace, record),)
    found = workspace.find(Attachment, owner_uid=record.uid)
    linked = getattr(record, "photo_uid", None)
    if linked is not None and linked not in {each.uid for each in found}:
        photo = workspace.get(Attachment, linked)
        found = [*([photo] if photo is not None else []), *found]
    return tuple(_photo_view(workspace, each) for each in found)


def _photo_view(workspace: Workspace, each: Attachment) -> PhotoView:
    address = each.thumbnail or (each.sha256 if each.media_type.startswith("image/") else "")
    thumbnail = workspace.blob(address) if address else None
    return PhotoView(
        each.uid, each.name, each.sha256, thumbnail, each.media_type, each.size, each.taken
    )


def _values(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name, _column, _field in columns_of(type(record))}


def _linked(kind: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """The uids that the link fields of `rows` name, by kind."""
    links = [(n, f.link) for n, _c, f in columns_of(KINDS[kind]) if f.link is not None]
    found: dict[str, set[str]] = {}
    for row in rows:
        for name, linked in links:
            if row.get(name):
                found.setdefault(linked, set()).add(row[name])
    return found


def deadline_of(record: Record, on: dt.date, lang: str) -> tuple[str, int, str] | None:
    """How much time a dispute or hazard has left, its tone, and when it is due.

    None without a deadline.
    """
    due = _due(record, on)
    if due is None:
        return None
    left = (due - on).days
    words = left_in_words(left, lang)
    if getattr(record, "paused_since", None) is not None:
        words = PAUSED.format(rest=words).say(lang)
    tone = LATE if left < 0 else SOON if left <= SOON_DAYS else CALM
    return words, tone, DUE.format(day=day_in_words(due, lang)).say(lang)


def _due(record: Record, on: dt.date) -> dt.date | None:
    """The last day allowed of what is not over, as its table reckons it; a running pause moves it on."""
    if isinstance(record, Hazard):
        return record.due if record.eliminated is None else None
    if not isinstance(record, Dispute) or record.closed is not None or record.found is None:
        return None
    days = CLASS_DAYS.get(record.case_class, 0) + (record.paused_days or 0)
    if record.paused_since is not None:
        days += max((on - record.paused_since).days, 0)
    return record.found + dt.timedelta(days=days)
