r"""Villages: land, boundary and name, hatched where a post is missing.

The direction of the hatching says which post: ``/`` no resident, ``\`` no liaison, both crossed when nobody answers.
`layers.kinds.assignments` hatches the same way and in step, so the two layers agree where they overlap.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.kinds.village_figures import figures
from layers.kinds.village_ground import COVER_WORDS, Ground, cover_states
from layers.layer import POSTED, POSTINGS, Asked, Layer, features, placed
from layers.style import Area, Hatch, Names, Rule, Style
from resources.text import Text

SEAT = 1e6
"""Weight of the village where the township's station stands: its name comes before all others."""


def read_villages(asked: Asked) -> gpd.GeoDataFrame:
    """Every village with the state of its cover on the day asked for as its class.

    ``covered`` has an active resident and an active liaison; ``no_resident`` and ``no_liaison`` miss one of them,
    ``uncovered`` both. Names win their place by population, seats of townships first. ``count0`` … hold the figures
    `asked.labels` (`layers.kinds.village_figures`), NaN for one that there is no more.
    """
    rows = placed(
        asked.frames.frame(
            "villages", columns=["uid", "name", "population", "boundary_source", "geom"]
        )
    )
    return features(
        rows,
        label=rows["name"],
        class_=cover_states(rows, asked.frames.frame("postings", columns=POSTED), asked.on),
        weight=rows["population"].astype(float).fillna(0) + SEAT * _seats(asked, rows),
        invented=rows["boundary_source"] == "invented",
        **_counts(asked, rows),
    )


def _seats(asked: Asked, rows: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Which villages have a police station in them."""
    units = placed(asked.frames.frame("units", columns=["uid", "unit_kind", "geom"]))
    stations = units.loc[units["unit_kind"] == "station"].geometry.to_numpy()
    _station, village = shapely.STRtree(rows.geometry.to_numpy()).query(stations, "within")
    found = np.zeros(len(rows), dtype=bool)
    found[village] = True
    return found


def _counts(asked: Asked, rows: gpd.GeoDataFrame) -> dict[str, Any]:
    if not asked.labels:
        return {}
    ground, known = Ground(asked.frames, asked.on), figures(asked.frames)
    order = pd.Index(ground.villages["uid"]).get_indexer(pd.Index(rows["uid"]))
    return {
        f"count{place}": known[name].compute(ground)[order]
        if name in known
        else np.full(len(rows), np.nan)
        for place, name in enumerate(asked.labels)
    }


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
    names=Names(colour="place_minor", size=12, order=2, from_zoom=11, leaders=True),
)

VILLAGES = Layer(
    name="villages",
    title=Text("村/社区", "Villages"),
    kind="villages",
    geometry="polygon",
    read=read_villages,
    style=_STYLE,
    legend=_STYLE.legend(),
    reads=frozenset({"villages", "postings", "officers", "units"}),
    pick=3,
    dates=POSTINGS,
)
