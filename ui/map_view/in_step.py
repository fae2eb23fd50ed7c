"""Keeps a page in step with a `LayerStack`: what changed goes out, and a stamp tells when it is on the screen.

The stack tells on whatever thread a commit came from; layers are brought up to date on the view's own threads, or at
once where that is quick. What comes of it goes out in the order in which it was said: from the GUI thread before
anything else is done, from another one by the queue. `MapView` says when the page listens and sends what is told; what
the messages mean is the page's (``resources/page/channel.js``).
"""

from __future__ import annotations

import base64
import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal
from PySide6.QtGui import QColor

from db.errors import WorkspaceError
from layers.patches import Patch, Recolour
from layers.stack import LayerStack
from ui.map_view.beacon import Beacon

log = logging.getLogger(__name__)


class InStep(QObject):
    """The tie between a stack and a page.

    Signals
    -------
    said(str, object)
        A message for the page: its name and its content.
    catchingUp(), caughtUp()
        As `MapView`'s.
    seen(int)
        A stamp is on the screen.
    failed(object, str)
        An Exception of work beside the window, and what was worked on.
    """

    said = Signal(str, object)
    catchingUp = Signal()  # noqa: N815 - as Qt's own
    caughtUp = Signal()  # noqa: N815
    seen = Signal(int)
    failed = Signal(object, str)

    _moved_on = Signal()
    _caught_up = Signal()
    _stamp_asked = Signal(int)
    _stack_changed = Signal()

    def __init__(self, stack: LayerStack, beacon: Beacon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stack = stack
        self._beacon = beacon
        self._listens = False
        self._behind = 0  # layers that are being brought up to date
        self._count = threading.Lock()  # a commit may come from any thread
        self._told: list[dict[str, Any]] = []  # how the page knows every layer to stand
        self._outbox: deque[Patch | Recolour] = deque()
        self._stamp = 0
        self._due = 0
        self._requested = 0
        self.shown = 0
        """The greatest stamp that is on the screen."""
        # Python's own threads: PROJ keeps a context a thread, which a thread of Qt's pool would lose after each run.
        self.pool = ThreadPoolExecutor(2, "map")
        queued = Qt.ConnectionType.QueuedConnection
        self._moved_on.connect(self._send_out, queued)
        self._caught_up.connect(self._on_caught_up, queued)
        # queued, so that it comes after whatever is on its way to the page already
        self._stamp_asked.connect(self._request_stamp, queued)
        self._stack_changed.connect(self.send_layers, queued)
        beacon.seen.connect(self._on_seen)
        stack.staled.connect(self._catch_up)
        stack.patched.connect(self._post)
        stack.recoloured.connect(self._post)
        stack.changed.connect(self._stack_changed.emit)

    # -- the page ---------------------------------------------------------------------------------

    def page_listens(self) -> None:
        """The page is there and has been told everything that it was not loaded with."""
        self._listens = True
        self._requested = self.shown  # what the last page was asked for is asked of this one
        self._request_stamp()

    def page_gone(self) -> None:
        """Nobody listens until `page_listens`."""
        self._listens = False

    def painted(self, token: int, shade: str) -> None:
        """The page has drawn a frame that covers stamp `token` and is known by `shade`."""
        self._beacon.await_shade(token, QColor(shade).rgb())

    def ask_stamp(self) -> int:
        """As `MapView.ask_stamp`."""
        self._stamp += 1
        self._stamp_asked.emit(self._stamp)
        return self._stamp

    def _request_stamp(self, asked: int = 0) -> None:
        """Ask the page for the greatest stamp that is due, once every patch has been sent.

        `asked` comes by the queue: a stamp isn't due before what was said ahead of it has left the queue.
        """
        self._due = max(self._due, asked)
        if self._listens and not self._behind and self._due > self._requested:
            self._requested = self._due
            self.said.emit("stampRequested", {"token": self._due})

    def _on_seen(self, token: int) -> None:
        self.shown = max(self.shown, token)
        self.seen.emit(token)

    # -- the stack --------------------------------------------------------------------------------

    def page_knows(self, layers: list[dict[str, Any]]) -> None:
        """The page was loaded with `layers`; tell how they stand when that is otherwise now."""
        self._told = layers
        self.send_layers()

    def send_layers(self) -> None:
        """Tell how every layer stands, unless the page knows."""
        layers = self._stack.as_json()
        if layers != self._told:
            self._told = layers
            self.said.emit("layersChanged", {"layers": layers})

    def _post(self, change: Patch | Recolour) -> None:
        """A layer moved on; on any thread."""
        self._outbox.append(change)
        if QThread.currentThread() == self.thread():
            self._send_out()
        else:
            self._moved_on.emit()

    def _send_out(self) -> None:
        """Send what waits, the oldest first."""
        while self._outbox:
            change = self._outbox.popleft()
            if isinstance(change, Patch):
                self._send_patch(change)
            else:
                self._send_recolour(change)

    def _send_patch(self, patch: Patch) -> None:
        message: dict[str, Any] = {
            "layer": patch.layer,
            "base": patch.base,
            "revision": patch.revision,
            "remove": patch.remove,
            "upsert": base64.b64encode(patch.upsert).decode("ascii"),
            "reload": patch.reload,
        }
        self.said.emit("patched", message)
        self._note(patch.layer, {"revision": patch.revision})

    def _send_recolour(self, recolour: Recolour) -> None:
        codes = base64.b64encode(recolour.codes).decode("ascii")
        self.said.emit("recoloured", {**vars(recolour), "codes": codes})
        self._note(recolour.layer, recolour.spec)

    def _note(self, name: str, known: Mapping[str, Any]) -> None:
        """The page knows so much of a layer by another way."""
        self._told = [{**each, **known} if each["name"] == name else each for each in self._told]

    def _catch_up(self, name: str) -> None:
        """A layer is stale: work out the patch, on a thread unless that is quick; it comes by the stack's own event."""

        def advance() -> None:
            try:
                self._stack.advance(name)
            finally:
                self._caught_up.emit()

        with self._count:
            self._behind += 1
        self.catchingUp.emit()
        work = self._guarded(advance, f"layer {name}")
        if self._stack.quick(
            name
        ):  # before anybody else hears of the change and wants the interpreter
            work()
        else:
            self.pool.submit(work)

    def _on_caught_up(self) -> None:
        with self._count:
            self._behind -= 1
        if not self._behind:
            self.caughtUp.emit()
        self._request_stamp()

    def errand(self, work: Callable[[], Any], what: str) -> None:
        """Do `work` on one of the map's threads; a fault is told by ``failed``."""
        self.pool.submit(self._guarded(work, what))

    def read_ahead(self) -> None:
        """Read the layers that the page is going to ask for, one after the other, while the page is being loaded.

        One of the two threads stays free for what the page asks for meanwhile.
        """
        self._read_next(self._stack.names)

    def _read_next(self, names: Sequence[str]) -> None:
        # Looked at again each time, since a mode may show others by now.
        wanted = [name for name in names if self._stack.visible(name)]

        def read() -> None:
            try:
                self._stack.payload(wanted[0])
            except Exception as error:  # noqa: BLE001 - the page asks for it, too, and then it is told
                log.debug("%s could not be read ahead: %s", wanted[0], error)
            self._read_next(wanted[1:])

        if wanted:
            with suppress(RuntimeError):  # the view is closing and its pool takes no more work
                self.pool.submit(read)

    def _guarded(self, work: Callable[[], Any], what: str) -> Callable[[], None]:
        def guarded() -> None:
            try:
                work()
            except Exception as error:
                if not isinstance(error, WorkspaceError):
                    log.exception("%s could not be read", what)
                self.failed.emit(error, what)

        return guarded

    def close(self) -> None:
        """Let go of the stack and wait for the threads."""
        self._stack.staled.disconnect(self._catch_up)
        self._stack.patched.disconnect(self._post)
        self._stack.recoloured.disconnect(self._post)
        self._stack.changed.disconnect(self._stack_changed.emit)
        self.pool.shutdown(cancel_futures=True)
