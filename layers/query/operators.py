"""The keywords of the language: operators, connectives and what is empty, in both languages.

One table names every spelling of an operator and the sorts of field it may stand behind; the
parser, the completion and `docs/query.md` (by a test) all follow it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from resources.text import Text

FIGURES = frozenset({"whole", "number", "count", "left"})
DAYS = frozenset({"date", "time"})
CODES = frozenset({"choice", "term"})
WORDS = frozenset({"text", "link"})
ANY = FIGURES | DAYS | CODES | WORDS | {"flag", "place"}
_VALUED = ANY - {"place"}
_ORDERED = FIGURES | DAYS


@dataclass(frozen=True)
class Operator:
    """One operator.

    Attributes
    ----------
    name : str
    title : Text
        What it says, as completion explains it.
    sorts : frozenset of str
        Sorts of field (see `layers.query.words`) it may stand behind.
    spelt : tuple of str
        Every spelling, the one that completion writes in Chinese first.
    english : str
        The spelling that completion writes in English.
    values : int
        0 for none, 1 for one, 2 for a list or a range.
    """

    name: str
    title: Text
    sorts: frozenset[str]
    spelt: tuple[str, ...]
    english: str
    values: int = 1

    def say(self, lang: str) -> str:
        """The spelling that completion writes in `lang`."""
        return self.spelt[0] if lang == "zh" else self.english


OPERATORS: tuple[Operator, ...] = (
    Operator("eq", Text("等于", "equals"), _VALUED, ("=", "等于", "是", "为", "is", "equals"), "="),
    Operator(
        "ne",
        Text("不等于", "differs from"),
        _VALUED,
        ("!=", "不等于", "不是", "不为", "is not"),
        "!=",
    ),
    Operator(
        "lt", Text("小于、早于", "less, before"), _ORDERED, ("<", "小于", "早于", "before"), "<"
    ),
    Operator(
        "le",
        Text("不大于、不晚于", "at most"),
        _ORDERED,
        ("<=", "小于等于", "不大于", "不晚于", "at most"),
        "<=",
    ),
    Operator(
        "gt", Text("大于、晚于", "more, after"), _ORDERED, (">", "大于", "晚于", "after"), ">"
    ),
    Operator(
        "ge",
        Text("不小于、不早于", "at least"),
        _ORDERED,
        (">=", "大于等于", "不小于", "不早于", "at least"),
        ">=",
    ),
    Operator(
        "holds",
        Text("含有这些字", "holds the text"),
        WORDS | CODES,
        ("包含", "含", "含有", "~", "contains", "has"),
        "contains",
    ),
    Operator(
        "lacks",
        Text("不含这些字", "does not hold the text"),
        WORDS | CODES,
        ("不包含", "不含", "!~", "does not contain", "not contains"),
        "does not contain",
    ),
    Operator(
        "starts",
        Text("以这些字开头", "begins with the text"),
        WORDS,
        ("开头是", "开头为", "starts with", "begins with"),
        "starts with",
    ),
    Operator(
        "like",
        Text("拼音或首字母", "pinyin or initials"),
        WORDS,
        ("像", "like"),
        "like",
    ),
    Operator(
        "in",
        Text("是其中之一，或在两者之间", "one of a list, or within a range"),
        _VALUED - {"flag"},
        ("在", "属于", "in"),
        "in",
        2,
    ),
    Operator(
        "out",
        Text("不在其中", "none of a list, or outside a range"),
        _VALUED - {"flag"},
        ("不在", "不属于", "not in"),
        "not in",
        2,
    ),
    Operator(
        "empty",
        Text("没有填写", "nothing is filled in"),
        ANY,
        ("为空", "是空", "空缺", "is empty"),
        "is empty",
        0,
    ),
    Operator(
        "filled",
        Text("已填写", "something is filled in"),
        ANY,
        ("不为空", "非空", "不空", "is not empty"),
        "is not empty",
        0,
    ),
)
BY_NAME: Mapping[str, Operator] = MappingProxyType({one.name: one for one in OPERATORS})
SPELT: Mapping[str, Operator] = MappingProxyType(
    {spelling: one for one in OPERATORS for spelling in one.spelt}
)
LONGEST = max(len(spelling.split()) for spelling in SPELT)

AND = ("且", "并且", "而且", "and", "&")
OR = ("或", "或者", "or", "|")
NOT = ("非", "not", "!")
RANGE = ("..", "~", "至", "到", "to")
EMPTY = ("空", "empty")
"""After = or != this word, without quotation marks, means that nothing is filled in."""

GLUED_OPERATORS = tuple(
    sorted((s for s in SPELT if not s.isascii() and len(s) > 0), key=len, reverse=True)
)
"""Chinese operators, which may stand against a field and a value without a blank; longest first."""
GLUED_CONNECTIVES = ("并且", "而且", "或者", "且", "或")
GLUED_NOT = ("非",)
