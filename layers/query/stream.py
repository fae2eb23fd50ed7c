"""The tokens of a query and where one stands in them; words looked at singly, several together, or cut.

The parser stands on this; nothing here knows the grammar.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from layers.query.lexer import Token
from layers.query.words import folded

Found = TypeVar("Found")


class Stream:
    """Tokens, closed by one of sort ``end``, and a place among them."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens, self._at = found, 0

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _is_sign(self, sign: str) -> bool:
        return self._token.sort == "sign" and self._token.text == sign

    def _is(self, token: Token, words: tuple[str, ...]) -> bool:
        return token.sort in ("word", "sign") and token.text.casefold() in words

    def _ends(self, at: int) -> bool:
        return self._tokens[at].sort == "end"

    def _run(self, at: int, most: int) -> int:
        """How many of the next `most` tokens are words."""
        count = 0
        while count < most and self._tokens[at + count].sort == "word":
            count += 1
        return count

    def _joined(self, at: int, count: int) -> str:
        return " ".join(token.text for token in self._tokens[at : at + count])

    def _longest(
        self, at: int, most: int, look: Callable[[str], Found | None]
    ) -> tuple[Found, int] | None:
        """What `look` finds by the most words from `at`, and how many they are."""
        for count in range(self._run(at, most), 0, -1):
            found = look(folded(self._joined(at, count)))
            if found is not None:
                return found, count
        return None

    def _split(self, at: int, length: int) -> None:
        token = self._tokens[at]
        middle = token.start + length
        self._tokens[at : at + 1] = [
            Token("word", token.text[:length], token.start, middle),
            *(
                [Token("word", token.text[length:], middle, token.end)]
                if token.text[length:]
                else []
            ),
        ]
