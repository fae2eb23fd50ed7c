"""What is selected: records of some kinds, each kind's in order, the leading record last.

A few are held one by one. Very many of one kind are held as rows (`layers.tables.row_uids`) and are not taken apart
before somebody goes through them; how many there are, of which kinds, and which leads, is known at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import NamedTuple, overload

from layers.tables.row_uids import RowUids


class Item(NamedTuple):
    """One record by plural kind and uid."""

    kind: str
    uid: str


class Rows(Sequence[Item]):
    """The records of some rows of one kind."""

    def __init__(self, uids: RowUids) -> None:
        self.uids = uids

    def __len__(self) -> int:
        return len(self.uids)

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Item]: ...
    def __getitem__(self, at: int | slice) -> Item | Sequence[Item]:
        if isinstance(at, slice):
            return Rows(self.uids[at])
        return Item(self.uids.kind, self.uids[at])

    def __iter__(self) -> Iterator[Item]:
        return (Item(self.uids.kind, uid) for uid in self.uids)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self.uids == other.uids

    __hash__ = None  # type: ignore[assignment]


def items_of_kinds(kinds: Mapping[str, Sequence[str]]) -> tuple[Item, ...]:
    """Uids by kind as items, in that order; made for a hundred thousand of them."""
    pairs = chain.from_iterable(zip(repeat(kind), uids) for kind, uids in kinds.items())
    return tuple(map(Item._make, pairs))  # noqa: SLF001 - a public name of named tuples


def kinds_of(items: Iterable[Item]) -> Mapping[str, Sequence[str]]:
    """Items as uids by kind, each kind's in order."""
    if isinstance(items, Rows):
        return {items.uids.kind: items.uids}
    kinds: dict[str, list[str]] = {}
    for kind, uid in items:
        kinds.setdefault(kind, []).append(uid)
    return kinds


def without(items: Sequence[Item], gone: Sequence[Item]) -> Sequence[Item]:
    """`items` that are not in `gone`, in their order; rows are not taken apart for it."""
    if isinstance(items, Rows):
        return Rows(items.uids.without([uid for kind, uid in gone if kind == items.uids.kind]))
    out = frozenset(gone)
    return tuple(item for item in items if item not in out)


def and_then(items: Sequence[Item], more: Sequence[Item]) -> Sequence[Item]:
    """`items` and behind them those of `more` that are new; rows stay rows as long as all are of their kind."""
    if isinstance(items, Rows) and {kind for kind, _uid in more} <= {items.uids.kind}:
        return Rows(items.uids.and_then([uid for _kind, uid in more]))
    return tuple(dict.fromkeys((*items, *more)))


def toggled(items: Sequence[Item], hit: Sequence[Item]) -> Sequence[Item]:
    """`items` without those of `hit` that are among them; with `hit` behind them when none is."""
    rest = without(items, hit)
    return rest if len(rest) < len(items) else and_then(items, hit)
