"""States that have a word of their own in a query: 未结, 超期, on leave.

Each follows from dates of the record and the day it is asked on; the word alone is the test.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from layers.cells import SOON_DAYS
from layers.query.conditions import AllOf, Condition, Days, Empty, Figure, Not
from layers.query.posts import covered, within
from resources.text import Text


@dataclass(frozen=True)
class State:
    """One state.

    Attributes
    ----------
    title : Text
        The words that completion writes.
    names : tuple of str
        Every word for it.
    means : str
        How it is made of fields, for the documentation.
    condition : function of the day it is asked on
    """

    title: Text
    names: tuple[str, ...]
    means: Text
    condition: Callable[[dt.date], Condition]


def _state(
    zh: tuple[str, ...],
    en: tuple[str, ...],
    means: tuple[str, str],
    condition: Callable[[dt.date], Condition],
) -> State:
    return State(Text(zh[0], en[0]), (*zh, *en), Text(*means), condition)


def _open_until(end: str, zh: tuple[str, ...], done_zh: tuple[str, ...]) -> dict[str, State]:
    """The states of what has a deadline and ends on the date in column `end`."""
    return {
        "open": _state(
            zh, ("open",), ("没有结束日期", "it has no closing date"), lambda _on: Empty(end)
        ),
        "closed": _state(
            done_zh,
            ("closed", "done"),
            ("有结束日期", "it has a closing date"),
            lambda _on: Not(Empty(end)),
        ),
        "overdue": _state(
            ("超期", "逾期"),
            ("overdue",),
            ("未结且时限小于 0", "open, and the time left is below 0"),
            lambda _on: Figure("left", high=0, high_open=True),
        ),
        "soon": _state(
            ("临期", "快到期"),
            ("due soon",),
            (f"未结且余 0 至 {SOON_DAYS} 天", f"open, with 0 to {SOON_DAYS} days left"),
            lambda _on: Figure("left", 0, SOON_DAYS),
        ),
    }


STATES: Mapping[str, Mapping[str, State]] = {
    "villages": {
        "covered": _state(
            ("覆盖", "全覆盖"),
            ("covered",),
            ("今天驻村、包村两岗都有人", "today it has a resident and a liaison"),
            covered,
        ),
        "gap": _state(
            ("空缺",),
            ("gap",),
            ("今天驻村、包村缺一岗或两岗", "today a resident or a liaison is missing"),
            lambda on: Not(covered(on)),
        ),
    },
    "disputes": {
        **_open_until("closed", ("未结", "未办结"), ("已结", "已办结")),
        "paused": _state(
            ("暂停", "暂停中"),
            ("paused",),
            ("未结且有暂停日期", "open, and a pause runs"),
            lambda _on: AllOf((Not(Empty("paused_since")), Empty("closed"))),
        ),
    },
    "hazards": _open_until("eliminated", ("未结", "未消除"), ("已结", "已消除")),
    "postings": {
        "active": _state(
            ("在任", "现任"),
            ("active", "current"),
            ("今天在起止日期之内", "today lies within its dates"),
            lambda on: within("start", "end", on),
        ),
        "ended": _state(
            ("已结束",),
            ("ended",),
            ("结束日期早于今天", "it ended before today"),
            lambda on: Days("end", None, on - dt.timedelta(days=1)),
        ),
    },
    "officers": {
        "leave": _state(
            ("请假", "休假"),
            ("on leave",),
            ("今天在请假起止之内", "today lies within the leave"),
            lambda on: within("leave_from", "leave_to", on),
        ),
    },
}
