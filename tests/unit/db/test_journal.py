"""Undo and redo across restarts, the past at any moment, and a chain of seals that shows tampering."""

from __future__ import annotations

import datetime as dt
import itertools

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import Point
from sqlalchemy import text

import db.operation
from db.errors import UndoConflict
from db.records import Camera, Dispute, DisputeEvent, Village
from db.workspace import Workspace
from tests.helpers.small_county import SmallCounty


def add_camera(ws: Workspace, serial: str, lon: float = 114.0) -> Camera:
    camera = Camera(serial=serial, name=serial, geom=Point(lon, 34))
    with ws.operation("camera.add", label=serial) as op:
        op.add(camera)
    return camera


def serials(ws: Workspace) -> list[str]:
    return sorted(ws.frame("cameras")["serial"])


def reopened(ws: Workspace, target: str) -> Workspace:
    ws.close()
    return Workspace.open(target, user="duty", seat="desk-1")


def test_undo_and_redo_survive_a_restart(workspace: Workspace, target: str) -> None:
    ws = workspace
    camera = add_camera(ws, "A")
    with ws.operation("camera.move", label="A") as op:
        op.update(camera, geom=Point(115, 35))
    with ws.operation("camera.delete", label="A") as op:
        op.delete(camera)
    ws = reopened(ws, target)
    ws.undo()
    assert ws.frame("cameras").geom.x.tolist() == [115.0]
    ws = reopened(ws, target)
    ws.undo()
    assert ws.frame("cameras").geom.x.tolist() == [114.0]
    ws = reopened(ws, target)
    ws.redo()
    assert ws.frame("cameras").geom.x.tolist() == [115.0]
    ws.redo()
    assert len(ws.frame("cameras")) == 0
    assert ws.redo() is None
    ws.undo()
    ws.undo()
    ws.undo()
    assert ws.undo() is None
    assert len(ws.frame("cameras")) == 0
    assert list(ws.journal.verify()) == []
    ws.close()


def test_what_is_undone_comes_back_with_the_same_identity(county: SmallCounty) -> None:
    ws = county.workspace
    before = ws.frame("dispute_events").drop(columns=["fid", "version"])
    dispute = ws.get(Dispute, county["dispute0"])
    assert dispute is not None
    with ws.operation("dispute.delete") as op:
        op.delete(dispute)
    changed = ws.undo(asked_by="menu")
    assert changed is not None
    assert changed.asked_by == "menu"
    assert {c.uid for c in changed.of("disputes")} == {dispute.uid}
    after = ws.frame("dispute_events").drop(columns=["fid", "version"])
    assert_frame_equal(
        before.sort_values("uid", ignore_index=True), after.sort_values("uid", ignore_index=True)
    )


def test_a_new_operation_empties_redo(workspace: Workspace) -> None:
    add_camera(workspace, "A")
    workspace.undo()
    assert workspace.redoable() is not None
    add_camera(workspace, "B")
    assert workspace.redoable() is None
    assert workspace.redo() is None


def test_a_seat_undoes_its_own_operations_only(workspace: Workspace, target: str) -> None:
    add_camera(workspace, "mine")
    workspace.close()
    with Workspace.open(target, user="duty", seat="desk-2") as other:
        assert other.undoable() is None
        add_camera(other, "theirs")
        undoable = other.undoable()
        assert undoable is not None
        assert undoable.label == "theirs"
    with Workspace.open(target, user="duty", seat="desk-1") as again:
        again.undo()
        assert serials(again) == ["theirs"]


def test_undo_is_refused_when_the_row_changed_since(workspace: Workspace, target: str) -> None:
    camera = add_camera(workspace, "A")
    workspace.close()
    with Workspace.open(target, user="duty", seat="desk-2") as other:
        current = other.get(Camera, camera.uid)
        assert current is not None
        with other.operation("camera.edit") as op:
            op.update(current, name="renamed")
    with Workspace.open(target, user="duty", seat="desk-1") as again:
        before = again.journal.head()
        with pytest.raises(UndoConflict):
            again.undo()
        assert again.journal.head() == before
        assert again.frame("cameras")["name"].tolist() == ["renamed"]


