"""Map themes (专题): named sets of layers to show, each for one job, switched in one click.

A theme says which layers are on, how strongly, and how they look; it knows neither the records nor the window.
`layers.looks.styling` shows one. The colour theme of the window, dark or light, is another thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from layers.looks.look import Look
from resources.text import Text


@dataclass(frozen=True)
class MapTheme:
    """One theme of the map.

    Attributes
    ----------
    name : str
        Its key, also on the command line.
    title : Text
    purpose : Text
        What it is for, in one line.
    layers : frozenset of str
        Names of the layers that are visible; every other one is not.
    opacity : mapping of str to float
        Opacity, 0 to 1, of layers that are not drawn in full; only of visible ones.
    looks : mapping of str to Look
        Layers that are not drawn as the catalogue has them.
    order : tuple of str
        Layers bottom to top; empty leaves them as they are.
    preset : str, optional
        Uid of the preset that holds it; None for one of ours.
    """

    name: str
    title: Text
    purpose: Text
    layers: frozenset[str]
    opacity: Mapping[str, float] = field(default_factory=dict)
    looks: Mapping[str, Look] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    preset: str | None = None

    def __post_init__(self) -> None:
        hidden = set(self.opacity) - self.layers
        if hidden:
            raise ValueError(f"{self.name}: an opacity for layers it hides: {sorted(hidden)}")
        object.__setattr__(self, "opacity", MappingProxyType(dict(self.opacity)))
        object.__setattr__(self, "looks", MappingProxyType(dict(self.looks)))


_GROUND = frozenset(
    {
        "base_lines",
        "villages",
        "townships",
        "county",
        "drawn_areas",
        "drawn_lines",
        "drawn_points",
    }
)
_QUIET = 0.75
"""Villages as ground only: outlines, names and hatching stand back behind the marks."""

DUTY = MapTheme(
    "duty",
    Text("值班", "Duty"),
    Text("未结纠纷、隐患、派出所和卡口", "Disputes and hazards, stations and checkpoints"),
    _GROUND | {"disputes", "hazards", "units", "checkpoints"},
    {"villages": _QUIET},
)
FORCE = MapTheme(
    "force",
    Text("警力", "Force"),
    Text(
        "驻村责任区和空缺，派出所、警务室和工作站",
        "Resident areas and gaps, stations, rooms and workstations",
    ),
    _GROUND | {"resident_areas", "units", "rooms", "workstations"},
)
DISPUTES = MapTheme(
    "disputes",
    Text("矛盾", "Disputes"),
    Text("只看纠纷，衬村界和空缺", "Disputes alone, over villages and their gaps"),
    _GROUND | {"disputes"},
)
HAZARDS = MapTheme(
    "hazards",
    Text("隐患", "Hazards"),
    Text("风险隐患和重点场所", "Hazards and key sites"),
    _GROUND | {"hazards", "sites"},
    {"villages": _QUIET},
)

THEMES: tuple[MapTheme, ...] = (DUTY, FORCE, DISPUTES, HAZARDS)
