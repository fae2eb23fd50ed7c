"""Texts that begin with nearly what is typed: sorted once, so that a query looks at each beginning one time only.

A county's names share most of their beginnings, and few of those are near to a query: its first half alone leaves
little to compare. Plain texts in, positions and slips out; what the texts belong to is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import rapidfuzz
from numpy.typing import NDArray

WIDEST = 32
"""Letters of a text that count; of a longer query only its beginning is compared."""


class Beginnings:
    """`texts` in order, with how much of its beginning each shares with the one before it."""

    def __init__(self, texts: Sequence[str]) -> None:
        places = sorted(range(len(texts)), key=texts.__getitem__)
        self._texts = [texts[place][:WIDEST] for place in places]
        self._places = np.array(places, dtype=np.int32)
        self._shared = _shared(self._texts)

    def nearly(self, wanted: str, slips: int) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        """The texts whose beginning is `wanted` but for at most `slips` letters.

        A slip is a letter wrong, missing, too many, or swapped with its neighbour (optimal string alignment).

        Returns
        -------
        places, apart : arrays of one length
            Positions in the texts that were given, in no order, and the slips of each.
        """
        wanted = wanted[: WIDEST - slips]
        half = len(wanted) // 2
        begun = [wanted[:size] for size in range(max(half - slips, 0), half + slips + 1)]
        likely = self._apart(begun, half, slips, np.ones(len(self._texts), dtype=np.bool_)) <= slips
        apart = np.full(len(self._texts), slips + 1, dtype=np.uint8)
        for size in (len(wanted), len(wanted) - 1, len(wanted) + 1):  # as typed; too many; short
            np.minimum(apart, self._apart([wanted], size, slips, likely), out=apart)
        near = np.flatnonzero(apart <= slips)
        return self._places[near], apart[near]

    def _apart(
        self, wanted: Sequence[str], size: int, slips: int, among: NDArray[np.bool_]
    ) -> NDArray[np.uint8]:
        """How far the first `size` letters of each text are from the nearest of `wanted`; too far where not `among`."""
        apart = np.full(len(self._texts), slips + 1, dtype=np.uint8)
        first = self._shared < size
        starts = np.flatnonzero(first & among)
        if len(starts):
            heads = [self._texts[start][:size] for start in starts.tolist()]
            found = rapidfuzz.process.cdist(
                wanted,
                heads,
                scorer=rapidfuzz.distance.OSA.distance,
                score_cutoff=slips,
                dtype=np.uint8,
            )
            runs = np.diff(np.flatnonzero(first), append=len(apart))[among[first]]
            apart[among] = np.repeat(found.min(axis=0), runs)
        return apart


def _shared(texts: Sequence[str]) -> NDArray[np.int16]:
    """For each of the sorted `texts`, how many letters it begins with as the one before it does; -1 for the first."""
    if not texts:
        return np.empty(0, dtype=np.int16)
    letters = np.array(texts, dtype=f"U{WIDEST}").view(np.uint32).reshape(-1, WIDEST)
    same = np.logical_and.accumulate(letters[1:] == letters[:-1], axis=1)
    return np.concatenate(([-1], same.sum(axis=1))).astype(np.int16)
