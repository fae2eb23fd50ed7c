"""One value as people read it (figures, dates, time left), and deadlines as whole columns.

Tables, the record panel and lists of related records all say a value through these functions, so
that a date or a deadline reads the same everywhere. Nothing here knows a view or reads a workspace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from db.records.base import UNITS
from db.records.disputes import CLASS_DAYS
from resources.text import Text

Texts = NDArray[np.object_]
Numbers = NDArray[np.float64]

SOON_DAYS = 2
"""A deadline this near speaks up."""

_THIN = "\u2009"
_EPOCH = dt.date(1970, 1, 1)

LEFT = Text("余 {n} 天", "{n} days left")
ONE_LEFT = Text("余 1 天", "1 day left")
DUE_TODAY = Text("今天到期", "due today")
OVERDUE = Text("超期 {n} 天", "{n} days overdue")
ONE_OVERDUE = Text("超期 1 天", "1 day overdue")
PAUSED = Text("暂停 · {rest}", "paused · {rest}")
GAP = Text("空缺", "nobody")
YES, NO = Text("是", "Yes"), Text("否", "No")

_WEEKDAYS = tuple(
    Text(f"周{zh}", en)
    for zh, en in zip(
        "一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True
    )
)


def weekday(day: dt.date) -> Text:
    """The day of the week, short."""
    return _WEEKDAYS[day.weekday()]


def unit_in_words(unit: str, lang: str) -> str:
    """A field's unit in `lang`; a symbol such as ``m`` is the same in both."""
    return UNITS[unit].say(lang) if unit in UNITS else unit


def day_in_words(day: dt.date, lang: str) -> str:
    """``2026-11-22 周日``."""
    return f"{day.isoformat()} {weekday(day).say(lang)}"


def moment_in_words(moment: dt.datetime) -> str:
    """``2026-11-22 08:30`` in the local time zone."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def mapped(values: Any, word: Callable[[Any], Any], missing: Any) -> NDArray[Any]:
    """`word` of each value, computed once for each value that differs."""
    codes, unique = pd.factorize(values)
    found = np.array([*(word(value) for value in unique.tolist()), missing], dtype=object)[codes]
    return found.astype(np.float64) if isinstance(missing, float) else found


def epoch_days(values: pd.Series[Any]) -> Numbers:
    """Dates as days since 1970-01-01, NaN where there is none."""
    days = pd.to_datetime(values).to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))


def due_days(disputes: pd.DataFrame, on: dt.date) -> Numbers:
    """The last day allowed of each dispute; a running pause moves it on."""
    allowed = mapped(
        disputes["case_class"].to_numpy(dtype=object), lambda c: float(CLASS_DAYS.get(c, 0)), np.nan
    )
    paused = pd.to_numeric(disputes["paused_days"]).fillna(0).to_numpy(dtype=np.float64)
    standing = np.nan_to_num(np.maximum(_ordinal(on) - epoch_days(disputes["paused_since"]), 0.0))
    found: Numbers = epoch_days(disputes["found"]) + allowed + paused + standing
    return found


def days_left(kind: str, frame: pd.DataFrame, on: dt.date) -> Numbers:
    """Days until the deadline, negative when overdue, NaN when closed or without one."""
    if kind == "disputes":
        due, ended = due_days(frame, on), frame["closed"]
    else:
        due, ended = epoch_days(frame["due"]), frame["eliminated"]
    return np.where(np.isnan(epoch_days(ended)), due - _ordinal(on), np.nan)


def _ordinal(day: dt.date) -> int:
    return (day - _EPOCH).days


def date_of(days: float) -> dt.date:
    """The date that many days after 1970-01-01."""
    return _EPOCH + dt.timedelta(days=days)


def left_in_words(days: float, lang: str) -> str:
    """``余 3 天``, ``今天到期`` or ``超期 5 天``; empty for NaN."""
    if np.isnan(days):
        return ""
    whole = int(days)
    if whole == 0:
        return DUE_TODAY.say(lang)
    if whole > 0:
        return (ONE_LEFT if whole == 1 else LEFT).format(n=whole).say(lang)
    return (ONE_OVERDUE if whole == -1 else OVERDUE).format(n=-whole).say(lang)


def figure(value: float, digits: int = 6) -> str:
    """A figure with thin spaces between thousands, no more decimals than it has."""
    if float(value).is_integer():
        return f"{int(value):,}".replace(",", _THIN)
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".").replace(",", _THIN)


def percent(value: float) -> str:
    """A share in per cent, always to one decimal, so that shares stand point under point."""
    return f"{value:.1f}"
