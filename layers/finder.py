"""Finds a record by what an officer types: name, code, badge, serial, case number, pinyin or initials.

The index holds one line of text a record and answers from memory, so a query over a city takes a few milliseconds.
It is built from frames and follows ChangeSets record by record; it knows no Qt. `read` may run on any thread, the
rest belongs to whoever asks.
"""

from __future__ import annotations

import heapq
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from db.records import KINDS
from db.row_window import one_of
from layers.beginnings import Beginnings
from layers.layer import Frames, only
from layers.spelling import quick_spellings

_BREAK = "\x1f"


@dataclass(frozen=True, slots=True)
class Findable:
    """How one kind is found: its columns for name and number, and the links that say where it is or whose."""

    kind: str
    name: str
    number: str
    beside: tuple[tuple[str, str], ...] = ()
    """(link column, kind it points to) pairs, told beside the name in this order."""


FINDABLE: tuple[Findable, ...] = (
    Findable("villages", "name", "code", (("township_uid", "townships"),)),
    Findable("townships", "name", "code", (("county_uid", "counties"),)),
    Findable("counties", "name", "code"),
    Findable("officers", "name", "badge", (("unit_uid", "units"),)),
    Findable("units", "name", "code"),
    Findable("disputes", "summary", "case_no", (("village_uid", "villages"),)),
    Findable("hazards", "summary", "serial", (("village_uid", "villages"),)),
    Findable("cameras", "name", "serial", (("village_uid", "villages"),)),
    Findable("checkpoints", "name", "serial", (("village_uid", "villages"),)),
    Findable("rooms", "name", "serial", (("village_uid", "villages"),)),
    Findable("workstations", "name", "serial", (("village_uid", "villages"),)),
    Findable("drone_stations", "name", "serial", (("village_uid", "villages"),)),
    Findable("sites", "name", "serial", (("village_uid", "villages"),)),
)
KEYS = {found.kind: found.number for found in FINDABLE}
"""The column by which people number a record of each kind: code, badge, serial or case number."""


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: the record, its name and number, and what is told beside them."""

    kind: str
    uid: str
    name: str
    number: str
    beside: str


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of one kind, best first; `more` counts those left off."""

    kind: str
    answers: tuple[Found, ...]
    more: int


@dataclass(slots=True)
class _Line:
    """A record and its keys, folded, each between two marks, so that one look tells how a query matches.

    The number is the last of them.
    """

    found: Found
    text: str
    size: int


def folded(text: str) -> str:
    """`text` as it is compared: width and case folded, blanks and hidden marks taken out."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf")


class _Spelt:
    """The names of some lines as they are spelt, for what is typed nearly right. Numbers are no part of it."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        keys = [line.text[1:-1].split(_BREAK)[:-1] for line in lines]
        self._lines = lines
        self._owners = np.repeat(np.arange(len(lines)), [len(each) for each in keys])
        self._beginnings = Beginnings([key for each in keys for key in each])

    def nearly(self, wanted: str, slips: int) -> list[tuple[int, _Line]]:
        """The lines with a key whose beginning is `wanted` but for at most `slips`, with how many there are."""
        places, apart = self._beginnings.nearly(wanted, slips)
        best: dict[int, int] = {}
        for owner, slip in zip(self._owners[places].tolist(), apart.tolist(), strict=True):
            best[owner] = min(best.get(owner, slips), slip)
        return [(slip, self._lines[owner]) for owner, slip in best.items()]


class Shelf:
    """The lines of one kind, and their spelling, which is made once; what changed since is spelt apart."""

    def __init__(self, lines: dict[str, _Line]) -> None:
        self.lines = lines
        self._spelt = _Spelt([*lines.values()])
        self._late: set[str] = set()
        self._anew: _Spelt | None = None

    def put(self, uids: Collection[str], fresh: dict[str, _Line]) -> None:
        """Let the records `uids` be what `fresh` says; those it does not name are gone."""
        for uid in uids:
            self.lines.pop(uid, None)
        self.lines.update(fresh)
        self._late.update(uids)
        self._anew = None

    def nearly(self, wanted: str, slips: int) -> list[tuple[int, _Line]]:
        """The lines with a name that begins with nearly `wanted`, and how many slips lie between."""
        near = self._spelt.nearly(wanted, slips)
        if not self._late:
            return near
        if self._anew is None:
            self._anew = _Spelt([self.lines[uid] for uid in self._late if uid in self.lines])
        near = [(slip, line) for slip, line in near if line.found.uid not in self._late]
        return near + self._anew.nearly(wanted, slips)


