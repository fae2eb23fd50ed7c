"""A year of disputes and hazards: found, worked on, closed in time or not, each near its village.

Colour, class and level are drawn independently of one another, as the rule asks. What is open, due and overdue follows
from the day the demo is built for. The course of each dispute, as events, is made in `layers.demo.course`.
"""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from db.records.disputes import CLASS_DAYS
from layers.demo import case_words, words
from layers.demo.force import uids
from layers.demo.ground import (
    Ground,
    dates,
    first_of,
    found_days,
    months_of,
    numbered,
    outlasting,
    places,
)

LEVELS = ("village", "station", "county")
_KINDS = tuple(case_words.DISPUTES)
_RATES = {
    "land": (0.10, 0.10, 0.15, 0.16, 0.24, 0.26, 0.14, 0.12, 0.22, 0.22, 0.14, 0.10),
    "neighbours": (0.20, 0.18, 0.22, 0.24, 0.22, 0.22, 0.30, 0.30, 0.22, 0.20, 0.22, 0.20),
    "debt": (0.17, 0.13, 0.11, 0.11, 0.10, 0.10, 0.11, 0.11, 0.11, 0.12, 0.13, 0.16),
    "wages": (0.15, 0.09, 0.04, 0.04, 0.04, 0.05, 0.05, 0.05, 0.05, 0.06, 0.09, 0.15),
    "family": (0.20, 0.27, 0.17, 0.16, 0.14, 0.13, 0.15, 0.16, 0.15, 0.16, 0.17, 0.18),
    "traffic": (0.07, 0.08, 0.08, 0.08, 0.09, 0.10, 0.08, 0.08, 0.09, 0.09, 0.08, 0.07),
    "building": (0.03, 0.05, 0.14, 0.13, 0.10, 0.06, 0.08, 0.09, 0.09, 0.09, 0.09, 0.05),
    "other": (0.08, 0.10, 0.09, 0.08, 0.07, 0.08, 0.09, 0.09, 0.07, 0.06, 0.08, 0.09),
}
"""How often each kind is found in each month, January first (scaled to 1 when drawn)."""


