"""Invented roads between settlements, and places along them: crossings, verges, county gates.

A road network is a relative neighbourhood graph of the settlements (lanes) and another of the
township seats (main roads), each edge a gently winding line. Metres throughout; arrays in, arrays
and one frame out. What is put on the roads is decided by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from gis.demo.cells import displace
from gis.demo.scatter import Labels, Numbers, Points


@dataclass(frozen=True)
class Roads:
    """A network: ``lines`` has ``main`` (bool) and LineStrings in metres; ``crossings`` is (n, 2)."""

    lines: gpd.GeoDataFrame
    crossings: Points


@dataclass(frozen=True)
class Spots:
    """Places on roads: ``xy`` (n, 2) in metres, ``bearing`` of the road there, degrees from north."""

    xy: Points
    bearing: Numbers


def build_roads(
    centres: Points,
    seats: Points,
    outline: BaseGeometry,
    rng: np.random.Generator,
    zone: CRS,
) -> Roads:
    """The roads of one county: lanes between `centres`, main roads between `seats` and beyond.

    Main roads leave the county at its nearest edge from every outer seat. Lines are cut at
    `outline`.
    """
    lanes = _winding(centres, neighbourhood(centres), rng)
    main_edges = neighbourhood(seats) if len(seats) > 2 else np.empty((0, 2), dtype=np.int64)
    main = _winding(seats, main_edges, rng)
    ways_out = _ways_out(seats, outline)
    main = np.concatenate([main, displace(displace(ways_out, rng, 0.06), rng, 0.05)])
    lines = np.concatenate([main, lanes])
    is_main = np.arange(len(lines)) < len(main)
    inside = shapely.intersection(lines, outline)
    parts, index = shapely.get_parts(inside, return_index=True)
    kept = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    frame = gpd.GeoDataFrame(
        {"main": is_main[index[kept]]}, geometry=gpd.GeoSeries(parts[kept], crs=zone)
    )
    edges = neighbourhood(centres)
    degree = np.bincount(edges.ravel(), minlength=len(centres))
    return Roads(frame, centres[degree >= 3])


def neighbourhood(points: Points) -> Labels:
    """Pairs ``(e, 2)`` of the relative neighbourhood graph: no third point is nearer to both ends."""
    if len(points) < 3:
        return np.array([[0, 1]], dtype=np.int64)[: len(points) - 1]
    marks = np.asarray(shapely.points(points), dtype=object)
    triangles = shapely.delaunay_triangles(shapely.multipoints(points), only_edges=True)
    ends = shapely.get_coordinates(shapely.get_parts(triangles)).reshape(-1, 2, 2)
    tree = shapely.STRtree(marks)
    pairs = tree.nearest(shapely.points(ends.reshape(-1, 2))).reshape(-1, 2).astype(np.int64)
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    length = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    lens = shapely.intersection(
        shapely.buffer(marks[pairs[:, 0]], 0.999 * length),
        shapely.buffer(marks[pairs[:, 1]], 0.999 * length),
    )
    crowded = np.unique(tree.query(lens, predicate="contains")[0])
    free = np.ones(len(pairs), dtype=bool)
    free[crowded] = False
    return pairs[free]


def _winding(points: Points, edges: Labels, rng: np.random.Generator) -> npt.NDArray[np.object_]:
    if not len(edges):
        return np.empty(0, dtype=object)
    straight = np.asarray(shapely.linestrings(points[edges]), dtype=object)
    return displace(displace(straight, rng, 0.07), rng, 0.06)


def _ways_out(seats: Points, outline: BaseGeometry) -> npt.NDArray[np.object_]:
    """From each seat a straight way to the nearest point of the outline, and a little beyond."""
    edge = shapely.boundary(outline)
    ways = shapely.shortest_line(shapely.points(seats), edge)
    ends = shapely.get_coordinates(ways).reshape(-1, 2, 2)
    return np.asarray(shapely.linestrings(ends), dtype=object)


def along(roads: Roads, count: int, rng: np.random.Generator, main_share: float = 0.5) -> Spots:
    """`count` places along the roads, `main_share` of them on main roads where there are any."""
    lines = roads.lines.geometry.to_numpy()
    main = roads.lines["main"].to_numpy()
    length = shapely.length(lines)
    weight = np.where(main, main_share, 1 - main_share) * length
    for sort in (main, ~main):
        total = length[sort].sum()
        weight[sort] = weight[sort] / total if total else 0.0
    line = rng.choice(len(lines), size=count, p=weight / weight.sum())
    return on_lines(lines[line], rng.uniform(0.03, 0.97, count) * length[line])


def beside(roads: Roads, places: Points) -> Spots:
    """For each of `places` the nearest point of a road."""
    lines = roads.lines.geometry.to_numpy()
    marks = np.asarray(shapely.points(places), dtype=object)
    nearest = lines[shapely.STRtree(lines).nearest(marks)]
    return on_lines(nearest, np.asarray(shapely.line_locate_point(nearest, marks)))


def on_lines(lines: npt.NDArray[np.object_], at: Numbers) -> Spots:
    """The place `at` metres along each line, with the bearing of the line there."""
    here = shapely.get_coordinates(shapely.line_interpolate_point(lines, at))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines, at + 5.0))
    behind = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(at - 5.0, 0)))
    run = ahead - behind
    bearing = np.degrees(np.arctan2(run[:, 0], run[:, 1])) % 360
    return Spots(here, bearing)


def gates(roads: Roads, outline: BaseGeometry, count: int) -> Spots:
    """`count` places on main roads, those nearest to the county's edge first, well apart."""
    main = roads.lines[roads.lines["main"]].geometry.to_numpy()
    length = shapely.length(main)
    at = np.concatenate([0.08 * length, 0.5 * length, 0.92 * length])
    spots = on_lines(np.concatenate([main, main, main]), at)
    distance = shapely.distance(shapely.points(spots.xy), shapely.boundary(outline))
    order = np.argsort(distance, kind="stable")
    apart = 0.35 * np.sqrt(outline.area / max(count, 1))
    chosen: list[int] = []
    for spacing in (apart, apart / 4, 0.0):
        for place in order:
            if len(chosen) == count:
                break
            near = (
                np.hypot(*(spots.xy[chosen] - spots.xy[place]).T) if chosen else np.array([np.inf])
            )
            if place not in chosen and near.min() >= spacing:
                chosen.append(int(place))
    return Spots(spots.xy[chosen], spots.bearing[chosen])
