"""The errors a workspace raises at its border.

`WorkspaceError` and its children mean that the environment or the input is wrong: each carries a
sentence for the duty officer (what happened, what is safe, what to do) in both languages, and keeps
the cause for the log. A mistake of ours is an ordinary exception and is never one of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from resources.text import Text


class WorkspaceError(Exception):
    """Something outside the program is wrong; ``sentence`` says it to the officer."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


class RecordError(WorkspaceError):
    """A record breaks a rule; ``field`` names the column (empty: the record as a whole)."""

    def __init__(self, field: str, sentence: Text) -> None:
        super().__init__(sentence)
        self.field = field


class PrivacyRefusal(RecordError):
    """Free text holds an identity or phone number; nothing was written."""


class StaleWrite(WorkspaceError):
    """The row changed since it was read. ``mine``, ``theirs`` and ``base`` show the three sides."""

    def __init__(
        self,
        kind: str,
        uid: str,
        *,
        mine: Mapping[str, Any],
        theirs: Mapping[str, Any] | None,
        base: Mapping[str, Any] | None = None,
    ) -> None:
        gone = theirs is None
        super().__init__(
            Text(
                "这条记录已被别人删除，您的修改没有写入。"
                if gone
                else "这条记录在您打开之后已被别人修改，您的修改没有写入。对照后再保存。",
                "Someone deleted this record; your change was not written."
                if gone
                else "Someone changed this record after you opened it; your change was not "
                "written. Compare both, then save again.",
            )
        )
        self.kind, self.uid = kind, uid
        self.mine, self.theirs, self.base = mine, theirs, base


class UndoConflict(WorkspaceError):
    """A row of the operation to be undone has changed since."""


class LinkError(WorkspaceError):
    """A row that others still point to, or a link to a row that does not exist."""


class ReadOnly(WorkspaceError):
    """A write was asked of a workspace that is open for reading."""


class ServerLost(WorkspaceError):
    """The server does not answer any more; whether the last write arrived is not known."""


class NetworkPath(WorkspaceError):
    """A workspace file on a network share, where SQLite's locks can't be trusted."""


class WorkspaceDamaged(WorkspaceError):
    """The file is not sound. It was left untouched; ``backup`` is the newest sound copy, if any.

    ``path`` is the damaged file, where it is known.
    """

    def __init__(
        self, sentence: Text, *, backup: Path | None = None, path: Path | None = None
    ) -> None:
        super().__init__(sentence)
        self.backup, self.path = backup, path


class NotAWorkspace(WorkspaceError):
    """The file or database holds no Guatu workspace, or one of a newer program."""


class NothingHere(NotAWorkspace):
    """A file or database in which nobody has made a workspace yet."""


class PassphraseNeeded(WorkspaceError):
    """The file is encrypted and no passphrase was given, or one that does not fit."""
