"""A table filtered by a value and by typed text, grouped and put in order: the scale's cameras, asked of the file.

What is timed is what a hand waits for: which rows there are, in what order, and the first of them that are seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from db.workspace import Workspace
from layers.tables.column_filters import Chosen
from layers.tables.ledger import Ledger
from layers.tables.row_blocks import Seen
from layers.tables.shown_rows import Asked, arranged_rows
from layers.tables.views import Arrangement

TITLE = "filter, search, group and sort the table of cameras"
STEPS = (
    Arrangement(filters=(Chosen("status", frozenset({"fault"})),)),
    Arrangement(needle="0012"),
    Arrangement(group="village_uid"),
    Arrangement(sorting=(("name", False),)),
)


def prepare(workspace: Workspace) -> Callable[[], object]:
    """Takes the steps one after the other, in a table that was just opened."""

    def work() -> None:
        ledger = Ledger(workspace, "cameras", "zh", dt.date(2026, 11, 22))
        for step in STEPS:
            arranged_rows(ledger, Asked.of(step), Seen())

    return work
