"""The one list of layers, bottom to top. A new layer is one file and one line here."""

from __future__ import annotations

from layers.assignments import LIAISON, RESIDENT
from layers.base_lines import BASE_LINES
from layers.disputes import DISPUTES
from layers.drawings import DRAWN_AREAS, DRAWN_LINES, DRAWN_POINTS
from layers.equipment import CAMERAS, CHECKPOINTS, DRONES, ROOMS, SITES, UNITS, WORKSTATIONS
from layers.hazards import HAZARDS
from layers.layer import Layer
from layers.places import COUNTY, TOWNSHIPS
from layers.villages import VILLAGES

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
