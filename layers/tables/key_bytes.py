"""The sort keys of very many texts as bytes: Chinese by pinyin, figures inside a text by value, case aside.

Texts come joined into one, so that no Python object is made of each. Every character has its bytes in one long table,
learnt when it is first met; the keys are gathered from there by numpy, which lets go of the interpreter meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from db.row_window import BREAK
from layers.spelling import readings

WIDTH = 12
"""Figures are filled up with noughts to so many places, so that they sort by value."""
_CODES = 0x110000


@dataclass(frozen=True)
class Keys:
    """Keys one after the other: that of text n is ``data[ends[n - 1]:ends[n]]``."""

    data: NDArray[np.uint8]
    ends: NDArray[np.int64]

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where each begins."""
        return np.concatenate([[0], self.ends]).astype(np.int64)[:-1]

    def cut(self, size: int) -> NDArray[np.bytes_]:
        """The first `size` bytes of each, filled up with zero bytes."""
        starts = self.starts
        lengths = np.minimum(self.ends - starts, size)
        cut = np.zeros((len(starts), size), dtype=np.uint8)
        within = np.arange(size) < lengths[:, None]
        cut[within] = self.data[_spans(starts, lengths)]
        return cut.view(f"S{size}").reshape(-1)

    def longer(self, size: int) -> dict[int, bytes]:
        """The keys that are longer than `size` bytes, whole, by their number."""
        starts = self.starts
        long = np.flatnonzero(self.ends - starts > size)
        whole = self.data.tobytes() if len(long) else b""
        spans = zip(long.tolist(), starts[long].tolist(), self.ends[long].tolist(), strict=True)
        return {at: whole[start:end] for at, start, end in spans}


class _Table:
    """What each character turns into: the bytes of c are ``flat[at[c]:at[c] + size[c]]``, and size -1 says not learnt.

    Before a figure's own bytes stand so many noughts as it may have to be led by.
    """

    def __init__(self) -> None:
        self.at = np.zeros(_CODES, dtype=np.int64)
        self.size = np.full(_CODES, -1, dtype=np.int16)
        self.figure = np.zeros(_CODES, dtype=bool)
        self.flat = np.zeros(0, dtype=np.uint8)

        self._learning = Lock()

    def learn(self, codes: NDArray[np.uint32]) -> None:
        """Take characters in; several threads may ask for it, and what others read meanwhile stays whole."""
        with self._learning:
            strange = np.unique(codes[self.size[codes] < 0])
            known, parts, end = readings(), [self.flat.tobytes()], len(self.flat)
            at, size = [], []
            for code in strange.tolist():
                letter = chr(code)
                spelt = "" if letter == BREAK else known.get(code, letter).casefold()
                own = spelt.encode("utf-8", "surrogatepass")
                lead = b"0" * WIDTH if letter.isdecimal() else b""
                parts.append(lead + own)
                at.append(end + len(lead))
                size.append(len(own))
                end += len(lead) + len(own)
                self.figure[code] = bool(lead)
            self.flat = np.frombuffer(b"".join(parts), dtype=np.uint8)
            self.at[strange] = at
            self.size[strange] = size  # last: it says that the rest is there


_table = _Table()


def keys_of(joined: str) -> Keys:
    """The keys of the texts that `BREAK` parts in `joined`; every one of them is ended by it, the last one too."""
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    new = _table.size[codes] < 0
    if new.any():
        _table.learn(codes[new])
    sizes, starts = _table.size[codes].astype(np.int64), _table.at[codes]
    figures = _table.figure[codes]
    if figures.any():
        edges = np.diff(figures.astype(np.int8), prepend=0, append=0)
        firsts, lasts = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        lead = np.maximum(WIDTH - (lasts - firsts), 0)
        sizes[firsts] += lead
        starts[firsts] -= lead
    ends = np.cumsum(sizes)
    data = _table.flat[_spans(starts, sizes)]
    return Keys(data, ends[codes == ord(BREAK)])


def _spans(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers from each of `starts`, as many as `sizes` says, one span after the other."""
    before = np.cumsum(sizes) - sizes
    return np.repeat(starts - before, sizes) + np.arange(int(sizes.sum()))
