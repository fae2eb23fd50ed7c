"""A made-up county in memory, for the tests of layers and page: frames as a workspace gives them, and changes to them.

The cells are a jittered grid whose corners neighbours share, so that boundaries meet exactly. Everything follows from
the seed. `MadeWorkspace` stands in for `db.workspace.Workspace` where a test is about the map, not about storage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy.sql.elements import BinaryExpression

from db.changes import Change, ChangeSet

TODAY = dt.date(2026, 11, 22)
WEST, SOUTH, SIDE = 114.0, 33.9, 0.42
CRS = "EPSG:4326"


class MadeWorkspace:
    """Frames by kind, changed by `put` and `drop`, which tell the subscribers as a commit would."""

    def __init__(self, frames: dict[str, pd.DataFrame]) -> None:
        self.frames = frames
        self.reads: list[tuple[str, bool]] = []
        """Every kind read, and whether the read was limited to some records."""
        self._subscribers: list[Callable[[ChangeSet], None]] = []
        self._sequence = 0

    def frame(
        self,
        kind: str,
        where: Any = None,
        columns: Sequence[str] | None = None,
        as_of: dt.datetime | None = None,
    ) -> pd.DataFrame:
        rows = self.frames[kind]
        self.reads.append((kind, where is not None))
        if where is not None:
            rows = rows.loc[rows["uid"].isin(_uids(where))]
        return (rows[list(columns)] if columns else rows).copy()

    def subscribe(self, callback: Callable[[ChangeSet], None]) -> Callable[[], None]:
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def row(self, kind: str, uid: str) -> dict[str, Any]:
        """The values of one record."""
        rows = self.frames[kind]
        found = rows.loc[rows["uid"] == uid].iloc[0]
        return {str(name): value for name, value in found.items()}

    def put(self, kind: str, uid: str, **values: Any) -> None:
        """Change a record, or add it when there is none with this uid."""
        rows = self.frames[kind].reset_index(drop=True)
        known = rows.index[rows["uid"] == uid]
        if len(known):
            for name, value in values.items():
                rows.loc[known[0], name] = value
            action = "update"
        else:
            fresh = pd.DataFrame([{**dict.fromkeys(rows.columns), "uid": uid, **values}])
            if isinstance(rows, gpd.GeoDataFrame):
                fresh = gpd.GeoDataFrame(fresh, geometry="geom", crs=CRS)
            rows = pd.concat([rows, fresh], ignore_index=True)
            action = "insert"
        self.frames[kind] = rows
        self._tell(action, kind, uid)

    def drop(self, kind: str, uid: str) -> None:
        """Delete a record."""
        self.frames[kind] = self.frames[kind].loc[self.frames[kind]["uid"] != uid]
        self._tell("delete", kind, uid)

    def _tell(self, action: Any, kind: str, uid: str) -> None:
        self._sequence += 1
        change = Change(action, kind, uid)
        message = ChangeSet(self._sequence, str(self._sequence), "test", "", "test", (change,))
        for callback in list(self._subscribers):
            callback(message)


def _uids(where: BinaryExpression[bool]) -> list[str]:
    """The uids of the condition ``uid IN (…)``, the only one that layers ask with."""
    assert str(where.left).endswith(".uid")
    return list(where.right.value)


def made_county(
    villages: int = 100, points: int = 200, seed: int = 1, detail: int = 6
) -> MadeWorkspace:
    """A county of about `villages` cells with `detail` vertices a side and about `points` points in all."""
    dice = np.random.default_rng(seed)
    side = max(2, round(villages**0.5))
    cells = _cells(side, detail, dice)
    count = len(cells)
    town = (np.arange(count) // side // max(1, side // 3)) * 3 + (np.arange(count) % side) // max(
        1, side // 3
    )
    names = [
        f"{_NAMES[i % len(_NAMES)]}{_NAMES[(i * 7 + 3) % len(_NAMES)]}村" for i in range(count)
    ]
    village_frame = _frame(
        cells,
        uid=[f"v{i}" for i in range(count)],
        name=names,
        population=dice.integers(300, 4000, count),
        boundary_source="invented",
    )
    towns = gpd.GeoSeries(cells, crs=CRS).groupby(town).agg(shapely.union_all)
    town_frame = _frame(
        towns.to_numpy(),
        uid=[f"t{i}" for i in range(len(towns))],
        name=[f"{_NAMES[i * 5 % len(_NAMES)]}桥镇" for i in range(len(towns))],
        boundary_source="invented",
    )
    county = _frame(
        np.array([shapely.union_all(cells)]),
        uid=["c0"],
        name=["鄢陵县"],
        boundary_source="official",
    )
    frames: dict[str, pd.DataFrame] = {
        "villages": village_frame,
        "townships": town_frame,
        "counties": county,
    }
    frames |= _force(count, dice)
    frames |= _standing(points, dice)
    frames["base_lines"] = _frame([], uid=[], name=[], line_class=[])
    frames["drawings"] = _frame(
        [], uid=[], name=[], category=[], colour=[], note=[], shown_from=[], shown_to=[]
    )
    return MadeWorkspace(frames)


_NAMES = "姚家刘张马坊陈店望田彭店大槐树南坞只乐柏梁安陵陶城明义河头"


def _frame(shapes: Any, **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({**columns, "geom": shapes}, geometry="geom", crs=CRS)


def _cells(side: int, detail: int, dice: np.random.Generator) -> np.ndarray[Any, Any]:
    step = SIDE / side
    line = np.linspace(0, SIDE, side * detail + 1)
    lon, lat = np.meshgrid(line + WEST, line * 0.83 + SOUTH)
    lon = lon + dice.uniform(-0.12, 0.12, lon.shape) * step * 2 / detail
    lat = lat + dice.uniform(-0.12, 0.12, lat.shape) * step * 2 / detail
    cells = []
    for row in range(side):
        for column in range(side):
            y0, x0, d = row * detail, column * detail, detail
            edge = [(y0, x0 + i) for i in range(d)] + [(y0 + i, x0 + d) for i in range(d)]
            edge += [(y0 + d, x0 + d - i) for i in range(d)] + [(y0 + d - i, x0) for i in range(d)]
            cells.append(shapely.Polygon([(lon[at], lat[at]) for at in edge]))
    return np.array(cells)


def _force(count: int, dice: np.random.Generator) -> dict[str, pd.DataFrame]:
    rows = []
    for post, share in (("resident", 0.93), ("liaison", 0.9)):
        for i in range(count):
            if dice.random() < share:
                officer = f"o{post[0]}{i // 2}"
                rows.append(
                    (
                        f"p{post[0]}{i}",
                        officer,
                        post,
                        f"v{i}",
                        None,
                        TODAY - dt.timedelta(days=200),
                        None,
                    )
                )
    columns = ["uid", "officer_uid", "post", "village_uid", "township_uid", "start", "end"]
    officers = [f"o{post}{i}" for post in "rl" for i in range(count // 2 + 1)]
    return {
        "postings": pd.DataFrame(rows, columns=columns),
        "officers": pd.DataFrame(
            {"uid": officers, "name": [f"民警{i:04d}" for i in range(len(officers))]}
        ),
    }


def _standing(points: int, dice: np.random.Generator) -> dict[str, pd.DataFrame]:
    def at(count: int) -> Any:
        return shapely.points(
            WEST + SIDE * dice.uniform(0.02, 0.98, count),
            SOUTH + SIDE * 0.83 * dice.uniform(0.02, 0.98, count),
        )

    def some(prefix: str, count: int, **columns: Any) -> gpd.GeoDataFrame:
        return _frame(
            at(count),
            uid=[f"{prefix}{i}" for i in range(count)],
            name=[f"{prefix}{i:04d}" for i in range(count)],
            **columns,
        )

    def status(count: int) -> Any:
        return dice.choice(["ok", "fault", "offline"], count, p=[0.92, 0.05, 0.03])

    cameras, disputes, hazards = int(points * 0.8), max(3, points // 12), max(3, points // 16)
    found = np.array([TODAY - dt.timedelta(days=int(d)) for d in dice.integers(0, 40, disputes)])
    open_state = dice.random(disputes) < 0.5
    due = np.array([TODAY + dt.timedelta(days=int(d)) for d in dice.integers(-10, 30, hazards)])
    gone = dice.random(hazards) < 0.4
    few = max(2, points // 60)
    frames: dict[str, pd.DataFrame] = {
        "cameras": some(
            "cam",
            cameras,
            camera_kind=dice.choice(
                ["street", "recognition", "social"], cameras, p=[0.6, 0.1, 0.3]
            ),
            status=status(cameras),
            bearing=dice.integers(0, 360, cameras).astype(float),
            fov=dice.choice([60.0, 90.0, 110.0], cameras),
            range_m=dice.choice([60.0, 100.0, 150.0], cameras),
        ),
        "checkpoints": some(
            "cp", few, status=status(few), bearing=dice.integers(0, 180, few).astype(float)
        ),
        "rooms": some("room", few, status=status(few)),
        "workstations": some("ws", few, status=status(few)),
        "drone_stations": some("drone", 4, status=status(4)),
        "sites": some("site", few, status=status(few)),
        "units": some("unit", few, unit_kind=["bureau", *["station"] * (few - 1)]),
        "disputes": some(
            "d",
            disputes,
            case_no=[f"2026-{i:04d}" for i in range(disputes)],
            summary="宅基地边界，甲方与乙方各执一词",
            colour=dice.choice(["red", "yellow", "blue"], disputes, p=[0.15, 0.35, 0.5]),
            case_class=dice.choice(["general", "complex", "difficult"], disputes),
            level=dice.choice(["village", "station", "county"], disputes, p=[0.6, 0.3, 0.1]),
            state=np.where(open_state, "mediating", "resolved"),
            found=found,
            paused_since=None,
            paused_days=0,
        ),
        "hazards": some(
            "h",
            hazards,
            serial=[f"H{i:04d}" for i in range(hazards)],
            summary="消防通道堵塞",
            hazard_kind=dice.choice(
                ["order", "fire", "traffic", "school", "explosives", "other"], hazards
            ),
            severity=dice.choice(["high", "medium", "low"], hazards, p=[0.15, 0.35, 0.5]),
            due=due,
            eliminated=[TODAY if done else None for done in gone],
        ),
    }
    return frames
