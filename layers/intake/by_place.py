"""Points of an import and the villages they lie in: given by place, flagged where the row says otherwise.

A point in no village is kept and flagged; a person may have it given to the nearest village, or left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from db.frames import CRS
from db.workspace import Workspace
from gis.locate import locate, nearest
from layers.intake.looks import Look, looking
from layers.intake.options import IntakeOptions
from layers.intake.rows import Rows
from layers.intake.shapes import MOST_SHOWN, Soundness
from resources.text import Text

_PART = 20_000
_OUTSIDE = Text("不在任何村内。", "It lies in no village.")


def villages_by_place(
    workspace: Workspace, rows: Rows, options: IntakeOptions, found: Soundness
) -> None:
    """Give points their village by location, and count those that lie in none in `found`."""
    columns = rows.cls.__table__.columns
    if "village_uid" not in columns or "geom" not in rows.values:
        return
    villages = workspace.frame("villages", columns=["uid", "name", "geom"])
    villages = villages[villages["geom"].notna()]
    places = rows.values["geom"]
    at = [i for i in rows.accepted() if places[i] is not None]
    if not (at and len(villages)):
        return
    areas = gpd.GeoDataFrame(villages.set_index("uid"), geometry="geom", crs=CRS)
    here = gpd.GeoSeries([places[i] for i in at], crs=CRS)
    rows.look()
    inside = pd.concat([locate(part, areas) for part in _parts(here, rows.look)])
    outside = np.flatnonzero(inside.isna().to_numpy())
    lost = gpd.GeoSeries(here.iloc[outside])
    near = pd.Series([None] * len(lost), dtype=object)
    if "assign-nearest" in options.remedies and len(lost):
        near = pd.concat([nearest(p, areas, options.nearest_m) for p in _parts(lost, rows.look)])
    _count(found, rows, [at[i] for i in outside.tolist()], np.asarray(lost, dtype=object))
    names = dict(zip(villages["uid"], villages["name"], strict=True))
    stated = rows.values.get("village_uid", [None] * len(rows))
    rows.stated, result = list(stated), list(stated)
    for i, uid in looking(zip(at, inside.tolist(), strict=True), rows.look):
        if uid is None:
            continue
        said, result[i] = stated[i], uid
        if said is not None and said != uid:
            rows.flag(i, _disagrees(names.get(said, ""), names.get(uid, "")))
    for k, uid in looking(zip(outside.tolist(), near.tolist(), strict=True), rows.look):
        i = at[k]
        said = stated[i]
        if "drop-outside" in options.remedies:
            rows.reject(i, _OUTSIDE)
        elif "assign-nearest" in options.remedies and uid is not None:
            result[i] = uid
            rows.flag(i, _assigned(names.get(uid, "")))
        else:
            rows.flag(i, _OUTSIDE if said is None else _disagrees(names.get(said, ""), None))
    rows.values["village_uid"] = result


def _parts(points: gpd.GeoSeries, look: Look) -> Iterator[gpd.GeoSeries]:
    """`points` in parts that are soon done, with a look before each."""
    for start in range(0, len(points), _PART):
        look()
        yield gpd.GeoSeries(points.iloc[start : start + _PART])


def _count(found: Soundness, rows: Rows, positions: list[int], shapes: Any) -> None:
    found.counts["outside"] = len(positions)
    found.places["outside"] = [int(rows.numbers[i]) for i in positions]
    found.faults["outside"] = shapes[:MOST_SHOWN]


def _assigned(name: str) -> Text:
    return Text(
        f"不在任何村内，已归最近的“{name}”。",
        f"It lies in no village; “{name}” is the nearest and was taken.",
    )


def _disagrees(said: str, found: str | None) -> Text:
    if found is None:
        return Text(
            f"写的是“{said}”，但位置不在任何村内。",
            f"It says “{said}”, but lies in no village.",
        )
    return Text(
        f"写的是“{said}”，按位置在“{found}”，已按位置归村。",
        f"It says “{said}” but lies in “{found}”; the place decides.",
    )
