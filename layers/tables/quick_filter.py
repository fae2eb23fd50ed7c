"""The quick filter of a table as SQL: rows in which every typed word occurs, in any column, as the table says it.

Text is searched where it is stored. What a column stores as a code, a link or a day is asked the other way round: which
codes, names or weekdays say the word. Names that a table keeps no spelling of are found by their initials through
`Initials`, which are made once, beside the window. Nothing here runs a statement but by what its caller gives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, String, and_, cast, false, func, literal, or_, select
from sqlalchemy.sql.functions import FunctionElement

from db.dialects import spelled
from db.records import KINDS
from layers.cells import GAP, NO, PAUSED, YES, left_in_words, percent, weekday
from layers.columns import Column
from layers.names import Names, naming_column
from layers.query.sql import Clause
from layers.spelling import quick_initials
from layers.tables.sql import Plain, day_of, key_of, local_minute, value_of
from resources.text import Text

_MONDAY = 700_003
"""1970-01-01, from which days are counted, was a Thursday; whole weeks keep earlier days above nothing."""
_SPELT = ("pinyin", "initials", "code", "badge", "serial")


class Holds(FunctionElement[bool]):
    """Whether a text holds a LIKE pattern (escaped by ``/``), A to Z in either case."""

    name = "guatu_holds"
    inherit_cache = True


spelled(
    Holds,
    sqlite=lambda text, pattern: f"({text} LIKE {pattern} ESCAPE '/')",
    postgresql=lambda text, pattern: f"({text} ILIKE {pattern} ESCAPE '/')",
)


def holds(text: ColumnElement[str], word: str) -> Clause:
    """`text` holds `word`, A to Z in either case; not where it is NULL."""
    escaped = word.replace("/", "//").replace("%", "/%").replace("_", "/_")
    return Holds(text, literal(f"%{escaped}%", String))


@dataclass(frozen=True)
class Initials:
    """First letters of the names of many rows, one after the other, to be searched at once."""

    text: str
    starts: NDArray[np.int64]
    fids: NDArray[np.int64]

    @classmethod
    def of(cls, parts: Iterator[list[tuple[int, str]]]) -> Initials:
        """The initials of ``(fid, name)``, part by part."""
        texts: list[str] = []
        lengths: list[NDArray[np.int64]] = []
        fids: list[NDArray[np.int64]] = []
        for part in parts:
            said = quick_initials(name or "" for _fid, name in part)
            texts.append("\n".join(said) + "\n")
            lengths.append(np.fromiter(map(len, said), np.int64, len(said)) + 1)
            fids.append(np.fromiter((fid for fid, _name in part), np.int64, len(part)))
        if not fids:
            return cls("", np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        ends = np.cumsum(np.concatenate(lengths))
        return cls("".join(texts), np.concatenate([[0], ends[:-1]]), np.concatenate(fids))

    def holding(self, word: str) -> NDArray[np.int64]:
        """The fids of the names whose initials hold `word`."""
        hits: list[int] = []
        at = self.text.find(word)
        while at >= 0:
            hits.append(at)
            at = self.text.find("\n", at)
            at = self.text.find(word, at)
        rows = np.searchsorted(self.starts, np.array(hits, dtype=np.int64), side="right") - 1
        return self.fids[rows]


class Ground(Protocol):
    """What a word is looked for in: one kind's table as it is shown."""

    kind: str
    lang: str
    on: dt.date
    columns: tuple[Column, ...]
    names: Names

    def initials_holding(self, word: str) -> Clause: ...
    def figures_in(self, column: Column) -> Collection[float] | None: ...
    def known_names(self, kind: str) -> Names: ...


def found_by(ground: Ground, needle: str) -> Clause | None:
    """The rows that hold every word of `needle`; None when there is none."""
    words = needle.split()
    return and_(*(_anywhere(ground, word.casefold()) for word in words)) if words else None


def _anywhere(ground: Ground, word: str) -> Clause:
    tests: list[Clause] = []
    for column in ground.columns:
        tests += _TESTS[column.sort](ground, column, word)
    own = KINDS[ground.kind].__table__.c
    if "pinyin" in own:
        tests += [holds(own.pinyin, word), holds(own.initials, word)]
        tests.append(holds(func.replace(own.pinyin, " ", "", type_=String), word))
    elif "name" in own and word.isascii() and any(map(str.isalpha, word)):
        tests.append(ground.initials_holding(word))
    return or_(false(), *tests)


def _in_text(ground: Ground, column: Column, word: str) -> list[Clause]:
    return [holds(value_of(ground.kind, column, ground.on), word)]


