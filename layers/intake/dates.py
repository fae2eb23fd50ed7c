"""Dates and times as people and programs write them.

``2026-03-05``, ``2026年3月5日``, ``民国115年3月5日``, ``5 Mar 2026`` and a spreadsheet's number of days say it
themselves. Three figures such as ``05/03/2026`` do not: in which order they stand is told by
`layers.intake.date_order`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from layers.intake.options import Order
from layers.intake.text import folded
from resources.text import Text

_TAIL = r"(?:[T\s上下晚凌早中周星(].*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?{_TAIL}")
_PACKED = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SHORT = re.compile(rf"(\d{{2}})年(\d{{1,2}})月(\d{{1,2}})日?{_TAIL}")
_HANZI = str.maketrans("〇零一二三四五六七八九", "00123456789")
_HANZI_DAY = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_REPUBLIC = re.compile(
    rf"(?:(?:中[华華])?民[国國]\s*(元|\d{{1,3}})|(\d{{3}}))\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*"
    rf"(\d{{1,2}})\s*日?{_TAIL}"
)
_REPUBLIC_PACKED = re.compile(r"((?:0[5-9]|1[0-4])\d)(\d{2})(\d{2})")
_FIGURES = re.compile(rf"(\d{{1,2}})\s*([-/.])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}|\d{{1,2}}){_TAIL}")
_DAYS = re.compile(r"\d{5}(?:\.\d+)?")
_CLOCK = re.compile(
    r"(?P<part>上午|下午|晚上|晚|凌晨|早上|中午)?\s*(?<!\d)(?P<h>\d{1,2})"
    r"(?::(?P<m>\d{1,2})(?::(?P<s>\d{1,2})(?:[.,](?P<f>\d{1,6})\d*)?)?"
    r"|[时時点點](?:(?P<cm>\d{1,2})分?(?:(?P<cs>\d{1,2})秒?)?|(?P<half>半))?)"
    r"\s*(?:(?P<ap>[ap])\.?m\.?(?!\w))?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_NAMED = (
    re.compile(
        rf"(?:[a-z]{{3,9}},?\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH}[\s,-]+(?P<y>\d{{4}}|\d{{2}}){_TAIL}"
    ),
    re.compile(
        rf"{_MONTH}[\s-]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s,-]+(?P<y>\d{{4}}|\d{{2}}){_TAIL}"
    ),
)
_YEARLESS = (
    re.compile(rf"(?P<a>\d{{1,2}})\s*月\s*(?P<b>\d{{1,2}})\s*[日号]?{_TAIL}"),
    re.compile(r"(?P<a>\d{1,2})\s*[-/.]\s*(?P<b>\d{1,2})"),
)
_DAYLESS = re.compile(r"(?:19|20)\d{2}\s*[-/.年]\s*(\d{1,2})\s*月?")
_BARE_YEAR = re.compile(r"(?:19|20)\d{2}\s*年?")
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day zero has no zone
_REPUBLIC_BEGAN = 1911
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
LOCAL = dt.timezone(dt.timedelta(hours=8))
"""A time without a zone is meant as Beijing time."""
SAID: dict[Order, Text] = {
    "ymd": Text("年/月/日", "year/month/day"),
    "dmy": Text("日/月/年", "day/month/year"),
    "mdy": Text("月/日/年", "month/day/year"),
}


def day(value: Any, order: Order | None = None) -> dt.date | None:
    """The date that a cell says, or a spreadsheet's number of days; None when it is neither.

    `order` is how figures stand that can be read in more than one way; without one they are no date.
    """
    text = folded(value)
    if _DAYS.fullmatch(text):
        serial = _serial(text)
        return None if serial is None else serial.date()
    found = sure_day(text)
    return found if found is not None or order is None else readings_of(text).get(order)


def moment(value: Any, order: Order | None = None) -> dt.datetime | None:
    """The time that a cell says, at midnight when it says a day only; None when it is none."""
    text = folded(value)
    if _DAYS.fullmatch(text):
        serial = _serial(text)
        return None if serial is None else serial.replace(tzinfo=LOCAL)
    on = day(value, order)
    if on is None:
        return None
    clock = _CLOCK.search(text)
    if clock is None:
        return dt.datetime.combine(on, dt.time(), LOCAL)
    minute = 30 if clock["half"] else int(clock["m"] or clock["cm"] or 0)
    second = int(clock["s"] or clock["cs"] or 0)
    try:
        time = dt.time(_hour(clock), minute, second, int((clock["f"] or "0").ljust(6, "0")))
        said = clock["zone"]
        zone = dt.datetime.fromisoformat(f"2000-01-01T00{said}").tzinfo if said else LOCAL
    except ValueError:
        return None
    return dt.datetime.combine(on, time, zone)


def _hour(clock: re.Match[str]) -> int:
    hour, part, half = int(clock["h"]), clock["part"], (clock["ap"] or "").lower()
    if (part in ("下午", "晚上", "晚") or half == "p") and hour < 12:
        return hour + 12
    return 0 if hour == 12 and (part == "凌晨" or half == "a") else hour


def _date(year: int, month: int, on: int) -> dt.date | None:
    try:
        return dt.date(year, month, on)
    except ValueError:
        return None


def _serial(text: str) -> dt.datetime | None:
    count = float(text)
    if not _FIRST_SERIAL < count < _LAST_SERIAL:
        return None
    return _EPOCH + dt.timedelta(seconds=round(count * 86_400))


def sure_day(text: str) -> dt.date | None:
    """The date of a text that can be read in one way only."""
    if match := _YEAR_FIRST.fullmatch(text) or _PACKED.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _SHORT.fullmatch(text):
        return _date(_whole_year(match[1]), int(match[2]), int(match[3]))
    if match := _HANZI_DAY.fullmatch(text):
        return _date(int(match[1].translate(_HANZI)), _below_100(match[2]), _below_100(match[3]))
    if match := _REPUBLIC.fullmatch(text):
        year = 1 if match[1] == "元" else int(match[1] or match[2])
        return _date(year + _REPUBLIC_BEGAN, int(match[3]), int(match[4]))
    if match := _REPUBLIC_PACKED.fullmatch(text):
        return _date(int(match[1]) + _REPUBLIC_BEGAN, int(match[2]), int(match[3]))
    lower = text.lower()
    for pattern in _NAMED:
        if match := pattern.fullmatch(lower):
            month = next(m for m in match.groups() if m in _MONTHS)
            return _date(_whole_year(match["y"]), _MONTHS.index(month) + 1, int(match["d"]))
    return None


def readings_of(text: str) -> dict[Order, dt.date]:
    """The dates that three figures can mean, by the order they are read in."""
    match = _FIGURES.fullmatch(text)
    if match is None:
        return {}
    first, second, last = match[1], match[3], match[4]
    found: dict[Order, dt.date | None] = {}
    if len(last) < 4 and len(first) == 2:
        found["ymd"] = _date(_whole_year(first), int(second), int(last))
    if len(last) in (2, 4):
        found["dmy"] = _date(_whole_year(last), int(second), int(first))
        found["mdy"] = _date(_whole_year(last), int(first), int(second))
    return {order: on for order, on in found.items() if on is not None}


def lacking(text: str) -> Text | None:
    """What a text lacks to be a date, where that is all; None for a date and for what is none at all."""
    for pattern in _YEARLESS:
        if match := pattern.fullmatch(text):
            figures = int(match["a"]), int(match["b"])
            return (
                _NO_YEAR if any(_date(2000, *pair) for pair in (figures, figures[::-1])) else None
            )
    if match := _DAYLESS.fullmatch(text):
        return _NO_DAY if 1 <= int(match[1]) <= 12 else None
    return _NO_MONTH if _BARE_YEAR.fullmatch(text) else None


_NO_YEAR = Text("没有写年份", "has no year")
_NO_DAY = Text("没有写哪一天", "has no day")
_NO_MONTH = Text("只有年份，没有写月和日", "has a year only, no month and no day")


def _whole_year(text: str) -> int:
    """A year of two digits belongs to the years 1970 to 2069."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def has_short_year(text: str) -> bool:
    """Whether `text` is a date whose year has two digits."""
    if _SHORT.fullmatch(text):
        return True
    if match := _FIGURES.fullmatch(text):
        return len(match[4]) < 4
    return any(m and len(m["y"]) == 2 for m in (p.fullmatch(text.lower()) for p in _NAMED))


def serial_day(text: str) -> dt.date | None:
    """The date of a spreadsheet's number of days."""
    found = _serial(text) if _DAYS.fullmatch(text) else None
    return None if found is None else found.date()


def republic_day(text: str) -> dt.date | None:
    """The date of a text that counts years of the Republic."""
    counted = _REPUBLIC.fullmatch(text) or _REPUBLIC_PACKED.fullmatch(text)
    return sure_day(text) if counted else None


def begins_with_year(text: str) -> bool:
    """Whether `text` is a date of figures that begins with all four of a year."""
    return _YEAR_FIRST.fullmatch(text) is not None


def _below_100(words: str) -> int:
    """Ten, eleven, twenty-one … as Chinese dates write them."""
    tens, ten, ones = words.rpartition("十")
    one = int(ones.translate(_HANZI)) if ones else 0
    return (int(tens.translate(_HANZI)) if tens else 1) * 10 + one if ten else one
