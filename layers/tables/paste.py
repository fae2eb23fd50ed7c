"""Cells from a spreadsheet as edits of records: matched to rows and columns, read, checked, written as one operation.

With headings the rows are found by a column that names them (number, code, badge); without, cells go onto the rows
that are selected, downward and to the right. Nothing is written before `write_paste`. What can't be written says why,
cell by cell, and does not hold up the rest. A cell that says what the record says already is no change.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from db.errors import RecordError, WorkspaceError
from db.operation import Operation
from db.records import KINDS, Record
from db.records.base import check_value, values_of
from db.workspace import Workspace
from layers.cells import NO, YES
from layers.columns import DERIVED, Column, links_of
from layers.names import LEADS, Names
from layers.record import entry
from layers.tables.copied import unguarded
from layers.tables.ledger import Ledger
from layers.tables.sheet import Sheet
from resources.text import Text

FEW = 50
MOST = 20_000
"""So many rows are taken at once; more is the work of an import."""

NOT_FOUND = Text("没有编号为“{typed}”的记录。", "There is no record “{typed}”.")
TWICE = Text("“{typed}”出现两次，只写第一次。", "“{typed}” comes twice; only the first is written.")
NO_ROW = Text("下面没有更多的行可写。", "There is no further row to write to.")
DERIVED_CELL = Text(
    "由其他内容算出，不能填写。", "It follows from other fields and can't be filled in."
)
NO_CHOICE = Text("“{typed}”不在可选项里：{offered}。", "“{typed}” is not offered: {offered}.")
NO_LINK = Text("没有叫“{typed}”的记录。", "There is no record called “{typed}”.")
MANY_LINKS = Text(
    "叫“{typed}”的记录不止一个，写编号或加乡镇。", "More than one record is called “{typed}”."
)
NOT_FLAG = Text("应为是或否。", "Write yes or no.")
TOO_MANY = Text(
    "一次最多粘贴 {n} 行；更多的用导入。",
    "At most {n} rows are pasted at once; import more than that.",
)
NOTHING = Text("剪贴板里没有可粘贴的表格。", "There is no table on the clipboard.")


class NothingToPaste(WorkspaceError):
    """The clipboard holds no cells, or too many."""


@dataclass(frozen=True)
class Change:
    """One cell that would be written."""

    uid: str
    title: str
    column: str
    heading: Text
    before: str
    after: str


@dataclass(frozen=True)
class Refused:
    """One cell, or with no heading a whole row, that can't be written. ``line`` counts from 1 on the clipboard."""

    line: int
    title: str
    heading: Text | None
    typed: str
    sentence: Text


@dataclass
class Paste:
    """What a paste comes to."""

    kind: str
    changes: list[Change] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    same: int = 0
    versions: dict[str, int] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def records(self) -> int:
        """How many records would change."""
        return len(self.values)


def read_cells(text: str) -> list[list[str]]:
    """The cells of a clipboard's tab-separated text; raises `NothingToPaste` when there are none or far too many."""
    rows = list(csv.reader(io.StringIO(text.strip("\r\n")), delimiter="\t"))
    if not any(cell.strip() for row in rows for cell in row):
        raise NothingToPaste(NOTHING)
    if len(rows) > MOST + 1:
        raise NothingToPaste(TOO_MANY.format(n=MOST))
    return [[unguarded(cell.strip()) for cell in row] for row in rows]


def plan_paste(
    ledger: Ledger,
    cells: Sequence[Sequence[str]],
    below: Sequence[str],
    columns: Sequence[Column],
    today: dt.date,
) -> Paste:
    """What pasting `cells` would change.

    Parameters
    ----------
    below : sequence of uid
        Where cells without headings go: the selected row and those under it, or exactly the selected rows.
    columns : sequence of Column
        The columns from the current one to the right, for cells without headings.
    """
    kind, paste = ledger.kind, Paste(ledger.kind)
    headings = _headings(ledger.columns, cells[0])
    key = next((c for c in headings or () if c is not None and _is_key(kind, c)), None)
    body = cells[1:] if headings is not None else cells
    own = headings if headings is not None else [*columns]
    found: list[str | None]
    if key is not None and headings is not None:
        found = _by_key(ledger, paste, body, headings.index(key), key)
    else:
        if headings is None and len(body) == 1:
            body = [body[0]] * max(len(below), 1)  # one line fills every selected row
        found = [below[i] if i < len(below) else None for i in range(len(body))]
        for line in range(len(below), len(body)):
            paste.refused.append(Refused(line + 1, "", None, "", NO_ROW))
    uids = [uid for uid in found if uid is not None]
    linked = links_of([column for column in own if column is not None])
    read = _Reader(ledger.sheet_of(uids), ledger.named(linked), today)
    records = _records(ledger.workspace, kind, uids)
    for line, (uid, row) in enumerate(zip(found, body, strict=True), start=1):
        record = None if uid is None else records.get(uid)
        if record is not None:
            wanted = zip(own, row, strict=False)
            _take_row(
                paste, read, record, line, [(c, t) for c, t in wanted if c not in (None, key)]
            )
    return paste


