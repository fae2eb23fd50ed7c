"""The real window on trial: `MainWindow` on a copy of a workspace, driven by hand, watched through its own signals.

Input is stamped inside the page: `ask_stamp` is called together with the mouse event, and a few lines of script hold
the stamp until the page has handled that event, so that the map's ``painted`` answers for what the hand did and not for
what was there before. ``painted`` with a stamp comes when the widget shows the frame; each figure includes that way.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWebEngineCore import QWebEngineScript
from PySide6.QtWidgets import QApplication, QTableView, QTabWidget, QWidget

from benchmarks.edits import DisputeEdits
from benchmarks.fill import VillageFill
from benchmarks.hand import Hand, TooSlow, evaluate, spin, until
from benchmarks.repainted import Repainted
from benchmarks.trial import LIMIT_MS, turned_on
from db.workspace import Workspace
from layers.kept_layers import folder_of, kept_of
from layers.pages.page import View
from layers.patches import Patch, Recolour
from layers.stack import LayerStack
from resources.text import Text
from ui.language import Translation
from ui.main_window import MainWindow
from ui.map_view.view import Extent
from ui.session import Item, Session
from ui.settings import Settings
from ui.startup.collector import Collector
from ui.tasks import Tasks

WINDOW = QSize(1920, 1080)
RECOLOURING = Text("换填色", "Recolouring")
PROBE = """
(() => {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message.type === "layers") bench.asked ??= performance.timeOrigin + performance.now();
    return post.call(this, message, ...rest);
  };
  globalThis.bench = {
    armed: false,
    held: [],
    arm() {
      const { page } = globalThis.guatu;
      if (!this.stamp) {
        this.stamp = page.stamp.bind(page);
        page.stamp = (token) => (this.armed ? this.held.push(token) : this.stamp(token));
        const handled = () => {
          if (!this.armed) return;
          this.armed = false;
          for (const token of this.held.splice(0)) this.stamp(token);
        };
        for (const name of ["wheel", "mouseup"]) addEventListener(name, handled);
      }
      this.armed = true;
    },
  };
})();
"""
"""When the page asks for its data; and stamps that wait for the wheel or the mouse button."""


class _Patched(QObject):
    """A layer's patch, told on the GUI thread after the map view has been told."""

    arrived = Signal(str)


