"""Heat maps: where disputes were found, hazards were found or visits were made in a period.

Reads the places and works out the peak that the strongest colour stands for; `resources/page/heat.js` paints.
Both days of a period are inclusive. A visit that has no place of its own counts in the middle of its village.
"""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from db.records import KINDS
from gis.density import peak_density
from layers.layer import Frames
from resources.text import Text


@dataclass(frozen=True, slots=True)
class _Source:
    title: Text
    date: str
    by_village: bool = False


SOURCES = {
    "disputes": _Source(Text("矛盾纠纷", "Disputes"), "found"),
    "hazards": _Source(Text("风险隐患", "Hazards"), "found"),
    "visits": _Source(Text("走访", "Visits"), "date", by_village=True),
}
"""What a heat map may show, by plural kind."""
PERIODS = (7, 30, 90, 365)
"""Days, the last one being today."""
RADII = (500, 1000, 2000, 5000)
"""Metres."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown: a plural kind of `SOURCES`, the first and the last day, the radius in metres."""

    kind: str
    first: dt.date
    last: dt.date
    radius_m: float = 1000

    def __post_init__(self) -> None:
        if self.kind not in SOURCES:
            raise ValueError(f"no heat map of {self.kind}; there are {', '.join(SOURCES)}")
        if self.last < self.first:
            raise ValueError("a period ends on or after the day it begins")


@dataclass(frozen=True)
class Heat:
    """What the page needs: the places (n × 2, lon and lat, EPSG:4326) and the peak per square kilometre."""

    asked: Asked
    lonlat: npt.NDArray[np.float64]
    peak: float

    def title(self) -> Text:
        """What is shown, with its period, number and radius."""
        words = Text(
            "{what} {first} 至 {last} · {n} 件 · 半径 {radius:g} km",
            "{what} {first} to {last} · {n} · radius {radius:g} km",
        )
        asked = self.asked
        return words.format(
            what=SOURCES[asked.kind].title,
            first=asked.first,
            last=asked.last,
            n=len(self.lonlat),
            radius=asked.radius_m / 1000,
        )

    def as_json(self) -> dict[str, Any]:
        """The heat map as the page takes it; places as base64 of float32 pairs, good to a metre."""
        packed = base64.b64encode(self.lonlat.astype("<f4").tobytes()).decode("ascii")
        title = self.title()
        return {
            "places": packed,
            "sigma_m": self.asked.radius_m / 2,
            "peak": self.peak,
            "title": {"zh": title.zh, "en": title.en},
        }


def read_heat(frames: Frames, asked: Asked) -> Heat:
    """The heat map that is asked for."""
    source = SOURCES[asked.kind]
    cls: Any = KINDS[asked.kind]
    day = getattr(cls, source.date)
    columns = ["geom", "village_uid"] if source.by_village else ["geom"]
    rows = frames.frame(
        asked.kind,
        where=(day >= asked.first) & (day <= asked.last),
        columns=["uid", source.date, *columns],
    )
    shapes = gpd.GeoSeries(rows["geom"]).to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    lonlat = np.full((len(rows), 2), np.nan)
    lonlat[~missing] = shapely.get_coordinates(shapes[~missing])
    if source.by_village and missing.any():
        lonlat[missing] = _middles(frames, rows.loc[missing, "village_uid"])
    lonlat = lonlat[~np.isnan(lonlat).any(axis=1)]
    return Heat(asked, lonlat, peak_density(lonlat, asked.radius_m))


def _middles(frames: Frames, villages: pd.Series[Any]) -> npt.NDArray[np.float64]:
    """The middle of each village, NaN where it has no boundary."""
    rows = frames.frame("villages", columns=["uid", "geom"])
    shapes = gpd.GeoSeries(rows["geom"]).to_numpy()
    inside = shapely.point_on_surface(shapes)
    known = pd.DataFrame(
        {"x": shapely.get_x(inside), "y": shapely.get_y(inside)}, index=rows["uid"]
    )
    return known.reindex(villages).to_numpy(dtype=float)
