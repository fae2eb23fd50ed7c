"""From the text in a cell to the value of a field, and why not when it can't be one.

Each distinct text is converted once. Digits of any width, thousands commas, units after a figure,
dates as they are written in offices and Excel's day numbers are understood; a choice is found by
its code, its words in both languages, or a usual word for it. What is not understood is a reason
for the row, never a default.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer

from db.records.base import Field
from db.times import UtcTime
from layers.intake.dates import SAID, day, lacking, moment, readings_of
from layers.intake.looks import Look, looking, never
from layers.intake.options import Order
from layers.intake.synonyms import WORDS, plain
from layers.intake.text import blank, folded
from resources.text import Text

_TRUE = {"是", "有", "真", "yes", "y", "true", "1", "启用", "√", "✓"}
_FALSE = {"否", "无", "假", "no", "n", "false", "0", "停用", "×"}
_EXACT = 1e15
"""Whole numbers beyond this are rounded by spreadsheets."""
_SIDE = "东经|西经|北纬|南纬|[NSEW北南东西]"
_DMS = re.compile(
    rf"({_SIDE})?\s*(-?\d+(?:\.\d+)?)\s*[°度]\s*(?:(\d+(?:\.\d+)?)\s*['′分]\s*)?"
    rf"(?:(\d+(?:\.\d+)?)\s*(?:[\"″秒]|''|′′)\s*)?({_SIDE})?",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*([^\d\s]*)")
_SIDED = re.compile(rf"({_SIDE})?\s*(-?\d+(?:\.\d+)?)\s*({_SIDE})?", re.IGNORECASE)
_PARTED = re.compile(
    rf"({_SIDE})?\s*(-?\d{{1,3}})[\s:-](\d{{1,2}}(?:\.\d+)?)(?:[\s:-](\d{{1,2}}(?:\.\d+)?))?\s*({_SIDE})?",
    re.IGNORECASE,
)
_POINTED = re.compile(
    rf"({_SIDE})?\s*(-?\d{{1,3}})\.(\d{{1,2}})\.(\d{{1,2}}(?:\.\d+)?)\s*({_SIDE})?", re.IGNORECASE
)
_SPACED = re.compile(r"-?\d{1,3}(?: \d{3})+(?:\.\d+)?")
_COMMA_EVIDENCE = re.compile(
    r"-?\d+,(?:\d{1,2}|\d{4,})|-?\d{1,3}(?:\.\d{3})+,\d+|-?\d{1,3}(?:\.\d{3}){2,}"
)
_COMMA_FIGURE = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
_DOTTED = re.compile(r"-?\d{1,3}(?:\.\d{3})+|-?\d{1,3}")
_LOST = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
IDENTITIES = ("code", "badge", "serial", "case_no", "notice_no", "order_no")
_APOSTROPHES = re.compile(r"(?<=\d)['’](?=\d{3}(?:\D|$))")


_LAND_SURVEY = re.compile(r"(\d{12})0{7}")
"""How the land survey writes a village: the 12 digits of its code, and seven for parts of it that are none."""


class Refused(ValueError):
    """The text is no value of the field; ``reason`` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


def number(value: Any, unit: str = "") -> float | None:
    """A figure with or without commas and unit; degrees with minutes and seconds; else None.

    ``3万`` is 30,000. `unit` is what the figure is kept in, ``m`` or ``kmh``: ``2公里`` is 2000 m.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) if math.isfinite(value) else None
    text = _APOSTROPHES.sub("", folded(value)) if isinstance(value, str) else folded(value)
    match = _FIGURE.fullmatch(text)
    if match and match[1] not in ("", "+", "-"):
        try:
            found = float(match[1].replace(",", "")) * _times(match[2].casefold(), unit)
        except ValueError:
            return None
        return found if math.isfinite(found) else None
    if _SPACED.fullmatch(text):
        return float(text.replace(" ", ""))
    if dms := _DMS.fullmatch(text):
        return _of_parts(dms)
    return None


_LARGE = {"百万": 1e6, "十万": 1e5, "万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2}
_UNITS: dict[str, dict[str, float]] = {
    "m": dict.fromkeys(("km", "公里", "千米"), 1000.0)
    | dict.fromkeys(("cm", "厘米"), 0.01)
    | dict.fromkeys(("ft", "英尺"), 0.3048),
    "kmh": dict.fromkeys(("m/s", "米/秒", "米每秒"), 3.6)
    | {"kn": 1.852, "节": 1.852, "mph": 1.609344},
}


def _times(written: str, unit: str) -> float:
    """By how much a figure is to be multiplied for the unit `written` after it."""
    if written in _UNITS.get(unit, ()):
        return _UNITS[unit][written]
    if not written or written.startswith(("千米", "千克")):
        return 1.0
    return next((times for word, times in _LARGE.items() if written.startswith(word)), 1.0)


def _of_parts(dms: re.Match[str]) -> float:
    """Degrees of a match whose groups are side, degrees, minutes, seconds, side."""
    side = (dms[1] or dms[5] or "").upper()[:1]
    degrees = float(dms[2])
    part = float(dms[3] or 0) / 60 + float(dms[4] or 0) / 3600
    found = degrees - part if dms[2].startswith("-") else degrees + part
    return -found if side in ("S", "W", "南", "西") else found


def coordinate(value: Any, *, degrees: bool = False) -> float | None:
    """One axis of a place: a `number`, or as only coordinates are written, such as ``E114.2`` or ``114:12:6.7``.

    Degrees and minutes without a sign between them (``1141230``) are told from metres by a side of the world beside
    them, or by `degrees`: the frame was said to be one of degrees.
    """
    if isinstance(value, (int, float)):
        found = number(value)
        return found if found is None or not degrees else _unpacked(found)
    text = folded(value)
    if sided := _SIDED.fullmatch(text):
        side = (sided[1] or sided[3] or "").upper()[:1]
        found = _unpacked(float(sided[2])) if side or degrees else float(sided[2])
        return -found if side in ("S", "W", "南", "西") else found
    parted = _PARTED.fullmatch(text) or _POINTED.fullmatch(text)
    if parted and float(parted[3]) < 60 and float(parted[4] or 0) < 60:
        return _of_parts(parted)
    return number(value)


def writes_comma(texts: Sequence[str]) -> bool:
    """Whether a column of figures is written with a decimal comma: one can't be meant otherwise, none contradicts."""
    return any(_COMMA_EVIDENCE.fullmatch(t) for t in texts) and all(
        _COMMA_FIGURE.fullmatch(t) for t in texts
    )


