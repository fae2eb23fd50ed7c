"""What a hand asks of boundaries, turned into plans: the bridge from the tool's messages to `gis.boundary`.

Each function takes the land and what was drawn and gives a `Plan`; a refusal comes as a `BoundaryError`. Nothing is
written and nothing is shown here.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from db.records import Township, Village
from db.workspace import Workspace
from gis.boundary import cut, draw, merge, shift, split
from gis.boundary.areas import areas_m2
from gis.boundary.pieces import joined, shared_length, snapped
from gis.boundary.split import pieces_by
from layers.boundary.land import Land, told
from layers.boundary.plan import Area, NewVillage, Plan, plan

SNAP_PX = 10
_ROUNDING_M2 = 0.5
"""A vertex added on a long edge changes its projected area by less than this."""
MOST_SNAP_M = 200.0
"""However far out the map is: what is drawn is not taken further than this."""

Moves = dict[str, Any]
"""``at`` and ``to``: lists of [lng, lat]."""


def snap_m(message: Moves) -> float:
    """Within how many metres what was drawn is taken to a boundary."""
    return float(min(SNAP_PX * float(message["metres_a_pixel"]), MOST_SNAP_M))


def tried(land: Land, moves: Moves) -> tuple[Area, ...]:
    """The areas as they would be after a shift that is not finished."""
    with told():
        edit = shift(land.mosaic, np.array(moves["at"]), np.array(moves["to"]))
    uids = list(edit.changed)
    now = areas_m2(np.array([edit.changed[u] for u in uids], dtype=object), land.zone)
    was = areas_m2(np.array([land.mosaic.shape(u) for u in uids], dtype=object), land.zone)
    codes = land.rows["code"].to_dict()
    return tuple(
        Area(u, str(codes[u]), land.mosaic.name(u), a, b)
        for u, a, b in zip(uids, was.tolist(), now.tolist(), strict=True)
        if abs(a - b) > _ROUNDING_M2
    )


def shifted(workspace: Workspace, land: Land, moves: Moves) -> Plan:
    """The plan of a shift."""
    with told():
        edit = shift(land.mosaic, np.array(moves["at"]), np.array(moves["to"]))
    return plan(workspace, land, "shift", edit)


def divided(
    workspace: Workspace, land: Land, label: str, message: Moves, *, code: str, name: str
) -> Plan:
    """The plan of dividing a village by the line of `message`."""
    parent = workspace.get(Village, label)
    assert parent is not None
    with told():
        edit = split(land.mosaic, label, _line(message), str(uuid.uuid4()), snap_m=snap_m(message))
    new = NewVillage(code, name, parent.township_uid, parent.unit_uid, parent.kind_of_place)
    return plan(workspace, land, "split", edit, new=new)


def given(workspace: Workspace, land: Land, giver: str, taker: str, message: Moves) -> Plan:
    """The plan of giving the piece that `message` cuts off to a neighbour."""
    with told():
        edit = cut(land.mosaic, giver, _drawn(message), taker, snap_m=snap_m(message))
    return plan(workspace, land, "cut", edit)


def takers(land: Land, giver: str, message: Moves) -> list[str]:
    """Neighbours that border on a piece that `message` cuts off, the one with the longest common boundary first."""
    by = snapped(land.mosaic, _drawn(message), snap_m(message))
    faces = pieces_by(land.mosaic, giver, by)
    if len(faces) < 2:
        return []
    if shapely.get_dimensions(by) == 2:
        inside = shapely.intersects(by, shapely.point_on_surface(faces))
        piece = joined(faces[inside]) if inside.any() else None
    else:
        piece = faces[int(shapely.area(faces).argmin())]
    if piece is None:
        return []
    return by_common_boundary(land, piece, giver)


def neighbours(land: Land, label: str) -> list[str]:
    """Villages with a common boundary, the longest first."""
    return by_common_boundary(land, land.mosaic.shape(label), label)


def by_common_boundary(land: Land, shape: Any, without: str) -> list[str]:
    """Villages that share boundary with `shape`, the longest first, `without` left out."""
    near = [i for i in land.mosaic.near(shape).tolist() if land.mosaic.labels[i] != without]
    shapes = land.mosaic.shapes[near]
    if not len(shapes):
        return []
    common = shared_length(shapes, np.full(len(shapes), shape, dtype=object))
    order = np.argsort(-common, kind="stable")
    return [str(land.mosaic.labels[near[i]]) for i in order.tolist() if common[i] > 0]


def merged(workspace: Workspace, land: Land, labels: Sequence[str], into: str) -> Plan:
    """The plan of merging villages."""
    with told():
        edit = merge(land.mosaic, labels, into)
    return plan(workspace, land, "merge", edit, into=into)


def drawn(
    workspace: Workspace, land: Land, message: Moves, *, code: str, name: str, township: Township
) -> Plan:
    """The plan of a village drawn on free land."""
    with told():
        edit = draw(
            land.mosaic,
            shapely.Polygon(message["line"]),
            str(uuid.uuid4()),
            snap_m=snap_m(message),
        )
    new = NewVillage(code, name, township.uid)
    return plan(workspace, land, "draw", edit, new=new)


def rings_of(shape: Any) -> list[list[list[float]]]:
    """The rings of a (Multi)Polygon as closed lists of [lng, lat], every coordinate exact."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    return [shapely.get_coordinates(ring).tolist() for ring in rings]


def _line(message: Moves) -> shapely.LineString:
    return shapely.LineString(message["line"])


def _drawn(message: Moves) -> Any:
    return shapely.Polygon(message["line"]) if message["ring"] else _line(message)
