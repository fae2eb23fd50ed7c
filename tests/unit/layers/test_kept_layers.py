"""Layers that are kept beside a workspace: what comes back is what was drawn, and only while it still holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from db.records import BaseLine, Camera, Drawing, Posting
from db.workspace import Workspace
from layers import kept_layers
from layers.kept_layers import folder_of, kept_of
from layers.patches import difference
from layers.stack import LayerStack
from tests.helpers.small_county import build_small_county, small_county

DAY = dt.date(2026, 11, 22)
NEXT = DAY + dt.timedelta(days=1)
EMPTY = {"checkpoints", "drone_stations", "rooms", "sites", "workstations"}
"""Layers of which the county has nothing."""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A county, of which nothing is kept yet."""
    with small_county(tmp_path / "county.gpkg").workspace as workspace:
        yield workspace


def stack_of(workspace: Workspace, day: dt.date = DAY) -> LayerStack:
    return LayerStack(workspace, today=lambda: day, kept=kept_of(workspace))


def kept(workspace: Workspace) -> Path:
    """Have every layer kept; the answer is the folder."""
    stack = stack_of(workspace)
    for name in stack.names:
        stack.counts(name)
    stack.keep()
    stack.close()
    assert workspace.target.path is not None
    return folder_of(workspace.target.path)


def taken(workspace: Workspace, name: str, day: dt.date = DAY) -> bool:
    """Whether the layer is taken as it was kept."""
    keeper = kept_of(workspace)
    assert keeper is not None
    return keeper.find(LayerStack(workspace).layer(name), day, ()) is not None


def lines_and_areas(workspace: Workspace) -> None:
    """Draw a route of one part, one of two, an area, and a border whose name stands elsewhere."""
    route = shapely.LineString([(114.1, 34.0), (114.2, 34.1), (114.3, 34.0)])
    detour = shapely.LineString([(114.1, 34.2), (114.2, 34.2)])
    ring = shapely.Point(114.2, 34.1).buffer(0.02)
    with workspace.operation("drawings.add") as op:
        for shape in (route, shapely.MultiLineString([route, detour]), ring):
            op.add(Drawing(name="一号", category="route", colour="amber", geom=shape))
        op.add(BaseLine(name="邻县", line_class="border", geom=route))


def test_every_kept_layer_is_what_was_drawn(workspace: Workspace) -> None:
    lines_and_areas(workspace)
    kept(workspace)
    plain, again = LayerStack(workspace, today=lambda: DAY), stack_of(workspace)
    for name in plain.names:
        assert taken(workspace, name), name
        assert again.counts(name) == plain.counts(name)
        assert again.bounds_of(name) == pytest.approx(plain.bounds_of(name))
        assert again.payload(name) == plain.payload(name)
        before, now = plain.features(name), again.features(name)
        gone, fresh = difference(before, now)
        assert not gone
        assert not fresh.any(), name
        assert set(before.columns) == set(now.columns)
    drawn = {name: plain.counts(name)[0].total() for name in plain.names}
    assert {name for name, many in drawn.items() if not many} == EMPTY
    assert drawn["drawn_lines"] >= 2


def test_what_a_kept_layer_says_of_itself_follows_a_change(workspace: Workspace) -> None:
    lines_and_areas(workspace)
    kept(workspace)
    stack = stack_of(workspace)
    stack.payload("drawn_lines")
    before = stack.counts("drawn_lines")[0].total()
    with workspace.operation("drawings.delete") as op:
        op.delete(
            next(each for each in workspace.find(Drawing) if each.geom.geom_type != "Polygon")
        )
    assert stack.quick("drawn_lines")
    patch = stack.advance("drawn_lines")
    assert patch is not None
    assert len(patch.remove) == 1
    assert stack.counts("drawn_lines")[0].total() == before - 1


