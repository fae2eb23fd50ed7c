"""One program at a time writes to a workspace file; the next one learns who has it.

The lock is the operating system's own (released by a crash too) on a small file beside the workspace, whose text
names the holder. A file on a network share is refused, because neither this lock nor SQLite's can be trusted there.
A server needs none of this: several seats write to it at once.
"""

from __future__ import annotations

import ctypes
import getpass
import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from db.errors import NetworkPath, WorkspaceError
from db.times import now, to_iso
from resources.text import Text

_LOCKED_BYTE = 1 << 20
"""Where the locked byte lies: beyond the text, because Windows keeps others from reading a locked byte."""

_NETWORK_FILESYSTEMS = frozenset(
    {
        "afs",
        "afpfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "fuse.davfs2",
        "fuse.glusterfs",
        "fuse.rclone",
    }
    | {"fuse.sshfs", "gfs2", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb2", "smb3", "smbfs"}
)
_DRIVE_REMOTE = 4


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a workspace open for writing. Empty texts: the holder's note could not be read."""

    user: str = ""
    seat: str = ""
    host: str = ""
    pid: int = 0
    since: str = ""


def who(user: str | None, seat: str | None) -> tuple[str, str]:
    """User and seat as given, else the account and the machine that this runs on."""
    return user or getpass.getuser(), seat or socket.gethostname()


class SeatLock:
    """The held lock; `release` it, or end the program."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path, self._file = path, file

    def release(self) -> None:
        """Let others write. Doing it twice does nothing."""
        if self._file.closed:
            return
        # The note is emptied while still locked; the file stays, since deleting a locked file races.
        self._file.truncate(0)
        self._file.flush()
        _unlock(self._file)
        self._file.close()


def lock_path(path: Path) -> Path:
    """Where the lock of the workspace at `path` lies: beside the real file, whatever link leads to it."""
    real = Path(os.path.realpath(path))
    return real.with_name(f".{real.name}.lock")


def take(path: Path, user: str, seat: str) -> SeatLock | Holder:
    """Take the right to write to the workspace at `path`, or learn who has it.

    Raises
    ------
    WorkspaceError
        No lock file can be written beside the workspace.
    """
    where = lock_path(path)
    try:
        file = os.fdopen(os.open(where, os.O_RDWR | os.O_CREAT, 0o644), "r+b", buffering=0)
    except OSError as error:
        raise WorkspaceError(
            Text(
                f"文件夹“{path.parent}”不可写，只能以只读方式打开工作区。",
                f"The folder “{path.parent}” can't be written, so the workspace can be opened "
                "read-only at most.",
            )
        ) from error
    if not _lock(file):
        with file:
            return _read_note(file)
    note = Holder(user, seat, socket.gethostname(), os.getpid(), to_iso(now()))
    file.seek(0)
    file.truncate(0)
    file.write(json.dumps(asdict(note), ensure_ascii=False).encode())
    return SeatLock(where, file)


def _read_note(file: IO[bytes]) -> Holder:
    file.seek(0)
    try:
        return Holder(**json.loads(file.read(4096).decode()))
    except (ValueError, TypeError, OSError):
        return Holder()  # the holder is writing its note at this very moment


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


def refuse_network(path: Path) -> None:
    """Raise `NetworkPath` when `path` lies on a network share (UNC, mapped drive, NFS, SMB, sshfs …)."""
    if on_network(path):
        raise NetworkPath(
            Text(
                f"“{path}”在网络共享上，那里的文件锁不可靠，会损坏工作区，所以没有打开。"
                "把文件放到本机磁盘；多人同时使用时建 PostGIS 工作区。",
                f"“{path}” lies on a network share, where file locks can't be trusted and the "
                "workspace would be damaged, so it was not opened. Keep the file on a local disk; "
                "for several seats at once use a PostGIS workspace.",
            )
        )


def on_network(path: Path, mounts: str | None = None) -> bool:
    """Whether `path` lies on a network share; `mounts` is the text of ``/proc/mounts`` (default: read it)."""
    name = str(path)
    if name.startswith(("\\\\", "//")) and not name.startswith(("\\\\?\\", "\\\\.\\")):
        return True
    if name.upper().startswith("\\\\?\\UNC\\"):
        return True
    if sys.platform == "win32":
        return _windows_drive_type(Path(path).absolute().anchor) == _DRIVE_REMOTE
    if mounts is None:
        try:
            mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
    return _filesystem_of(Path(os.path.realpath(path)), mounts) in _NETWORK_FILESYSTEMS


def _windows_drive_type(anchor: str) -> int:
    windll: Any = getattr(ctypes, "windll", None)
    return int(windll.kernel32.GetDriveTypeW(anchor))


def _filesystem_of(path: Path, mounts: str) -> str:
    """The type of the filesystem that holds `path`: that of the deepest, then latest, mount above it."""
    best, found = -1, ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = Path(_unescape(parts[1]))
        depth = len(point.parts)
        if depth >= best and path.is_relative_to(point):
            best, found = depth, parts[2]
    return found


def _unescape(text: str) -> str:
    """A mount point as it is: spaces and the like are octal escapes in the table of mounts."""
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return text
