"""What the workspace knows about where the rows of a file lie: the same records, villages they name, places above them.

Rows and records in, shapes in EPSG:4326 out, paired with the rows; what follows for the frame of the file is
decided in `layers.intake.frame`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

import resources
from db.workspace import Workspace
from layers.intake.rows import Rows

Shapes = NDArray[np.object_]
_ABOVE = {"villages": (("townships", 9), ("counties", 6)), "townships": (("counties", 6),)}
"""Of which places a kind's outlines are parts, and how many digits of the code tell."""


@dataclass
class Known:
    """What the workspace knows about the rows of a file.

    Attributes
    ----------
    same : array of geometry or None, for each row
        The same record's place, in EPSG:4326.
    stated : array of geometry or None, for each row
        The village that the row names.
    box : tuple, optional
        West, south, east and north of everything in the workspace.
    above : array of geometry or None, for each row
        The outline of the place that the row is a part of.
    """

    same: Shapes
    stated: Shapes
    box: tuple[float, float, float, float] | None
    above: Shapes

    def filled(self, shapes: Shapes) -> tuple[Shapes, Shapes]:
        """The outer edges of all `shapes` within each place above them, and that place's outline."""
        parts: dict[int, list[int]] = {}
        for i, outline in enumerate(self.above.tolist()):
            if outline is not None and shapes[i] is not None:
                parts.setdefault(id(outline), []).append(i)
        edges = [outer_edges(shapes[at]) for at in parts.values()]
        outlines = [self.above[at[0]] for at in parts.values()]
        found = np.full((2, len(edges)), None, dtype=object)
        for i, pair in enumerate(zip(edges, outlines, strict=True)):
            found[:, i] = pair
        return found[0], found[1]


def outer_edges(areas: Shapes) -> Any:
    """The edges that only one of `areas` has, as lines: their outline together, as far as neighbours match."""
    rings = shapely.get_rings(areas[shapely.get_dimensions(areas) == 2])
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    ends = np.stack((xy[:-1][joined], xy[1:][joined]), axis=1)
    if not len(ends):
        return None
    later = (ends[:, 0, 0] > ends[:, 1, 0]) | (
        (ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1])
    )
    ends[later] = ends[later][:, ::-1]
    once, times = np.unique(ends.reshape(-1, 4), axis=0, return_counts=True)
    alone = once[times == 1].reshape(-1, 2, 2)
    return shapely.multilinestrings(shapely.linestrings(alone)) if len(alone) else None


def known_places(workspace: Workspace, rows: Rows, key: str, present: Any) -> Known:
    """What the workspace holds of the same records, of the villages they name, and how far it reaches."""
    same = np.full(len(rows), None, dtype=object)
    places: dict[Any, Any] = {}
    if rows.kind == "counties":
        places = dict(carried_outlines())
    if "geom" in present:
        places |= {
            k: g for k, g in zip(present[key], present["geom"], strict=True) if g is not None
        }
    if key in rows.values:
        same[:] = [places.get(value) for value in rows.values[key]]
    stated = np.full(len(rows), None, dtype=object)
    villages = workspace.frame("villages", columns=["uid", "geom"])
    if "village_uid" in rows.values:
        areas = dict(zip(villages["uid"], villages["geom"], strict=True))
        stated[:] = [areas.get(uid) for uid in rows.values["village_uid"]]
    outlines = [villages["geom"]]
    outlines += [workspace.frame(k, columns=["geom"])["geom"] for k in ("townships", "counties")]
    bounds = [part.total_bounds for part in outlines if part.notna().any()]
    box = None
    if bounds:
        low, high = np.array(bounds)[:, :2].min(axis=0), np.array(bounds)[:, 2:].max(axis=0)
        if np.isfinite([*low, *high]).all():
            box = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    if rows.kind in ("counties", "townships", "villages"):
        # A place may well lie outside what is there so far; only a point must be within.
        box = None if not _overlapping_codes(rows, present) else box
    return Known(same, stated, box, _above(workspace, rows))


def _above(workspace: Workspace, rows: Rows) -> Shapes:
    """For each row the outline of the township or else the county that its code begins with."""
    above = np.full(len(rows), None, dtype=object)
    for kind, digits in _ABOVE.get(rows.kind, ()):
        outlines = carried_outlines() if kind == "counties" else {}
        frame = workspace.frame(kind, columns=["code", "geom"])
        outlines |= {
            c: g for c, g in zip(frame["code"], frame["geom"], strict=True) if g is not None
        }
        codes = [str(code)[:digits] if code else "" for code in rows.values.get("code", ())]
        for i, code in enumerate(codes):
            if above[i] is None:
                above[i] = outlines.get(code)
    return above


def _overlapping_codes(rows: Rows, present: Any) -> bool:
    """Whether the file's places belong to a county that the workspace has places of."""
    codes = {str(c)[:6] for c in rows.values.get("code", ()) if c}
    return bool(codes & {str(c)[:6] for c in present["code"]})


def carried_outlines() -> dict[str, Any]:
    """The outlines of counties that the program carries: code to shape in EPSG:4326."""
    document = orjson.loads(resources.path("demo", "counties.geojson").read_bytes())
    frame = gpd.GeoDataFrame.from_features(document["features"], crs="EPSG:4326")
    return dict(zip(frame["code"].astype(str), frame.geometry, strict=True))
