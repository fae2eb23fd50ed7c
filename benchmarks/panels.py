"""The side panels on trial: a long table is shown and filtered, a record is opened, a field is typed into.

Keys and clicks go to the widgets that a hand would reach, and a figure ends when what was asked for has been painted.
The window is the real one (`benchmarks.real_window`) on a workspace with a long table (`benchmarks.long_table`), a new
one for each run, since a table is read once.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTabBar, QTableView, QWidget

from benchmarks.hand import TooSlow, spin
from benchmarks.long_table import KIND, ROWS
from benchmarks.real_window import RealWindow
from benchmarks.trial import LIMIT_MS, Series
from ui.main_window import MainWindow

OPENED = 8
"""So many records are opened one after the other; the figure is their median."""
NEEDLE = "00123"
TYPED = "noise at night, 22:40 to 23:15"
SETTLE_MS = 1000
"""After the first map, until what a new window does once (names for the search) has begun."""
PACE_MS = 40
"""A fast typist has so much time between two keys."""
Sort = TypeVar("Sort", bound=QWidget)


class Seen(QObject):
    """When a widget has painted itself while `ready` held."""

    def __init__(self, ready: Callable[[], bool]) -> None:
        super().__init__()
        self._ready = ready
        self._loop = QEventLoop()
        self._due = False
        self._at = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """At the first paint that shows it, note the time when that paint is done."""
        if not self._due and event.type() == QEvent.Type.Paint and self._ready():
            self._due = True
            QTimer.singleShot(0, self, self._painted)
        return False

    def _painted(self) -> None:
        self._at = time.perf_counter()
        self._loop.quit()

    def after(self, act: Callable[[], object], widget: Callable[[], QWidget], what: str) -> float:
        """Milliseconds from the call of `act`, which may make the widget, until it is seen; else TooSlow."""
        started = time.perf_counter()
        act()
        shown = widget()
        shown.installEventFilter(self)
        QTimer.singleShot(math.ceil(LIMIT_MS), self._loop, self._loop.quit)
        self._loop.exec()
        shown.removeEventFilter(self)
        if not self._at:
            raise TooSlow(what, LIMIT_MS)
        return (self._at - started) * 1000


class Panels:
    """The panels of a window that was just opened and is at rest; each measure once."""

    def __init__(self, real: RealWindow) -> None:
        if real.window is None:
            raise RuntimeError("no window is open")
        self._real = real
        self._window: MainWindow = real.window
        self._window.activateWindow()
        spin(SETTLE_MS)
        real.rest()

    def table(self) -> float:
        """A click on the tab of the long table, until rows stand there and it knows how many there are."""
        tabs = self._child(QTabBar, "tables:kinds")
        tab = next(place for place in range(tabs.count()) if tabs.tabData(place) == KIND)
        seen = Seen(lambda: self._rows(KIND).model().rowCount() >= ROWS)
        taken = seen.after(
            lambda: QTest.mouseClick(
                tabs,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
                tabs.tabRect(tab).center(),
            ),
            lambda: self._rows(KIND).viewport(),
            "a long table",
        )
        self._real.rest()
        return taken

    def filter(self) -> float:
        """The last key of a word in the quick filter, until the rows that it leaves stand there."""
        line, view = self._child(QLineEdit, "tables:filter"), self._rows(KIND)
        line.setFocus(Qt.FocusReason.MouseFocusReason)
        QTest.keyClicks(line, NEEDLE[:-1])
        seen = Seen(lambda: 0 < view.model().rowCount() < ROWS)
        taken = seen.after(
            lambda: QTest.keyClicks(line, NEEDLE[-1]), view.viewport, "a filtered table"
        )
        _key(line, Qt.Key.Key_Escape)
        self._real.rest()
        return taken

    def open_record(self) -> float:
        """The down key in a table, until the record of that row stands in the panel; the median of `OPENED` records."""
        self._window.tables.show_kind("disputes")
        self._real.rest()
        view = self._rows("disputes")
        view.setFocus(Qt.FocusReason.MouseFocusReason)
        _key(view, Qt.Key.Key_Down)
        self._real.rest()
        return statistics.median(self._next_record(view) for _ in range(OPENED))

    def _next_record(self, view: QTableView) -> float:
        panel = self._window.panel
        before = panel.record
        seen = Seen(lambda: panel.record is not None and panel.record is not before)
        taken = seen.after(lambda: _key(view, Qt.Key.Key_Down), lambda: panel.form, "a record")
        self._real.rest()
        return taken

    def typing(self) -> float:
        """Keys in a field of the open record, each until its letter stands there; the slowest of them."""
        panel = self._window.panel
        panel.setFocus(Qt.FocusReason.MouseFocusReason)
        _key(panel, Qt.Key.Key_F2)
        self._real.rest()
        line = self._child(QLineEdit, "field:summary")
        line.setFocus(Qt.FocusReason.MouseFocusReason)
        taken = max(self._letter(line, letter) for letter in TYPED)
        panel.revert()
        self._real.rest()
        return taken

    def _letter(self, line: QLineEdit, letter: str) -> float:
        wanted = len(line.text()) + 1
        seen = Seen(lambda: len(line.text()) == wanted)
        taken = seen.after(lambda: QTest.keyClicks(line, letter), lambda: line, "a letter")
        spin(PACE_MS)
        return taken

    def _rows(self, kind: str) -> QTableView:
        return self._child(QTableView, f"table:{kind}")

    def _child(self, sort: type[Sort], name: str) -> Sort:
        found = self._window.findChild(sort, name)
        if found is None:
            raise LookupError(f"the window has no {name}")
        return found


def _key(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)


MEASURES: dict[str, Callable[[Panels], float]] = {
    "table_100k_ms": Panels.table,
    "filter_100k_ms": Panels.filter,
    "open_record_ms": Panels.open_record,
    "typing_ms": Panels.typing,
}


def measure(
    app: QApplication,
    file: Path,
    settings: Path,
    repeat: int,
    heard: Callable[[str, Series], None] = lambda *_: None,
) -> dict[str, Series]:
    """Every measure of the panels, `repeat` times; what was given up counts as the limit and ends the trial."""
    found = {name: Series() for name in MEASURES}
    real = RealWindow(app, file, settings)
    name = ""
    try:
        for _ in range(repeat):
            real.first_map()
            panels = Panels(real)
            for name, work in MEASURES.items():
                found[name].runs.append(work(panels))
    except TooSlow as slow:
        series = found[name]
        series.runs, series.at_least, series.note = [slow.limit_ms], True, f"given up: {slow}"
    finally:
        real.close()
    for name, series in found.items():
        heard(name, series)
    return found
