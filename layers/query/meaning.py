"""From the tree of a query to conditions: every value is understood as its field's sort wants it.

A table holds one reader for each sort of field; a reader turns operator and value into a condition
or refuses the value with its place. What is asked of a linked record becomes a condition on the
linked kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from db.records import KINDS
from layers.cells import unit_in_words
from layers.query import messages as say
from layers.query.by_name import anywhere, by_spelling, called, is_spelt, name_columns, target
from layers.query.conditions import (
    AllOf,
    AnyOf,
    CodeIn,
    Condition,
    Days,
    Empty,
    Figure,
    Flag,
    Not,
    TextHolds,
    TextIs,
    TextStarts,
    Times,
    UidIn,
)
from layers.query.dates import moments, period
from layers.query.errors import QueryError
from layers.query.operators import GLUED_CONNECTIVES
from layers.query.posts import nothing, through
from layers.query.scope import Scope
from layers.query.tree import Both, Compare, Either, InState, Match, Negation, Node, Operand, Range
from layers.query.words import (
    QueryField,
    Reference,
    codes_of,
    folded,
    phrases_of,
    spellings_of,
)
from resources.text import LANGUAGES, Text

_NUMBER = re.compile(r"([+-]?[0-9]{1,12}(?:\.[0-9]{1,6})?)(万)?")
_NEGATIVE = {"ne": "eq", "lacks": "holds", "out": "in", "filled": "empty"}
_YES = {"是", "yes", "true", "1", "有"}
_NO = {"否", "no", "false", "0", "无"}


@dataclass(frozen=True)
class _Asked:
    """One comparison: the field, the operator without its negation, the values, the kind of the field."""

    reference: Reference
    operator: str
    operands: Sequence[Operand | Range]
    kind: str
    scope: Scope

    @property
    def field(self) -> QueryField:
        return self.reference.field

    def refuse(self, sentence: Text, operand: Operand, **values: object) -> QueryError:
        said = sentence.format(field=self.reference.label(), typed=operand.text, **values)
        return QueryError(said, operand.start, operand.end)


def meaning(node: Node, scope: Scope) -> Condition:
    """The condition that `node` states on records of the scope's kind.

    Raises
    ------
    QueryError
        A value is not what its field needs.
    """
    if isinstance(node, Both):
        return AllOf(tuple(meaning(part, scope) for part in node.parts))
    if isinstance(node, Either):
        return AnyOf(tuple(meaning(part, scope) for part in node.parts))
    if isinstance(node, Negation):
        return Not(meaning(node.part, scope))
    if isinstance(node, InState):
        return node.state.condition(scope.today)
    if isinstance(node, Match):
        return anywhere(scope.vocabulary, node.operand, scope.today)
    return _compare(node, scope)


def _compare(node: Compare, scope: Scope) -> Condition:
    operator = node.operator.name
    kinds = [scope.kind, *(target(step) for step in node.reference.steps)]
    asked = _Asked(
        node.reference, _NEGATIVE.get(operator, operator), node.operands, kinds[-1], scope
    )
    if asked.operator == "empty":
        found = nothing(kinds[-1], node.reference.field.name, scope.today)
    else:
        found = _READERS[node.reference.field.sort](asked)
    for kind, step in reversed(list(zip(kinds, node.reference.steps, strict=False))):
        found = through(kind, step.name, target(step), found, scope.today)
    return Not(found) if operator in _NEGATIVE else found


# -- one reader for each sort of field ------------------------------------------------------------


def _each(asked: _Asked, one: Callable[[Operand], Condition]) -> Condition:
    """One of the values, for fields that know no range."""
    found = tuple(one(operand) for operand in asked.operands if isinstance(operand, Operand))
    return found[0] if len(found) == 1 else AnyOf(found)


def _text(asked: _Asked) -> Condition:
    name = asked.field.name

    def one(operand: Operand) -> Condition:
        text = operand.text
        if asked.operator in ("eq", "in"):
            return TextIs(name, text) if text else Empty(name)
        _needs_text(asked, operand)
        if asked.operator == "starts":
            return TextStarts(name, text)
        if asked.operator == "holds":
            return TextHolds(name, text)
        if name != "name" or not is_spelt(asked.kind):
            raise asked.refuse(say.NOT_SPELT, operand)
        return AnyOf((TextHolds("name", text), *by_spelling(text)))

    return _each(asked, one)


def _needs_text(asked: _Asked, operand: Operand) -> None:
    if not operand.text.strip():
        raise asked.refuse(say.NO_TEXT, operand)


def _link(asked: _Asked) -> Condition:
    kind = target(asked.field)

    def one(operand: Operand) -> Condition:
        _needs_text(asked, operand)
        columns = name_columns(kind)
        if not columns:
            raise asked.refuse(say.NOT_NAMED, operand)
        if asked.operator == "like":
            part = _link_spelt(asked, kind, operand)
        elif asked.operator in ("eq", "in"):
            if not asked.scope.knows(kind, operand.text):
                title = KINDS[kind].title
                lower = Text(title.zh, title.en.lower())
                glued = not operand.quoted and any(w in operand.text for w in GLUED_CONNECTIVES)
                sentence = say.NO_SUCH_RECORD_GLUED if glued else say.NO_SUCH_RECORD
                raise asked.refuse(sentence, operand, kind=lower)
            part = called(kind, operand.text)
        else:
            sort = TextHolds if asked.operator == "holds" else TextStarts
            part = AnyOf(tuple(sort(name, operand.text) for name in columns))
        return through(asked.kind, asked.field.name, kind, part, asked.scope.today)

    return _each(asked, one)


def _link_spelt(asked: _Asked, kind: str, operand: Operand) -> Condition:
    if is_spelt(kind):
        return AnyOf((TextHolds("name", operand.text), *by_spelling(operand.text)))
    names = asked.scope.names(kind) if kind == "units" else None
    if names is None:
        raise asked.refuse(say.NOT_SPELT, operand)
    wanted = operand.text.casefold()
    tight = "".join(wanted.split())
    typed = names.typed[kind]
    return UidIn(
        frozenset(
            uid
            for uid, name in names.links[kind].items()
            if wanted in name.casefold() or tight in typed.get(uid, "")
        )
    )


def _code(asked: _Asked) -> Condition:
    known = phrases_of(asked.field, asked.scope.terms)
    words = codes_of(asked.field, asked.scope.terms)

    def one(operand: Operand) -> frozenset[str]:
        wanted = folded(operand.text)
        if asked.operator == "holds":
            _needs_text(asked, operand)
            found = {c for c, w in words.items() if any(wanted in s for s in spellings_of(c, w))}
            if not found:
                raise asked.refuse(say.NO_SUCH_TEXT, operand)
            return frozenset(found)
        if wanted not in known:
            offered = Text(
                "、".join(word.zh for word in words.values()),
                ", ".join(word.en for word in words.values()),
            )
            raise asked.refuse(say.NOT_A_CHOICE, operand, choices=offered)
        return frozenset(known[wanted])

    codes = [one(operand) for operand in asked.operands if isinstance(operand, Operand)]
    return CodeIn(asked.field.name, frozenset().union(*codes))


def _flag(asked: _Asked) -> Condition:
    def one(operand: Operand) -> Condition:
        wanted = folded(operand.text)
        if wanted not in _YES | _NO:
            raise asked.refuse(say.NOT_A_FLAG, operand)
        return Flag(asked.field.name, wanted in _YES)

    return _each(asked, one)


def _figure(asked: _Asked) -> Condition:
    name = asked.field.name

    def one(operand: Operand | Range) -> Condition:
        if isinstance(operand, Range):
            low, high = _number(asked, operand.low), _number(asked, operand.high)
            _in_order(low <= high, operand)
            return Figure(name, low, high)
        value = _number(asked, operand)
        return {
            "eq": Figure(name, value, value),
            "in": Figure(name, value, value),
            "lt": Figure(name, high=value, high_open=True),
            "le": Figure(name, high=value),
            "gt": Figure(name, value, low_open=True),
            "ge": Figure(name, value),
        }[asked.operator]

    return _any(tuple(one(operand) for operand in asked.operands))


def _number(asked: _Asked, operand: Operand) -> float:
    text = folded(operand.text).replace(" ", "")
    unit = asked.field.unit
    for said in sorted({unit, *(unit_in_words(unit, lang) for lang in LANGUAGES)}, key=len):
        text = text.removesuffix(folded(said))
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise asked.refuse(say.NOT_A_NUMBER, operand)
    return float(match[1]) * (10_000 if match[2] else 1)


def _day(asked: _Asked) -> Condition:
    name, today = asked.field.name, asked.scope.today

    def read(operand: Operand) -> tuple[Days, Days]:
        found = period(operand.text, today)
        if found is None:
            raise asked.refuse(say.NOT_A_DAY, operand)
        return Days(name, found.first, None), Days(name, None, found.last)

    def one(operand: Operand | Range) -> Condition:
        if isinstance(operand, Range):
            first, last = read(operand.low)[0].first, read(operand.high)[1].last
            assert first is not None
            assert last is not None
            _in_order(first <= last, operand)
            return Days(name, first, last)
        since, until = read(operand)
        both = AllOf((since, until))
        stored = Not(Empty(name))
        found: dict[str, Condition] = {
            "eq": both,
            "in": both,
            "lt": AllOf((stored, Not(since))),
            "le": until,
            "gt": AllOf((stored, Not(until))),
            "ge": since,
        }
        return found[asked.operator]

    return _any(tuple(one(operand) for operand in asked.operands))


def _time(asked: _Asked) -> Condition:
    name, today = asked.field.name, asked.scope.today

    def read(operand: Operand) -> Times:
        found = moments(operand.text, today)
        if found is None:
            raise asked.refuse(say.NOT_A_TIME, operand)
        return Times(name, found.start, found.end)

    def one(operand: Operand | Range) -> Condition:
        if isinstance(operand, Range):
            start, end = read(operand.low).start, read(operand.high).end
            assert start is not None
            assert end is not None
            _in_order(start < end, operand)
            return Times(name, start, end)
        span = read(operand)
        return {
            "eq": span,
            "in": span,
            "lt": Times(name, None, span.start),
            "le": Times(name, None, span.end),
            "gt": Times(name, span.end, None),
            "ge": Times(name, span.start, None),
        }[asked.operator]

    return _any(tuple(one(operand) for operand in asked.operands))


def _any(parts: tuple[Condition, ...]) -> Condition:
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def _in_order(right: bool, operand: Range) -> None:
    if not right:
        raise QueryError(say.WRONG_WAY, operand.low.start, operand.high.end)


_READERS: dict[str, Callable[[_Asked], Condition]] = {
    "text": _text,
    "link": _link,
    "choice": _code,
    "term": _code,
    "flag": _flag,
    "whole": _figure,
    "number": _figure,
    "count": _figure,
    "left": _figure,
    "date": _day,
    "time": _time,
}
