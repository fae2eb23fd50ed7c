r"""Villages: land, boundary and name, hatched where a post is missing.

The direction of the hatching says which post: ``/`` no resident, ``\`` no liaison, both crossed when nobody answers.
`layers.assignments` hatches the same way and in step, so the two layers agree where they overlap.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from db.coverage import cover
from layers.layer import Asked, Layer, features, placed
from layers.style import Area, Hatch, Names, Rule, Style
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
    state = (
        cover(rows, asked.frames.frame("postings"), asked.on).set_index("uid").reindex(rows["uid"])
    )
    resident = state["resident"].notna().to_numpy() & state["resident"].astype(bool).to_numpy()
    liaison = state["liaison"].notna().to_numpy() & state["liaison"].astype(bool).to_numpy()
    return features(
        rows,
        label=rows["name"],
        class_=np.select(
            [resident & liaison, liaison, resident],
            ["covered", "no_resident", "no_liaison"],
            "uncovered",
        ).astype(object),
        weight=rows["population"].fillna(0),
        invented=rows["boundary_source"] == "invented",
    )


def _land(hatch: Hatch | None = None, hatch_colour: str = "amber") -> Area:
    return Area(
        "land", hatch=hatch, hatch_colour=hatch_colour, line="county", width=0.8, line_alpha=0.42
    )


_STYLE = Style(
    {
        "covered": Rule(Text("两岗齐全", "Both posts filled"), _land()),
        "no_resident": Rule(Text("缺驻村民警", "No resident officer"), _land("forward"), rank=1),
        "no_liaison": Rule(Text("缺包村民警", "No liaison officer"), _land("back"), rank=1),
        "uncovered": Rule(Text("两岗均缺", "Neither post filled"), _land("cross", "red"), rank=2),
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
