"""Backups of a workspace file: made by SQLite's backup API, checked, rotated, found again.

They lie in the folder ``<name>.backups`` beside the file, and one counts only when it is sound. A damaged file is
never written to: `refuse_unsound` names the newest sound backup, and `restore` writes beside the damaged file
or, when asked, moves it aside first.
"""

from __future__ import annotations

import datetime as dt
import os
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite

from db.engine import BUSY_SECONDS, connect_file, quote_pragma
from db.errors import NotAWorkspace, PassphraseNeeded, WorkspaceDamaged, WorkspaceError
from db.soundness import damage, looks_plain
from resources.text import Text

NEWEST = 8
"""How many of the newest backups are kept whatever their age."""

DAYS = 14
"""Beyond the newest, the last backup of each of so many days is kept."""

EVERY = dt.timedelta(hours=1)
"""How old the newest backup of a changing workspace may become."""

_STAMP = "%Y%m%dT%H%M%S%f"
_PAGES = 2000


@dataclass(frozen=True, slots=True)
class Keeping:
    """How often a changing workspace is backed up, and how many of the newest backups are kept whatever their age."""

    every: dt.timedelta = EVERY
    newest: int = NEWEST


def folder_of(path: Path) -> Path:
    """The folder in which the backups of `path` lie."""
    return path.with_name(f"{path.name}.backups")


def backups_of(path: Path) -> list[Path]:
    """The backups of `path`, newest first, sound or not."""
    stem = path.stem
    found = [p for p in folder_of(path).glob(f"*{path.suffix}") if p.name.startswith(f"{stem}-")]
    return sorted(found, key=lambda p: p.name, reverse=True)