def test_undo_is_refused_when_something_points_to_it_since(county: SmallCounty) -> None:
    ws = county.workspace
    village = Village(code="411024100099", name="新村")
    with ws.operation("village.add") as op:
        op.add(village)
    undoable = ws.undoable()
    camera = ws.get(Camera, county["camera0"])
    assert camera is not None
    with ws.operation("camera.edit") as op:
        op.update(camera, village_uid=village.uid)
    ws.undo()
    assert ws.undoable() == undoable
    ws.undo()
    assert ws.get(Village, village.uid) is None


def test_the_past_is_what_it_was_at_every_step(workspace: Workspace) -> None:
    """A random walk of edits, then every moment of it looked up again."""
    ws = workspace
    seen: list[tuple[dt.datetime, pd.DataFrame]] = []
    cameras: list[Camera] = []

    def remember() -> None:
        entry = ws.journal.entries(newest_first=True, limit=1)[0]
        seen.append((entry.at, ws.frame("cameras").drop(columns="fid")))

    for number in range(6):
        cameras.append(add_camera(ws, f"C{number}", 114 + number / 10))
        remember()
    for number, camera in enumerate(cameras[:4]):
        with ws.operation("camera.edit") as op:
            op.update(camera, name=f"名{number}", bearing=number * 10.0, geom=Point(113, number))
        remember()
    for camera in cameras[2:5]:
        with ws.operation("camera.delete") as op:
            op.delete(camera)
        remember()
    for _ in range(4):
        ws.undo()
        remember()
    last_of_moment = dict(seen)
    assert len(last_of_moment) > 5
    for moment, frame in last_of_moment.items():
        past = ws.frame("cameras", as_of=moment).drop(columns="fid")
        assert_frame_equal(
            past.sort_values("uid", ignore_index=True),
            frame.sort_values("uid", ignore_index=True),
            check_dtype=True,
        )
    before_all = ws.frame("cameras", as_of=seen[0][0] - dt.timedelta(seconds=1))
    assert len(before_all) == 0


def test_the_past_of_every_kind_is_typed_as_the_present(county: SmallCounty) -> None:
    ws = county.workspace
    moment = ws.journal.entries(newest_first=True, limit=1)[0].at
    for kind in ("disputes", "villages", "officers", "dispute_events", "visits"):
        present = ws.frame(kind)
        past = ws.frame(kind, as_of=moment)
        assert past.dtypes.to_dict() == present.dtypes.to_dict(), kind
        assert_frame_equal(pd.DataFrame(past), pd.DataFrame(present))


STEPS = st.lists(st.sampled_from(["add", "move", "delete", "undo", "redo"]), max_size=14)
_serial = itertools.count()


@given(STEPS)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_undoing_everything_leads_back_and_redoing_forward(
    file_county: SmallCounty, steps: list[str]
) -> None:
    ws = file_county.workspace
    while ws.undoable() is not None and ws.undoable().verb != "demo":  # type: ignore[union-attr]
        ws.undo()
    start = frozenset(ws.frame("cameras")["serial"])
    for step in steps:
        cameras = ws.find(Camera)
        if step == "add":
            add_camera(ws, f"N{next(_serial)}")
        elif step == "move" and cameras:
            with ws.operation("camera.move") as op:
                op.update(cameras[-1], bearing=float(next(_serial) % 360))
        elif step == "delete" and cameras:
            with ws.operation("camera.delete") as op:
                op.delete(cameras[-1])
        elif step == "undo" and ws.undoable() is not None and ws.undoable().verb != "demo":  # type: ignore[union-attr]
            ws.undo()
        elif step == "redo":
            ws.redo()
    shape = ws.frame("cameras").drop(columns=["fid", "version"]).sort_values("uid")
    depth = 0
    while ws.undoable() is not None and ws.undoable().verb != "demo":  # type: ignore[union-attr]
        ws.undo()
        depth += 1
    assert frozenset(ws.frame("cameras")["serial"]) == start
    for _ in range(depth):
        ws.redo()
    again = ws.frame("cameras").drop(columns=["fid", "version"]).sort_values("uid")
    assert_frame_equal(again.reset_index(drop=True), shape.reset_index(drop=True))
    assert list(ws.journal.verify()) == []


def test_an_entry_says_who_when_and_what(workspace: Workspace) -> None:
    add_camera(workspace, "A")
    entry = workspace.journal.entries(newest_first=True, limit=1)[0]
    told = (entry.user, entry.seat, entry.verb, entry.label)
    assert told == ("duty", "desk-1", "camera.add", "A")
    assert abs(dt.datetime.now(dt.UTC) - entry.at) < dt.timedelta(minutes=1)


