"""One program writes to a file; the next one reads and learns who has it; a network share is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely import Point

from db import seat_lock
from db.errors import NetworkPath, ReadOnly
from db.records import Camera
from db.seat_lock import Holder, SeatLock, on_network, take
from db.workspace import Workspace
from tests.helpers.other_program import running_elsewhere
from tests.helpers.small_county import SmallCounty

HOLD = """
import sys
from db.workspace import Workspace
ws = Workspace.open(sys.argv[1], user="值班员", seat="指挥台")
print("readonly" if ws.readonly else "writing", flush=True)
sys.stdin.readline()
ws.close()
print("closed", flush=True)
sys.stdin.readline()
"""


def test_a_second_program_reads_and_is_told_who_writes(file_county: SmallCounty) -> None:
    target = file_county.workspace.target.path
    assert target is not None
    file_county.workspace.close()
    with running_elsewhere(HOLD, str(target)) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "writing"
        with Workspace.open(target, user="duty", seat="desk-2") as second:
            assert second.readonly
            assert second.holder is not None
            assert (second.holder.user, second.holder.seat) == ("值班员", "指挥台")
            assert second.holder.pid == other.pid
            assert len(second.frame("villages")) == 5
            camera = Camera(serial="X", name="X", geom=Point(114, 34))
            with pytest.raises(ReadOnly) as refused, second.operation("camera.add") as op:
                op.add(camera)
            assert "值班员" in refused.value.sentence.zh
        other.stdin.write("\n")
        other.stdin.flush()
        assert other.stdout.readline().strip() == "closed"
        with Workspace.open(target) as third:
            assert not third.readonly
            assert third.holder is None


def test_a_killed_program_holds_nothing(file_county: SmallCounty) -> None:
    target = file_county.workspace.target.path
    assert target is not None
    file_county.workspace.close()
    with running_elsewhere(HOLD, str(target)) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "writing"
        other.kill()
        other.wait()
        with Workspace.open(target) as mine:
            assert not mine.readonly


def test_we_are_the_second_when_another_opens_after_us(file_county: SmallCounty) -> None:
    target = file_county.workspace.target.path
    assert target is not None
    with running_elsewhere(HOLD, str(target)) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "readonly"


def test_the_lock_follows_the_file_through_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real.gpkg"
    real.write_bytes(b"")
    alias = tmp_path / "elsewhere" / "alias.gpkg"
    alias.parent.mkdir()
    alias.symlink_to(real)
    first = take(real, "one", "desk-1")
    second = take(alias, "two", "desk-2")
    assert isinstance(first, SeatLock)
    assert isinstance(second, Holder)
    assert second.user == "one"
    first.release()
    first.release()
    third = take(alias, "two", "desk-2")
    assert isinstance(third, SeatLock)
    third.release()


def test_a_reader_that_asked_to_read_takes_no_lock(file_county: SmallCounty) -> None:
    target = file_county.workspace.target.path
    assert target is not None
    file_county.workspace.close()
    with (
        Workspace.open(target, readonly=True) as reader,
        Workspace.open(target, user="duty") as writer,
    ):
        assert reader.readonly
        assert not writer.readonly
        with writer.operation("camera.add") as op:
            op.add(Camera(serial="X", name="X", geom=Point(114, 34)))
        assert len(reader.frame("cameras")) == 5
        assert [c.verb for c in reader.poll()] == ["camera.add"]


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
server:/share /mnt/share nfs4 rw 0 0
//host/files /mnt/my\\040files cifs rw 0 0
me@host:/home /home/me/far fuse.sshfs rw 0 0
/dev/sdb1 /mnt/share/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/home/me/one.gpkg", False),
        ("/mnt/share/one.gpkg", True),
        ("/mnt/share/deep/er/one.gpkg", True),
        ("/mnt/share/local/one.gpkg", False),
        ("/mnt/shared/one.gpkg", False),
        ("/mnt/my files/one.gpkg", True),
        ("/home/me/far/one.gpkg", True),
        ("//host/files/one.gpkg", True),
        ("\\\\host\\files\\one.gpkg", True),
        ("\\\\?\\UNC\\host\\files\\one.gpkg", True),
    ],
)
def test_a_network_path_is_told_from_a_local_one(path: str, network: bool) -> None:
    assert on_network(Path(path), MOUNTS) is network


def test_a_workspace_on_a_share_is_refused_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = f"host:/share {tmp_path} nfs4 rw 0 0\n"
    monkeypatch.setattr(
        seat_lock, "on_network", lambda path, _mounts=None: on_network(path, mounts)
    )
    with pytest.raises(NetworkPath) as refused:
        Workspace.create(tmp_path / "far.gpkg")
    assert "PostGIS" in refused.value.sentence.zh
    assert list(tmp_path.iterdir()) == []
