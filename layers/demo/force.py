"""The force of a demo county: units, numbered officers, postings with gaps and a past.

Frames for `Operation.add_frame` come out. Residents come from the township's own station and hold
villages that lie together; liaisons come from headquarters. Nobody has a name, only a number.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.demo.territory import Territory

DEPARTMENTS = (
    "治安管理大队", "刑事侦查大队", "交通警察大队", "经济犯罪侦查大队", "网络安全保卫大队", "出入境管理大队",
    "法制大队", "政治处", "警务保障室", "指挥中心", "巡特警大队", "督察大队",
)  # fmt: skip
"""Headquarters departments whose officers take liaison posts."""
COMMAND_CENTRE = "指挥中心"
"""The department whose officers take cases at the county centre."""

STATION_SHARE = 0.48
AUXILIARY_SHARE = 0.35
LIAISON_SHARE = 0.88
NO_RESIDENT, NO_LIAISON = 0.035, 0.05


@dataclass(frozen=True)
class Force:
    """Frames ``units``, ``officers``, ``postings`` with uids set, ready to be written."""

    units: gpd.GeoDataFrame
    officers: pd.DataFrame
    postings: pd.DataFrame


def uids(rng: np.random.Generator, count: int) -> list[str]:
    """`count` version-4 UUIDs drawn from `rng`, so that a demo is the same each time."""
    raw = rng.integers(0, 256, (count, 16), dtype=np.uint8)
    raw[:, 6] = raw[:, 6] & 0x0F | 0x40
    raw[:, 8] = raw[:, 8] & 0x3F | 0x80
    text = [row.tobytes().hex() for row in raw]
    return [f"{t[:8]}-{t[8:12]}-{t[12:16]}-{t[16:20]}-{t[20:]}" for t in text]


def build_units(land: Territory, towns: pd.DataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Bureau, departments and one station a township. `towns` has ``uid code name county``."""
    seats = land.centres[land.centres["seat"]].drop_duplicates("town").set_index("town").geometry
    rows: list[dict[str, object]] = []
    for code, name in zip(land.counties["code"], land.counties["name"], strict=True):
        own = towns[towns["county"] == code]
        main = seats.loc[own["code"]].iloc[int(np.argmax(own["villages"]))]
        rows.append(
            {
                "code": f"{code}-00",
                "name": f"{name}公安局",
                "unit_kind": "bureau",
                "equipment": {"cars": 14, "laptops": 30, "radios": 60},
                "geom": main,
            }
        )
        rows += [
            {
                "code": f"{code}-{90 - i}",
                "name": department,
                "unit_kind": "department",
                "parent": f"{code}-00",
                "equipment": {"cars": int(rng.integers(1, 6)), "laptops": int(rng.integers(3, 9))},
                "geom": None,
            }
            for i, department in enumerate(DEPARTMENTS)
        ]
        rows += [
            {
                "code": f"{code}-{number:02d}",
                "name": f"{_short(town.name)}派出所",
                "unit_kind": "station",
                "parent": f"{code}-00",
                "township_uid": town.uid,
                "equipment": {
                    "motorcycles": int(rng.integers(2, 5)),
                    "bicycles": int(rng.integers(12, 30)),
                    "laptops": int(rng.integers(3, 7)),
                    "cars": int(rng.integers(1, 4)),
                    "radios": int(rng.integers(8, 20)),
                },
                "geom": seats.loc[town.code],
            }
            for number, town in enumerate(own.itertuples(), start=1)
        ]
    frame = gpd.GeoDataFrame(rows, geometry="geom", crs=land.centres.crs)
    frame["uid"] = uids(rng, len(frame))
    frame["duty_phone"] = [f"内线 {8000 + i}" for i in range(len(frame))]
    by_code = frame.set_index("code")["uid"]
    frame["parent_uid"] = frame.pop("parent").map(by_code)
    return frame


def _short(town: str) -> str:
    for ending in ("街道", "镇", "乡", "管理区"):
        if town.endswith(ending) and len(town) > len(ending) + 1:
            return town.removesuffix(ending)
    return town


