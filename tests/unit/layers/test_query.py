"""The filter language: what each query finds, on both engines and in a frame, and what a wrong one is told."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import make_url

from db.workspace import Workspace
from layers.names import read_names
from layers.query import Query, QueryError, Scope, read, where_clause
from layers.query.dates import DAY_WORDS, PERIOD_WORDS
from layers.query.lexer import MAX_LENGTH
from layers.query.operators import AND, NOT, OR, RANGE, SPELT
from layers.query.parser import MAX_DEPTH, MAX_TESTS
from layers.query.states import STATES
from tests.helpers.small_county import TODAY, SmallCounty, small_county
from tests.unit.layers.query_cases import FINDS, REFUSED

OPEN_SETS = {
    "今日", "昨日", "明日", "这周", "这个月", "上个月", "下个月",
    "last week", "next week", "this month", "next month", "this year", "last year",
}  # fmt: skip
"""Words that the page gives by example."""
DIALECTS = [make_url(f"{name}://").get_dialect()() for name in ("sqlite", "postgresql+psycopg")]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCounty]:
    made = small_county(tmp_path_factory.mktemp("county") / "small.gpkg")
    yield made
    made.workspace.close()


@cache
def scope_of(workspace: Workspace, kind: str) -> Scope:
    return Scope.of(workspace, kind, TODAY)


def understood(workspace: Workspace, kind: str, text: str) -> Query:
    query = read(text, scope_of(workspace, kind))
    assert query is not None
    return query


def found(workspace: Workspace, query: Query) -> str:
    """The numbers of the records that `query` finds, in the order they were written."""
    rows = workspace.frame(query.kind, columns=["uid"])["uid"].tolist()
    hits = workspace.frame(query.kind, where=query.clause(), columns=["uid"])["uid"].tolist()
    return " ".join(str(rows.index(uid)) for uid in hits)


def masked(workspace: Workspace, query: Query) -> str:
    """The same through a frame."""
    frame = workspace.frame(query.kind, columns=query.columns())
    return " ".join(str(i) for i in query.mask(frame, workspace).nonzero()[0].tolist())


def test_there_are_more_than_two_hundred_cases() -> None:
    assert len(FINDS) >= 200
    assert len({(kind, text) for kind, text, _rows in FINDS}) == len(FINDS)


@pytest.mark.parametrize(("kind", "text", "rows"), FINDS)
def test_a_query_finds_its_rows_in_the_file_and_in_a_frame(
    kind: str, text: str, rows: str, county: SmallCounty
) -> None:
    query = understood(county.workspace, kind, text)
    assert found(county.workspace, query) == rows
    assert masked(county.workspace, query) == rows


@pytest.mark.postgres
def test_every_query_finds_the_same_rows_on_postgis(postgres_url: str) -> None:
    made = small_county(postgres_url)
    try:
        for kind, text, rows in FINDS:
            query = understood(made.workspace, kind, text)
            assert found(made.workspace, query) == rows, (kind, text)
    finally:
        scope_of.cache_clear()
        made.workspace.close()


@pytest.mark.parametrize(("kind", "text", "place", "said"), REFUSED)
def test_a_wrong_query_is_told_what_is_wrong_and_where(
    kind: str, text: str, place: tuple[int, int], said: str, county: SmallCounty
) -> None:
    with pytest.raises(QueryError) as caught:
        read(text, scope_of(county.workspace, kind))
    assert (caught.value.start, caught.value.end) == place
    assert said in caught.value.short.zh
    assert caught.value.short.en
    assert caught.value.sentence.zh.startswith(f"条件第 {place[0] + 1} 字：")


def test_nothing_typed_finds_everything(county: SmallCounty) -> None:
    for nothing in ("", "   ", "\u3000\u200b"):
        assert read(nothing, scope_of(county.workspace, "disputes")) is None
        assert where_clause("disputes", nothing, county.workspace, TODAY) is None


def test_where_clause_limits_a_frame(county: SmallCounty) -> None:
    where = where_clause("cameras", "状态 = 故障", county.workspace, TODAY)
    assert county.workspace.frame("cameras", where=where)["serial"].tolist() == ["SXT-0001"]


@pytest.mark.parametrize(
    "value", ["'; DROP TABLE disputes; --", '" or "1"="1', "%'||x||'", "\\", "红'--", "$1", ":x"]
)
def test_no_value_reaches_the_statement(value: str, county: SmallCounty) -> None:
    """What was typed is among the bound parameters, and only there."""
    literal = '"' + value.replace('"', '""') + '"'
    texts = (
        f"事由 = {literal}",
        f"事由 包含 {literal}",
        f"所在村 开头是 {literal}",
        f"所在村 包含 {literal} 或 {literal}",
        f"事由 在 ({literal}, {literal})",
    )
    for text in texts:
        clause = understood(county.workspace, "disputes", text).clause()
        for dialect in DIALECTS:
            compiled = clause.compile(dialect=dialect)
            assert value not in str(compiled)
            bound = [str(each).casefold() for each in compiled.params.values()]
            kept = value.casefold()
            escaped = kept.replace("/", "//").replace("%", "/%").replace("_", "/_")
            assert any(kept in each or escaped in each for each in bound)
        assert found(county.workspace, understood(county.workspace, "disputes", text)) == ""


def test_length_depth_and_number_are_limited(county: SmallCounty) -> None:
    scope = scope_of(county.workspace, "disputes")
    deep = "(" * MAX_DEPTH + "红" + ")" * MAX_DEPTH
    many = " ".join(["红"] * MAX_TESTS)
    assert found(county.workspace, understood(county.workspace, "disputes", deep)) == "0"
    assert found(county.workspace, understood(county.workspace, "disputes", many)) == "0"
    for text, said in (
        (f"({deep})", f"最多套 {MAX_DEPTH} 层"),
        ("非 " * (MAX_DEPTH + 1) + "红", f"最多套 {MAX_DEPTH} 层"),
        (many + " 红", f"最多 {MAX_TESTS} 个条件"),
        ("红" * (MAX_LENGTH + 1), "条件太长"),
    ):
        with pytest.raises(QueryError) as caught:
            read(text, scope)
        assert said in caught.value.short.zh


def test_a_minute_is_the_minute_here(county: SmallCounty) -> None:
    """The second event was at 01:30 UTC on 2 November; a query says local time."""
    local = dt.datetime(2026, 11, 2, 1, 30, tzinfo=dt.UTC).astimezone()
    for sign, rows in (("=", "1"), (">=", "1 2 3 4"), ("<", "0"), (">", "2 3 4"), ("<=", "0 1")):
        text = f"time {sign} {local:%Y-%m-%d %H:%M}"
        query = understood(county.workspace, "dispute_events", text)
        assert found(county.workspace, query) == masked(county.workspace, query) == rows


def test_a_query_says_which_kinds_it_reads(county: SmallCounty) -> None:
    query = understood(county.workspace, "disputes", "颜色 = 红")
    assert query.reads() == {"disputes"}
    query = understood(county.workspace, "disputes", "village.township = 柏梁镇 且 期限 < 今天")
    assert query.reads() == {"disputes", "villages", "townships"}
    assert set(query.columns()) >= {"uid", "village_uid", "found", "case_class"}


def test_the_page_about_the_language_names_every_word_of_it() -> None:
    page = (Path(__file__).parents[3] / "docs" / "query.md").read_text("utf-8")
    words = [*SPELT, *AND, *OR, *NOT, *RANGE, *DAY_WORDS, *PERIOD_WORDS]
    words += [name for states in STATES.values() for one in states.values() for name in one.names]
    lacking = [
        word for word in words if word not in page.replace("\\|", "|") and word not in OPEN_SETS
    ]
    assert lacking == []
    for limit in (f"{MAX_LENGTH:,} characters", f"{MAX_TESTS} tests", f"{MAX_DEPTH} levels"):
        assert limit in page


def test_every_example_of_the_page_is_understood(county: SmallCounty) -> None:
    page = (Path(__file__).parents[3] / "docs" / "query.md").read_text("utf-8")
    block = page.split("```")[1].strip().splitlines()
    examples = [part for line in block for part in re.split(r"\s{3,}", line.strip())]
    assert len(examples) >= 20
    for example in examples:
        names = read_names(county.workspace, ("units",))
        kinds = ("disputes", "villages", "cameras")
        scopes = [Scope(kind, TODAY, names.terms) for kind in kinds]
        assert any(_is_understood(example, scope) for scope in scopes), example


def _is_understood(text: str, scope: Scope) -> bool:
    try:
        return read(text, scope) is not None
    except QueryError:
        return False
