"""Two changes of one text put together: what each side changed is taken, what both changed at one spot is kept twice.

The text is compared clause by clause, so that a result reads as a person wrote it. Nothing that either side added is
ever left out; where they wrote over the same clause, theirs stands before mine and the result says it is not clean.
Pure text in, text out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_CLAUSE = re.compile(r"[^。！？；，、.!?;,\n]*[。！？；，、.!?;,\n]+\s*|[^。！？；，、.!?;,\n]+")


_ENDS = frozenset("。！？；，、.!?;,\n")


@dataclass(frozen=True)
class Merged:
    """The text of both; ``clean`` when no spot was written over by both."""

    text: str
    clean: bool


@dataclass(frozen=True)
class _Hunk:
    """Clauses `first` to `last` of the base, without `last`, become `put`."""

    first: int
    last: int
    put: tuple[str, ...]


def merge(base: str, mine: str, theirs: str) -> Merged:
    """`mine` and `theirs`, both written from `base`, as one text."""
    held = _clauses(base)
    sides = _hunks(held, _clauses(mine)), _hunks(held, _clauses(theirs))
    parts: list[str] = []
    at, clean = 0, True
    for first, last in _regions([*sides[0], *sides[1]]):
        parts += held[at:first]
        before = "".join(held[first:last])
        ours, others = ("".join(_over(held, first, last, hunks)) for hunks in sides)
        if ours in (before, others):
            parts.append(others)
        elif others == before:
            parts.append(ours)
        else:
            clean = clean and not before
            parts += [_closed(others), ours]
        at = last
    parts += held[at:]
    return Merged("".join(parts), clean)


def _clauses(text: str) -> list[str]:
    return _CLAUSE.findall(text)


def _hunks(held: list[str], other: list[str]) -> list[_Hunk]:
    match = SequenceMatcher(None, held, other, autojunk=False)
    return [
        _Hunk(first, last, tuple(other[start:end]))
        for tag, first, last, start, end in match.get_opcodes()
        if tag != "equal"
    ]


def _regions(hunks: list[_Hunk]) -> list[tuple[int, int]]:
    """The spots of the base that some hunk touches; hunks that meet are one spot."""
    found: list[tuple[int, int]] = []
    for hunk in sorted(hunks, key=lambda each: (each.first, each.last)):
        if found and hunk.first <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], hunk.last)
        else:
            found.append((hunk.first, hunk.last))
    return found


def _over(held: list[str], first: int, last: int, hunks: list[_Hunk]) -> list[str]:
    """One side's version of the clauses `first` to `last`."""
    parts: list[str] = []
    at = first
    for hunk in hunks:
        if first <= hunk.first and hunk.last <= last:
            parts += [*held[at : hunk.first], *hunk.put]
            at = hunk.last
    return [*parts, *held[at:last]]


def _closed(text: str) -> str:
    """`text` with an end, so that what follows does not run into it."""
    return text if not text or text.rstrip(" ")[-1:] in _ENDS else f"{text}；"
