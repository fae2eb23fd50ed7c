"""The text of a query cut into words, quoted texts and signs, each with its place.

Full-width letters, digits and signs count as their half-width forms, so that it does not matter in
which state the input method was left; what stands inside quotation marks is kept as it was typed.
Nothing here knows a field or a keyword.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from layers.query.errors import QueryError
from resources.text import Text

MAX_LENGTH = 2000

Sort = Literal["word", "quoted", "sign", "end"]

_HALF = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SAME = {ord("、"): ",", ord("≤"): "≤", ord("…"): "…"}
_SIGNS = (
    "!=", "<>", "<=", ">=", "==", "!~", "&&", "||", "..",
    "=", "<", ">", "≤", "≥", "≠", "~", "!", "&", "|", "(", ")", ",", "…",
)  # fmt: skip
_SPELT = {
    "==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "&&": "&", "||": "|", "…": "..",
}  # fmt: skip
_FIRST = frozenset(sign[0] for sign in _SIGNS) - {"."}
_QUOTES = {'"': '"', "'": "'", "“": "”“", "‘": "’‘", "「": "」", "『": "』"}
_APOSTROPHES = "'’"

TOO_LONG = Text(
    "条件太长，最多 {most} 个字。", "The query is too long; it may have {most} characters."
)
BAD_CHARACTER = Text("这个字符不能用来查找。", "This character can't be searched for.")
OPEN_QUOTE = Text("引号没有结束。", "The quotation mark is not closed.")


@dataclass(frozen=True)
class Token:
    """A piece of the text. ``text`` is what it means: half-width, without quotation marks."""

    sort: Sort
    text: str
    start: int
    end: int
    closed: bool = True


def half_width(text: str) -> str:
    """`text` with full-width letters, digits and signs as half-width ones, of the same length."""
    return text.translate(_HALF).translate(_SAME)


def tokens(text: str, *, lenient: bool = False) -> list[Token]:
    """The tokens of `text`, closed by one of sort ``end``.

    With `lenient`, a quotation mark that is not closed reaches to the end of the text.

    Raises
    ------
    QueryError
        The text is too long, holds a character that no storage takes, or an open quotation mark.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(TOO_LONG.format(most=f"{MAX_LENGTH:,}"), MAX_LENGTH, len(text))
    plain = half_width(text)
    found: list[Token] = []
    at = 0
    while at < len(plain):
        if _is_gap(plain[at]):
            at += 1
            continue
        token = _next(text, plain, at, lenient=lenient)
        found.append(token)
        at = token.end
    return [*found, Token("end", "", len(text), len(text))]


def _next(text: str, plain: str, at: int, *, lenient: bool) -> Token:
    character = plain[at]
    if character in _QUOTES:
        return _quoted(text, plain, at, lenient=lenient)
    sign = next((one for one in _SIGNS if plain.startswith(one, at)), None)
    if sign is not None:
        return Token("sign", _SPELT.get(sign, sign), at, at + len(sign))
    if character == ":":
        return Token("sign", "=", at, at + 1)
    end = at + 1
    _refuse(character, at)
    while end < len(plain) and _continues(plain, end):
        _refuse(plain[end], end)
        end += 1
    return Token("word", plain[at:end], at, end)


def _continues(plain: str, at: int) -> bool:
    character = plain[at]
    if character in _APOSTROPHES:
        return True
    if character in _QUOTES or character in _FIRST or _is_gap(character):
        return False
    if character == ":":  # part of a time of day only
        return plain[at - 1].isdigit() and plain[at + 1 : at + 2].isdigit()
    return not plain.startswith("..", at)


def _quoted(text: str, plain: str, at: int, *, lenient: bool) -> Token:
    closing = _QUOTES[plain[at]]
    said: list[str] = []
    end = at + 1
    while end < len(plain):
        character = plain[end]
        if character in closing:
            if character == plain[at] and plain[end + 1 : end + 2] == character:
                said.append(text[end])  # a mark written twice stands for itself
                end += 2
                continue
            return Token("quoted", "".join(said), at, end + 1)
        _refuse(text[end], end)
        said.append(text[end])
        end += 1
    if not lenient:
        raise QueryError(OPEN_QUOTE, at, len(text))
    return Token("quoted", "".join(said), at, len(text), closed=False)


def _is_gap(character: str) -> bool:
    """Blanks of every width, and marks that show nothing (which come along when text is pasted)."""
    return character.isspace() or unicodedata.category(character) == "Cf"


def _refuse(character: str, at: int) -> None:
    """No NUL, no other control character, no half of a surrogate pair: neither engine stores one."""
    if unicodedata.category(character) in ("Cc", "Cs"):
        raise QueryError(BAD_CHARACTER, at, at + 1)


def quoted(text: str) -> str:
    """`text` as a quoted text of the language."""
    return '"' + text.replace('"', '""') + '"'
