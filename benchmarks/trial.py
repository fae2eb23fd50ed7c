"""One trial of a map: the same sequence of work for the real window and for the plain page.

A `Map` says how each piece of work is done and how long it took until it was on the screen; `measure` repeats it and
keeps every figure. What takes longer than `LIMIT_MS` is given up and counted as that limit, marked ``at_least``; a
measure that has used up its time is not repeated further.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QPointF

from benchmarks.hand import Hand, TooSlow, spin, sweep

LIMIT_MS = 60_000.0
"""The longest that one piece of work is waited for, and after which a measure is not repeated."""
DRAG_PX, DRAG_MS = 480.0, 900.0
DIRECTIONS = (0.0, 90.0, 180.0, 270.0, 45.0, 225.0)
NOTCHES = (1, 1, 1, -1, -1, -1)
"""Steps of the wheel: three in, three out, and so on."""
RUN = 3
RUN_APART_MS = 120.0
"""A hand that turns the wheel further: so many notches, so long after each other whatever the map shows by then."""


class Map(Protocol):
    """A map on trial. Each method does one piece of work and returns its milliseconds."""

    @property
    def hand(self) -> Hand: ...

    def first_map(self) -> float:
        """Open the map anew; from asking for data until it is complete."""

    def zoom(self, notches: int) -> float:
        """Turn the wheel; until the new zoom is complete."""

    def run_in(self) -> float:
        """Turn the wheel inwards by `RUN` notches, `RUN_APART_MS` apart; from the last one until it is complete."""

    def let_go(self) -> float:
        """Release the mouse button; until everything in view is painted."""

    def recolour(self) -> float:
        """Colour the villages by another figure; until every tile in view shows it."""

    def edit(self) -> float:
        """Change one record through the workspace; until it is seen."""

    def back(self) -> None:
        """Show the first view again, complete."""


@dataclass
class Series:
    """The figures of one measure."""

    runs: list[float] = field(default_factory=list)
    at_least: bool = False
    note: str = ""

    @property
    def median(self) -> float | None:
        """None when there was no run."""
        return statistics.median(self.runs) if self.runs else None


def measure(
    trial: Map, repeat: int, heard: Callable[[str, Series], None] = lambda *_: None
) -> dict[str, Series]:
    """Run the whole trial, each measure `repeat` times; `heard` is told of each as it is done.

    After a piece of work that was given up, what stands on it is not measured and has no runs.
    """
    found: dict[str, Series] = {}

    def keep(name: str, work: Callable[[int], float]) -> bool:
        return repeated(found, name, work, repeat, heard)

    if not keep("first_map_ms", lambda _: trial.first_map()):
        return found
    trial.back()
    if not keep("recolour_ms", lambda _: trial.recolour()):
        return found
    if not keep("edit_ms", lambda _: trial.edit()):
        return found
    trial.back()
    if not keep("zoom_step_ms", lambda number: trial.zoom(NOTCHES[number % len(NOTCHES)])):
        return found
    if not keep("zoom_run_ms", lambda _: _run(trial)):
        return found
    trial.back()
    trial.zoom(1)
    trial.zoom(1)
    _drags(trial, repeat, found)
    heard("drag_fps", found["drag_fps"])
    heard("drag_settle_ms", found["drag_settle_ms"])
    return found


def repeated(
    found: dict[str, Series],
    name: str,
    work: Callable[[int], float],
    repeat: int,
    heard: Callable[[str, Series], None],
) -> bool:
    """Put the figures of `repeat` runs of `work` (which gets the number of the run) into `found`.

    False when a run was given up; the series then holds the limit alone.
    """
    series = found.setdefault(name, Series())
    try:
        for number in range(repeat):
            series.runs.append(work(number))
            if sum(series.runs) > LIMIT_MS and number + 1 < repeat:
                series.note = (
                    f"{number + 1} of {repeat} runs: the time for this measure was used up"
                )
                break
    except TooSlow as slow:
        series.runs, series.at_least, series.note = [slow.limit_ms], True, f"given up: {slow}"
    heard(name, series)
    return not series.at_least


def _run(trial: Map) -> float:
    """A run from the first view; an edit before it, so that no picture of an earlier run serves."""
    trial.edit()
    trial.back()
    return trial.run_in()


def turned_on(hand: Hand) -> None:
    """The notches of a run before its last one, and the pause after each."""
    for _ in range(RUN - 1):
        hand.wheel(1)
        spin(RUN_APART_MS)


def _drags(trial: Map, repeat: int, found: dict[str, Series]) -> None:
    frames, settled = (
        found.setdefault("drag_fps", Series()),
        found.setdefault("drag_settle_ms", Series()),
    )
    hand = trial.hand
    for number in range(repeat):
        towards = DIRECTIONS[number % len(DIRECTIONS)]
        hand.move(QPointF(hand.surface.rect().center()))
        spin(50)
        hand.press()
        frames.runs.append(hand.carry(sweep(hand.at, towards, DRAG_PX, DRAG_MS)))
        try:
            settled.runs.append(trial.let_go())
        except TooSlow as slow:
            settled.runs, settled.at_least, settled.note = (
                [slow.limit_ms],
                True,
                f"given up: {slow}",
            )
            return