def write_paste(operation: Operation, paste: Paste) -> int:
    """Write what `plan_paste` found as part of `operation`; returns how many records really changed.

    Raises StaleWrite when a record changed since, RecordError when one is refused after all.
    """
    alike: dict[tuple[str, ...], list[str]] = {}
    for uid, values in paste.values.items():
        alike.setdefault(tuple(values), []).append(uid)
    written = 0
    for names, uids in alike.items():
        frame = pd.DataFrame({"uid": uids, "version": [paste.versions[uid] for uid in uids]})
        for name in names:
            frame[name] = pd.Series([paste.values[uid][name] for uid in uids], dtype=object)
        written += operation.update_frame(paste.kind, frame)
    return written


def _take_row(
    paste: Paste,
    read: _Reader,
    record: Record,
    line: int,
    cells: Sequence[tuple[Any, str]],
) -> None:
    """Read the cells of one row, refuse what can't be, check the rules of the whole."""
    title = record.name_for_people()
    values: dict[str, Any] = {}
    changes: list[Change] = []
    for column, typed in cells:
        before = read.shown(record.uid, column)
        if typed in (before, before.replace("\u2009", "")):
            paste.same += 1
            continue
        try:
            value = read.value(column, typed, record, values)
            check_value(type(record), column.source, value)
        except RecordError as refusal:
            paste.refused.append(Refused(line, title, column.title, typed, refusal.sentence))
            continue
        if value == getattr(record, column.source):
            paste.same += 1
            continue
        values[column.source] = value
        changes.append(Change(record.uid, title, column.name, column.title, before, typed))
    if not values:
        return
    try:
        type(record)(**{**values_of(record), **values}).check_rules()
    except RecordError as refusal:
        paste.refused.append(Refused(line, title, None, "", refusal.sentence))
        return
    paste.changes += changes
    paste.values[record.uid] = values
    paste.versions[record.uid] = record.version


def _headings(columns: Sequence[Column], row: Sequence[str]) -> list[Column | None] | None:
    """The columns that the first row names; None when it is no row of headings."""
    known: dict[str, Column] = {}
    for column in columns:
        for word in (column.title.zh, column.title.en):
            known.setdefault(word.casefold(), column)
    named = [known.get(_bare(cell).casefold()) for cell in row]
    filled = [cell for cell in row if cell]
    matched = sum(column is not None for column in named)
    return named if matched and matched * 2 >= len(filled) else None


def _bare(title: str) -> str:
    """A heading without the unit that is written behind it."""
    return title.partition("（")[0].partition(" (")[0].strip()


def _is_key(kind: str, column: Column) -> bool:
    own = KINDS[kind].__table__.columns.get(column.name)
    return own is not None and bool(own.unique)


def _by_key(
    ledger: Ledger, paste: Paste, body: Sequence[Sequence[str]], at: int, key: Column
) -> list[str | None]:
    known = ledger.uids_by(key, [row[at] for row in body if at < len(row)])
    found: list[str | None] = []
    seen: set[str] = set()
    for line, row in enumerate(body, start=1):
        typed = row[at] if at < len(row) else ""
        uid = known.get(typed)
        if uid is None or uid in seen:
            sentence = (NOT_FOUND if uid is None else TWICE).format(typed=typed)
            paste.refused.append(Refused(line, typed, key.title, typed, sentence))
            uid = None
        else:
            seen.add(uid)
        found.append(uid)
    return found


