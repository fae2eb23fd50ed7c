"""Configurable lists: words a county may change, such as kinds of dispute.

A term is a record like any other, so that changing a list is journalled and undoable. What never
changes its meaning (colour, class, level, post) is not here but a fixed choice beside its column.
"""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.records.base import Record, field
from resources.text import Text


class Term(Record):
    """One word of one list; records store its ``code``."""

    __tablename__ = "terms"
    __table_args__ = (UniqueConstraint("list", "code", name="terms_list_code"),)
    title = Text("词条", "Term")

    list: Mapped[str] = mapped_column(String, info=field("列表", "List", required=True))
    code: Mapped[str] = mapped_column(String, info=field("代码", "Code", required=True))
    zh: Mapped[str] = mapped_column(
        String, info=field("中文", "Chinese", required=True, free_text=True)
    )
    en: Mapped[str] = mapped_column(
        String, info=field("英文", "English", required=True, free_text=True)
    )
    position: Mapped[int] = mapped_column(default=0, info=field("次序", "Position"))
    active: Mapped[bool] = mapped_column(default=True, info=field("启用", "In use"))

    def name_for_people(self) -> str:
        return self.zh


DEFAULT_TERMS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "village_counts": (
        ("key_people", "重点人员", "Key people"),
        ("key_units", "重点单位", "Key units"),
        ("shops", "门店", "Shops"),
        ("enterprises", "企业", "Enterprises"),
        ("schools", "学校", "Schools"),
        ("rentals", "出租房屋", "Rented houses"),
    ),
    "equipment": (
        ("motorcycles", "摩托车", "Motorcycles"),
        ("bicycles", "自行车", "Bicycles"),
        ("laptops", "笔记本电脑", "Laptops"),
        ("cars", "警车", "Patrol cars"),
        ("radios", "对讲机", "Radios"),
    ),
    "dispute_kinds": (
        ("land", "土地纠纷", "Land"),
        ("neighbours", "邻里纠纷", "Neighbours"),
        ("debt", "债务纠纷", "Debt"),
        ("wages", "欠薪纠纷", "Wages"),
        ("family", "婚姻家庭", "Family"),
        ("traffic", "交通事故", "Traffic"),
        ("building", "建房纠纷", "Building"),
        ("other", "其他", "Other"),
    ),
    "hazard_kinds": (
        ("order", "治安", "Public order"),
        ("fire", "消防", "Fire"),
        ("traffic", "交通", "Traffic"),
        ("school", "校园", "School"),
        ("explosives", "涉爆涉油", "Explosives and fuel"),
        ("other", "其他", "Other"),
    ),
    "visit_categories": (
        ("victims", "近期受害群众", "Recent victims"),
        ("hardship", "困难与独居老人", "Hardship and lone elderly"),
        ("delegates", "代表委员", "Delegates"),
        ("organisations", "基层组织", "Grassroots organisations"),
        ("key_places", "重点单位与场所", "Key units, trades and places"),
        ("general", "一般走访", "General"),
    ),
    "site_kinds": (
        ("school", "学校", "School"),
        ("hospital", "医院", "Hospital"),
        ("fuel", "加油站", "Fuel station"),
        ("bank", "金融网点", "Bank"),
        ("market", "集贸市场", "Market"),
        ("hotel", "旅馆", "Hotel"),
        ("delivery", "寄递网点", "Parcel depot"),
        ("rental", "出租房屋", "Rented houses"),
        ("entertainment", "娱乐场所", "Entertainment"),
        ("factory", "规模企业", "Factory"),
    ),
}


def default_terms() -> list[Term]:
    """The lists a new workspace starts with."""
    return [
        Term(list=name, code=code, zh=zh, en=en, position=position)
        for name, words in DEFAULT_TERMS.items()
        for position, (code, zh, en) in enumerate(words)
    ]
