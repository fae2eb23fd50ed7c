"""Backups rotate and are sound; damage is recognised, left untouched, and the newest sound backup is offered."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from shapely import Point

from db import backups
from db.errors import NotAWorkspace, PassphraseNeeded, WorkspaceDamaged, WorkspaceError
from db.records import Camera
from db.soundness import damage
from db.workspace import Workspace
from tests.helpers.small_county import SmallCounty, small_county

PASSPHRASE = "鄢陵'县; --"  # noqa: S105


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A closed workspace file with many rows, and one sound backup of it."""
    path = tmp_path / "ws.gpkg"
    county = small_county(path)
    with county.workspace.operation("fill") as op:
        for number in range(300):
            op.add(Camera(serial=f"F{number}", name="街" * 50, geom=Point(114, 34)))
    county.workspace.backup()
    county.workspace.close()
    return path


def test_a_backup_is_a_whole_workspace(file_county: SmallCounty) -> None:
    kept = file_county.workspace.backup()
    assert kept is not None
    with Workspace.open(kept, readonly=True) as copy:
        assert len(copy.frame("villages")) == 5
        assert copy.check().ok


def test_a_backup_holds_what_was_committed_while_we_write(file_county: SmallCounty) -> None:
    ws = file_county.workspace
    with ws.operation("camera.add") as op:
        op.add(Camera(serial="X", name="X", geom=Point(114, 34)))
        kept = ws.backup()
    assert kept is not None
    with Workspace.open(kept, readonly=True) as copy:
        assert len(copy.frame("cameras")) == 4
    assert len(ws.frame("cameras")) == 5


def test_backups_rotate(closed: Path) -> None:
    for kept in backups.backups_of(closed):
        kept.unlink()
    start = dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC)
    for hour in range(0, 24 * 20, 6):
        backups.make(closed, at=start + dt.timedelta(hours=hour))
    names = [p.stem.removeprefix("ws-")[:11] for p in backups.backups_of(closed)]
    assert names == sorted(names, reverse=True)
    newest, older = names[: backups.NEWEST], names[backups.NEWEST :]
    assert newest == [
        *("20261121T02", "20261120T20", "20261120T14", "20261120T08"),
        *("20261120T02", "20261119T20", "20261119T14", "20261119T08"),
    ]
    days = [name[:8] for name in older]
    assert len(days) == len(set(days))
    assert len({name[:8] for name in names}) == backups.DAYS


def test_a_backup_is_due_an_hour_after_the_last_if_anything_changed(
    file_county: SmallCounty,
) -> None:
    ws = file_county.workspace
    path = ws.target.path
    assert path is not None
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)
    assert backups.is_due(path)
    ws.backup()
    assert not backups.is_due(path)
    assert not backups.is_due(path, at=later)
    with ws.operation("camera.add") as op:
        op.add(Camera(serial="X", name="X", geom=Point(114, 34)))
    assert not backups.is_due(path)
    assert backups.is_due(path, at=later)


def test_backups_of_another_workspace_beside_it_are_left_alone(closed: Path) -> None:
    other = closed.with_name("ws-2.gpkg")
    with Workspace.create(other) as ws:
        ws.backup()
    before = backups.backups_of(other)
    for _ in range(backups.NEWEST + 2):
        backups.make(closed)
    assert backups.backups_of(other) == before
    assert len(before) == 1


def _noise(seed: int, count: int) -> bytes:
    return random.Random(seed).randbytes(count)  # noqa: S311


