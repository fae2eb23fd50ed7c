"""Is this file a workspace, and is it sound? Answered from the file alone, without ever writing to it.

Three answers: sound, damaged (a sentence that says so), or something else (`NotAWorkspace`, `PassphraseNeeded`).
An encrypted file can't be told from noise, so what is known of it (its passphrase, its backups) decides.
"""

from __future__ import annotations

import os
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from db.engine import BUSY_SECONDS, quote_pragma
from db.errors import NotAWorkspace, PassphraseNeeded
from db.schema import APPLICATION_ID
from resources.text import Text

PASSPHRASE = "GUATU_PASSPHRASE"  # noqa: S105 - the name of a variable
"""The environment variable that opens encrypted files for the command line."""

_MAGIC = b"SQLite format 3\x00"
_PAGE = 4096
_SOUND, _OTHER, _BROKEN = "ok", "other", "broken"


def open_for_reading(path: Path, passphrase: str | None = None, *, still: bool = False) -> Any:
    """A DBAPI connection that can't write. ``still``: nobody writes to the file, no side file is made."""
    mode = "mode=ro&immutable=1" if still else "mode=ro"
    connection = sqlite.connect(
        f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=BUSY_SECONDS
    )
    if passphrase:
        connection.execute(f"PRAGMA key={quote_pragma(passphrase)}")
    return connection


def looks_plain(path: Path) -> bool:
    """Whether the file begins as an unencrypted SQLite database."""
    return _head(path).startswith(_MAGIC)


def passphrase_for(path: Path | None, given: str | None) -> str | None:
    """The passphrase `given`, or for an encrypted file the one in `PASSPHRASE`, where nobody can be asked."""
    if given is not None or path is None or not path.is_file() or looks_plain(path):
        return given
    return os.environ.get(PASSPHRASE)


def looks_encrypted(path: Path) -> bool:
    """Whether the file is whole pages of noise, as an encrypted workspace is."""
    head = _head(path)
    size = path.stat().st_size
    return size > 0 and size % 512 == 0 and len(zlib.compress(head)) >= len(head)


def damage(path: Path, *, passphrase: str | None = None, still: bool = False) -> Text | None:
    """What is wrong with the file at `path`, or None when it is a sound workspace file.

    Raises
    ------
    PassphraseNeeded
        It is encrypted and no passphrase was given, or the wrong one.
    NotAWorkspace
        It can't be read, or is a sound file of another kind.
    """
    head = _head(path)
    if not head:
        return Text(f"“{path.name}”是空文件。", f"“{path.name}” is empty.")
    plain = head.startswith(_MAGIC)
    if plain and passphrase:
        raise NotAWorkspace(
            Text(
                f"“{path.name}”没有加密，不带口令打开。",
                f"“{path.name}” is not encrypted; open it without a passphrase.",
            )
        )
    if not plain and not passphrase:
        if looks_encrypted(path):
            raise PassphraseNeeded(
                Text(
                    f"“{path.name}”已加密，需要口令。",
                    f"“{path.name}” is encrypted and needs its passphrase.",
                )
            )
        return _unreadable(path)
    # With no log beside it nobody writes, and it can be read without leaving a trace.
    quiet = still or not _has_log(path)
    verdict, cause = _read(path, passphrase, still=quiet)
    if verdict != _SOUND and quiet and not still and _has_log(path):
        verdict, cause = _read(path, passphrase, still=False)  # someone began to write just then
    if verdict == _SOUND:
        return None
    if verdict == _OTHER:
        raise NotAWorkspace(
            Text(
                f"“{path.name}”不是挂图工作区，没有改动它。",
                f"“{path.name}” is not a Guatu workspace; it was left as it is.",
            )
        )
    if not plain and cause is not None:
        raise PassphraseNeeded(
            Text(
                f"口令不对，打不开“{path.name}”。文件没有改动。",
                f"The passphrase does not open “{path.name}”. The file was left as it is.",
            )
        ) from cause
    return Text(f"“{path.name}”已损坏。", f"“{path.name}” is damaged.")


def _read(path: Path, passphrase: str | None, *, still: bool) -> tuple[str, Exception | None]:
    """``"ok"``, ``"other"`` (sound, but not ours) or ``"broken"``, with the error that reading it gave."""
    try:
        with closing(open_for_reading(path, passphrase, still=still)) as connection:
            number = connection.execute("PRAGMA application_id").fetchone()[0]
            verdict = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
    except sqlite.DatabaseError as error:
        return _BROKEN, error
    if verdict != ["ok"]:
        return _BROKEN, None
    return (_SOUND if number == APPLICATION_ID else _OTHER), None


def _has_log(path: Path) -> bool:
    return any(Path(f"{path}{ending}").exists() for ending in ("-wal", "-journal"))


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_PAGE)
    except OSError as error:
        raise NotAWorkspace(
            Text(
                f"打不开“{path.name}”：没有这个文件，或没有读取权限。",
                f"“{path.name}” can't be opened: it is not there, or may not be read.",
            )
        ) from error


def _unreadable(path: Path) -> Text:
    return Text(
        f"“{path.name}”不是工作区文件，或者文件开头已损坏。",
        f"“{path.name}” is not a workspace file, or its beginning is destroyed.",
    )
