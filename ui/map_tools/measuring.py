"""Measuring on the map: the page measures as the hand moves, as `gis.geodesy` would; here it is copied."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QGuiApplication

from resources.text import Text
from ui.map_tools.tool import MapTool


class MeasureDistance(MapTool):
    """Distance along a line and the bearing of its last leg."""

    name = "distance"
    page_tool = "measure"
    title = Text("测距", "Measure distance")
    hint = Text(
        "单击加点，双击或回车结束，退格撤点，Esc 取消",
        "Click adds a corner, double click or Enter ends, Backspace takes one back, Esc cancels",
    )
    icon = "distance"
    group = "measure"
    keys = "Ctrl+D"
    steps_back = True
    wanted = "distance"

    def begin(self) -> dict[str, Any]:
        """Tell the page what is measured."""
        return {"wanted": self.wanted}

    def heard(self, event: str, message: Any) -> None:
        """Copy what was measured when the page's button asks for it."""
        if event == "copy":
            QGuiApplication.clipboard().setText(message["text"])
            self.seat.session.notices.done(Text("已复制测量结果", "The measurement is copied"))


class MeasureArea(MeasureDistance):
    """Area and perimeter of a ring."""

    name = "area"
    title = Text("测面积", "Measure area")
    icon = "area"
    keys = "Ctrl+Shift+D"
    wanted = "area"
