"""What may be typed next at a place in a query: fields, operators of the field's sort, values, connectives.

The text before the word under the cursor is parsed; where that breaks off says what is expected.
Words are offered by their beginning, by what they hold, or by pinyin and initials, in the language
of the window, and written so that the language reads them back as one word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from db.names import initials, pinyin
from layers.names import LEADS
from layers.query.dates import DAY_WORDS, PERIOD_WORDS
from layers.query.errors import Expected, QueryError
from layers.query.lexer import Token, quoted, tokens
from layers.query.meaning import meaning
from layers.query.operators import (
    AND,
    BY_NAME,
    CODES,
    DAYS,
    GLUED_CONNECTIVES,
    GLUED_NOT,
    NOT,
    OPERATORS,
    OR,
    RANGE,
)
from layers.query.parser import parse
from layers.query.scope import Scope
from layers.query.words import QueryField, Reference, Vocabulary, codes_of, folded, phrases_of
from resources.text import Text

MOST = 60
_WORDS_BACK = 4
_BEGINS, _SPELT, _OTHERWISE, _PART = range(4)
"""How a candidate is found: by its beginning, its pinyin, another name's beginning, a part of one."""

Sort = Literal["field", "state", "operator", "value", "connective"]
CONNECTIVES = {
    "and": Text("且", "and"),
    "or": Text("或", "or"),
    "not": Text("非", "not"),
}
_YES_NO = (Text("是", "yes"), Text("否", "no"))
_NOT_OFFERED = ("uid", "sha256")
_RESERVED = frozenset((*AND, *OR, *NOT, *RANGE))


@dataclass(frozen=True)
class Candidate:
    """One thing that may be typed: `text` takes the place of `start` to `end`; `hint` explains it."""

    text: str
    hint: str
    sort: Sort
    start: int
    end: int


@dataclass(frozen=True)
class _Offer:
    """A candidate before it has a place: what it writes, how else it may be found."""

    text: str
    hint: str
    sort: Sort
    found_by: tuple[str, ...]
    own: tuple[str, ...] = ()
    """Pinyin and initials of `text` itself."""


def complete(text: str, cursor: int, scope: Scope, lang: str) -> list[Candidate]:
    """What may stand at `cursor` in `text`, best first, at most `MOST`; nothing inside an error.

    A candidate replaces the words before the cursor that it begins with, and nothing behind it.
    """
    head = text[:cursor]
    try:
        before = tokens(head, lenient=True)[:-1]
    except QueryError:
        return []
    touching = bool(before) and before[-1].end == cursor and before[-1].sort != "sign"
    starts = _starts(before) if touching else [cursor]
    for start in starts:
        ranked = _offers(head[:start], scope, lang, _partial(before, start))
        if start == starts[-1] or any(rank < _PART for rank, _offer in ranked):
            break
    shown = {offer.text: offer for _rank_, offer in ranked if offer.text != head[start:]}
    return [Candidate(o.text, o.hint, o.sort, start, cursor) for o in shown.values()][:MOST]


def _starts(before: list[Token]) -> list[int]:
    """Where the word under the cursor may begin: names may have several words, the longest first."""
    if not before:
        return []
    count = 1
    while (
        count < min(_WORDS_BACK, len(before))
        and before[-1].sort == "word"
        and before[-count - 1].sort == "word"
    ):
        count += 1
    return [before[-back].start for back in range(count, 0, -1)]


def _partial(before: list[Token], start: int) -> str:
    return folded(" ".join(token.text for token in before if token.start >= start))


def _offers(head: str, scope: Scope, lang: str, partial: str) -> list[tuple[int, _Offer]]:
    """What may follow `head` and is found by `partial`, best first, with its rank."""
    ranked = [
        (rank, offer)
        for offer in _possible(head, scope, lang, partial)
        if (rank := _rank(offer, partial)) is not None
    ]
    return sorted(ranked, key=lambda one: one[0])


