"""Pinyin and initials of a Chinese name, for search by keyboard.

Pure text in, text out. What is computed here fills empty fields only: a person's correction of a
polyphone (重 chóng / zhòng) is stored in the record and always wins.
"""

from __future__ import annotations

from functools import lru_cache

# Readings that place names use and general dictionaries miss.
_PLACE_READINGS = {
    "鄢": "yan",
    "莆": "pu",
    "枣": "zao",
    "寨": "zhai",
    "埭": "dai",
    "厝": "cuo",
}


@lru_cache(maxsize=65536)
def pinyin(name: str) -> str:
    """``yao jia ju wei hui`` for 姚家居委会: lower case, no tones, one space between syllables."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its dictionaries load slowly; a start needs none

    return " ".join(
        _PLACE_READINGS.get(syllable, syllable)
        for syllable in lazy_pinyin(name, style=Style.NORMAL, errors="default")
    ).lower()


@lru_cache(maxsize=65536)
def initials(name: str) -> str:
    """``yjjwh`` for 姚家居委会: the first letter of each syllable; other characters stay."""
    return "".join(part[0] for part in pinyin(name).split())
