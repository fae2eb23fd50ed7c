"""The order of very many texts, found without keeping a window from moving: keys as bytes, sorted by numpy.

Keys are `layers.spelling`'s, made some thousands at a time; sorting lets go of the interpreter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.spelling import order_keys

_AT_ONCE = 50_000
_BYTES = 48
"""So many bytes of a key are sorted at once; the few keys that are longer are compared whole where these agree."""


def ranks_of(
    parts: Iterable[Sequence[tuple[Any, ...]]],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The number and the rank of each text; NaN for an empty one, the same rank for equal ones.

    Parameters
    ----------
    parts : iterable of lists of (number, text) or (number, text, the pinyin that a person gave)
    """
    numbers: list[NDArray[np.int64]] = []
    cut: list[NDArray[np.bytes_]] = []
    long: dict[int, bytes] = {}
    count = 0
    for part in parts:
        texts = [row[1] or "" for row in part]
        spelt = [row[2] or "" for row in part] if part and len(part[0]) > 2 else None
        keys = [key.encode() for key in order_keys(texts, spelt)]
        long.update({count + at: key for at, key in enumerate(keys) if len(key) > _BYTES})
        cut.append(np.array(keys, dtype=f"S{_BYTES}"))
        numbers.append(np.fromiter((row[0] for row in part), np.int64, len(part)))
        count += len(part)
    if not count:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    whole = np.concatenate(cut)
    order = np.argsort(whole, kind="stable")
    if long:
        _settle(order, whole, long)
    steps = _unlike(order, whole)
    if long:
        steps |= _apart(order, whole, long)
    ranks = np.empty(count, dtype=np.float64)
    ranks[order] = np.concatenate([[0], np.cumsum(steps)])
    nothing = order[: np.searchsorted(whole, b"", side="right", sorter=order)]
    ranks[nothing] = np.nan
    return np.concatenate(numbers), ranks


def _unlike(order: NDArray[np.int64], whole: NDArray[np.bytes_]) -> NDArray[np.bool_]:
    """Which neighbours in `order` differ in what was sorted; some thousands are compared at a time."""
    found = np.empty(len(order) - 1, dtype=bool)
    for start in range(0, len(found), _AT_ONCE):
        ranked = whole[order[start : start + _AT_ONCE + 1]]
        found[start : start + _AT_ONCE] = ranked[1:] != ranked[:-1]
    return found


def _ties(
    order: NDArray[np.int64], whole: NDArray[np.bytes_], long: dict[int, bytes]
) -> NDArray[np.int64]:
    """Where a row and the next in `order` agree so far, and one that agrees with them is longer."""
    alike = np.flatnonzero(~_unlike(order, whole))
    return alike[np.isin(whole[order[alike]], whole[list(long)])]


def _settle(order: NDArray[np.int64], whole: NDArray[np.bytes_], long: dict[int, bytes]) -> None:
    """Put keys in order that are longer than what was sorted and agree so far."""
    for first, last in _runs(_ties(order, whole, long)):
        inside = order[first : last + 2].tolist()
        order[first : last + 2] = sorted(inside, key=lambda at: (_whole(at, whole, long), at))


def _apart(
    order: NDArray[np.int64], whole: NDArray[np.bytes_], long: dict[int, bytes]
) -> NDArray[np.bool_]:
    """Which neighbours in `order` differ beyond what was sorted."""
    found = np.zeros(len(order) - 1, dtype=bool)
    for at in _ties(order, whole, long).tolist():
        below, above = int(order[at]), int(order[at + 1])
        found[at] = _whole(below, whole, long) != _whole(above, whole, long)
    return found


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
