"""Conditions on what records are called: name, number, pinyin, initials, and the names of what they point to.

Used for links, for the operator like, and for a word that stands alone.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String

from db.records import KINDS
from layers.names import LEADS, naming_column
from layers.query.conditions import (
    AllOf,
    AnyOf,
    CodeIn,
    Condition,
    Linked,
    TextHolds,
    TextIs,
)
from layers.query.posts import through
from layers.query.tree import Operand
from layers.query.words import QueryField, Vocabulary, codes_of, folded

KEYS = ("code", "badge", "serial", "case_no")
_NOT_SEARCHED = ("uid", "sha256")


def target(field: QueryField) -> str:
    """The kind that a link points to."""
    assert field.field is not None
    assert field.field.link is not None
    return field.field.link


def is_spelt(kind: str) -> bool:
    """Whether records of `kind` keep the pinyin and the initials of their name."""
    return {"pinyin", "initials"} <= set(KINDS[kind].__table__.columns.keys())


def by_spelling(text: str) -> tuple[Condition, Condition]:
    """The initials hold `text`, or the pinyin does, blanks aside."""
    tight = "".join(text.split())
    return TextHolds("initials", tight), TextHolds("pinyin", tight, squeezed=True)


def name_columns(kind: str) -> list[str]:
    """The columns of text by which people know a record of `kind`: its name and its numbers."""
    columns = KINDS[kind].__table__.columns
    name = naming_column(kind)
    names = [name] if isinstance(columns[name].type, String) else []
    return [*names, *(key for key in KEYS if key in columns and key != name)]


def called(kind: str, text: str) -> Condition:
    """The record has that name, number or uid, or is the village so called in the township so called."""
    found: list[Condition] = [TextIs(column, text) for column in (*name_columns(kind), "uid")]
    lead, dot, name = text.rpartition(LEADS)
    if dot and kind == "villages":
        town = Linked("township_uid", "townships", TextIs("name", lead))
        found.append(AllOf((TextIs("name", name), town)))
    return AnyOf(tuple(found))


def anywhere(vocabulary: Vocabulary, operand: Operand, on: dt.date) -> Condition:
    """Some text of the record holds the word, or its choice, or the name of what it points to."""
    text, wanted = operand.text, folded(operand.text)
    found: list[Condition] = []
    for field in vocabulary.fields:
        if field.name in _NOT_SEARCHED:
            continue
        if field.sort == "text":
            found.append(TextHolds(field.name, text))
        elif field.sort in ("choice", "term"):
            words = codes_of(field, vocabulary.terms)
            codes = {c for c, w in words.items() if any(wanted in folded(s) for s in (w.zh, w.en))}
            if codes:
                found.append(CodeIn(field.name, frozenset(codes)))
        elif field.sort == "link":
            kind = target(field)
            parts: list[Condition] = [TextHolds(column, text) for column in name_columns(kind)]
            if is_spelt(kind):
                parts += by_spelling(text)
            if parts:
                part = AnyOf(tuple(parts))
                found.append(through(vocabulary.kind, field.name, kind, part, on))
    if is_spelt(vocabulary.kind):
        found.append(by_spelling(text)[1])
    return AnyOf(tuple(found))
