r"""Villages: land, boundary and name, hatched where a post is missing.

The direction of the hatching says which post: ``/`` no resident, ``\`` no liaison, both crossed when nobody answers.
`layers.assignments` hatches the same way and in step, so the two layers agree where they overlap.
"""

from __future__ import annotations

import geopandas as gpd

from layers.layer import Asked, Layer, features, placed
from layers.style import Area, Hatch, Names, Rule, Style
from layers.village_ground import COVER_WORDS, cover_states
from resources.text import Text


def read_villages(asked: Asked) -> gpd.GeoDataFrame:
    """Every village with the state of its cover on the day asked for as its class.

    ``covered`` has an active resident and an active liaison; ``no_resident`` and ``no_liaison`` miss one of them,
    ``uncovered`` both.
    """
    rows = placed(
        asked.frames.frame(
            "villages", columns=["uid", "name", "population", "boundary_source", "geom"]
        )
    )
    return features(
        rows,
        label=rows["name"],
        class_=cover_states(rows, asked.frames.frame("postings"), asked.on),
        weight=rows["population"].fillna(0),
        invented=rows["boundary_source"] == "invented",
    )


def _land(hatch: Hatch | None = None, hatch_colour: str = "amber") -> Area:
    return Area(
        "land", hatch=hatch, hatch_colour=hatch_colour, line="county", width=0.8, line_alpha=0.42
    )


_STYLE = Style(
    {
        "covered": Rule(COVER_WORDS["covered"], _land()),
        "no_resident": Rule(COVER_WORDS["no_resident"], _land("forward"), rank=1),
        "no_liaison": Rule(COVER_WORDS["no_liaison"], _land("back"), rank=1),
        "uncovered": Rule(COVER_WORDS["uncovered"], _land("cross", "red"), rank=2),
    },
    names=Names(colour="place_minor", size=12, order=2, from_zoom=11),
)

VILLAGES = Layer(
    name="villages",
    title=Text("村/社区", "Villages"),
    kind="villages",
    geometry="polygon",
    read=read_villages,
    style=_STYLE,
    legend=_STYLE.legend(),
    reads=frozenset({"villages", "postings", "officers"}),
    pick=3,
)
