"""Commands of the window by what an officer types: their words, pinyin or initials, as records are found.

Reads the actions that the window has, each time it is asked, so that what can't be used now is not offered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QAction, QKeySequence

from layers.finder import folded
from layers.spelling import quick_spellings

_MOST = 5
_BREAK = "\x1f"


@dataclass(frozen=True, slots=True)
class Doable:
    """One command: its words and shortcut as they are shown, and the action itself."""

    words: str
    keys: str
    action: QAction


def commands_like(query: str, actions: Iterable[QAction]) -> tuple[Doable, ...]:
    """The commands of `actions` that `query` means and that can be used now, best first; at most five."""
    wanted = folded(query)
    if not wanted:
        return ()
    found: list[tuple[int, int, Doable]] = []
    seen: set[str] = set()
    for action in actions:
        words = action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
        if not (words and action.isEnabled() and action.isVisible()) or words in seen:
            continue
        text = _keys(words)
        if wanted in text:
            seen.add(words)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            begins = f"{_BREAK}{wanted}" in text
            found.append((0 if begins else 1, len(words), Doable(words, keys, action)))
    found.sort(key=lambda one: one[:2])
    return tuple(doable for _begins, _size, doable in found[:_MOST])


@lru_cache(maxsize=512)
def _keys(words: str) -> str:
    sounds, letters = quick_spellings([words])[0]
    return _BREAK + _BREAK.join(map(folded, (words, sounds, letters)))
