"""The check of boundaries and points: each fault is found where it is, and its remedy leaves none behind."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from shapely import Point

import app
from db.records import Camera, Village
from db.workspace import Workspace
from gis.boundary.faults import Fault
from layers.boundary.findings import (
    SORTS,
    Findings,
    inspect,
    keep_note,
    remedies_of,
)
from layers.boundary.land import whole
from layers.boundary.mending import EVERY, mend, mend_all, write_mending, write_points
from layers.boundary.write import write

ON = dt.date(2026, 11, 22)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Squares in a row, each with a fault of its own, and cameras that stand where they should not."""
    shapes = {
        "west": shapely.box(114.00, 34, 114.0102, 34.01),  # overlaps its neighbour
        "middle": shapely.box(114.01, 34, 114.02, 34.01)
        - shapely.box(114.0199, 34.004, 114.02, 34.006),  # leaves a gap to its neighbour
        "east": shapely.box(114.02, 34, 114.03, 34.01),
        "two": shapely.union(
            shapely.box(114.03, 34, 114.04, 34.01), shapely.box(114.01, 34.01, 114.012, 34.012)
        ),  # has a part on the far side of the middle
        "lone": shapely.box(114.05, 34, 114.06, 34.01),
    }
    with Workspace.create(tmp_path / "broken.gpkg") as made:
        with made.operation("demo") as op:
            for number, (uid, shape) in enumerate(shapes.items()):
                code = f"4110241000{number:02d}"
                op.add(Village(uid=uid, code=code, name=uid, geom=shape))
            for uid, village, place in (
                ("right", "east", Point(114.025, 34.005)),
                ("wrong", "west", Point(114.025, 34.006)),
                ("near", None, Point(114.025, 33.999)),
                ("far", None, Point(115, 35)),
            ):
                op.add(Camera(uid=uid, serial=uid, name=uid, village_uid=village, geom=place))
        yield made


def found(workspace: Workspace) -> Findings:
    return inspect(workspace, whole(workspace))


def of(findings: Findings, sort: str) -> list[Fault]:
    return [fault for fault in findings.faults if fault.sort == sort]


def test_each_fault_is_found_once_with_its_place_and_size(workspace: Workspace) -> None:
    findings = found(workspace)
    (overlap,) = of(findings, "overlap")
    assert set(overlap.labels) == {"west", "middle"}
    assert overlap.m2 == pytest.approx(0.0002 * 111_320 * 0.829 * 0.01 * 110_900, rel=0.01)
    (gap,) = of(findings, "gap")
    assert gap.shape.equals(shapely.box(114.0199, 34.004, 114.02, 34.006))
    (part,) = of(findings, "parts")
    assert part.labels == ("two",)
    (stated,) = of(findings, "stated")
    assert (stated.record, stated.labels) == (("cameras", "wrong"), ("west", "east"))
    assert {fault.record for fault in of(findings, "outside")} == {
        ("cameras", "near"),
        ("cameras", "far"),
    }


def test_every_sort_of_fault_has_words_and_all_but_a_missing_boundary_a_remedy() -> None:
    assert {sort for sort in SORTS if not remedies_of(sort)} == {"missing"}


def test_the_usual_remedies_one_after_the_other_leave_only_what_they_refuse(
    workspace: Workspace,
) -> None:
    for sort in SORTS:
        todo = of(found(workspace), sort)
        if not todo or not remedies_of(sort):
            continue
        land = whole(workspace)
        mending = mend(workspace, land, todo, next(iter(remedies_of(sort))))
        head = workspace.journal.head()[0]
        with workspace.operation("village.mend") as op:
            if mending.plan is not None:
                write(op, workspace, mending.plan, ON)
            write_points(op, workspace, mending.points, ON)
        assert workspace.journal.head()[0] == head + 1
        refused = [fault.record for fault, _why in mending.refused]
        assert refused == ([("cameras", "far")] if sort == "outside" else [])
    left = found(workspace)
    assert {(f.sort, f.record) for f in left.faults} == {
        ("outside", ("cameras", "near")),  # named for the nearest village now, and still outside it
        ("outside", ("cameras", "far")),
    }
    near = workspace.get(Camera, "near")
    assert near is not None
    assert near.village_uid == "east"
    assert shapely.coverage_is_valid(whole(workspace).mosaic.shapes)


def test_all_that_may_be_mended_unseen_is_one_plan_and_one_step(workspace: Workspace) -> None:
    strip = shapely.box(114.06, 34.0, 114.06004, 34.01)  # a sliver beside lone
    with workspace.operation("village.edit") as op:
        lone = workspace.find(Village, name="lone")[0]
        thin = Village(
            uid="thin", code="411024100099", name="thin", township_uid=lone.township_uid, geom=strip
        )
        op.add(thin)
        camera = workspace.get(Camera, "wrong")
        assert camera is not None
        op.update(camera, village_uid="thin")
    before, land = found(workspace), whole(workspace)
    mending = mend_all(workspace, land, before.faults)
    assert {f.sort for f in before.faults} - {f.sort for f in mending.mended} == {
        "parts",
        "outside",
        "stated",
    }
    assert mending.refused == ()
    head = workspace.journal.head()[0]
    assert mending.plan is not None
    assert mending.plan.heirs == {"thin": lone.uid}
    with workspace.operation("village.mend") as op:
        write(op, workspace, mending.plan, ON)
    assert workspace.journal.head()[0] == head + 1
    assert shapely.coverage_is_valid(whole(workspace).mosaic.shapes)
    assert not {f.sort for f in found(workspace).faults} & {"overlap", "gap", "edge", "sliver"}
    assert workspace.get(Village, "thin") is None
    camera = workspace.get(Camera, "wrong")
    assert camera is not None
    assert camera.village_uid == lone.uid
    workspace.undo()
    assert found(workspace).counts() == before.counts()


