"""Days and times as a query writes them: ISO, 今天+3, last week, 2026-11, 3 days ago, 08:30.

A word for a day is a span of days (one day, a week, a month, a year), so that ``found = 本周`` and
``found < 本月`` both have a meaning. Only what is understood as a whole is taken; None otherwise.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

FIRST, LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
"""No query reaches beyond these days; one day more on either side is a date on both engines."""

DAY_WORDS: dict[str, int] = {
    "今天": 0, "今日": 0, "today": 0,
    "昨天": -1, "昨日": -1, "yesterday": -1, "前天": -2,
    "明天": 1, "明日": 1, "tomorrow": 1, "后天": 2,
}  # fmt: skip

PERIOD_WORDS: dict[str, tuple[str, int]] = {
    "本周": ("week", 0), "这周": ("week", 0), "this week": ("week", 0),
    "上周": ("week", -1), "last week": ("week", -1),
    "下周": ("week", 1), "next week": ("week", 1),
    "本月": ("month", 0), "这个月": ("month", 0), "this month": ("month", 0),
    "上月": ("month", -1), "上个月": ("month", -1), "last month": ("month", -1),
    "下月": ("month", 1), "下个月": ("month", 1), "next month": ("month", 1),
    "今年": ("year", 0), "this year": ("year", 0),
    "去年": ("year", -1), "last year": ("year", -1),
}  # fmt: skip

_UNITS = {
    "": "day", "天": "day", "日": "day", "d": "day", "day": "day", "days": "day",
    "周": "week", "星期": "week", "w": "week", "week": "week", "weeks": "week",
    "月": "month", "个月": "month", "month": "month", "months": "month",
}  # fmt: skip
_UNIT = "(" + "|".join(sorted((u for u in _UNITS if u), key=len, reverse=True)) + ")"
_SHIFTED = re.compile(rf"({'|'.join(DAY_WORDS)})? ?([+-]) ?([0-9]{{1,5}}) ?{_UNIT}?")
_AGO = re.compile(rf"([0-9]{{1,5}}) ?{_UNIT} ?(前|ago|后|from now)")
_WEEKDAY = re.compile(r"(本|这|上|下)?(?:周|星期)([一二三四五六日天])")
_DAY = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]|年([0-9]{1,2})月)([0-9]{1,2})[日号]?")
_SHORT_DAY = re.compile(r"([0-9]{1,2})(?:[-/]|月)([0-9]{1,2})[日号]?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})(?:[-/]([0-9]{1,2})|年([0-9]{1,2})月)")
_YEAR = re.compile(r"([0-9]{4})年?")
_CLOCK = re.compile(r"(.+?)[ t]([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?")


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both inclusive."""

    first: dt.date
    last: dt.date


def period(text: str, today: dt.date) -> Period | None:
    """The days that `text` (half-width) means, seen from `today`; None when it means none."""
    folded = " ".join(text.casefold().split())
    try:
        found = _period(folded, today)
    except (ValueError, OverflowError):  # 2026-02-30, or a shift out of the calendar
        return None
    if found is None or found.first < FIRST or found.last > LAST:
        return None
    return found


def _period(text: str, today: dt.date) -> Period | None:
    if text in DAY_WORDS:
        return _one(today + dt.timedelta(days=DAY_WORDS[text]))
    if text in PERIOD_WORDS:
        return _span(*PERIOD_WORDS[text], today)
    if match := _SHIFTED.fullmatch(text):
        base = today + dt.timedelta(days=DAY_WORDS[match[1]] if match[1] else 0)
        count = int(match[3]) * (-1 if match[2] == "-" else 1)
        return _one(_shifted(base, _UNITS[match[4] or ""], count))
    if match := _AGO.fullmatch(text):
        count = int(match[1]) * (-1 if match[3] in ("前", "ago") else 1)
        return _one(_shifted(today, _UNITS[match[2]], count))
    if match := _WEEKDAY.fullmatch(text):
        week = {"上": -1, "下": 1}.get(match[1] or "", 0)
        day = "一二三四五六日".find(match[2].replace("天", "日"))
        return _one(_span("week", week, today).first + dt.timedelta(days=day))
    return _written(text, today)


def _written(text: str, today: dt.date) -> Period | None:
    """A date, month or year in figures."""
    if match := _DAY.fullmatch(text):
        return _one(dt.date(int(match[1]), int(match[2] or match[3]), int(match[4])))
    if match := _COMPACT.fullmatch(text):
        return _one(dt.date(int(match[1]), int(match[2]), int(match[3])))
    if match := _MONTH.fullmatch(text):
        return _span("month", 0, dt.date(int(match[1]), int(match[2] or match[3]), 1))
    if match := _SHORT_DAY.fullmatch(text):
        return _one(dt.date(today.year, int(match[1]), int(match[2])))
    if match := _YEAR.fullmatch(text):
        return _span("year", 0, dt.date(int(match[1]), 1, 1))
    return None


def _one(day: dt.date) -> Period:
    return Period(day, day)


def _span(unit: str, shift: int, day: dt.date) -> Period:
    """The week (from Monday), month or year of `day`, or the one `shift` further."""
    if unit == "week":
        monday = day - dt.timedelta(days=day.weekday()) + dt.timedelta(weeks=shift)
        return Period(monday, monday + dt.timedelta(days=6))
    if unit == "year":
        return Period(dt.date(day.year + shift, 1, 1), dt.date(day.year + shift, 12, 31))
    first = _shifted(day.replace(day=1), "month", shift)
    return Period(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]))


def _shifted(day: dt.date, unit: str, count: int) -> dt.date:
    if unit == "month":
        months = day.year * 12 + day.month - 1 + count
        year, month = months // 12, months % 12 + 1
        return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return day + dt.timedelta(days=count * (7 if unit == "week" else 1))


@dataclass(frozen=True)
class Moments:
    """Aware times from `start` up to, but not including, `end`."""

    start: dt.datetime
    end: dt.datetime


def moments(text: str, today: dt.date) -> Moments | None:
    """The local times that `text` means: a minute, or the days of `period`; None when it means none."""
    folded = " ".join(text.casefold().split())
    if match := _CLOCK.fullmatch(folded):
        day = period(match[1], today)
        hour, minute = int(match[2]), int(match[3])
        if day is None or day.first != day.last or hour > 23 or minute > 59:
            return None
        start = _local(day.first, dt.time(hour, minute))
        return None if start is None else Moments(start, start + dt.timedelta(minutes=1))
    days = period(folded, today)
    if days is None:
        return None
    start, end = _local(days.first), _local(days.last + dt.timedelta(days=1))
    return None if start is None or end is None else Moments(start, end)


def _local(day: dt.date, clock: dt.time = dt.time()) -> dt.datetime | None:
    """An aware time here; None where the system can't tell its zone (Windows, before 1970)."""
    try:
        return dt.datetime.combine(day, clock).astimezone()
    except (OSError, OverflowError):
        return None
