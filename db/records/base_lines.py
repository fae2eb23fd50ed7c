"""Base lines (底图线): roads, railways, waters and the counties around, under everything else, for orientation.

They come by import, a county's whole network at a time, and are read whole; nothing points to them.
"""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Mapped, mapped_column

from db.geometry import Geometry
from db.records.base import Record, Surveyed, field
from resources.text import Text

LINE_CLASSES = {
    "motorway": Text("高速公路", "Motorway"),
    "trunk": Text("国道与快速路", "Trunk road"),
    "primary": Text("省道与主干路", "Primary road"),
    "secondary": Text("县道与次干路", "Secondary road"),
    "tertiary": Text("乡道与支路", "Tertiary road"),
    "road": Text("村道与街巷", "Local road"),
    "track": Text("机耕路", "Track"),
    "path": Text("小路", "Path"),
    "rail": Text("铁路", "Railway"),
    "river": Text("河流", "River"),
    "stream": Text("溪流", "Stream"),
    "canal": Text("渠道", "Canal"),
    "border": Text("邻县界", "Neighbouring county"),
    "other": Text("其他", "Other"),
}
"""Roads from the greatest down, rail, waters, the counties around; words of OpenStreetMap where it has them."""


class BaseLine(Surveyed, Record):
    """One stretch of road, railway or water, or the outline of a neighbouring county."""

    __tablename__ = "base_lines"
    title = Text("底图线", "Base line")

    line_class: Mapped[str] = mapped_column(
        default="other", info=field("等级", "Class", choices=LINE_CLASSES, required=True)
    )
    name: Mapped[str] = mapped_column(default="", info=field("名称", "Name", free_text=True))
    source: Mapped[str] = mapped_column(default="", info=field("来源", "Source", free_text=True))
    geom: Mapped[BaseGeometry] = mapped_column(
        Geometry("MULTILINESTRING"), sort_order=20, info=field("线形", "Course", required=True)
    )

    def name_for_people(self) -> str:
        return self.name or LINE_CLASSES[self.line_class].zh
