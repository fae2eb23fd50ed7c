"""Drawings (标绘): what an officer draws on the map by hand, for a duty, a drill or a plan.

A route, an area, a cordon, an assembly point: one record each, with any simple or multiple geometry.
How a category looks is said by its layer; here stands only what it is called and when it holds.
"""

from __future__ import annotations

import datetime as dt

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Mapped, mapped_column

from db.errors import RecordError
from db.geometry import Geometry
from db.records.base import Record, Surveyed, field
from resources.text import Text

CATEGORIES = {
    "mark": Text("标记", "Mark"),
    "route": Text("路线", "Route"),
    "patrol": Text("巡逻路线", "Patrol route"),
    "evacuation": Text("疏散路线", "Evacuation"),
    "area": Text("区域", "Area"),
    "cordon": Text("封控线", "Cordon"),
    "roadblock": Text("临时卡点", "Roadblock"),
    "assembly": Text("集结点", "Assembly point"),
    "command": Text("指挥点", "Command post"),
    "caption": Text("文字注记", "Caption"),
    "other": Text("其他", "Other"),
}

COLOURS = {
    "red": Text("红", "Red"),
    "amber": Text("橙", "Amber"),
    "yellow": Text("黄", "Yellow"),
    "green": Text("绿", "Green"),
    "blue": Text("蓝", "Blue"),
    "mark_quiet": Text("灰", "Grey"),
    "text": Text("墨", "Ink"),
}
"""Colour tokens of the theme, so that a drawing is legible in dark and in light."""


class Drawing(Surveyed, Record):
    """One thing drawn on the map; ``shown_from`` and ``shown_to`` (both inclusive) bound its days."""

    __tablename__ = "drawings"
    title = Text("标绘", "Drawing")

    name: Mapped[str] = mapped_column(default="", info=field("名称", "Name", free_text=True))
    category: Mapped[str] = mapped_column(
        default="mark", info=field("类别", "Category", choices=CATEGORIES, required=True)
    )
    colour: Mapped[str] = mapped_column(
        default="amber", info=field("颜色", "Colour", choices=COLOURS, required=True)
    )
    note: Mapped[str] = mapped_column(
        default="", info=field("备注", "Note", free_text=True, long=True)
    )
    shown_from: Mapped[dt.date | None] = mapped_column(info=field("显示自", "Shown from"))
    shown_to: Mapped[dt.date | None] = mapped_column(info=field("显示至", "Shown to"))
    geom: Mapped[BaseGeometry] = mapped_column(
        Geometry("GEOMETRY"), sort_order=20, info=field("图形", "Shape", required=True)
    )

    def name_for_people(self) -> str:
        return self.name or CATEGORIES[self.category].zh

    def check_rules(self) -> None:
        first, last = self.shown_from, self.shown_to
        if first is not None and last is not None and last < first:
            raise RecordError(
                "shown_to",
                Text(
                    f"显示至 {last} 早于显示自 {first}。",
                    f"Shown to {last} comes before shown from {first}.",
                ),
            )
