"""Disputes: colour and shape say how unstable, the ring how much time is left, the notches which level holds it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from db.records.disputes import CLASS_DAYS, CLOSED_STATES, COLOURS
from layers.layer import Asked, Layer, chosen, features, only, placed
from layers.style import Cluster, Mark, Rule, Style
from resources.text import Text

_NOTCHES = {"village": 1, "station": 2, "county": 3}
_COLUMNS = [
    "uid",
    "case_no",
    "summary",
    "colour",
    "case_class",
    "level",
    "state",
    "found",
    "paused_since",
    "paused_days",
    "geom",
]


def read_disputes(asked: Asked) -> gpd.GeoDataFrame:
    """Disputes on the day asked for.

    ``ring`` is the share of the days its class allows that is left; while a dispute is paused its clock stands. A
    closed one has neither ring nor halo.
    """
    rows = placed(
        asked.frames.frame("disputes", where=only("disputes", asked.uids), columns=_COLUMNS)
    )
    today = pd.Timestamp(asked.on)
    allowed = rows["case_class"].map(CLASS_DAYS).astype(float)
    found = pd.to_datetime(rows["found"])
    paused_since = pd.to_datetime(rows["paused_since"])
    standing = (today - paused_since).dt.days.fillna(0).clip(lower=0)
    used = (today - found).dt.days - rows["paused_days"].fillna(0) - standing
    closed = rows["state"].isin(CLOSED_STATES)
    return features(
        rows,
        label=rows["case_no"],
        class_=chosen(rows["colour"], COLOURS, "blue").where(~closed, "closed").astype(object),
        note=rows["summary"],
        ring=((allowed - used) / allowed).clip(0, 1).where(~closed).round(3),
        halo=(used > allowed) & ~closed,
        notches=np.where(closed, 0, rows["level"].map(_NOTCHES).fillna(0)).astype(int),
    )


_STYLE = Style(
    {
        "closed": Rule(
            Text("已办结纠纷", "Closed dispute"),
            Mark(("disc_hollow", "tick_small"), "mark_off", "mark_quiet"),
            from_zoom=14,
        ),
        "blue": Rule(Text("蓝色纠纷", "Blue dispute"), Mark(("disc",), "blue", scale=0.9), rank=1),
        "yellow": Rule(
            Text("黄色纠纷", "Yellow dispute"), Mark(("diamond",), "yellow", scale=0.92), rank=2
        ),
        "red": Rule(Text("红色纠纷", "Red dispute"), Mark(("triangle",), "red"), rank=3),
    },
    cluster=Cluster("round"),
)

DISPUTES = Layer(
    name="disputes",
    title=Text("矛盾纠纷", "Disputes"),
    kind="disputes",
    geometry="point",
    read=read_disputes,
    style=_STYLE,
    legend=_STYLE.legend(("red", "yellow", "blue", "closed")),
    reads=frozenset({"disputes"}),
    local=True,
    editable=True,
)
