"""Which rows of a table are shown, in which order, under which heads, what they add up to, and those seen first.

All of it is found from a ledger and an `Arrangement`, so that it may run beside a window or on a command line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from layers.tables.column_filters import Chosen, Filter
from layers.tables.groups import Grouped, Sum
from layers.tables.ledger import Among, Ledger
from layers.tables.ledger_columns import Report, unheard
from layers.tables.row_blocks import Block, Seen, read_blocks, seen_blocks
from layers.tables.sheet import Sheet
from layers.tables.views import Arrangement, sorting_of

Fids = NDArray[np.int64]
SAMPLE = 200
"""So many rows, spread over the table, decide how wide a column is."""


@dataclass(frozen=True)
class Asked:
    """What rows are asked for, in which order, and what is added up."""

    sorting: tuple[tuple[str, bool], ...] | None
    needle: str
    among: Among | None
    filters: tuple[Filter, ...]
    group: str
    folded: frozenset[str]
    sums: tuple[tuple[str, Sum], ...]

    @classmethod
    def of(
        cls,
        kept: Arrangement,
        sums: tuple[tuple[str, Sum], ...] = (),
        among: Among | None = None,
        folded: frozenset[str] = frozenset(),
    ) -> Asked:
        """What an arrangement asks for, among these records, with these groups folded."""
        return cls(kept.sorting, kept.needle, among, kept.filters, kept.group, folded, sums)


@dataclass(frozen=True)
class Arranged:
    """The rows of a ledger that are shown.

    Attributes
    ----------
    order : array of fid
        The rows that the filters leave, also those in a folded group.
    groups : Grouped or None
    totals : dict of column to text
    blocks : dict of number to Block
        The lines that are seen first.
    sample : Sheet or None
        Some of the rows, where widths are to be found.
    """

    ledger: Ledger
    order: Fids
    groups: Grouped | None
    totals: dict[str, str]
    blocks: dict[int, Block] = field(default_factory=dict)
    sample: Sheet | None = None

    @property
    def lines(self) -> Fids:
        """What each line shows: a row, or below zero a head."""
        return self.order if self.groups is None else self.groups.lines


class ShownRecords(Collection[str]):
    """The records of an arrangement by uid, looked up when somebody goes through them."""

    def __init__(self, ledger: Ledger, order: Fids) -> None:
        self._ledger, self._order = ledger, order

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ledger.uids_of(self._order))

    def __contains__(self, uid: object) -> bool:
        fid = self._ledger.fids_of([str(uid)]).get(str(uid))
        return fid is not None and bool((self._order == fid).any())


def arranged_rows(
    ledger: Ledger,
    asked: Asked,
    seen: Seen | None = None,
    *,
    sampled: bool = False,
    report: Report = unheard,
) -> Arranged:
    """The rows of `ledger` that are asked for, with the blocks that a view of them has `seen`.

    `report` is told how much of the sorting is done, 0 to 1, and stops it by an exception.
    """
    where = ledger.clause(asked.filters, asked.needle, asked.among)
    rules = Arrangement(sorting=asked.sorting)
    sorting = sorting_of(rules, ledger.kind, ledger.columns)
    places = ledger.ordered(ledger.kept(where), sorting, report)
    order = ledger.fids[places]
    known = {column.name: column for column in ledger.columns}
    groups = None
    if asked.group in known:
        groups = ledger.grouped(places, known[asked.group], asked.folded)
    totals = ledger.totals(asked.sums, where)
    ledger.name_chosen(each for each in asked.filters if isinstance(each, Chosen))
    found = Arranged(ledger, order, groups, totals)
    if seen is None:
        return found
    lines = found.lines
    blocks = read_blocks(ledger, lines, seen_blocks(lines, seen))
    sample = None
    if sampled:
        rows = order if len(order) else ledger.fids
        sample, _at = ledger.window(rows[:: max(1, len(rows) // SAMPLE)])
    return Arranged(ledger, order, groups, totals, blocks, sample)
