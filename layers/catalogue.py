"""The one list of layers, bottom to top. A new layer is one file and one line here."""

from __future__ import annotations

from layers.kinds.assignments import LIAISON, RESIDENT
from layers.kinds.base_lines import BASE_LINES
from layers.kinds.disputes import DISPUTES
from layers.kinds.drawings import DRAWN_AREAS, DRAWN_LINES, DRAWN_POINTS
from layers.kinds.equipment import CAMERAS, CHECKPOINTS, DRONES, ROOMS, SITES, UNITS, WORKSTATIONS
from layers.kinds.hazards import HAZARDS
from layers.kinds.places import COUNTY, TOWNSHIPS
from layers.kinds.villages import VILLAGES
from layers.layer import Layer

CATALOGUE: tuple[Layer, ...] = (
    BASE_LINES,
    VILLAGES,
    RESIDENT,
    LIAISON,
    TOWNSHIPS,
    COUNTY,
    DRAWN_AREAS,
    DRAWN_LINES,
    SITES,
    WORKSTATIONS,
    ROOMS,
    CAMERAS,
    CHECKPOINTS,
    DRONES,
    UNITS,
    HAZARDS,
    DISPUTES,
    DRAWN_POINTS,
)


def layer_named(name: str) -> Layer:
    """The layer called `name`; KeyError when the catalogue has none."""
    return {layer.name: layer for layer in CATALOGUE}[name]
