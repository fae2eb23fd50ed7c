"""Very many records of one kind, known by their rows: who they are is looked up when somebody asks.

So a million selected rows are a million numbers, and a question that the engine can answer for rows (what they have in
common) names nobody. A record that is gone is counted until it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np

from db import row_window
from db.row_window import Fids
from db.workspace import Workspace

AT_ONCE = 20_000


class RowUids(Sequence[str]):
    """The uids of the rows `fids` of `kind`, in that order."""

    def __init__(self, workspace: Workspace, kind: str, fids: Fids) -> None:
        self._workspace, self.kind, self.fids = workspace, kind, fids

    def __len__(self) -> int:
        return len(self.fids)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> RowUids: ...
    def __getitem__(self, at: int | slice) -> str | RowUids:
        """One uid, empty when its row is gone; or some of the rows."""
        if isinstance(at, slice):
            return RowUids(self._workspace, self.kind, self.fids[at])
        return next(self._found(self.fids[at : at + 1 or None]), "")

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self.fids), AT_ONCE):
            yield from self._found(self.fids[start : start + AT_ONCE])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RowUids) or self.kind != other.kind:
            return False
        return np.array_equal(self.fids, other.fids)

    __hash__ = None  # type: ignore[assignment]

    def present(self) -> RowUids:
        """Those that are still there."""
        there = row_window.all_fids(self._workspace.engine, self.kind)
        return RowUids(self._workspace, self.kind, self.fids[np.isin(self.fids, there)])

    def without(self, uids: Sequence[str]) -> RowUids:
        """Those that are not among `uids`."""
        return RowUids(
            self._workspace, self.kind, self.fids[~np.isin(self.fids, self._numbers(uids))]
        )

    def and_then(self, uids: Sequence[str]) -> RowUids:
        """Those, and behind them the ones of `uids` that are not among them."""
        new = self._numbers(uids)
        more = new[~np.isin(new, self.fids)]
        return RowUids(self._workspace, self.kind, np.concatenate([self.fids, more]))

    def _numbers(self, uids: Sequence[str]) -> Fids:
        known = row_window.fids_of(self._workspace.engine, self.kind, uids)
        return np.array([known[uid] for uid in uids if uid in known], dtype=np.int64)

    def _found(self, fids: Fids) -> Iterator[str]:
        known = row_window.uids_of(self._workspace.engine, self.kind, fids)
        return (known[fid] for fid in fids.tolist() if fid in known)
