"""Who answers for which place on a day: active postings, cover and gaps, the responsible officers of a village.

Everything follows from the dates of postings; a day is a parameter, never today. Full cover of a village is one active
resident and one active liaison. An officer on leave stays posted (the order says so) and is flagged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from db.records import Officer, Posting, Village

if TYPE_CHECKING:
    from db.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for one village on one day; None or empty where there is nobody.

    ``resident_uid`` and ``liaison_uid`` are the ones to turn to first: of several, one who is not on leave, then
    the one posted longest. ``on_leave`` holds those named here who are on leave that day.
    """

    village_uid: str
    township_uid: str | None = None
    station_uid: str | None = None
    leader_uid: str | None = None
    resident_uid: str | None = None
    liaison_uid: str | None = None
    leader_uids: tuple[str, ...] = ()
    resident_uids: tuple[str, ...] = ()
    liaison_uids: tuple[str, ...] = ()
    auxiliary_uids: tuple[str, ...] = ()
    on_leave: frozenset[str] = field(default_factory=frozenset)

    @property
    def covered(self) -> bool:
        """Whether the village has an active resident and an active liaison."""
        return bool(self.resident_uids and self.liaison_uids)


def active_postings(postings: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """The rows of `postings` that are in force on the day `on`; ``start`` and ``end`` are both inclusive."""
    day = pd.Timestamp(on)
    begun = pd.to_datetime(postings["start"]) <= day
    ended = pd.to_datetime(postings["end"]) < day  # an open posting (NaT) has not ended
    return postings.loc[begun & ~ended]


def on_leave(officers: pd.DataFrame, on: dt.date) -> pd.Series[bool]:
    """For each row of `officers` whether the day `on` lies in its leave (an open leave goes on)."""
    return _within(officers["leave_from"], officers["leave_to"], on, unbounded_start=False)


def on_roster(officers: pd.DataFrame, on: dt.date) -> pd.Series[bool]:
    """For each row of `officers` whether they serve on the day `on`; an empty date is no bound."""
    return _within(officers["active_from"], officers["active_to"], on, unbounded_start=True)


def _within(
    first: pd.Series[dt.datetime],
    last: pd.Series[dt.datetime],
    on: dt.date,
    *,
    unbounded_start: bool,
) -> pd.Series[bool]:
    day = pd.Timestamp(on)
    start, end = pd.to_datetime(first), pd.to_datetime(last)
    begun = (start <= day) | (start.isna() & unbounded_start)
    return begun & ~(end < day)


def cover(villages: pd.DataFrame, postings: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Whether each village has its two posts filled on the day `on`.

    Parameters
    ----------
    villages : frame with ``uid``
    postings : frame with ``post``, ``village_uid``, ``start``, ``end``

    Returns
    -------
    DataFrame
        One row for each village, in its order: ``uid``, and the booleans ``resident``, ``liaison`` and ``covered``
        (both).
    """
    active = active_postings(postings, on)
    result = pd.DataFrame({"uid": villages["uid"].to_numpy()})
    for post in ("resident", "liaison"):
        held = active.loc[active["post"] == post, "village_uid"]
        result[post] = result["uid"].isin(held)
    result["covered"] = result["resident"] & result["liaison"]
    return result


def cover_by_township(villages: pd.DataFrame, postings: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Cover of each township on the day `on`.

    Returns
    -------
    DataFrame
        ``township_uid`` (None for villages of no township), ``villages`` and ``covered`` (counts), and ``rate`` in
        per cent.
    """
    state = cover(villages, postings, on)
    state["township_uid"] = villages["township_uid"].to_numpy()
    grouped = (
        state.groupby("township_uid", dropna=False, sort=True)["covered"]
        .agg(villages="size", covered="sum")
        .reset_index()
    )
    grouped["rate"] = 100.0 * grouped["covered"] / grouped["villages"]
    return grouped


def responsible(workspace: Workspace, village_uid: str, on: dt.date) -> Responsible:
    """Who answers for a village on the day `on`: leader of its township, liaison, resident, auxiliaries, station.

    Raises
    ------
    KeyError
        There is no such village.
    """
    village = workspace.get(Village, village_uid)
    if village is None:
        raise KeyError(village_uid)
    here = [p for p in workspace.find(Posting, village_uid=village_uid) if is_active(p, on)]
    leading = (
        [
            p
            for p in workspace.find(Posting, township_uid=village.township_uid, post="leader")
            if is_active(p, on)
        ]
        if village.township_uid
        else []
    )
    absent = _absent(workspace, {p.officer_uid for p in (*here, *leading)}, on)

    def holders(post: str, among: Iterable[Posting]) -> tuple[str, ...]:
        held = [p for p in among if p.post == post]
        held.sort(key=lambda p: (p.officer_uid in absent, p.start, p.uid))
        return tuple(dict.fromkeys(p.officer_uid for p in held))

    leaders, residents = holders("leader", leading), holders("resident", here)
    liaisons = holders("liaison", here)
    return Responsible(
        village_uid=village_uid,
        township_uid=village.township_uid,
        station_uid=village.unit_uid,
        leader_uid=next(iter(leaders), None),
        resident_uid=next(iter(residents), None),
        liaison_uid=next(iter(liaisons), None),
        leader_uids=leaders,
        resident_uids=residents,
        liaison_uids=liaisons,
        auxiliary_uids=holders("auxiliary", here),
        on_leave=frozenset(absent),
    )


def is_active(posting: Posting, on: dt.date) -> bool:
    """Whether one posting is in force on the day `on`."""
    return posting.start <= on and (posting.end is None or on <= posting.end)


def _absent(workspace: Workspace, uids: set[str], on: dt.date) -> set[str]:
    """Those of the officers `uids` who are on leave on the day `on`."""
    if not uids:
        return set()
    officers = workspace.frame(
        "officers",
        where=Officer.uid.in_(sorted(uids)),
        columns=["uid", "leave_from", "leave_to"],
    )
    return set(officers.loc[on_leave(officers, on), "uid"])