class RealWindow:
    """The window of `file` on trial; `settings` is a scratch file of its own."""

    def __init__(self, app: QApplication, file: Path, settings: Path) -> None:
        self._file, self._settings = file, settings
        Collector(app)  # as the program has it: a worker must not free Qt's objects
        self._translation = Translation(app)
        self._translation.speak("zh")
        self._fill = VillageFill()
        self.window: MainWindow | None = None
        self._hand: Hand | None = None
        self._edits: DisputeEdits | None = None
        self.home = View()
        """What the first map showed."""

    @property
    def hand(self) -> Hand:
        """The hand on the map; RuntimeError before the first map."""
        if self._hand is None:
            raise RuntimeError("no window was opened yet")
        return self._hand

    @property
    def map_size(self) -> QSize:
        """Of the map in the window, in px."""
        return self._open.map.web.size()

    @property
    def page_process(self) -> int:
        """The number of the process that runs the page."""
        return int(self._open.map.page.renderProcessPid())

    @property
    def _open(self) -> MainWindow:
        if self.window is None:
            raise RuntimeError("no window is open")
        return self.window

    def first_map(self) -> float:
        self.close()
        workspace = Workspace.open(self._file, user="bench", seat="bench")
        self._fill = VillageFill()
        session = Session(workspace, LayerStack(workspace, kept=kept_of(workspace)))
        window = MainWindow(session, Tasks(session), Settings(self._settings), self._translation)
        session.setParent(window)
        window.closed.connect(session.close)
        window.resize(WINDOW)
        self.window = window
        window.map.page.scripts().insert(_probe())
        window.map.trouble.connect(_fail)
        window.map.viewChanged.connect(self._remember, Qt.ConnectionType.SingleShotConnection)
        self._painted(window.show, what="the first map")
        now = time.time() * 1000
        asked = float(evaluate(window.map.page, "bench.asked"))
        self._hand = Hand(window.map.web)
        self._edits = None
        self.rest()
        return now - asked

    def first_ever(self) -> float:
        """The first map of a workspace that was never opened here: no layer is kept yet."""
        self.close()
        shutil.rmtree(folder_of(self._file), ignore_errors=True)
        return self.first_map()

    def _remember(self, extent: Extent) -> None:
        self.home = extent.view

    def zoom(self, notches: int) -> float:
        return self._handled(lambda: self.hand.wheel(notches), what="a zoom step")

    def run_in(self) -> float:
        turned_on(self.hand)
        return self._handled(lambda: self.hand.wheel(1), what="a run of the wheel")

    def let_go(self) -> float:
        return self._handled(self.hand.release, what="the map after a drag")

    def recolour(self) -> float:
        self.rest()
        window = self._open
        stack = window.session.stack

        def turn() -> None:
            window.tasks.start(
                RECOLOURING, lambda _progress: self._fill.turn(stack), lambda _: None
            )

        return self._told(stack.recoloured, "villages", turn, what="a recolouring")

    def edit(self) -> float:
        window = self._open
        if self._edits is None:
            self._edits = DisputeEdits(window.session.workspace)
        edits, uid = self._edits, self._edits.next()
        window.select(Item("disputes", uid))
        self.rest()
        table = _table(window, "disputes")
        with Repainted(table) as repainted:
            shown = self._told(
                window.session.stack.patched,
                "disputes",
                lambda: self._change(edits, uid),
                what="an edit on the map",
            )
            repainted.wait(LIMIT_MS)
        return max(shown, repainted.milliseconds)

    def _change(self, edits: DisputeEdits, uid: str) -> None:
        """Give the dispute the next colour, as the record's form would."""
        dispute = edits.read(uid)
        colour = edits.next_colour(dispute)
        self._open.session.perform(
            "disputes.update",
            dispute.case_no,
            lambda op: op.update(dispute, colour=colour),
            origin="panel",
            on_error="raise",
        )

    def back(self) -> None:
        window = self._open
        self._painted(window.commands["fit"].trigger, what="the first view")
        self.rest()

    def close(self) -> None:
        """Close the window and its workspace, if one is open."""
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None
            spin(200)

    def rest(self) -> None:
        """Wait until nothing runs beside the window and the map stands still."""
        window = self._open
        deadline = time.monotonic() + LIMIT_MS / 1000
        while not all(holds() for holds in window.conditions().values()):
            if time.monotonic() > deadline:
                raise TooSlow("the window at rest", LIMIT_MS)
            spin(20)
        self._painted(lambda: None, what="the map at rest")
        spin(120)

    # -- waiting ----------------------------------------------------------------------------------

    def _painted(self, act: Callable[[], object], *, what: str) -> float:
        """Milliseconds from `act` until everything said to the map in it is on the screen."""
        view = self._open.map
        wanted: list[int] = []

        def run() -> None:
            act()
            wanted.append(view.ask_stamp())

        return until(
            view.painted,
            run,
            lambda token: bool(wanted) and token >= wanted[0],
            what=what,
            limit_ms=LIMIT_MS,
        )

    def _handled(self, act: Callable[[], object], *, what: str) -> float:
        """The same for a mouse or wheel event: the stamp waits in the page until the event was handled."""
        view = self._open.map
        evaluate(view.page, "bench.arm()")
        stamp: list[int] = []

        def run() -> None:
            act()
            stamp.append(view.ask_stamp())

        return until(
            view.painted,
            run,
            lambda token: bool(stamp) and token >= stamp[0],
            what=what,
            limit_ms=LIMIT_MS,
        )

    def _told(self, signal: Any, layer: str, act: Callable[[], object], *, what: str) -> float:
        """The same for a change of a layer: the stamp follows what `signal` of the stack says of it."""
        view = self._open.map
        relay = _Patched()
        stamp: list[int] = []

        def told(change: Patch | Recolour) -> None:
            if change.layer == layer:
                relay.arrived.emit(layer)

        relay.arrived.connect(lambda _layer: stamp.append(view.ask_stamp()))
        signal.connect(told)
        try:
            return until(
                view.painted,
                act,
                lambda token: bool(stamp) and token >= stamp[0],
                what=what,
                limit_ms=LIMIT_MS,
            )
        finally:
            signal.disconnect(told)


def _table(window: QWidget, kind: str) -> QTableView:
    """The table of `kind`, brought to the front."""
    table = window.findChild(QTableView, f"table:{kind}")
    if table is None:
        raise LookupError(f"the window has no table of {kind}")
    child: QWidget | None = table
    while child is not None:
        parent = child.parentWidget()
        tabs = parent.parentWidget() if parent is not None else None
        if isinstance(tabs, QTabWidget) and tabs.indexOf(child) >= 0:
            tabs.setCurrentWidget(child)
        child = parent
    return table


def _probe() -> QWebEngineScript:
    script = QWebEngineScript()
    script.setName("bench")
    script.setSourceCode(PROBE)
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
    return script


def _fail(trouble: object, source: str) -> None:
    raise RuntimeError(f"the map page reported a trouble ({source}): {trouble}")
