"""Which rows of a sheet are shown, in which order and under which heads, and what they add up to.

All of it is computed from a sheet and an `Arrangement`, so that it may run beside a window or on a command line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.column_filters import Filter, kept_by
from layers.sheet import Sheet
from layers.table_groups import Grouped, Sum, grouped, totals
from layers.views import Arrangement, sorting_of


@dataclass(frozen=True)
class Asked:
    """What rows are asked for, in which order, and what is added up."""

    sorting: tuple[tuple[str, bool], ...] | None
    needle: str
    among: frozenset[str] | None
    filters: tuple[Filter, ...]
    group: str
    folded: frozenset[str]
    sums: tuple[tuple[str, Sum], ...]
    arrangement: Arrangement

    @classmethod
    def of(
        cls,
        kept: Arrangement,
        sums: tuple[tuple[str, Sum], ...] = (),
        among: frozenset[str] | None = None,
        folded: frozenset[str] = frozenset(),
    ) -> Asked:
        """What an arrangement asks for, among these records, with these groups folded."""
        return cls(kept.sorting, kept.needle, among, kept.filters, kept.group, folded, sums, kept)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asked) and self._rows() == other._rows()

    def __hash__(self) -> int:
        return hash((self.sorting, self.needle, self.filters, self.group))

    def _rows(self) -> tuple[object, ...]:
        return (
            self.sorting,
            self.needle,
            self.among,
            self.filters,
            self.group,
            self.folded,
            self.sums,
        )


@dataclass(frozen=True)
class Arranged:
    """A sheet, the rows of it that are shown, and the totals over them."""

    sheet: Sheet | None
    order: NDArray[np.int64]
    groups: Grouped | None
    totals: dict[str, str]


def arranged_rows(sheet: Sheet | None, asked: Asked) -> Arranged:
    """The rows of `sheet` that are asked for; may run beside the window."""
    if sheet is None:
        return Arranged(None, np.zeros(0, dtype=np.int64), None, {})
    sorting = sorting_of(asked.arrangement, sheet.kind, sheet.columns)
    order = sheet.order(sorting, asked.needle, asked.among, kept_by(sheet, asked.filters))
    known = {column.name: column for column in sheet.columns}
    groups = None
    if asked.group in known:
        groups = grouped(sheet, order, known[asked.group], asked.folded)
    return Arranged(sheet, order, groups, dict(totals(sheet, order, asked.sums)))
