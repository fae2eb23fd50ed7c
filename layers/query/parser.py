"""Recursive descent over the tokens of a query: text in, tree out, or one error with its place.

::

    query    = either end
    either   = both { OR both }
    both     = negation { [ AND ] negation }
    negation = NOT negation | "(" either ")" | test
    test     = field operator values | state | word | quoted
    values   = value | list | nothing, as the operator wants
    list     = "(" item { "," item } ")" | item { "," item }
    item     = value [ RANGE value ]

A name of several words is the longest that is known. Chinese is written without blanks, so a field,
a Chinese operator and its value, or 且 and 或 between two tests, may stand against each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from layers.cells import unit_in_words
from layers.query import messages as say
from layers.query.dates import Moments, Period, moments, period
from layers.query.errors import Expected, QueryError
from layers.query.lexer import Token, tokens
from layers.query.operators import (
    AND,
    BY_NAME,
    CODES,
    DAYS,
    EMPTY,
    FIGURES,
    GLUED_CONNECTIVES,
    GLUED_NOT,
    GLUED_OPERATORS,
    NOT,
    OR,
    RANGE,
    SPELT,
    Operator,
)
from layers.query.stream import Stream
from layers.query.tree import (
    Both,
    Compare,
    Either,
    InState,
    Match,
    Negation,
    Node,
    Operand,
    Range,
)
from layers.query.words import Reference, Vocabulary, folded, phrases_of
from resources.text import LANGUAGES

MAX_DEPTH = 32
MAX_TESTS = 100
_VALUE_WORDS = 6


def parse(text: str, vocabulary: Vocabulary, today: dt.date) -> Node | None:
    """The tree of `text`; None when there is nothing in it.

    `today` settles only which words make a date, never which.

    Raises
    ------
    QueryError
        With the place and a sentence in both languages.
    """
    return _Parser(tokens(text), vocabulary, today).query()


class _Parser(Stream):
    def __init__(self, found: list[Token], vocabulary: Vocabulary, today: dt.date) -> None:
        super().__init__(found)
        self._words, self._today = vocabulary, today
        self._depth = self._tests = 0

    # -- structure --------------------------------------------------------------------------------

    def query(self) -> Node | None:
        if self._token.sort == "end":
            return None
        node = self._either()
        left = self._token
        if left.sort == "end":
            return node
        if left.text == ")":
            raise QueryError(say.NO_OPENING, left.start, left.end)
        raise self._unexpected(left)

    def _either(self) -> Node:
        parts = [self._both()]
        while self._connective(OR):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self) -> Node:
        parts = [self._negation()]
        while self._connective(AND) or self._starts_test():
            parts.append(self._negation())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _negation(self) -> Node:
        token = self._token
        self._unglue_not()
        if self._is(self._token, NOT):
            self._deeper(token)
            self._at += 1
            part = self._negation()
            self._depth -= 1
            return Negation(part)
        if token.sort == "sign" and token.text == "(":
            self._deeper(token)
            self._at += 1
            inside = self._either()
            if self._token.text != ")" or self._token.sort != "sign":
                if self._token.sort == "end":
                    raise QueryError(say.NO_CLOSING, token.start, token.end)
                raise self._unexpected(self._token)
            self._at += 1
            self._depth -= 1
            return inside
        return self._test()

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError(say.TOO_DEEP.format(most=MAX_DEPTH), token.start, token.end)

    def _connective(self, words: tuple[str, ...]) -> bool:
        """Pass over one of `words` when it stands here."""
        token = self._token
        if token.sort == "word" and not self._is(token, (*AND, *OR)):
            glued = next((one for one in GLUED_CONNECTIVES if token.text.startswith(one)), None)
            if glued is not None and folded(token.text) not in self._words.state_names:
                self._split(self._at, len(glued))
        if not self._is(self._token, words):
            return False
        self._at += 1
        return True

    def _starts_test(self) -> bool:
        token = self._token
        if token.sort == "sign":
            return token.text in ("(", "!")
        return token.sort != "end" and not self._is(token, OR)

    # -- tests ------------------------------------------------------------------------------------

    def _test(self) -> Node:
        token = self._token
        self._tests += 1
        if self._tests > MAX_TESTS:
            raise QueryError(say.TOO_MANY.format(most=MAX_TESTS), token.start, token.end)
        if token.sort == "end":
            raise QueryError(say.TEST_MISSING, token.start, token.end, Expected("test"))
        if token.sort == "sign" or self._is(token, (*AND, *OR)):
            raise self._unexpected(token)
        if token.sort == "quoted":
            self._at += 1
            if self._operator_at(self._at) is not None:
                raise QueryError(say.QUOTED_FIELD, token.start, token.end)
            return self._match(token)
        compared = self._compared()
        if compared is not None:
            return compared
        state = self._longest(self._at, self._words.longest, self._words.state_names.get)
        lone = self._longest(self._at, self._words.longest, self._words.resolve)
        if state is not None and (lone is None or lone[1] <= state[1]):
            self._at += state[1]
            return InState(state[0], token.start, self._tokens[self._at - 1].end)
        return self._word(token, lone)

    def _compared(self) -> Compare | None:
        """A test that begins with a field, or None."""
        found = self._field_here()
        if found is None:
            self._unglue_field()
            found = self._field_here()
        if found is None:
            return None
        (reference, _operator), count = found
        first = self._token.start
        self._at += count
        return self._compare(reference, first)

    def _field_here(self) -> tuple[tuple[Reference, Operator], int] | None:
        """The longest field that is followed by an operator, and its number of words."""

        def look(name: str, after: int) -> tuple[Reference, Operator] | None:
            operator = self._operator_at(after)
            reference = self._words.resolve(name) if operator is not None else None
            return None if reference is None or operator is None else (reference, operator[0])

        for count in range(self._run(self._at, self._words.longest), 0, -1):
            hit = look(self._joined(self._at, count), self._at + count)
            if hit is not None:
                return hit, count
        return None

    def _word(self, token: Token, lone: tuple[Reference, int] | None) -> Node:
        """A word that is neither a field with an operator nor a state; `lone` is a field without one."""
        if lone is not None:
            end = self._tokens[self._at + lone[1] - 1].end
            raise QueryError(
                say.OPERATOR_MISSING.format(field=lone[0].label()),
                token.start,
                end,
                Expected("operator", lone[0]) if self._ends(self._at + lone[1]) else None,
            )
        if self._operator_at(self._at + 1) is not None:
            raise self._no_field(token)
        self._at += 1
        return self._match(token)

    def _match(self, token: Token) -> Match:
        if not token.text.strip():
            raise QueryError(say.NOTHING_TO_FIND, token.start, token.end)
        return Match(Operand(token.text, token.sort == "quoted", token.start, token.end))

    def _no_field(self, token: Token) -> QueryError:
        near = self._words.near(token.text)
        sentence = say.NO_FIELD if near is None else say.NO_FIELD_BUT
        return QueryError(
            sentence.format(kind=self._words.title, name=token.text, near=near or ""),
            token.start,
            token.end,
        )

    # -- operators and values ---------------------------------------------------------------------

    def _operator_at(self, at: int) -> tuple[Operator, int] | None:
        """The operator that begins at token `at`, and its number of tokens; None when there is none."""
        token = self._tokens[min(at, len(self._tokens) - 1)]
        if token.sort == "sign":
            return (SPELT[token.text], 1) if token.text in SPELT else None
        if token.sort != "word":
            return None
        found = self._longest(at, 3, SPELT.get)
        if found is not None:
            return found
        glued = next((one for one in GLUED_OPERATORS if token.text.startswith(one)), None)
        return None if glued is None else (SPELT[glued], 0)

    def _compare(self, reference: Reference, start: int) -> Compare:
        found = self._operator_at(self._at)
        assert found is not None
        operator, count = found
        if count == 0:
            glued = next(g for g in GLUED_OPERATORS if self._token.text.startswith(g))
            self._split(self._at, len(glued))
            count = 1
        first = self._token
        self._at += count
        if reference.field.sort not in operator.sorts:
            raise QueryError(
                say.not_for(reference, operator), first.start, self._tokens[self._at - 1].end
            )
        if operator.name in ("eq", "ne") and self._is_empty_word(reference):
            self._at += 1
            operator = BY_NAME["empty" if operator.name == "eq" else "filled"]
            operands: tuple[Operand | Range, ...] = ()
        elif operator.values == 2:
            operands = self._items(reference, operator)
        elif operator.values == 1:
            operands = (self._value(reference, operator),)
        else:
            operands = ()
        return Compare(reference, operator, operands, start, self._tokens[self._at - 1].end)

    def _is_empty_word(self, reference: Reference) -> bool:
        field = reference.field
        known = field.sort in CODES and folded(self._token.text) in phrases_of(
            field, self._words.terms
        )
        return self._is(self._token, EMPTY) and not known

    def _items(self, reference: Reference, operator: Operator) -> tuple[Operand | Range, ...]:
        bracket = self._token if self._is_sign("(") else None
        self._at += bracket is not None
        items = [self._item(reference, operator)]
        while self._is_sign(",") or (bracket is not None and self._is(self._token, OR)):
            self._at += 1
            items.append(self._item(reference, operator))
        if bracket is not None:
            if not self._is_sign(")"):
                if self._token.sort == "end":
                    raise QueryError(say.NO_CLOSING, bracket.start, bracket.end)
                raise self._unexpected(self._token)
            self._at += 1
        return tuple(items)

    def _item(self, reference: Reference, operator: Operator) -> Operand | Range:
        low = self._value(reference, operator)
        if reference.field.sort not in FIGURES | DAYS or not self._is(self._token, RANGE):
            return low
        self._at += 1
        return Range(low, self._value(reference, operator))

    def _value(self, reference: Reference, operator: Operator) -> Operand:
        token, sort = self._token, reference.field.sort
        if token.sort not in ("word", "quoted") or self._is(token, (*AND, *OR)):
            raise QueryError(
                say.VALUE_MISSING.format(field=reference.label()),
                token.start,
                token.end,
                Expected("value", reference, operator.name) if token.sort == "end" else None,
            )
        if token.sort == "quoted":
            self._at += 1
            return Operand(token.text, True, token.start, token.end)
        count = self._value_words(reference)
        if count is None:
            count = 1
            if sort not in ("text", "link"):
                self._unglue_value()
                count = self._value_words(reference) or 1
        text = self._joined(self._at, count)
        end = self._tokens[self._at + count - 1].end
        self._at += count
        if sort in FIGURES and folded(self._token.text) in _units(reference):
            end = self._token.end
            self._at += 1
        return Operand(text, False, token.start, end)

    def _value_words(self, reference: Reference) -> int | None:
        """How many words from here make one value that is known; None when none do."""
        field = reference.field
        if field.sort in ("text", "link"):
            return 1
        look: Callable[[str], object | None]
        if field.sort in CODES:
            look = phrases_of(field, self._words.terms).get
        elif field.sort in DAYS:
            look = self._as_time if field.sort == "time" else self._as_day
        else:
            return None
        found = self._longest(self._at, _VALUE_WORDS, look)
        return None if found is None else found[1]

    def _as_day(self, text: str) -> Period | None:
        return period(text, self._today)

    def _as_time(self, text: str) -> Moments | None:
        return moments(text, self._today)

    # -- words without blanks ---------------------------------------------------------------------

    def _unglue_field(self) -> None:
        """Cut 承办人为空 after the field, when an operator follows it."""
        text = self._token.text
        for name in self._words.by_length:
            if text[: len(name)].casefold() == name and len(text) > len(name):
                rest = text[len(name) :]
                if any(rest.startswith(operator) for operator in GLUED_OPERATORS):
                    self._split(self._at, len(name))
                    return

    def _unglue_not(self) -> None:
        """Cut 非超期 after 非, when a state or a field follows."""
        token = self._token
        for glued in GLUED_NOT:
            rest = token.text[len(glued) :]
            if token.sort != "word" or not rest or not token.text.startswith(glued):
                continue
            if folded(rest) in self._words.state_names or self._words.resolve(rest) is not None:
                self._split(self._at, len(glued))
                return

    def _unglue_value(self) -> None:
        """Cut 红且未结 before 且; only where a value is a figure, a date or a known word."""
        text = self._token.text
        cuts = [text.find(word, 1) for word in GLUED_CONNECTIVES]
        first = min((cut for cut in cuts if cut > 0), default=None)
        if first is not None:
            self._split(self._at, first)

    def _unexpected(self, token: Token) -> QueryError:
        if token.sort == "sign" and token.text in SPELT:
            return QueryError(say.FIELD_MISSING.format(sign=token.text), token.start, token.end)
        return QueryError(say.UNEXPECTED.format(word=token.text), token.start, token.end)


def _units(reference: Reference) -> set[str]:
    unit = reference.field.unit
    return {
        folded(said) for said in (unit, *(unit_in_words(unit, lang) for lang in LANGUAGES)) if said
    }
