"""``field=value`` as a person types it outside a form, read by the same rules as in one.

A field is named by its column or by its label in either language; a value is read by the field's sort: a date in the
ways of `layers.record.entry`, a choice or list by code or word, a link by number, badge, case number, uid or exact
name. What can't be read is a `RecordError` that names the field, so a command refuses with the sentence of the form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from db.errors import RecordError
from db.records import KINDS, Record
from db.records.base import Field, columns_of, field_of
from db.workspace import Workspace
from layers.finder import KEYS
from layers.names import naming_column, read_terms
from layers.record import entry
from layers.record.forms import editor_sort
from resources.text import Text

NO_FIELD = Text(
    "{what}没有“{name}”这一项。有：{known}。", "A {what} has no field “{name}”. It has: {known}."
)
NO_CHOICE = Text(
    "“{typed}”不是其中一项。可选：{known}。", "“{typed}” is no choice. There are: {known}."
)
NO_RECORD = Text("没有“{typed}”这一{what}。", "There is no {what} “{typed}”.")
MANY_RECORDS = Text(
    "叫“{typed}”的{what}有 {count} 个，用编号指明。",
    "{count} × {what} are called “{typed}”; use the number.",
)
NOT_TYPED = Text("“{label}”不能这样填写。", "“{label}” can't be given like this.")
_YES, _NO = {"1", "true", "yes", "是"}, {"0", "false", "no", "否", ""}


def record_named(workspace: Workspace, kind: str, key: str) -> Record:
    """The record of `kind` with that uid, number (code, badge, serial, case number) or exact name.

    Raises
    ------
    RecordError
        There is none, or several have that name.
    """
    cls = KINDS[kind]
    found = workspace.get(cls, key)
    if found is not None:
        return found
    columns = cls.__table__.columns
    for column in dict.fromkeys(
        (KEYS.get(kind, ""), "code", "badge", "serial", "case_no", "name", naming_column(kind))
    ):
        if column and column in columns and columns[column].type.python_type is str:
            same = workspace.find(cls, **{column: key})
            if len(same) == 1:
                return same[0]
            if same:
                words = MANY_RECORDS.format(typed=key, what=_lower(cls.title), count=len(same))
                raise RecordError("", words)
    raise RecordError("", NO_RECORD.format(typed=key, what=_lower(cls.title)))


def read_assignments(
    workspace: Workspace, kind: str, typed: Sequence[str], today: dt.date
) -> dict[str, Any]:
    """The columns and values of ``field=value`` words for a record of `kind`; an empty value is none.

    Raises
    ------
    RecordError
        An unknown field, or a value that can't be read.
    """
    found: dict[str, Any] = {}
    for word in typed:
        said, _equals, value = word.partition("=")
        name = _column(kind, said.strip())
        found[name] = _value(workspace, kind, name, value.strip(), today)
    return found


def _column(kind: str, said: str) -> str:
    known: dict[str, str] = {}
    for name, _column, field in columns_of(KINDS[kind]):
        if not field.hidden:
            known |= {name: name, field.label.zh: name, field.label.en.casefold(): name}
    name = known.get(said, known.get(said.casefold(), ""))
    if not name:
        words = NO_FIELD.format(
            what=_lower(KINDS[kind].title),
            name=said,
            known=", ".join(dict.fromkeys(known.values())),
        )
        raise RecordError("", words)
    return name


def _value(workspace: Workspace, kind: str, name: str, typed: str, today: dt.date) -> Any:
    field = field_of(KINDS[kind], name)
    sort = editor_sort(kind, name)
    if sort in ("text", "prose"):
        return typed
    if sort == "date":
        return entry.day(typed, today, name)
    if sort == "time":
        return entry.moment(typed, today, name)
    if sort in ("whole", "number"):
        return entry.number(typed, name, whole=sort == "whole")
    if sort == "point":
        return entry.place(typed, name)
    if sort == "flag":
        return _flag(typed, name)
    if sort in ("choice", "term"):
        return _choice(workspace, field, typed, name)
    if sort == "link":
        return _link(workspace, field, typed, name)
    raise RecordError(name, NOT_TYPED.format(label=field.label))


def _flag(typed: str, name: str) -> bool:
    low = typed.casefold()
    if low not in _YES | _NO:
        raise RecordError(name, NO_CHOICE.format(typed=typed, known="yes, no, 是, 否"))
    return low in _YES


def _choice(workspace: Workspace, field: Field, typed: str, name: str) -> str | None:
    words: Mapping[str, Text] = field.choices or read_terms(workspace).get(field.terms or "", {})
    if not typed or typed in words:
        return typed or None
    low = typed.casefold()
    for code, word in words.items():
        if low in (code.casefold(), word.zh, word.en.casefold()):
            return code
    raise RecordError(name, NO_CHOICE.format(typed=typed, known=", ".join(words)))


def _link(workspace: Workspace, field: Field, typed: str, name: str) -> str | None:
    if not typed:
        return None
    assert field.link is not None
    try:
        return record_named(workspace, field.link, typed).uid
    except RecordError as refusal:
        raise RecordError(name, refusal.sentence) from refusal


def _lower(title: Text) -> Text:
    return Text(title.zh, title.en.lower())
