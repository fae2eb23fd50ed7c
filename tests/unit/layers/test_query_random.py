"""Random queries: no text crashes the language, and whatever is understood finds the same rows both ways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import make_url

from db.records import KINDS
from db.workspace import Workspace
from layers.demo import build
from layers.query import Query, QueryError, Scope, read
from layers.query.complete import complete
from layers.query.dates import DAY_WORDS, PERIOD_WORDS
from layers.query.lexer import quoted, tokens
from layers.query.operators import CODES, DAYS, FIGURES, OPERATORS, RANGE, SPELT, Operator
from layers.query.words import QueryField, codes_of
from tests.helpers.effort import examples
from tests.helpers.small_county import TODAY

DIALECTS = [make_url(f"{name}://").get_dialect()() for name in ("sqlite", "postgresql+psycopg")]
ASKED = ("disputes", "hazards", "villages", "officers", "postings", "cameras", "dispute_events")
OFTEN = settings(
    max_examples=examples(250, deep=1000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The smallest demo county, Ganquan."""
    file: Path = tmp_path_factory.mktemp("demo") / "610627.gpkg"
    build(file, "610627", on=TODAY)
    with Workspace.open(file, readonly=True) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def scopes(demo: Workspace) -> dict[str, Scope]:
    return {kind: Scope.of(demo, kind, TODAY) for kind in KINDS}


# -- any text -------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [*SPELT, *RANGE, *DAY_WORDS, *PERIOD_WORDS, "(", ")", ",", "，", "、", '"', "“", "”", "'", "且",
     "或", "非", "and", "or", "not", "颜色", "colour", "人口", "所在村", "village.township", "期限",
     "left", "counts.key people", "重点人员", "未结", "超期", "红", "red", "空", "柏梁镇", "3", "１２",
     "1.5万", "2026-11-01", "08:30", "今天+3", ".", "..", "-", ":", "\u200b", "\x00", "\ud800", "😀"]
)  # fmt: skip
ANY_TEXT = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=24).map("".join),
    st.lists(PIECES, max_size=24).map(" ".join),
)


@OFTEN
@given(text=ANY_TEXT, kind=st.sampled_from(sorted(KINDS)), cursor=st.integers(0, 200))
def test_any_text_is_understood_or_told_its_place(
    text: str, kind: str, cursor: int, scopes: dict[str, Scope]
) -> None:
    try:
        query = read(text, scopes[kind])
    except QueryError as trouble:
        assert_told(trouble, text)
    else:
        if query is not None:
            assert_bound(query)
    at = min(cursor, len(text))
    for candidate in complete(text, at, scopes[kind], "zh"):
        assert 0 <= candidate.start <= candidate.end == at
        assert candidate.text


def assert_told(trouble: QueryError, text: str) -> None:
    assert 0 <= trouble.start <= trouble.end <= len(text)
    assert trouble.short.zh
    assert trouble.short.en


def assert_bound(query: Query) -> None:
    """The statement is written in ASCII words of the program's own, whatever was typed."""
    clause = query.clause()
    for dialect in DIALECTS:
        statement = str(clause.compile(dialect=dialect))
        assert statement.isascii()
        assert '"' not in statement.replace('COLLATE "C"', "").replace('."end"', "")


@OFTEN
@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40))
def test_a_quoted_text_is_read_back_as_it_was(text: str) -> None:
    (token, _end) = tokens(quoted(text))
    assert (token.sort, token.text) == ("quoted", text)


# -- queries that make sense ----------------------------------------------------------------------


def values(field: QueryField, scope: Scope) -> st.SearchStrategy[str]:
    if field.sort in CODES:
        return st.sampled_from([quoted(word.zh) for word in codes_of(field, scope.terms).values()])
    if field.sort in FIGURES:
        return st.integers(-20, 3000).map(str) | st.sampled_from(["0", "1.5", "0.2万"])
    if field.sort in DAYS:
        relative = st.integers(-400, 60).map(lambda n: f"今天{n:+d}")
        return relative | st.sampled_from(["本周", "上月", "2026", "2026-10", "昨天", "去年"])
    if field.sort == "link":
        assert field.field is not None
        assert field.field.link is not None
        names = scope.names(field.field.link)
        assert names is not None
        known = sorted(set(names.links[field.field.link].values()) - {""})
        return st.sampled_from([quoted(name) for name in known] or ['"x"'])
    return st.sampled_from(["红", "村", "1", "-", "a", '"2026-"', '"%"', "纠纷", "S", "0001"])


@st.composite
def comparisons(draw: st.DrawFn, scope: Scope) -> str:
    field = draw(st.sampled_from(scope.vocabulary.fields))
    fitting = [o for o in OPERATORS if field.sort in o.sorts and o.name != "like"]
    operator: Operator = draw(st.sampled_from(fitting))
    said = f"{field.name} {draw(st.sampled_from(operator.spelt))} "
    if field.sort == "flag":
        return said + (draw(st.sampled_from(["是", "否"])) if operator.values else "")
    value = values(field, scope)
    if operator.values == 2:
        return said + "(" + ", ".join(draw(st.lists(value, min_size=1, max_size=3))) + ")"
    return said + (draw(value) if operator.values else "")


@st.composite
def queries(draw: st.DrawFn, scope: Scope) -> str:
    states = [name for state in scope.vocabulary.states.values() for name in state.names]
    words = st.sampled_from(["红", "马", '"民警"', "yj", "2026", '"一"', *states])
    leaf = comparisons(scope) | words

    def join(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pair = st.tuples(inner, st.sampled_from([" 且 ", " or ", " ", " & "]), inner)
        return pair.map("".join) | inner.map(lambda text: f"非 ({text})") | inner.map("({})".format)

    return draw(st.recursive(leaf, join, max_leaves=6))


@OFTEN
@given(draw=st.data(), kind=st.sampled_from(ASKED))
def test_expression_and_mask_find_the_same_rows(
    draw: st.DataObject, kind: str, demo: Workspace, scopes: dict[str, Scope]
) -> None:
    text = draw.draw(queries(scopes[kind]))
    try:
        query = read(text, scopes[kind])
    except QueryError as trouble:
        said = trouble.short.zh  # a value may be refused, the grammar never
        refused = any(word in said for word in ("没有名称", "没有一项含有", "指向的记录"))
        if not refused:
            raise
        return
    assert query is not None
    by_clause = demo.frame(kind, where=query.clause(), columns=["uid"])["uid"].tolist()
    frame = demo.frame(kind, columns=query.columns())
    assert by_clause == frame["uid"][query.mask(frame, demo)].tolist()
    everything = demo.frame(kind, columns=["uid"])
    others = read(f"非 ({text})", scopes[kind])
    assert others is not None
    rest = demo.frame(kind, where=others.clause(), columns=["uid"])
    assert len(rest) + len(by_clause) == len(everything), "a condition is true or false"
