"""What is asked when officers are posted, or hand over what they hold: who, from which day, by which order.

While it is asked, the form tells what the officer carries on that day and what they would then: villages and people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import Any

from db.records.base import Field
from db.records.force import POSTS
from layers.loads import foretold
from layers.tables.row_acts import Posted
from resources.text import Text
from ui.panels.table.act_dialog import Question
from ui.panels.table.selecting import AT_ONCE
from ui.session import Session

_OFFICER = Field(Text("民警", "Officer"), link="officers", required=True)
_SUCCESSOR = Field(Text("接替人", "Successor"), link="officers", required=True)
_POSTS = {code: word for code, word in POSTS.items() if code != "leader"}
_POST = Field(Text("岗位", "Post"), choices=_POSTS, required=True)
_FROM = Field(Text("自", "From"), required=True)
_ORDER = Field(Text("调令", "Order"), free_text=True)
_RELIEVE = Field(Text("接替现任", "Relieve the holder"))


def questions_of_posting(today: dt.date) -> list[Question]:
    """What posting an officer to villages needs to know."""
    return [
        Question("officer_uid", "link", _OFFICER),
        Question("post", "choice", _POST, "resident"),
        Question("start", "date", _FROM, today),
        Question("order_no", "text", _ORDER),
        Question("relieve", "flag", _RELIEVE, first=True),
    ]


def questions_of_succession(today: dt.date) -> list[Question]:
    """What handing over all postings needs to know."""
    return [
        Question("officer_uid", "link", _SUCCESSOR),
        Question("start", "date", _FROM, today),
        Question("order_no", "text", _ORDER),
    ]


def posted(values: Mapping[str, Any]) -> Posted:
    """What was answered."""
    return Posted(
        values["officer_uid"],
        values.get("post", ""),
        values["start"],
        values["order_no"] or "",
        bool(values.get("relieve", True)),
    )


def load_foretold(
    session: Session, villages: Callable[[dt.date], Collection[str]]
) -> Callable[[Mapping[str, Any]], str]:
    """What the form says of the officer's load, once it is known who is meant and from which day.

    `villages` gives the villages that would come to them on a day; of very many nothing is said.
    """

    def say(values: Mapping[str, Any]) -> str:
        officer, on = values.get("officer_uid"), values.get("start")
        if not officer or on is None:
            return ""
        more = villages(on)
        found = foretold(session.workspace, officer, more, on) if len(more) <= AT_ONCE else None
        return "" if found is None else session.say(found)

    return say
