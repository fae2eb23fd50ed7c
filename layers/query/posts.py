"""Fields of a village that no column stores: who is resident and who is liaison there on a day.

They are asked of the postings in force, of which each post may have several; a comparison holds when
it holds of one of them. An ordinary link goes the same way through `through` and `nothing`.
"""

from __future__ import annotations

import datetime as dt

from layers.columns import LIAISON, RESIDENT
from layers.query.conditions import (
    AllOf,
    AnyOf,
    CodeIn,
    Condition,
    Days,
    Empty,
    Linked,
    Not,
    Pointed,
)

POSTS = frozenset({RESIDENT.name, LIAISON.name})


def within(first: str, last: str, on: dt.date) -> Condition:
    """The day `on` lies from `first` to `last`, both inclusive; an empty `last` is no end."""
    return AllOf((Days(first, None, on), AnyOf((Empty(last), Days(last, on, None)))))


def held(post: str, on: dt.date, part: Condition | None = None) -> Condition:
    """A posting in that post at the village is in force; `part` is asked of its officer."""
    asked = (CodeIn("post", frozenset({post})), within("start", "end", on))
    officer = () if part is None else (Linked("officer_uid", "officers", part),)
    return Pointed("postings", "village_uid", AllOf((*asked, *officer)))


def through(kind: str, name: str, target: str, part: Condition, on: dt.date) -> Condition:
    """`part` holds of what the link `name` of `kind` points to, a record of `target`."""
    if kind == "villages" and name in POSTS:
        return held(name, on, part)
    return Linked(name, target, part)


def nothing(kind: str, name: str, on: dt.date) -> Condition:
    """Nothing stands in the field."""
    return Not(held(name, on)) if kind == "villages" and name in POSTS else Empty(name)


def covered(on: dt.date) -> Condition:
    """A village has an active resident and an active liaison, as `db.coverage` has it."""
    return AllOf((held(RESIDENT.name, on), held(LIAISON.name, on)))
