"""What the cameras of a workspace see of one village, as figures and as a drawing.

A camera counts when it works and its bearing, angle and range are recorded; it need not stand in the village. What is
left out is counted and said, and so is the assumption: flat ground, no buildings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from db.errors import WorkspaceError
from db.records import Village
from gis.view_cover import ViewCover, view_cover
from layers.above.overlay import Overlay, Patch
from layers.layer import Frames, placed
from resources.text import Text

ASSUMPTION = Text(
    "按平地计算，不计建筑物和树木遮挡，只算正常且登记了朝向、视场角和可视距离的监控。",
    "Flat ground, no buildings or trees in the way; only working cameras whose bearing, angle and range are recorded.",
)
_OUT = ("fault", "offline")
_VIEW = ("bearing", "fov", "range_m")
READS = frozenset({"cameras", "villages"})
_DEGREES_A_METRE = 1 / 55_000
"""Of longitude at 60° N: more than enough in China. A camera farther off than its range cannot matter."""


class NoBoundary(WorkspaceError):
    """The village has no boundary, so nothing of it can be covered."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                f"{name} 没有边界，算不出监控覆盖。先画上或导入边界。",
                f"{name} has no boundary, so its view cover can't be worked out. Draw or import one first.",
            )
        )


@dataclass(frozen=True)
class VillageCover:
    """View cover of one village.

    Attributes
    ----------
    shape : Polygon or MultiPolygon
        Its boundary, EPSG:4326.
    counted : int
        Cameras that see some of it.
    broken, unknown : int
        Cameras inside it that do not work, and working ones whose view is not recorded.
    """

    village_uid: str
    name: str
    shape: BaseGeometry
    cover: ViewCover
    counted: int
    broken: int
    unknown: int

    def sentence(self) -> Text:
        """The answer in one line."""
        words = Text(
            "{name} 监控覆盖 {share:.1f} %（{seen:.2f} / {area:.2f} km²），"
            "计 {counted} 个；故障 {broken}，视域不详 {unknown}",
            "{name}: {share:.1f} % in view ({seen:.2f} of {area:.2f} km²) of {counted} cameras; "
            "{broken} out of order, {unknown} without a view",
        )
        return words.format(
            name=self.name,
            share=100 * self.cover.share,
            seen=self.cover.seen_m2 / 1e6,
            area=self.cover.area_m2 / 1e6,
            counted=self.counted,
            broken=self.broken,
            unknown=self.unknown,
        )

    def as_json(self) -> dict[str, Any]:
        """The figures, areas in square metres, with the assumption they rest on."""
        return {
            "village": {"uid": self.village_uid, "name": self.name},
            "share": round(self.cover.share, 4),
            "seen_m2": round(self.cover.seen_m2, 1),
            "area_m2": round(self.cover.area_m2, 1),
            "cameras": {
                "counted": self.counted,
                "out_of_order": self.broken,
                "view_unknown": self.unknown,
            },
            "assumption": {"zh": ASSUMPTION.zh, "en": ASSUMPTION.en},
        }

    def overlay(self) -> Overlay:
        """What is seen, in the colour of cameras, the village's outline, and the sentence."""
        outline = Patch(self.shape, line="equipment", width=2.5)
        seen = Patch(self.cover.seen, fill="equipment", alpha=0.38, line="equipment", width=1)
        said = self.sentence()
        flat = Text("平地、无遮挡", "flat, nothing in the way")
        title = Text("{said} · {flat}", "{said} · {flat}").format(said=said, flat=flat)
        patches = (outline,) if self.cover.seen.is_empty else (seen, outline)
        return Overlay(patches, title=title)


def village_cover(frames: Frames, village_uid: str) -> VillageCover:
    """The view cover of a village.

    Raises
    ------
    KeyError
        There is no such village.
    NoBoundary
        It has no boundary.
    """
    rows = frames.frame(
        "villages", where=Village.uid == village_uid, columns=["uid", "name", "geom"]
    )
    if rows.empty:
        raise KeyError(village_uid)
    name, shape = str(rows["name"].iloc[0]), rows["geom"].iloc[0]
    if shape is None or shape.is_empty:
        raise NoBoundary(name)
    cameras = placed(frames.frame("cameras", columns=["uid", "status", *_VIEW, "geom"]))
    works = ~cameras["status"].isin(_OUT)
    known = cameras[list(_VIEW)].notna().all(axis=1)
    inside = shapely.contains_xy(shape, cameras.geometry.x, cameras.geometry.y)
    views = _near(cameras.loc[works & known], shape)
    cover = view_cover(views, shape)
    return VillageCover(
        village_uid,
        name,
        shape,
        cover,
        counted=int(cover.reaching.sum()),
        broken=int((inside & ~works).sum()),
        unknown=int((inside & works & ~known).sum()),
    )


def _near(views: gpd.GeoDataFrame, shape: BaseGeometry) -> gpd.GeoDataFrame:
    """Those whose range could reach the box of `shape`."""
    west, south, east, north = shape.bounds
    reach = views["range_m"].astype(float) * _DEGREES_A_METRE
    x, y = views.geometry.x, views.geometry.y
    close = (x > west - reach) & (x < east + reach) & (y > south - reach) & (y < north + reach)
    return views.loc[close]
