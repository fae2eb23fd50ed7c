"""The workspace of a scale with a table of 100,000 rows in it: its visits, repeated on other days.

Built once beside the scale's own file, and copied for each run. A visit is no mark on the map, so map and figures stay
what they are at that scale; the table is what a county writes in five years.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.scales import BUILT, Scale, workspace_of
from db.workspace import Workspace

KIND = "visits"
ROWS = 100_000
_AT_ONCE = 20_000


def long_of(scale: Scale) -> Path:
    """The workspace file of `scale` with ``ROWS`` visits, built when it isn't there. Never write into it."""
    source = workspace_of(scale)
    file = BUILT / f"long-{source.name}"
    if not file.exists():
        for old in BUILT.glob(f"long-{scale.name}-*.gpkg*"):
            old.unlink()
        half = BUILT / f"long-{scale.name}.building.gpkg"
        for left in BUILT.glob(f"{half.name}*"):
            left.unlink()
        shutil.copyfile(source, half)
        _lengthen(half)
        half.rename(file)
    return file


def _lengthen(file: Path) -> None:
    with Workspace.open(file, user="bench", seat="bench") as workspace:
        visits = workspace.frame(KIND).drop(columns=["fid", "uid", "version", "source_frame"])
        missing = ROWS - len(visits)
        if not len(visits):
            raise LookupError("the workspace has no visit that could be repeated")
        number = np.arange(max(missing, 0))
        more = visits.take(number % len(visits)).reset_index(drop=True)
        more["date"] -= pd.to_timedelta(1 + number // 60, unit="D")
        more["text"] += np.char.add("第", np.char.zfill(number.astype(str), 6)).astype(object)
        for start in range(0, len(more), _AT_ONCE):
            part = more.iloc[start : start + _AT_ONCE]
            with workspace.operation("bench.lengthen", label=f"{len(part)} visits") as op:
                op.add_frame(KIND, part)