class Finder:
    """The index over one workspace. Empty until `take` got what `read` made."""

    def __init__(self) -> None:
        self._shelves: dict[str, Shelf] = {found.kind: Shelf({}) for found in FINDABLE}

    def __len__(self) -> int:
        return sum(len(shelf.lines) for shelf in self._shelves.values())

    @staticmethod
    def read(frames: Frames, kinds: Collection[str] | None = None) -> dict[str, Shelf]:
        """Every record of `kinds` (all of them when None), ready to be found; may run on any thread."""
        wanted = [found for found in FINDABLE if kinds is None or found.kind in kinds]
        linked = sorted({kind for found in wanted for _column, kind in found.beside})
        names = {kind: _names(frames, kind, None) for kind in linked}
        return {
            found.kind: Shelf(_lines(found, _rows(frames, found, None), names)) for found in wanted
        }

    def take(self, shelves: dict[str, Shelf]) -> None:
        """Replace the kinds that `shelves` holds."""
        self._shelves.update(shelves)

    def follow(self, frames: Frames, changes: Sequence[Any]) -> None:
        """Bring the index in step with a ChangeSet's `changes`.

        Only those records are read again, and those beside which one of them is told that is called otherwise now.
        """
        touched: dict[str, set[str]] = {}
        for change in changes:
            if change.kind in self._shelves:
                touched.setdefault(change.kind, set()).add(change.uid)
        renamed = renamed_by(changes)
        for found in FINDABLE:
            uids = touched.get(found.kind, set()) | _told_of(frames, found, renamed)
            if not uids:
                continue
            rows = _rows(frames, found, uids)
            names = {
                kind: _names(frames, kind, set(rows[column].dropna()))
                for column, kind in found.beside
            }
            self._shelves[found.kind].put(uids, _lines(found, rows, names))

    def find(self, query: str, *, each: int = 6) -> tuple[Group, ...]:
        """The records that `query` means, grouped by kind, the kind with the best answer first.

        An exact key comes before a key that starts with the query, that before one that holds it; shorter names come
        first among equals. When nothing holds the query, records are found that begin with nearly the same: one slip of
        the fingers (a letter wrong, missing, doubled or swapped), two in a long query. An empty query finds nothing.
        """
        wanted = folded(query)
        if not wanted:
            return ()
        groups: list[tuple[int, int, Group]] = []
        for order, found in enumerate(FINDABLE):
            lines = self._shelves[found.kind].lines
            hits = [line for line in lines.values() if wanted in line.text]
            if hits:
                best = heapq.nsmallest(each, hits, key=lambda line: _rank(line, wanted))
                groups.append((_rank(best[0], wanted)[0], order, _group(best, len(hits))))
        if not groups and (slips := slips_allowed(wanted)):
            for order, found in enumerate(FINDABLE):
                near = self._shelves[found.kind].nearly(wanted, slips)
                if near:
                    best = [line for _slips, line in heapq.nsmallest(each, near, key=_nearness)]
                    groups.append((min(near, key=_nearness)[0], order, _group(best, len(near))))
        groups.sort(key=lambda group: (group[0], group[1]))
        return tuple(group for _rank_, _order, group in groups)

    def exactly(self, kind: str, key: str) -> Found | None:
        """The record of `kind` whose number or uid is `key`, None when there is none; KeyError for an unknown kind."""
        lines = self._shelves[kind].lines
        if key in lines:
            return lines[key].found
        wanted = folded(key)
        return next(
            (line.found for line in lines.values() if folded(line.found.number) == wanted), None
        )


