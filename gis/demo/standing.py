"""What stands on an invented territory: cameras, checkpoints, rooms, drone stations, key sites.

Frames in EPSG:4326 come out, each row with the ``code`` of its village. Numbers come in by a
`Numbers` plan; positions follow roads and settlements. Nothing here knows records.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis import crs
from gis.demo.roads import Roads, Spots, along, beside, build_roads, gates
from gis.demo.scatter import Points, means
from gis.demo.territory import Territory
from gis.locate import locate

Weights = npt.NDArray[np.float64]
Chosen = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Standing:
    """Frames with ``geom`` points (EPSG:4326) and the ``code`` of the village each lies in."""

    roads: gpd.GeoDataFrame
    cameras: gpd.GeoDataFrame
    checkpoints: gpd.GeoDataFrame
    rooms: gpd.GeoDataFrame
    workstations: gpd.GeoDataFrame
    drone_stations: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame


def build_standing(
    land: Territory,
    seed: int,
    *,
    cameras: int,
    checkpoints: int,
    rooms: int,
    workstations: int,
    drone_stations: int,
    sites: int,
) -> Standing:
    """Place the given numbers of things on `land`; the same seed gives the same places."""
    rng = np.random.default_rng([seed, 77])
    outlines = land.counties.to_crs(land.zone)
    centres = land.centres.to_crs(land.zone)
    xy = shapely.get_coordinates(centres.geometry.to_numpy())
    county = land.villages["county"].to_numpy()
    nets = [
        build_roads(
            xy[county == code],
            xy[(county == code) & centres["seat"].to_numpy()],
            outline,
            rng,
            land.zone,
        )
        for code, outline in zip(outlines["code"], outlines.geometry, strict=True)
    ]
    share = np.array([(county == code).sum() for code in outlines["code"]], dtype=float)
    share /= share.sum()
    roads = pd.concat([net.lines for net in nets], ignore_index=True)
    gate_spots = _joined(
        [
            gates(net, outline, number)
            for net, outline, number in zip(
                nets, outlines.geometry, shares(checkpoints, share), strict=True
            )
        ]
    )
    room_at = _spread_over(xy, rooms)
    station_at = rng.permutation(len(xy))[: min(workstations, len(xy))]
    return Standing(
        roads=roads.to_crs(crs.GEOGRAPHIC),
        cameras=_cameras(land, nets, shares(cameras, share), rng),
        checkpoints=_placed(
            land, gate_spots.xy, {"bearing": np.round(gate_spots.bearing, 1) % 360}
        ),
        rooms=_placed(land, _aside(xy[room_at], rng, 90.0)),
        workstations=_placed(land, _aside(xy[station_at], rng, 60.0)),
        drone_stations=_placed(land, _aside(xy[_spread_over(xy, drone_stations)], rng, 150.0)),
        sites=_placed(land, _aside(xy[_weighted(land, sites, rng)], rng, 320.0)),
    )


def shares(total: int, share: Weights) -> list[int]:
    """`total` split by `share` (sums to 1) into whole numbers that add up to it."""
    exact = total * share
    parts = np.floor(exact).astype(int)
    short = total - int(parts.sum())
    parts[np.argsort(-(exact - parts), kind="stable")[:short]] += 1
    return [int(part) for part in parts]


def _cameras(
    land: Territory, nets: list[Roads], numbers: list[int], rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """A quarter at crossings, half along roads, the rest in settlements; ``spot`` says which."""
    spots: list[Spots] = []
    sorts: list[str] = []
    weight = _town_like(land)
    xy = shapely.get_coordinates(land.centres.to_crs(land.zone).geometry.to_numpy())
    county = land.villages["county"].to_numpy()
    for net, number, code in zip(nets, numbers, land.counties["code"], strict=True):
        corner = min(number // 4, 4 * len(net.crossings))
        settled = number // 4
        mine = np.flatnonzero(county == code)
        chosen = rng.choice(mine, size=settled, p=weight[mine] / weight[mine].sum())
        groups = {
            "crossing": _at_crossings(net, corner, rng),
            "road": _at_verge(along(net, number - corner - settled, rng, main_share=0.45), rng),
            "settlement": _at_verge(beside(net, _aside(xy[chosen], rng, 260.0)), rng),
        }
        for sort, group in groups.items():
            spots.append(group)
            sorts += [sort] * len(group.xy)
    joined = _joined(spots)
    return _placed(land, joined.xy, {"bearing": np.round(joined.bearing, 1), "spot": sorts})


def _at_crossings(net: Roads, count: int, rng: np.random.Generator) -> Spots:
    """Up to four cameras at a crossing, one in each corner, looking across it."""
    crossings = max(len(net.crossings), 1)
    corner = (np.arange(count) // crossings) * 90.0 + 45.0
    away = np.column_stack([np.sin(np.radians(corner)), np.cos(np.radians(corner))]) * 14.0
    shuffled = rng.permutation(net.crossings)
    place = shuffled[np.arange(count) % crossings] + away
    return Spots(place, (corner + 180 + rng.uniform(-25, 25, count)) % 360)


def _at_verge(line: Spots, rng: np.random.Generator) -> Spots:
    """The places moved to the verge, looking along the road one way or the other."""
    bearing = (line.bearing + np.where(rng.random(len(line.xy)) < 0.5, 0.0, 180.0)) % 360
    verge = np.radians(bearing + 90)
    off = np.column_stack([np.sin(verge), np.cos(verge)]) * rng.uniform(5, 9, (len(verge), 1))
    return Spots(line.xy + off, bearing)


def _joined(spots: list[Spots]) -> Spots:
    return Spots(
        np.concatenate([spot.xy for spot in spots]),
        np.concatenate([spot.bearing for spot in spots]),
    )


def _aside(xy: Points, rng: np.random.Generator, reach: float) -> Points:
    """Each place moved a little, up to `reach` metres, as a building stands beside the centre."""
    turn = rng.uniform(0, 2 * np.pi, len(xy))
    far = rng.uniform(0.2, 1.0, len(xy)) * reach
    return xy + np.column_stack([np.cos(turn), np.sin(turn)]) * far[:, None]


def _town_like(land: Territory) -> Weights:
    """How much more than a plain village each one draws: communities and seats of townships."""
    community = np.where(land.villages["community"], 4.0, 1.0)
    return np.asarray(community + 6.0 * land.centres["seat"], dtype=np.float64)


def _weighted(land: Territory, count: int, rng: np.random.Generator) -> Chosen:
    """Villages for `count` things, communities and seats much more often."""
    weight = _town_like(land)
    return rng.choice(len(weight), size=count, p=weight / weight.sum())


def _spread_over(xy: Points, count: int) -> Chosen:
    """`count` of the places, each near the middle of a like part of them all.

    Seeded farthest first, then moved to the middle of what is nearest to each, as k-means does.
    """
    count = min(count, len(xy))
    chosen = [int(np.hypot(*(xy - xy.mean(axis=0)).T).argmin())]
    near = np.hypot(*(xy - xy[chosen[0]]).T)
    while len(chosen) < count:
        chosen.append(int(near.argmax()))
        near = np.minimum(near, np.hypot(*(xy - xy[chosen[-1]]).T))
    middles = xy[chosen]
    for _ in range(12):
        part = ((xy[:, None, :] - middles[None]) ** 2).sum(axis=2).argmin(axis=1)
        middles = means(xy, np.asarray(part, dtype=np.int64), count)
    distance = ((xy[:, None, :] - middles[None]) ** 2).sum(axis=2)
    places = np.full(count, -1, dtype=np.int64)
    for one in range(count):
        places[one] = distance[:, one].argmin()
        distance[places[one]] = np.inf
    return places


def _placed(
    land: Territory, xy: Points, columns: dict[str, object] | None = None
) -> gpd.GeoDataFrame:
    """Points in degrees with their village; one outside every village goes to the nearest centre."""
    points = gpd.GeoSeries(shapely.points(xy), crs=land.zone).to_crs(crs.GEOGRAPHIC)
    shapes = points.to_numpy().astype(object)
    inside = locate(points, land.villages).to_numpy().copy()
    lost = np.array([village is None for village in inside])
    if lost.any():
        tree = shapely.STRtree(land.centres.geometry.to_numpy())
        nearest = tree.nearest(shapes[lost])
        shapes[lost] = land.centres.geometry.to_numpy()[nearest]
        inside[lost] = nearest
    code = land.villages["code"].to_numpy()[inside.astype(np.int64)]
    rounded = shapely.transform(shapes, lambda at: np.round(at, 7))
    return gpd.GeoDataFrame(
        {"code": code, **(columns or {})},
        geometry=gpd.GeoSeries(rounded, crs=crs.GEOGRAPHIC),
    )
