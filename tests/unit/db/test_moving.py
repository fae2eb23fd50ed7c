"""A workspace copied whole, from either engine to either: rows, files, journal and what can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from shapely import Point
from sqlalchemy import select, update

from db.errors import PassphraseNeeded, WorkspaceError
from db.journal import blobs, journal_changes
from db.moving import copy_workspace
from db.records import KINDS, Camera
from db.soundness import PASSPHRASE
from db.workspace import Workspace
from tests.helpers.small_county import SmallCounty
from tests.unit.db.conftest import ENGINES

WORDS = "鄢陵 2026"


@pytest.fixture(params=ENGINES)
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A target that holds nothing yet."""
    if request.param == "file":
        yield str(tmp_path / "复本 copy.gpkg")
    else:
        yield request.getfixturevalue("postgres_url")


def test_everything_is_there_with_its_history(county: SmallCounty, elsewhere: str) -> None:
    source = county.workspace
    with source.operation("camera.edit") as op:
        op.update(source.find(Camera, serial="SXT-0000")[0], name="路口东")
    before = {kind: source.frame(kind).drop(columns="geom", errors="ignore") for kind in KINDS}
    seals = [entry.hash for entry in source.journal.entries()]
    parts: list[float] = []

    counts = copy_workspace(source, elsewhere, progress=parts.append)

    with Workspace.open(elsewhere, user=source.user, seat=source.seat) as copy:
        assert copy.check().faults == ()
        for kind, rows in before.items():
            there = copy.frame(kind).drop(columns="geom", errors="ignore")
            assert there.astype(object).equals(rows.astype(object)), kind
            assert counts[kind] == len(rows)
        entries = copy.journal.entries()
        assert [entry.hash for entry in entries[:-1]] == seals
        assert entries[-1].verb == "workspace.copy"
        assert copy.undo() is not None
        assert copy.find(Camera, serial="SXT-0000")[0].name != "路口东"
        with copy.operation("camera.add") as op:  # new rows are numbered on
            op.add(Camera(serial="NEW", name="new", geom=Point(114.2, 34.1)))
        with source.engine.connect() as a, copy.engine.connect() as b:
            stored = select(blobs.c.sha256).order_by(blobs.c.sha256)
            assert a.execute(stored).all() == b.execute(stored).all()
    assert parts == sorted(parts)
    assert parts[-1] == pytest.approx(1)
    assert source.journal.entries()[-1].verb == "workspace.copy"  # what goes out is logged


def test_a_target_that_is_taken_is_left_as_it_is(county: SmallCounty, elsewhere: str) -> None:
    Workspace.create(elsewhere).close()
    with pytest.raises(WorkspaceError):
        copy_workspace(county.workspace, elsewhere)
    with Workspace.open(elsewhere) as kept:
        assert kept.frame("cameras").empty
        assert len(kept.journal.entries()) == 1


def test_a_copy_that_is_stopped_leaves_nothing(
    county: SmallCounty, elsewhere: str, tmp_path: Path
) -> None:
    class Stopped(Exception):
        pass

    def stop(part: float) -> None:
        if part > 0.5:
            raise Stopped

    with pytest.raises(Stopped):
        copy_workspace(county.workspace, elsewhere, progress=stop)
    assert not [file for file in tmp_path.iterdir() if "copy" in file.name]
    counts = copy_workspace(county.workspace, elsewhere)  # and the place is still free
    assert counts["cameras"] == len(county.workspace.frame("cameras"))


def test_a_history_that_was_tampered_with_is_not_passed_on(
    county: SmallCounty, tmp_path: Path
) -> None:
    with county.workspace.engine.begin() as connection:
        connection.execute(
            update(journal_changes).values(after="{}").where(journal_changes.c.fid == 3)
        )
    target = tmp_path / "b.gpkg"
    with pytest.raises(WorkspaceError) as refused:
        copy_workspace(county.workspace, target)
    assert "日志" in refused.value.sentence.zh
    assert not target.exists()


def test_an_encrypted_copy_opens_with_its_passphrase_alone(
    county: SmallCounty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "closed.gpkg"
    copy_workspace(county.workspace, target, passphrase=WORDS)
    assert b"SXT-0000" not in target.read_bytes()
    with pytest.raises(PassphraseNeeded):
        Workspace.open(target)
    monkeypatch.setenv(PASSPHRASE, WORDS)
    with Workspace.open(target) as opened:  # as the command line does, where nobody can be asked
        assert len(opened.frame("cameras")) == len(county.workspace.frame("cameras"))


def test_a_disk_that_fails_half_way_leaves_the_name_free(
    county: SmallCounty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(WorkspaceError):
        copy_workspace(county.workspace, tmp_path / "b.gpkg")
    monkeypatch.undo()
    assert not list(tmp_path.glob("*b.gpkg*"))
