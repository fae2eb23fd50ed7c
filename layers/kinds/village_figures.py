"""The figures and categories that villages can be filled by, labelled with and counted for.

`FIGURES` and `CATEGORIES` are the two lists; a workspace's own categories of counts join the first by `figures`. Each
says its unit and formula. How they are computed is in `layers.kinds.village_ground`, what is done with them in
`layers.looks.choropleth`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from db.records.places import BOUNDARY_SOURCES, VILLAGE_KINDS
from layers.kinds.village_ground import (
    COVER_WORDS,
    Category,
    Figure,
    Ground,
    Values,
    area_km2,
    counted,
    cover_states,
    days_since_visit,
    everything,
    net_disputes,
    officers_posted,
    open_disputes,
    open_hazards,
    open_red,
    overdue_disputes,
    overdue_hazards,
    per_people,
    posts_missing,
    ratio,
    recent,
)
from layers.layer import Frames
from layers.names import read_terms
from resources.text import Text

_PEOPLE, _HOMES = Text("人", "people"), Text("户", "households")
_CASES, _PLACES, _DAYS = Text("起", "cases"), Text("处", "places"), Text("天", "days")
_SETS, _TIMES = Text("台", "cameras"), Text("次", "visits")


FIGURES: tuple[Figure, ...] = (
    Figure(
        "population",
        Text("人口", "Population"),
        Text("人口", "Pop."),
        _PEOPLE,
        Text("村的人口数", "people of the village"),
        lambda ground: ground.number("population"),
    ),
    Figure(
        "households",
        Text("户数", "Households"),
        Text("户", "Homes"),
        _HOMES,
        Text("村的户数", "households of the village"),
        lambda ground: ground.number("households"),
    ),
    Figure(
        "density",
        Text("人口密度", "Population density"),
        Text("密度", "Density"),
        Text("人/km²", "people/km²"),
        Text("人口 ÷ 村界面积（等积投影）", "people ÷ area within the boundary (equal-area)"),
        lambda ground: ratio(ground.number("population"), area_km2(ground), 1, 0),
    ),
    Figure(
        "household_size",
        Text("户均人口", "People per household"),
        Text("户均", "Per home"),
        Text("人/户", "people/household"),
        Text("人口 ÷ 户数", "people ÷ households"),
        lambda ground: ratio(ground.number("population"), ground.number("households"), 1, 1),
        decimals=1,
    ),
    Figure(
        "open_disputes",
        Text("未结矛盾纠纷", "Open disputes"),
        Text("矛盾", "Disputes"),
        _CASES,
        Text("村内已发现、未办结的矛盾纠纷", "disputes of the village found and not closed"),
        counted("disputes", open_disputes),
        frozenset({"disputes"}),
        zero=Text("无未结", "None open"),
    ),
    Figure(
        "open_red",
        Text("红色未结", "Open red disputes"),
        Text("红", "Red"),
        _CASES,
        Text("村内未办结的红色纠纷", "red disputes of the village that are not closed"),
        counted("disputes", open_red),
        frozenset({"disputes"}),
        zero=Text("无红色", "None red"),
    ),
    Figure(
        "overdue",
        Text("超期纠纷", "Overdue disputes"),
        Text("超期", "Overdue"),
        _CASES,
        Text(
            "未办结且用时超过等级期限（7、15、60 天）",
            "not closed after the days its class allows (7, 15, 60)",
        ),
        counted("disputes", overdue_disputes),
        frozenset({"disputes"}),
        zero=Text("无超期", "None overdue"),
    ),
    Figure(
        "net_disputes",
        Text("近 30 天矛盾净增", "Net new disputes, 30 days"),
        Text("净增", "Net"),
        _CASES,
        Text("近 30 天发现 − 近 30 天办结", "found − closed, both in the last 30 days"),
        net_disputes,
        frozenset({"disputes"}),
        middle=0,
        more_is_worse=True,
    ),
    Figure(
        "disputes_per_10k",
        Text("万人未结矛盾", "Open disputes per 10,000"),
        Text("万人矛盾", "Per 10k"),
        Text("起/万人", "per 10,000 people"),
        Text("未结矛盾纠纷 ÷ 人口 × 10000", "open disputes ÷ people × 10,000"),
        per_people("disputes", open_disputes, 10_000),
        frozenset({"disputes"}),
        decimals=1,
        zero=Text("无未结", "None open"),
    ),
    Figure(
        "open_hazards",
        Text("未消除隐患", "Open hazards"),
        Text("隐患", "Hazards"),
        _PLACES,
        Text("村内已发现、未消除的风险隐患", "hazards of the village found and not eliminated"),
        counted("hazards", open_hazards),
        frozenset({"hazards"}),
        zero=Text("无隐患", "None open"),
    ),
    Figure(
        "overdue_hazards",
        Text("超期隐患", "Overdue hazards"),
        Text("超期隐患", "Late hazards"),
        _PLACES,
        Text("未消除且已过整改期限的隐患", "hazards not eliminated after their due date"),
        counted("hazards", overdue_hazards),
        frozenset({"hazards"}),
        zero=Text("无超期", "None overdue"),
    ),
    Figure(
        "officers",
        Text("包驻民警", "Officers posted"),
        Text("民警", "Officers"),
        _PEOPLE,
        Text(
            "在任的驻村、包村、辅警人数，一人只计一次", "officers with an active posting, each once"
        ),
        officers_posted,
        frozenset({"postings"}),
        zero=Text("无人包驻", "Nobody posted"),
    ),
    Figure(
        "posts_missing",
        Text("缺岗数", "Posts missing"),
        Text("缺岗", "Missing"),
        Text("岗", "posts"),
        Text("驻村、包村两岗中无人的岗数", "of resident and liaison, how many are not filled"),
        posts_missing,
        frozenset({"postings"}),
        zero=Text("两岗齐全", "Both filled"),
    ),
    Figure(
        "visits",
        Text("近 30 天走访", "Visits, 30 days"),
        Text("走访", "Visits"),
        _TIMES,
        Text(
            "最近 30 天（含当天）的走访次数", "visits of the last 30 days, the day itself included"
        ),
        lambda ground: ground.count("visits", recent(ground.frame("visits")["date"], ground)),
        frozenset({"visits"}),
        zero=Text("未走访", "None"),
    ),
    Figure(
        "days_since_visit",
        Text("距上次走访", "Days since last visit"),
        Text("未访", "Unvisited"),
        _DAYS,
        Text("当天 − 最近一次走访的日期", "the day − date of the latest visit"),
        days_since_visit,
        frozenset({"visits"}),
        none=Text("从未走访", "Never visited"),
    ),
    Figure(
        "cameras",
        Text("监控", "Cameras"),
        Text("监控", "Cameras"),
        _SETS,
        Text("村内监控数", "cameras of the village"),
        counted("cameras"),
        frozenset({"cameras"}),
        zero=Text("无监控", "No camera"),
    ),
    Figure(
        "cameras_per_1000",
        Text("千人监控", "Cameras per 1,000"),
        Text("千人监控", "Per 1k"),
        Text("台/千人", "per 1,000 people"),
        Text("监控数 ÷ 人口 × 1000", "cameras ÷ people × 1,000"),
        per_people("cameras", everything, 1000),
        frozenset({"cameras"}),
        decimals=1,
        zero=Text("无监控", "No camera"),
    ),
    Figure(
        "cameras_out",
        Text("故障监控", "Cameras out of order"),
        Text("故障", "Out"),
        _SETS,
        Text("村内状态不是正常的监控", "cameras of the village whose status is not in order"),
        counted("cameras", lambda ground: ground.frame("cameras")["status"] != "ok"),
        frozenset({"cameras"}),
        zero=Text("无故障", "None"),
    ),
    Figure(
        "checkpoints",
        Text("卡口", "Checkpoints"),
        Text("卡口", "Checkpoints"),
        _PLACES,
        Text("村内卡口数", "checkpoints of the village"),
        counted("checkpoints"),
        frozenset({"checkpoints"}),
        zero=Text("无卡口", "None"),
    ),
    Figure(
        "sites",
        Text("重点场所", "Key sites"),
        Text("场所", "Sites"),
        _PLACES,
        Text("村内重点场所数", "key sites of the village"),
        counted("sites"),
        frozenset({"sites"}),
        zero=Text("无场所", "None"),
    ),
)


def _of_counts(code: str, word: Text) -> Figure:
    def compute(ground: Ground) -> Values:
        held = [(counts or {}).get(code) for counts in ground.villages["counts"].tolist()]
        return np.array([np.nan if number is None else number for number in held], dtype=float)

    brief = Text(word.zh[:2], word.en)
    formula = Text(f"村登记的{word.zh}数量", f"{word.en.lower()} counted by the village")
    return Figure(f"counts.{code}", word, brief, Text("", ""), formula, compute)


def figures(frames: Frames) -> dict[str, Figure]:
    """Every figure by name: those of `FIGURES` and one for each of the workspace's categories of counts."""
    words = read_terms(frames).get("village_counts", {})
    own = [_of_counts(code, word) for code, word in words.items()]
    found = [*FIGURES[:4], *own, *FIGURES[4:]]
    return {figure.name: figure for figure in found}


