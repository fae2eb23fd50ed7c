"""A year of visits with their photos, and the suggestions, clues and good deeds they brought in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.demo import visit_words, words
from layers.demo.force import uids
from layers.demo.ground import Ground, dates, first_of, found_days, months_of, places
from layers.demo.pictures import SEASONS, Picture, season_of

_TUESDAY, _WEDNESDAY = 1, 2
_BY_LIAISON = 0.35
"""The share of visits that liaisons make."""


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
    """`count` visits by those who hold the villages, none before they did, oldest first.

    Liaisons come mostly on Tuesday and Wednesday. The photo shows the season of the visit. `addresses` are the SHA-256
    of each picture and of its thumbnail, as stored.
    """
    held = np.array([uid is not None for uid in first_of(ground.resident, ground.liaison)])
    weight = ground.weight * held
    at = rng.choice(len(ground.uid), size=count, p=weight / weight.sum())
    has_liaison = np.array([uid is not None for uid in ground.liaison[at]])
    has_resident = np.array([uid is not None for uid in ground.resident[at]])
    by_liaison = (rng.random(count) < _BY_LIAISON) & has_liaison | ~has_resident
    since = np.where(by_liaison, ground.liaison_since[at], ground.resident_since[at])
    day = _days(count, since, by_liaison, on, rng)
    order = np.argsort(day, kind="stable")
    at, by_liaison, day = at[order], by_liaison[order], day[order]
    months = months_of(day)
    date = dates(day)
    category = rng.choice(
        list(visit_words.VISITS), size=count, p=[0.08, 0.14, 0.05, 0.12, 0.18, 0.43]
    )
    visit_uid, photo_uid = uids(rng, count), uids(rng, count)
    shown = _photos(months, pictures, rng)
    households = rng.integers(1, 9, count)
    flyers = rng.integers(0, 40, count)
    attachments = pd.DataFrame(
        {
            "uid": photo_uid,
            "owner_kind": "visits",
            "owner_uid": visit_uid,
            "name": [f"走访{d:%Y%m%d}.jpg" for d in date],
            "media_type": "image/jpeg",
            "size": [len(pictures[i].content) for i in shown],
            "sha256": [addresses[i][0] for i in shown],
            "thumbnail": [addresses[i][1] for i in shown],
            "taken": date,
        }
    )
    shops = np.where(category == "key_places", rng.integers(1, 8, count), rng.integers(0, 4, count))
    visits = gpd.GeoDataFrame(
        {
            "uid": visit_uid,
            "officer_uid": np.where(by_liaison, ground.liaison[at], ground.resident[at]),
            "village_uid": ground.uid[at],
            "date": date,
            "category": category,
            "text": _texts(category.tolist(), months, rng),
            "photo_uid": photo_uid,
            "households": households,
            "persons": households * rng.integers(1, 4, count) + rng.integers(0, 3, count),
            "shops": shops,
            "enterprises": (rng.random(count) < 0.15).astype(int),
            "practitioners": shops * rng.integers(0, 3, count),
            "flyers": flyers,
            "contact_cards": np.minimum(flyers, households + rng.integers(0, 4, count)),
            "served": rng.integers(0, 4, count),
        },
        geometry=gpd.GeoSeries(places(ground, at, rng, 0.006), crs="EPSG:4326"),
    )
    return Visits(attachments, visits, _findings(visits, on, rng))


def _days(
    count: int,
    since: npt.NDArray[np.int64],
    by_liaison: npt.NDArray[np.bool_],
    on: dt.date,
    rng: np.random.Generator,
) -> npt.NDArray[np.int64]:
    """A day for each visit, as an ordinal: not before the posting began, not after `on`."""
    last = on.toordinal()
    day = rng.permutation(found_days(count, on, rng))
    within = since + np.floor(rng.random(count) * (last - since + 1)).astype(np.int64)
    day = np.where(day < since, within, day)
    # ordinal 1 was a Monday
    wanted = rng.choice([_TUESDAY, _WEDNESDAY], size=count)
    duty = day - (day - 1 - wanted) % 7
    usual = by_liaison & (rng.random(count) < 0.85) & (duty >= since)
    return np.asarray(np.where(usual, duty, day), dtype=np.int64)


def _photos(
    months: npt.NDArray[np.int64], pictures: Sequence[Picture], rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """The number of a picture of the right season for each visit."""
    shown = np.zeros(len(months), dtype=np.int64)
    season = np.array([SEASONS.index(season_of(int(month))) for month in months])
    for number, name in enumerate(SEASONS):
        fitting = np.array([i for i, picture in enumerate(pictures) if picture.season == name])
        mine = season == number
        shown[mine] = fitting[rng.integers(0, len(fitting), int(mine.sum()))]
    return shown


def _texts(
    categories: list[str], months: npt.NDArray[np.int64], rng: np.random.Generator
) -> list[str]:
    """What was done, and mostly what was heard."""
    done = words.compose(categories, visit_words.VISITS, rng, months, visit_words.VISITS_IN_SEASON)
    heard = words.draw(visit_words.TALK, len(categories), rng)
    told = rng.random(len(categories)) < 0.75
    return [a + (b if t else "") for a, b, t in zip(done, heard, told, strict=True)]


def _findings(visits: gpd.GeoDataFrame, on: dt.date, rng: np.random.Generator) -> pd.DataFrame:
    """What a fifth of the visits brought in; the older, the likelier done."""
    kinds = rng.choice(
        ["suggestion", "clue", "good_deed", "none"], size=len(visits), p=[0.1, 0.04, 0.07, 0.79]
    )
    brought = visits[kinds != "none"]
    kind = kinds[kinds != "none"]
    age = np.array([(on - day).days for day in brought["date"]])
    wait = rng.exponential(14.0, len(brought))
    state = np.where(age > wait + 12, "done", np.where(age > 0.4 * wait + 2, "doing", "open"))
    return pd.DataFrame(
        {
            "uid": uids(rng, len(brought)),
            "finding_kind": kind,
            "text": words.compose(kind.tolist(), visit_words.FINDINGS, rng),
            "date": brought["date"].to_numpy(),
            "state": np.where(kind == "good_deed", "done", state),
            "village_uid": brought["village_uid"].to_numpy(),
            "officer_uid": brought["officer_uid"].to_numpy(),
            "visit_uid": brought["uid"].to_numpy(),
        }
    )
