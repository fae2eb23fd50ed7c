"""Looks at whether an import is still wanted, many times a second, wherever rows or shapes are gone through.

A `Look` returns, or raises `Cancelled`; nothing is written while an import is worked out, so any place will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from gis.transfer.errors import Cancelled

Item = TypeVar("Item")
Look = Callable[[], None]
PART = 4000
"""So many rows are gone through between two looks: less than a tenth of a second of work."""


def never() -> None:
    """The look of somebody who can't be stopped."""


def looking_for(cancelled: Callable[[], bool]) -> Look:
    """A look that raises `Cancelled` once `cancelled` is true."""

    def look() -> None:
        if cancelled():
            raise Cancelled

    return look


def looking(items: Iterable[Item], look: Look) -> Iterator[Item]:
    """`items`, with a look before each `PART` of them."""
    for i, item in enumerate(items):
        if i % PART == 0:
            look()
        yield item
