"""Base lines: roads, railways, waters and the counties around, quiet under everything else.

A road is the wider the more it carries. Of all these only a neighbouring county has its name written, in its middle.
"""

from __future__ import annotations

import geopandas as gpd
import shapely

from db.records.base_lines import LINE_CLASSES
from layers.layer import Asked, Layer, chosen, features, only, placed
from layers.style import Area, Names, Rule, Style
from resources.text import Text

_WATERS = {"river": 2.6, "canal": 1.4, "stream": 1.0}
_ROADS = {
    "motorway": (2.8, 0),
    "trunk": (2.4, 0),
    "primary": (2.0, 0),
    "secondary": (1.5, 11),
    "tertiary": (1.2, 12),
    "road": (1.0, 13.5),
    "track": (0.8, 14.5),
    "path": (0.8, 15),
}
"""Width in px at zoom 14, and the zoom from which the class is drawn."""


def read_base_lines(asked: Asked) -> gpd.GeoDataFrame:
    """Every base line by class, a name for counties only, which stands in the middle of their outline."""
    names = ["uid", "name", "line_class", "geom"]
    rows = placed(
        asked.frames.frame("base_lines", where=only("base_lines", asked.uids), columns=names)
    )
    classes = chosen(rows["line_class"], LINE_CLASSES, "other")
    hulls = shapely.convex_hull(rows.geometry.to_numpy())
    return features(
        rows,
        label=rows["name"].where(classes == "border", ""),
        class_=classes,
        anchor=shapely.centroid(hulls),
    )


def _rules() -> dict[str, Rule]:
    rules = {}
    for name, title in LINE_CLASSES.items():
        if name in _WATERS:
            symbol, zoom = Area(line="river", width=_WATERS[name], grows=True), 0.0
        elif name in _ROADS:
            width, zoom = _ROADS[name]
            symbol = Area(line="road", width=width, grows=True)
        elif name == "border":
            symbol, zoom = Area(line="base_border", width=1.4), 0.0
        else:
            dash = (6.0, 4.0) if name == "rail" else ()
            symbol, zoom = Area(line="road", width=1.6, dash=dash, grows=True), 0.0
        rules[name] = Rule(title, symbol, from_zoom=zoom, pickable=False)
    return rules


_STYLE = Style(_rules(), names=Names(colour="officer", size=13, order=8, to_zoom=13))

BASE_LINES = Layer(
    name="base_lines",
    title=Text("道路水系", "Roads, waters"),
    kind="base_lines",
    geometry="line",
    read=read_base_lines,
    style=_STYLE,
    legend=_STYLE.legend(("motorway", "primary", "tertiary", "rail", "river", "border")),
    reads=frozenset({"base_lines"}),
    local=True,
    ground=True,
)
