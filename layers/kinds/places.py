"""County and township outlines and names; a county's name gives way once its townships have room for theirs."""

from __future__ import annotations

import geopandas as gpd
import shapely

from layers.layer import Asked, Layer, features, only, placed
from layers.style import Area, Names, Rule, Style
from resources.text import Text


def _outlines(kind: str, asked: Asked) -> gpd.GeoDataFrame:
    rows = placed(
        asked.frames.frame(
            kind, where=only(kind, asked.uids), columns=["uid", "name", "boundary_source", "geom"]
        )
    )
    return features(
        rows,
        label=rows["name"],
        class_="outline",
        weight=shapely.area(rows.geometry.to_numpy()),
        invented=rows["boundary_source"] == "invented",
    )


def read_counties(asked: Asked) -> gpd.GeoDataFrame:
    """The outline of every county."""
    return _outlines("counties", asked)


def read_townships(asked: Asked) -> gpd.GeoDataFrame:
    """The outline of every township; the larger one wins the place for its name."""
    return _outlines("townships", asked)


_COUNTY = Style(
    {"outline": Rule(Text("县界", "County boundary"), Area(line="county", width=2, casing=1))},
    names=Names(colour="place", size=16, weight=600, order=-1, to_zoom=9.25),
)
_TOWNSHIP = Style(
    {
        "outline": Rule(
            Text("乡镇界", "Township boundary"), Area(line="township", width=1.2, casing=1.2)
        )
    },
    names=Names(
        colour="place", size=14, weight=600, order=0, from_zoom=8.25, to_zoom=14, leaders=True
    ),
)

COUNTY = Layer(
    name="county",
    title=Text("县界", "County"),
    kind="counties",
    geometry="polygon",
    read=read_counties,
    style=_COUNTY,
    legend=_COUNTY.legend(),
    reads=frozenset({"counties"}),
    local=True,
    dates={},
    pick=0,
)

TOWNSHIPS = Layer(
    name="townships",
    title=Text("乡镇", "Townships"),
    kind="townships",
    geometry="polygon",
    read=read_townships,
    style=_TOWNSHIP,
    legend=_TOWNSHIP.legend(),
    reads=frozenset({"townships"}),
    local=True,
    dates={},
    pick=1,
)
