"""What may be typed next, at every place of a query, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from layers.query import QueryError, Scope, read
from layers.query.complete import Candidate, complete
from layers.query.words import codes_of
from tests.helpers.small_county import TODAY, SmallCounty, small_county


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCounty]:
    made = small_county(tmp_path_factory.mktemp("county") / "small.gpkg")
    yield made
    made.workspace.close()


def offered(county: SmallCounty, kind: str, text: str, lang: str = "zh") -> list[Candidate]:
    return complete(text, len(text), Scope.of(county.workspace, kind, TODAY), lang)


def after(text: str, candidate: Candidate) -> str:
    """The text once the candidate was taken."""
    return text[: candidate.start] + candidate.text + text[candidate.end :]


@pytest.mark.parametrize(
    ("kind", "text", "lang", "first"),
    [
        ("disputes", "", "zh", "编号"),
        ("disputes", "", "en", "Case number"),
        ("disputes", "颜", "zh", "颜色"),
        ("disputes", "ys", "zh", "颜色"),
        ("disputes", "yanse", "zh", "颜色"),
        ("disputes", "case n", "en", "Case number"),
        ("disputes", "颜色 ", "zh", "="),
        ("disputes", "colour is", "en", "is empty"),
        ("disputes", "事由 b", "zh", "包含"),
        ("disputes", "颜色 =", "zh", "红"),
        ("disputes", "colour = ", "en", "Red"),
        ("disputes", "颜色 = l", "zh", "蓝"),
        ("disputes", "颜色 在 (红, hu", "zh", "黄"),
        ("disputes", "等级 = ", "zh", "一般"),
        ("disputes", "颜色 = 红 ", "zh", "且"),
        ("disputes", "(颜色 = 红 ", "zh", "且"),
        ("disputes", "((颜色 = 红 ", "en", "and"),
        ("disputes", "颜色 = 红 且 ", "zh", "编号"),
        ("disputes", "颜色 = 红 且 chao", "zh", "超期"),
        ("disputes", "(", "zh", "编号"),
        ("disputes", "期限 < j", "zh", "今天"),
        ("disputes", "due < ", "en", "today"),
        ("disputes", "所在村 = zq", "zh", "张桥村"),
        ("disputes", "承办人 = 102401", "zh", '"民警 1"'),
        ("disputes", '承办人 = "民警 1', "zh", '"民警 1"'),
        ("disputes", "所在村.rk", "zh", "所在村.人口"),
        ("disputes", "village.town", "en", "Village.Township"),
        ("cameras", "status = out of", "en", "Out of order"),
        ("villages", "zd", "zh", "重点人员"),
        ("terms", "启用 = ", "zh", "是"),
    ],
)
def test_the_first_offer(kind: str, text: str, lang: str, first: str, county: SmallCounty) -> None:
    candidates = offered(county, kind, text, lang)
    assert candidates
    assert candidates[0].text == first
    assert text[: candidates[0].start] == after(text, candidates[0])[: candidates[0].start]


@pytest.mark.parametrize("text", ["颜色 = 绿 ", "颜色 >", "事由 包含 \x00", "颜 = ", ") "])
def test_nothing_is_offered_behind_what_is_wrong(text: str, county: SmallCounty) -> None:
    assert offered(county, "disputes", text) == []


def test_a_place_has_only_the_operators_that_fit_it(county: SmallCounty) -> None:
    assert {c.text for c in offered(county, "disputes", "位置 ")} == {"为空", "不为空"}
    assert "<" in {c.text for c in offered(county, "disputes", "期限 ")}
    assert "<" not in {c.text for c in offered(county, "disputes", "颜色 ")}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "kind", ["disputes", "villages", "hazards", "officers", "cameras", "visits"]
)
def test_what_is_offered_is_understood(kind: str, lang: str, county: SmallCounty) -> None:
    """Every field, with every operator that is offered for it and every value for that, reads back."""
    scope = Scope.of(county.workspace, kind, TODAY)
    asked = 0
    for field in complete("", 0, scope, lang):
        if field.sort == "state":
            assert read(field.text, scope) is not None
        if field.sort != "field":
            continue
        for operator in complete(f"{field.text} ", len(field.text) + 1, scope, lang):
            if operator.sort != "operator":
                continue
            head = f"{field.text} {operator.text} "
            given = complete(head, len(head), scope, lang)
            values = [c.text for c in given if c.sort == "value"] or ["1", '"a"', "2026-11-22", ""]
            results = [understood(head + value, scope) for value in values]
            assert any(results), head
            if len(values) != 4:
                assert all(results), head
            asked += 1
    assert asked > 50


def understood(text: str, scope: Scope) -> bool:
    try:
        return read(text, scope) is not None
    except QueryError as trouble:
        return trouble.short.zh.endswith("不能用“像”。改用 包含。")


def test_every_choice_of_every_field_reads_back_as_itself(county: SmallCounty) -> None:
    for kind in ("disputes", "hazards", "villages", "cameras", "sites", "visits", "units"):
        scope = Scope.of(county.workspace, kind, TODAY)
        for field in scope.vocabulary.fields:
            if field.sort not in ("choice", "term"):
                continue
            for lang in ("zh", "en"):
                head = f"{field.name} = "
                texts = [c.text for c in complete(head, len(head), scope, lang)]
                codes = list(codes_of(field, scope.terms))
                assert len(texts) == len(codes)
                for text, code in zip(texts, codes, strict=True):
                    query = read(head + text, scope)
                    assert query is not None
                    assert f"frozenset({{'{code}'}})" in repr(query.condition), (head, text)
