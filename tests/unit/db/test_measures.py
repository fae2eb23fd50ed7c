"""Each figure is what its formula says, opens its rows, and is flagged when it can't be true."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from db.measures import MEASURES, days_used, measure, measure_all
from db.records import KINDS, Dispute, Hazard, Posting, Village, Visit
from db.records.disputes import CLASS_DAYS, CLOSED_STATES
from db.workspace import Workspace
from tests.helpers.small_county import TODAY, SmallCounty

DAY = dt.timedelta(days=1)


def value(county: SmallCounty, name: str, on: dt.date = TODAY) -> float | None:
    return measure(county.workspace, name, on).value


def add(county: SmallCounty, *records: object) -> None:
    with county.workspace.operation("test") as op:
        for record in records:
            op.add(record)  # type: ignore[arg-type]


def dispute(number: int, **values: object) -> Dispute:
    plain = {"case_no": f"T{number}", "summary": "宅基地", "found": TODAY}
    return Dispute(**(plain | values))


def test_cover_and_gaps_are_two_sides(county: SmallCounty) -> None:
    cover, gaps = (measure(county.workspace, name, TODAY) for name in ("cover", "gaps"))
    assert (cover.numerator, cover.denominator, cover.value) == (1, 5, 20.0)
    assert cover.rows.uids == (county["village0"],)
    assert set(gaps.rows.uids) == {county[f"village{i}"] for i in range(1, 5)}
    assert gaps.value == 4
    assert value(county, "cover", dt.date(2025, 1, 1)) == 0.0


def test_officers_taking_part_leaves_auxiliaries_out(county: SmallCounty) -> None:
    figure = measure(county.workspace, "participation", TODAY)
    assert (figure.numerator, figure.denominator) == (3, 4)
    assert set(figure.rows.uids) == {county[f"officer{i}"] for i in range(3)}
    add(
        county,
        Posting(
            officer_uid=county["officer3"],
            post="auxiliary",
            village_uid=county["village1"],
            start=TODAY,
        ),
    )
    assert value(county, "participation") == 75.0


def test_open_disputes_follow_colour_and_day(county: SmallCounty) -> None:
    before = {c: value(county, f"open_{c}") for c in ("red", "yellow", "blue")}
    add(
        county,
        dispute(1, colour="red"),
        dispute(2, colour="red", state="resolved", closed=TODAY),
        dispute(3, colour="red", found=TODAY + DAY),
        dispute(4, colour="yellow", state="referred", closed=TODAY),
    )
    assert value(county, "open_red") == (before["red"] or 0) + 1
    assert value(county, "open_yellow") == before["yellow"]
    assert value(county, "open_blue") == before["blue"]
    # Seen from yesterday nothing of it had been found.
    assert value(county, "open_red", TODAY - DAY) == before["red"]
    assert value(county, "open_red", TODAY + DAY) == (before["red"] or 0) + 2


@pytest.mark.parametrize(("case_class", "allowed"), CLASS_DAYS.items())
def test_a_dispute_is_overdue_the_day_after_its_last(
    county: SmallCounty, case_class: str, allowed: int
) -> None:
    one = dispute(1, case_class=case_class, found=TODAY, paused_days=2)
    add(county, one)
    last = TODAY + dt.timedelta(days=allowed + 2)
    assert one.due() == last
    assert one.uid not in measure(county.workspace, "overdue", last).rows.uids
    assert one.uid in measure(county.workspace, "overdue", last + DAY).rows.uids


def test_a_paused_clock_stands(county: SmallCounty) -> None:
    one = dispute(1, found=TODAY, paused_since=TODAY + 5 * DAY)
    add(county, one)
    later = TODAY + 300 * DAY
    assert one.uid not in measure(county.workspace, "overdue", later).rows.uids
    frame = county.workspace.frame("disputes", where=Dispute.uid == one.uid)
    assert days_used(frame, later).tolist() == [5.0]


def test_overdue_is_what_each_dispute_says_of_itself(county: SmallCounty) -> None:
    figure = measure(county.workspace, "overdue", TODAY)
    disputes = county.workspace.find(Dispute)
    assert set(figure.rows.uids) == {
        d.uid
        for d in disputes
        if d.state not in CLOSED_STATES and d.paused_since is None and d.due() < TODAY
    }


def test_resolution_counts_resolved_out_of_found(county: SmallCounty) -> None:
    before = measure(county.workspace, "resolution_rate", TODAY)
    assert before.denominator is not None
    add(
        county,
        dispute(1, state="resolved", closed=TODAY),
        dispute(2, state="referred", closed=TODAY),
    )
    after = measure(county.workspace, "resolution_rate", TODAY)
    assert after.numerator == before.numerator + 1
    assert after.denominator == before.denominator + 2


def test_hazards_open_overdue_and_eliminated(county: SmallCounty) -> None:
    before = {n: value(county, n) for n in ("open_hazards", "overdue_hazards")}
    add(
        county,
        Hazard(serial="a", summary="消防", found=TODAY, due=TODAY),
        Hazard(serial="b", summary="消防", found=TODAY, eliminated=TODAY, proof="复查合格"),
    )
    assert value(county, "open_hazards") == (before["open_hazards"] or 0) + 1
    assert value(county, "overdue_hazards") == before["overdue_hazards"]
    assert value(county, "overdue_hazards", TODAY + DAY) == (before["overdue_hazards"] or 0) + 1
    eliminated = measure(county.workspace, "elimination_rate", TODAY)
    assert (eliminated.numerator, eliminated.denominator) == (1, 3)


def visit(county: SmallCounty, on: dt.date, households: int = 1) -> Visit:
    return Visit(
        officer_uid=county["officer0"],
        village_uid=county["village0"],
        date=on,
        text="走访",
        photo_uid=county["photo0"],
        households=households,
    )


def test_visits_of_seven_days_and_of_the_month(county: SmallCounty) -> None:
    first = dt.date(2027, 3, 4)
    add(
        county,
        *(visit(county, first - n * DAY) for n in range(10)),
        visit(county, first + DAY),
    )
    assert value(county, "visits_this_week", first) == 7
    assert value(county, "visits_this_month", first) == 4


def test_an_impossible_rate_is_shown_and_flagged(county: SmallCounty) -> None:
    assert not measure(county.workspace, "visit_rate", TODAY).impossible
    known = sum(v.households or 0 for v in county.workspace.find(Village))
    add(county, visit(county, dt.date(2027, 3, 4), households=known + known // 6))
    figure = measure(county.workspace, "visit_rate", dt.date(2027, 3, 4))
    assert figure.value is not None
    assert figure.value > 116
    assert figure.impossible


def test_more_officers_posted_than_serve_is_impossible(county: SmallCounty) -> None:
    ws = county.workspace
    with ws.operation("officer.leave") as op:
        for officer in ws.frame("officers")["uid"]:
            op.update_many("officers", [officer], active_to=TODAY - DAY)
    figure = measure(ws, "participation", TODAY)
    assert (figure.numerator, figure.denominator, figure.value) == (3, 0, None)
    assert figure.impossible


def test_every_figure_of_an_empty_workspace_has_no_rate_and_no_rows(workspace: Workspace) -> None:
    for name, figure in measure_all(workspace, TODAY).items():
        assert figure.rows.uids == (), name
        assert figure.value == (None if figure.unit == "%" else 0), name
        assert not figure.impossible, name


@pytest.mark.parametrize("name", MEASURES)
def test_every_figure_tells_formula_day_and_real_rows(county: SmallCounty, name: str) -> None:
    figure = measure(county.workspace, name, TODAY)
    assert figure.on == TODAY
    for words in (figure.title, figure.formula):
        assert words.zh
        assert words.en
    kind = figure.rows.kind
    assert set(figure.rows.uids) <= set(county.workspace.frame(kind)["uid"])
    assert kind in KINDS
    assert measure_all(county.workspace, TODAY, [name]) == {name: figure}


def test_an_unknown_figure_is_a_mistake_of_ours(workspace: Workspace) -> None:
    with pytest.raises(KeyError):
        measure(workspace, "luck", TODAY)


def test_days_are_counted_without_a_time_of_day() -> None:
    frame = pd.DataFrame(
        {
            "found": pd.to_datetime(["2026-11-01"]),
            "paused_since": pd.to_datetime(pd.Series([None], dtype=object)),
            "paused_days": [3],
        }
    )
    assert days_used(frame, dt.date(2026, 11, 22)).tolist() == [18.0]
