"""A table of one kind, however long: which rows it shows in which order, and the few of them that are looked at.

A `Ledger` holds row numbers (``fid``), and of a column that sorts or groups a figure or a code a row; everything else
is asked of the workspace: what a filter keeps, what columns add up to, the rows of a window. All of it may run beside a
window. After a change `after` gives the ledger that follows, which reads again only what the change touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import partial
from typing import TypeVar

import numpy as np
import pandas as pd
from sqlalchemy import and_

from db import row_window
from db.changes import ChangeSet
from db.records import KINDS
from db.row_window import Clause, Fids
from layers.columns import NEEDS, Column, links_of, reads
from layers.names import Names, naming_column
from layers.query import Query
from layers.tables.column_filters import NOTHING, Chosen, Filter, Value
from layers.tables.groups import Grouped, Sum, grouped, total_in_words
from layers.tables.ledger_columns import Codes, Known, LedgerColumns, Report, unheard
from layers.tables.quick_filter import found_by
from layers.tables.rows import joined, joined_from
from layers.tables.sheet import Sheet, Sorting
from layers.tables.sql import kept_by, key_of, total_of

Among = frozenset[str] | Query
"""Some records: by their uids, or those that a query finds."""
Kept = TypeVar("Kept")
MOST_VALUES = 2000
"""So many values of a column are offered; a column with more is searched by the quick filter."""
_SPELT = {"pinyin", "initials", "code", "badge", "township_uid"}


class Ledger(LedgerColumns):
    """The table of `kind`.

    Parameters
    ----------
    workspace : Workspace
    kind : str
    lang : "zh" or "en"
    on : date
        The day on which deadlines are counted.
    within : clause, optional
        Only the rows of which it holds are in the ledger.
    """

    # -- what follows a change ----------------------------------------------------------------------

    def touched_by(self, changes: ChangeSet) -> bool:
        """Whether `changes` may change what this table shows."""
        kinds = changes.kinds()
        return bool(
            kinds & {"terms", self.kind} or kinds & joined_from(self.kind) or self._renamed(changes)
        )

    def _renamed(self, changes: ChangeSet) -> set[str]:
        """The linked kinds of which a record may be called otherwise after `changes`."""
        return {
            kind
            for kind in changes.kinds() & links_of(self.columns)
            if any(_renames(kind, change.action, change.fields) for change in changes.of(kind))
        }

    def after(self, changes: ChangeSet) -> Ledger:
        """The ledger after `changes`, with what they left as it was."""
        if "terms" in changes.kinds():
            return Ledger(self.workspace, self.kind, self.lang, self.on, self.within)
        own, renamed = list(changes.of(self.kind)), self._renamed(changes)
        rejoined = bool(changes.kinds() & joined_from(self.kind))
        after, before = copy(self), self.known
        links = {kind: each for kind, each in self.names.links.items() if kind not in renamed}
        after.names = Names(links, {}, self.names.terms)
        whole = {kind: each for kind, each in before.whole_names.items() if kind not in renamed}
        after.known = Known(whole_names=whole)
        if any(change.action != "update" for change in own):
            after.fids = row_window.all_fids(self.workspace.engine, self.kind, self.within)
            return after
        fields = {name for change in own for name in change.fields}
        stale = {c.name for c in self.columns if self._stale(c, fields, renamed, rejoined)}
        kept = [column.name for column in self.columns if column.name not in stale]
        after.known = replace(
            after.known,
            keys=_only(before.keys, kept),
            members=_only(before.members, kept),
            figures=_only(before.figures, kept),
            initials=None if "name" in fields else before.initials,
            among=before.among,
        )
        return after

    def _stale(
        self, column: Column, fields: Collection[str], renamed: Collection[str], rejoined: bool
    ) -> bool:
        link = column.field.link if column.field is not None else None
        stored = column.source in KINDS[self.kind].__table__.c
        needs = set() if stored else set(NEEDS.get(self.kind, ()))
        return (
            column.source in fields
            or bool(needs & set(fields))
            or (column.name == "name" and bool({"pinyin", "initials"} & set(fields)))
            or (rejoined and not stored)
            or link in renamed
        )

    # -- which rows -----------------------------------------------------------------------------------

    def clause(
        self, filters: Iterable[Filter] = (), needle: str = "", among: Among | None = None
    ) -> Clause | None:
        """What holds of the rows that filters, the quick filter and a set of records leave; None for all rows."""
        known = {column.name: column for column in self.columns}
        tests = [
            kept_by(self.kind, known[each.column], each, self.on)
            for each in filters
            if each.column in known
        ]
        typed = found_by(self, needle)
        tests += [] if typed is None else [typed]
        tests += [] if self.within is None else [self.within]
        if isinstance(among, Query):
            tests.append(among.clause())
        elif among is not None:
            tests.append(row_window.with_fids(self.kind, self.numbers(among)))
        return and_(*tests) if tests else None

    def numbers(self, uids: frozenset[str]) -> Fids:
        """The row numbers of a set of records, ascending; the same set is looked up once."""
        if self.known.among is None or self.known.among[0] is not uids:
            found = sorted(self.fids_of(list(uids)).values())
            self.known.among = uids, np.array(found, dtype=np.int64)
        return self.known.among[1]

    def kept(self, where: Clause | None) -> Codes:
        """Positions in `fids` of the rows of which `where` holds, ascending."""
        if where is None:
            return np.arange(len(self.fids), dtype=np.int64)
        found = row_window.all_fids(self.workspace.engine, self.kind, where)
        return row_window.places(self.fids, found)[0]

    def ordered(self, places: Codes, sorting: Sequence[Sorting], report: Report = unheard) -> Codes:
        """`places` in order; rows without a value come last, equal ones stay as they are."""
        for done, rule in enumerate(reversed(sorting)):
            share = partial(_as_part, report, done, len(sorting))
            keys = self.keys(self.columns[rule.column], share)[places]
            ranked = np.argsort(-keys if rule.descending else keys, kind="stable")
            places = places[ranked]
        return places

    def values(
        self, column: Column, filters: Iterable[Filter], needle: str, among: Among | None
    ) -> list[Value]:
        """The values of a column among the rows that everything else leaves, in the order in which the column sorts.

        Of very many only the most frequent, and those that the column's own filter holds.
        """
        filters = tuple(filters)
        own = next((each for each in filters if each.column == column.name), None)
        where = self.clause((f for f in filters if f.column != column.name), needle, among)
        found = row_window.counted(
            self.workspace.engine, self.kind, key_of(self.kind, column, self.on), where
        )
        if len(found) > MOST_VALUES:
            chosen = own.keys if isinstance(own, Chosen) else frozenset()
            found.sort(key=lambda pair: -pair[1])
            found = found[:MOST_VALUES] + [p for p in found[MOST_VALUES:] if p[0] in chosen]
        keys = [key for key, _count in found]
        ranks, texts = self.value_ranks(column, keys), self.value_texts(column, keys)
        order = np.argsort(ranks, kind="stable").tolist()
        return [Value(keys[at], texts[at], found[at][1]) for at in order]

    def grouped(self, places: Codes, column: Column, folded: Collection[str]) -> Grouped:
        """The rows at `places` under one head for each value of `column`."""
        keys, codes = self.members(column)
        present = np.flatnonzero(np.bincount(codes[places], minlength=len(keys)))
        own = [keys[at] for at in present.tolist()]
        ranks = np.full(len(keys), np.nan)
        ranks[present] = self.value_ranks(column, own)
        texts = dict(zip(own, self.value_texts(column, own), strict=True))
        nothing = NOTHING.say(self.lang)
        return grouped(
            self.fids, places, (keys, codes), ranks, lambda key: texts[key] or nothing, folded
        )

    def totals(self, asked: Iterable[tuple[str, Sum]], where: Clause | None) -> dict[str, str]:
        """The cell of each column that is asked for, over the rows of `where`."""
        known = {column.name: column for column in self.columns}
        wanted = [(known[name], by) for name, by in asked if name in known]
        if not wanted:
            return {}
        row = row_window.aggregates(
            self.workspace.engine,
            self.kind,
            [total_of(self.kind, column, by, self.on) for column, by in wanted],
            where,
        )
        return {
            column.name: total_in_words(
                column, by, float("nan") if value is None else float(value), self.lang
            )
            for (column, by), value in zip(wanted, row, strict=True)
        }

    # -- the rows that are looked at ----------------------------------------------------------------------

    def window(self, fids: Fids) -> tuple[Sheet, Codes]:
        """Those of the rows `fids` that exist, and for each of `fids` where it stands among them (-1: it is gone)."""
        rows = row_window.read_window(self.workspace.engine, self.kind, fids, reads(self.kind))
        found = rows.pop("fid").to_numpy(dtype=np.int64)
        rows = joined(self.workspace, self.kind, rows, self.on)
        self.learn(self._linked(rows))
        at = np.searchsorted(found, fids)
        at[at >= len(found)] = -1
        if len(found):
            at[found[at] != fids] = -1
        return Sheet(self.kind, rows, self.names, self.lang, self.on, self.columns), at

    def sheet_of(self, uids: Collection[str]) -> Sheet:
        """The records `uids` that exist, in words."""
        fids = np.array(sorted(self.fids_of(list(uids)).values()), dtype=np.int64)
        return self.window(fids)[0]

    def in_order(self, fids: Fids) -> Iterator[Sheet]:
        """The rows `fids` in that order, some thousands at a time; those that are gone are left out."""
        for start in range(0, len(fids), row_window.CHUNK):
            sheet, at = self.window(fids[start : start + row_window.CHUNK])
            yield sheet.taken(at[at >= 0])

    def fids_of(self, uids: Sequence[str]) -> dict[str, int]:
        """The row number of each of `uids` that exists."""
        return row_window.fids_of(self.workspace.engine, self.kind, uids)

    def uids_by(self, column: Column, texts: Sequence[str]) -> dict[str, str]:
        """The uid of each record that a column, unique among them, calls by one of `texts`."""
        return row_window.uids_by(self.workspace.engine, self.kind, column.source, texts)

    def uids_of(self, fids: Fids) -> list[str]:
        """The uids of `fids`, in that order; those that are gone are left out."""
        known = row_window.uids_of(self.workspace.engine, self.kind, fids)
        return [known[fid] for fid in fids.tolist() if fid in known]

    def name_chosen(self, filters: Iterable[Chosen]) -> None:
        """Learn the names of what filters have chosen, so that they can be said."""
        known = {column.name: column for column in self.columns}
        for each in filters:
            link = known[each.column].field if each.column in known else None
            if link is not None and link.link is not None:
                self.learn({link.link: {key for key in each.keys if key}})

    def _linked(self, rows: pd.DataFrame) -> dict[str, set[str]]:
        """The uids that `rows` point to, by kind."""
        wanted: dict[str, set[str]] = {}
        for column in self.columns:
            link = column.field.link if column.field is not None else None
            if column.sort == "link" and link is not None and column.source in rows:
                wanted.setdefault(link, set()).update(rows[column.source].dropna())
        return wanted


def _as_part(report: Report, done: int, parts: int, share: float) -> None:
    """Report a share of the part that follows `done` of `parts`."""
    report((done + share) / parts)


def _only(known: Mapping[str, Kept], names: Iterable[str]) -> dict[str, Kept]:
    """Those of `known` that have one of `names`."""
    return {name: known[name] for name in names if name in known}


def _renames(kind: str, action: str, fields: Collection[str]) -> bool:
    """Whether a change of a record of `kind` may change what it is called elsewhere."""
    return action != "update" or bool(set(fields) & (_SPELT | {naming_column(kind)}))
