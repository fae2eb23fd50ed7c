"""Disputes (矛盾纠纷) and the events that make up their course.

Colour, class and level are three independent facts: none is ever derived from another. The clock
starts on the day the dispute is found; what its class allows, less pauses, gives the day it is due.
"""

from __future__ import annotations

import datetime as dt

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Mapped, mapped_column

from db.errors import RecordError
from db.geometry import Geometry
from db.records.base import Record, Surveyed, field, link
from resources.text import Text

COLOURS = {
    "red": Text("红", "Red"),
    "yellow": Text("黄", "Yellow"),
    "blue": Text("蓝", "Blue"),
}

CLASSES = {
    "general": Text("一般（7 天）", "General (7 days)"),
    "complex": Text("复杂（15 天）", "Complex (15 days)"),
    "difficult": Text("疑难（60 天）", "Difficult (60 days)"),
}

CLASS_DAYS = {"general": 7, "complex": 15, "difficult": 60}

LEVELS = {
    "village": Text("村级", "Village"),
    "station": Text("所级", "Station"),
    "county": Text("县中心", "County centre"),
}

STATES = {
    "found": Text("发现", "Found"),
    "accepted": Text("受理", "Accepted"),
    "mediating": Text("调解中", "Mediating"),
    "resolved": Text("化解", "Resolved"),
    "referred": Text("移送", "Referred"),
}

CLOSED_STATES = ("resolved", "referred")

EVENTS = {
    "found": Text("发现", "Found"),
    "accepted": Text("受理", "Accepted"),
    "mediating": Text("调解", "Mediation"),
    "escalated": Text("上提", "Escalated"),
    "reclassified": Text("改级", "Reclassified"),
    "paused": Text("暂停计时", "Paused"),
    "resumed": Text("恢复计时", "Resumed"),
    "moved": Text("变更地点", "Moved"),
    "resolved": Text("化解", "Resolved"),
    "referred": Text("移送", "Referred"),
    "note": Text("记事", "Note"),
}

NEEDS_REASON = ("paused", "reclassified")


class Dispute(Surveyed, Record):
    """A dispute: parties are roles (甲方, 乙方), ``case_no`` points to the station's file."""

    __tablename__ = "disputes"
    title = Text("矛盾纠纷", "Dispute")

    case_no: Mapped[str] = mapped_column(
        unique=True, info=field("编号", "Case number", required=True)
    )
    summary: Mapped[str] = mapped_column(
        info=field("事由", "Summary", required=True, free_text=True)
    )
    dispute_kind: Mapped[str] = mapped_column(
        default="other",
        info=field("类型", "Kind", terms="dispute_kinds", required=True),
    )
    colour: Mapped[str] = mapped_column(
        default="blue", info=field("颜色", "Colour", choices=COLOURS, required=True)
    )
    case_class: Mapped[str] = mapped_column(
        default="general", info=field("等级", "Class", choices=CLASSES, required=True)
    )
    level: Mapped[str] = mapped_column(
        default="village", info=field("层级", "Level", choices=LEVELS, required=True)
    )
    state: Mapped[str] = mapped_column(
        default="found", info=field("进度", "State", choices=STATES, required=True)
    )
    found: Mapped[dt.date] = mapped_column(info=field("发现日期", "Found", required=True))
    closed: Mapped[dt.date | None] = mapped_column(info=field("办结日期", "Closed"))
    paused_since: Mapped[dt.date | None] = mapped_column(info=field("暂停自", "Paused since"))
    paused_days: Mapped[int] = mapped_column(
        default=0, info=field("已暂停", "Paused for", unit="天", low=0)
    )
    village_uid: Mapped[str | None] = link("villages", "所在村", "Village")
    unit_uid: Mapped[str | None] = link("units", "责任派出所", "Station")
    resident_uid: Mapped[str | None] = link("officers", "驻村民警", "Resident officer")
    liaison_uid: Mapped[str | None] = link("officers", "包村民警", "Liaison officer")
    holder_uid: Mapped[str | None] = link("officers", "承办人", "Holder")
    details: Mapped[str] = mapped_column(
        default="", info=field("经过", "Details", free_text=True, long=True)
    )
    agreement: Mapped[str] = mapped_column(
        default="", info=field("调解协议", "Agreement", free_text=True, long=True)
    )
    geom: Mapped[BaseGeometry | None] = mapped_column(
        Geometry("POINT"), sort_order=20, info=field("位置", "Place")
    )

    def due(self) -> dt.date:
        """The last day allowed: found + the days of its class + the days it was paused."""
        return self.found + dt.timedelta(days=CLASS_DAYS[self.case_class] + self.paused_days)

    def check_rules(self) -> None:
        if self.closed is not None and self.closed < self.found:
            raise RecordError(
                "closed",
                Text("办结日期早于发现日期。", "It can't be closed before it was found."),
            )
        if (self.state in CLOSED_STATES) != (self.closed is not None):
            raise RecordError(
                "closed",
                Text(
                    "化解或移送须填办结日期，未办结的不填。",
                    "A resolved or referred dispute has a closing date; an open one has none.",
                ),
            )


class DisputeEvent(Record):
    """One step in the course of a dispute."""

    __tablename__ = "dispute_events"
    title = Text("纠纷记事", "Dispute event")

    dispute_uid: Mapped[str] = link("disputes", "矛盾纠纷", "Dispute", required=True)
    at: Mapped[dt.datetime] = mapped_column(info=field("时间", "Time", required=True))
    event: Mapped[str] = mapped_column(info=field("事项", "Event", choices=EVENTS, required=True))
    officer_uid: Mapped[str | None] = link("officers", "经办人", "Officer")
    text: Mapped[str] = mapped_column(
        default="", info=field("说明", "Text", free_text=True, long=True)
    )

    def name_for_people(self) -> str:
        return EVENTS[self.event].zh if self.event in EVENTS else self.event

    def check_rules(self) -> None:
        if self.event in NEEDS_REASON and not (self.text or "").strip():
            raise RecordError(
                "text",
                Text(
                    "暂停和改级须写明理由。",
                    "A pause or a change of class needs a reason.",
                ),
            )
