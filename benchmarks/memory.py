"""``python -m benchmarks.memory``: whether the page's memory stays flat over 500 pans, zooms and edits.

The real window on a copy of a scale's workspace, worked by hand. After a warm-up, in which caches fill, the private
memory of the page's process is read after each hundred steps; a leak is what the last two readings both have over the
first one, since a collection may come at any time. Reads ``/proc``, so Linux only.
Ends with 1 when it grew by more than the bound.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from benchmarks.hand import spin, sweep
from benchmarks.real_window import RealWindow
from benchmarks.scales import BUILT, SCALES, copy_of, workspace_of
from ui import theme
from ui.map_view.scheme import register_scheme

STEPS, WARM_UP, EVERY = 500, 150, 100
BOUND_MB = 16.0
"""Growth that is no leak: the collector's own rhythm."""


def main(arguments: list[str]) -> int:
    """Run the steps on the scale named in `arguments`; print a line a reading and the verdict."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory")
    parser.add_argument("scale", nargs="?", default="county", choices=SCALES)
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"  # Chromium refuses its sandbox to root
    scratch = BUILT / "memory-run"
    shutil.rmtree(scratch, ignore_errors=True)
    file = copy_of(workspace_of(SCALES[options.scale]), scratch)
    register_scheme()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("guatu-bench")
    theme.apply(app, "dark")
    window = RealWindow(app, file, scratch / "settings.ini")
    try:
        readings = _worked(window, options.steps)
    finally:
        window.close()
        shutil.rmtree(scratch, ignore_errors=True)
    grown = min(readings[-2:]) - readings[0]
    verdict = "flat" if grown <= BOUND_MB else "GROWN"
    print(
        f"{options.scale}: {grown:+.1f} MB over {options.steps} steps (≤ {BOUND_MB:g} MB): {verdict}"
    )
    return 0 if grown <= BOUND_MB else 1


def _worked(window: RealWindow, steps: int) -> list[float]:
    window.first_map()
    _work(window, WARM_UP)
    readings = [_settled_mb(window)]
    print(f"  after {WARM_UP} steps of warm-up: {readings[0]:.1f} MB", flush=True)
    for done in range(EVERY, steps + 1, EVERY):
        _work(window, EVERY)
        readings.append(_settled_mb(window))
        print(f"  after {done} steps: {readings[-1]:.1f} MB", flush=True)
    return readings


def _work(window: RealWindow, steps: int) -> None:
    """Pans there and back, zooms in and out, edits, in turn."""
    turns: tuple[Callable[[], object], ...] = (
        lambda: window.zoom(1),
        lambda: _pan(window, 0),
        window.edit,
        lambda: _pan(window, 180),
        lambda: window.zoom(-1),
        lambda: _pan(window, 90),
        window.edit,
        lambda: _pan(window, 270),
        window.recolour,
    )
    for number in range(steps):
        turns[number % len(turns)]()
    window.back()


def _pan(window: RealWindow, towards: float) -> None:
    hand = window.hand
    hand.move(QPointF(hand.surface.rect().center()))
    hand.press()
    hand.carry(sweep(hand.at, towards, 300, 120))
    window.let_go()


def _settled_mb(window: RealWindow) -> float:
    """Private memory of the page's process in MB, the least of a few readings at rest."""
    pid = window.page_process
    least = float("inf")
    for _ in range(4):
        spin(500)
        least = min(least, _private_mb(pid))
    return least


def _private_mb(pid: int) -> float:
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(row.split()[1]) for row in rows if row.startswith("Private_")) / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
