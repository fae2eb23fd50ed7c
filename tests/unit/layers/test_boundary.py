"""Edits of boundaries in a workspace: one operation each, everything that follows in it, undo gives all of it back."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely

import app
from db.check import check_workspace
from db.errors import StaleWrite
from db.records import Camera, County, Dispute, Posting, Township, Village
from db.workspace import Workspace
from gis.boundary import Edit, Refused, draw, merge, shift, split
from gis.boundary.areas import MU_M2
from layers.boundary import Boundaries, NewVillage, perform, plan
from layers.boundary.land import Land, whole
from layers.demo import build

ON = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("county") / "ganquan.gpkg"
    build(path, "610627", seed=1, on=ON)
    return path


@pytest.fixture
def workspace(county: Path, tmp_path: Path) -> Iterator[Workspace]:
    path = tmp_path / "county.gpkg"
    shutil.copy(county, path)
    with Workspace.open(path) as opened:
        yield opened


def sound(land: Land) -> bool:
    shapes = land.mosaic.shapes
    return bool(shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes))


def shared_vertex(land: Land, code: str, how_many: int = 2) -> tuple[float, float]:
    """A vertex of the village that `how_many` villages have."""
    uid = land.uid_of(code)
    around = land.mosaic.shapes[land.mosaic.near(land.mosaic.shape(uid))]
    for x, y in shapely.get_coordinates(land.mosaic.shape(uid)).tolist():
        has = [(shapely.get_coordinates(s) == (x, y)).all(axis=1).any() for s in around]
        if sum(has) == how_many:
            return x, y
    raise AssertionError("no such vertex")


def a_shift(land: Land, code: str) -> Edit:
    """A move of a shared vertex that is not refused."""
    at = np.array([shared_vertex(land, code)])
    for step in (0.0008, 0.0004, 0.0001, 0.00002):
        for way in ((1, 0), (0, 1), (-1, 0), (0, -1)):
            try:
                return shift(land.mosaic, at, at + step * np.array(way))
            except Refused:
                continue
    raise AssertionError("every move was refused")


def code_of(land: Land, number: int = 0) -> str:
    return str(land.rows["code"].iloc[number])


def test_a_shift_is_one_entry_for_both_villages_and_undo_gives_both_back(
    workspace: Workspace,
) -> None:
    land = whole(workspace)
    before = dict(zip(land.mosaic.labels, shapely.to_wkb(land.mosaic.shapes), strict=True))
    planned = plan(workspace, land, "shift", a_shift(land, code_of(land)))
    assert len(planned.areas) == 2
    assert sum(area.change_m2 for area in planned.areas) == pytest.approx(0, abs=0.05)
    entries = workspace.journal.head()[0]
    done = perform(workspace, planned, ON)
    assert done is not None
    assert workspace.journal.head()[0] == entries + 1
    assert {c.uid for c in done.of("villages")} >= planned.moved_ground()
    after = whole(workspace)
    assert sound(after)
    workspace.undo()
    restored = whole(workspace)
    assert (
        dict(zip(restored.mosaic.labels, shapely.to_wkb(restored.mosaic.shapes), strict=True))
        == before
    )


def test_areas_are_told_in_square_kilometres_and_mu(workspace: Workspace) -> None:
    land = whole(workspace)
    told = plan(workspace, land, "shift", a_shift(land, code_of(land))).as_json()["areas"][0]
    assert told["before_km2"] == pytest.approx(told["before_m2"] / 1e6, abs=1e-6)
    assert told["after_mu"] == pytest.approx(told["after_m2"] / MU_M2, abs=0.01)


def test_an_invented_boundary_stays_indicative_and_a_surveyed_one_is_marked_adjusted(
    workspace: Workspace,
) -> None:
    land = whole(workspace)
    planned = plan(workspace, land, "shift", a_shift(land, code_of(land)))
    one, other = sorted(planned.moved_ground())
    with workspace.operation("village.edit") as op:
        op.update_many("villages", [one], boundary_source="official")
    land = whole(workspace)
    perform(workspace, plan(workspace, land, "shift", a_shift(land, code_of(land))), ON)
    surveyed, invented = workspace.get(Village, one), workspace.get(Village, other)
    assert surveyed is not None
    assert invented is not None
    assert (surveyed.boundary_source, surveyed.boundary_since) == ("adjusted", ON)
    assert invented.boundary_source == "invented"


def test_a_plan_made_before_somebody_elses_change_is_refused(workspace: Workspace) -> None:
    land = whole(workspace)
    planned = plan(workspace, land, "shift", a_shift(land, code_of(land)))
    with workspace.operation("village.edit") as op:
        op.update_many("villages", [next(iter(planned.moved_ground()))], population=7)
    with pytest.raises(StaleWrite):
        perform(workspace, planned, ON)


def test_merging_points_every_record_of_the_one_to_the_other_and_adds_up_its_people(
    workspace: Workspace,
) -> None:
    land = whole(workspace)
    into = land.uid_of(code_of(land))
    town = land.rows.loc[into, "township_uid"]
    gone = next(
        uid
        for uid in land.mosaic.labels_at(land.mosaic.near(land.mosaic.shape(into)))
        if uid != into
        and str(land.rows.loc[uid, "township_uid"]) == str(town)
        and shapely.length(shapely.intersection(land.mosaic.shape(uid), land.mosaic.shape(into)))
        > 0
    )
    people = [workspace.get(Village, uid) for uid in (into, gone)]
    wanted = sum((v.population or 0) for v in people if v is not None)
    posted = len(workspace.find(Posting, village_uid=into)) + len(
        workspace.find(Posting, village_uid=gone)
    )
    edit = merge(land.mosaic, [into, gone])
    planned = plan(workspace, land, "merge", edit, into=into)
    assert planned.relinked
    perform(workspace, planned, ON)
    kept = workspace.get(Village, into)
    assert kept is not None
    assert kept.population == wanted
    assert workspace.get(Village, gone) is None
    assert len(workspace.find(Posting, village_uid=into)) == posted
    assert not workspace.find(Dispute, village_uid=gone)
    assert sound(whole(workspace))
    assert check_workspace(workspace).ok
    workspace.undo()
    assert len(workspace.find(Posting, village_uid=into)) < posted
    assert check_workspace(workspace).ok


def test_a_split_gives_the_next_code_and_the_points_of_the_new_part_on_request(
    workspace: Workspace,
) -> None:
    land = whole(workspace)
    parent = workspace.find(Village, code=code_of(land, 3))[0]
    west, south, east, north = parent.geom.bounds  # type: ignore[union-attr]
    camera = Camera(serial="CAM-T1", name="T1", village_uid=parent.uid)
    line = shapely.LineString(
        [(west - 0.1, (south + north) / 2), (east + 0.1, (south + north) / 2)]
    )
    edit = split(land.mosaic, parent.uid, line, "new-uid")
    camera.geom = shapely.point_on_surface(edit.changed["new-uid"])
    with workspace.operation("camera.new") as op:
        op.add(camera)
    new = NewVillage(
        land.next_code(parent.code[:9]), "新分村", parent.township_uid, parent.unit_uid
    )
    planned = plan(workspace, land, "split", edit, new=new)
    assert camera.uid in {point.uid for point in planned.points}
    perform(workspace, planned, ON, repoint=True)
    moved = workspace.get(Camera, camera.uid)
    assert moved is not None
    assert moved.village_uid == "new-uid"
    assert len(new.code) == 12
    assert check_workspace(workspace).ok


def test_townships_and_county_follow_an_edit_at_the_rim(workspace: Workspace) -> None:
    land = whole(workspace)
    county = workspace.find(County)[0]
    rim = shapely.get_coordinates(county.geom)
    at = rim[len(rim) // 3][None]
    middle = np.array(county.geom.centroid.coords)  # type: ignore[union-attr]
    edit = shift(land.mosaic, at, at + (at - middle) * 0.001)
    planned = plan(workspace, land, "shift", edit)
    assert {o.kind for o in planned.outlines} == {"townships", "counties"}
    perform(workspace, planned, ON)
    after = whole(workspace)
    county = workspace.find(County)[0]
    assert shapely.equals(county.geom, shapely.coverage_union_all(after.mosaic.shapes))
    for town in workspace.find(Township):
        inside = after.rows.index[after.rows["township_uid"] == town.uid]
        shapes = [after.mosaic.shape(uid) for uid in inside]
        assert shapely.equals(town.geom, shapely.coverage_union_all(shapes))


def test_a_village_drawn_beyond_the_county_belongs_to_it_afterwards(workspace: Workspace) -> None:
    land = whole(workspace)
    county = workspace.find(County)[0]
    before = shapely.area(county.geom)
    town = workspace.find(Township)[0]
    rim = shapely.get_coordinates(county.geom)
    outline = shapely.buffer(shapely.Point(rim[len(rim) // 2]), 0.01)
    edit = draw(land.mosaic, outline, "drawn-uid", snap_m=10)
    new = NewVillage("610627999001", "新划村", town.uid)
    perform(workspace, plan(workspace, land, "draw", edit, new=new), ON)
    after = whole(workspace)
    assert sound(after)
    county = workspace.find(County)[0]
    assert shapely.area(county.geom) == pytest.approx(
        before + shapely.area(edit.changed["drawn-uid"]), rel=1e-9
    )
    assert check_workspace(workspace).ok


def test_the_land_follows_changes_without_reading_everything(workspace: Workspace) -> None:
    boundaries = Boundaries(workspace)
    first = boundaries.read()
    workspace.subscribe(boundaries.follow)
    perform(workspace, plan(workspace, first, "shift", a_shift(first, code_of(first))), ON)
    assert not boundaries.ready
    second, fresh = boundaries.read(), whole(workspace)
    assert second is not first
    assert set(second.mosaic.labels) == set(fresh.mosaic.labels)
    for uid in fresh.mosaic.labels:
        assert shapely.equals_exact(second.mosaic.shape(uid), fresh.mosaic.shape(uid))
        assert second.rows.loc[uid, "version"] == fresh.rows.loc[uid, "version"]


def test_the_command_line_tells_areas_and_refuses_with_a_sentence(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    land = whole(workspace)
    x, y = shared_vertex(land, code_of(land))
    path = str(workspace.target.path)
    workspace.close()
    far = app.main(
        ["boundary", path, "shift", "--at", f"{x},{y}", "--to", f"{x + 1},{y}", "--json"]
    )
    refused = json.loads(capsys.readouterr().out)
    assert (far, refused["ok"]) == (1, False)
    assert refused["villages"]
    done = app.main(
        ["boundary", path, "shift", "--at", f"{x},{y}", "--to", f"{x + 2e-5},{y}", "--json"]
    )
    told = json.loads(capsys.readouterr().out)
    assert done == 0
    assert told["sequence"] is not None
    assert len(told["areas"]) == 2
    assert app.main(["boundary", path, "shift", "--at", f"{x},{y}", "--to", "1,1", "--rigid"]) == 2
