"""Groups of layers, as the panel lists them: from what happens down to the ground it happens on.

A group is only for finding a layer and switching several at once; what lies over what is the stack's order alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layers.layer import Layer
from resources.text import Text


@dataclass(frozen=True, slots=True)
class Group:
    """A group: its key, its title, and the plural kinds whose layers are in it."""

    name: str
    title: Text
    kinds: frozenset[str]


CASES = Group("cases", Text("案事件", "Cases"), frozenset({"disputes", "hazards", "visits"}))
FORCE = Group(
    "force",
    Text("力量", "Force"),
    frozenset({"units", "rooms", "workstations", "officers", "patrol_routes"}),
)
EQUIPMENT = Group(
    "equipment",
    Text("设备和场所", "Equipment and sites"),
    frozenset({"cameras", "checkpoints", "drone_stations", "sites"}),
)
PLACES = Group("places", Text("区划", "Places"), frozenset({"counties", "townships", "villages"}))
BASE = Group("base", Text("底图", "Base map"), frozenset({"base_lines"}))
DRAWINGS = Group("drawings", Text("标绘", "Drawings"), frozenset({"drawings"}))

GROUPS: tuple[Group, ...] = (CASES, FORCE, EQUIPMENT, PLACES, DRAWINGS, BASE)
"""As they are listed: what happens, who answers, with what, where."""


def group_of(layer: Layer) -> Group:
    """The group of a layer; one of a kind that no group names is a drawing."""
    return next((group for group in GROUPS if layer.kind in group.kinds), DRAWINGS)


def grouped(layers: Sequence[Layer]) -> list[tuple[Group, list[Layer]]]:
    """The groups that have a layer, each with its layers, the topmost of `layers` (bottom to top) first."""
    found = [
        (group, [layer for layer in reversed(layers) if group_of(layer) == group])
        for group in GROUPS
    ]
    return [(group, members) for group, members in found if members]
