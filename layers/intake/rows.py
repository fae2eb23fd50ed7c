"""The file's columns as fields of a kind: converted, linked, keyed, each row judged by the rules.

`Rows` is the table on which planning works. A row that breaks a rule is rejected with the first
reason found; one that is odd but usable is flagged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import JSON, Column, ColumnDefault

from db.errors import RecordError
from db.geometry import Geometry
from db.records import KINDS
from db.records.base import Field, Record, check_value, columns_of, field_of
from db.workspace import Workspace
from layers.intake.date_order import Dates
from layers.intake.links import Register
from layers.intake.looks import Look, looking, never
from layers.intake.mapping import ColumnMap
from layers.intake.options import IntakeOptions, Remark
from layers.intake.text import blank, folded
from layers.intake.values import convert
from resources.text import Text

_VILLAGE = 12
"""Digits of a village's code."""
_BADGE = 6
"""Digits that a badge has at least."""


class Rows:
    """Rows of a file on their way to being records of one kind.

    Attributes
    ----------
    values : mapping of field to list
        Converted values by row, None for blank.
    numbers : array of int
        Where each row stands in the file.
    look : Look
        Called often while rows are gone through; raises when they are no longer wanted.
    rejected : mapping of position to Text
    flagged : list of Remark
    merged : set of positions
        Rows that say again what an earlier one said.
    stated : list of uid or None
        The village that each row names, before its place decided.
    notes : list of Text
        What is to be said of all rows.
    derived : mapping of field to set of positions
        Values that follow from the code; they fill what is empty and change nothing.
    """

    def __init__(self, kind: str, numbers: NDArray[np.int64], look: Look = never) -> None:
        self.kind, self.cls = kind, KINDS[kind]
        self.numbers, self.look = numbers, look
        self.values: dict[str, list[Any]] = {}
        self.rejected: dict[int, Text] = {}
        self.flagged: list[Remark] = []
        self.merged: set[int] = set()
        self.stated: list[str | None] = []
        self.notes: list[Text] = []
        self.derived: dict[str, set[int]] = {}

    def __len__(self) -> int:
        return len(self.numbers)

    def reject(self, position: int, reason: Text) -> None:
        """Leave a row out; the first reason stays."""
        self.rejected.setdefault(position, reason)

    def flag(self, position: int, reason: Text) -> None:
        """Say something about a row that is taken."""
        self.flagged.append(Remark(int(self.numbers[position]), reason))

    def remarks(self) -> list[Remark]:
        """Rejected rows in the order of the file."""
        return [Remark(int(self.numbers[i]), why) for i, why in sorted(self.rejected.items())]

    def accepted(self) -> list[int]:
        """Positions of the rows that are taken."""
        return [i for i in range(len(self)) if i not in self.rejected and i not in self.merged]


def fill(
    rows: Rows,
    columns: Mapping[str, Sequence[Any]],
    found: ColumnMap,
    options: IntakeOptions,
    terms: Mapping[str, Mapping[str, Text]],
    workspace: Workspace,
    dates: Dates,
) -> None:
    """Convert every mapped column, then constants, counts and links."""
    rows.notes += dates.notes
    for name, column, field in columns_of(rows.cls):
        if field.link is not None or name not in found.fields or isinstance(column.type, JSON):
            continue
        source = found.fields[name][0]
        rows.values[name], reasons = convert(
            columns[source],
            name,
            column,
            field,
            terms=terms.get(field.terms or "", {}),
            words=options.values.get(name, {}),
            comma=options.decimal == "comma",
            order=dates.orders.get(source),
            look=rows.look,
        )
        _flag_short_years(rows, name, columns[source], dates.short.get(source, set()))
        for position, reason in reasons.items():
            rows.reject(position, reason)
    _constants(rows, options, terms)
    _counts(rows, columns, found)
    _links(rows, columns, found, options, workspace)


def _flag_short_years(rows: Rows, name: str, cells: Sequence[Any], short: set[str]) -> None:
    """Say of each date with a year of two digits which year it was taken for."""
    if not short:
        return
    for i, (cell, value) in enumerate(zip(cells, rows.values[name], strict=True)):
        if value is not None and (said := folded(cell)) in short:
            rows.flag(
                i,
                Text(
                    f"“{said}”只写了两位年份，按 {value.year} 年读。",
                    f"“{said}” has a year of two digits, read as {value.year}.",
                ),
            )


