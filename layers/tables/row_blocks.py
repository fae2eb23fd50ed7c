"""The lines of a table that are looked at, ready to be painted: read together, a block of neighbours at a time.

Made beside a window, with every text and tone in place, so that painting a cell is one look-up. A line is the number of
a row or, below zero, the head of a group, which has nothing to read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.columns import Column
from layers.tables.ledger import Ledger
from layers.tables.sheet import CALM, Sheet, Tones

BLOCK = 64
"""So many lines are made ready together."""
READY = 512
"""Of a table that shows no more lines than these, all are made ready at once."""


@dataclass(frozen=True)
class Seen:
    """What a view looks at: its first line, how many there are, and the row that is at the top (0 for none)."""

    top: int = 0
    lines: int = 32
    top_fid: int = 0


@dataclass(frozen=True)
class Block:
    """Some neighbouring lines. ``at`` says where in ``sheet`` each has its row; -1 for a head or a row that is gone."""

    sheet: Sheet
    at: NDArray[np.int64]
    ended: NDArray[np.bool_]
    tones: dict[str, Tones | None]

    def text(self, line: int, column: Column) -> str:
        """What a cell says."""
        at = self.at[line]
        return "" if at < 0 else str(self.sheet.texts(column)[at])

    def tone(self, line: int, column: Column) -> int:
        """How loudly a cell speaks."""
        at, tones = self.at[line], self.tones[column.name]
        return CALM if tones is None or at < 0 else int(tones[at])

    def over(self, line: int) -> bool:
        """Whether the row is over: closed, eliminated, ended."""
        return bool(self.at[line] >= 0 and self.ended[self.at[line]])

    def code(self, line: int, column: Column) -> str:
        """The stored code of a choice; empty where there is none."""
        at = int(self.at[line])
        return "" if at < 0 else self.sheet.code_at(column, at)

    def key(self, line: int, column: Column) -> str:
        """By what a filter of chosen values knows the cell: code or uid, ``"1"`` or ``"0"``, empty for nothing."""
        at = int(self.at[line])
        value = self.sheet.codes(column)[at] if at >= 0 else None
        if column.sort == "flag" and value is not None:
            return "1" if value else "0"
        return "" if value is None else str(value)

    def uid(self, line: int) -> str:
        """The record in a line; empty for none."""
        at = self.at[line]
        return "" if at < 0 else str(self.sheet.uids[at])

    def reads_otherwise(self, before: Block) -> NDArray[np.bool_]:
        """Which of the same lines look other than in the block `before`; each of them, when it has other columns."""
        otherwise = np.ones(len(self.at), dtype=bool)
        mine, other = self.sheet, before.sheet
        if (
            len(before.at) != len(self.at)
            or mine.lang != other.lang
            or mine.columns != other.columns
        ):
            return otherwise
        own = np.flatnonzero((self.at >= 0) & (before.at >= 0))
        now, then = self.at[own], before.at[own]
        alike = self.ended[now] == before.ended[then]
        for column in mine.columns:
            alike &= mine.texts(column)[now] == other.texts(column)[then]
            if column.sort == "choice":
                alike &= mine.codes(column)[now] == other.codes(column)[then]
            tones, were = self.tones[column.name], before.tones[column.name]
            if tones is not None and were is not None:
                alike &= tones[now] == were[then]
        otherwise[own[alike]] = False
        return otherwise


def read_blocks(
    ledger: Ledger, lines: NDArray[np.int64], numbers: Iterable[int]
) -> dict[int, Block]:
    """The blocks with those `numbers`, read together."""
    parts = {n: lines[n * BLOCK : (n + 1) * BLOCK] for n in sorted(set(numbers))}
    parts = {number: part for number, part in parts.items() if len(part)}
    if not parts:
        return {}
    whole = np.concatenate(list(parts.values()))
    own = np.flatnonzero(whole >= 0)
    sheet, found = ledger.window(whole[own])
    at = np.full(len(whole), -1, dtype=np.int64)
    at[own] = found
    for column in sheet.columns:
        sheet.texts(column)
    ended = sheet.ended()
    tones = {column.name: sheet.tones(column) for column in sheet.columns}
    blocks: dict[int, Block] = {}
    start = 0
    for number, part in parts.items():
        blocks[number] = Block(sheet, at[start : start + len(part)], ended, tones)
        start += len(part)
    return blocks


def seen_blocks(lines: NDArray[np.int64], seen: Seen) -> Sequence[int]:
    """The numbers of the blocks that a view of `lines` needs first."""
    count = len(lines)
    if count <= READY:
        return range(-(-count // BLOCK))
    top = min(seen.top, max(count - seen.lines, 0))
    if seen.top_fid:
        there = np.flatnonzero(lines == seen.top_fid)
        top = int(there[0]) if len(there) else top
    return range(top // BLOCK, min(top + seen.lines, count - 1) // BLOCK + 1)
