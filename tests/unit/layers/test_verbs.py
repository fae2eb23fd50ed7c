"""What an operation is called, in the journal and to people."""

from __future__ import annotations

import pytest

from db.records import KINDS
from layers import verbs


@pytest.mark.parametrize(
    ("verb", "zh", "en"),
    [
        ("dispute.move", "移动矛盾纠纷", "Move dispute"),
        ("camera.new", "新增监控", "Add camera"),
        ("county.edit", "修改县", "Edit county"),
        ("drone_station.delete", "删除无人机站", "Delete drone station"),
        ("export.camera", "导出监控", "Export camera"),
        ("undo dispute.move", "撤销：移动矛盾纠纷", "Undo: Move dispute"),
        ("workspace.create", "新建工作区", "Create the workspace"),
        ("something.newer", "something.newer", "something.newer"),
    ],
)
def test_a_verb_is_said_in_both_languages(verb: str, zh: str, en: str) -> None:
    said = verbs.said(verb)

    assert (said.zh, said.en) == (zh, en)


def test_every_kind_and_action_makes_a_verb_that_can_be_said() -> None:
    for kind in KINDS:
        for action in verbs.ACTIONS:
            made = verbs.verb(kind, action)
            assert verbs.said(made).zh != made


def test_a_verb_of_an_unknown_action_or_kind_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        verbs.verb("disputes", "explode")
    with pytest.raises(KeyError):
        verbs.verb("dispute", "move")