def middle_overwritten(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    for start in range(4096 * 4, len(whole) - 4096, 4096 * 3):
        whole[start : start + 512] = _noise(start, 512)
    path.write_bytes(whole)


def head_overwritten(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[:4096] = _noise(1, 4096)
    path.write_bytes(whole)


def head_zeroed(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[:4096] = bytes(4096)
    path.write_bytes(whole)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 4096 * 9])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def noise(path: Path) -> None:
    path.write_bytes(_noise(2, path.stat().st_size))


DAMAGES: list[Callable[[Path], None]] = [
    *(middle_overwritten, head_overwritten, head_zeroed, cut_short, emptied, noise)
]


@pytest.mark.parametrize("damaging", DAMAGES, ids=lambda f: f.__name__)
def test_damage_is_recognised_left_alone_and_the_backup_offered(
    closed: Path, damaging: Callable[[Path], None]
) -> None:
    (sound,) = backups.backups_of(closed)
    damaging(closed)
    before, names = digest(closed), {p.name for p in closed.parent.iterdir()}
    with pytest.raises(WorkspaceDamaged) as refused:
        Workspace.open(closed)
    assert refused.value.backup == sound
    assert sound.name in refused.value.sentence.zh
    assert sound.name in refused.value.sentence.en
    assert digest(closed) == before
    assert {p.name for p in closed.parent.iterdir()} == names


@pytest.mark.parametrize("damaging", [middle_overwritten, cut_short, emptied])
def test_a_damaged_backup_is_passed_over(closed: Path, damaging: Callable[[Path], None]) -> None:
    (sound,) = backups.backups_of(closed)
    broken = backups.make(closed)
    damaging(broken)
    middle_overwritten(closed)
    with pytest.raises(WorkspaceDamaged) as refused:
        Workspace.open(closed)
    assert refused.value.backup == sound


def test_without_a_sound_backup_none_is_offered(closed: Path) -> None:
    for backup in backups.backups_of(closed):
        middle_overwritten(backup)
    middle_overwritten(closed)
    with pytest.raises(WorkspaceDamaged) as refused:
        Workspace.open(closed)
    assert refused.value.backup is None


def test_restoring_writes_beside_the_damaged_file(closed: Path) -> None:
    middle_overwritten(closed)
    before = digest(closed)
    (backup,) = backups.backups_of(closed)
    restored = backups.restore(closed, backup)
    assert restored.parent == closed.parent
    assert restored != closed
    assert digest(closed) == before
    with Workspace.open(restored) as ws:
        assert ws.check().ok
        assert len(ws.frame("cameras")) == 304


def test_restoring_in_place_moves_the_damaged_file_aside(closed: Path) -> None:
    middle_overwritten(closed)
    before = digest(closed)
    (backup,) = backups.backups_of(closed)
    assert backups.restore(closed, backup, move_aside=True) == closed
    with Workspace.open(closed) as ws:
        assert len(ws.frame("cameras")) == 304
    (aside,) = closed.parent.glob("ws-damaged-*.gpkg")
    assert digest(aside) == before


def test_restoring_a_broken_backup_leaves_everything(closed: Path) -> None:
    (backup,) = backups.backups_of(closed)
    middle_overwritten(backup)
    before = digest(closed)
    with pytest.raises(WorkspaceError):
        backups.restore(closed, backup, move_aside=True)
    assert digest(closed) == before


def test_other_files_are_no_workspaces(tmp_path: Path) -> None:
    text = tmp_path / "notes.gpkg"
    text.write_text("not a database at all, just a long enough note " * 50)
    with pytest.raises(NotAWorkspace):
        Workspace.open(text)
    with pytest.raises(NotAWorkspace):
        Workspace.open(tmp_path / "missing.gpkg")
    assert [p.name for p in tmp_path.iterdir()] == ["notes.gpkg"]


def test_another_geopackage_is_no_workspace(tmp_path: Path) -> None:
    import sqlcipher3.dbapi2 as sqlite  # noqa: PLC0415

    path = tmp_path / "other.gpkg"
    with sqlite.connect(str(path)) as made:
        made.execute("PRAGMA application_id = 0x47504B47")
        made.execute("CREATE TABLE roads (fid INTEGER PRIMARY KEY)")
    made.close()
    before = digest(path)
    with pytest.raises(NotAWorkspace):
        Workspace.open(path)
    assert digest(path) == before


def test_an_encrypted_workspace_needs_its_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "secret.gpkg"
    with Workspace.create(path, passphrase=PASSPHRASE) as ws:
        with ws.operation("camera.add") as op:
            op.add(Camera(serial="X", name="机密卡口", geom=Point(114, 34)))
        kept = ws.backup()
    assert kept is not None
    for file in (path, kept):
        assert "机密卡口".encode() not in file.read_bytes()
        assert not file.read_bytes().startswith(b"SQLite")
        with pytest.raises(PassphraseNeeded):
            damage(file)
    for wrong in (None, "wrong"):
        before = digest(path)
        with pytest.raises(PassphraseNeeded):
            Workspace.open(path, passphrase=wrong)
        assert digest(path) == before
    with Workspace.open(path, passphrase=PASSPHRASE) as ws:
        assert ws.frame("cameras")["name"].tolist() == ["机密卡口"]
        assert ws.check().ok


def test_a_damaged_encrypted_workspace_offers_its_backup(tmp_path: Path) -> None:
    path = tmp_path / "secret.gpkg"
    with Workspace.create(path, passphrase=PASSPHRASE) as ws:
        kept = ws.backup()
    whole = bytearray(path.read_bytes())
    whole[100:200] = bytes(100)
    path.write_bytes(whole)
    with pytest.raises(WorkspaceDamaged) as refused:
        Workspace.open(path, passphrase=PASSPHRASE)
    assert refused.value.backup == kept


def test_a_passphrase_for_a_plain_file_is_told(closed: Path) -> None:
    with pytest.raises(NotAWorkspace) as refused:
        Workspace.open(closed, passphrase="x")  # noqa: S106
    assert "没有加密" in refused.value.sentence.zh
