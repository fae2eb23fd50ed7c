"""What a place means for a record: the rule behind "new dispute here" and behind dragging a point."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from shapely import Point

from db.records import Camera, Dispute, DisputeEvent, Hazard, Posting, Unit, Village
from layers import here
from layers.here import Ground, Here, next_number
from resources.text import Text
from tests.helpers.small_county import TODAY, SmallCounty, small_county

IN_VILLAGE_0, IN_VILLAGE_1 = Point(114.03, 34.03), Point(114.1, 34.03)
OUTSIDE = Point(113.0, 33.0)


@pytest.fixture
def county(tmp_path: Path) -> Iterator[SmallCounty]:
    made = small_county(tmp_path / "small.gpkg")
    yield made
    made.workspace.close()


def test_a_place_knows_its_village_station_and_officers(county: SmallCounty) -> None:
    at = Ground(county.workspace).here(IN_VILLAGE_0, TODAY)

    assert at == Here(county["village0"], county["station"], county["officer0"], county["officer1"])
    assert at.holder_uid == county["officer0"]


def test_outside_every_village_nobody_answers(county: SmallCounty) -> None:
    assert Ground(county.workspace).here(OUTSIDE, TODAY) == Here()


def test_a_village_without_a_resident_gives_the_liaison_as_holder() -> None:
    assert Here("v", "s", None, "l").holder_uid == "l"


def test_an_ended_posting_answers_no_more(county: SmallCounty) -> None:
    posting = county.workspace.get(Posting, county["resident0"])
    assert posting is not None
    with county.workspace.operation("posting.edit", label="") as op:
        op.update(posting, end=TODAY - dt.timedelta(days=1))

    at = Ground(county.workspace).here(IN_VILLAGE_0, TODAY)

    assert at.resident_uid is None
    assert at.liaison_uid == county["officer1"]


def test_ground_is_read_again_when_a_boundary_changed(county: SmallCounty) -> None:
    ground = Ground(county.workspace)
    assert ground.village_at(IN_VILLAGE_0) == county["village0"]
    village = county.workspace.find(Village, uid=county["village0"])[0]
    other = county.workspace.find(Village, uid=county["village4"])[0]
    with county.workspace.operation("village.edit", label="") as op:
        op.update(village, geom=other.geom)

    ground.follow({"disputes"})
    assert ground.village_at(IN_VILLAGE_0) == county["village0"]
    ground.follow({"villages"})
    assert ground.village_at(IN_VILLAGE_0) is None


def test_a_new_dispute_is_filled_in_by_its_place(county: SmallCounty) -> None:
    at = Ground(county.workspace).here(IN_VILLAGE_0, TODAY)

    record = here.new_record(county.workspace, "disputes", IN_VILLAGE_0, at, TODAY)

    assert isinstance(record, Dispute)
    assert record.case_no == "2026-0005"
    assert (record.village_uid, record.unit_uid) == (county["village0"], county["station"])
    assert (record.resident_uid, record.liaison_uid, record.holder_uid) == (
        county["officer0"],
        county["officer1"],
        county["officer0"],
    )
    assert record.found == TODAY
    assert record.geom == IN_VILLAGE_0


def test_a_new_camera_takes_village_station_and_the_next_serial(county: SmallCounty) -> None:
    at = Ground(county.workspace).here(IN_VILLAGE_1, TODAY)

    record = here.new_record(county.workspace, "cameras", IN_VILLAGE_1, at, TODAY)

    assert isinstance(record, Camera)
    assert (record.serial, record.village_uid) == ("SXT-0004", county["village1"])


def test_what_does_not_stand_at_a_point_is_not_drafted(county: SmallCounty) -> None:
    with pytest.raises(ValueError, match="do not stand at a point"):
        here.new_record(county.workspace, "villages", IN_VILLAGE_0, Here(), TODAY)


@pytest.mark.parametrize(
    ("kind", "taken", "number"),
    [
        ("disputes", [], "2026-0001"),
        ("disputes", ["2026-0001", "2026-0041"], "2026-0042"),
        ("disputes", ["2025-0900", "2025-0901", "2026-0003"], "2026-0004"),
        ("disputes", ["2025-0900"], "2026-0001"),
        ("disputes", ["2026-9999"], "2026-10000"),
        ("disputes", ["2026-0001", "2026-0002", "豫鄢2026纠7"], "2026-0003"),
        ("hazards", ["YH-2026-0030"], "YH-2026-0031"),
        ("cameras", [], "CAM-0001"),
        ("cameras", ["SXT-0009", "no number"], "SXT-0010"),
        ("rooms", ["12"], "13"),
    ],
)
def test_the_next_number_goes_on_where_its_series_stands(
    kind: str, taken: list[str], number: str
) -> None:
    assert next_number(kind, taken, TODAY) == number


def test_a_new_dispute_is_written_with_the_event_of_being_found(county: SmallCounty) -> None:
    at = Ground(county.workspace).here(IN_VILLAGE_0, TODAY)
    record = here.new_record(county.workspace, "disputes", IN_VILLAGE_0, at, TODAY)
    record.summary = "排水沟争议"  # type: ignore[attr-defined]
    before = county.workspace.journal.head()[0]

    with county.workspace.operation("dispute.new", label="x") as op:
        here.add(op, record)

    events = county.workspace.find(DisputeEvent, dispute_uid=record.uid)
    assert [(e.event, e.officer_uid) for e in events] == [("found", county["officer0"])]
    assert county.workspace.journal.head()[0] == before + 1


def test_moving_inside_a_village_changes_the_place_alone(county: SmallCounty) -> None:
    record = county.workspace.get(Dispute, county["dispute0"])
    assert record is not None
    at = here.of_village(county.workspace, county["village0"], TODAY)

    assert here.moved(record, IN_VILLAGE_0, at, at) == {"geom": IN_VILLAGE_0}


def test_moving_to_another_village_takes_its_officers_over(county: SmallCounty) -> None:
    record = county.workspace.get(Dispute, county["dispute0"])
    assert record is not None
    before = Here(county["village0"], county["station"], county["officer0"], county["officer1"])
    after = Here(county["village1"], county["bureau"], county["officer4"], None)

    assert here.moved(record, IN_VILLAGE_1, before, after) == {
        "geom": IN_VILLAGE_1,
        "village_uid": county["village1"],
        "unit_uid": county["bureau"],
        "resident_uid": county["officer4"],
        "liaison_uid": None,
        "holder_uid": county["officer4"],
    }


def test_a_holder_named_for_another_reason_stays(county: SmallCounty) -> None:
    record = county.workspace.get(Dispute, county["dispute0"])
    assert record is not None
    record.holder_uid = county["officer2"]
    before = Here(county["village0"], county["station"], county["officer0"], county["officer1"])
    after = Here(county["village1"], county["station"], county["officer4"], None)

    assert "holder_uid" not in here.moved(record, IN_VILLAGE_1, before, after)


def test_a_holder_who_was_the_liaison_hands_over_to_the_new_liaison(county: SmallCounty) -> None:
    record = county.workspace.get(Dispute, county["dispute0"])
    assert record is not None
    record.holder_uid = county["officer1"]
    before = Here(county["village0"], county["station"], county["officer0"], county["officer1"])
    after = Here(county["village1"], county["station"], county["officer4"], county["officer3"])

    assert here.moved(record, IN_VILLAGE_1, before, after)["holder_uid"] == county["officer3"]


def test_a_moved_dispute_says_so_among_its_events(county: SmallCounty) -> None:
    record = county.workspace.get(Dispute, county["dispute0"])
    assert record is not None
    ground = Ground(county.workspace)
    before = here.of_village(county.workspace, record.village_uid, TODAY)
    changes = here.moved(record, IN_VILLAGE_1, before, ground.here(IN_VILLAGE_1, TODAY))

    with county.workspace.operation("dispute.move", label="") as op:
        here.move(op, record, changes, Text("变更地点：姚家 → 张桥", "Moved: Yaojia → Zhangqiao"))

    written = county.workspace.get(Dispute, county["dispute0"])
    assert written is not None
    assert written.village_uid == county["village1"]
    events = county.workspace.find(DisputeEvent, dispute_uid=record.uid, event="moved")
    assert [event.text for event in events] == ["变更地点：姚家 → 张桥"]


def test_a_hazard_follows_by_the_same_rule(county: SmallCounty) -> None:
    record = county.workspace.get(Hazard, county["hazard0"])
    assert record is not None
    before = here.of_village(county.workspace, record.village_uid, TODAY)
    after = Ground(county.workspace).here(IN_VILLAGE_1, TODAY)

    changes = here.moved(record, IN_VILLAGE_1, before, after)

    assert changes["village_uid"] == county["village1"]
    assert "resident_uid" not in changes


def test_an_officer_is_shown_by_the_villages_they_answer_for(county: SmallCounty) -> None:
    bounds = here.bounds_of(county.workspace, "officers", county["officer0"], TODAY)

    assert bounds == pytest.approx((34.0, 114.0, 34.07, 114.14))


def test_an_officer_without_villages_is_nowhere(county: SmallCounty) -> None:
    assert here.bounds_of(county.workspace, "officers", county["officer3"], TODAY) is None


def test_an_officers_view_takes_in_the_unit_unless_it_lies_far_off(county: SmallCounty) -> None:
    workspace, uid = county.workspace, county["officer0"]
    station = workspace.get(Unit, county["station"])
    assert station is not None
    villages = [workspace.get(Village, county[f"village{i}"]) for i in range(2)]
    edges = [village.geom.bounds for village in villages if village is not None and village.geom]
    south, west = min(box[1] for box in edges), min(box[0] for box in edges)
    north, east = max(box[3] for box in edges), max(box[2] for box in edges)
    beside = Point(east + (east - west) / 2, north)
    for place, expected in ((beside, beside.x), (Point(east + 2, north), east)):
        with workspace.operation("units.edit", label="") as op:
            op.update(station, geom=place)
        found = here.bounds_of(workspace, "officers", uid, TODAY)
        assert found is not None
        assert found == pytest.approx((south, west, north, expected))
