"""In which order day, month and year stand in the dates of a file, where figures can be read in more than one way.

The column tells by a day beyond 12, or by years written in full; else another column of the same file does; else a
person is asked. What was found out is said, as are a spreadsheet's numbers of days and years of the Republic.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Date

from db.records.base import Record, columns_of
from db.times import UtcTime
from layers.intake.dates import (
    SAID,
    begins_with_year,
    has_short_year,
    readings_of,
    republic_day,
    serial_day,
)
from layers.intake.looks import Look, never
from layers.intake.mapping import ColumnMap
from layers.intake.options import ORDERS, IntakeOptions, Order, Question
from layers.intake.remembered import AS_BEFORE
from layers.intake.text import blank, folded
from resources.text import Text

_FOUR_YEARS = 1462
"""Days from the first day that other books count to that of one from 1904."""


@dataclass
class Dates:
    """How the dates of a file are read.

    Attributes
    ----------
    orders : mapping of column to Order
        For columns with dates that can be read in more than one way.
    notes : list of Text
        What is to be said of whole columns.
    short : mapping of column to set of texts
        Dates whose year has two digits.
    as_before : Order, optional
        The answer to an earlier file, where it served.
    question : Question, optional
    """

    orders: dict[str, Order] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)
    short: dict[str, set[str]] = field(default_factory=dict)
    as_before: Order | None = None
    question: Question | None = None


def read_dates(
    cls: type[Record],
    columns: Mapping[str, Sequence[Any]],
    found: ColumnMap,
    options: IntakeOptions,
    before: Order | None = None,
    look: Look = never,
) -> Dates:
    """In which order the dates of each column stand; asks where neither file nor person tells.

    `before` is what a person answered for such a file; it serves where its order makes them dates.
    """
    dates = Dates()
    open_columns: dict[str, tuple[frozenset[Order], str]] = {}
    for column in _date_columns(cls, found):
        look()
        texts = dict.fromkeys(folded(v) for v in columns[column] if not blank(v))
        possible, example = _possible(texts)
        if short := {t for t in texts if has_short_year(t)}:
            dates.short[column] = short
        dates.notes += _sorts(column, texts)
        if example is None:
            continue
        if len(possible) == 1:
            (dates.orders[column],) = possible
            dates.notes.append(_proved(column, dates.orders[column], example))
        else:
            open_columns[column] = possible, example
    elsewhere = set(dates.orders.values())
    for column, (possible, example) in open_columns.items():
        rest = elsewhere & possible if possible else set[Order]()
        if options.dates is not None:
            dates.orders[column] = options.dates
        elif len(rest) == 1:
            dates.orders[column] = rest.pop()
            dates.notes.append(_alike(column, dates.orders[column], example))
        elif before is not None and before in possible:
            dates.orders[column] = dates.as_before = before
            dates.notes.append(_as_before(column, before, example))
        elif dates.question is None:
            dates.question = _question(column, example, possible)
    return dates


def from_1904(
    cls: type[Record], columns: Mapping[str, Sequence[Any]], found: ColumnMap
) -> Mapping[str, Sequence[Any]]:
    """The `columns` of a book that counts days from 1904, with those of dates as other books count them."""
    counted: dict[str, Sequence[Any]] = {
        column: [
            v + _FOUR_YEARS if isinstance(v, (int, float)) and not isinstance(v, bool) else v
            for v in columns[column]
        ]
        for column in _date_columns(cls, found)
    }
    return {**columns, **counted}


def _date_columns(cls: type[Record], found: ColumnMap) -> Iterator[str]:
    for name, column, _field in columns_of(cls):
        if name in found.fields and isinstance(column.type, (Date, UtcTime)):
            yield found.fields[name][0]


def _possible(texts: Iterable[str]) -> tuple[frozenset[Order], str | None]:
    """The orders in which all of a column's figures are dates, and one that shows the doubt.

    No example where nothing is in doubt; no order where its figures contradict each other.
    """
    possible: set[Order] = set(ORDERS)
    seen: dict[str, dict[Order, dt.date]] = {}
    year_first = False
    for text in texts:
        readings = readings_of(text)
        if readings:
            seen[text] = readings
            possible &= readings.keys()
        elif begins_with_year(text):
            year_first = True
    if not seen:
        return frozenset(), None
    if year_first and "ymd" in possible:
        possible = {"ymd"}
    either = next((t for t, r in seen.items() if len(set(r.values())) > 1), None)
    if len(possible) == 1:
        telling = next((t for t, r in seen.items() if len(r) == 1), either)
        return frozenset(possible), telling or next(iter(seen))
    if possible and either is None:
        return frozenset({min(possible, key=ORDERS.index)}), next(iter(seen))
    return frozenset(possible), either or next(iter(seen))


def _sorts(column: str, texts: Mapping[str, None]) -> list[Text]:
    """What is said of a column that counts days, or years of the Republic."""
    notes = []
    days = next(((t, on) for t in texts if (on := serial_day(t))), None)
    if days is not None:
        notes.append(
            Text(
                f"“{column}”里有表格软件的天数，按日期读（{days[0]} 即 {days[1]}）。",
                f"“{column}” holds a spreadsheet's numbers of days, read as dates ({days[0]} is {days[1]}).",
            )
        )
    republic = next(((t, on) for t in texts if (on := republic_day(t))), None)
    if republic is not None:
        notes.append(
            Text(
                f"“{column}”里有民国纪年，已换成公历（“{republic[0]}”即 {republic[1]}）。",
                f"“{column}” counts years of the Republic: “{republic[0]}” is {republic[1]}.",
            )
        )
    return notes


def _proved(column: str, order: Order, example: str) -> Text:
    said = SAID[order]
    return Text(
        f"“{column}”的日期按{said.zh}读：“{example}”只能这样读。",
        f"Dates of “{column}” are read as {said.en}: “{example}” can't be meant otherwise.",
    )


def _alike(column: str, order: Order, example: str) -> Text:
    said = SAID[order]
    return Text(
        f"“{column}”的日期按{said.zh}读（如“{example}”），和文件里另一列一样。",
        f"Dates of “{column}”, such as “{example}”, are read as {said.en}, like another column of the file.",
    )


def _as_before(column: str, order: Order, example: str) -> Text:
    said, day = SAID[order], readings_of(example)[order]
    return Text(
        f"“{column}”的日期按{said.zh}读（“{example}”即 {day}）：{AS_BEFORE.zh}。",
        f"Dates of “{column}” are read as {said.en} (“{example}” is {day}), {AS_BEFORE.en}.",
    )


def _question(column: str, example: str, possible: frozenset[Order]) -> Question:
    readings = readings_of(example)
    choices = [order for order in ORDERS if order in (possible or readings)]
    choices = choices if len(choices) > 1 else ["dmy", "mdy"]
    zh = "，".join(f"--dates {o} 即{SAID[o].zh}（{readings.get(o, '不成日期')}）" for o in choices)
    en = ", ".join(f"--dates {o}: {SAID[o].en} ({readings.get(o, 'no date')})" for o in choices)
    why_zh, why = "文件里看不出来", "the file does not tell"
    if not possible:
        why_zh, why = "这一列里两种写法都有", "the column holds both"
    days = [readings[o] for o in choices if o in readings]
    either_zh = " 还是 ".join(map(str, days)) if len(days) > 1 else "哪一天"
    either = " or ".join(map(str, days)) if len(days) > 1 else "which day"
    return Question(
        "dates",
        Text(
            f"“{column}”一列写的“{example}”是 {either_zh}？{why_zh}，不能猜。说明：{zh}。",
            f"“{column}” says “{example}”: {either}? {why.capitalize()}, and it is not guessed. Say {en}.",
        ),
        tuple(choices),
    )