def build_officers(
    units: gpd.GeoDataFrame,
    towns: pd.DataFrame,
    count: int,
    on: dt.date,
    rng: np.random.Generator,
    code: str,
) -> pd.DataFrame:
    """`count` numbered officers, auxiliaries and one leader a township, spread over the units."""
    stations = units[units["unit_kind"] == "station"]
    departments = units[units["unit_kind"] == "department"]
    bureaus = units[units["unit_kind"] == "bureau"]
    leaders = min(len(towns), count // 8)
    rest = count - leaders
    at_station = round(STATION_SHARE * rest)
    weight = towns.set_index("uid")["villages"].loc[stations["township_uid"]].to_numpy(dtype=float)
    station = np.repeat(stations["uid"].to_numpy(), _shares(at_station, weight))
    headquarters = departments["uid"].to_numpy()[np.arange(rest - at_station) % len(departments)]
    unit = np.concatenate(
        [bureaus["uid"].to_numpy()[np.arange(leaders) % len(bureaus)], station, headquarters]
    )
    auxiliary = np.zeros(count, dtype=bool)
    spread = leaders + rng.permutation(rest)[: round(AUXILIARY_SHARE * rest)]
    auxiliary[spread] = True
    kind = np.where(
        np.arange(count) < leaders, "leader", np.where(auxiliary, "auxiliary", "officer")
    )
    word = {"leader": "领导", "officer": "民警", "auxiliary": "辅警"}
    number = np.arange(1, count + 1)
    home = towns["uid"].to_numpy()[rng.integers(0, len(towns), count)]
    station_town = dict(zip(stations["uid"], stations["township_uid"], strict=True))
    local = rng.random(count) < 0.4
    home = np.array(
        [
            station_town.get(u, h) if near else h
            for u, h, near in zip(unit, home, local, strict=True)
        ]
    )
    away = rng.random(count) < 0.03
    since = [on - dt.timedelta(days=int(d)) for d in rng.integers(300, 6000, count)]
    return pd.DataFrame(
        {
            "uid": uids(rng, count),
            "badge": [f"{code}{n:04d}" for n in number],
            "name": [f"{word[k]}{n:04d}" for k, n in zip(kind, number, strict=True)],
            "officer_kind": kind,
            "unit_uid": unit,
            "home_township_uid": home,
            "duty_phone": [f"内线 {n:04d}" for n in number],
            "leave_from": [on - dt.timedelta(days=4) if a else None for a in away],
            "leave_to": [on + dt.timedelta(days=6) if a else None for a in away],
            "active_from": since,
        }
    )


def _shares(total: int, weight: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[int]:
    exact = total * weight / weight.sum()
    parts = np.floor(exact).astype(int)
    parts[np.argsort(-(exact - parts), kind="stable")[: total - int(parts.sum())]] += 1
    return [int(part) for part in parts]


def build_postings(
    villages: pd.DataFrame,
    towns: pd.DataFrame,
    units: gpd.GeoDataFrame,
    officers: pd.DataFrame,
    on: dt.date,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Who holds what: residents, liaisons, leaders, auxiliaries, and some who did before.

    `villages` has ``uid county unit_uid``, where it lies (``x y``, in any even unit) and its ``load``.
    """
    parts = [_leaders(towns, officers)]
    working = officers[officers["officer_kind"] == "officer"]
    for unit, own in villages.groupby("unit_uid", sort=True):
        crew = working[working["unit_uid"] == unit]["uid"].to_numpy()
        parts.append(_dealt(own, crew, "resident"))
    departments = units[units["unit_kind"] == "department"]
    for county, own in villages.groupby("county", sort=True):
        ours = departments.loc[departments["code"].str.startswith(str(county)), "uid"]
        crew = working[working["unit_uid"].isin(ours)]["uid"].to_numpy()
        crew = crew[: max(1, round(LIAISON_SHARE * len(crew)))]
        parts.append(_dealt(own, crew, "liaison"))
    helpers = officers[officers["officer_kind"] == "auxiliary"]
    for unit, own in villages.groupby("unit_uid", sort=True):
        crew = helpers[helpers["unit_uid"] == unit]["uid"].to_numpy()
        parts.append(_dealt(own.iloc[::2], crew, "auxiliary"))
    held = pd.concat(parts, ignore_index=True)
    chance = rng.random(len(held))
    gap = ((held["post"] == "resident") & (chance < NO_RESIDENT)) | (
        (held["post"] == "liaison") & (chance < NO_LIAISON)
    )
    both = set(
        villages["uid"].to_numpy()[rng.permutation(len(villages))[: max(2, len(villages) // 90)]]
    )
    gap |= held["village_uid"].isin(both) & held["post"].isin(("resident", "liaison"))
    # what falls open was held until lately; some posts changed hands in the year before
    before = rng.random(len(held)) < 0.12
    days = rng.integers(160, 420, len(held))
    held["start"] = [on - dt.timedelta(days=int(d)) for d in days]
    held["end"] = [
        on - dt.timedelta(days=int(d)) if g else None for d, g in zip(days // 6, gap, strict=True)
    ]
    past = held[before & ~gap].copy()
    for post in ("resident", "liaison", "leader", "auxiliary"):
        same = past["post"] == post
        holders = past.loc[same, "officer_uid"].to_numpy()
        past.loc[same, "officer_uid"] = holders[rng.permutation(len(holders))]
    past["end"] = [start - dt.timedelta(days=1) for start in past["start"]]
    past["start"] = [start - dt.timedelta(days=200) for start in past["start"]]
    whole = pd.concat([held, past], ignore_index=True)
    whole["order_no"] = [f"警调〔{start.year}〕{start.month}号" for start in whole["start"]]
    whole["uid"] = uids(rng, len(whole))
    return whole


def _leaders(towns: pd.DataFrame, officers: pd.DataFrame) -> pd.DataFrame:
    leaders = officers[officers["officer_kind"] == "leader"]["uid"].to_numpy()
    return pd.DataFrame(
        {
            "officer_uid": leaders[np.arange(len(towns)) % len(leaders)],
            "post": "leader",
            "village_uid": None,
            "township_uid": towns["uid"].to_numpy(),
        }
    )


def _dealt(villages: pd.DataFrame, crew: npt.NDArray[np.object_], post: str) -> pd.DataFrame:
    """The villages dealt to `crew` in blocks that lie together and weigh about the same."""
    if not len(crew) or not len(villages):
        return pd.DataFrame(columns=["officer_uid", "post", "village_uid", "township_uid"])
    block = blocks(
        villages[["x", "y"]].to_numpy(dtype=float),
        villages["load"].to_numpy(dtype=float),
        min(len(crew), len(villages)),
    )
    return pd.DataFrame(
        {
            "officer_uid": crew[block],
            "post": post,
            "village_uid": villages["uid"].to_numpy(),
            "township_uid": None,
        }
    )


def blocks(
    xy: npt.NDArray[np.float64], load: npt.NDArray[np.float64], parts: int
) -> npt.NDArray[np.int64]:
    """A part for each place, 0 to `parts` - 1: halved across the longer side again and again, by load.

    Each part is never empty and lies together, since all cuts are straight. `parts` is at most the number of places.
    """
    label = np.zeros(len(xy), dtype=np.int64)
    if parts <= 1:
        return label
    longer = int(np.argmax(np.ptp(xy, axis=0)))
    order = np.lexsort((xy[:, 1 - longer], xy[:, longer]))
    first = parts // 2
    reached = np.cumsum(load[order])
    cut = int(np.searchsorted(reached, reached[-1] * first / parts)) + 1
    cut = min(max(cut, first), len(xy) - (parts - first))
    near, far = order[:cut], order[cut:]
    label[near] = blocks(xy[near], load[near], first)
    label[far] = first + blocks(xy[far], load[far], parts - first)
    return label
