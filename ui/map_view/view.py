"""The map as a widget: shows a `LayerStack`, tells what a hand did on it, and goes where it is told.

Qt and WebEngine only; what is drawn is the stack's business, how is the page's. Layers are read on the view's own
threads, never on the GUI thread. Events arrive from the page as messages and leave as Qt signals with plain Python
values; the names of both are the same.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QVBoxLayout, QWidget

from layers.base.basemap import BaseLook, BaseMap
from layers.layer import Bounds
from layers.pages.answers import Blobs, Pages
from layers.pages.page import View, fitting
from layers.stack import LayerStack
from layers.style import Theme, colour, page_tokens, tokens
from resources.text import Language
from ui.map_view.beacon import Beacon
from ui.map_view.bridge import Bridge
from ui.map_view.events import Chosen, Extent, Item, Pointed, items_of, pointed, selection_message
from ui.map_view.in_step import InStep
from ui.map_view.page import MapPage, quiet_profile
from ui.map_view.scheme import PAGE, SCHEME, MapScheme, OnlyOurScheme, channel_script

__all__ = ["Extent", "Item", "MapView", "Pointed", "fitting"]

log = logging.getLogger(__name__)

WALL = float(tokens()["type"]["wall"])
"""How much larger than at a desk everything on a wall is."""
_DEATHS, _WITHIN = (
    3,
    60.0,
)  # a page process that dies oftener than this many times in so many seconds stays down


class MapView(QWidget):
    """The map.

    Signals
    -------
    ready()
        The page is loaded and the bridge stands; again after a page process had to be replaced.
    painted(int)
        Every tile in view shows the newest state; the argument is the greatest stamp (`ask_stamp`) that this covers,
        or 0.
    hovered(Pointed), clicked(Pointed), contextRequested(Pointed)
    placed(str, float, float)
        With the add tool: kind, latitude, longitude.
    moved(Item, float, float)
        A point was dropped; the record has not changed. Without a change it goes back by itself.
    deleteRequested(list)
        The Delete key on the selected items.
    toolDropped()
        Esc while a tool is in hand.
    toolSaid(str, str, object)
        Tool, event and message of a tool of the page (``resources/page/toolbox.js``).
    wholeAsked()
        The Home key.
    viewChanged(Extent)
    pointerAt(object)
        (lat, lng), or None when the pointer left the map.
    catchingUp(), caughtUp()
        Something was committed that the map shows; the page was told of all of it. In between, other reading waits.
    namesLeft(list)
        Names in view that found no room: layer, uid and text of each, the most important first.
    served()
        The page has every layer that it asked for.
    drawn(str, str, object)
        As `draw` was called.
    trouble(object, str)
        An Exception or a sentence of the page (str), and where it came from.
    """

    ready = Signal()
    painted = Signal(int)
    hovered = Signal(Pointed)
    clicked = Signal(Pointed)
    contextRequested = Signal(Pointed)  # noqa: N815 - as Qt's own
    placed = Signal(str, float, float)
    moved = Signal(Item, float, float)
    deleteRequested = Signal(list)  # noqa: N815
    toolDropped = Signal()  # noqa: N815
    toolSaid = Signal(str, str, object)  # noqa: N815
    wholeAsked = Signal()  # noqa: N815
    viewChanged = Signal(Extent)  # noqa: N815
    pointerAt = Signal(object)  # noqa: N815
    namesLeft = Signal(list)  # noqa: N815
    catchingUp = Signal()  # noqa: N815
    caughtUp = Signal()  # noqa: N815
    served = Signal()
    drawn = Signal(str, str, object)
    trouble = Signal(object, str)

    _found = Signal(object)
    _reckoned = Signal(object)
    _failed = Signal(object, str)
    """As ``trouble``, said on any thread."""

    def __init__(
        self,
        stack: LayerStack,
        *,
        theme: Theme = "dark",
        lang: Language = "zh",
        view: View | None = None,
        blobs: Blobs | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._stack = stack
        self._start = view
        self._selected: Sequence[Chosen] = ()
        self._tool: dict[str, Any] = {"tool": "select"}
        self._drawings: dict[str, Any] = {}
        self._enlarged = 1.0
        self._resized: View | None = None  # where to go when the page has its other size
        self._deaths: list[float] = []
        self._is_ready = False
        self.extent: Extent | None = None
        """What the map shows, None before the page is ready."""
        self._pages = Pages(
            stack, blobs, theme, lang, built_in={"qwebchannel.js": channel_script()}
        )
        self._pages.fault = lambda error: self._failed.emit(error, "base map")
        self.web = QWebEngineView(self)
        self._step = self._tied_to(stack)
        self._build(theme)
        self._found.connect(self._load, Qt.ConnectionType.QueuedConnection)
        self._reckoned.connect(self._go_to_bounds, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(self.trouble, Qt.ConnectionType.QueuedConnection)
        self._step.errand(self._begin, "view")

    def _begin(self) -> None:
        """Work out where the map begins, then read what the page is going to ask for; beside the window."""
        self._found.emit(None if self._start else self._stack.bounds())
        self._step.read_ahead()

    def _tied_to(self, stack: LayerStack) -> InStep:
        step = InStep(stack, Beacon(self.web, self), self)
        step.said.connect(self._send)
        step.catchingUp.connect(self.catchingUp)
        step.caughtUp.connect(self.caughtUp)
        step.seen.connect(self.painted)
        step.failed.connect(self.trouble, Qt.ConnectionType.QueuedConnection)
        return step

    def _build(self, theme: Theme) -> None:
        profile = quiet_profile()
        self.page = MapPage(profile, self)
        profile.setParent(self)  # after the page, so that Qt deletes the page first
        self.page.setBackgroundColor(QColor(colour(theme, "outside")))
        self.page.said.connect(self.trouble.emit)
        self.page.renderProcessTerminated.connect(self._died)
        self._interceptor = OnlyOurScheme(self)
        self._interceptor.refused.connect(
            lambda url: self.trouble.emit(f"refused: {url}", "network")
        )
        profile.setUrlRequestInterceptor(self._interceptor)
        self._scheme = MapScheme(self._pages, self._step.pool, self)
        self._scheme.trouble.connect(lambda error: self.trouble.emit(error, "scheme"))
        self._scheme.served.connect(self.served)
        profile.installUrlSchemeHandler(SCHEME, self._scheme)
        self._receivers = self._make_receivers()
        self._bridge = Bridge(self._receive, self)
        channel = QWebChannel(self)
        channel.registerObject("bridge", self._bridge)
        self.page.setWebChannel(channel)
        self.web.setPage(self.page)
        self.web.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setFocusProxy(self.web)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.web)

    def sizeHint(self) -> QSize:
        return QSize(960, 720)

    # -- what the window asks for ---------------------------------------------------------------

    def select(self, items: Iterable[Chosen], fly: bool = False) -> None:
        """Outline these records; with `fly` also bring them into view."""
        self._selected = items if isinstance(items, Sequence) else tuple(items)
        message = selection_message(self._selected, self._pages)
        self._send("selectionChanged", {**message, "fly": fly})

    def draw(self, what: str, name: str, message: Any | None) -> None:
        """Have the page draw something above its tiles (``resources/page/drawn.js``); None takes it away again.

        `what` is the sort of drawing (``"overlay"``, ``"heat"`` …), `name` tells two of a sort apart.
        """
        drawing = {"what": what, "name": name, "message": message}
        self._drawings.pop(f"{what} {name}", None)
        if message is not None:
            self._drawings[f"{what} {name}"] = drawing
        self._send("drawingChanged", drawing)
        self.drawn.emit(what, name, message)

    @property
    def drawings(self) -> list[tuple[str, str, Any]]:
        """What is drawn above the tiles now: sort, name and message of each."""
        return [(d["what"], d["name"], d["message"]) for d in self._drawings.values()]

    def go_to(
        self, lat: float, lng: float, zoom: float | None = None, *, pin: bool = False
    ) -> None:
        """Centre the map on a place (EPSG:4326), at the present zoom when none is given; `pin` marks it for a while."""
        present = self.extent.view.zoom if self.extent else 14
        self._send(
            "viewRequested",
            {"lat": lat, "lng": lng, "zoom": present if zoom is None else zoom, "pin": pin},
        )

    def fit(self, bounds: tuple[tuple[float, float], tuple[float, float]]) -> None:
        """Show all of ((south, west), (north, east))."""
        self._send("viewRequested", {"bounds": bounds})

    def fit_all(self) -> None:
        """Show the whole map; where that is is worked out beside the window."""
        stack = self._stack
        self._step.errand(lambda: self._reckoned.emit(stack.bounds()), "extent")

    def fit_layer(self, name: str) -> None:
        """Show all of a layer, as far as it has anything that is drawn; worked out as in `fit_all`."""
        stack = self._stack
        self._step.errand(lambda: self._reckoned.emit(stack.bounds_of(name)), f"extent of {name}")

    def _go_to_bounds(self, bounds: Bounds | None) -> None:
        if bounds is not None:
            south, west, north, east = bounds
            self.fit(((south, west), (north, east)))

    def set_tool(self, tool: str, kind: str | None = None, **options: Any) -> None:
        """``"select"``, ``"add"`` with the kind that a click places, or a tool of the page with its options."""
        self._tool = {"tool": tool, "kind": kind, **options}
        self._send("toolChanged", self._tool)

    def tell_tool(self, tool: str, **message: Any) -> None:
        """Say something to the page's `tool`; nothing happens when another one is in hand."""
        self._send("toolTold", {"tool": tool, **message})

    def set_theme(self, theme: Theme) -> None:
        self._pages.theme = theme
        self.page.setBackgroundColor(QColor(colour(theme, "outside")))
        self._send("themeChanged", {"theme": theme, "tokens": page_tokens(theme)})

    def set_base(self, base: BaseMap | None, look: BaseLook | None = None) -> None:
        """Lay `base` under the map, or nothing; whoever opened it closes it, after another one is set."""
        self._pages.base = None if base is None else (base, look or BaseLook())
        self._send_base()

    def _send_base(self) -> None:
        laid = self._pages.base
        self._send("baseChanged", laid and laid[0].as_json(laid[1]))

    def set_wall(self, on: bool) -> None:
        """Draw names, marks, lines and legends `WALL` times as large, for readers at the back of the room.

        The whole page is enlarged, so everything stays in proportion; the map goes out by as much and shows what it
        showed before.
        """
        factor = WALL if on else 1.0
        if factor == self._enlarged:
            return
        step = math.log2(self._enlarged / factor)
        self._enlarged = factor
        if self.extent is not None:
            place = self.extent.view
            self._resized = View(place.lat, place.lng, place.zoom + step)
        self.page.setZoomFactor(factor)

    def set_language(self, lang: Language) -> None:
        self._pages.lang = lang
        self._send("languageChanged", {"lang": lang})

    def ask_stamp(self) -> int:
        """Ask to be told, by `painted` with at least this number, when all that was said until now is on the screen.

        Said are the calls of this view, changes of the stack, and every commit of the workspace so far.
        """
        return self._step.ask_stamp()

    @property
    def painted_stamp(self) -> int:
        """The greatest stamp that is on the screen."""
        return self._step.shown

    # -- the page -------------------------------------------------------------------------------

    def _load(self, bounds: Bounds | None) -> None:
        if self._start is not None:
            self._pages.view = self._start
        elif bounds is not None:
            sides = (self.web.width(), self.web.height())
            self._pages.view = fitting(bounds, *(round(side / self._enlarged) for side in sides))
        self.web.load(PAGE)

    def _send(self, name: str, message: Any) -> None:
        if self._is_ready:
            self._bridge.send(name, message)

    def _died(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        """The page's process is gone: load the page again where it was, unless it keeps dying."""
        self._is_ready = False
        self._step.page_gone()
        now = time.monotonic()
        self._deaths = [moment for moment in self._deaths if now - moment < _WITHIN] + [now]
        log.warning("the map's page process ended: %s, code %s", status, code)
        if len(self._deaths) > _DEATHS:
            self.trouble.emit("the page process keeps ending", "process")
            return
        if self.extent is not None:
            self._pages.view = self.extent.view
        self.web.load(PAGE)

    # -- what the page says ---------------------------------------------------------------------

    def _receive(self, name: str, message: Any) -> None:
        self._receivers[name](message)

    def _make_receivers(self) -> dict[str, Callable[[Any], None]]:
        return {
            "ready": self._on_ready,
            "painted": self._on_painted,
            "hovered": lambda message: self.hovered.emit(pointed(message)),
            "clicked": lambda message: self.clicked.emit(pointed(message)),
            "contextRequested": lambda message: self.contextRequested.emit(
                pointed(message | {side: message[side] * self._enlarged for side in ("x", "y")})
            ),
            "placed": lambda message: self.placed.emit(
                message["kind"], message["lat"], message["lng"]
            ),
            "moved": self._on_moved,
            "deleteRequested": lambda message: self.deleteRequested.emit(list(items_of(message))),
            "toolDropped": lambda _message: self.toolDropped.emit(),
            "toolSaid": lambda message: self.toolSaid.emit(
                message["tool"], message["event"], message
            ),
            "wholeAsked": lambda _message: self.wholeAsked.emit(),
            "viewChanged": self._on_view,
            "pointerAt": self._on_pointer,
            "namesLeft": lambda message: self.namesLeft.emit(message["names"]),
            "trouble": lambda message: self.trouble.emit(message["message"], message["source"]),
        }

    def _on_ready(self, _message: Any) -> None:
        self._is_ready = True
        self.page.setZoomFactor(self._enlarged)  # a page that is loaded begins at 1
        self._step.page_knows(self._pages.composed)
        self._send_base()
        self._send("toolChanged", self._tool)
        for drawing in self._drawings.values():
            self._send("drawingChanged", drawing)
        if self._selected:
            self.select(self._selected)
        self.ready.emit()
        self._step.page_listens()

    def _on_painted(self, message: Any) -> None:
        """The page has drawn a frame; a stamped one is announced when the widget shows it too."""
        if message["token"]:
            self._step.painted(message["token"], message["beacon"])
        else:
            self.painted.emit(0)

    def _on_moved(self, message: Any) -> None:
        item = Item(message["kind"], message["uid"], message["layer"])
        self.moved.emit(item, message["lat"], message["lng"])

    def _on_view(self, message: Any) -> None:
        (south, west), (north, east) = message["bounds"]
        view = View(message["lat"], message["lng"], message["zoom"])
        scale = message["scale_m"] / self._enlarged
        self.extent = Extent(view, ((south, west), (north, east)), scale)
        self.viewChanged.emit(self.extent)
        across = (east - west) / 360 * 256 * 2**view.zoom * self._enlarged
        if self._resized is not None and abs(across - self.web.width()) < 4:
            there, self._resized = self._resized, None
            self.go_to(there.lat, there.lng, there.zoom)

    def _on_pointer(self, message: Any) -> None:
        self.pointerAt.emit(None if message is None else (message["lat"], message["lng"]))

    def shutdown(self) -> None:
        """Let go of the stack and wait for the threads; the owner calls it before the workspace is closed."""
        self._step.close()
