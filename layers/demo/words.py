"""The sentences of the demo: believable reports without any person in them.

Templates by kind; parties are 甲方 and 乙方, places are filled in by the caller. `compose` draws for
many rows at once and gives the same text for the same generator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

DISPUTES: Mapping[str, Sequence[str]] = {
    "land": (
        "甲方与乙方因{where}承包地界桩移位发生争执",
        "甲方认为乙方耕种时占用{where}田埂，要求恢复原状",
        "土地流转到期后，甲乙双方就{where}地块归还时间意见不一",
        "甲方在{where}开挖水沟影响乙方灌溉，双方争吵",
    ),
    "neighbours": (
        "甲方屋檐滴水影响乙方{where}院墙，双方多次争吵",
        "乙方在{where}过道堆放杂物，甲方通行不便",
        "甲乙双方因{where}宅旁树木遮光发生口角",
        "甲方养鸡散养至乙方{where}菜地，双方产生矛盾",
    ),
    "debt": (
        "甲方称乙方拖欠{where}货款逾期未还，上门催要时争执",
        "甲乙双方合伙经营{where}门店散伙，账目结算不一致",
        "乙方借款后未按约定归还，甲方在{where}讨要",
    ),
    "wages": (
        "{where}工地工人反映甲方拖欠工资，要求节前付清",
        "甲方承包{where}工程后未足额支付乙方劳务费",
        "{where}加工点停产，乙方等人要求结清计件工资",
    ),
    "family": (
        "甲乙双方因赡养老人分摊在{where}发生争吵",
        "甲方与乙方因婚后财产在{where}发生争执",
        "甲乙双方因子女抚养探望问题在{where}争吵",
    ),
    "traffic": (
        "甲方电动车与乙方三轮车在{where}刮碰，赔偿数额不一",
        "乙方农机在{where}转弯时碰倒甲方围栏，双方争执",
    ),
    "building": (
        "甲方翻建房屋，乙方认为{where}地基越界",
        "甲方建房占用{where}公用通道，乙方阻止施工",
        "乙方新建围墙影响{where}采光通风，甲方要求降低",
    ),
    "other": (
        "甲乙双方因{where}摊位摆放位置发生争吵",
        "甲方对{where}红白事噪声不满，与乙方发生口角",
        "甲乙双方因{where}用水先后发生争执",
    ),
}

HAZARDS: Mapping[str, Sequence[str]] = {
    "order": (
        "{where}门店夜间无人值守，门锁损坏",
        "{where}出租房屋登记更新不及时",
        "{where}路段夜间照明缺失",
    ),
    "fire": (
        "{where}仓库电线私拉乱接，灭火器过期",
        "{where}门店疏散通道堆放货物",
        "{where}电动车在楼道内充电",
        "{where}秸秆堆放靠近民房",
    ),
    "traffic": (
        "{where}路口视线被遮挡，缺少警示标志",
        "{where}弯道护栏损坏",
        "{where}学校门前减速带磨损",
    ),
    "school": (
        "{where}学校校门防冲撞设施松动",
        "{where}校园周边流动摊点占道",
        "{where}校车停靠点未划线",
    ),
    "explosives": ("{where}烟花爆竹零售点超量存放", "{where}加油点散装油登记不全"),
    "other": ("{where}水塘边缺少警示牌", "{where}危旧房屋墙体开裂", "{where}沟渠盖板缺失"),
}

WHERE: Sequence[str] = (
    "村东", "村西", "村南", "村北", "村口", "主街", "学校旁", "桥头",
    "集市", "村委会旁", "老井边", "北地", "南洼", "河堤旁",
)  # fmt: skip

DETAILS: Sequence[str] = (
    "民警到场后将双方分开，分别听取情况，现场秩序平稳。",
    "经初步了解，双方积怨较久，需会同村委会继续做工作。",
    "双方情绪基本稳定，同意由村调解员先行调解。",
    "已联系司法所共同研判，约定下次调解时间。",
)

AGREEMENTS: Sequence[str] = (
    "经调解，乙方恢复原状，双方签订调解协议，互不追究。",
    "经调解，双方各让一步，约定分两次付清，当场签字。",
    "经村委会、司法所、派出所联合调解，双方达成一致，握手言和。",
    "按界桩重新丈量，双方认可结果并签字。",
)

EVENT_TEXTS: Mapping[str, Sequence[str]] = {
    "found": ("走访中发现。", "群众反映。", "村委会报告。", "网格员上报。"),
    "accepted": ("派出所受理，指定承办人。", "登记受理。"),
    "mediating": ("组织双方第一次调解。", "会同村委会调解，未达成一致。", "上门分别做双方工作。"),
    "escalated": ("本级调解未成，上提一级。", "涉及面较大，提请上级协调。"),
    "paused": ("一方外出务工，约定返乡后继续调解。", "等待鉴定结果，暂停计时。"),
    "resumed": ("一方已返乡，恢复计时。", "鉴定结果已出，恢复计时。"),
    "resolved": ("达成协议，化解。", "双方签字，回访满意。"),
    "referred": ("不属公安管辖，移送有关部门。", "引导走诉讼程序，移送。"),
}

VISITS: Mapping[str, Sequence[str]] = {
    "victims": (
        "回访近期受害群众，反馈案件进展，讲解防骗知识。",
        "上门了解生活情况，帮助加固门窗。",
    ),
    "hardship": ("看望独居老人，检查用电用气安全。", "走访困难家庭，帮助联系民政部门。"),
    "delegates": ("走访代表委员，听取对治安工作的意见。",),
    "organisations": ("与村两委座谈，研判近期矛盾和隐患。", "参加村民小组会议，讲解道路安全。"),
    "key_places": (
        "检查重点场所安全防范措施，现场提出整改要求。",
        "检查门店消防设施，发放宣传单。",
    ),
    "general": (
        "入户走访，宣传反诈知识，登记出租房屋变化。",
        "走访沿街门店，提醒锁好门窗、保管好财物。",
        "田间地头走访，了解近期矛盾苗头。",
    ),
}

FINDINGS: Mapping[str, Sequence[str]] = {
    "suggestion": (
        "建议在村口增设路灯。",
        "希望学校门口放学时段有民警值守。",
        "建议多讲防骗案例。",
        "建议增设减速带。",
    ),
    "clue": (
        "反映夜间有陌生货车停留。",
        "反映偏僻机井房门锁被撬。",
        "反映有人推销来路不明电动车。",
    ),
    "good_deed": (
        "帮助走失老人回家。",
        "帮助村民追回被盗三轮车。",
        "帮助联系抢修漏电线路。",
        "送学生回校参加考试。",
    ),
}

REMEDIES: Sequence[str] = ("现场复查，已更换。", "复查合格，照片存档。", "责任人已整改，签字确认。")

DEPARTMENTS: Sequence[str] = (
    "治安管理大队", "刑事侦查大队", "交通警察大队", "经济犯罪侦查大队", "网络安全保卫大队", "出入境管理大队",
    "法制大队", "政治处", "警务保障室", "指挥中心", "巡特警大队", "督察大队",
)  # fmt: skip
"""Headquarters departments whose officers take liaison posts."""


def compose(
    sorts: Sequence[str], templates: Mapping[str, Sequence[str]], rng: np.random.Generator
) -> list[str]:
    """One sentence for each of `sorts`, with a place filled in where the template has room."""
    pick = rng.random(len(sorts))
    where = rng.integers(0, len(WHERE), len(sorts))
    chosen = []
    for sort, share, at in zip(sorts, pick, where, strict=True):
        choice = templates[sort]
        chosen.append(choice[int(share * len(choice))].replace("{where}", WHERE[at]))
    return chosen


def draw(choices: Sequence[str], count: int, rng: np.random.Generator) -> list[str]:
    """`count` of `choices`, evenly."""
    return [choices[i] for i in rng.integers(0, len(choices), count)]