def _unpacked(found: float) -> float:
    """Degrees of a figure that can be no degrees as it stands; ``404454.36`` is 40° 44′ 54.36″."""
    if abs(found) <= 360 or abs(found) >= 1_810_000:
        return found
    degrees, rest = divmod(abs(found), 10_000)
    minutes, seconds = divmod(rest, 100)
    if minutes >= 60 or seconds >= 60:
        return found
    return math.copysign(degrees + minutes / 60 + seconds / 3600, found)


def with_points(
    values: Sequence[Any], *, whole: bool = False, comma: bool = False
) -> Sequence[Any]:
    """Figures of a column that is written with a decimal comma, with a decimal point instead.

    The column as a whole tells: one figure that can't be meant otherwise, and none that contradicts.
    With `comma`, it was told of figures that might be either. In a column of `whole` numbers ``4.930``
    is one, if another than zeros follows a point.
    """
    texts = [t for v in values if isinstance(v, str) and not blank(v) and (t := folded(v))]
    if whole and all(_DOTTED.fullmatch(t) for t in texts):
        dotted = [t for t in texts if "." in t]
        if not any(t.partition(".")[2].strip("0.") for t in dotted):
            return values
    elif not (writes_comma(texts) or (comma and all(_COMMA_FIGURE.fullmatch(t) for t in texts))):
        return values
    return [
        folded(v).replace(".", "").replace(",", ".") if isinstance(v, str) else v for v in values
    ]


def convert(
    values: Sequence[Any],
    name: str,
    column: Column[Any],
    field: Field,
    *,
    terms: Mapping[str, Text],
    words: Mapping[str, str],
    comma: bool = False,
    order: Order | None = None,
    look: Look = never,
) -> tuple[list[Any], dict[int, Text]]:
    """A column of cells as values of a field (None for blank), and reasons by position.

    `words` is a person's word for word map; `terms` the list that the field offers; `order` how the
    figures of a date stand where they can be read in more than one way.
    """
    change = _converter(name, column, field, terms, words, order)
    # “none” and “-” stand for no figure, no date and no choice; in prose they are words.
    prose = field.choices is None and field.terms is None and not isinstance(column.type, _FIGURES)
    if isinstance(column.type, (Integer, Float)) and not isinstance(column.type, Boolean):
        whole = isinstance(column.type, Integer)
        values = with_points(values, whole=whole, comma=comma and not whole)
    known: dict[Any, Any] = {}
    converted: list[Any] = []
    reasons: dict[int, Text] = {}
    for i, value in enumerate(looking(values, look)):
        key = (type(value), value)
        if key not in known:
            try:
                silent = not folded(value) if prose else blank(value)
                known[key] = None if silent else change(value)
            except Refused as error:
                known[key] = error
        found = known[key]
        if isinstance(found, Refused):
            reasons[i] = found.reason
            found = None
        converted.append(found)
    return converted, reasons


def _converter(
    name: str,
    column: Column[Any],
    field: Field,
    terms: Mapping[str, Text],
    words: Mapping[str, str],
    order: Order | None,
) -> Callable[[Any], Any]:
    change: Callable[[Any, Field], Any]
    if field.choices is not None:
        change = _chooser(name, field.choices, WORDS.get(name, {}))
    elif field.terms is not None:
        change = _chooser(name, terms, {})
    else:
        plainly: Callable[[Any, Field], str] = _text
        if name in IDENTITIES:
            plainly = _number_of_record if name in ("code", "badge") else _serial
        change = next((c for sort, c in _SORTS if isinstance(column.type, sort)), plainly)
        if change in (_date, _time):
            change = partial(change, order=order)
        elif change is _float:
            change = partial(change, unit=name.rpartition("_")[2])
    own = {plain(word): code for word, code in words.items()}

    def convert_one(value: Any) -> Any:
        replaced = own.get(plain(folded(value)), value) if own else value
        return change(replaced, field)

    return convert_one


