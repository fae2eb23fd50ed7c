"""What a check found: faults, each with a place and a sentence, and what was counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from resources.text import Text

SHOWN = 100
"""How many faults of one sort are told one by one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    ``kind`` is the sort of check (``"file"``, ``"schema"``, ``"links"``, ``"geometry"``, ``"rtree"``, ``"rules"``,
    ``"privacy"``, ``"coverage"``, ``"journal"``, ``"rows"``, ``"blobs"``), ``where`` names what it is about
    (``"villages/<uid>"``, ``"journal/12"``, a table or the file).
    """

    kind: str
    where: str
    sentence: Text


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The result of a check. ``head`` is the newest seal of the journal."""

    faults: tuple[Fault, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    entries: int = 0
    head: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def as_json(self) -> dict[str, Any]:
        """The report as plain values, in the form that ``app.py check --json`` prints."""
        return {
            "ok": self.ok,
            "faults": [
                {
                    "kind": fault.kind,
                    "where": fault.where,
                    "sentence": {"zh": fault.sentence.zh, "en": fault.sentence.en},
                }
                for fault in self.faults
            ],
            "counts": dict(self.counts),
            "journal": {"entries": self.entries, "head": self.head},
        }


def limited(faults: Iterator[Fault]) -> Iterator[Fault]:
    """The first `SHOWN` of `faults`, then one that says how many more there are."""
    last: Fault | None = None
    for last in islice(faults, SHOWN):
        yield last
    more = sum(1 for _ in faults)
    if more and last is not None:
        yield Fault(
            last.kind,
            "",
            Text(f"另有 {more} 处同类问题。", f"And {more} more faults of this sort."),
        )