def make(
    path: Path,
    *,
    passphrase: str | None = None,
    at: dt.datetime | None = None,
    newest: int = NEWEST,
) -> Path:
    """Write a backup of the workspace as it is now and drop those that rotation no longer keeps.

    Safe while others write. `at` (aware) dates it; default: now. So many of the `newest` are kept whatever their age.

    Raises
    ------
    WorkspaceError
        The disk is full or the folder can't be written; older backups are still there.
    """
    moment = (at or dt.datetime.now(dt.UTC)).astimezone(dt.UTC)
    folder = folder_of(path)
    target = folder / f"{path.stem}-{moment:{_STAMP}}{path.suffix}"
    draft = folder / f".{target.name}.part"
    try:
        folder.mkdir(exist_ok=True)
        copy(path, draft, passphrase=passphrase)
        draft.replace(target)
    except (OSError, sqlite.Error) as error:
        raise WorkspaceError(
            Text(
                "备份没有写成：磁盘已满，或备份文件夹不可写。工作区和原有备份都在。",
                "The backup could not be written: the disk is full or its folder can't be written. "
                "The workspace and the older backups are safe.",
            )
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink()
    _rotate(path, newest)
    return target


def is_due(path: Path, *, every: dt.timedelta = EVERY, at: dt.datetime | None = None) -> bool:
    """Whether the workspace was changed after its newest backup, and that one is older than `every`.

    Asked from time to time by whoever has it open; looks at names and times of files only.
    """
    moment = (at or dt.datetime.now(dt.UTC)).astimezone(dt.UTC)
    newest = next(iter(backups_of(path)), None)
    if newest is None:
        return True
    taken = newest.stat().st_mtime
    written = max(
        Path(f"{path}{ending}").stat().st_mtime
        for ending in ("", "-wal")
        if Path(f"{path}{ending}").exists()
    )
    return written > taken and moment.timestamp() - taken > every.total_seconds()


def copy(source: Path, target: Path, *, passphrase: str | None = None) -> None:
    """Copy a workspace by the backup API into `target`, replacing it: one sound file, wholly on the disk.

    Raises
    ------
    WorkspaceDamaged
        The copy is not sound; `target` must not be used.
    """
    target.unlink(missing_ok=True)
    with (
        closing(connect_file(source, readonly=True, passphrase=passphrase)) as old,
        closing(sqlite.connect(str(target), timeout=BUSY_SECONDS)) as new,
    ):
        if passphrase:
            new.execute(f"PRAGMA key={quote_pragma(passphrase)}")
        old.backup(new, pages=_PAGES)
        new.execute("PRAGMA journal_mode=DELETE")
    descriptor = os.open(target, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    fault = damage(target, passphrase=passphrase, still=True)
    if fault is not None:
        raise WorkspaceDamaged(fault)


def _rotate(path: Path, newest: int) -> None:
    """Keep the newest backups, and the last one of each of the latest days."""
    days: dict[str, Path] = {}
    for number, backup in enumerate(backups_of(path)):
        day = backup.name.removeprefix(f"{path.stem}-")[:8]
        last_of_its_day = days.setdefault(day, backup) is backup
        if number >= newest and not (last_of_its_day and len(days) <= DAYS):
            backup.unlink(missing_ok=True)


def newest_sound(path: Path, *, passphrase: str | None = None) -> Path | None:
    """The newest backup of `path` that is a sound workspace, or None."""
    for backup in backups_of(path):
        with suppress(NotAWorkspace, PassphraseNeeded):
            if damage(backup, passphrase=passphrase, still=True) is None:
                return backup
    return None


def refuse_unsound(path: Path, *, passphrase: str | None = None) -> None:
    """Raise unless the file at `path` is a sound workspace file; it is never written to.

    Raises
    ------
    WorkspaceDamaged
        It is not sound; ``backup`` is the newest sound backup.
    PassphraseNeeded
        It is encrypted and the passphrase is missing or wrong.
    NotAWorkspace
        It is something else.
    """
    try:
        fault = damage(path, passphrase=passphrase)
    except PassphraseNeeded:
        # Noise where a backup is plain, or a passphrase that opens a backup: then the file is what is wrong.
        backup = newest_sound(path, passphrase=passphrase)
        if backup is None:
            raise
        fault = Text(f"“{path.name}”已损坏。", f"“{path.name}” is damaged.")
        raise _damaged(path, fault, backup) from None
    if fault is None:
        return
    backup = newest_sound(path, passphrase=passphrase)
    if backup is None and path.stat().st_size and not looks_plain(path):
        raise NotAWorkspace(fault)
    raise _damaged(path, fault, backup)


def restore(
    path: Path, backup: Path, *, passphrase: str | None = None, move_aside: bool = False
) -> Path:
    """Bring `backup` back and return where it now is; the damaged file at `path` is kept, byte for byte.

    By default the restored workspace is written beside it under a new name. With ``move_aside`` the damaged file
    (with its write-ahead log) is renamed and the restored one takes its name.

    Raises
    ------
    WorkspaceError
        The backup is not sound or can't be written; `path` is as it was.
    """
    stamp = f"{dt.datetime.now().astimezone():%Y%m%d-%H%M%S}"
    target = path if move_aside else _free_name(path, f"restored-{stamp}")
    draft = path.with_name(f".{path.name}.restoring")
    try:
        copy(backup, draft, passphrase=passphrase)
        if move_aside and path.exists():
            aside = _free_name(path, f"damaged-{stamp}")
            for ending in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    Path(f"{path}{ending}").rename(f"{aside}{ending}")
        draft.replace(target)
    except (OSError, sqlite.Error) as error:
        raise WorkspaceError(
            Text(
                "备份没有恢复成功，损坏的文件和备份都没有改动。检查磁盘空间和权限。",
                "The backup could not be restored; the damaged file and the backup are as they "
                "were. Check the space on the disk and who may write there.",
            )
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink()
    return target


def _free_name(path: Path, ending: str) -> Path:
    target = path.with_name(f"{path.stem}-{ending}{path.suffix}")
    number = 2
    while target.exists():
        target = path.with_name(f"{path.stem}-{ending}-{number}{path.suffix}")
        number += 1
    return target


def _damaged(path: Path, fault: Text, backup: Path | None) -> WorkspaceDamaged:
    advice = (
        Text(
            "文件没有改动，也没有找到完好的备份。不要再写它，联系维护人员。",
            "The file was left as it is and no sound backup was found. Don't write to it; ask for "
            "support.",
        )
        if backup is None
        else Text(
            f"文件没有改动。最近的完好备份是“{backup.name}”，可以从它恢复。",
            f"The file was left as it is. The newest sound backup is “{backup.name}”; it can be "
            "restored.",
        )
    )
    return WorkspaceDamaged(
        Text(f"{fault.zh}{advice.zh}", f"{fault.en} {advice.en}"), backup=backup, path=path
    )
