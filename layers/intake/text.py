"""A cell as plain text, whatever width, script or sort its characters and figures are of."""

from __future__ import annotations

import unicodedata
from typing import Any

_BLANK = {"", "-", "--", "—", "/", "无", "null", "none", "nan", "n/a", "#n/a", "暂无", "<null>"}
_DIGITS = str.maketrans(
    {zero + i: str(i) for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50) for i in range(10)}
    | {0x66B: ".", 0x66C: ","}
)
"""Digits of Arabic, Persian, Hindi, Bengali and Thai."""


def folded(value: Any) -> str:
    """A cell as text: half-width, no blanks around it, nothing for a missing one."""
    if value is None:
        return ""
    if isinstance(value, str) and value.isascii():  # most cells: nothing to make half-width
        return value.strip().removeprefix("'")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).strip().removeprefix("'")
    return text if text.isascii() else text.translate(_DIGITS)


def blank(value: Any) -> bool:
    """Whether a cell says nothing."""
    return value is None or folded(value).casefold() in _BLANK
