"""Two changes of one text are put together with nothing lost."""

from __future__ import annotations

import random

import pytest

from layers.record.merge import merge

BASE = "甲方称界石被移。乙方不认可。已约双方周五到场。"


@pytest.mark.parametrize(
    ("mine", "theirs", "text", "clean"),
    [
        (BASE, "甲方称界石被移。", "甲方称界石被移。", True),
        (
            BASE + "已复测。",
            "甲方称界石被移动。乙方不认可。已约双方周五到场。",
            "甲方称界石被移动。乙方不认可。已约双方周五到场。已复测。",
            True,
        ),
        (BASE + "我加的。", BASE + "他加的。", BASE + "他加的。我加的。", True),
        (BASE + "同样加的。", BASE + "同样加的。", BASE + "同样加的。", True),
        (
            BASE.replace("不认可", "部分认可"),
            BASE.replace("不认可", "认可"),
            "甲方称界石被移。乙方认可。乙方部分认可。已约双方周五到场。",
            False,
        ),
    ],
)
def test_what_each_side_changed_is_taken(mine: str, theirs: str, text: str, clean: bool) -> None:
    both = merge(BASE, mine, theirs)
    assert (both.text, both.clean) == (text, clean)


def test_two_texts_without_a_base_stand_one_after_the_other() -> None:
    assert merge("", "我写的", "他写的").text == "他写的；我写的"


def test_nothing_that_somebody_added_is_ever_lost() -> None:
    chance = random.Random(7)  # noqa: S311 - the same trials each time
    for _trial in range(400):
        base = [f"原{n}。" for n in range(chance.randrange(6))]
        sides = []
        for who in "我他":
            side = list(base)
            for number in range(chance.randrange(4)):
                at = chance.randrange(len(side) + 1)
                if chance.random() < 0.4 and at < len(side):
                    side.pop(at)
                else:
                    side.insert(at, f"{who}{number}。")
            sides.append(side)
        both = merge("".join(base), *("".join(side) for side in sides)).text
        added = [clause for side in sides for clause in side if clause not in base]
        assert all(clause in both for clause in added), (base, sides, both)
        for one, other in (sides, sides[::-1]):
            if other == base:
                assert both == "".join(one)
