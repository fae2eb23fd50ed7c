"""Typing that was not saved, kept in a small file beside the user's settings, so that a crash loses none of it.

It is no part of the workspace: nothing here is journalled, shown to others or carried along in a copy. The file is
the user's alone (mode 0600), one for each workspace, and encrypted with the workspace's passphrase when it has one,
because a draft tells what its record tells. A row is written each time the officer stops typing for a moment and is
gone when the record is saved or the typing given up.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import sqlcipher3.dbapi2 as sqlite

from db.engine import Target, quote_pragma
from db.errors import WorkspaceError
from db.images import from_image, to_image
from db.records import KINDS
from db.records.base import Record, values_of
from db.times import now, to_iso
from resources.text import Text

_TABLE = """
CREATE TABLE IF NOT EXISTS drafts (
    kind TEXT NOT NULL, uid TEXT NOT NULL, at TEXT NOT NULL, fresh INTEGER NOT NULL,
    base TEXT NOT NULL, typed TEXT NOT NULL, raw TEXT NOT NULL,
    PRIMARY KEY (kind, uid)
)
"""

_MANY = """
CREATE TABLE IF NOT EXISTS many_drafts (
    kind TEXT NOT NULL, uids TEXT NOT NULL, at TEXT NOT NULL, typed TEXT NOT NULL,
    PRIMARY KEY (kind, uids)
)
"""


@dataclass(frozen=True)
class ManyDraft:
    """What was typed over all records of `kind` with those `uids`, to be written to each."""

    kind: str
    uids: frozenset[str]
    typed: Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """What was typed over `record`, as it was read then.

    Attributes
    ----------
    typed : mapping of field to value
        What could be read of it.
    raw : mapping of field to str
        What could not, as it stands in its field.
    fresh : bool
        The record was never written.
    at : str
        When it was kept, ISO in UTC; empty while it was not.
    """

    record: Record
    typed: Mapping[str, Any]
    fresh: bool
    raw: Mapping[str, str] = field(default_factory=dict)
    at: str = ""

    @property
    def title(self) -> str:
        """What to call it: the name as typed, else as it was."""
        for name in ("summary", "name", "case_no", "serial", "text"):
            if self.typed.get(name):
                return str(self.typed[name])
        return self.record.name_for_people()


class DraftFile:
    """The drafts of one user over one workspace."""

    def __init__(self, path: Path, passphrase: str | None = None) -> None:
        """Open the file at `path`, or make it.

        Raises
        ------
        WorkspaceError
            It can't be read, or its folder not be written. What is there is left as it is.
        """
        self.path = path
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            path.chmod(0o600)
            self._connection = sqlite.connect(str(path), isolation_level=None)
            if passphrase:
                self._connection.execute(f"PRAGMA key={quote_pragma(passphrase)}")
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            for table in (_TABLE, _MANY):
                self._connection.execute(table)
        except (OSError, sqlite.Error) as error:
            raise WorkspaceError(
                Text(
                    f"未保存内容的备份文件“{path.name}”用不了，这次打字时不会自动留底。先保存再离开。",
                    f"The file that keeps unsaved typing, “{path.name}”, can't be used; nothing typed now "
                    "is kept by itself. Save before you leave.",
                )
            ) from error

    def keep(self, draft: Draft) -> None:
        """Keep a draft in place of an earlier one of the same record."""
        record = draft.record
        cls = type(record)
        parts = (to_image(cls, values_of(record)), to_image(cls, draft.typed), dict(draft.raw))
        said = (orjson.dumps(part).decode() for part in parts)
        self._connection.execute(
            "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?, ?, ?, ?)",
            (record.kind(), record.uid, to_iso(now()), int(draft.fresh), *said),
        )

    def drop(self, kind: str, uid: str) -> None:
        """Keep nothing of that record any more."""
        self._connection.execute("DELETE FROM drafts WHERE kind = ? AND uid = ?", (kind, uid))

    def read(self) -> list[Draft]:
        """Every draft, the oldest first; one of a kind that is no more is passed over."""
        rows = self._connection.execute(
            "SELECT kind, at, fresh, base, typed, raw FROM drafts ORDER BY at"
        ).fetchall()
        found = []
        for kind, at, fresh, base, typed, raw in rows:
            if kind in KINDS:
                cls = KINDS[kind]
                values, over = (from_image(cls, orjson.loads(text)) for text in (base, typed))
                found.append(Draft(cls(**values), over, bool(fresh), orjson.loads(raw), at))
        return found

    def keep_many(self, draft: ManyDraft) -> None:
        """Keep a draft in place of an earlier one of the same records."""
        typed = orjson.dumps(to_image(KINDS[draft.kind], draft.typed)).decode()
        self._connection.execute(
            "INSERT OR REPLACE INTO many_drafts VALUES (?, ?, ?, ?)",
            (draft.kind, _listed(draft.uids), to_iso(now()), typed),
        )

    def drop_many(self, kind: str, uids: frozenset[str]) -> None:
        """Keep nothing of those records together any more."""
        self._connection.execute(
            "DELETE FROM many_drafts WHERE kind = ? AND uids = ?", (kind, _listed(uids))
        )

    def read_many(self) -> list[ManyDraft]:
        """Every draft of many records, the oldest first; one of a kind that is no more is passed over."""
        rows = self._connection.execute("SELECT kind, uids, typed FROM many_drafts ORDER BY at")
        return [
            ManyDraft(kind, frozenset(uids.split()), from_image(KINDS[kind], orjson.loads(typed)))
            for kind, uids, typed in rows.fetchall()
            if kind in KINDS
        ]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _listed(uids: frozenset[str]) -> str:
    return " ".join(sorted(uids))


def draft_path(folder: Path, target: Target) -> Path:
    """The file in `folder` for the workspace `target`; its name tells nothing of the workspace."""
    place = str(target.path) if target.path is not None else str(target.url)
    return folder / "drafts" / f"{hashlib.sha256(place.encode()).hexdigest()[:24]}.db"
