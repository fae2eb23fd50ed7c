"""A long table: 100,000 cameras put in order, filtered by a value and by typed text, grouped and added up.

The rows are read once beforehand, as the table in the window holds them; what is timed is what a hand waits for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np

from db.workspace import Workspace
from layers.column_filters import Chosen
from layers.columns import columns_for, links_of
from layers.names import read_names
from layers.rows import read_rows
from layers.sheet import Sheet
from layers.shown_rows import Asked, arranged_rows
from layers.views import Arrangement

TITLE = "filter, search and group a table of 100,000 rows"
ROWS = 100_000
STEPS = (
    Arrangement(filters=(Chosen("status", frozenset({"fault"})),)),
    Arrangement(needle="0012"),
    Arrangement(group="village_uid"),
)


def prepare(workspace: Workspace) -> Callable[[], object]:
    """Takes the three steps one after the other over the scale's cameras, repeated to 100,000 rows."""
    names = read_names(workspace, links_of(columns_for("cameras")))
    on = dt.date(2026, 11, 22)
    rows = read_rows(workspace, "cameras", on)
    repeated = rows.take(np.resize(np.arange(len(rows)), ROWS))
    sheet = Sheet("cameras", repeated, names, "zh", on).warmed()

    def work() -> None:
        for step in STEPS:
            arranged_rows(sheet, Asked.of(step))

    return work
