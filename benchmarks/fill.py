"""Villages coloured by a figure, for the measure of recolouring: the villages' layer with a switch.

The switch turns between the layer as it is (cover) and five classes of population by quantile. Turning it makes the
layer stale, as any change of a record would; what follows, from reading frames to painted tiles, is the program's own.
"""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd

from db.changes import Change, ChangeSet
from layers.catalogue import CATALOGUE
from layers.layer import Asked, Layer
from layers.stack import LayerStack
from layers.style import Area, Rule
from layers.villages import VILLAGES, read_villages
from resources.text import Text

CLASSES = 5
_SWITCH = "figure"


_TURNED = ChangeSet(0, "", "figure.choose", "", "", (Change("update", _SWITCH, ""),))
"""The one change that only the villages' layer listens to."""


class VillageFill:
    """Which figure the villages show: ``layers`` goes into a stack, `turn` recolours them there."""

    def __init__(self) -> None:
        self.by_population = False
        rules = {
            f"class{number}": Rule(
                Text("人口第 {n} 档", "Population class {n}").format(n=number + 1),
                Area(fill=f"category:{number}", alpha=0.7, line="village", width=0.8),
            )
            for number in range(CLASSES)
        }
        self.layer: Layer = replace(
            VILLAGES,
            read=self._read,
            style=replace(VILLAGES.style, rules={**VILLAGES.style.rules, **rules}),
            reads=VILLAGES.reads | {_SWITCH},
        )

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The catalogue with the switched layer in place of the villages'."""
        return tuple(self.layer if layer is VILLAGES else layer for layer in CATALOGUE)

    def turn(self, stack: LayerStack) -> None:
        """Colour by the other figure."""
        self.by_population = not self.by_population
        stack.take(_TURNED)

    def _read(self, asked: Asked) -> gpd.GeoDataFrame:
        found = read_villages(asked)
        return classed(found) if self.by_population else found


def classed(villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Village features with five classes of population (their ``weight``), equally full, as ``class``."""
    rank = villages["weight"].rank(method="first")
    number = (
        pd.qcut(rank, CLASSES, labels=False)
        if len(villages) >= CLASSES
        else pd.Series(0, villages.index)
    )
    return villages.assign(**{"class": ("class" + number.astype(int).astype(str)).astype(object)})
