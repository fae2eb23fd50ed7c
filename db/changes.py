"""What an operation changed, in the form that views and other seats are told.

Small and immutable: kinds and identities, no values. Whoever needs the values reads a frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Action = Literal["insert", "update", "delete"]


@dataclass(frozen=True, slots=True)
class Change:
    """One row: what happened to it, and for an update which of its columns changed."""

    action: Action
    kind: str
    uid: str
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """One committed operation; ``asked_by`` names the view that asked and need not be told."""

    sequence: int
    operation: str
    verb: str
    label: str
    asked_by: str
    changes: tuple[Change, ...]

    def kinds(self) -> frozenset[str]:
        """The plural kinds that were touched."""
        return frozenset(change.kind for change in self.changes)

    def of(self, kind: str) -> Iterator[Change]:
        """The changes to rows of one kind, in the order they were made."""
        return (change for change in self.changes if change.kind == kind)
