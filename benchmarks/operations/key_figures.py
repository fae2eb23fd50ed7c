"""Every named figure of the ribbon, counted from the records."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks import DAY
from db.measures import MEASURES, measure
from db.workspace import Workspace

TITLE = "all key figures"


def prepare(workspace: Workspace) -> Callable[[], object]:
    """Counts them all at each call."""
    return lambda: [measure(workspace, name, on=DAY) for name in MEASURES]
