"""The force: units, officers and the postings that join an officer to a village or township.

Officers are staff and may be named, with badge and duty phone; nobody else may. What follows from
postings (cover, gaps, who answers for a place) is computed in `db.coverage`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Mapped, mapped_column

from db.errors import RecordError
from db.geometry import Geometry
from db.names import initials, pinyin
from db.records.base import Record, Surveyed, field, link
from db.records.places import check_counts
from resources.text import Text

UNIT_KINDS = {
    "bureau": Text("公安局", "Bureau"),
    "station": Text("派出所", "Station"),
    "department": Text("机关部门", "HQ department"),
}

OFFICER_KINDS = {
    "officer": Text("民警", "Officer"),
    "auxiliary": Text("辅警", "Auxiliary"),
    "leader": Text("领导", "Leader"),
}

POSTS = {
    "resident": Text("驻村", "Resident"),
    "liaison": Text("包村", "Liaison"),
    "leader": Text("包抓", "Leader"),
    "auxiliary": Text("辅警", "Auxiliary"),
}


class Unit(Surveyed, Record):
    """The bureau, a station or a headquarters department."""

    __tablename__ = "units"
    title = Text("单位", "Unit")

    code: Mapped[str] = mapped_column(unique=True, info=field("编号", "Code", required=True))
    name: Mapped[str] = mapped_column(info=field("名称", "Name", required=True, free_text=True))
    unit_kind: Mapped[str] = mapped_column(
        default="station", info=field("类别", "Kind", choices=UNIT_KINDS)
    )
    parent_uid: Mapped[str | None] = link("units", "上级单位", "Parent unit")
    township_uid: Mapped[str | None] = link("townships", "辖区乡镇", "Township")
    duty_phone: Mapped[str] = mapped_column(default="", info=field("值班电话", "Duty phone"))
    equipment: Mapped[dict[str, Any]] = mapped_column(
        default=dict, info=field("装备", "Equipment", terms="equipment")
    )
    geom: Mapped[BaseGeometry | None] = mapped_column(
        Geometry("POINT"), sort_order=20, info=field("位置", "Place")
    )

    def check_rules(self) -> None:
        check_counts(self.equipment, "equipment", Text("装备", "Equipment"))


class Officer(Record):
    """A member of the force: officer, auxiliary or leader."""

    __tablename__ = "officers"
    title = Text("警力", "Officer")

    badge: Mapped[str] = mapped_column(unique=True, info=field("警号", "Badge", required=True))
    name: Mapped[str] = mapped_column(info=field("姓名", "Name", required=True, free_text=True))
    pinyin: Mapped[str] = mapped_column(default="", info=field("拼音", "Pinyin", free_text=True))
    initials: Mapped[str] = mapped_column(
        default="", info=field("首字母", "Initials", free_text=True)
    )
    officer_kind: Mapped[str] = mapped_column(
        default="officer", info=field("类别", "Kind", choices=OFFICER_KINDS)
    )
    unit_uid: Mapped[str | None] = link("units", "单位", "Unit")
    home_township_uid: Mapped[str | None] = link("townships", "籍贯乡镇", "Home township")
    duty_phone: Mapped[str] = mapped_column(default="", info=field("工作电话", "Duty phone"))
    leave_from: Mapped[dt.date | None] = mapped_column(info=field("请假自", "On leave from"))
    leave_to: Mapped[dt.date | None] = mapped_column(info=field("请假至", "On leave to"))
    active_from: Mapped[dt.date | None] = mapped_column(info=field("在岗自", "Active from"))
    active_to: Mapped[dt.date | None] = mapped_column(info=field("在岗至", "Active to"))

    def fill_in(self) -> None:
        """Complete the spellings that were left empty."""
        self.pinyin = self.pinyin or pinyin(self.name or "")
        self.initials = self.initials or initials(self.name or "")

    def check_rules(self) -> None:
        check_span("leave_to", self.leave_from, self.leave_to)
        check_span("active_to", self.active_from, self.active_to)


class Posting(Record):
    """One officer in one post at one village, or a leader at one township, for a time.

    ``start`` and ``end`` are both inclusive; an open posting has no end.
    """

    __tablename__ = "postings"
    title = Text("包驻", "Posting")

    officer_uid: Mapped[str] = link("officers", "民警", "Officer", required=True)
    post: Mapped[str] = mapped_column(info=field("岗位", "Post", choices=POSTS, required=True))
    village_uid: Mapped[str | None] = link("villages", "村/社区", "Village")
    township_uid: Mapped[str | None] = link("townships", "乡镇", "Township")
    start: Mapped[dt.date] = mapped_column(info=field("自", "From", required=True))
    end: Mapped[dt.date | None] = mapped_column(info=field("至", "To"))
    order_no: Mapped[str] = mapped_column(default="", info=field("调令", "Order", free_text=True))

    def check_rules(self) -> None:
        check_span("end", self.start, self.end)
        wants_township = self.post == "leader"
        if wants_township and (not self.township_uid or self.village_uid):
            raise RecordError(
                "township_uid",
                Text("包抓领导应对应一个乡镇。", "A leader's posting names one township."),
            )
        if not wants_township and (not self.village_uid or self.township_uid):
            raise RecordError(
                "village_uid",
                Text("驻村、包村、辅警应对应一个村。", "This post names one village."),
            )


def check_span(name: str, first: dt.date | None, last: dt.date | None) -> None:
    """Refuse a period that ends before it begins; the error is shown at field `name`."""
    if first is not None and last is not None and last < first:
        raise RecordError(
            name,
            Text(
                f"结束日期 {last} 早于开始日期 {first}。",
                f"The end date {last} comes before the start date {first}.",
            ),
        )
