"""What stands at a point: cameras, checkpoints, stations, rooms, workstations, drone stations and key sites."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.layer import Asked, Layer, chosen, features, only, placed
from layers.style import Cluster, Mark, Rule, Style
from resources.text import Text

_DISTRICT = 9.5
"""Map zoom from which stations and checkpoints are drawn: with a whole city in view its names need their room."""
_OUT = ("fault", "offline")


def read_cameras(asked: Asked) -> gpd.GeoDataFrame:
    """Cameras by kind, or ``out`` when out of order, with bearing and view."""
    names = ["uid", "name", "camera_kind", "status", "bearing", "fov", "range_m", "geom"]
    rows = placed(asked.frames.frame("cameras", where=only("cameras", asked.uids), columns=names))
    kind = chosen(rows["camera_kind"], ("street", "recognition", "social"), "street")
    return features(
        rows,
        label=rows["name"],
        class_=kind.where(~rows["status"].isin(_OUT), "out"),
        turn=_numbers(rows["bearing"]),
        fov=_numbers(rows["fov"]),
        range_m=_numbers(rows["range_m"]),
    )


def read_checkpoints(asked: Asked) -> gpd.GeoDataFrame:
    """Checkpoints; the bar lies across the road."""
    names = ["uid", "name", "status", "bearing", "geom"]
    rows = placed(
        asked.frames.frame("checkpoints", where=only("checkpoints", asked.uids), columns=names)
    )
    return features(rows, label=rows["name"], class_=_working(rows), turn=_numbers(rows["bearing"]))


def read_standing(asked: Asked, *, kind: str) -> gpd.GeoDataFrame:
    """Rooms, workstations, drone stations or key sites, each working or out of order."""
    columns = ["uid", "name", "status", "geom"]
    rows = placed(asked.frames.frame(kind, where=only(kind, asked.uids), columns=columns))
    return features(rows, label=rows["name"], class_=_working(rows))


def read_units(asked: Asked) -> gpd.GeoDataFrame:
    """The bureau, its stations and its departments."""
    columns = ["uid", "name", "unit_kind", "geom"]
    rows = placed(asked.frames.frame("units", where=only("units", asked.uids), columns=columns))
    kinds = ("bureau", "station", "department")
    return features(rows, label=rows["name"], class_=chosen(rows["unit_kind"], kinds, "department"))


def _numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    return pd.to_numeric(column, errors="coerce").astype(float)


def _working(rows: pd.DataFrame) -> Any:
    return np.where(rows["status"].isin(_OUT), "out", "ok").astype(object)


def _points(
    kind: str,
    title: Text,
    read: Any,
    rules: Mapping[str, Rule],
    *,
    name: str | None = None,
    cluster: Cluster | None = None,
    visible: bool = True,
    legend: tuple[str, ...] | None = None,
) -> Layer:
    style = Style(rules, cluster=cluster)
    return Layer(
        name=name or kind,
        title=title,
        kind=kind,
        geometry="point",
        read=read,
        style=style,
        legend=style.legend(legend),
        reads=frozenset({kind}),
        local=True,
        editable=True,
        dates={},
        visible=visible,
    )


def _quiet(kind: str, title: Text, glyph: str, from_zoom: float, visible: bool = True) -> Layer:
    out = Text("{what}（停用）", "{what}, out of order").format(what=title)
    rules = {
        "ok": Rule(title, Mark(("tile", glyph), "mark_quiet", "mark"), rank=1, from_zoom=from_zoom),
        "out": Rule(out, Mark(("tile", glyph), "mark_off", "mark_off"), from_zoom=from_zoom),
    }
    return _points(
        kind, title, partial(read_standing, kind=kind), rules, visible=visible, legend=("ok",)
    )


CAMERAS = _points(
    "cameras",
    Text("监控", "Cameras"),
    read_cameras,
    {
        "out": Rule(
            Text("故障或离线", "Out of order"), Mark(("camera",), "mark_off", scale=0.95), rank=0
        ),
        "social": Rule(
            Text("社会视频", "Social feed"), Mark(("camera",), "mark_quiet", scale=0.95), rank=1
        ),
        "street": Rule(
            Text("街面监控", "Street camera"), Mark(("camera",), "equipment", scale=0.95), rank=2
        ),
        "recognition": Rule(
            Text("识别卡口", "Recognition-capable"),
            Mark(("camera", "camera_eye"), "equipment", "ink", 1.1),
            rank=3,
        ),
    },
    cluster=Cluster("quiet", radius=48),
    legend=("street", "recognition", "social", "out"),
)

CHECKPOINTS = _points(
    "checkpoints",
    Text("卡口", "Checkpoints"),
    read_checkpoints,
    {
        "ok": Rule(
            Text("卡口", "Checkpoint"), Mark(("bar",), "mark", "ink"), rank=1, from_zoom=_DISTRICT
        ),
        "out": Rule(
            Text("卡口（停用）", "Checkpoint, out of order"),
            Mark(("bar",), "mark_off", "ink"),
            from_zoom=_DISTRICT,
        ),
    },
    legend=("ok",),
)

UNITS = _points(
    "units",
    Text("派出所与机关", "Stations, HQ"),
    read_units,
    {
        "department": Rule(
            Text("机关部门", "HQ department"),
            Mark(("tile", "department"), "mark_quiet", "mark"),
            from_zoom=12,
        ),
        "station": Rule(
            Text("派出所", "Station"),
            Mark(("tile_large", "station"), "mark", "mark"),
            rank=1,
            from_zoom=_DISTRICT,
        ),
        "bureau": Rule(
            Text("公安局", "Bureau"),
            Mark(("tile_full", "station"), "mark", "ink", 1.1),
            rank=2,
        ),
    },
    legend=("bureau", "station", "department"),
)

ROOMS = _quiet("rooms", Text("警务室", "Police rooms"), "room", 12)
WORKSTATIONS = _quiet("workstations", Text("工作站", "Workstations"), "workstation", 13)
DRONES = _quiet("drone_stations", Text("无人机站", "Drone stations"), "drone", 0)
SITES = _quiet("sites", Text("重点场所", "Key sites"), "site", 13)