def _rank(offer: _Offer, partial: str) -> int | None:
    """How `partial` finds the offer, None when it does not."""
    if not partial or folded(offer.text).startswith(partial):
        return _BEGINS
    if any(spelling.startswith(partial) for spelling in offer.own):
        return _SPELT
    if any(spelling.startswith(partial) for spelling in offer.found_by):
        return _OTHERWISE
    if any(partial in spelling for spelling in (folded(offer.text), *offer.found_by)):
        return _PART
    return None


def _possible(head: str, scope: Scope, lang: str, partial: str) -> Iterator[_Offer]:
    """Everything that may follow `head`, in the order to show it."""
    trouble = _trouble(head, scope)
    if trouble is None:
        if head.strip():
            yield from _operators(_last_field(head, scope), lang)
            yield from _connectives(lang, ("and", "or"))
        yield from _tests(scope.vocabulary, lang, partial)
    elif trouble.expected is not None:
        yield from _expected(trouble.expected, scope, lang, partial)
    elif head.rstrip().endswith("(") and trouble.start == len(head.rstrip()) - 1:
        yield from _tests(scope.vocabulary, lang, partial)
    elif (still_open := _open_brackets(head)) > 0:
        yield from _possible(head + ")" * still_open, scope, lang, partial)


def _trouble(text: str, scope: Scope) -> QueryError | None:
    """What is wrong with `text`, or None."""
    try:
        tree = parse(text, scope.vocabulary, scope.today)
        if tree is not None:
            meaning(tree, scope)
    except QueryError as trouble:
        return trouble
    return None


def _open_brackets(head: str) -> int:
    signs = [token.text for token in tokens(head, lenient=True) if token.sort == "sign"]
    return signs.count("(") - signs.count(")")


def _last_field(head: str, scope: Scope) -> Reference | None:
    """The field that `head` ends with, when the same word is a state, which needs no operator."""
    cut = tokens(head, lenient=True)[:-1]
    for start in _starts(cut):
        name = _partial(cut, start)
        if name in scope.vocabulary.state_names:
            return scope.vocabulary.resolve(name)
    return None


def _expected(expected: Expected, scope: Scope, lang: str, partial: str) -> Iterator[_Offer]:
    if expected.place == "test":
        yield from _tests(scope.vocabulary, lang, partial)
    elif expected.reference is not None and expected.place == "operator":
        yield from _operators(expected.reference, lang)
    elif expected.reference is not None:
        yield from _values(expected.reference, expected.operator, scope, lang)


def _operators(reference: Reference | None, lang: str) -> Iterator[_Offer]:
    for operator in OPERATORS:
        if reference is not None and reference.field.sort in operator.sorts:
            said = operator.say(lang)
            yield _Offer(
                said,
                operator.title.say(lang),
                "operator",
                _found_by(operator.spelt),
                _found_by((said,)),
            )


def _connectives(lang: str, names: Iterable[str]) -> Iterator[_Offer]:
    for name in names:
        word = CONNECTIVES[name]
        yield _Offer(word.say(lang), "", "connective", _found_by((word.zh, word.en)))


def _tests(vocabulary: Vocabulary, lang: str, partial: str) -> Iterator[_Offer]:
    yield from _fields(vocabulary, lang)
    lead, dot, _rest = partial.rpartition(".")
    through = vocabulary.resolve(lead) if dot else None
    if through is not None and through.field.sort == "link":
        there = vocabulary
        for step in (*through.steps, through.field):
            there = there.linked(step)
        path = ".".join(
            _field_name(step, vocabulary, lang) for step in (*through.steps, through.field)
        )
        yield from _fields(there, lang, f"{path}.", lead)
    for state in vocabulary.states.values():
        said = state.title.say(lang)
        means = state.means.say(lang)
        yield _Offer(said, means, "state", _found_by(state.names), _found_by((said,)))
    yield from _connectives(lang, ("not",))


