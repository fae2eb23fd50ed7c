"""The channel to the page: one QObject whose every argument is a JSON text, as `resources/page/channel.js` expects.

Signals go to the page, slots come from it; a slot hands the parsed message to the `receive` it was given, by name. What
a message means is the view's to know.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

Receive = Callable[[str, Any], None]


class Bridge(QObject):
    """The object called ``bridge`` in the page."""

    layersChanged = Signal(str)  # noqa: N815 - the page's names
    patched = Signal(str)
    recoloured = Signal(str)
    selectionChanged = Signal(str)  # noqa: N815
    drawingChanged = Signal(str)  # noqa: N815
    viewRequested = Signal(str)  # noqa: N815
    toolChanged = Signal(str)  # noqa: N815
    toolTold = Signal(str)  # noqa: N815
    baseChanged = Signal(str)  # noqa: N815
    themeChanged = Signal(str)  # noqa: N815
    languageChanged = Signal(str)  # noqa: N815
    stampRequested = Signal(str)  # noqa: N815

    def __init__(self, receive: Receive, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._receive = receive

    def send(self, name: str, message: Any) -> None:
        """Send `message` to the page as event `name`."""
        getattr(self, name).emit(json.dumps(message, ensure_ascii=False, separators=(",", ":")))

    def _take(self, name: str, text: str) -> None:
        self._receive(name, json.loads(text))

    @Slot(str)
    def ready(self, text: str) -> None:
        self._take("ready", text)

    @Slot(str)
    def painted(self, text: str) -> None:
        self._take("painted", text)

    @Slot(str)
    def hovered(self, text: str) -> None:
        self._take("hovered", text)

    @Slot(str)
    def clicked(self, text: str) -> None:
        self._take("clicked", text)

    @Slot(str)
    def contextRequested(self, text: str) -> None:  # noqa: N802 - the page's names
        self._take("contextRequested", text)

    @Slot(str)
    def placed(self, text: str) -> None:
        self._take("placed", text)

    @Slot(str)
    def moved(self, text: str) -> None:
        self._take("moved", text)

    @Slot(str)
    def deleteRequested(self, text: str) -> None:  # noqa: N802
        self._take("deleteRequested", text)

    @Slot(str)
    def toolDropped(self, text: str) -> None:  # noqa: N802
        self._take("toolDropped", text)

    @Slot(str)
    def toolSaid(self, text: str) -> None:  # noqa: N802
        self._take("toolSaid", text)

    @Slot(str)
    def wholeAsked(self, text: str) -> None:  # noqa: N802
        self._take("wholeAsked", text)

    @Slot(str)
    def viewChanged(self, text: str) -> None:  # noqa: N802
        self._take("viewChanged", text)

    @Slot(str)
    def pointerAt(self, text: str) -> None:  # noqa: N802
        self._take("pointerAt", text)

    @Slot(str)
    def namesLeft(self, text: str) -> None:  # noqa: N802
        self._take("namesLeft", text)

    @Slot(str)
    def trouble(self, text: str) -> None:
        self._take("trouble", text)
