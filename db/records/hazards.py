"""Hazards (风险隐患): found, due, served with a rectification notice, eliminated with proof."""

from __future__ import annotations

import datetime as dt

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Mapped, mapped_column

from db.errors import RecordError
from db.geometry import Geometry
from db.records.base import Record, Surveyed, field, link
from resources.text import Text

SEVERITIES = {
    "high": Text("重大", "Severe"),
    "medium": Text("较大", "Moderate"),
    "low": Text("一般", "Minor"),
}


class Hazard(Surveyed, Record):
    """A hazard at a place; it is open until ``eliminated`` has a date."""

    __tablename__ = "hazards"
    title = Text("风险隐患", "Hazard")

    serial: Mapped[str] = mapped_column(unique=True, info=field("编号", "Serial", required=True))
    summary: Mapped[str] = mapped_column(
        info=field("内容", "Summary", required=True, free_text=True)
    )
    hazard_kind: Mapped[str] = mapped_column(
        default="other", info=field("类型", "Kind", terms="hazard_kinds", required=True)
    )
    severity: Mapped[str] = mapped_column(
        default="low", info=field("程度", "Severity", choices=SEVERITIES, required=True)
    )
    found: Mapped[dt.date] = mapped_column(info=field("发现日期", "Found", required=True))
    due: Mapped[dt.date | None] = mapped_column(info=field("整改期限", "Due"))
    notice_no: Mapped[str] = mapped_column(
        default="", info=field("整改通知书", "Notice number", free_text=True)
    )
    eliminated: Mapped[dt.date | None] = mapped_column(info=field("消除日期", "Eliminated"))
    proof: Mapped[str] = mapped_column(
        default="", info=field("消除证明", "Proof", free_text=True, long=True)
    )
    village_uid: Mapped[str | None] = link("villages", "所在村", "Village")
    unit_uid: Mapped[str | None] = link("units", "责任单位", "Unit")
    holder_uid: Mapped[str | None] = link("officers", "责任人", "Holder")
    geom: Mapped[BaseGeometry | None] = mapped_column(
        Geometry("POINT"), sort_order=20, info=field("位置", "Place")
    )

    def name_for_people(self) -> str:
        return self.summary or self.serial

    def check_rules(self) -> None:
        for name, day in (("due", self.due), ("eliminated", self.eliminated)):
            if day is not None and day < self.found:
                raise RecordError(
                    name,
                    Text(
                        f"日期 {day} 早于发现日期 {self.found}。",
                        f"The date {day} comes before the day it was found, {self.found}.",
                    ),
                )
        if self.eliminated is not None and not (self.proof or "").strip():
            raise RecordError(
                "proof",
                Text("隐患消除须写明证明。", "An eliminated hazard needs its proof."),
            )