def _in_words(ground: Ground, column: Column, words: Mapping[str, Text], word: str) -> list[Clause]:
    codes = [code for code, said in words.items() if word in said.say(ground.lang).casefold()]
    return [key_of(ground.kind, column, ground.on).in_(codes)] if codes else []


def _in_choice(ground: Ground, column: Column, word: str) -> list[Clause]:
    return _in_words(ground, column, (column.field.choices if column.field else None) or {}, word)


def _in_term(ground: Ground, column: Column, word: str) -> list[Clause]:
    listed = (column.field.terms if column.field else None) or ""
    return _in_words(ground, column, ground.names.terms.get(listed, {}), word)


def _in_flag(ground: Ground, column: Column, word: str) -> list[Clause]:
    return _in_words(ground, column, {"1": YES, "0": NO}, word)


def _in_figure(ground: Ground, column: Column, word: str) -> list[Clause]:
    if not set(word) <= set("0123456789.-"):
        return []
    value, known = value_of(ground.kind, column, ground.on), ground.figures_in(column)
    if known is None:
        return [holds(Plain(value), word)]
    say = percent if column.rate else "{:.15g}".format
    said = [each for each in known if word in say(each)]
    return [value.in_(said)] if said else []


def _in_date(ground: Ground, column: Column, word: str) -> list[Clause]:
    tests: list[Clause] = []
    value = value_of(ground.kind, column, ground.on)
    if set(word) <= set("0123456789-"):
        if column.name in KINDS[ground.kind].__table__.c:
            tests.append(holds(cast(value, String), word))
        else:
            tests += _in_days(ground, column, lambda days: word in _iso(days))
    said = [
        day
        for day in range(7)
        if word in weekday(dt.date(1970, 1, 5 + day)).say(ground.lang).casefold()
    ]
    if said:
        tests.append(((day_of(ground.kind, column, ground.on) + _MONDAY) % 7).in_(said))
    return tests


def _in_days(ground: Ground, column: Column, says: Callable[[float], bool]) -> list[Clause]:
    """The rows whose derived day or days left says the word: there are few different ones."""
    days = [int(figure) for figure in ground.figures_in(column) or () if says(figure)]
    return [value_of(ground.kind, column, ground.on).in_(days)] if days else []


def _iso(days: float) -> str:
    return (dt.date(1970, 1, 1) + dt.timedelta(days=days)).isoformat()


def _in_left(ground: Ground, column: Column, word: str) -> list[Clause]:
    tests = _in_days(
        ground, column, lambda days: word in left_in_words(days, ground.lang).casefold()
    )
    own = KINDS[ground.kind].__table__.c
    if "paused_since" in own and word in PAUSED.format(rest="").say(ground.lang).casefold():
        left = value_of(ground.kind, column, ground.on)
        tests.append(and_(own.paused_since.is_not(None), left.is_not(None)))
    return tests


def _in_time(ground: Ground, column: Column, word: str) -> list[Clause]:
    if not set(word) <= set("0123456789-:"):
        return []
    return [holds(local_minute(ground.kind, column, ground.on), word)]


def _in_link(ground: Ground, column: Column, word: str) -> list[Clause]:
    """By the name of what is linked to, and by what may be typed to find that."""
    kind = (column.field.link if column.field else None) or ""
    there = KINDS[kind].__table__
    naming = naming_column(kind)
    searched = [there.c[naming]] if isinstance(there.c[naming].type, String) else []
    searched += [there.c[name] for name in _SPELT if name in there.c]
    value = value_of(ground.kind, column, ground.on)
    tests: list[Clause] = []
    if searched:
        words: list[Clause] = [holds(each, word) for each in searched]
        if "pinyin" in there.c:
            words.append(holds(func.replace(there.c.pinyin, " ", "", type_=String), word))
        alias = select(there.c.uid).where(or_(*words)).correlate(None)
        tests.append(value.in_(alias))
    if "pinyin" not in there.c and naming == "name" and word.isascii():
        typed = ground.known_names(kind).typed.get(kind, {})
        uids = [uid for uid, spelt in typed.items() if word in spelt]
        tests += [value.in_(uids)] if uids else []
    if column.must and word in GAP.say(ground.lang).casefold():
        tests.append(value.is_(None))
    return tests


_TESTS: dict[str, Callable[[Ground, Column, str], list[Clause]]] = {
    "text": _in_text,
    "choice": _in_choice,
    "term": _in_term,
    "flag": _in_flag,
    "link": _in_link,
    "whole": _in_figure,
    "number": _in_figure,
    "count": _in_figure,
    "date": _in_date,
    "time": _in_time,
    "left": _in_left,
}
