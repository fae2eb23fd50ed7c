"""A small language for filters: ``颜色 = 红 且 未结 且 期限 < 今天+3``.

`docs/query.md` is its grammar. Data flows one way: text → `lexer` → `parser` (tree) → `meaning`
(conditions, every value checked against its field) → `sql` (bound expression) or `mask` (rows of a
frame), which find the same rows. No character of a query ever becomes part of a statement. Knows no
Qt; `complete` offers what may be typed next.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import ColumnElement

from layers.layer import Frames
from layers.query.conditions import Condition, kinds_read
from layers.query.errors import QueryError
from layers.query.mask import Mask, columns_needed, mask
from layers.query.meaning import meaning
from layers.query.parser import parse
from layers.query.scope import Scope
from layers.query.sql import clause

__all__ = ["Query", "QueryError", "Scope", "read", "where_clause"]


@dataclass(frozen=True)
class Query:
    """A query that was understood. ``today`` is the day that its relative dates were read on."""

    text: str
    kind: str
    condition: Condition
    today: dt.date

    def clause(self) -> ColumnElement[bool]:
        """An expression for ``workspace.frame(kind, where=…)``; never NULL, every value bound."""
        return clause(self.kind, self.condition, self.today)

    def columns(self) -> list[str]:
        """The columns of a frame that `mask` needs."""
        return columns_needed(self.kind, self.condition)

    def mask(self, frame: pd.DataFrame, frames: Frames) -> Mask:
        """Which rows of `frame` it finds; linked kinds are read from `frames`."""
        return mask(self.kind, self.condition, frame, frames, self.today)

    def reads(self) -> frozenset[str]:
        """The kinds whose change may change what it finds."""
        return kinds_read(self.condition) | {self.kind}


def read(text: str, scope: Scope) -> Query | None:
    """Understand `text`; None when there is nothing in it.

    Raises
    ------
    QueryError
        With the place in the text and a sentence in both languages.
    """
    tree = parse(text, scope.vocabulary, scope.today)
    if tree is None:
        return None
    return Query(text, scope.kind, meaning(tree, scope), scope.today)


def where_clause(
    kind: str, text: str, workspace: Frames, today: dt.date
) -> ColumnElement[bool] | None:
    """`text` as an expression for ``workspace.frame(kind, where=…)``; None for an empty text.

    Raises
    ------
    QueryError
        A `WorkspaceError` whose sentence names the place in the text.
    """
    found = read(text, Scope.of(workspace, kind, today)) if text.strip() else None
    return None if found is None else found.clause()