def renamed_by(changes: Iterable[Any]) -> dict[str, set[str]]:
    """The records, by kind, that may be told beside others and are called otherwise after `changes`."""
    told = {kind for found in FINDABLE for _column, kind in found.beside}
    renamed: dict[str, set[str]] = {}
    for change in changes:
        if change.kind in told and (change.action != "update" or "name" in change.fields):
            renamed.setdefault(change.kind, set()).add(change.uid)
    return renamed


def told_beside(kinds: Collection[str]) -> set[str]:
    """The kinds beside whose records those of `kinds` are told."""
    return {
        found.kind for found in FINDABLE if any(linked in kinds for _column, linked in found.beside)
    }


def _told_of(frames: Frames, found: Findable, renamed: Mapping[str, Collection[str]]) -> set[str]:
    """The records of one kind beside which one of `renamed` is told."""
    own = KINDS[found.kind].__table__.c
    uids: set[str] = set()
    for column, linked in found.beside:
        if renamed.get(linked):
            where = one_of(own[column], sorted(renamed[linked]))
            uids.update(frames.frame(found.kind, where=where, columns=["uid"])["uid"])
    return uids


def slips_allowed(wanted: str) -> int:
    """How many letters of the folded query `wanted` may be wrong: the shorter it is, the less it says.

    None in one with a figure: a number that is nearly right is another record's.
    """
    if any(c.isdigit() for c in wanted) or len(wanted) < (4 if wanted.isascii() else 3):
        return 0
    return 1 if len(wanted) < 8 else 2


def _group(best: Sequence[_Line], hits: int) -> Group:
    answers = tuple(line.found for line in best)
    return Group(answers[0].kind, answers, hits - len(best))


def _nearness(near: tuple[int, _Line]) -> tuple[int, int, str]:
    slips, line = near
    return slips, line.size, line.found.number


def _rank(line: _Line, wanted: str) -> tuple[int, int, str]:
    """Smaller is better: a whole key, then the beginning of one, then anywhere; the shorter name first."""
    begins = f"{_BREAK}{wanted}"
    sort = 2 if begins not in line.text else 1 if f"{begins}{_BREAK}" not in line.text else 0
    return sort, line.size, line.found.number


def _rows(frames: Frames, found: Findable, uids: Collection[str] | None) -> pd.DataFrame:
    columns = ["uid", found.name, found.number, *(column for column, _kind in found.beside)]
    own = KINDS[found.kind].__table__.columns
    columns += [name for name in ("pinyin", "initials") if name in own]
    return frames.frame(found.kind, where=only(found.kind, uids), columns=columns)


def _names(frames: Frames, kind: str, uids: Collection[str] | None) -> dict[str, str]:
    """Names by uid of the records of `kind`, of all or of `uids`."""
    frame = frames.frame(kind, where=only(kind, uids), columns=["uid", "name"])
    return dict(zip(frame["uid"], frame["name"], strict=True))


def _lines(
    found: Findable, rows: pd.DataFrame, names: dict[str, dict[str, str]]
) -> dict[str, _Line]:
    told = [_told(rows[column], names[kind]) for column, kind in found.beside]
    besides = (
        [" · ".join(filter(None, parts)) for parts in zip(*told, strict=True)]
        if told
        else [""] * len(rows)
    )
    spelt = _spellings(rows, found.name)
    lines: dict[str, _Line] = {}
    for uid, name, number, (sounds, letters), beside in zip(
        rows["uid"], rows[found.name], rows[found.number], spelt, besides, strict=True
    ):
        keys = [*filter(None, dict.fromkeys(map(folded, (name, sounds, letters))))]
        text = _BREAK.join(["", *keys, folded(str(number)), ""])
        lines[uid] = _Line(Found(found.kind, uid, name, str(number), beside), text, len(name))
    return lines


def _told(links: pd.Series[Any], names: dict[str, str]) -> list[str]:
    return [names.get(uid, "") if isinstance(uid, str) else "" for uid in links]


def _spellings(rows: pd.DataFrame, name: str) -> Sequence[tuple[str, str]]:
    """Pinyin and initials: the stored ones, which a person may have corrected, else those of the name."""
    if "pinyin" in rows.columns:
        return list(zip(rows["pinyin"].fillna(""), rows["initials"].fillna(""), strict=True))
    return quick_spellings(rows[name])