def test_detached_parts_and_points_go_into_the_same_step_when_a_person_says_so(
    workspace: Workspace,
) -> None:
    strip = shapely.box(114.06, 34.0, 114.06004, 34.01)
    with workspace.operation("village.edit") as op:
        lone = workspace.find(Village, name="lone")[0]
        op.add(
            Village(
                uid="thin",
                code="411024100099",
                name="thin",
                township_uid=lone.township_uid,
                geom=strip,
            )
        )
        camera = workspace.get(Camera, "wrong")
        assert camera is not None
        op.update(camera, village_uid="thin")  # it stands in a third village, and this one goes
    before, head = found(workspace), workspace.journal.head()[0]
    mending = mend_all(workspace, whole(workspace), before.faults, sorts=EVERY)
    assert [fault.record for fault, _why in mending.refused] == [("cameras", "far")]
    with workspace.operation("village.mend") as op:
        write_mending(op, workspace, mending, ON)
    assert workspace.journal.head()[0] == head + 1
    left = found(workspace)
    assert {fault.sort for fault in left.faults} == {"outside"}
    camera = workspace.get(Camera, "wrong")
    assert camera is not None
    assert camera.village_uid == "east"
    again = mend_all(workspace, whole(workspace), left.faults, sorts=EVERY)
    assert "最近的村" in {f.record: why for f, why in again.refused}["cameras", "near"].zh
    workspace.undo()
    assert found(workspace).counts() == before.counts()


def test_what_has_a_note_is_spared_when_all_is_mended(workspace: Workspace) -> None:
    (gap,) = of(found(workspace), "gap")
    mending = mend_all(workspace, whole(workspace), found(workspace).faults, spared=[gap.key])
    assert {fault.sort for fault in mending.mended} & {"overlap", "gap"} == {"overlap"}


def test_the_overlap_goes_to_whom_it_is_given(workspace: Workspace) -> None:
    land = whole(workspace)
    (overlap,) = of(found(workspace), "overlap")
    for keeper, loser in (("west", "middle"), ("middle", "west")):
        planned = mend(workspace, land, [overlap], "give", to=keeper).plan
        assert planned is not None
        assert shapely.area(planned.edit.changed[loser]) == pytest.approx(
            shapely.area(land.mosaic.shape(loser)) - shapely.area(overlap.shape)
        )


def test_a_note_keeps_a_fault_from_being_counted_and_undo_takes_it_back(
    workspace: Workspace,
) -> None:
    (gap,) = of(found(workspace), "gap")
    with workspace.operation("preset.edit") as op:
        keep_note(op, workspace, gap, "水库")
    after = found(workspace)
    assert after.counts()["gap"] == 0
    assert after.note_of(of(after, "gap")[0]) == "水库"
    workspace.undo()
    assert found(workspace).counts()["gap"] == 1


def test_the_command_line_tells_each_fault_in_words_and_mends_them_as_one_step(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(workspace.target.path)
    workspace.close()
    app.main(["check", path, "--lang", "en"])
    told = capsys.readouterr().out
    assert "Fill to a neighbour" in told
    assert "114.01995,34.00500" in told
    assert app.main(["boundary", path, "mend", "--dry-run", "--json"]) == 0
    tried = json.loads(capsys.readouterr().out)
    assert tried["mended"].keys() >= {"overlap", "gap"}
    assert tried["sequence"] is None
    assert app.main(["boundary", path, "mend", "--sort", "gap", "--json"]) == 0
    only = json.loads(capsys.readouterr().out)
    assert only["mended"] == {"gap": 1}
    assert app.main(["boundary", path, "mend", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["refused"] == []
    assert done["sequence"] == only["sequence"] + 1
    with Workspace.open(path, readonly=True) as again:
        assert not {f.sort for f in found(again).faults} & {"overlap", "gap", "edge"}


def test_the_command_line_lists_every_fault_with_its_remedies(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(workspace.target.path)
    workspace.close()
    app.main(["check", path, "--json"])
    told = json.loads(capsys.readouterr().out)["boundaries"]
    assert told["counts"]["overlap"] == 1
    (gap,) = [row for row in told["rows"] if row["sort"] == "gap"]
    assert gap["remedies"] == ["fill"]
    assert (round(gap["lon"], 3), round(gap["lat"], 3)) == (114.02, 34.005)
    assert gap["villages"][0].startswith("4110241000")


def test_a_detached_part_inside_a_gap_is_no_part_of_the_gap(workspace: Workspace) -> None:
    two = workspace.find(Village, name="two")[0]
    island = shapely.box(114.0045, 34.0045, 114.0055, 34.0055)
    west = workspace.get(Village, "west")
    assert west is not None
    with workspace.operation("village.edit") as op:
        hole = shapely.box(114.004, 34.004, 114.006, 34.006)
        op.update(west, geom=shapely.multipolygons([shapely.difference(west.geom, hole)]))
        op.update(two, geom=shapely.multipolygons([*shapely.get_parts(two.geom), island]))
    before = found(workspace)
    gap = next(f for f in of(before, "gap") if shapely.contains(hole, f.shape))
    assert shapely.area(shapely.intersection(gap.shape, island)) == pytest.approx(0)
    mending = mend_all(workspace, whole(workspace), before.faults, sorts=EVERY)
    with workspace.operation("village.mend") as op:
        write_mending(op, workspace, mending, ON)
    assert not of(found(workspace), "gap")
    assert not of(found(workspace), "parts")
