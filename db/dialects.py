"""One expression, written for either engine: the SQL functions of our own that SQLite and PostgreSQL spell differently.

A class of `FunctionElement` says what an expression means; `spelled` gives both ways to write it. What an expression is
good for is the business of who declares it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


def spelled(
    element: type[FunctionElement[Any]],
    *,
    sqlite: Callable[..., str],
    postgresql: Callable[..., str],
) -> None:
    """Have `element` written by `sqlite` or `postgresql`, which get the SQL of each of its arguments."""

    def write(by: Callable[..., str]) -> Callable[..., str]:
        def written(found: FunctionElement[Any], compiler: Any, **options: Any) -> str:
            return by(*(compiler.process(each, **options) for each in found.clauses))

        return written

    compiles(element)(write(sqlite))
    compiles(element, "postgresql")(write(postgresql))
