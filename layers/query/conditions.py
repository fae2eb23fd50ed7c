"""A query that has passed its checks: a small closed set of conditions on the columns of a kind.

Every condition is true or false of a record, never unknown: what asks for a value is false where
there is none. That is why `layers.query.sql` and `layers.query.mask`, which each say these
conditions in their own terms, find the same rows. Columns are named as in `layers.columns`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from layers.loads import LOADS
from layers.township_cover import COVERS

_READ = LOADS | COVERS


@dataclass(frozen=True)
class AllOf:
    """Each of `parts` holds; true when there is none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """One of `parts` holds at least; false when there is none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """`part` does not hold."""

    part: Condition


@dataclass(frozen=True)
class Empty:
    """The column holds nothing (for text: or no character)."""

    name: str


@dataclass(frozen=True)
class TextIs:
    """The text is `text`, A to Z in either case."""

    name: str
    text: str


@dataclass(frozen=True)
class TextHolds:
    """`text` occurs, A to Z in either case; with `squeezed`, blanks of the column are passed over."""

    name: str
    text: str
    squeezed: bool = False


@dataclass(frozen=True)
class TextStarts:
    """The text begins with `text`, A to Z in either case."""

    name: str
    text: str


@dataclass(frozen=True)
class CodeIn:
    """The stored code is one of `codes`."""

    name: str
    codes: frozenset[str]


@dataclass(frozen=True)
class Flag:
    """The flag is set, or not."""

    name: str
    on: bool


@dataclass(frozen=True)
class Figure:
    """The figure lies within the bounds (None: no bound), which are `open` or belong to it."""

    name: str
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True)
class Days:
    """The date lies within the bounds, which belong to it."""

    name: str
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True)
class Times:
    """The time is not before `start` and before `end`."""

    name: str
    start: dt.datetime | None = None
    end: dt.datetime | None = None


@dataclass(frozen=True)
class Linked:
    """The link `name` points to a record of `kind` of which `part` holds."""

    name: str
    kind: str
    part: Condition


@dataclass(frozen=True)
class Pointed:
    """The link `name` of a record of `kind` points here, and `part` holds of that record."""

    kind: str
    name: str
    part: Condition


@dataclass(frozen=True)
class UidIn:
    """The record is one of these."""

    uids: frozenset[str]


Leaf = (
    Empty
    | TextIs
    | TextHolds
    | TextStarts
    | CodeIn
    | Flag
    | Figure
    | Days
    | Times
    | Linked
    | Pointed
    | UidIn
)
Condition = AllOf | AnyOf | Not | Leaf

_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def fold(text: str) -> str:
    """`text` with A to Z as a to z and nothing else changed: the one folding that every engine has."""
    return text.translate(_LOWER)


def columns_read(condition: Condition) -> frozenset[str]:
    """The names of the columns of the kind itself that `condition` asks."""
    if isinstance(condition, AllOf | AnyOf):
        return frozenset().union(*(columns_read(part) for part in condition.parts))
    if isinstance(condition, Not):
        return columns_read(condition.part)
    return frozenset({"uid" if isinstance(condition, UidIn | Pointed) else condition.name})


def kinds_read(condition: Condition) -> frozenset[str]:
    """The other kinds whose change may change what `condition` finds."""
    if isinstance(condition, AllOf | AnyOf):
        return frozenset().union(*(kinds_read(part) for part in condition.parts))
    if isinstance(condition, Not):
        return kinds_read(condition.part)
    if isinstance(condition, Linked | Pointed):
        return kinds_read(condition.part) | {condition.kind}
    return frozenset() if isinstance(condition, UidIn) else _READ.get(condition.name, frozenset())
