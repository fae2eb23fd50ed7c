"""What lights up when one record of the force or of the ground is selected.

An officer lights the villages of every posting in force (a leader's township too), the unit, and the lines between;
the home township is tied to the unit by a dotted line. A village lights its officers' units, a unit its villages, a
drone station its reach in minutes (`layers.above.reach`). The line says the post: solid for a resident, dashed for a
liaison, dotted for an auxiliary or a leader. Which postings are in force is `db.coverage`'s to say. Frames in, an
`Overlay` out; nothing here knows the window.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
from shapely.geometry.base import BaseGeometry

from db.coverage import active_postings
from db.records import Officer, Posting, Township, Unit, Village
from db.records.force import POSTS
from layers.above.overlay import Link, Overlay, Patch, Place, Stand, Stroke, joined, middle
from layers.above.reach import reach_of
from layers.kinds.equipment import UNITS
from layers.layer import Frames
from resources.text import Text

DIM = 0.76
DIM_VILLAGE = 0.34
"""A village is clicked all day: the rest steps back less."""
_STROKES: dict[str, Stroke] = {"resident": "solid", "liaison": "dashed"}
_ORDER = tuple(POSTS)


def spotlight(frames: Frames, kind: str, uid: str, on: dt.date) -> Overlay | None:
    """The overlay of the record `uid` of the plural `kind` on the day `on`; None for what lights nothing."""
    make = _MAKERS.get(kind)
    return None if make is None else make(frames, uid, on)


def _officer(frames: Frames, uid: str, on: dt.date) -> Overlay | None:
    officer = _one(frames, Officer, uid, ["name", "unit_uid", "home_township_uid"])
    if officer is None:
        return None
    postings = _active(frames, Posting.officer_uid == uid, on)
    villages = _places(frames, Village, postings["village_uid"])
    led = _places(frames, Township, postings["township_uid"])
    unit = _unit(frames, officer["unit_uid"])
    home = _places(frames, Township, [officer["home_township_uid"]])
    lit = [*villages.values(), *led.values()]
    links = [
        Link(unit.place, middle(shape), stroke=_STROKES.get(post, "dotted"))
        for place_uid, post in _posts(postings)
        if unit and (shape := villages.get(place_uid, led.get(place_uid))) is not None
    ]
    stands = [unit] if unit else []
    for shape in home.values():
        at = middle(shape)
        stands.append(Stand(at, Text("籍贯", "Home")))
        if unit:
            links.append(Link(unit.place, at, "secondary", 1.5, "dotted"))
    words = [_said(officer["name"]), *([unit.words] if unit else []), *_tally(postings)]
    return _overlay(lit, links, stands, words, DIM)


def _village(frames: Frames, uid: str, on: dt.date) -> Overlay | None:
    village = _one(frames, Village, uid, ["name", "unit_uid", "township_uid", "geom"])
    if village is None or village["geom"] is None:
        return None
    at = middle(village["geom"])
    postings = _active(frames, Posting.village_uid == uid, on)
    if village["township_uid"]:
        leading = _active(frames, Posting.township_uid == village["township_uid"], on)
        postings = pd.concat([postings, leading]) if len(leading) else postings
    officers = _rows(frames, Officer, postings["officer_uid"], ["name", "unit_uid"])
    stands: dict[str, Stand] = {}
    strokes: dict[str, Stroke] = {}
    who: dict[str, list[Text]] = {}
    said = [_said(village["name"])]
    for officer_uid, post in _posts(postings, "officer_uid"):
        name = _with(POSTS[post], officers.at[officer_uid, "name"])
        said.append(name)
        unit_uid = str(officers.at[officer_uid, "unit_uid"])
        if unit_uid not in stands and (unit := _unit(frames, unit_uid)):
            stands[unit_uid] = unit
        who.setdefault(unit_uid, []).append(name)
        strokes.setdefault(unit_uid, _STROKES.get(post, "dotted"))
    if village["unit_uid"] not in stands and (unit := _unit(frames, village["unit_uid"])):
        stands[village["unit_uid"]] = unit
    links = [
        Link(stand.place, at, stroke=strokes[uid])
        if uid in who
        else Link(stand.place, at, "secondary", 1.5, "dotted")
        for uid, stand in stands.items()
    ]
    named = [
        Stand(stand.place, _listed([stand.words, *who.get(uid, ())]), stand.rule)
        for uid, stand in stands.items()
    ]
    return _overlay([village["geom"]], links, named, said, DIM_VILLAGE)


def _unit_villages(frames: Frames, uid: str, on: dt.date) -> Overlay | None:  # noqa: ARG001 - as the others
    unit = _unit(frames, uid)
    rows = frames.frame("villages", where=Village.unit_uid == uid, columns=["uid", "geom"])
    shapes = [shape for shape in rows["geom"] if shape is not None]
    if unit is None or not shapes:
        return None
    links = [Link(unit.place, middle(shape), width=1.5) for shape in shapes]
    count = Text("{n} 个村/社区", "{n} villages").format(n=len(rows))
    return _overlay(shapes, links, [unit], [unit.words, count], DIM)


def _posting(frames: Frames, uid: str, on: dt.date) -> Overlay | None:
    posting = _one(frames, Posting, uid, ["officer_uid"])
    return None if posting is None else _officer(frames, posting["officer_uid"], on)


_MAKERS: dict[str, Callable[[Frames, str, dt.date], Overlay | None]] = {
    "officers": _officer,
    "villages": _village,
    "units": _unit_villages,
    "postings": _posting,
    "drone_stations": lambda frames, uid, _on: reach_of(frames, [uid]),
}
KINDS_LIT = frozenset(_MAKERS)
"""Kinds whose records light something up."""
READS = KINDS_LIT | {"townships"}
"""Kinds whose change may change what is lit."""


def _overlay(
    lit: Iterable[BaseGeometry],
    links: Iterable[Link],
    stands: Iterable[Stand],
    words: Iterable[Text],
    dim: float,
) -> Overlay:
    area = joined(lit)
    patches = () if area.is_empty else (Patch(area, line="accent", width=2, lit=True),)
    return Overlay(patches, tuple(links), tuple(stands), _listed(words), dim)


def _active(frames: Frames, where: Any, on: dt.date) -> pd.DataFrame:
    return active_postings(frames.frame("postings", where=where), on)


def _posts(postings: pd.DataFrame, by: str = "") -> list[tuple[str, str]]:
    """(place or `by`, post) of each posting, residents first, each pair once."""
    ordered = postings.sort_values("post", key=lambda posts: posts.map(_ORDER.index), kind="stable")
    places = ordered[by] if by else ordered["village_uid"].fillna(ordered["township_uid"])
    return list(dict.fromkeys(zip(places, ordered["post"], strict=True)))


def _tally(postings: pd.DataFrame) -> list[Text]:
    counts = postings["post"].value_counts()
    return [_with(POSTS[post], counts[post]) for post in _ORDER if post in counts]


def _one(frames: Frames, cls: Any, uid: str, columns: list[str]) -> dict[str, Any] | None:
    rows = _rows(frames, cls, [uid], columns)
    if rows.empty:
        return None
    return {str(name): _known(value) for name, value in rows.iloc[0].items()}


def _rows(frames: Frames, cls: Any, uids: Iterable[Any], columns: list[str]) -> pd.DataFrame:
    wanted = sorted({uid for uid in uids if _known(uid)})
    rows = frames.frame(cls.kind(), where=cls.uid.in_(wanted), columns=["uid", *columns])
    return pd.DataFrame(rows).set_index("uid")


def _places(frames: Frames, cls: Any, uids: Iterable[Any]) -> dict[str, BaseGeometry]:
    """Shapes by uid of the places that have one."""
    shapes = _rows(frames, cls, uids, ["geom"])["geom"]
    return {str(uid): shape for uid, shape in shapes.items() if shape is not None}


def _unit(frames: Frames, uid: str | None) -> Stand | None:
    """The mark of a unit, at its own place or else in the middle of its township; None when it has neither."""
    unit = _one(frames, Unit, uid, ["name", "unit_kind", "township_uid", "geom"]) if uid else None
    if unit is None:
        return None
    rule = UNITS.style.rules.get(unit["unit_kind"], UNITS.style.rules["department"])
    if unit["geom"] is not None:
        at: Place = (unit["geom"].x, unit["geom"].y)
        return Stand(at, _said(unit["name"]), rule)
    for shape in _places(frames, Township, [unit["township_uid"]]).values():
        return Stand(middle(shape), _said(unit["name"]), rule)
    return None


def _known(value: Any) -> Any:
    """`value`, None for whatever pandas puts where nothing is."""
    return None if value is pd.NaT or (isinstance(value, float) and math.isnan(value)) else value


def _said(name: str) -> Text:
    return Text(name, name)


def _with(word: Text, value: object) -> Text:
    return Text("{word} {value}", "{word} {value}").format(word=word, value=value)


def _listed(words: Iterable[Text]) -> Text:
    every = list(words)
    return Text(" · ".join(each.zh for each in every), " · ".join(each.en for each in every))
