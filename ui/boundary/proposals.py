"""What a hand asks of boundaries, turned into plans: the bridge from the tool's messages to `gis.boundary`.

Each function takes the land and what was drawn and gives a `Plan`; a refusal comes as a `BoundaryError`. Nothing is
written and nothing is shown here.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely

from db.errors import WorkspaceError
from db.records import Township, Village
from db.workspace import Workspace
from gis.boundary import Refused, carve, cut, draw, furthest, merge, shift, split
from gis.boundary.areas import areas_m2
from gis.boundary.pieces import joined, shared_length, snapped
from gis.boundary.split import pieces_by
from layers.boundary.land import BoundaryError, Land, told
from layers.boundary.plan import Area, NewVillage, Plan, plan
from resources.text import Text

_CUTS_NOTHING = Text(
    "这条线没有切下可以划给邻村的一块。", "The line cuts off nothing to give away."
)
_NO_TOWNSHIP = Text(
    "还没有带边界的乡镇，新村不知属于谁。先新建乡镇，或在这里选一个。",
    "No township has a boundary yet, so the new village belongs to none. Create one first, or choose one here.",
)
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


def as_far(workspace: Workspace, land: Land, moves: Moves) -> tuple[Plan, float] | None:
    """The plan of a refused shift as far as nothing crosses, and how much of the way that is; None when nowhere."""
    try:
        edit, share = furthest(land.mosaic, np.array(moves["at"]), np.array(moves["to"]))
    except Refused:
        return None
    return plan(workspace, land, "shift", edit), share


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
    workspace: Workspace,
    land: Land,
    message: Moves,
    *,
    code: str,
    name: str,
    township: Township,
    take: bool = False,
) -> Plan:
    """The plan of a village drawn on free land, or with `take` of whatever lies inside what was drawn."""
    make = carve if take else draw
    with told():
        edit = make(
            land.mosaic,
            shapely.Polygon(message["line"]),
            str(uuid.uuid4()),
            snap_m=snap_m(message),
        )
    new = NewVillage(code, name, township.uid)
    return plan(workspace, land, "draw", edit, new=new)


@dataclass(frozen=True)
class Asked:
    """What the hand and the sheet ask for: the mode, the village in hand, what was drawn, what was chosen."""

    mode: str
    uid: str | None
    drawn: Moves | None
    chosen: Mapping[str, Any]
    take_ground: bool = False


class Answer(NamedTuple):
    """What comes of it: a plan or a refusal or neither, and who may be given what was cut off."""

    plan: Plan | None = None
    refusal: Text | None = None
    takers: Sequence[str] = ()


def answer(workspace: Workspace, land: Land, asked: Asked) -> Answer:
    """Work out what is asked for; a refusal is an answer like another."""
    offered: list[str] = []
    try:
        if asked.mode == "cut" and asked.uid is not None and asked.drawn is not None:
            offered = takers(land, asked.uid, asked.drawn)
        return Answer(_planned(workspace, land, asked, offered), None, offered)
    except WorkspaceError as refused:
        return Answer(None, refused.sentence, offered)


def _planned(workspace: Workspace, land: Land, asked: Asked, offered: Sequence[str]) -> Plan | None:
    uid, drew, chosen = asked.uid, asked.drawn, asked.chosen
    if asked.mode == "merge":
        if uid is None or not chosen.get("other"):
            return None
        return merged(workspace, land, [uid, chosen["other"]], chosen.get("into") or uid)
    if drew is None:
        return None
    name = chosen.get("name") or ""
    if asked.mode == "draw":
        town = _township(workspace, chosen.get("township"), drew)
        if town is None:
            raise BoundaryError(_NO_TOWNSHIP)
        code = chosen.get("code") or land.next_code(town.code)
        return drawn(
            workspace, land, drew, code=code, name=name, township=town, take=asked.take_ground
        )
    if uid is None:
        return None
    if asked.mode == "split":
        code = chosen.get("code") or land.next_code(str(land.rows.loc[uid, "code"])[:9])
        return divided(workspace, land, uid, drew, code=code, name=name)
    taker = chosen.get("taker") or next(iter(offered), None)
    if taker is None:
        raise BoundaryError(_CUTS_NOTHING)
    return given(workspace, land, uid, taker, drew)


def _township(workspace: Workspace, uid: str | None, drew: Moves) -> Township | None:
    """The township chosen for a new village, or the one that its first corner lies nearest to."""
    if uid:
        return workspace.get(Township, uid)
    corner = shapely.Point(drew["line"][0])
    towns = [town for town in workspace.find(Township) if town.geom is not None]
    return min(towns, key=lambda town: shapely.distance(town.geom, corner), default=None)


class Ground(NamedTuple):
    """What is shown of one village: the land, what the page is told, its neighbours, every township (uid, name), m²."""

    land: Land
    uid: str | None
    message: dict[str, Any]
    neighbours: Sequence[str]
    townships: Sequence[tuple[str, str]]
    m2: float | None


def ground_of(workspace: Workspace, land: Land, uid: str | None) -> Ground:
    """Everything that the tool and its sheet show of village `uid`; one that is not there is none."""
    known = uid if uid is not None and uid in land.mosaic else None
    message = _outlines(land, known)
    near = [] if message["village"] is None else neighbours(land, str(known))
    towns = workspace.frame("townships", columns=["uid", "code", "name"]).sort_values("code")
    named = list(zip(towns["uid"].astype(str), towns["name"].astype(str), strict=True))
    m2 = None
    if (
        message["village"] is not None
    ):  # this also wakes PROJ on the thread that will measure trials
        m2 = float(areas_m2(np.array([land.mosaic.shape(str(known))], dtype=object), land.zone)[0])
    return Ground(land, known, message, near, named, m2)


def _outlines(land: Land, uid: str | None) -> dict[str, Any]:
    """The village in hand and its neighbours, as the page's tool is told of them; ``village`` None for none."""
    shape = land.mosaic.shape(uid) if uid is not None and uid in land.mosaic else None
    if shape is None or shape.is_empty:
        return {"village": None}
    near = [other for other in land.mosaic.labels_at(land.mosaic.near(shape)) if other != uid]
    return {
        "village": {"uid": uid, "rings": rings_of(shape)},
        "neighbours": [
            {"uid": other, "rings": rings_of(land.mosaic.shape(other))} for other in near
        ],
    }


def rings_of(shape: Any) -> list[list[list[float]]]:
    """The rings of a (Multi)Polygon as closed lists of [lng, lat], every coordinate exact."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    return [shapely.get_coordinates(ring).tolist() for ring in rings]


def _line(message: Moves) -> shapely.LineString:
    return shapely.LineString(message["line"])


def _drawn(message: Moves) -> Any:
    return shapely.Polygon(message["line"]) if message["ring"] else _line(message)
