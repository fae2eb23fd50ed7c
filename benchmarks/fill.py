"""Villages coloured by a figure, for the measure of recolouring: five classes of population, or cover as before.

The way is the program's own (`LayerStack.restyle`): the figure is read and classed on a worker thread, the page gets
one class code a village and paints. The plain way colours by the same rules.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.kinds.villages import VILLAGES
from layers.layer import Asked
from layers.stack import LayerStack
from layers.style import Area, Rule, Style
from resources.text import Text

CLASSES = 5
STYLE = Style(
    {
        f"class{number}": Rule(
            Text("人口第 {n} 档", "Population class {n}").format(n=number + 1),
            Area(fill=f"category:{number}", alpha=0.7, line="village", width=0.8),
        )
        for number in range(CLASSES)
    },
    names=VILLAGES.style.names,
)


class VillageFill:
    """Which figure the villages of a stack show; `turn` recolours them."""

    def __init__(self) -> None:
        self.by_population = False

    def turn(self, stack: LayerStack) -> None:
        """Colour by the other figure; on a worker thread."""
        self.by_population = not self.by_population
        if self.by_population:
            stack.restyle(VILLAGES.name, STYLE, classed)
        else:
            stack.restyle(VILLAGES.name)


def classed(asked: Asked, features: gpd.GeoDataFrame) -> pd.Series[Any]:
    """The class of each village: five of population as the records have it now, equally full."""
    frame = asked.frames.frame("villages", columns=["uid", "population"]).set_index("uid")
    people = frame["population"].reindex(features["uid"]).fillna(0).astype(float)
    share = people.rank(method="first", pct=True).to_numpy()
    number = np.ceil(share * CLASSES).astype(int) - 1
    return pd.Series(np.char.add("class", number.astype(str)), dtype=object)