def _fields(vocabulary: Vocabulary, lang: str, path: str = "", typed: str = "") -> Iterator[_Offer]:
    """The fields of `vocabulary`, behind a `path` that was `typed` as a prefix."""
    for field in vocabulary.fields:
        if field.name in _NOT_OFFERED:
            continue
        name = _field_name(field, vocabulary, lang)
        other = field.label.en if lang == "zh" else field.label.zh
        by = _found_by(field.aliases)
        found_by = tuple(f"{typed}.{spelling}" for spelling in by) if path else by
        yield _Offer(f"{path}{name}", other, "field", found_by, _found_by((name,)))


def _field_name(field: QueryField, vocabulary: Vocabulary, lang: str) -> str:
    """The label of a field when it leads back to it, else the name of its column."""
    label = field.label.say(lang)
    found = vocabulary.resolve(label)
    plain = [token.sort for token in tokens(label)] == ["word"] * len(label.split()) + ["end"]
    return label if plain and found is not None and found.field is field else field.name


def _values(reference: Reference, operator: str, scope: Scope, lang: str) -> Iterator[_Offer]:
    field = reference.field
    if BY_NAME[operator].values == 0:
        return
    if field.sort in CODES:
        known = phrases_of(field, scope.terms)
        for code, word in codes_of(field, scope.terms).items():
            said = word.say(lang)
            short = _one_value(said.partition("（")[0].partition(" (")[0], code, known)
            yield _Offer(
                short, said if said != short else "", "value", _found_by((word.zh, word.en, code))
            )
    elif field.sort == "flag":
        for word in _YES_NO:
            yield _Offer(word.say(lang), "", "value", _found_by((word.zh, word.en)))
    elif field.sort in DAYS:
        for said in (*DAY_WORDS, *PERIOD_WORDS):
            if said.isascii() == (lang == "en"):
                yield _Offer(said, "", "value", _found_by((said,)))
        yield _Offer(scope.today.isoformat(), "", "value", ())
    elif field.sort == "link" and field.field is not None and field.field.link is not None:
        yield from _records(field.field.link, scope)


def _one_value(said: str, code: str, known: dict[str, set[str]]) -> str:
    """What to write for a code so that it is read back as that code."""
    wanted = {code}
    plain = all(token.sort == "word" for token in tokens(said)[:-1])
    glued = any(word in said[1:] for word in GLUED_CONNECTIVES)
    if known.get(folded(said)) == wanted:
        return said if plain and not glued else quoted(said)
    return code


def _records(kind: str, scope: Scope) -> Iterator[_Offer]:
    names = scope.names(kind)
    if names is None:
        return
    typed = names.typed.get(kind, {})
    offers: list[_Offer] = scope.kept.setdefault(kind, [])
    if not offers:
        for uid, name in sorted(names.links.get(kind, {}).items(), key=lambda item: item[1]):
            by = tuple(part for part in typed.get(uid, "").split("\x1f") if part)
            if name:
                spelt = (folded(name), folded(name.rpartition(LEADS)[2]), *by)
                offers.append(_Offer(as_value(name), "", "value", spelt))
    yield from offers


def as_value(text: str) -> str:
    """`text` as one value of the language, in quotation marks where it needs them."""
    try:
        cut = tokens(text)
    except QueryError:
        return quoted(text)
    whole = len(cut) == 2 and cut[0].sort == "word" and cut[0].text == text
    first = text.casefold()
    odd = first in _RESERVED or first.startswith(GLUED_NOT) or first in ("空", "empty")
    return text if whole and not odd else quoted(text)


def _found_by(names: Iterable[str]) -> tuple[str, ...]:
    """Every spelling by which a word is found: itself, its pinyin, its initials."""
    found: dict[str, None] = {}
    for name in names:
        said = folded(name)
        found[said] = None
        if not said.isascii():
            found[pinyin(said).replace(" ", "")] = None
            found[initials(said)] = None
    return tuple(found)
