"""The check of a workspace's boundaries and of the points that stand in them, with its notes; mending is `mending`'s.

Faults of shapes come from `gis.boundary.faults`; here points are added that stand outside every village or name another
village than the one they stand in. A fault that is to stay as it is keeps a note; notes are records, so they travel in
the file and are undone like anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from db.operation import Operation
from db.records import KINDS, Preset
from db.workspace import Workspace
from gis.boundary.faults import GEOMETRIC, Fault, find
from gis.boundary.remedies import REMEDIES
from gis.crs import GEOGRAPHIC
from gis.locate import locate
from layers.boundary.land import Land
from layers.boundary.plan import NAMES, point_kinds, told_as
from resources.text import Text

SORTS: dict[str, Text] = GEOMETRIC | {
    "outside": Text("点在所有村之外", "Point outside every village"),
    "stated": Text("登记村与位置不符", "Village differs from place"),
}
"""Every sort of fault, in the order they are listed and mended."""
REPOINT = Text("改为所在的村", "Name the village it stands in")
NEAREST = Text("登记到最近的村", "Name the nearest village")
POINT_REMEDIES = {"stated": {"repoint": REPOINT}, "outside": {"nearest": NEAREST}}
NOTES = "check"
"""The sort of preset that a note is kept as."""


@dataclass(frozen=True)
class Findings:
    """What a check found: every fault, the names to say them by, and the notes on those that may stay."""

    land: Land
    faults: tuple[Fault, ...]
    names: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many of each sort are open, those with a note left out."""
        found = dict.fromkeys(SORTS, 0)
        for fault in self.faults:
            if fault.key not in self.notes:
                found[fault.sort] += 1
        return found

    def name(self, fault: Fault) -> str:
        """What a fault is about, in the names people use."""
        if fault.record is not None:
            return self.names.get(fault.record[1], fault.record[1])
        return "、".join(self.land.mosaic.name(label) for label in fault.labels)

    def note_of(self, fault: Fault) -> str | None:
        """The note on a fault that is to stay."""
        return self.notes.get(fault.key)


def remedies_of(sort: str) -> dict[str, Text]:
    """What may be done about a sort of fault, the usual first, by key."""
    if sort in POINT_REMEDIES:
        return POINT_REMEDIES[sort]
    return {key: words for key, (words, _remedy) in REMEDIES.get(sort, {}).items()}


# -- finding --------------------------------------------------------------------------------------


def inspect(
    workspace: Workspace, land: Land, report: Callable[[float], object] = lambda _share: None
) -> Findings:
    """Check all boundaries of `land` and every point of `workspace`; may run on any thread."""
    faults = find(land.mosaic, lambda share: report(share * 0.7))
    names: dict[str, str] = {}
    kinds = point_kinds()
    for done, kind in enumerate(kinds):
        faults += _points(workspace, land, kind, names)
        report(0.7 + 0.3 * (done + 1) / len(kinds))
    order = {sort: i for i, sort in enumerate(SORTS)}
    faults.sort(key=lambda fault: (order[fault.sort], -(fault.m2 or 0.0)))
    return Findings(land, tuple(faults), names, notes_of(workspace))


def notes_of(workspace: Workspace) -> dict[str, str]:
    """The notes by the key of their fault."""
    rows = workspace.frame("presets", where=Preset.sort == NOTES, columns=["name", "content"])
    return {
        str(name): str((content or {}).get("note", ""))
        for name, content in zip(rows["name"], rows["content"], strict=True)
    }


def _points(workspace: Workspace, land: Land, kind: str, names: dict[str, str]) -> list[Fault]:
    cls: Any = KINDS[kind]
    name = next(n for n in NAMES if n in cls.__table__.c)
    rows = workspace.frame(kind, columns=["uid", name, "village_uid", "geom"])
    rows = rows[rows["geom"].notna()].reset_index(drop=True)
    if rows.empty:
        return []
    shapes = land.mosaic.shapes
    usable = ~shapely.is_missing(shapes) & shapely.is_valid(shapes)
    areas = gpd.GeoDataFrame(
        index=land.mosaic.labels[usable],
        geometry=gpd.GeoSeries(shapes[usable], index=land.mosaic.labels[usable], crs=GEOGRAPHIC),
    )
    places = gpd.GeoSeries(rows["geom"].to_numpy(), crs=GEOGRAPHIC)
    found = locate(places, areas)
    stated = rows["village_uid"].where(rows["village_uid"].notna(), None)
    outside = found.isna()
    differs = ~outside & (found != stated)
    borderline = _on_border(land, places, stated, differs)
    faults = []
    for at in np.flatnonzero(outside | (differs & ~borderline)).tolist():
        uid = str(rows["uid"][at])
        names[uid] = told_as(rows[name][at])
        sort = "outside" if outside[at] else "stated"
        labels = tuple(str(v) for v in (stated[at], found[at]) if isinstance(v, str))
        faults.append(Fault(sort, labels, places.iloc[at], record=(kind, uid)))
    return faults


def _on_border(
    land: Land, places: gpd.GeoSeries, stated: pd.Series[Any], differs: pd.Series[bool]
) -> pd.Series[bool]:
    """Points on the very border of the village they name: it holds them as much as the other does."""
    found = pd.Series(False, index=differs.index)
    for at in np.flatnonzero(differs).tolist():
        if stated[at] in land.mosaic:
            shape = land.mosaic.shape(stated[at])
            found[at] = shape is not None and bool(
                shapely.is_valid(shape) and shapely.intersects(shape, places.iloc[at])
            )
    return found


# -- notes ----------------------------------------------------------------------------------------


def keep_note(op: Operation, workspace: Workspace, fault: Fault, note: str | None) -> None:
    """Keep `note` on a fault that may stay; None takes the note away."""
    known = workspace.find(Preset, sort=NOTES, name=fault.key)
    if note is None:
        for each in known:
            op.delete(each)
    elif known:
        op.update(known[0], content={"note": note})
    else:
        op.add(Preset(sort=NOTES, name=fault.key, content={"note": note}))


# -- as JSON --------------------------------------------------------------------------------------


def as_json(found: Findings) -> dict[str, Any]:
    """Counts and rows as plain values, for ``app.py check --json``."""
    codes = found.land.rows["code"].to_dict()
    rows = []
    for fault in found.faults:
        lon = lat = None
        if fault.shape is not None and not shapely.is_empty(fault.shape):
            lon, lat = shapely.get_coordinates(shapely.point_on_surface(fault.shape))[0].tolist()
        rows.append(
            {
                "sort": fault.sort,
                "villages": [str(codes[label]) for label in fault.labels if label in codes],
                "name": found.name(fault),
                "record": None if fault.record is None else "/".join(fault.record),
                "m2": None if fault.m2 is None else round(fault.m2, 2),
                "lon": lon,
                "lat": lat,
                "note": found.note_of(fault),
                "remedies": list(remedies_of(fault.sort)),
            }
        )
    return {"counts": found.counts(), "rows": rows}