def build_disputes(
    ground: Ground, county: str, count: int, on: dt.date, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """`count` disputes found in the year before `on`, in every state, some paused, some overdue."""
    at = rng.choice(len(ground.uid), size=count, p=ground.weight)
    day = found_days(count, on, rng)
    age = on.toordinal() - day
    kinds = _kinds_by_month(months_of(day), rng)
    case_class = rng.choice(list(CLASS_DAYS), size=count, p=[0.52, 0.31, 0.17])
    allowed = np.array([CLASS_DAYS[c] for c in case_class])
    taken = np.round(allowed * rng.beta(3.6, 2.1, count)).astype(int) + rng.integers(0, 2, count)
    paused = np.where((rng.random(count) < 0.05) & (taken > 3), rng.integers(2, 11, count), 0)
    taken += paused
    late = rng.random(count) < 0.012
    taken = np.where(late, allowed + paused + rng.integers(1, 12, count), taken)
    taken = np.where(outlasting(age, allowed + paused, 0.22, rng), age + 1, taken)
    closed = (taken <= age) & (age >= 2)
    paused = np.where(closed | (age > paused + 4), paused, 0)
    referred = closed & (rng.random(count) < 0.025)
    stage = np.where(age < 1, 0, np.where(age < 2, 1, 2))
    state = np.where(
        closed,
        np.where(referred, "referred", "resolved"),
        np.array(["found", "accepted", "mediating"])[stage],
    )
    # a pause is asked for while there is time left, not after
    may_pause = (state == "mediating") & (age > 4) & (age <= allowed) & (paused == 0)
    held_up = may_pause & (rng.random(count) < 0.3)
    held_for = 1 + np.floor(rng.random(count) * np.clip(age - 4, 1, 9)).astype(int)
    level = rng.choice(LEVELS, size=count, p=[0.7, 0.23, 0.07])
    level = np.where((stage < 2) & ~closed | (np.minimum(taken, age) < 2), "village", level)
    resident, liaison = ground.resident[at], ground.liaison[at]
    chief, centre = ground.chief[at], ground.centre[at]
    holder = np.where(
        level == "county",
        centre,
        np.where(level == "station", chief, first_of(resident, liaison, chief)),
    )
    found = dates(day)
    return gpd.GeoDataFrame(
        {
            "uid": uids(rng, count),
            "case_no": numbered("JF", county, found),
            "summary": words.compose(
                kinds.tolist(),
                case_words.DISPUTES,
                rng,
                months_of(day),
                case_words.DISPUTES_IN_SEASON,
            ),
            "dispute_kind": kinds,
            "colour": rng.choice(["red", "yellow", "blue"], size=count, p=[0.11, 0.3, 0.59]),
            "case_class": case_class,
            "level": level,
            "state": state,
            "found": found,
            "closed": _days_where(closed, day + taken),
            "paused_days": paused,
            "paused_since": _days_where(held_up, on.toordinal() - held_for),
            "village_uid": ground.uid[at],
            "unit_uid": ground.unit[at],
            "resident_uid": resident,
            "liaison_uid": liaison,
            "holder_uid": holder,
            "details": [
                first + (second if second != first else "")
                for first, second in zip(
                    words.draw(case_words.DETAILS, count, rng),
                    words.draw(case_words.DETAILS, count, rng),
                    strict=True,
                )
            ],
            "agreement": [
                text if s == "resolved" else ""
                for text, s in zip(
                    words.draw(case_words.AGREEMENTS, count, rng), state, strict=True
                )
            ],
        },
        geometry=gpd.GeoSeries(places(ground, at, rng), crs="EPSG:4326"),
    )


def _kinds_by_month(
    months: npt.NDArray[np.int64], rng: np.random.Generator
) -> npt.NDArray[np.object_]:
    """A kind of dispute for each month given, by its rate in that month."""
    rates = np.array([_RATES[kind] for kind in _KINDS])
    bounds = np.cumsum(rates / rates.sum(axis=0), axis=0)[:, months - 1]
    chosen = (rng.random(len(months)) >= bounds).sum(axis=0)
    found: npt.NDArray[np.object_] = np.array(_KINDS, dtype=object)[
        np.minimum(chosen, len(_KINDS) - 1)
    ]
    return found


def _days_where(
    shown: npt.NDArray[np.bool_], ordinals: npt.NDArray[np.int64]
) -> list[dt.date | None]:
    return [
        dt.date.fromordinal(int(day)) if here else None
        for day, here in zip(ordinals, shown, strict=True)
    ]


def build_hazards(
    ground: Ground, county: str, count: int, on: dt.date, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """`count` hazards found in the year before `on`: most eliminated, some open, some overdue."""
    at = rng.choice(len(ground.uid), size=count, p=ground.weight)
    day = found_days(count, on, rng)
    age = on.toordinal() - day
    found = dates(day)
    kinds = rng.choice(list(case_words.HAZARDS), size=count, p=[0.18, 0.34, 0.2, 0.1, 0.06, 0.12])
    severity = rng.choice(["high", "medium", "low"], size=count, p=[0.08, 0.3, 0.62])
    allowed = rng.choice([7, 15, 30], size=count, p=[0.35, 0.4, 0.25])
    taken = np.round(allowed * rng.beta(2.6, 2.2, count)).astype(int) + 1
    late = rng.random(count) < 0.02
    taken = np.where(late, allowed + rng.integers(1, 15, count), taken)
    taken = np.where(outlasting(age, allowed, 0.3, rng), age + 1, taken)
    done = taken <= age
    notice = rng.random(count) < np.where(severity == "low", 0.3, 0.75)
    serials = numbered("YH", county, found)
    return gpd.GeoDataFrame(
        {
            "uid": uids(rng, count),
            "serial": serials,
            "summary": words.compose(
                kinds.tolist(),
                case_words.HAZARDS,
                rng,
                months_of(day),
                case_words.HAZARDS_IN_SEASON,
            ),
            "hazard_kind": kinds,
            "severity": severity,
            "found": found,
            "due": dates(day + allowed),
            "notice_no": [
                f"整改〔{d.year}〕{serial[-4:]}" if n else ""
                for d, serial, n in zip(found, serials, notice, strict=True)
            ],
            "eliminated": _days_where(done, day + taken),
            "proof": [
                text if ok else ""
                for text, ok in zip(words.draw(case_words.REMEDIES, count, rng), done, strict=True)
            ],
            "village_uid": ground.uid[at],
            "unit_uid": ground.unit[at],
            "holder_uid": first_of(ground.resident[at], ground.liaison[at], ground.chief[at]),
        },
        geometry=gpd.GeoSeries(places(ground, at, rng), crs="EPSG:4326"),
    )
