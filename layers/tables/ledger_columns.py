"""The columns of a ledger: what sorts every row, which value it has, and what a word is looked for in.

Of a column that sorts or groups a figure or a code a row is held, read once and kept; names of linked records are
learnt as they are met. `layers.tables.ledger` finds rows by it. Nothing here is read before somebody asks for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import case

from db import row_window
from db.records import KINDS
from db.row_window import Clause, Fids, Figures
from db.workspace import Workspace
from layers.cells import date_of, day_in_words
from layers.columns import Column, columns_for
from layers.names import Names, read_names, read_terms
from layers.tables.column_filters import word_of
from layers.tables.quick_filter import Initials
from layers.tables.ranks import ranks_of, ranks_of_texts
from layers.tables.sql import UNKNOWN, figure_of, key_of, value_of, words_of

Codes = NDArray[np.int64]
Report = Callable[[float], object]
TEXTS_AT_ONCE = 10_000
"""So many texts are read and spelt together, some milliseconds of work."""
MOST_FIGURES = 5000
"""Of so many different figures those that hold a word are named; of more, each row is asked."""


def unheard(_share: float) -> None:
    """What is told how much is done when nobody asks."""


@dataclass
class Known:
    """What was read of all rows, by column: figures that sort, values and which of them each row has, initials."""

    keys: dict[str, Figures] = field(default_factory=dict)
    members: dict[str, tuple[list[Any], Codes]] = field(default_factory=dict)
    figures: dict[str, tuple[float, ...] | None] = field(default_factory=dict)
    initials: Initials | None = None
    whole_names: dict[str, Names] = field(default_factory=dict)
    among: tuple[frozenset[str], Fids] | None = None


class LedgerColumns:
    """The columns of the table of `kind`; see `layers.tables.ledger.Ledger`."""

    def __init__(
        self,
        workspace: Workspace,
        kind: str,
        lang: str,
        on: dt.date,
        within: Clause | None = None,
    ) -> None:
        self.workspace, self.kind, self.lang, self.on = workspace, kind, lang, on
        self.within = within
        self.names = Names(terms=read_terms(workspace))
        self.columns: tuple[Column, ...] = columns_for(kind, self.names.terms)
        self.fids: Fids = row_window.all_fids(workspace.engine, kind, within)
        self.known = Known()

    def __len__(self) -> int:
        return len(self.fids)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    # -- what sorts and groups ---------------------------------------------------------------------------

    def keys(self, column: Column, report: Report = unheard) -> Figures:
        """A figure for every row that sorts the column; NaN where there is nothing.

        `report` is told how much of it is done, 0 to 1; by an exception it stops the work, of which nothing is kept.
        """
        known = self.known.keys
        if column.name not in known:
            known[column.name] = self._sort_keys(column, report)
        return known[column.name]

    def _sort_keys(self, column: Column, report: Report) -> Figures:
        engine, own = self.workspace.engine, KINDS[self.kind].__table__.c
        if column.sort == "choice" and column.field is not None:
            value = value_of(self.kind, column, self.on)
            codes = list(column.field.choices or {})
            ranks: Any = case(
                *((value == code, at) for at, code in enumerate(codes)), else_=UNKNOWN
            )
            return row_window.figures(
                engine, self.kind, case((value.is_(None), None), else_=ranks), self.fids
            )
        if column.sort == "flag":
            value = value_of(self.kind, column, self.on)
            flag = case((value.is_(None), None), (value, 1), else_=0)
            return row_window.figures(engine, self.kind, flag, self.fids)
        if column.sort in ("link", "term"):
            values, codes_of = self.members(column)
            return _picked(self.value_ranks(column, values), codes_of)
        if column.sort != "text":
            return row_window.figures(
                engine, self.kind, figure_of(self.kind, column, self.on), self.fids
            )
        text = own[column.source]
        if text.unique and row_window.numbered_alike(engine, self.kind, text):
            order = row_window.ordered_fids(engine, self.kind, text)
            return self._aligned(order, np.arange(len(order), dtype=np.float64))
        words = words_of(self.kind, column)
        parts = row_window.joined_texts(engine, self.kind, words, self.fids, TEXTS_AT_ONCE)
        return self._aligned(*ranks_of(told(parts, len(self.fids), report)))

    def _aligned(self, fids: Fids, figures: Figures) -> Figures:
        """`figures` of `fids` in the order of the ledger's rows."""
        found = np.full(len(self.fids), np.nan)
        at, inside = row_window.places(self.fids, fids)
        found[at] = figures[inside]
        return found

    def members(self, column: Column) -> tuple[list[str], Codes]:
        """The different keys of a column, and which of them each row has."""
        known = self.known.members
        if column.name not in known:
            known[column.name] = row_window.members(
                self.workspace.engine, self.kind, key_of(self.kind, column, self.on), self.fids
            )
        return known[column.name]

    def value_ranks(self, column: Column, keys: Sequence[str]) -> Figures:
        """A figure for each key that puts it where the column sorts it; NaN for nothing."""
        if column.sort == "choice" and column.field is not None:
            order = {code: float(at) for at, code in enumerate(column.field.choices or {})}
            return np.array([order.get(key, UNKNOWN) if key else np.nan for key in keys])
        if column.sort in ("date", "flag"):
            return np.array([float(key) if key else np.nan for key in keys])
        ranks = ranks_of_texts(self.value_texts(column, keys))
        return np.nan_to_num(ranks, nan=-1.0) if column.must else ranks

    def value_texts(self, column: Column, keys: Sequence[str]) -> list[str]:
        """How each key of a column reads; empty for nothing."""
        if column.sort == "link" and column.field is not None and column.field.link is not None:
            self.learn({column.field.link: {key for key in keys if key}})
        if column.sort == "date":
            return [day_in_words(date_of(float(k)), self.lang) if k else "" for k in keys]
        if column.sort in ("text", "time"):
            return list(keys)
        return [word_of(self, column, key) if key else "" for key in keys]

    # -- words ---------------------------------------------------------------------------------------

    def learn(self, wanted: Mapping[str, Collection[str]]) -> None:
        """Read the names that are not known yet."""
        strange = {
            kind: set(uids) - self.names.links.get(kind, {}).keys() for kind, uids in wanted.items()
        }
        strange = {kind: uids for kind, uids in strange.items() if uids}
        if strange:
            found = read_names(self.workspace, strange, terms=False, typed=False)
            self.names = self.names.added(found)

    def initials_holding(self, word: str) -> Clause:
        """The rows whose name's initials hold `word`."""
        return row_window.with_fids(self.kind, self.initials().holding(word))

    def initials(self) -> Initials:
        """The initials of every row's name."""
        if self.known.initials is None:
            own = KINDS[self.kind].__table__.c
            parts = row_window.in_parts(self.workspace.engine, self.kind, [own.name])
            self.known.initials = Initials.of(parts)
        return self.known.initials

    def figures_in(self, column: Column) -> tuple[float, ...] | None:
        """The different figures of a column of them; None when they are very many."""
        known = self.known.figures
        if column.name not in known:
            figure = figure_of(self.kind, column, self.on)
            found = row_window.different(self.workspace.engine, self.kind, figure, MOST_FIGURES)
            few = len(found) <= MOST_FIGURES
            known[column.name] = tuple(map(float, found)) if few else None
        return known[column.name]

    def warmed(self) -> Self:
        """The same ledger, with what the first quick filter would otherwise wait for."""
        own = KINDS[self.kind].__table__.c
        if "name" in own and "pinyin" not in own:
            self.initials()
        for column in self.columns:
            if column.figure:
                self.figures_in(column)
        return self

    def named(self, kinds: Iterable[str]) -> Names:
        """Every name of some linked kinds, with what may be typed to find them."""
        return reduce(Names.added, map(self.known_names, kinds), Names())

    def known_names(self, kind: str) -> Names:
        """Every name of a linked kind, with what may be typed to find it."""
        known = self.known.whole_names
        if kind not in known:
            known[kind] = read_names(self.workspace, (kind,), terms=False)
        return known[kind]


def _picked(ranks: Figures, codes: Codes) -> Figures:
    """The rank of each row's value; NaN for a row that has none."""
    return np.append(ranks, np.nan)[codes]


def told(
    parts: Iterable[tuple[Fids, str]], count: int, report: Report
) -> Iterator[tuple[Fids, str]]:
    """`parts` as they come, with `report` told how many of `count` rows there were so far."""
    done = 0
    for part in parts:
        report(done / max(count, 1))
        yield part
        done += len(part[0])
