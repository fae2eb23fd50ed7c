"""The tool in hand: takes one, puts the other away, and passes on what its page side tells.

"select" and "add" have no object here: the page and `ui.on_map` know them by heart. Actions and buttons are built of
`TOOLS`, in its order.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from ui.boundary.tool import BoundaryTool
from ui.map_tools.drawing import AreaTool, CircleTool, EditTool, LineTool
from ui.map_tools.measuring import MeasureArea, MeasureDistance
from ui.map_tools.outlines import BoxTool, LassoTool
from ui.map_tools.tool import MapTool, Seat

TOOLS: tuple[type[MapTool], ...] = (
    BoxTool,
    LassoTool,
    MeasureDistance,
    MeasureArea,
    LineTool,
    AreaTool,
    CircleTool,
    EditTool,
    BoundaryTool,
)
"""Every tool with an object of its own, as they stand in the strip."""


class Toolbox(QObject):
    """Emits ``changed(name)`` with the tool in hand: "select", "add", or the name of one of `TOOLS`."""

    changed = Signal(str)

    def __init__(self, seat: Seat, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = seat.view
        self.tools = {tool.name: tool(seat, self) for tool in TOOLS}
        self.active: MapTool | None = None
        self.name = "select"
        seat.view.toolSaid.connect(self._heard)

    def use(self, name: str, kind: str | None = None) -> None:
        """Take the tool `name`; with "add" the kind of record that a click places."""
        if self.active is not None:
            self.active.end()
        self.active = self.tools.get(name)
        self.name = name
        if self.active is None:
            self._view.set_tool(name, kind)
        else:
            self._view.set_tool(self.active.page_tool, **self.active.begin())
        self.changed.emit(name)

    def escape(self) -> None:
        """Let the page drop what is begun; when nothing is, it puts the tool away."""
        if self.active is not None:
            self._view.tell_tool(self.active.page_tool, escape=True)

    def _heard(self, page_tool: str, event: str, message: Any) -> None:
        if self.active is not None and page_tool == self.active.page_tool:
            self.active.heard(event, message)
