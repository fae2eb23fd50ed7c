"""Typing that was left unsaved when another record was selected.

It is kept for as long as the window is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.records import Record
from ui.session import Item


@dataclass(frozen=True)
class Draft:
    """What was typed over `record`, as it was read then.

    `fresh` is a record that was never written.
    """

    record: Record
    typed: Mapping[str, Any]
    fresh: bool

    @property
    def item(self) -> Item:
        """The record it belongs to."""
        return Item(self.record.kind(), self.record.uid)

    @property
    def title(self) -> str:
        """What to call it: the name as typed, else as it was."""
        for name in ("summary", "name", "case_no", "serial"):
            if self.typed.get(name):
                return str(self.typed[name])
        return self.record.name_for_people()


class Drafts:
    """The drafts of one window, the newest last."""

    def __init__(self) -> None:
        self._kept: dict[Item, Draft] = {}

    def keep(self, draft: Draft) -> None:
        """Keep a draft in place of an earlier one of the same record."""
        self._kept.pop(draft.item, None)
        self._kept[draft.item] = draft

    def take(self, item: Item) -> Draft | None:
        """Hand out the draft of a record and keep it no more."""
        return self._kept.pop(item, None)

    def newest(self) -> Draft | None:
        """The draft that was left last."""
        return next(reversed(self._kept.values()), None)

    def newest_title(self) -> str:
        """What the newest draft is called; empty when there is none."""
        newest = self.newest()
        return "" if newest is None else newest.title
