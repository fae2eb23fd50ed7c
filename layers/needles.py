"""What a quick filter searches: the words of each row, kept once for each value that differs.

A column is its different texts, folded, and for each row which of them it has. A token is looked for in the texts, not
in the rows, so that a long table is searched in milliseconds and costs little memory. Rows of a change are added as
texts of their own, nothing is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Words:
    """One column: its texts in lower case, and which of them each row has."""

    texts: tuple[str, ...]
    codes: Codes

    @classmethod
    def of(cls, texts: Sequence[Any] | NDArray[Any]) -> Words:
        """The words of a column of str."""
        codes, unique = pd.factorize(np.asarray(texts, dtype=object))
        return cls(tuple(str(text).casefold() for text in unique.tolist()), codes)

    @classmethod
    def by_value(cls, values: Any, say: Callable[[NDArray[np.int64]], NDArray[Any]]) -> Words:
        """The words of a column said once for each value; `say` gives the texts of the rows at some positions."""
        codes, unique = pd.factorize(values, use_na_sentinel=False)
        first = np.full(len(unique), len(codes), dtype=np.int64)
        np.minimum.at(first, codes, np.arange(len(codes)))
        said = say(first).tolist() if len(first) else []
        return cls(tuple(str(text).casefold() for text in said), codes)

    def holding(self, token: str) -> NDArray[np.bool_]:
        """Which rows hold `token`."""
        found = np.fromiter((token in text for text in self.texts), bool, len(self.texts))
        if not len(found):
            return np.zeros(len(self.codes), dtype=bool)
        return np.asarray(found[self.codes], dtype=bool)

    def changed(
        self, part: Words, place: Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]
    ) -> Words:
        """These words with those of `part` where `place` puts them."""
        return Words((*self.texts, *part.texts), place(self.codes, part.codes + len(self.texts)))


@dataclass(frozen=True)
class Needles:
    """Everything that can be searched in the rows of a table."""

    columns: tuple[Words, ...]

    def found(self, needle: str, count: int) -> NDArray[np.bool_]:
        """Which of `count` rows hold every word of `needle`, each in any column."""
        kept = np.ones(count, dtype=bool)
        for token in needle.casefold().split():
            anywhere = np.zeros(count, dtype=bool)
            for words in self.columns:
                anywhere |= words.holding(token)
            kept &= anywhere
        return kept

    def changed(
        self, part: Needles, place: Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]
    ) -> Needles:
        """These with the rows of `part` where `place` puts them."""
        pairs = zip(self.columns, part.columns, strict=True)
        return Needles(tuple(mine.changed(theirs, place) for mine, theirs in pairs))