def _codes(column: pd.Series[Any]) -> npt.NDArray[np.object_]:
    values = column.astype(object)
    return values.where(values.notna() & (values != ""), None).to_numpy(dtype=object, copy=True)


def _chosen(column: str, words: Mapping[str, Text]) -> Callable[[Ground], Any]:
    return lambda ground: (_codes(ground.villages[column]), words)


def _linked(column: str, kind: str) -> Callable[[Ground], Any]:
    def compute(ground: Ground) -> tuple[npt.NDArray[np.object_], Mapping[str, Text]]:
        rows = ground.frame(kind)
        named = zip(rows["uid"], rows["name"], strict=True)
        words = {uid: Text(name, name) for uid, name in named}
        codes = _codes(ground.villages[column])
        codes[[code not in words for code in codes.tolist()]] = None
        return codes, words

    return compute


CATEGORIES: dict[str, Category] = {
    category.name: category
    for category in (
        Category(
            "township",
            Text("所属乡镇", "Township"),
            _linked("township_uid", "townships"),
            frozenset({"townships"}),
        ),
        Category(
            "unit",
            Text("责任单位", "Responsible unit"),
            _linked("unit_uid", "units"),
            frozenset({"units"}),
        ),
        Category(
            "kind_of_place",
            Text("村或社区", "Village or community"),
            _chosen("kind_of_place", VILLAGE_KINDS),
        ),
        Category(
            "cover",
            Text("包驻状态", "Cover"),
            lambda ground: (
                cover_states(ground.villages, ground.frame("postings"), ground.on),
                COVER_WORDS,
            ),
            frozenset({"postings"}),
        ),
        Category(
            "boundary_source",
            Text("边界来源", "Boundary source"),
            _chosen("boundary_source", BOUNDARY_SOURCES),
        ),
    )
}
