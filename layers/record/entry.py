"""Reading what a person typed: days, moments, numbers, coordinates, counts.

Text in, a value out, or a `RecordError` that says in both languages what was expected. Forgiving
about how a thing is written (full-width digits, short years, 昨天), strict about what it means.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from shapely import Point

from db.errors import RecordError
from resources.text import Text

_RELATIVE = {
    "今天": 0,
    "今日": 0,
    "today": 0,
    "昨天": -1,
    "昨日": -1,
    "yesterday": -1,
    "前天": -2,
    "大前天": -3,
    "明天": 1,
    "tomorrow": 1,
    "后天": 2,
    "大后天": 3,
}
_OFFSET = re.compile(r"([+-]\d{1,3})(天|d)?")
_AGO = re.compile(r"(\d{1,3})天(前|后)")
_OF_WEEK = re.compile(r"(上|本|这|下)?(?:个?星期|个?礼拜|周)([一二三四五六日天])")
_OF_MONTH = re.compile(r"(\d{1,2})[日号]")
_WEEKS = {"上": -1, "下": 1}
_DAYS_OF_WEEK = "一二三四五六日"
_CLOCK = re.compile(
    r"(凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|早|晚)?\s*(?<!\d)(\d{1,2})\s*(?:(?::|点|时)\s*(\d{1,2}|半)?"
    r"(?::\d{1,2}(?:\.\d+)?|分(?:\d{1,2}秒)?)?|(?<=\s\d\d)(\d\d))$"
)
_AFTERNOON = ("下午", "傍晚", "晚上", "晚")
_NOW = ("现在", "刚才", "now")
_PARTS = re.compile(r"\d+")
_DEGREES = re.compile(
    r"(-?\d+(?:\.\d+)?)\s*°\s*(?:(\d+(?:\.\d+)?)\s*[′'分]\s*)?(?:(\d+(?:\.\d+)?)\s*[″\"秒]\s*)?([NSEW北南东西]?)",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?")
_FAR_NORTH = 60.0
"""No place in the country lies so far north: a first figure beyond this is a longitude."""

NOT_A_DAY = Text(
    "看不懂日期“{typed}”。可写 2026-11-22、1122 或 昨天。",
    "“{typed}” is not a date. Write 2026-11-22, 1122 or yesterday.",
)
NOT_A_MOMENT = Text(
    "看不懂时间“{typed}”。可写 2026-11-22 08:30、昨天 14:30 或 9点半。",
    "“{typed}” is not a time. Write 2026-11-22 08:30, yesterday 14:30 or 9:30.",
)
NOT_A_NUMBER = Text("“{typed}”不是数字。", "“{typed}” is not a number.")
NOT_WHOLE = Text("“{typed}”不是整数。", "“{typed}” is not a whole number.")
NOT_A_PLACE = Text(
    "看不懂坐标“{typed}”。先纬度后经度，如 34.10412, 114.19237。",
    "“{typed}” is not a pair of coordinates. Latitude first, as in 34.10412, 114.19237.",
)


def _folded(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip()


def day(typed: str, today: dt.date, name: str = "") -> dt.date | None:
    """The date that was typed, None for nothing.

    Understands ISO, ``2026/11/22``, ``20261122``, ``261122``, ``1122`` and ``11-22`` (this year), 5日 (this month),
    今天, 昨天, 3天前, ``+3`` and ``-2`` (days from `today`), 周一 (of this week), 上周一.

    Raises
    ------
    RecordError
        It is no date; `name` is its field.
    """
    text = _folded(typed).casefold()
    if not text:
        return None
    if text in _RELATIVE:
        return today + dt.timedelta(days=_RELATIVE[text])
    if (offset := _OFFSET.fullmatch(text)) is not None:
        return today + dt.timedelta(days=int(offset[1]))
    if (ago := _AGO.fullmatch(text)) is not None:
        return today + dt.timedelta(days=int(ago[1]) * (-1 if ago[2] == "前" else 1))
    if (named := _OF_WEEK.fullmatch(text)) is not None:
        place = _DAYS_OF_WEEK.index(named[2].replace("天", "日")) + 7 * _WEEKS.get(named[1], 0)
        return today + dt.timedelta(days=place - today.weekday())
    try:
        if (numbered := _OF_MONTH.fullmatch(text)) is not None:
            return today.replace(day=int(numbered[1]))
        return _calendar_day(_PARTS.findall(text), today)
    except ValueError as error:
        raise RecordError(name, NOT_A_DAY.format(typed=typed.strip())) from error


def _calendar_day(parts: list[str], today: dt.date) -> dt.date:
    if len(parts) == 1:
        digits = parts[0]
        if len(digits) == 8:
            parts = [digits[:4], digits[4:6], digits[6:]]
        elif len(digits) == 6:
            parts = [digits[:2], digits[2:4], digits[4:]]
        elif len(digits) == 4:
            parts = [digits[:2], digits[2:]]
    if len(parts) == 2:
        parts = [str(today.year), *parts]
    if len(parts) != 3:
        raise ValueError(f"not a date: {parts}")
    year = int(parts[0])
    return dt.date(year + 2000 if year < 100 else year, int(parts[1]), int(parts[2]))


def moment(typed: str, today: dt.date, name: str = "") -> dt.datetime | None:
    """The local time that was typed, aware, None for nothing; a day alone means midnight, a clock alone `today`.

    Understands ``2026-11-22 08:30``, ``20261122 0830``, 昨天14:30, 9点半, 昨晚8点, 现在, and ISO with its zone.

    Raises RecordError when it is no time.
    """
    text = _folded(typed).casefold()
    if not text:
        return None
    if text in _NOW:
        now = dt.datetime.now().astimezone()
        return now.replace(
            year=today.year, month=today.month, day=today.day, second=0, microsecond=0
        )
    try:
        told = dt.datetime.fromisoformat(text)
    except ValueError:
        told = None
    if told is not None and told.tzinfo is not None:
        return told.astimezone()
    clock = _CLOCK.search(text)
    head = text if clock is None else text[: clock.start()].rstrip(" t,")
    if head in ("今", "昨", "前", "明", "后"):
        head += "天"
    try:
        on = day(head, today, name) or today
        at = dt.time() if clock is None else _time_of_day(clock)
    except (ValueError, RecordError) as error:
        raise RecordError(name, NOT_A_MOMENT.format(typed=typed.strip())) from error
    return dt.datetime.combine(on, at).astimezone()


def _time_of_day(clock: re.Match[str]) -> dt.time:
    part, hours, minutes, joined = clock.groups()
    hour = int(hours)
    if hour == 12 and part in ("晚上", "晚", "凌晨"):
        raise ValueError("midnight, but of which day")
    if (part in _AFTERNOON and hour < 12) or (part == "中午" and hour < 3):
        hour += 12
    return dt.time(hour, 30 if minutes == "半" else int(minutes or joined or 0))


def number(typed: str, name: str = "", *, whole: bool = False) -> int | float | None:
    """The number that was typed, None for nothing; thousands may be set apart.

    Raises RecordError when it is no number, or not a whole one though `whole` is set.
    """
    text = re.sub(r"[\s_]|,(?=\d{3}(?:\D|$))", "", _folded(typed))
    if not text:
        return None
    if _DECIMAL.fullmatch(text) is None:
        raise RecordError(name, NOT_A_NUMBER.format(typed=typed.strip()))
    if not whole:
        return float(text)
    if "." in text:
        raise RecordError(name, NOT_WHOLE.format(typed=typed.strip()))
    return int(text)


def place(typed: str, name: str = "") -> Point | None:
    """The point that was typed as latitude and longitude in degrees (EPSG:4326), None for nothing.

    Decimal degrees or degrees, minutes and seconds. A first figure beyond 60 can only be a
    longitude here, so the order is put right; letters N, E, 北, 东 decide it where they are written.

    Raises RecordError when it is no pair of coordinates on the globe.
    """
    text = _folded(typed)
    if not text:
        return None
    refusal = RecordError(name, NOT_A_PLACE.format(typed=typed.strip()))
    if "°" in text:
        found = [_from_degrees(*match.groups()) for match in _DEGREES.finditer(text)]
    else:
        found = [(float(figure), "") for figure in _DECIMAL.findall(text)]
    if len(found) != 2:
        raise refusal
    (first, first_letter), (second, _letter) = found
    swapped = first_letter in "EW东西" if first_letter else abs(first) > _FAR_NORTH
    lat, lng = (second, first) if swapped else (first, second)
    if abs(lat) > 90 or abs(lng) > 180:
        raise refusal
    return Point(lng, lat)


def _from_degrees(
    degrees: str, minutes: str | None, seconds: str | None, letter: str
) -> tuple[float, str]:
    value = abs(float(degrees)) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    south = degrees.startswith("-") or letter.upper() in ("S", "W", "南", "西")
    return (-value if south else value), letter.upper()
