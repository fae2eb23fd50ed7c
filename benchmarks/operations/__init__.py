"""What lies below the window, one operation a file: each module has a `TITLE` and `prepare(workspace)`.

`prepare` returns the piece of work to be timed, so that its preparation is not. `run` times each on a copy of every
scale's workspace and prints the medians. There are no budgets here: these figures say where the window's go.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType

from benchmarks.scales import BUILT, SCALES, copy_of, workspace_of
from db.workspace import Workspace

NAMES = (
    "commit_edit",
    "read_frame",
    "read_past",
    "village_cover",
    "layer_bytes",
    "layer_patch",
    "key_figures",
    "long_table",
)


def run(scales: Sequence[str], repeat: int) -> int:
    """Time every operation `repeat` times on each scale and print the medians in milliseconds."""
    modules = [import_module(f"{__name__}.{name}") for name in NAMES]
    columns = {scale: _measured(scale, modules, repeat) for scale in scales}
    print(f"{'operation':<58}" + "".join(f"{scale:>12}" for scale in scales))
    for module in modules:
        print(
            f"{module.TITLE:<58}"
            + "".join(f"{columns[scale][module.__name__]:>9.1f} ms" for scale in scales)
        )
    return 0


def _measured(scale: str, modules: Sequence[ModuleType], repeat: int) -> dict[str, float]:
    scratch = BUILT / f"{scale}-operations"
    file = copy_of(workspace_of(SCALES[scale]), scratch)
    with Workspace.open(file, user="bench", seat="bench") as workspace:
        found = {module.__name__: _median(module.prepare(workspace), repeat) for module in modules}
    shutil.rmtree(scratch)
    return found


def _median(work: Callable[[], object], repeat: int) -> float:
    """Milliseconds of one call, after one that is not counted."""
    work()
    taken = []
    for _ in range(repeat):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)
