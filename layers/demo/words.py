"""How the demo's sentences are put together: templates with slots, some of them for a season only.

The templates stand in `layers.demo.case_words` and `layers.demo.visit_words`. Nobody is in them: parties are 甲方 and
乙方, places and things come from the lists here. The same generator gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Templates = Mapping[str, Sequence[str]]
Seasonal = Mapping[str, Sequence[tuple[Sequence[int], str]]]
"""Templates by kind that fit some months (1 to 12) only."""

WINTER, SPRING, SUMMER, AUTUMN = (12, 1, 2), (3, 4, 5), (6, 7, 8), (9, 10, 11)
FESTIVAL, HARVEST = (1, 2), (5, 6, 9, 10)
IN_SEASON = 0.4
"""How often a kind that has something to say of the month says that."""

SLOTS: Mapping[str, Sequence[str]] = {
    "where": (
        "村东", "村西", "村南", "村北", "村口", "主街", "学校旁", "桥头", "集市", "村委会旁", "老井边", "北地", "南洼",
        "河堤旁", "文化广场旁", "机井房附近", "十字路口", "卫生室旁", "南北路边", "村后林地", "老粮库旁", "水塘边",
    ),
    "field": (
        "村东", "村西", "村南", "村北", "北地", "南洼", "河堤旁", "机井房附近", "村后林地边",
        "老路沟旁", "水塘边", "桥头",
    ),
    "crop": ("小麦", "玉米", "花生", "大豆", "苗木", "大蒜", "红薯", "蜜桃"),
    "goods": ("苗木", "饲料", "化肥", "粮食", "建材", "家具", "服装", "水果"),
    "trade": ("板材加工", "食品加工", "服装加工", "养殖", "苗木种植", "汽修", "餐饮", "快递代收"),
    "shop": ("超市", "五金店", "农资店", "小吃店", "理发店", "药店", "电动车行", "粮油店", "快递点", "修理铺"),
    "animal": ("鸡", "鸭", "羊", "狗", "鹅"),
    "tree": ("杨树", "泡桐", "柿树", "核桃树", "槐树"),
    "fraud": ("刷单返利", "冒充客服", "虚假贷款", "冒充熟人", "虚假投资", "网购退款", "保健品", "冒充公检法"),
    "n": ("两", "三", "四", "五", "六", "七", "八"),
    "rows": ("半垄", "一垄", "两垄", "一米", "半米", "两米"),
    "instalment": ("分两次", "分三次", "一次性", "于月底前", "于收麦后", "于年底前"),
}  # fmt: skip

_SLOT = re.compile(r"\{(\w+)\}")


def compose(
    sorts: Sequence[str],
    templates: Templates,
    rng: np.random.Generator,
    months: npt.NDArray[np.int64] | None = None,
    seasonal: Seasonal | None = None,
) -> list[str]:
    """One sentence for each of `sorts`, its slots filled in.

    With `months` (1 to 12, one for each of `sorts`), kinds that have templates in `seasonal` for that month use one of
    them at the rate of `IN_SEASON`.
    """
    pick, now = rng.random(len(sorts)), rng.random(len(sorts)) < IN_SEASON
    fill = rng.random((len(sorts), 4))
    sentences = []
    for number, sort in enumerate(sorts):
        choice = templates[sort]
        if months is not None and seasonal is not None and now[number]:
            fitting = [text for when, text in seasonal.get(sort, ()) if months[number] in when]
            choice = fitting or choice
        sentences.append(filled(choice[int(pick[number] * len(choice))], fill[number].tolist()))
    return sentences


def filled(template: str, draws: Sequence[float]) -> str:
    """`template` with its slots filled, the k-th by the k-th of `draws` (each in [0, 1)), round and round.

    Slots that are not in `SLOTS` stay: they are the caller's.
    """
    used = 0

    def choose(slot: re.Match[str]) -> str:
        nonlocal used
        if slot[1] not in SLOTS:  # the caller's own, such as {holder}
            return slot[0]
        words = SLOTS[slot[1]]
        used += 1
        return words[int(draws[(used - 1) % len(draws)] * len(words))]

    return _SLOT.sub(choose, template)


def draw(choices: Sequence[str], count: int, rng: np.random.Generator) -> list[str]:
    """`count` of `choices`, evenly, their slots filled in."""
    return compose(["any"] * count, {"any": choices}, rng)
