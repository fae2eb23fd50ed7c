"""Assigned areas: for each officer the union of the villages of their active postings in one post.

Neighbouring areas differ in hue and an area keeps its hue while postings change around it. A village without the
post is hatched. Which postings are active is `db.coverage`'s to say; here they become areas and hues.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from db.coverage import active_postings
from gis.unions import union_by
from layers.layer import CRS, POSTED, POSTINGS, Asked, Layer, placed
from layers.style import ANY_HUE, HUES, Area, Hatch, Names, Rule, Style, Swatch
from resources.text import Text

Post = Literal["resident", "liaison"]


def colour_areas(
    uids: Iterable[str],
    neighbours: Iterable[tuple[str, str]],
    before: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """A hue (0 to 11) for each area so that neighbours differ, and as much as can be.

    An area keeps the hue it had in `before`. Where two that have become neighbours share one, the area with more such
    neighbours takes the hue farthest from those of all its neighbours, so that no third one has to change. A new area
    takes the hue its uid draws, unless a neighbour has it or one beside it on the wheel. With more than eleven
    different neighbours one may repeat.
    """
    beside: dict[str, set[str]] = {uid: set() for uid in uids}
    for one, other in neighbours:
        if one != other:
            beside[one].add(other)
            beside[other].add(one)
    hues = {uid: hue for uid, hue in (before or {}).items() if uid in beside}
    clashes = {
        uid: sum(hues.get(other) == hue for other in beside[uid]) for uid, hue in hues.items()
    }
    for uid in sorted(hues, key=lambda uid: (-clashes[uid], uid)):
        if any(hues.get(other) == hues[uid] for other in beside[uid]):
            hues[uid] = _farthest(hues[uid], _taken(hues, beside[uid]))
    fresh = (uid for uid in beside if uid not in hues)
    for uid in sorted(fresh, key=lambda uid: (-len(beside[uid]), uid)):
        taken, drawn = _taken(hues, beside[uid]), _drawn_hue(uid)
        clear = _to_nearest(_turned(taken, drawn)) >= 2
        hues[uid] = drawn if clear else _farthest(drawn, taken)
    return hues


def _taken(hues: Mapping[str, int], uids: Iterable[str]) -> int:
    """The hues of `uids`, as far as they have one: a bit for each."""
    wheel = 0
    for uid in uids:
        if uid in hues:
            wheel |= 1 << hues[uid]
    return wheel


def _farthest(first: int, taken: int) -> int:
    """The hue farthest from those `taken` (a bit for each), the first one from `first` on among equals."""
    return (first + _steps_away(_turned(taken, first))) % HUES


def _turned(wheel: int, hue: int) -> int:
    """The bits of `wheel` as seen from `hue`, which is 0 then."""
    return (wheel >> hue | wheel << HUES - hue) & ((1 << HUES) - 1)


@cache
def _steps_away(wheel: int) -> int:
    """The hue farthest from those whose bit is set, the least among equals."""
    return max(range(HUES), key=lambda hue: _to_nearest(_turned(wheel, hue)))


@cache
def _to_nearest(wheel: int) -> int:
    """Steps from hue 0 to the nearest one whose bit is set; `HUES` when none is."""
    return min((_apart(0, hue) for hue in range(HUES) if wheel >> hue & 1), default=HUES)


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
    pairs = shapely.STRtree(shapes).query(shapes)
    pairs = pairs[
        :, pairs[0] < pairs[1]
    ]  # to ask the tree for those that touch looks at each pair twice
    one, other = pairs
    touching: npt.NDArray[np.intp] = pairs[:, shapely.intersects(shapes[one], shapes[other])]
    return touching


def read_assignments(asked: Asked, *, post: Post) -> gpd.GeoDataFrame:
    """One feature an officer with an active `post` on the day asked for, and one for each village without it.

    A village with two such postings counts for the one that began first. The uid of a village without the post is
    ``gap:`` and the village's uid, since no officer answers for it.
    """
    villages = placed(asked.frames.frame("villages", columns=["uid", "geom"]))
    postings = active_postings(asked.frames.frame("postings", columns=POSTED), asked.on)
    postings = postings.loc[
        (postings["post"] == post) & postings["village_uid"].isin(villages["uid"])
    ]
    postings = postings.sort_values(["start", "uid"]).drop_duplicates("village_uid")
    holder = postings.set_index("village_uid")["officer_uid"].reindex(villages["uid"])
    cells = villages.assign(officer=holder.to_numpy(dtype=object))
    held = cells.loc[cells["officer"].notna()]
    uids, labels = np.unique(held["officer"].to_numpy(dtype=str), return_inverse=True)
    areas = pd.Series(union_by(held.geometry.to_numpy(), labels), index=uids.astype(object))
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
    shapes = np.concatenate((areas.to_numpy(), gaps.geometry.to_numpy()))
    return gpd.GeoDataFrame(
        drawn, geometry=gpd.GeoSeries(shapes, crs=CRS, name="geom")
    ).rename_geometry("geom")


def _officer_pairs(cells: gpd.GeoDataFrame) -> set[tuple[str, str]]:
    """Officers whose villages touch, each pair once."""
    one, other = adjacent(cells.geometry.to_numpy())
    holder = cells["officer"].to_numpy(dtype=object)
    pairs = pd.DataFrame({"one": holder[one], "other": holder[other]}).dropna()
    pairs = pairs.loc[pairs["one"] != pairs["other"]].drop_duplicates()
    return set(zip(pairs["one"].tolist(), pairs["other"].tolist(), strict=True))


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
        legend=(
            Swatch(style.rules["hue0"].title, Area(fill=ANY_HUE, alpha=0.5, line="land")),
            *style.legend(("gap",)),
        ),
        reads=frozenset({"villages", "postings", "officers"}),
        visible=visible,
        pick=2,
        dates=POSTINGS,
    )


RESIDENT = _layer("resident_areas", "resident", Text("驻村", "Resident"), "forward", True)
LIAISON = _layer("liaison_areas", "liaison", Text("包村", "Liaison"), "back", False)
