"""An invented province for measuring: any number of villages in an exact coverage, officers, postings and points.

No place is meant: the codes begin with 99, the names are drawn from a list of syllables, the outline is a rectangle.
Shapes come from `gis.demo.cells` (Voronoi cells with winding shared borders, about 48 vertices a village), records go
in through the workspace's own operations. The same numbers and seed give the same province.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from db.operation import Operation
from db.workspace import Workspace
from gis import crs
from gis.demo import cells, scatter

VILLAGE_M = 1900.0
"""Metres across a village."""
_CENTRE = (114.0, 34.0)
_SYLLABLES = list(
    "东西南北大小上下前后李王张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗石桥河湾岗寨楼店庄屯坡沟岭泉"
)
_TODAY = dt.date(2026, 1, 1)
Numbers = npt.NDArray[np.int64]


def build(file: Path, *, villages: int, points: int, seed: int = 1) -> None:
    """Write the province into a new workspace `file`: about `villages` villages and exactly `points` points.

    Nine points in ten are cameras, the rest disputes and hazards. Every village has a resident and a liaison officer,
    but for one in 25.
    """
    rng = np.random.default_rng(seed)
    shapes, centres = _cells(villages, rng)
    towns = _grouped(centres, 14)
    counties = _grouped(centres, 400)
    towns = np.unique(counties * (towns.max() + 1) + towns, return_inverse=True)[1].ravel()
    with Workspace.create(file, user="bench", seat="bench") as workspace:
        with workspace.operation("bench.places", label="province") as op:
            county_codes = np.char.add(
                "99", np.char.zfill(np.arange(counties.max() + 1).astype(str), 4)
            )
            county_uids = op.add_frame(
                "counties", _places(county_codes, _merged(shapes, counties), rng, "县")
            )
            of_town = _first(counties, towns)
            town_codes = np.char.add(county_codes[of_town], _serial_within(of_town, 3))
            town_frame = _places(town_codes, _merged(shapes, towns), rng, "镇")
            town_frame["county_uid"] = np.asarray(county_uids, dtype=object)[of_town]
            town_uids = op.add_frame("townships", town_frame)
            frame = _places(
                np.char.add(town_codes[towns], _serial_within(towns, 3)), shapes, rng, "村"
            )
            frame["township_uid"] = np.asarray(town_uids, dtype=object)[towns]
            frame["population"] = rng.integers(400, 4200, len(frame))
            village_uids = np.asarray(op.add_frame("villages", frame), dtype=object)
        with workspace.operation("bench.force", label="province") as op:
            add_force(op, village_uids, rng)
        with workspace.operation("bench.points", label="province") as op:
            add_points(op, shapes, village_uids, points, rng)


def _cells(count: int, rng: np.random.Generator) -> tuple[cells.Shapes, npt.NDArray[np.float64]]:
    """Villages as polygons in EPSG:4326 that meet exactly, and a point inside each."""
    zone = crs.zone_of(_CENTRE[0])
    middle = shapely.get_coordinates(
        gpd.GeoSeries([shapely.Point(_CENTRE)], crs="EPSG:4326").to_crs(zone).iloc[0]
    )[0]
    wide, high = np.sqrt(count * 1.4) * VILLAGE_M / 2, np.sqrt(count / 1.4) * VILLAGE_M / 2
    reach = np.array([wide, high])
    outline = shapely.box(*(middle - reach), *(middle + reach))
    seeds = scatter.spread(outline, count, rng)
    vertices, edges = cells.borders(seeds, np.arange(len(seeds)), outline)
    arcs = np.asarray(shapely.linestrings(vertices[edges]), dtype=object)
    for _ in range(3):
        arcs = cells.displace(arcs, rng)
    faces, _ = cells.faces([arcs], np.asarray([outline], dtype=object))
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    back = gpd.GeoSeries(faces, crs=zone).to_crs("EPSG:4326").to_numpy()
    return np.asarray(
        shapely.multipolygons(back, indices=np.arange(len(back))), dtype=object
    ), inside


def _grouped(places: npt.NDArray[np.float64], size: int) -> Numbers:
    """A number for each place, so that about `size` neighbours share one: squares of a grid."""
    side = np.sqrt(size) * VILLAGE_M
    column, row = ((places - places.min(axis=0)) // side).astype(np.int64).T
    return np.unique(row * (column.max() + 1) + column, return_inverse=True)[1].ravel()


def _merged(shapes: cells.Shapes, labels: Numbers) -> cells.Shapes:
    parts = np.asarray(shapely.get_geometry(shapes, 0), dtype=object)
    return cells.dissolve(parts, labels, int(labels.max()) + 1)


def _first(values: Numbers, labels: Numbers) -> Numbers:
    """The value of the first row of each label."""
    return values[np.unique(labels, return_index=True)[1]]


def _serial_within(labels: Numbers, digits: int) -> npt.NDArray[np.str_]:
    """1, 2, 3 … within each label, as text."""
    numbers = pd.Series(labels).groupby(labels).cumcount().to_numpy() + 1
    return np.char.zfill(numbers.astype(str), digits)


def _places(
    codes: npt.NDArray[np.str_], shapes: cells.Shapes, rng: np.random.Generator, end: str
) -> gpd.GeoDataFrame:
    one, two = rng.choice(_SYLLABLES, (2, len(codes)))
    names = np.char.add(np.char.add(one, two), end)
    columns = {
        "code": codes.astype(object),
        "name": names.astype(object),
        "boundary_source": "invented",
    }
    return gpd.GeoDataFrame(
        columns, geometry=gpd.GeoSeries(shapes, crs="EPSG:4326", name="geom")
    ).rename_geometry("geom")


def add_force(op: Operation, villages: npt.NDArray[np.object_], rng: np.random.Generator) -> None:
    """An officer for every two villages, and two postings a village but for one in 25."""
    count = max(2, len(villages) // 2)
    serial = np.char.zfill(np.arange(count).astype(str), 6)
    officers = pd.DataFrame(
        {"badge": np.char.add("B", serial), "name": np.char.add("民警", serial)}, dtype=object
    )
    uids = np.asarray(op.add_frame("officers", officers), dtype=object)
    for post, shift in (("resident", 0), ("liaison", count // 3)):
        held = rng.random(len(villages)) > 0.04
        holder = uids[(np.arange(len(villages)) // 2 + shift) % count]
        frame = pd.DataFrame({"officer_uid": holder[held], "village_uid": villages[held]})
        op.add_frame("postings", frame.assign(post=post, start=_TODAY))


def add_points(
    op: Operation,
    shapes: cells.Shapes,
    villages: npt.NDArray[np.object_],
    count: int,
    rng: np.random.Generator,
) -> None:
    """`count` points in the boxes of `shapes`: nine in ten are cameras, the rest disputes and hazards."""
    at = rng.integers(0, len(shapes), count)
    west, south, east, north = shapely.bounds(shapes[at]).T
    places = shapely.points(
        west + rng.random(count) * (east - west), south + rng.random(count) * (north - south)
    )
    serial = np.char.zfill(np.arange(count).astype(str), 6)
    frame = gpd.GeoDataFrame(
        {"village_uid": villages[at]}, geometry=gpd.GeoSeries(places, crs="EPSG:4326", name="geom")
    )
    frame = frame.rename_geometry("geom")
    cut = [0, count * 9 // 10, count * 95 // 100, count]
    cameras, disputes, hazards = (frame.iloc[a:b].reset_index(drop=True) for a, b in pairwise(cut))
    op.add_frame(
        "cameras",
        cameras.assign(
            serial=np.char.add("C", serial[: cut[1]]).astype(object),
            name=np.char.add("摄像机", serial[: cut[1]]).astype(object),
            camera_kind=rng.choice(["street", "recognition", "social"], len(cameras)),
            bearing=rng.integers(0, 360, len(cameras)).astype(float),
            fov=70.0,
            range_m=80.0,
        ),
    )
    op.add_frame(
        "disputes",
        disputes.assign(
            case_no=np.char.add("D", serial[cut[1] : cut[2]]).astype(object),
            summary="边界纠纷",
            colour=rng.choice(["red", "yellow", "blue"], len(disputes), p=[0.1, 0.3, 0.6]),
            found=[
                _TODAY + dt.timedelta(days=int(days))
                for days in rng.integers(0, 300, len(disputes))
            ],
        ),
    )
    op.add_frame(
        "hazards",
        hazards.assign(
            serial=np.char.add("H", serial[cut[2] :]).astype(object),
            summary="消防通道堵塞",
            severity=rng.choice(["low", "medium", "high"], len(hazards)),
            found=_TODAY,
        ),
    )
