"""The tool in hand: takes one, puts the other away, and passes on what its page side tells.

"select" and "add" have no object here: the page and `ui.map.on_map` know them by heart. Actions and buttons are built
of `TOOLS`, in its order.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from db.records import KINDS
from resources.text import Text
from ui.boundary.tool import BoundaryTool
from ui.map_tools.drawing import AreaTool, CircleTool, EditTool, LineTool
from ui.map_tools.measuring import MeasureArea, MeasureDistance
from ui.map_tools.outlines import BoxTool, LassoTool
from ui.map_tools.tool import MapTool, Seat, in_both

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
PLACING = Text("在地图上单击位置，Esc 取消", "Click its place on the map, Esc cancels")


class Toolbox(QObject):
    """The tool in hand: "select", "add", or one of `TOOLS`.

    Emits ``changed(name)`` when it is another, ``undoAsked()`` when undo means the records and not what is begun.
    """

    changed = Signal(str)
    undoAsked = Signal()  # noqa: N815 - as Qt's own

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
            hint = in_both(KINDS[kind].title, PLACING) if kind else None
            self._view.set_tool(name, kind, hint=hint)
        else:
            hint = None if self.active.explained else self.active.said()
            self._view.set_tool(self.active.page_tool, hint=hint, **self.active.begin())
        self.changed.emit(name)

    def escape(self) -> None:
        """Let the page drop what is begun; when nothing is, it puts the tool away."""
        if self.active is not None:
            self._view.tell_tool(self.active.page_tool, escape=True)

    def undo(self) -> None:
        """Let the page take back the last corner of what is begun; when nothing is, `undoAsked`."""
        if self.active is not None and self.active.steps_back:
            self._view.tell_tool(self.active.page_tool, undo=True)
        else:
            self.undoAsked.emit()

    def _heard(self, page_tool: str, event: str, message: Any) -> None:
        if self.active is None or page_tool != self.active.page_tool:
            return
        if event == "undo":
            self.undoAsked.emit()
        else:
            self.active.heard(event, message)