def test_a_clock_set_back_does_not_turn_the_journal_round(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_camera(workspace, "A")
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    monkeypatch.setattr(db.operation, "now", lambda: past)
    add_camera(workspace, "B")
    times = [entry.at for entry in workspace.journal.entries()]
    assert times == sorted(times)
    assert times[-1] > past


def test_the_history_of_one_record_is_told_newest_first(county: SmallCounty) -> None:
    ws = county.workspace
    dispute = ws.get(Dispute, county["dispute0"])
    assert dispute is not None
    with ws.operation("dispute.escalate", label=dispute.case_no) as op:
        op.update(dispute, level="station")
        op.add(DisputeEvent(dispute_uid=dispute.uid, at=op_time(), event="escalated"))
    told = ws.history("disputes", dispute.uid)
    assert [h.action for h in told] == ["update", "insert"]
    assert told[0].before["level"] == "village"
    assert told[0].after["level"] == "station"
    assert told[0].entry.verb == "dispute.escalate"


def op_time() -> dt.datetime:
    return dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)


TAMPERINGS = {
    "an altered label": "UPDATE journal SET label = 'other' WHERE sequence = 3",
    "an altered user": "UPDATE journal SET \"user\" = 'other' WHERE sequence = 3",
    "an altered time": "UPDATE journal SET at = '2020-01-01T00:00:00.000Z' WHERE sequence = 3",
    "an altered image": (
        "UPDATE journal_changes SET after = replace(after, 'C1', 'XX') WHERE sequence = 3"
    ),
    "a change taken out": "DELETE FROM journal_changes WHERE sequence = 3",
    "a change put in": (
        "INSERT INTO journal_changes (sequence, ordinal, action, kind, uid) "
        "VALUES (3, 99, 'delete', 'cameras', 'x')"
    ),
    "a seal replaced": "UPDATE journal SET hash = previous WHERE sequence = 3",
    "an entry moved": "UPDATE journal SET previous = hash WHERE sequence = 3",
}


@pytest.mark.parametrize("statement", TAMPERINGS.values(), ids=TAMPERINGS)
def test_a_tampered_entry_is_found(workspace: Workspace, statement: str) -> None:
    for number in range(4):
        add_camera(workspace, f"C{number}")
    assert list(workspace.journal.verify()) == []
    with workspace.engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount == 1
    faults = list(workspace.journal.verify())
    assert faults
    assert faults[0].sequence == 3
    report = workspace.check()
    assert not report.ok
    assert "journal/3" in [fault.where for fault in report.faults]


def test_an_entry_taken_out_is_found(workspace: Workspace) -> None:
    for number in range(4):
        add_camera(workspace, f"C{number}")
    with workspace.engine.begin() as connection:
        connection.execute(text("DELETE FROM journal_changes WHERE sequence = 3"))
        connection.execute(text("DELETE FROM journal WHERE sequence = 3"))
    assert [fault.sequence for fault in workspace.journal.verify()] == [4, 4]


def test_the_newest_entry_taken_out_leaves_rows_that_no_entry_tells_of(
    workspace: Workspace,
) -> None:
    camera = add_camera(workspace, "A")
    with workspace.engine.begin() as connection:
        connection.execute(text("DELETE FROM journal_changes WHERE sequence = 2"))
        connection.execute(text("DELETE FROM journal WHERE sequence = 2"))
    assert list(workspace.journal.verify()) == []
    assert [fault.where for fault in workspace.check().faults] == [f"cameras/{camera.uid}"]


def test_two_seats_on_a_server_see_each_other(postgres_url: str) -> None:
    with (
        Workspace.create(postgres_url, user="one", seat="desk-1") as first,
        Workspace.open(postgres_url, user="two", seat="desk-2") as second,
    ):
        assert not second.readonly
        camera = add_camera(first, "A")
        heard: list[object] = []
        second.subscribe(heard.append)
        (changed,) = second.poll()
        assert heard == [changed]
        assert [c.uid for c in changed.changes] == [camera.uid]
        add_camera(second, "B")
        assert second.poll() == []
        assert [c.label for c in first.poll()] == ["B"]
        assert [e.sequence for e in first.journal.entries()] == [1, 2, 3]
        assert list(first.journal.verify()) == []
