"""Disputes: colour and shape say how unstable, the ring how much time is left, the notches which level holds it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from db.records.disputes import CLASS_DAYS, CLOSED_STATES, COLOURS
from layers.layer import Asked, Layer, chosen, days_since, features, only, placed
from layers.style import DONE_FROM, Cluster, Mark, Rule, Style
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
    allowed = rows["case_class"].map(CLASS_DAYS).to_numpy(dtype=float)
    standing = np.fmax(days_since(rows["paused_since"], asked.on), 0)
    paused = rows["paused_days"].to_numpy(dtype=float, na_value=0)
    used = days_since(rows["found"], asked.on) - paused - np.nan_to_num(standing)
    closed = rows["state"].isin(CLOSED_STATES).to_numpy()
    ring = np.where(closed, np.nan, np.clip((allowed - used) / allowed, 0, 1).round(3))
    colour = chosen(rows["colour"], COLOURS, "blue").to_numpy(dtype=object)
    level = rows["level"].map(_NOTCHES).to_numpy(dtype=float)
    return features(
        rows,
        label=rows["case_no"],
        class_=pd.Series(np.where(closed, "closed", colour), index=rows.index, dtype=object),
        note=rows["summary"],
        ring=pd.array(ring, dtype="Float64"),
        halo=(used > allowed) & ~closed,
        notches=np.where(closed, 0, np.nan_to_num(level)).astype(int),
    )


_STYLE = Style(
    {
        "closed": Rule(
            Text("已办结纠纷", "Closed"),
            Mark(("disc_hollow", "tick_small"), "mark_off", "mark_off", 0.9),
            from_zoom=DONE_FROM,
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
