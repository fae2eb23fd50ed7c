"""A year of disputes and hazards: found, worked on, closed in time or not, each near its village.

Colour, class and level are drawn independently of one another, as the rule asks. What is open, due
and overdue follows from the day the demo is built for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from db.records.disputes import CLASS_DAYS
from layers.demo import words
from layers.demo.force import uids

LOCAL = dt.timezone(dt.timedelta(hours=8))
_STATES_OPEN = ("found", "accepted", "mediating")


@dataclass(frozen=True)
class Ground:
    """What cases need to know of each village: arrays of one length, and the station's people.

    ``xy`` is the settlement in degrees, ``shape`` the village; ``resident`` and ``liaison`` are
    officers' uids or None.
    """

    uid: npt.NDArray[np.object_]
    unit: npt.NDArray[np.object_]
    xy: npt.NDArray[np.float64]
    shape: npt.NDArray[np.object_]
    weight: npt.NDArray[np.float64]
    resident: npt.NDArray[np.object_]
    liaison: npt.NDArray[np.object_]


def places(
    ground: Ground, at: npt.NDArray[np.int64], rng: np.random.Generator, reach: float = 0.0045
) -> npt.NDArray[np.object_]:
    """A point near the settlement of each village `at`, inside it, in degrees."""
    turn = rng.uniform(0, 2 * np.pi, len(at))
    far = reach * np.sqrt(rng.random(len(at)))
    xy = ground.xy[at] + np.column_stack([np.cos(turn), np.sin(turn)]) * far[:, None]
    points = np.asarray(shapely.points(np.round(xy, 7)), dtype=object)
    outside = ~shapely.contains_properly(ground.shape[at], points)
    points[outside] = shapely.points(np.round(ground.xy[at][outside], 7))
    return points


def found_days(count: int, on: dt.date, rng: np.random.Generator) -> list[dt.date]:
    """`count` days of the year before `on`, oldest first, a little denser towards the present."""
    age = np.sort(365 * rng.random(count) ** 1.15)[::-1]
    return [on - dt.timedelta(days=int(days)) for days in age]


def _outlasting(
    age: npt.NDArray[np.int64],
    allowed: npt.NDArray[np.int64],
    share: float,
    rng: np.random.Generator,
) -> npt.NDArray[np.bool_]:
    """Which cases are still open though their time ran out: some of those of the last three weeks."""
    beyond = age - allowed
    return (beyond > 0) & (beyond <= 21) & (rng.random(len(age)) < share)


def build_disputes(
    ground: Ground, county: str, count: int, on: dt.date, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """`count` disputes found in the year before `on`, in every state, a few of them overdue."""
    at = rng.choice(len(ground.uid), size=count, p=ground.weight)
    found = found_days(count, on, rng)
    age = np.array([(on - day).days for day in found])
    kinds = rng.choice(
        list(words.DISPUTES), size=count, p=[0.16, 0.24, 0.12, 0.07, 0.18, 0.08, 0.08, 0.07]
    )
    case_class = rng.choice(list(CLASS_DAYS), size=count, p=[0.68, 0.24, 0.08])
    allowed = np.array([CLASS_DAYS[c] for c in case_class])
    paused = np.where(rng.random(count) < 0.03, rng.integers(3, 12, count), 0)
    # most take a part of the time allowed; a few outlast it
    taken = np.round(allowed * rng.beta(2.2, 2.6, count)).astype(int) + rng.integers(0, 2, count)
    taken = np.where(_outlasting(age, allowed + paused, 0.16, rng), age + 1, taken)
    closed = taken <= age
    referred = closed & (rng.random(count) < 0.025)
    held_up = ~closed & (age > 3) & (rng.random(count) < 0.06)
    stage = np.where(age < 1, 0, np.where(age < 3, 1, 2))
    state = np.where(
        closed, np.where(referred, "referred", "resolved"), np.array(_STATES_OPEN)[stage]
    )
    level = rng.choice(["village", "station", "county"], size=count, p=[0.7, 0.23, 0.07])
    level = np.where(age < 2, "village", level)
    resident, liaison = ground.resident[at], ground.liaison[at]
    nobody = np.array([r is None for r in resident])
    holder = np.where(level == "county", liaison, np.where(nobody, liaison, resident))
    year_count: dict[int, int] = {}
    return gpd.GeoDataFrame(
        {
            "uid": uids(rng, count),
            "case_no": [_number("JF", county, day, year_count) for day in found],
            "summary": words.compose(list(kinds), words.DISPUTES, rng),
            "dispute_kind": kinds,
            "colour": rng.choice(["red", "yellow", "blue"], size=count, p=[0.08, 0.27, 0.65]),
            "case_class": case_class,
            "level": level,
            "state": state,
            "found": found,
            "closed": [
                day + dt.timedelta(days=int(d)) if c else None
                for day, d, c in zip(found, taken, closed, strict=True)
            ],
            "paused_days": paused,
            "paused_since": [
                on - dt.timedelta(days=int(min(a - 2, 9))) if h else None
                for a, h in zip(age, held_up, strict=True)
            ],
            "village_uid": ground.uid[at],
            "unit_uid": ground.unit[at],
            "resident_uid": resident,
            "liaison_uid": liaison,
            "holder_uid": holder,
            "details": words.draw(words.DETAILS, count, rng),
            "agreement": [
                text if s == "resolved" else ""
                for text, s in zip(words.draw(words.AGREEMENTS, count, rng), state, strict=True)
            ],
        },
        geometry=gpd.GeoSeries(places(ground, at, rng), crs="EPSG:4326"),
    )


def _number(prefix: str, county: str, day: dt.date, used: dict[int, int]) -> str:
    used[day.year] = used.get(day.year, 0) + 1
    return f"{prefix}{county}-{day.year}-{used[day.year]:04d}"


_COURSE: tuple[tuple[str, Callable[[dict[Hashable, Any]], bool]], ...] = (
    ("found", bool),
    ("accepted", lambda dispute: dispute["state"] != "found"),
    ("mediating", lambda dispute: dispute["state"] in ("mediating", "resolved", "referred")),
    ("escalated", lambda dispute: dispute["level"] != "village"),
    ("paused", lambda dispute: dispute["paused_since"] is not None or dispute["paused_days"] > 0),
    ("resumed", lambda dispute: dispute["paused_days"] > 0 and dispute["paused_since"] is None),
    ("resolved", lambda dispute: dispute["state"] == "resolved"),
    ("referred", lambda dispute: dispute["state"] == "referred"),
)
"""The events of a dispute in their order, and which disputes had them."""


def build_events(disputes: gpd.GeoDataFrame, on: dt.date, rng: np.random.Generator) -> pd.DataFrame:
    """The course of each dispute as events, at working hours, none after `on`."""
    rows = []
    for dispute in pd.DataFrame(disputes.drop(columns="geometry")).to_dict("records"):
        steps = [name for name, had in _COURSE if had(dispute)]
        first = dt.datetime.combine(dispute["found"], dt.time(8), LOCAL)
        last_day = dispute["closed"] or on
        span = max((last_day - dispute["found"]).days, 0)
        for number, step in enumerate(steps):
            share = number / max(len(steps) - 1, 1)
            hours = 24 * int(share * span) + number + rng.random()
            rows.append(
                (dispute["uid"], first + dt.timedelta(hours=hours), step, dispute["holder_uid"])
            )
    frame = pd.DataFrame(rows, columns=["dispute_uid", "at", "event", "officer_uid"])
    frame["text"] = words.compose(frame["event"].tolist(), words.EVENT_TEXTS, rng)
    frame["at"] = frame["at"].dt.tz_convert("UTC").dt.floor("s")
    frame["uid"] = uids(rng, len(frame))
    return frame


def build_hazards(
    ground: Ground, county: str, count: int, on: dt.date, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """`count` hazards found in the year before `on`: most eliminated, some open, some overdue."""
    at = rng.choice(len(ground.uid), size=count, p=ground.weight)
    found = found_days(count, on, rng)
    age = np.array([(on - day).days for day in found])
    kinds = rng.choice(list(words.HAZARDS), size=count, p=[0.18, 0.34, 0.2, 0.1, 0.06, 0.12])
    severity = rng.choice(["high", "medium", "low"], size=count, p=[0.07, 0.3, 0.63])
    allowed = rng.choice([7, 15, 30], size=count, p=[0.4, 0.4, 0.2])
    taken = np.round(allowed * rng.beta(2.0, 2.2, count)).astype(int) + 1
    taken = np.where(_outlasting(age, allowed, 0.16, rng), age + 1, taken)
    done = taken <= age
    notice = rng.random(count) < 0.42
    used: dict[int, int] = {}
    serials = [_number("YH", county, day, used) for day in found]
    resident, liaison = ground.resident[at], ground.liaison[at]
    return gpd.GeoDataFrame(
        {
            "uid": uids(rng, count),
            "serial": serials,
            "summary": words.compose(list(kinds), words.HAZARDS, rng),
            "hazard_kind": kinds,
            "severity": severity,
            "found": found,
            "due": [day + dt.timedelta(days=int(d)) for day, d in zip(found, allowed, strict=True)],
            "notice_no": [
                f"整改〔{day.year}〕{serial[-4:]}" if n else ""
                for day, serial, n in zip(found, serials, notice, strict=True)
            ],
            "eliminated": [
                day + dt.timedelta(days=int(d)) if ok else None
                for day, d, ok in zip(found, taken, done, strict=True)
            ],
            "proof": [
                text if ok else ""
                for text, ok in zip(words.draw(words.REMEDIES, count, rng), done, strict=True)
            ],
            "village_uid": ground.uid[at],
            "unit_uid": ground.unit[at],
            "holder_uid": [
                r if r is not None else o for r, o in zip(resident, liaison, strict=True)
            ],
        },
        geometry=gpd.GeoSeries(places(ground, at, rng), crs="EPSG:4326"),
    )
