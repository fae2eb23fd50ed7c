"""A year of visits with their photos, and the suggestions, clues and good deeds they brought in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.demo import words
from layers.demo.cases import Ground, found_days, places
from layers.demo.force import uids
from layers.demo.pictures import Picture


@dataclass(frozen=True)
class Visits:
    """Frames ``attachments``, ``visits`` and ``findings`` with uids set."""

    attachments: pd.DataFrame
    visits: gpd.GeoDataFrame
    findings: pd.DataFrame


def build_visits(
    ground: Ground,
    count: int,
    on: dt.date,
    rng: np.random.Generator,
    pictures: Sequence[Picture],
    addresses: Sequence[tuple[str, str]],
) -> Visits:
    """`count` visits by those who hold the villages, liaisons mostly on Tuesday and Wednesday.

    `addresses` are the SHA-256 of each picture and of its thumbnail, as stored.
    """
    held = np.array(
        [
            r is not None or o is not None
            for r, o in zip(ground.resident, ground.liaison, strict=True)
        ]
    )
    weight = ground.weight * held
    at = rng.choice(len(ground.uid), size=count, p=weight / weight.sum())
    resident, liaison = ground.resident[at], ground.liaison[at]
    by_liaison = rng.random(count) < 0.35
    by_liaison &= np.array([o is not None for o in liaison])
    by_liaison |= np.array([r is None for r in resident])
    days = found_days(count, on, rng)
    date = [
        day - dt.timedelta(days=(day.weekday() - int(rng.integers(1, 3))) % 7) if lead else day
        for day, lead in zip(days, by_liaison, strict=True)
    ]
    category = rng.choice(list(words.VISITS), size=count, p=[0.08, 0.14, 0.05, 0.12, 0.18, 0.43])
    visit_uid, photo_uid = uids(rng, count), uids(rng, count)
    shown = rng.integers(0, len(pictures), count)
    households = rng.integers(1, 9, count)
    attachments = pd.DataFrame(
        {
            "uid": photo_uid,
            "owner_kind": "visits",
            "owner_uid": visit_uid,
            "name": [f"走访{day:%Y%m%d}.jpg" for day in date],
            "media_type": "image/jpeg",
            "size": [len(pictures[i].content) for i in shown],
            "sha256": [addresses[i][0] for i in shown],
            "thumbnail": [addresses[i][1] for i in shown],
            "taken": date,
        }
    )
    visits = gpd.GeoDataFrame(
        {
            "uid": visit_uid,
            "officer_uid": np.where(by_liaison, liaison, resident),
            "village_uid": ground.uid[at],
            "date": date,
            "category": category,
            "text": words.compose(list(category), words.VISITS, rng),
            "photo_uid": photo_uid,
            "households": households,
            "persons": households * rng.integers(1, 4, count),
            "shops": rng.integers(0, 5, count),
            "enterprises": (rng.random(count) < 0.15).astype(int),
            "practitioners": rng.integers(0, 7, count),
            "flyers": rng.integers(0, 40, count),
            "contact_cards": rng.integers(0, 10, count),
            "served": rng.integers(0, 4, count),
        },
        geometry=gpd.GeoSeries(places(ground, at, rng, 0.006), crs="EPSG:4326"),
    )
    return Visits(attachments, visits, _findings(visits, on, rng))


def _findings(visits: gpd.GeoDataFrame, on: dt.date, rng: np.random.Generator) -> pd.DataFrame:
    kinds = rng.choice(
        ["suggestion", "clue", "good_deed", "none"], size=len(visits), p=[0.1, 0.04, 0.07, 0.79]
    )
    brought = visits[kinds != "none"]
    kind = kinds[kinds != "none"]
    age = np.array([(on - day).days for day in brought["date"]])
    state = np.where(age > 30, "done", np.where(age > 7, "doing", "open"))
    return pd.DataFrame(
        {
            "uid": uids(rng, len(brought)),
            "finding_kind": kind,
            "text": words.compose(list(kind), words.FINDINGS, rng),
            "date": brought["date"].to_numpy(),
            "state": np.where(kind == "good_deed", "done", state),
            "village_uid": brought["village_uid"].to_numpy(),
            "officer_uid": brought["officer_uid"].to_numpy(),
            "visit_uid": brought["uid"].to_numpy(),
        }
    )