def _constants(rows: Rows, options: IntakeOptions, terms: Mapping[str, Mapping[str, Text]]) -> None:
    table = rows.cls.__table__.columns
    for name, said in options.constants.items():
        field = field_of(rows.cls, name)
        if field.link is not None:
            continue
        one, reasons = convert(
            [said],
            name,
            cast("Column[Any]", table[name]),
            field,
            terms=terms.get(field.terms or "", {}),
            words={},
            order=options.dates,
        )
        if reasons:
            raise RecordError(name, reasons[0])
        given = rows.values.get(name, [None] * len(rows))
        rows.values[name] = [one[0] if v is None else v for v in given]


def _counts(rows: Rows, columns: Mapping[str, Sequence[Any]], found: ColumnMap) -> None:
    """Gather the columns of one field of counts into one mapping for each row."""
    for name in {name for name, _term in found.counts}:
        gathered: list[Any] = [None] * len(rows)
        for (one, term), column in found.counts.items():
            if one != name:
                continue
            for i, value in enumerate(looking(columns[column], rows.look)):
                if blank(value):
                    continue
                text = folded(value).replace(",", "")
                if not text.isdigit():
                    rows.reject(
                        i,
                        Text(
                            f"“{column}”只能是数量，现为“{value}”。",
                            f"“{column}” holds a number only; it is “{value}”.",
                        ),
                    )
                    continue
                gathered[i] = (gathered[i] or {}) | {term: int(text)}
        rows.values[name] = gathered


def _links(
    rows: Rows,
    columns: Mapping[str, Sequence[Any]],
    found: ColumnMap,
    options: IntakeOptions,
    workspace: Workspace,
) -> None:
    linked = {n: f for n, _c, f in columns_of(rows.cls) if f.link is not None}
    wanted = [n for n in linked if n in found.fields or n in options.constants]
    wanted.sort(key=lambda name: name != "township_uid")  # it decides between namesakes
    for name in wanted:
        field = linked[name]
        assert field.link is not None
        cells = [columns[c] for c in found.fields.get(name, ())]
        if name in options.constants:
            cells.append([options.constants[name]] * len(rows))
        towns = rows.values.get("township_uid") if field.link == "villages" else None
        register = Register(workspace, field.link)
        if not register.uids and not field.required:
            rows.notes.append(_none_there(field))
            continue
        uids, reasons = register.resolve(cells, towns, field.label, rows.look)
        for position, reason in reasons.items():
            if field.required:
                rows.reject(position, reason)
            else:
                rows.flag(position, reason)
        rows.values[name] = uids
    _parents_by_code(rows, workspace)


def _none_there(field: Field) -> Text:
    title = KINDS[str(field.link)].title
    return Text(
        f"工作区里还没有{title.zh}，「{field.label.zh}」一栏没有导入。",
        f"The workspace holds no {title.en.lower()} yet; “{field.label.en}” was left out.",
    )


_PARENTS = {
    "villages": ("township_uid", "townships", 9),
    "townships": ("county_uid", "counties", 6),
}


def _parents_by_code(rows: Rows, workspace: Workspace) -> None:
    """A village's code begins with its township's, a township's with its county's."""
    if rows.kind not in _PARENTS or "code" not in rows.values:
        return
    name, kind, digits = _PARENTS[rows.kind]
    parents = workspace.frame(kind, columns=["code"])
    known = dict(zip(parents["code"], parents["uid"], strict=True))
    given = rows.values.get(name, [None] * len(rows))
    found = [
        uid if uid is not None or code is None else known.get(str(code)[:digits])
        for uid, code in zip(given, rows.values["code"], strict=True)
    ]
    rows.derived[name] = {i for i, uid in enumerate(given) if uid is None}
    if any(uid is not None for uid in found):
        rows.values[name] = found


def make_codes(
    rows: Rows, key: str, columns: Mapping[str, Sequence[Any]], shapes: NDArray[np.object_]
) -> int:
    """Give a provisional key to rows without a proper one; returns how many.

    A place's code becomes 9 and zeros before the digits it has, or 9 and eleven digits of a hash
    of the row's texts (no official code begins with 9); a serial number becomes T- and a hash.
    The same file gives the same keys again.
    """
    digits = getattr(rows.cls, "digits", None)
    given = rows.values.get(key, [None] * len(rows))
    seen: dict[str, int] = {}
    made = 0
    result = []
    texts = [[folded(v) for v in column] for column in columns.values()]
    for i, value in enumerate(looking(given, rows.look)):
        text = "" if value is None else folded(value)
        if text and (digits is None or (len(text) == digits and text.isdigit())):
            result.append(text)
            continue
        if digits is not None and text.isdigit() and len(text) < digits:
            result.append("9" + text.rjust(digits - 1, "0"))
        else:
            said = "\x1f".join(column[i] for column in texts) or repr(shapes[i])
            seen[said] = seen.get(said, 0) + 1
            number = int.from_bytes(hashlib.sha256(f"{said}\x1f{seen[said]}".encode()).digest()[:8])
            result.append(
                f"T-{number % 36**8:010d}"
                if digits is None
                else "9" + str(number % 10 ** (digits - 1)).rjust(digits - 1, "0")
            )
        made += 1
    rows.values[key] = result
    return made


