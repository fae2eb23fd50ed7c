"""Drawings (标绘): what officers draw by hand, in three layers: areas, lines and points, in the colour they gave it.

A cordon and a route of evacuation are dashed as well, so that they are told apart without colour. A drawing is on the
map on its days only.
"""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import pandas as pd
import shapely

from db.records.drawings import CATEGORIES, COLOURS
from layers.layer import Asked, Layer, Read, features, only, placed
from layers.style import Area, Mark, Names, Rule, Style
from resources.text import Text

_DASHED = {"cordon": (12.0, 5.0), "evacuation": (4.0, 4.0)}
_PARTS = {"roadblock": ("bar",), "assembly": ("tile",), "command": ("tile_large", "station")}
_TYPES: dict[str, tuple[shapely.GeometryType, ...]] = {
    "polygon": (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON),
    "line": (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING),
    "point": (shapely.GeometryType.POINT,),
}


def read_drawings(geometry: str) -> Read:
    """Reads the drawings of one sort of geometry that are shown on the day asked for."""

    def read(asked: Asked) -> gpd.GeoDataFrame:
        names = ["uid", "name", "category", "colour", "note", "shown_from", "shown_to", "geom"]
        rows = placed(
            asked.frames.frame("drawings", where=only("drawings", asked.uids), columns=names)
        )
        day = pd.Timestamp(asked.on)
        first, last = pd.to_datetime(rows["shown_from"]), pd.to_datetime(rows["shown_to"])
        shown = ~(first > day) & ~(last < day)
        of_sort = pd.Series(shapely.get_type_id(rows.geometry.to_numpy()), index=rows.index).isin(
            [int(each) for each in _TYPES[geometry]]
        )
        rows = rows.loc[shown & of_sort].reset_index(drop=True)
        words = rows["category"].map({name: word.zh for name, word in CATEGORIES.items()})
        named = rows["name"].fillna("").astype(str)
        return features(
            rows,
            label=named.where(named != "", words),
            class_=(rows["category"].astype(str) + "-" + rows["colour"].astype(str)).astype(object),
            note=rows["note"].where(rows["note"] != "", None),
        )

    return read


def _area(category: str, colour: str) -> Area:
    return Area(fill=colour, alpha=0.16, line=colour, width=2.2, dash=_DASHED.get(category, ()))


def _line(category: str, colour: str) -> Area:
    return Area(line=colour, width=3.2, casing=1, dash=_DASHED.get(category, ()))


def _mark(category: str, colour: str) -> Mark:
    ink = colour if category == "command" else "ink"  # its star stands on the ground of a tile
    return Mark(_PARTS.get(category, ("disc",)), colour, ink)


def _style(symbol: Callable[[str, str], Area | Mark], dy: float = 0) -> Style:
    """The rules of every category in every colour; names stand `dy` lines below the middle."""
    rules = {
        f"{category}-{colour}": Rule(word, symbol(category, colour))
        for category, word in CATEGORIES.items()
        for colour in COLOURS
    }
    return Style(rules, names=Names("text", 13, 600, order=1, dy=dy))


def _layer(
    name: str, title: Text, geometry: str, style: Style, legend: tuple[str, ...], pick: int
) -> Layer:
    return Layer(
        name=name,
        title=title,
        kind="drawings",
        geometry=geometry,  # type: ignore[arg-type]  # one of the three of `_TYPES`
        read=read_drawings(geometry),
        style=style,
        legend=style.legend(legend),
        reads=frozenset({"drawings"}),
        local=True,
        editable=geometry == "point",
        pick=pick,
    )


DRAWN_AREAS = _layer(
    "drawn_areas",
    Text("标绘：区域", "Drawn areas"),
    "polygon",
    _style(_area),
    ("area-amber", "cordon-red"),
    8,
)
DRAWN_LINES = _layer(
    "drawn_lines",
    Text("标绘：路线", "Drawn lines"),
    "line",
    _style(_line, dy=-1),
    ("route-amber", "evacuation-green", "cordon-red"),
    9,
)
DRAWN_POINTS = _layer(
    "drawn_points",
    Text("标绘：点", "Drawn points"),
    "point",
    _style(_mark),
    ("mark-amber", "roadblock-red", "assembly-green", "command-blue"),
    0,
)
