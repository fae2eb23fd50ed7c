"""Looks at whether an import is still wanted, many times a second, wherever rows or shapes are gone through.

A `Look` returns, or raises `Cancelled`; nothing is written while an import is worked out, so any place will do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import TypeVar

from gis.transfer.errors import Cancelled

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Look = Callable[[], None]
_BETWEEN_S = 0.1
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


def aside(work: Callable[[], Answer], look: Look) -> Answer:
    """What `work` returns, done on a thread of its own while this one looks.

    For calls of GEOS that take seconds and can't be ended. Given up, `work` ends by itself later and nobody
    gets its answer; it must change nothing.
    """
    answer: Future[Answer] = Future()

    def do() -> None:
        try:
            answer.set_result(work())
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            answer.set_exception(error)

    threading.Thread(target=do, name="aside", daemon=True).start()
    while True:
        look()
        try:
            return answer.result(timeout=_BETWEEN_S)
        except NotYet:
            if answer.done():  # it came just now, or this is a refusal of its own
                return answer.result()
