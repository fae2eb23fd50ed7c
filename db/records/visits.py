"""Visits (走访), what they bring in, and the files attached to records.

A visit needs both its text and a photo: that is how false visits are stopped. The picture's bytes
live in the workspace's blob store, addressed by their SHA-256; an attachment is the record that
names them.
"""

from __future__ import annotations

import datetime as dt

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Mapped, mapped_column

from db.geometry import Geometry
from db.records.base import HIDDEN, Record, Surveyed, field, link
from resources.text import Text

FINDING_KINDS = {
    "suggestion": Text("意见建议", "Suggestion"),
    "clue": Text("线索", "Clue"),
    "good_deed": Text("实事", "Good deed"),
}

FINDING_STATES = {
    "open": Text("待办", "Open"),
    "doing": Text("办理中", "In hand"),
    "done": Text("办结", "Done"),
}


class Visit(Surveyed, Record):
    """One visit by one officer to one village on one day, with what was counted there."""

    __tablename__ = "visits"
    title = Text("走访", "Visit")

    officer_uid: Mapped[str] = link("officers", "民警", "Officer", required=True)
    village_uid: Mapped[str] = link("villages", "村/社区", "Village", required=True)
    date: Mapped[dt.date] = mapped_column(index=True, info=field("日期", "Date", required=True))
    category: Mapped[str] = mapped_column(
        default="general",
        info=field("必访类别", "Category", terms="visit_categories", required=True),
    )
    text: Mapped[str] = mapped_column(
        info=field("走访情况", "Text", required=True, free_text=True, long=True)
    )
    photo_uid: Mapped[str] = link("attachments", "照片", "Photo", required=True)
    households: Mapped[int] = mapped_column(default=0, info=field("户数", "Households", low=0))
    persons: Mapped[int] = mapped_column(default=0, info=field("人数", "Persons", low=0))
    shops: Mapped[int] = mapped_column(default=0, info=field("门店", "Shops", low=0))
    enterprises: Mapped[int] = mapped_column(default=0, info=field("企业", "Enterprises", low=0))
    practitioners: Mapped[int] = mapped_column(
        default=0, info=field("从业人员", "Practitioners", low=0)
    )
    flyers: Mapped[int] = mapped_column(default=0, info=field("宣传单", "Flyers", low=0))
    contact_cards: Mapped[int] = mapped_column(
        default=0, info=field("联系卡", "Contact cards", low=0)
    )
    served: Mapped[int] = mapped_column(default=0, info=field("服务群众", "People served", low=0))
    geom: Mapped[BaseGeometry | None] = mapped_column(
        Geometry("POINT"), sort_order=20, info=field("位置", "Place")
    )

    def name_for_people(self) -> str:
        return f"{self.date}"


class Finding(Record):
    """A suggestion, clue or good deed, usually from a visit."""

    __tablename__ = "findings"
    title = Text("走访收获", "Finding")

    finding_kind: Mapped[str] = mapped_column(
        info=field("类别", "Kind", choices=FINDING_KINDS, required=True)
    )
    text: Mapped[str] = mapped_column(
        info=field("内容", "Text", required=True, free_text=True, long=True)
    )
    date: Mapped[dt.date] = mapped_column(info=field("日期", "Date", required=True))
    state: Mapped[str] = mapped_column(
        default="open", info=field("进度", "State", choices=FINDING_STATES)
    )
    village_uid: Mapped[str | None] = link("villages", "村/社区", "Village")
    officer_uid: Mapped[str | None] = link("officers", "民警", "Officer")
    visit_uid: Mapped[str | None] = link("visits", "走访", "Visit")

    def name_for_people(self) -> str:
        return (self.text or "")[:20]


class Attachment(Record):
    """A photo or document of one record; ``sha256`` and ``thumbnail`` address the blob store."""

    __tablename__ = "attachments"
    title = Text("附件", "Attachment")

    owner_kind: Mapped[str | None] = mapped_column(info=HIDDEN.info())
    owner_uid: Mapped[str | None] = mapped_column(index=True, info=HIDDEN.info())
    name: Mapped[str] = mapped_column(
        info=field("文件名", "File name", required=True, free_text=True)
    )
    media_type: Mapped[str] = mapped_column(info=field("类型", "Type", required=True))
    size: Mapped[int] = mapped_column(info=field("大小", "Size", unit="B", low=0))
    sha256: Mapped[str] = mapped_column(info=field("内容校验", "Content", required=True))
    thumbnail: Mapped[str | None] = mapped_column(info=HIDDEN.info())
    taken: Mapped[dt.date | None] = mapped_column(info=field("拍摄日期", "Taken"))