def test_a_change_before_a_layer_is_asked_for_is_in_it(workspace: Workspace) -> None:
    kept(workspace)
    stack = stack_of(workspace)
    many = stack.counts("checkpoints")[0].total()  # the journal has been asked what changed
    cameras = LayerStack(workspace, today=lambda: DAY).counts("cameras")[0].total()
    with workspace.operation("cameras.delete") as op:
        op.delete(workspace.find(Camera)[0])
    assert stack.advance("cameras") is None  # nobody was given it yet
    assert stack.counts("cameras")[0].total() == cameras - 1
    assert stack.counts("checkpoints")[0].total() == many


def test_what_another_seat_wrote_between_two_layers_leaves_neither_kept(
    workspace: Workspace,
) -> None:
    """Villages and postings are read once for three layers: what is kept of them is no newer than that."""
    assert workspace.target.path is not None
    with Workspace.open(workspace.target.path, readonly=True) as viewer:
        stack = stack_of(viewer)
        stack.payload("villages")
        with workspace.operation("postings.delete") as op:
            op.delete(workspace.find(Posting)[0])  # the viewer has not heard of it
        stack.payload("resident_areas")
        stack.payload("checkpoints")
        stack.keep()
        assert not taken(viewer, "villages")
        assert not taken(viewer, "resident_areas")
        assert taken(viewer, "checkpoints")
        for changed in viewer.news():
            viewer.publish(changed)
        stack.advance("resident_areas")
        plain = LayerStack(viewer, today=lambda: DAY)
        assert not difference(plain.features("resident_areas"), stack.features("resident_areas"))[0]


def test_what_was_changed_is_kept_again_as_the_records_have_it(workspace: Workspace) -> None:
    kept(workspace)
    assert workspace.target.path is not None
    with Workspace.open(workspace.target.path, readonly=True) as viewer:
        stack = stack_of(viewer)
        stack.payload("cameras")
        first, second, *_rest = workspace.find(Camera)
        with workspace.operation("cameras.delete") as op:
            op.delete(first)
        for changed in viewer.news():
            viewer.publish(changed)
        with workspace.operation("cameras.delete") as op:
            op.delete(second)  # of which the viewer never hears
        assert not taken(viewer, "cameras")
        stack.keep_changed()
        assert taken(viewer, "cameras")
        plain, again = LayerStack(viewer, today=lambda: DAY), stack_of(viewer)
        assert again.payload("cameras") == plain.payload("cameras")


