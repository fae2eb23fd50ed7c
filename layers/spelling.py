"""How words are spelt in Latin letters: by the first reading of each character, quick enough for 100,000 names.

Pure text in, text out. A polyphone in a name is put right where the record keeps its own pinyin. The order of words on
a list follows from the same readings (`layers.tables.key_bytes`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from db.names import initials, pinyin

SYLLABLE = "\x01"
"""Closes a syllable; sorts before every letter, so that 安 comes before 昂."""


@cache
def readings() -> dict[int, str]:
    """Each Han character's first reading, without tone, closed by a mark that sorts first."""
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - its dictionaries load slowly
    from pypinyin.contrib.tone_convert import to_normal  # noqa: PLC0415

    return {
        code: f"{to_normal(readings.split(',')[0])}{SYLLABLE}"
        for code, readings in PINYIN_DICT.items()
    }


def led_by(text: str, spelt: str | None) -> str:
    """`text` led by the pinyin that a person gave to it, if any, as `layers.tables.key_bytes` is to read it."""
    return f"{spelt.replace(' ', SYLLABLE)}{SYLLABLE}{text}" if spelt and text else text


def spellings(names: Iterable[str]) -> list[str]:
    """What may be typed for each name: pinyin with and without spaces, and initials."""
    found = []
    for name in names:
        spelt = pinyin(name)
        found.append(f"{spelt}\x1f{spelt.replace(' ', '')}\x1f{initials(name)}")
    return found


@cache
def _first_letters() -> dict[int, str]:
    return {code: reading[0] for code, reading in readings().items()}


def quick_initials(names: Iterable[str]) -> list[str]:
    """The first letters of each name, one reading a character; quick enough for 100,000."""
    table = _first_letters()
    return [name.translate(table).casefold() for name in names]


def quick_spellings(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pinyin without spaces and initials of each name, by the first reading of each character."""
    texts = list(names)
    known = readings()
    sounds = (text.translate(known).replace(SYLLABLE, "").casefold() for text in texts)
    return list(zip(sounds, quick_initials(texts), strict=True))
