"""What is wrong with a query, where in its text, and what could have stood there.

One error class; the window underlines ``start`` to ``end`` and says ``short`` beside it, a command
line prints ``sentence``, which names the place too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from db.errors import WorkspaceError
from resources.text import Text

if TYPE_CHECKING:
    from layers.query.words import Reference

Place = Literal["test", "operator", "value"]


@dataclass(frozen=True)
class Expected:
    """What the text breaks off before, for completion: a test, an operator, or a value.

    ``reference`` is the field that the operator or value is for, ``operator`` the one it follows.
    """

    place: Place
    reference: Reference | None = None
    operator: str = ""


class QueryError(WorkspaceError):
    """A query that makes no sense.

    Attributes
    ----------
    start, end : int
        The characters of the text it is about; both equal at a place where something is missing.
    short : Text
        The sentence without the place.
    expected : Expected, optional
        Given when the text breaks off too early.
    """

    def __init__(self, short: Text, start: int, end: int, expected: Expected | None = None) -> None:
        super().__init__(
            Text(f"条件第 {start + 1} 字：{short.zh}", f"At character {start + 1}: {short.en}")
        )
        self.short, self.start, self.end = short, start, end
        self.expected = expected
