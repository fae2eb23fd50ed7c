"""The order of words on a list: Chinese by pinyin, figures inside a text by value, case aside.

Pure text in, sort keys out. It reads one character at a time, so that 100,000 texts take a fraction
of a second; a polyphone in a name is put right where the record keeps its own pinyin, which then
leads the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from db.names import initials, pinyin

_DIGITS = re.compile(r"\d+")


@cache
def _readings() -> dict[int, str]:
    """Each Han character's first reading, without tone, closed by a mark that sorts first."""
    return {
        code: f"{to_normal(readings.split(',')[0])}\x01" for code, readings in PINYIN_DICT.items()
    }


def order_key(text: str) -> str:
    """A key that sorts `text` by pinyin, with the figures in it by value."""
    spelt = text.translate(_readings()).casefold() if not text.isascii() else text.casefold()
    return _DIGITS.sub(lambda digits: digits.group().rjust(12, "0"), spelt)


def ranks(texts: Iterable[str], spelt: Iterable[str] | None = None) -> NDArray[np.int64]:
    """The place of each text in pinyin order; equal texts share one, empty ones come last.

    Parameters
    ----------
    texts : iterable of str
    spelt : iterable of str, optional
        The pinyin that a person gave to each text, which wins over the reading found here.
    """
    codes, unique = pd.factorize(np.fromiter(texts, dtype=object))
    if not len(unique):
        return np.zeros(0, dtype=np.int64)
    keys = [order_key(text) for text in unique.tolist()]
    if spelt is not None:
        given = np.fromiter(spelt, dtype=object)
        first = np.full(len(unique), "", dtype=object)
        first[codes] = given
        keys = [
            f"{order_key(own.replace(' ', chr(1)) + chr(1))}{key}" if own else key
            for own, key in zip(first.tolist(), keys, strict=True)
        ]
    order = sorted(range(len(keys)), key=lambda i: (unique[i] == "", keys[i]))
    place = np.empty(len(keys), dtype=np.int64)
    place[order] = np.arange(len(keys))
    return place[codes]


def spellings(names: Iterable[str]) -> list[str]:
    """What may be typed for each name: pinyin with and without spaces, and initials."""
    found = []
    for name in names:
        spelt = pinyin(name)
        found.append(f"{spelt}\x1f{spelt.replace(' ', '')}\x1f{initials(name)}")
    return found


@cache
def _first_letters() -> dict[int, str]:
    return {code: reading[0] for code, reading in _readings().items()}


def quick_initials(names: Iterable[str]) -> list[str]:
    """The first letters of each name, one reading a character; quick enough for 100,000."""
    table = _first_letters()
    return [name.translate(table).casefold() for name in names]