def refuse_rounded_codes(rows: Rows) -> None:
    """Reject a village whose code ends in zeros: a place above it, or digits that a spreadsheet lost."""
    if rows.kind != "villages":
        return
    for i, code in enumerate(rows.values.get("code", ())):
        text = "" if code is None else str(code)
        if len(text) == _VILLAGE and text.endswith("000000") and not text.startswith("9"):
            rows.reject(
                i,
                Text(
                    f"“{text}”不是村级代码：后六位全是 0，是上级的代码，或被表格软件丢了末几位。",
                    f"“{text}” is no village's code: its last six digits are 0, so it is that of a place above, "
                    "or a spreadsheet lost its last digits.",
                ),
            )


def flag_lost_zeros(rows: Rows, raw: Sequence[Any], present: Sequence[Any]) -> None:
    """Flag badges that came as figures and are shorter than others: the zeros in front may be gone."""
    known = {str(one) for one in present}
    texts = [folded(v) if isinstance(v, (int, float)) else "" for v in raw]
    padded = [one for one in known if one.isdigit() and one.startswith("0")]
    usual = max([_BADGE, *(len(t) for t in (*texts, *padded) if t.isdigit())])
    for i, text in enumerate(texts):
        if text.isdigit() and text not in known and len(text) < usual:
            full = text.zfill(usual)
            rows.flag(
                i,
                Text(
                    f"“{text}”在表里是数字，前面的 0 可能丢了（是 {full} 吗？）。",
                    f"“{text}” is a number in the sheet; zeros in front may be lost (is it {full}?).",
                ),
            )


def judge(rows: Rows) -> None:
    """Reject the rows that a field or a rule of the kind refuses; each value is looked at once."""
    for name, column, field in columns_of(rows.cls):
        own = name in ("fid", "uid", "version") or isinstance(column.type, (Geometry, JSON))
        ruled = field.required or field.free_text or field.low is not None or field.high is not None
        if name in rows.values and ruled and not own:
            defaults = isinstance(column.default, ColumnDefault)
            _judge_values(rows, name, blank_is_fine=defaults)
    if rows.cls.check_rules is not Record.check_rules:
        _judge_rules(rows)


def _judge_values(rows: Rows, name: str, *, blank_is_fine: bool) -> None:
    reasons: dict[Any, Text | None] = {}
    for i, value in enumerate(looking(rows.values[name], rows.look)):
        if value is None and blank_is_fine:
            continue
        if value not in reasons:
            reasons[value] = _refusal(rows.cls, name, value)
        reason = reasons[value]
        if reason is not None:
            rows.reject(i, reason)


def _judge_rules(rows: Rows) -> None:
    for i in looking(rows.accepted(), rows.look):
        record = rows.cls(**{n: v[i] for n, v in rows.values.items() if v[i] is not None})
        try:
            record.check_rules()
        except RecordError as error:
            rows.reject(i, error.sentence)
        except (TypeError, AttributeError, KeyError):
            continue  # a field that the rule needs is blank; `difference` asks whether it must be there


def _refusal(cls: type[Record], name: str, value: Any) -> Text | None:
    try:
        check_value(cls, name, value)
    except RecordError as error:
        return error.sentence
    return None


def refuse_repeated_keys(rows: Rows, key: str) -> None:
    """Of rows with the same key keep the first; equal ones are merged, others rejected."""
    frame = pd.Series(rows.values[key], dtype=object)
    first: dict[Any, int] = {}
    again = np.flatnonzero(frame.notna() & frame.duplicated(keep=False)).tolist()
    for i in looking(again, rows.look):
        if i in rows.rejected:
            continue
        value = frame[i]
        if value not in first:
            first[value] = i
            continue
        same = all(_equal(v[i], v[first[value]]) for n, v in rows.values.items() if n != "geom")
        shapes = rows.values.get("geom")
        same = same and (shapes is None or _equal(shapes[i], shapes[first[value]]))
        if same:
            rows.merged.add(i)
            continue
        label = field_of(rows.cls, key).label
        number = int(rows.numbers[first[value]])
        rows.reject(
            i,
            Text(
                f"与第 {number} 行「{label.zh}」相同（{value}），内容不同。",
                f"Has the same “{label.en}” ({value}) as row {number}, but says something else.",
            ),
        )


def _equal(left: Any, right: Any) -> bool:
    return left is right or bool(left == right)
