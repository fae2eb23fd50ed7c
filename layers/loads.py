"""What an officer carries on a day: villages held, the people who live in them, disputes open in their hands.

Said twice and meant once: as SQL beside a row of officers, for tables and conditions, and as a frame, for rows that
were read already. A village held in two posts counts once; a dispute is open until it is closed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select, true

from db.coverage import active_postings, on_leave
from db.records import KINDS
from layers.cells import figure
from layers.columns import HELD, HELD_DISPUTES, HELD_PEOPLE
from layers.layer import Frames, only
from resources.text import Text

LOADS: dict[str, frozenset[str]] = {
    HELD.name: frozenset({"postings"}),
    HELD_PEOPLE.name: frozenset({"postings", "villages"}),
    HELD_DISPUTES.name: frozenset({"disputes"}),
}
"""The figures, by the column of an officer's row, and the kinds whose change may change them."""

FORETOLD = Text(
    "{officer}：{villages} 村 {people} 人 → {more} 村 {many} 人",
    "{officer}: {villages} villages, {people} people → {more} villages, {many} people",
)
AWAY = Text("，当日请假", ", on leave that day")


def load(name: str, officers: FromClause, on: dt.date) -> ColumnElement[int]:
    """One of `LOADS` of the officer in a row of `officers`, on the day `on`; never NULL."""
    if name == HELD_DISPUTES.name:
        dispute = KINDS["disputes"].__table__.alias()
        own = and_(dispute.c.holder_uid == officers.c.uid, dispute.c.closed.is_(None))
        return select(func.count(dispute.c.uid)).where(own).correlate(officers).scalar_subquery()
    posting = KINDS["postings"].__table__.alias()
    in_force = and_(
        posting.c.officer_uid == officers.c.uid,
        posting.c.start <= on,
        or_(posting.c.end.is_(None), posting.c.end >= on),
    )
    if name == HELD.name:
        held: Any = func.count(posting.c.village_uid.distinct())
        return select(held).where(in_force).correlate(officers).scalar_subquery()
    village = KINDS["villages"].__table__.alias()
    theirs = select(posting.c.village_uid).where(in_force).correlate(officers)
    return (
        select(func.coalesce(func.sum(village.c.population), 0))
        .where(village.c.uid.in_(theirs))
        .correlate(officers)
        .scalar_subquery()
    )


def loads(frames: Frames, uids: Iterable[str], on: dt.date, *, few: bool = False) -> pd.DataFrame:
    """`LOADS` of the officers `uids` on the day `on`, a row for each in that order; with `few`, only theirs is read."""
    wanted = list(uids)
    postings, disputes = (KINDS[kind].__table__.c for kind in ("postings", "disputes"))
    names = ["uid", "officer_uid", "village_uid", "start", "end"]
    theirs = postings.officer_uid.in_(wanted) if few else None
    active = active_postings(frames.frame("postings", where=theirs, columns=names), on)
    held = active[["officer_uid", "village_uid"]].dropna().drop_duplicates()
    inside = sorted(set(held["village_uid"])) if few else []
    where = KINDS["villages"].__table__.c.uid.in_(inside) if few else None
    villages = frames.frame("villages", where=where, columns=["uid", "population"])
    people = held["village_uid"].map(villages.set_index("uid")["population"]).fillna(0)
    mine = disputes.holder_uid.in_(wanted) if few else true()
    still = and_(disputes.closed.is_(None), mine)
    cases = frames.frame("disputes", where=still, columns=["uid", "holder_uid"])
    found = {
        HELD.name: held.groupby("officer_uid").size(),
        HELD_PEOPLE.name: people.astype("int64").groupby(held["officer_uid"]).sum(),
        HELD_DISPUTES.name: cases.groupby("holder_uid").size(),
    }
    return pd.DataFrame(
        {name: each.reindex(wanted).fillna(0).astype("Int64") for name, each in found.items()}
    )


def foretold(frames: Frames, officer_uid: str, more: Collection[str], on: dt.date) -> Text | None:
    """What an officer carries on a day and what they would with the villages `more`; None for an unknown officer."""
    there = frames.frame(
        "officers",
        where=only("officers", [officer_uid]),
        columns=["uid", "name", "leave_from", "leave_to"],
    )
    if there.empty:
        return None
    mine = KINDS["postings"].__table__.c.officer_uid == officer_uid
    names = ["uid", "village_uid", "start", "end"]
    postings = active_postings(frames.frame("postings", where=mine, columns=names), on)
    held = set(postings["village_uid"].dropna())
    after = held | set(more)
    villages = frames.frame(
        "villages", where=only("villages", sorted(after)), columns=["uid", "population"]
    )
    people = villages.set_index("uid")["population"].fillna(0).astype("int64")
    said = FORETOLD.format(
        officer=there["name"].iat[0],
        villages=figure(len(held)),
        people=figure(int(people[people.index.isin(held)].sum())),
        more=figure(len(after)),
        many=figure(int(people.sum())),
    )
    if on_leave(there, on).iat[0]:
        said = Text(said.zh + AWAY.zh, said.en + AWAY.en)
    return said