def _chooser(
    name: str, choices: Mapping[str, Text], usual: Mapping[str, str]
) -> Callable[[Any, Field], str]:
    words: dict[str, str] = {}
    for code, text in usual.items():
        words |= {plain(word): code for word in text.split()}
    for code, label in choices.items():
        words |= {plain(label.zh): code, plain(label.en): code, plain(code): code}
        if short := plain(label.zh).removesuffix("纠纷").removesuffix("隐患"):
            words.setdefault(short, code)

    def choose(value: Any, field: Field) -> str:
        found = words.get(plain(folded(value)))
        if found is None or found not in choices:
            offered_zh = "、".join(label.zh for label in choices.values())
            offered = ", ".join(choices)
            raise Refused(
                Text(
                    f"「{field.label.zh}」没有“{value}”这一项（可用：{offered_zh}）。",
                    f"“{field.label.en}” has no choice “{value}” (there are: {offered}). "
                    f"--value {name}:{value}=… says what it means.",
                )
            )
        return found

    return choose


def _text(value: Any, _field: Field) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value).strip()
    # A quote that keeps a spreadsheet from running the text is no part of it.
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@|%") else text


def _serial(value: Any, field: Field) -> str:
    """A number that something goes by; refused when a spreadsheet has rounded it."""
    rounded = isinstance(value, float) and abs(value) >= _EXACT
    if rounded or _LOST.fullmatch(folded(value)):
        raise Refused(
            Text(
                f"「{field.label.zh}」是“{value}”：被表格软件当成数字存了，末几位已经丢失。"
                "在原表里把这一列改成文本重新填。",
                f"“{field.label.en}” is “{value}”: a spreadsheet kept it as a number and lost its last "
                "digits. Make the column text and fill it in again.",
            )
        )
    return _text(value, field)


def _number_of_record(value: Any, field: Field) -> str:
    text = folded(_serial(value, field))
    whole = re.fullmatch(r"(\d+)\.0+", text) or _LAND_SURVEY.fullmatch(text)
    return whole[1] if whole else text


def _no(value: Any, field: Field, zh: str, en: str) -> Refused:
    label = field.label
    return Refused(
        Text(f"「{label.zh}」的“{value}”不是{zh}。", f"“{label.en}”: “{value}” is no {en}.")
    )


def _float(value: Any, field: Field, unit: str = "") -> float:
    found = number(value, unit)
    if found is None:
        raise _no(value, field, "数字", "number")
    return found


def _whole(value: Any, field: Field) -> int:
    found = number(value)
    if found is None or not float(found).is_integer():
        raise _no(value, field, "整数", "whole number")
    return int(found)


def _flag(value: Any, field: Field) -> bool:
    text = folded(value).casefold()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise _no(value, field, "“是”或“否”", "yes or no")


def _no_date(value: Any, field: Field, order: Order | None) -> Refused | None:
    """Why a date is none yet, none in the order that was told, or no whole one; None when it is none at all."""
    label = field.label
    if lacks := lacking(folded(value)):
        return Refused(
            Text(
                f"「{label.zh}」的“{value}”{lacks.zh}。在原表里补全，如 2026-05-03。",
                f"“{label.en}”: “{value}” {lacks.en}. Complete it in the file, such as 2026-05-03.",
            )
        )
    if not readings_of(folded(value)):
        return None
    if order is None:
        return Refused(
            Text(
                f"「{label.zh}」的“{value}”：年月日的次序还没说定。",
                f"“{label.en}”: “{value}”; the order of day and month is not told yet.",
            )
        )
    return Refused(
        Text(
            f"「{label.zh}」的“{value}”按{SAID[order].zh}读不成日期。",
            f"“{label.en}”: “{value}” is no date as {SAID[order].en}.",
        )
    )


def _date(value: Any, field: Field, order: Order | None = None) -> dt.date:
    found = day(value, order)
    if found is None:
        raise _no_date(value, field, order) or _no(value, field, "日期", "date")
    return found


def _time(value: Any, field: Field, order: Order | None = None) -> dt.datetime:
    found = moment(value, order)
    if found is None:
        raise _no_date(value, field, order) or _no(value, field, "时间", "time")
    return found


_SORTS: tuple[tuple[type[Any], Callable[[Any, Field], Any]], ...] = (
    (UtcTime, _time),
    (Date, _date),
    (Boolean, _flag),
    (Integer, _whole),
    (Float, _float),
)
_FIGURES = tuple(sort for sort, _change in _SORTS)
