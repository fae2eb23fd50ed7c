"""Places: county, township and village, keyed by their official codes (6, 9, 12 digits).

A village carries numbers about its people and nothing about any one of them. Names repeat inside a
county; codes do not. Pinyin and initials are filled from the name when left empty; what a person
typed there is kept.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Mapped, mapped_column

from db.errors import RecordError
from db.geometry import Geometry
from db.names import initials, pinyin
from db.privacy import refuse_identity
from db.records.base import Record, Surveyed, field, link
from resources.text import Text

BOUNDARY_SOURCES = {
    "official": Text("民政勘界", "Official survey"),
    "digitised": Text("图纸数字化", "Digitised from a map"),
    "drawn": Text("本机绘制", "Drawn here"),
    "adjusted": Text("手工调整", "Adjusted by hand"),
    "invented": Text("示意边界", "Indicative, not surveyed"),
}

VILLAGE_KINDS = {
    "village": Text("行政村", "Village"),
    "community": Text("社区", "Community"),
}


class _Place(Surveyed):
    """Columns and rules of every place; ``digits`` is the length of its code."""

    digits: ClassVar[int]

    code: Mapped[str] = mapped_column(
        sort_order=-20, unique=True, info=field("代码", "Code", required=True)
    )
    name: Mapped[str] = mapped_column(
        sort_order=-20, info=field("名称", "Name", required=True, free_text=True)
    )
    pinyin: Mapped[str] = mapped_column(
        sort_order=-20, default="", info=field("拼音", "Pinyin", free_text=True)
    )
    initials: Mapped[str] = mapped_column(
        sort_order=-20, default="", info=field("首字母", "Initials", free_text=True)
    )
    boundary_source: Mapped[str] = mapped_column(
        sort_order=20,
        default="drawn",
        info=field("边界来源", "Boundary source", choices=BOUNDARY_SOURCES),
    )
    boundary_since: Mapped[dt.date | None] = mapped_column(
        sort_order=20, info=field("边界启用", "Boundary since")
    )
    geom: Mapped[BaseGeometry | None] = mapped_column(
        Geometry("MULTIPOLYGON"), sort_order=20, info=field("边界", "Boundary")
    )

    def fill_in(self) -> None:
        """Complete the spellings that were left empty."""
        self.pinyin = self.pinyin or pinyin(self.name or "")
        self.initials = self.initials or initials(self.name or "")

    def check_rules(self) -> None:
        digits = self.digits
        if len(self.code) != digits or not self.code.isascii() or not self.code.isdigit():
            raise RecordError(
                "code",
                Text(
                    f"代码应为 {digits} 位数字，现为“{self.code}”。",
                    f"The code must have {digits} digits; it is “{self.code}”.",
                ),
            )


class County(_Place, Record):
    """A county or district."""

    __tablename__ = "counties"
    title = Text("县", "County")
    digits = 6


class Township(_Place, Record):
    """A township, town or subdistrict of a county."""

    __tablename__ = "townships"
    title = Text("乡镇", "Township")
    digits = 9

    county_uid: Mapped[str | None] = link("counties", "所属县", "County")


class Village(_Place, Record):
    """A village or community: the place that is covered, or not, by postings."""

    __tablename__ = "villages"
    title = Text("村/社区", "Village")
    digits = 12

    kind_of_place: Mapped[str] = mapped_column(
        default="village", info=field("类别", "Kind", choices=VILLAGE_KINDS)
    )
    township_uid: Mapped[str | None] = link("townships", "所属乡镇", "Township")
    unit_uid: Mapped[str | None] = link("units", "责任单位", "Responsible unit")
    population: Mapped[int | None] = mapped_column(
        info=field("人口", "Population", unit="人", low=0)
    )
    households: Mapped[int | None] = mapped_column(
        info=field("户数", "Households", unit="户", low=0)
    )
    counts: Mapped[dict[str, Any]] = mapped_column(
        default=dict, info=field("各类数量", "Counts", terms="village_counts")
    )

    def check_rules(self) -> None:
        super().check_rules()
        check_counts(self.counts, "counts", Text("各类数量", "Counts"))


def check_counts(counts: dict[str, Any] | None, name: str, label: Text) -> None:
    """Refuse all but whole numbers from 0: counts must never become a list of people."""
    for code, number in (counts or {}).items():
        refuse_identity(code, name, label)
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            raise RecordError(
                name,
                Text(
                    f"「{label.zh}」只存数量，“{code}”应为不小于 0 的整数。",
                    f"“{label.en}” holds numbers only; “{code}” must be a whole number from 0.",
                ),
            )
