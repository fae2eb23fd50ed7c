"""What an act on rows says when it is done: how many records it wrote, to which level, and who answers for them now.

It reads what was written, so it is asked afterwards. Only words come out of here; `row_acts` acts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from db.records import Dispute, Officer
from db.records.disputes import LEVELS
from db.row_window import one_of
from db.workspace import Workspace
from layers.cells import figure
from resources.text import Text

MOST = 5000
"""Of more disputes it is not said which level they reached: that would take a while to read."""
COUNTS = {
    "post": Text("{n} 个村", "{n} villages"),
    "succeed": Text("{n} 个岗位", "{n} postings"),
}
RECORDS = Text("{n} 条", "{n}")
UNCHANGED = Text(
    "{what}：没有要改的，什么也没有写入。", "{what}: nothing to change, nothing was written."
)
LEVEL = Text("到{level}", "to {level}")
LEVEL_OF_MANY = Text("{n} 条到{level}", "{n} to {level}")
WHO = {
    "holder_uid": Text("承办人 {name}", "holder {name}"),
    "officer_uid": Text("民警 {name}", "officer {name}"),
}
SUCCESSOR = Text("接替人 {name}", "successor {name}")


def told(
    workspace: Workspace,
    action: str,
    what: str,
    count: int,
    uids: Sequence[str],
    values: Mapping[str, Any],
) -> Text:
    """The sentence after `action`, called `what`, wrote `count` records for the rows `uids` by the answers `values`."""
    if not count:
        return UNCHANGED.format(what=what)
    parts = [COUNTS.get(action, RECORDS).format(n=figure(count))]
    if action == "escalate" and len(uids) <= MOST:
        parts += _levels(workspace, uids)
    if action != "edit":
        parts += _who(workspace, action, values)
    return Text(
        f"{what}：{'，'.join(part.zh for part in parts)}。",
        f"{what}: {', '.join(part.en for part in parts)}.",
    )


def _levels(workspace: Workspace, uids: Sequence[str]) -> list[Text]:
    """The levels at which the disputes `uids` are now, lowest first."""
    where = one_of(Dispute.__table__.c.uid, uids)
    at = workspace.frame("disputes", where=where, columns=["level"])["level"].value_counts()
    said = LEVEL if len(at) == 1 else LEVEL_OF_MANY
    return [
        said.format(n=figure(int(at[level])), level=word)
        for level, word in LEVELS.items()
        if level in at.index
    ]


def _who(workspace: Workspace, action: str, values: Mapping[str, Any]) -> list[Text]:
    """The officer whom the act named."""
    for column, words in WHO.items():
        officer = workspace.get(Officer, values[column]) if values.get(column) else None
        if officer is not None:
            return [(SUCCESSOR if action == "succeed" else words).format(name=officer.name)]
    return []
