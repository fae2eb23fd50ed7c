"""Which record a cell means: by identity, by official key, or by name when only one has it.

One `Register` holds the records of one kind. A village's name may repeat; the township said in the
same row decides then. Suffixes that people leave out (村民委员会, 居委会, 派出所) are forgiven when
what is left is unique.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from db.records import KINDS
from db.workspace import Workspace
from layers.intake.looks import Look, looking, never
from layers.intake.synonyms import plain
from layers.intake.text import blank, folded
from resources.text import Text

KEYS = ("code", "badge", "serial", "case_no")
_SUFFIX = re.compile(
    r"(村民委员会|居民委员会|社区居委会|村委会|居委会|委员会|社区|村|镇|乡|街道办事处|街道|派出所)$"
)


def key_of(kind: str) -> str | None:
    """The field by which the world outside knows a record of `kind`; None for a kind without one."""
    columns = KINDS[kind].__table__.columns
    return next((name for name in KEYS if name in columns and columns[name].unique), None)


class Register:
    """The records of one kind, found by what people write."""

    def __init__(self, workspace: Workspace, kind: str) -> None:
        columns = KINDS[kind].__table__.columns
        names = [n for n in (key_of(kind), "name", "township_uid") if n and n in columns]
        rows = workspace.frame(kind, columns=names)
        self.kind = kind
        self.uids = set(rows["uid"].tolist())
        key = key_of(kind)
        self._keys = dict(zip(rows[key], rows["uid"], strict=True)) if key else {}
        self._names: dict[str, list[tuple[str, str | None]]] = {}
        towns = rows["township_uid"] if "township_uid" in rows else pd.Series([None] * len(rows))
        if "name" in rows:
            for name, uid, town in zip(rows["name"], rows["uid"], towns, strict=True):
                for form in {plain(name), _short(plain(name))}:
                    self._names.setdefault(form, []).append((uid, town))

    def find(self, value: Any, township: str | None = None) -> str | None:
        """The uid that `value` means; None when no record, or more than one, fits."""
        text = folded(value)
        if text in self.uids:
            return text
        if text in self._keys:
            return str(self._keys[text])
        form = plain(text)
        for one in (form, _short(form)):
            found = self._names.get(one, [])
            if len(found) > 1 and township is not None:
                found = [pair for pair in found if pair[1] == township]
            if len(found) == 1:
                return found[0][0]
        return None

    def resolve(
        self,
        columns: Sequence[Sequence[Any]],
        townships: Sequence[str | None] | None,
        label: Text,
        look: Look = never,
    ) -> tuple[list[str | None], dict[int, Text]]:
        """The uid for each row from the first of its cells that means one; reasons by position.

        A row whose cells are all blank has none, and no reason.
        """
        found: list[str | None] = []
        reasons: dict[int, Text] = {}
        title = KINDS[self.kind].title
        known: dict[tuple[Any, ...], str | None] = {}
        for i, cells in enumerate(looking(zip(*columns, strict=True), look)):
            said = tuple(cell for cell in cells if not blank(cell))
            town = townships[i] if townships is not None else None
            if (said, town) not in known:
                hits = (self.find(cell, town) for cell in said)
                known[said, town] = next((uid for uid in hits if uid is not None), None)
            uid = known[said, town]
            if uid is None and said:
                reasons[i] = Text(
                    f"「{label.zh}」：没有（或不止一个）{title.zh}“{said[0]}”。",
                    f"“{label.en}”: there is no {title.en.lower()} “{said[0]}”, or more than one.",
                )
            found.append(uid)
        return found, reasons


def _short(form: str) -> str:
    return _SUFFIX.sub("", form) or form
