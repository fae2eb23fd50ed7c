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

from db.names import initials, pinyin

_SYLLABLE = "\x01"
"""Closes a syllable; sorts before every letter, so that 安 comes before 昂."""
_DIGITS = re.compile(r"\d+")


@cache
def _readings() -> dict[int, str]:
    """Each Han character's first reading, without tone, closed by a mark that sorts first."""
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - its dictionaries load slowly
    from pypinyin.contrib.tone_convert import to_normal  # noqa: PLC0415

    return {
        code: f"{to_normal(readings.split(',')[0])}{_SYLLABLE}"
        for code, readings in PINYIN_DICT.items()
    }


def order_key(text: str) -> str:
    """A key that sorts `text` by pinyin, with the figures in it by value."""
    spelt = text.translate(_readings()).casefold() if not text.isascii() else text.casefold()
    return _DIGITS.sub(lambda digits: digits.group().rjust(12, "0"), spelt)


def order_keys(texts: Iterable[str], spelt: Iterable[str] | None = None) -> list[str]:
    """The sort key of each text; empty for an empty one.

    Parameters
    ----------
    texts : iterable of str
    spelt : iterable of str, optional
        The pinyin that a person gave to each text, which leads the reading found here.
    """
    codes, unique = pd.factorize(np.fromiter(texts, dtype=object))
    keys = np.array([order_key(text) for text in unique.tolist()], dtype=object)
    found: list[str] = keys[codes].tolist() if len(keys) else []
    if spelt is None:
        return found
    return [
        f"{order_key(own.replace(' ', _SYLLABLE) + _SYLLABLE)}{key}" if own and key else key
        for own, key in zip(spelt, found, strict=True)
    ]


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


def quick_spellings(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pinyin without spaces and initials of each name, by the first reading of each character."""
    texts = list(names)
    readings = _readings()
    sounds = (text.translate(readings).replace(_SYLLABLE, "").casefold() for text in texts)
    return list(zip(sounds, quick_initials(texts), strict=True))
