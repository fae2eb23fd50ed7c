"""Who is posted where on a day, which villages are covered, and whom to ask about one."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.coverage import (
    active_postings,
    cover,
    cover_by_township,
    is_active,
    on_leave,
    on_roster,
    responsible,
)
from db.records import Officer, Posting
from tests.helpers.small_county import TODAY, SmallCounty

DAY = dt.timedelta(days=1)


def dates(*days: str | None) -> pd.Series[pd.Timestamp]:
    return pd.to_datetime(pd.Series(days, dtype=object))


@pytest.mark.parametrize(
    ("start", "end", "active"),
    [
        ("2026-11-22", None, True),
        ("2026-11-22", "2026-11-22", True),
        ("2026-11-21", "2026-11-22", True),
        ("2026-01-01", "2026-11-21", False),
        ("2026-11-23", None, False),
        ("2026-01-01", None, True),
    ],
)
def test_both_ends_of_a_posting_are_inclusive(start: str, end: str | None, active: bool) -> None:
    frame = pd.DataFrame({"start": dates(start), "end": dates(end)})
    assert (len(active_postings(frame, TODAY)) == 1) is active
    posting = Posting(
        officer_uid="o",
        post="resident",
        start=dt.date.fromisoformat(start),
        end=None if end is None else dt.date.fromisoformat(end),
    )
    assert is_active(posting, TODAY) is active


days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 1))
postings = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["resident", "liaison", "auxiliary"]), days)
    .flatmap(lambda t: st.tuples(st.just(t), st.none() | st.dates(t[2], dt.date(2026, 4, 1))))
    .map(lambda t: (*t[0], t[1])),
    max_size=12,
)


@given(postings, days)
def test_cover_is_what_a_plain_count_gives(
    rows: list[tuple[str, str, dt.date, dt.date | None]], on: dt.date
) -> None:
    frame = pd.DataFrame(rows, columns=["village_uid", "post", "start", "end"])
    frame = frame.astype({"start": "datetime64[ms]", "end": "datetime64[ms]"})
    state = cover(pd.DataFrame({"uid": list("abc")}), frame, on)
    for uid, resident, liaison, covered in state.itertuples(index=False):
        posts = {p for v, p, s, e in rows if v == uid and s <= on and (e is None or on <= e)}
        assert resident == ("resident" in posts)
        assert liaison == ("liaison" in posts)
        assert covered == ({"resident", "liaison"} <= posts)


def test_cover_of_the_small_county(county: SmallCounty) -> None:
    ws = county.workspace
    villages, frame = ws.frame("villages"), ws.frame("postings")
    state = {uid: posts for uid, *posts in cover(villages, frame, TODAY).itertuples(index=False)}
    assert state[county["village0"]] == [True, True, True]
    assert state[county["village1"]] == [True, False, False]
    assert state[county["village2"]] == [False, False, False]
    before = cover(villages, frame, dt.date(2025, 12, 31))
    assert not before[["resident", "liaison", "covered"]].any(axis=None)


def test_cover_by_township_adds_up(county: SmallCounty) -> None:
    ws = county.workspace
    towns = cover_by_township(ws.frame("villages"), ws.frame("postings"), TODAY)
    told = {row.township_uid: row for row in towns.itertuples()}
    first, second = told[county["town0"]], told[county["town1"]]
    assert (first.villages, first.covered, first.rate) == (2, 0, 0.0)
    assert (second.villages, second.covered) == (3, 1)
    assert second.rate == pytest.approx(100 / 3)


def test_an_empty_workspace_has_empty_cover(county: SmallCounty) -> None:
    ws = county.workspace
    none = ws.frame("villages").iloc[:0]
    assert len(cover(none, ws.frame("postings"), TODAY)) == 0
    assert len(cover_by_township(none, ws.frame("postings"), TODAY)) == 0
    no_postings = ws.frame("postings").iloc[:0]
    assert not cover(ws.frame("villages"), no_postings, TODAY)["covered"].any()


def test_leave_and_roster_bounds() -> None:
    frame = pd.DataFrame(
        {
            "leave_from": dates(None, "2026-11-22", "2026-11-01", "2026-11-01", "2026-11-23"),
            "leave_to": dates(None, "2026-11-22", None, "2026-11-21", None),
            "active_from": dates(None, "2026-11-23", "2026-11-22", "2020-01-01", None),
            "active_to": dates(None, None, "2026-11-22", "2026-11-21", "2026-12-01"),
        }
    )
    assert on_leave(frame, TODAY).tolist() == [False, True, True, False, False]
    assert on_roster(frame, TODAY).tolist() == [True, False, True, False, True]


def test_who_answers_for_a_village(county: SmallCounty) -> None:
    found = responsible(county.workspace, county["village0"], TODAY)
    assert found.resident_uid == county["officer0"]
    assert found.liaison_uid == county["officer1"]
    assert found.leader_uid == county["officer2"]
    assert found.station_uid == county["station"]
    assert found.township_uid == county["town1"]
    assert found.auxiliary_uids == ()
    assert found.covered
    gap = responsible(county.workspace, county["village2"], TODAY)
    assert (gap.resident_uid, gap.liaison_uid, gap.leader_uid) == (None, None, None)
    assert not gap.covered
    with pytest.raises(KeyError):
        responsible(county.workspace, "nowhere", TODAY)


def test_of_two_residents_the_one_on_leave_comes_second(county: SmallCounty) -> None:
    ws = county.workspace
    first = ws.get(Officer, county["officer0"])
    assert first is not None
    with ws.operation("posting.add") as op:
        op.add(
            Posting(
                officer_uid=county["officer4"],
                post="resident",
                village_uid=county["village0"],
                start=TODAY - DAY,
            )
        )
        op.add(
            Posting(
                officer_uid=county["officer3"],
                post="auxiliary",
                village_uid=county["village0"],
                start=TODAY,
            )
        )
    found = responsible(ws, county["village0"], TODAY)
    assert found.resident_uids == (county["officer0"], county["officer4"])
    assert found.auxiliary_uids == (county["officer3"],)
    assert found.on_leave == frozenset()
    with ws.operation("officer.leave") as op:
        op.update(first, leave_from=TODAY, leave_to=TODAY)
    found = responsible(ws, county["village0"], TODAY)
    assert found.resident_uid == county["officer4"]
    assert found.resident_uids == (county["officer4"], county["officer0"])
    assert found.on_leave == {county["officer0"]}
    assert responsible(ws, county["village0"], TODAY + DAY).resident_uid == county["officer0"]


def test_a_leader_of_another_township_does_not_answer(county: SmallCounty) -> None:
    assert responsible(county.workspace, county["village4"], TODAY).leader_uid is None
