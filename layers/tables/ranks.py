"""The order of very many texts, found without keeping a window from moving: keys as bytes, sorted by numpy.

Keys are `layers.tables.key_bytes`', made some thousands at a time; sorting lets go of the interpreter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from db.row_window import BREAK
from layers.spelling import led_by
from layers.tables.key_bytes import keys_of

_BYTES = 64
"""So many bytes of a key are sorted at once; the few keys that are longer are compared whole where these agree."""


def ranks_of_texts(
    texts: Sequence[str], spelt: Iterable[str | None] | None = None
) -> NDArray[np.float64]:
    """The rank of each text; NaN for an empty one, the same rank for equal ones.

    Parameters
    ----------
    texts : sequence of str
    spelt : iterable of str, optional
        The pinyin that a person gave to each text, which leads the reading found here.
    """
    led = texts if spelt is None else map(led_by, texts, spelt)
    joined = "".join(text.replace(BREAK, " ") + BREAK for text in led)
    return ranks_of([(np.arange(len(texts)), joined)])[1]


def ranks_of(
    parts: Iterable[tuple[NDArray[np.int64], str]],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The number and the rank of each text; NaN for an empty one, the same rank for equal ones.

    Parameters
    ----------
    parts : iterable of (numbers, texts)
        The texts of each part as one, each ended by `BREAK`.
    """
    numbers: list[NDArray[np.int64]] = []
    cut: list[NDArray[np.bytes_]] = []
    long: dict[int, bytes] = {}
    count = 0
    for part, joined in parts:
        keys = keys_of(joined)
        long.update((count + at, key) for at, key in keys.longer(_BYTES).items())
        cut.append(keys.cut(_BYTES))
        numbers.append(part)
        count += len(part)
    if not count:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    whole = np.concatenate(cut)
    order, steps = _sorted(whole)
    tied = _ties(order, ~steps, whole, long)
    _settle(order, tied, whole, long)
    steps[tied] = _apart(order, tied, whole, long)
    ranks = np.empty(count, dtype=np.float64)
    ranks[order] = np.concatenate([[0], np.cumsum(steps)])
    nothing = order[: np.searchsorted(whole, b"", side="right", sorter=order)]
    ranks[nothing] = np.nan
    return np.concatenate(numbers), ranks


def _sorted(whole: NDArray[np.bytes_]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The order of keys of one width, and which neighbours in it differ.

    Eight bytes are compared at a time, which takes half as long.
    """
    words = whole.view(">u8").reshape(len(whole), -1).astype(np.uint64).T.copy()
    order = np.lexsort(words[::-1])
    steps = np.zeros(len(order) - 1, dtype=bool)
    for word in words:
        ranked = word[order]
        steps |= ranked[1:] != ranked[:-1]
    return order, steps


def _ties(
    order: NDArray[np.int64],
    alike: NDArray[np.bool_],
    whole: NDArray[np.bytes_],
    long: dict[int, bytes],
) -> NDArray[np.int64]:
    """Where a row and the next in `order` agree so far, and one that agrees with them is longer."""
    tied = np.flatnonzero(alike)
    if not long or not len(tied):
        return tied[:0]
    return tied[np.isin(whole[order[tied]], whole[list(long)])]


def _settle(
    order: NDArray[np.int64],
    tied: NDArray[np.int64],
    whole: NDArray[np.bytes_],
    long: dict[int, bytes],
) -> None:
    """Put keys in order that are longer than what was sorted and agree so far."""
    for first, last in _runs(tied):
        inside = order[first : last + 2].tolist()
        order[first : last + 2] = sorted(inside, key=lambda at: (_whole(at, whole, long), at))


def _apart(
    order: NDArray[np.int64],
    tied: NDArray[np.int64],
    whole: NDArray[np.bytes_],
    long: dict[int, bytes],
) -> list[bool]:
    """Which of the `tied` neighbours differ beyond what was sorted."""
    pairs = zip(order[tied].tolist(), order[tied + 1].tolist(), strict=True)
    return [_whole(below, whole, long) != _whole(above, whole, long) for below, above in pairs]


def _whole(at: int, whole: NDArray[np.bytes_], long: dict[int, bytes]) -> bytes:
    return long.get(at) or bytes(whole[at])


def _runs(tied: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Neighbouring numbers as runs."""
    if not len(tied):
        return []
    breaks = np.flatnonzero(np.diff(tied) > 1)
    firsts = tied[np.concatenate([[0], breaks + 1])]
    lasts = tied[np.concatenate([breaks, [len(tied) - 1]])]
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