def test_what_is_only_counted_is_not_read_and_is_counted_anew_after_a_change(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = kept(workspace)
    stack = stack_of(workspace)
    with monkeypatch.context() as patched:
        patched.setattr("layers.kept_layers.KeptLayer.read", lambda _source: pytest.fail("read"))
        assert stack.counts("cameras")[0].total() == 4
    with workspace.operation("cameras.delete") as op:
        op.delete(workspace.find(Camera)[0])
    assert stack.advance("cameras") is None  # nobody is shown it
    assert stack.counts("cameras")[0].total() == 3
    (folder / "checkpoints.layer").write_bytes(b"GTK1\x02\0\0\0[]")
    assert stack.counts("checkpoints")[0].total() == 0


def test_a_large_layer_is_left_to_the_next_start(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(workspace)
    stack = stack_of(workspace)
    stack.payload("cameras")
    with workspace.operation("cameras.delete") as op:
        op.delete(workspace.find(Camera)[0])
    monkeypatch.setattr("layers.stack.SMALL_FEATURES", 2)
    stack.keep_changed()
    assert not taken(workspace, "cameras")
    monkeypatch.setattr("layers.stack.SMALL_FEATURES", 3)
    stack.advance("cameras")
    stack.keep_changed()
    assert taken(workspace, "cameras")


def test_a_journal_that_went_back_takes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    """A backup was put in the file's place, and the work went on from there."""
    made, before = workspace.backup(), tmp_path / "before.gpkg"
    assert made is not None
    before.write_bytes(made.read_bytes())
    with workspace.operation("cameras.delete") as op:
        op.delete(workspace.find(Camera)[0])
    folder = kept(workspace)
    folder.rename(folder_of(before))
    with Workspace.open(before, user="tester", seat="two") as restored:
        assert not taken(restored, "cameras")
        with restored.operation("cameras.delete") as op:
            op.delete(restored.find(Camera)[-1])
        assert not taken(restored, "cameras")
        assert not taken(restored, "checkpoints")


def test_one_record_changed_is_one_record_patched(workspace: Workspace) -> None:
    kept(workspace)
    stack = stack_of(workspace)
    stack.payload("cameras")
    camera = workspace.frame("cameras", columns=["uid"])["uid"].iloc[0]
    told: list[str] = []
    stack.patched.connect(lambda patch: told.append(patch.layer))
    with workspace.operation("cameras.move") as op:
        found = workspace.get(Camera, camera)
        assert found is not None
        op.update(found, geom=shapely.Point(114.2, 34.1))
    patch = stack.advance("cameras")
    assert patch is not None
    assert (patch.base, patch.revision, patch.remove, patch.reload) == (1, 2, (), False)
    assert told == ["cameras"]
    moved = stack.features("cameras").set_index("uid").geometry[camera]
    assert moved.equals(shapely.Point(114.2, 34.1))


def test_what_was_changed_since_is_read_and_what_it_leaves_alone_is_taken(
    workspace: Workspace,
) -> None:
    kept(workspace)
    with workspace.operation("officers.add") as op:
        posting = workspace.find(Posting)[0]
        op.delete(posting)
    assert not taken(workspace, "villages")
    assert not taken(workspace, "resident_areas")
    assert taken(workspace, "cameras")
    assert taken(workspace, "townships")


def test_another_day_takes_what_no_date_has_moved(workspace: Workspace) -> None:
    kept(workspace)
    assert taken(workspace, "cameras", NEXT)
    assert taken(workspace, "villages", NEXT)
    assert not taken(workspace, "disputes", NEXT)
    with workspace.operation("postings.end") as op:
        op.update(workspace.find(Posting)[0], end=DAY)
    kept(workspace)
    assert not taken(workspace, "villages", NEXT)
    assert not taken(workspace, "resident_areas", NEXT)


def test_a_file_that_is_not_whole_is_read_anew(workspace: Workspace) -> None:
    folder = kept(workspace)
    file = folder / "cameras.layer"
    whole = file.read_bytes()
    for broken in (whole[:-9], whole[:40], b"", b"GTK1\xff\xff\xff\x7f", whole[:-1] + b"\x7f"):
        file.write_bytes(broken)
        assert not taken(workspace, "cameras")
    expected = LayerStack(workspace, today=lambda: DAY).payload("cameras")
    stack = stack_of(workspace)
    assert stack.payload("cameras") == expected
    stack.keep()
    assert file.read_bytes() == whole


def test_another_program_and_another_history_take_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = kept(workspace)
    with build_small_county(folder.parent / "other.gpkg").workspace as other:
        folder_of(folder.parent / "other.gpkg").mkdir()
        for file in folder.iterdir():
            (folder_of(folder.parent / "other.gpkg") / file.name).write_bytes(file.read_bytes())
        assert not taken(other, "cameras")
    monkeypatch.setattr(kept_layers, "_program", lambda: "a newer one")
    assert not taken(workspace, "cameras")


def test_an_encrypted_workspace_leaves_nothing_on_the_disk(tmp_path: Path) -> None:
    file, words = tmp_path / "secret.gpkg", "a b c d e"
    folder_of(file).mkdir()
    (folder_of(file) / "villages.layer").write_bytes(b"of the time before it was encrypted")
    with Workspace.create(file, user="tester", seat="one", passphrase=words) as secret:
        assert kept_of(secret) is None
    assert not folder_of(file).exists()


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_file(workspace: Workspace) -> None:
    assert workspace.target.path is not None
    folder_of(workspace.target.path).write_text("in the way")
    stack = stack_of(workspace)
    assert isinstance(stack.features("cameras"), gpd.GeoDataFrame)
    assert stack.payload("cameras")
    stack.keep()
    assert not stack.unkept
