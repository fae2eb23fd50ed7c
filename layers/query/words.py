"""What the fields of one kind are called in a query, and what may stand in each.

A field is known by its label in either language, by the name of its column, and, for one category
of counts, by its word alone, as the table's heading has it. What no column stores but a table shows
(a dispute's ``due`` day, a village's ``resident``) is a field too. A path such as 所在村.所属乡镇 goes through links.
Nothing here reads a workspace.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from db.geometry import Geometry
from db.records import KINDS
from db.records.base import Field, columns_of
from layers.columns import DERIVED, sort_of
from layers.query.lexer import half_width
from layers.query.states import STATES, State
from resources.text import Text

Terms = Mapping[str, Mapping[str, Text]]

DEEPEST = 4
"""Steps of a path: three links and a field."""
_MORE_NAMES: dict[tuple[str, str], tuple[str, ...]] = {
    ("hazards", "due"): ("期限",),
    ("disputes", "case_class"): ("class",),
}
_UID = Text("标识", "Identity")
_OFFERED_LAST = ("pinyin", "initials", "sha256", "photo_uid", "uid")
_IN_BRACKETS = re.compile(r"\s*\(.*\)$")


def folded(text: str) -> str:
    """`text` as words are compared: half-width, lower case, one blank between words."""
    return " ".join(half_width(text).casefold().split())


@dataclass(frozen=True)
class QueryField:
    """One field of one kind.

    Attributes
    ----------
    name : str
        As `layers.columns.Column.name`: the column, ``counts.<code>``, ``due`` or ``left``.
    label : Text
    sort : str
        As of `layers.columns`, or ``place`` for a geometry.
    field : Field, optional
        What describes the column; None for a derived one.
    also : tuple of str
        Further names.
    """

    name: str
    label: Text
    sort: str
    field: Field | None = None
    also: tuple[str, ...] = ()

    @property
    def aliases(self) -> Iterator[str]:
        """Every name, folded."""
        plain = self.name.removesuffix("_uid")
        for name in (
            self.label.zh,
            self.label.en,
            self.name,
            plain,
            plain.replace("_", " "),
            *self.also,
        ):
            yield folded(name)

    @property
    def unit(self) -> str:
        """The unit of its figures."""
        return self.field.unit if self.field is not None else "天" if self.sort == "left" else ""


@dataclass(frozen=True)
class Reference:
    """A field as seen from a kind: links to go through, then the field."""

    steps: tuple[QueryField, ...]
    field: QueryField

    def label(self) -> Text:
        """Its name for people, ``所在村.所属乡镇``."""
        parts = (*self.steps, self.field)
        return Text(".".join(p.label.zh for p in parts), ".".join(p.label.en for p in parts))


class Vocabulary:
    """The words of one kind.

    Parameters
    ----------
    kind : str
        Plural kind; KeyError when there is none.
    terms : mapping of list to mapping of code to Text
        The workspace's lists.
    """

    def __init__(self, kind: str, terms: Terms) -> None:
        self.kind, self.terms = kind, terms
        self.title = KINDS[kind].title
        self.states: Mapping[str, State] = STATES.get(kind, {})

    @cached_property
    def fields(self) -> tuple[QueryField, ...]:
        """Every field, those that completion offers last at the end."""
        found = list(self._fields())
        return tuple(sorted(found, key=lambda field: field.name in _OFFERED_LAST))

    def _fields(self) -> Iterator[QueryField]:
        yield QueryField("uid", _UID, "text")
        counted = [f for _n, c, f in columns_of(KINDS[self.kind]) if sort_of(c.type, f) == "count"]
        for name, column, field in columns_of(KINDS[self.kind]):
            if field.hidden:
                continue
            if isinstance(column.type, Geometry):
                yield QueryField(name, field.label, "place", field)
                continue
            sort = sort_of(column.type, field)
            if sort != "count":
                also = _MORE_NAMES.get((self.kind, name), ())
                yield QueryField(name, field.label, sort, field, also)
                continue
            for code, word in self.terms.get(field.terms or "", {}).items():
                heads = [field.label.zh, field.label.en, name]
                heads += ["数量", "counts"] if len(counted) == 1 else []
                also = tuple(f"{head}.{w}" for head in heads for w in (word.zh, word.en, code))
                yield QueryField(f"{name}.{code}", word, "count", field, also)
        for derived in DERIVED.get(self.kind, ()):
            yield QueryField(derived.name, derived.title, derived.sort, derived.field)

    @cached_property
    def names(self) -> Mapping[str, QueryField]:
        """Every name, folded, to its field; where two share one, the first has it."""
        found: dict[str, QueryField] = {}
        for field in self.fields:
            for alias in field.aliases:
                found.setdefault(alias, field)
        return found

    @cached_property
    def by_length(self) -> tuple[str, ...]:
        """The names that are no plain English words, longest first, for text without blanks."""
        return tuple(sorted((n for n in self.names if not n.isascii()), key=len, reverse=True))

    @cached_property
    def state_names(self) -> Mapping[str, State]:
        """Every name of a state, folded."""
        return {folded(name): state for state in self.states.values() for name in state.names}

    @cached_property
    def longest(self) -> int:
        """Words in the longest name of a field or a state."""
        return max(len(name.split()) for name in (*self.names, *self.state_names)) + DEEPEST

    def linked(self, field: QueryField) -> Vocabulary:
        """The words of the kind that a link points to."""
        assert field.field is not None
        assert field.field.link is not None
        return Vocabulary(field.field.link, self.terms)

    def resolve(self, name: str, depth: int = DEEPEST) -> Reference | None:
        """The field called `name`, a path in it followed; None when there is none."""
        wanted = folded(name)
        if wanted in self.names:
            return Reference((), self.names[wanted])
        if depth <= 1:
            return None
        for dot in (at for at, character in enumerate(wanted) if character == "."):
            head = self.names.get(wanted[:dot])
            if head is None or head.sort != "link":
                continue
            tail = self.linked(head).resolve(wanted[dot + 1 :], depth - 1)
            if tail is not None:
                return Reference((head, *tail.steps), tail.field)
        return None

    def near(self, name: str) -> str | None:
        """The name that was perhaps meant by `name`, as people write it."""
        close = difflib.get_close_matches(folded(name), list(self.names), n=1, cutoff=0.6)
        if not close:
            return None
        field = self.names[close[0]]
        return field.label.en if close[0].isascii() else field.label.zh


def codes_of(field: QueryField, terms: Terms) -> dict[str, Text]:
    """Code to word of what may stand in a choice or term field."""
    if field.field is None:
        return {}
    if field.field.choices is not None:
        return dict(field.field.choices)
    return dict(terms.get(field.field.terms or "", {}))


def spellings_of(code: str, word: Text) -> tuple[str, ...]:
    """What may be typed for one code, folded; what stands in brackets may be left out."""
    said = [folded(text) for text in (word.zh, word.en, code, code.replace("_", " "))]
    return tuple(dict.fromkeys([*said, *(_IN_BRACKETS.sub("", text) for text in said)]))


def phrases_of(field: QueryField, terms: Terms) -> dict[str, set[str]]:
    """What may be typed in a choice or term field, folded, to the codes it means."""
    found: dict[str, set[str]] = {}
    for code, word in codes_of(field, terms).items():
        for spelling in spellings_of(code, word):
            found.setdefault(spelling, set()).add(code)
    return found