def _records(workspace: Workspace, kind: str, uids: Sequence[str]) -> dict[str, Record]:
    cls, wanted = KINDS[kind], set(uids)
    if len(wanted) <= FEW:
        some = (workspace.get(cls, uid) for uid in wanted)
        return {record.uid: record for record in some if record is not None}
    return {record.uid: record for record in workspace.find(cls) if record.uid in wanted}


class _Reader:
    """Reads typed cells back into stored values, column by column."""

    def __init__(self, sheet: Sheet, names: Names, today: dt.date) -> None:
        self._sheet, self._names, self._today = sheet, names, today
        self._links: dict[str, dict[str, set[str]]] = {}
        self._own = KINDS[sheet.kind].__table__.columns
        self._derived = {column.name for column in DERIVED.get(sheet.kind, ())} - set(
            self._own.keys()
        )

    def shown(self, uid: str, column: Column) -> str:
        """What the table says in that cell."""
        return str(self._sheet.texts(column)[self._sheet.position(uid)])

    def value(self, column: Column, typed: str, record: Record, values: Mapping[str, Any]) -> Any:
        """The value to store; raises RecordError when the text is none for this column."""
        if column.name in self._derived or column.source not in self._own:
            raise RecordError(column.name, DERIVED_CELL)
        if column.sort == "count":
            counts = dict(values.get(column.source) or getattr(record, column.source) or {})
            code = column.name.partition(".")[2]
            number = entry.number(typed, column.name, whole=True)
            counts.pop(code, None)
            return counts if number is None else {**counts, code: number}
        if not typed:
            return "" if column.sort == "text" else None
        return _READ[column.sort](self, column, typed)

    def text(self, _column: Column, typed: str) -> str:
        return typed

    def choice(self, column: Column, typed: str) -> str:
        described = column.field
        words: Mapping[str, Text] = (described.choices if described else None) or {}
        if column.sort == "term":
            words = self._sheet.names.terms.get((described.terms if described else None) or "", {})
        low = typed.casefold()
        for code, word in words.items():
            if low in (code.casefold(), word.zh.casefold(), word.en.casefold()):
                return code
        offered = Text(
            "、".join(word.zh for word in words.values()),
            ", ".join(word.en for word in words.values()),
        )
        raise RecordError(column.name, NO_CHOICE.format(typed=typed, offered=offered))

    def link(self, column: Column, typed: str) -> str:
        kind = (column.field.link if column.field else None) or ""
        if kind not in self._links:
            known: dict[str, set[str]] = {}
            names = self._names
            for uid, name in names.links.get(kind, {}).items():
                spelt = names.typed.get(kind, {}).get(uid, "").split("\x1f")
                codes = [word for word in spelt if any(c.isdigit() for c in word)]
                for word in {name.casefold(), name.rpartition(LEADS)[2].casefold(), *codes}:
                    known.setdefault(word, set()).add(uid)
            self._links[kind] = known
        found = self._links[kind].get(typed.casefold(), set())
        if len(found) != 1:
            sentence = (MANY_LINKS if found else NO_LINK).format(typed=typed)
            raise RecordError(column.name, sentence)
        return next(iter(found))

    def whole(self, column: Column, typed: str) -> Any:
        return entry.number(typed, column.name, whole=True)

    def number(self, column: Column, typed: str) -> Any:
        return entry.number(typed, column.name)

    def day(self, column: Column, typed: str) -> Any:
        return entry.day(typed.split(maxsplit=1)[0], self._today, column.name)

    def time(self, column: Column, typed: str) -> Any:
        return entry.moment(typed, self._today, column.name)

    def flag(self, column: Column, typed: str) -> bool:
        low = typed.casefold()
        if low in (YES.zh, YES.en.casefold(), "1", "true", "y", "√"):
            return True
        if low in (NO.zh, NO.en.casefold(), "0", "false", "n", "×"):
            return False
        raise RecordError(column.name, NOT_FLAG)


_READ: dict[str, Callable[[_Reader, Column, str], Any]] = {
    "text": _Reader.text,
    "choice": _Reader.choice,
    "term": _Reader.choice,
    "link": _Reader.link,
    "whole": _Reader.whole,
    "number": _Reader.number,
    "date": _Reader.day,
    "time": _Reader.time,
    "flag": _Reader.flag,
}
