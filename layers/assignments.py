"""Assigned areas: for each officer the union of the villages of their active postings in one post.

Neighbouring areas differ in hue and an area keeps its hue while postings change around it. A village without the
post is hatched. Which postings are active is `db.coverage`'s to say; here they become areas and hues.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from db.coverage import active_postings
from layers.layer import CRS, Asked, Layer, placed
from layers.style import HUES, Area, Hatch, Names, Rule, Style
from resources.text import Text

Post = Literal["resident", "liaison"]


def colour_areas(
    uids: Iterable[str],
    neighbours: Iterable[tuple[str, str]],
    before: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """A hue (0 to 11) for each area so that neighbours differ, and as much as can be.

    Greedy, the areas with most neighbours first. An area keeps the hue it had in `before`, or else the one its uid
    draws, unless a neighbour has it or one beside it on the wheel; then it takes the hue farthest from those of its
    neighbours. With more than eleven different neighbours one may repeat.
    """
    beside: dict[str, set[str]] = {uid: set() for uid in uids}
    for one, other in neighbours:
        if one != other:
            beside[one].add(other)
            beside[other].add(one)
    known = before or {}
    hues: dict[str, int] = {}
    order = sorted(beside, key=lambda uid: (uid not in known, -len(beside[uid]), uid))
    for uid in order:
        taken = {hues[other] for other in beside[uid] if other in hues}
        first = known.get(uid, _drawn_hue(uid))
        apart = 1 if uid in known else 2
        if all(_apart(first, hue) >= apart for hue in taken):
            hues[uid] = first
            continue
        candidates = ((first + step) % HUES for step in range(HUES))
        hues[uid] = max(
            candidates, key=lambda hue: min((_apart(hue, other) for other in taken), default=HUES)
        )
    return hues


def one_hue_each(names: Sequence[str], neighbours: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Another hue for each of up to twelve `names`, in their order, as far as can be from the neighbours' hues."""
    beside: dict[str, set[str]] = {name: set() for name in names}
    for one, other in neighbours:
        beside[one].add(other)
        beside[other].add(one)
    free = [(6 + place * 5) % HUES for place in range(HUES)]
    hues: dict[str, int] = {}
    for name in names:
        taken = [hues[other] for other in beside[name] if other in hues]
        hue = max(free, key=lambda hue: min((_apart(hue, other) for other in taken), default=HUES))
        free.remove(hue)
        hues[name] = hue
    return hues


def _drawn_hue(uid: str) -> int:
    return hashlib.blake2b(uid.encode(), digest_size=2).digest()[0] % HUES


def _apart(one: int, other: int) -> int:
    """Steps between two hues around the wheel."""
    return min((one - other) % HUES, (other - one) % HUES)


def adjacent(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.intp]:
    """Pairs (2, n) of positions of `shapes` that touch or overlap, each pair once, none with itself."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    return np.stack((one, other))[:, one < other]


def read_assignments(asked: Asked, *, post: Post) -> gpd.GeoDataFrame:
    """One feature an officer with an active `post` on the day asked for, and one for each village without it.

    A village with two such postings counts for the one that began first. The uid of a village without the post is
    ``gap:`` and the village's uid, since no officer answers for it.
    """
    villages = placed(asked.frames.frame("villages", columns=["uid", "geom"]))
    postings = active_postings(asked.frames.frame("postings"), asked.on)
    postings = postings.loc[
        (postings["post"] == post) & postings["village_uid"].isin(villages["uid"])
    ]
    postings = postings.sort_values(["start", "uid"]).drop_duplicates("village_uid")
    holder = postings.set_index("village_uid")["officer_uid"].reindex(villages["uid"])
    cells = villages.assign(officer=holder.to_numpy(dtype=object))
    held = cells.loc[cells["officer"].notna()]
    areas = held.dissolve(by="officer", method="unary")[["geom"]]
    gaps = cells.loc[cells["officer"].isna()]
    officers = asked.frames.frame("officers", columns=["uid", "name"]).set_index("uid")["name"]
    hues = colour_areas(areas.index, _officer_pairs(cells), _hues_of(asked.before))
    drawn = pd.DataFrame(
        {
            "uid": [*areas.index, *("gap:" + gaps["uid"])],
            "label": [*officers.reindex(areas.index).fillna(""), *[""] * len(gaps)],
            "class": [*(f"hue{hues[uid]}" for uid in areas.index), *["gap"] * len(gaps)],
            "weight": [*held.groupby("officer").size().reindex(areas.index), *[0] * len(gaps)],
        }
    )
    shapes = np.concatenate((areas.geometry.to_numpy(), gaps.geometry.to_numpy()))
    return gpd.GeoDataFrame(
        drawn, geometry=gpd.GeoSeries(shapes, crs=CRS, name="geom")
    ).rename_geometry("geom")


def _officer_pairs(cells: gpd.GeoDataFrame) -> set[tuple[str, str]]:
    """Officers whose villages touch, each pair once."""
    one, other = adjacent(cells.geometry.to_numpy())
    holder = cells["officer"].to_numpy(dtype=object)
    pairs = pd.DataFrame({"one": holder[one], "other": holder[other]}).dropna()
    pairs = pairs.loc[pairs["one"] != pairs["other"]].drop_duplicates()
    return set(zip(pairs["one"], pairs["other"], strict=True))


def _hues_of(before: gpd.GeoDataFrame | None) -> dict[str, int]:
    if before is None:
        return {}
    painted = before.loc[before["class"].str.startswith("hue")]
    return dict(
        zip(painted["uid"], painted["class"].str.removeprefix("hue").astype(int), strict=True)
    )


def _style(post: Text, hatch: Hatch) -> Style:
    area = Text("{post}责任区", "{post}'s area").format(post=post)
    missing = Text("缺{post}民警", "No {post} officer").format(post=Text(post.zh, post.en.lower()))
    rules = {
        f"hue{hue}": Rule(area, Area(fill=f"category:{hue}", alpha=0.36, line="land", width=1))
        for hue in range(HUES)
    }
    rules["gap"] = Rule(missing, Area(hatch=hatch), pickable=False)
    return Style(rules, names=Names(colour="officer", size=11, order=4, from_zoom=13, dy=1.25))


def _layer(name: str, post: Post, word: Text, hatch: Hatch, visible: bool) -> Layer:
    style = _style(word, hatch)
    return Layer(
        name=name,
        title=Text("{post}责任区", "{post} areas").format(post=word),
        kind="officers",
        geometry="polygon",
        read=partial(read_assignments, post=post),
        style=style,
        legend=style.legend(("hue6", "gap")),
        reads=frozenset({"villages", "postings", "officers"}),
        visible=visible,
        pick=2,
    )


RESIDENT = _layer("resident_areas", "resident", Text("驻村", "Resident"), "forward", True)
LIAISON = _layer("liaison_areas", "liaison", Text("包村", "Liaison"), "back", False)
