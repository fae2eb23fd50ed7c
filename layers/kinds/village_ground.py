"""What a figure of villages is and what it is computed from: `Ground`, `Figure`, `Category` and their arithmetic.

All villages at once, from frames, for a day that is given. Where nothing is known there is NaN, never 0. The lists of
figures and categories themselves are `layers.kinds.village_figures`'.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from db.coverage import active_postings, cover
from db.measures import dispute_open, dispute_overdue, hazard_open, hazard_overdue
from layers.layer import Frames, placed
from layers.names import read_terms
from resources.text import Text

Values = npt.NDArray[np.float64]
EQUAL_AREA = "EPSG:6933"
"""Cylindrical equal area on the WGS-84 ellipsoid: areas in square metres."""
RECENT = 30
"""Days that count as recent, the day itself included."""

_COLUMNS: dict[str, list[str]] = {
    "disputes": [
        *("uid", "village_uid", "colour", "case_class", "state"),
        *("found", "closed", "paused_since", "paused_days"),
    ],
    "hazards": ["uid", "village_uid", "found", "due", "eliminated"],
    "visits": ["uid", "village_uid", "date"],
    "postings": ["uid", "officer_uid", "village_uid", "post", "start", "end"],
    "cameras": ["uid", "village_uid", "status"],
    "checkpoints": ["uid", "village_uid"],
    "sites": ["uid", "village_uid"],
    "townships": ["uid", "name"],
    "units": ["uid", "name"],
}
_OWN = [
    *("uid", "name", "township_uid", "unit_uid", "kind_of_place", "boundary_source"),
    *("population", "households", "counts", "geom"),
]


class Ground:
    """The villages of a workspace on one day, and the frames that their figures follow from, each read once."""

    def __init__(self, frames: Frames, on: dt.date) -> None:
        self._frames, self.on = frames, on
        self._read: dict[str, pd.DataFrame] = {}

    @cached_property
    def villages(self) -> gpd.GeoDataFrame:
        """Every village that has a boundary, EPSG:4326."""
        return placed(self._frames.frame("villages", columns=_OWN))

    def frame(self, kind: str) -> pd.DataFrame:
        """The columns of `kind` that figures need."""
        if kind not in self._read:
            self._read[kind] = self._frames.frame(kind, columns=_COLUMNS[kind])
        return self._read[kind]

    def number(self, column: str) -> Values:
        """A whole-number column of the villages as floats."""
        values = pd.to_numeric(self.villages[column], errors="coerce")
        return values.to_numpy(dtype=np.float64, na_value=np.nan)

    def count(self, kind: str, chosen: Any = slice(None)) -> Values:
        """How many of the rows `chosen` of `kind` lie in each village."""
        return self.share(self.frame(kind).loc[chosen, "village_uid"])

    def share(self, village_uids: pd.Series[Any]) -> Values:
        """How often each village is named in `village_uids`."""
        counted = village_uids.value_counts().reindex(self.villages["uid"])
        return np.asarray(counted.fillna(0), dtype=np.float64)

    @cached_property
    def terms(self) -> Mapping[str, Mapping[str, Text]]:
        """The workspace's lists of words."""
        return read_terms(self._frames)


@dataclass(frozen=True)
class Figure:
    """A number of each village.

    Attributes
    ----------
    name : str
    title : Text
    brief : Text
        As short as can be, for the line under a village's name.
    unit : Text
        Of its values; empty for a bare ratio.
    formula : Text
    compute : function of the `Ground`
        One float a village, NaN where it has none.
    reads : frozenset of str
        Kinds besides villages whose change may change it.
    decimals : int
        Digits after the point that are meant.
    zero : Text, optional
        What 0 is called when it is a state of its own (nothing is open here) and not the least of many.
    none : Text
        What it means that there is no value.
    middle : float, optional
        Value whose two sides mean opposite things.
    more_is_worse : bool
        Which of the two sides of the middle takes the warm colours.
    """

    name: str
    title: Text
    brief: Text
    unit: Text
    formula: Text
    compute: Callable[[Ground], Values]
    reads: frozenset[str] = frozenset()
    decimals: int = 0
    zero: Text | None = None
    none: Text = field(default=Text("无数据", "No data"))
    middle: float | None = None
    more_is_worse: bool = False


@dataclass(frozen=True)
class Category:
    """A word for each village: `compute` gives the codes (None for no value) and the words they stand for."""

    name: str
    title: Text
    compute: Callable[[Ground], tuple[npt.NDArray[np.object_], Mapping[str, Text]]]
    reads: frozenset[str] = frozenset()


def ratio(above: Values, below: Values, scale: float, decimals: int) -> Values:
    """`above` ÷ `below` × `scale`, rounded; NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Values = np.where(below > 0, above / below * scale, np.nan)
    return np.round(found, decimals)


def area_km2(ground: Ground) -> Values:
    """Area within each boundary in square kilometres."""
    return np.asarray(ground.villages.to_crs(EQUAL_AREA).area, dtype=np.float64) / 1e6


def first_recent_day(ground: Ground, days: int) -> pd.Timestamp:
    """The first of the last `days` days."""
    return pd.Timestamp(ground.on) - pd.Timedelta(days=days - 1)


def recent(column: pd.Series[Any], ground: Ground) -> pd.Series[bool]:
    """Which dates of `column` are among the last `RECENT` days."""
    when = pd.to_datetime(column)
    return (when >= first_recent_day(ground, RECENT)) & (when <= pd.Timestamp(ground.on))


def net_disputes(ground: Ground) -> Values:
    """Disputes found less disputes closed in the last `RECENT` days."""
    rows = ground.frame("disputes")
    come = ground.count("disputes", recent(rows["found"], ground))
    return come - ground.count("disputes", recent(rows["closed"], ground))


def days_since_visit(ground: Ground) -> Values:
    """Days from the latest visit to the day; NaN where nobody ever came."""
    visits = ground.frame("visits")
    when = pd.to_datetime(visits["date"])
    past = when <= pd.Timestamp(ground.on)
    last = when[past].groupby(visits.loc[past, "village_uid"]).max()
    days = (pd.Timestamp(ground.on) - last.reindex(ground.villages["uid"])).dt.days
    return np.asarray(days, dtype=np.float64)


def officers_posted(ground: Ground) -> Values:
    """Officers with an active posting in each village, each counted once."""
    active = active_postings(ground.frame("postings"), ground.on)
    return ground.share(active.drop_duplicates(["village_uid", "officer_uid"])["village_uid"])


def cover_of(ground: Ground) -> pd.DataFrame:
    """`db.coverage.cover` of the villages on the day."""
    return cover(ground.villages, ground.frame("postings"), ground.on)


def posts_missing(ground: Ground) -> Values:
    """Of the two posts, how many nobody fills: 0 to 2."""
    state = cover_of(ground)
    filled = state[["resident", "liaison"]].sum(axis=1)
    return 2.0 - np.asarray(filled, dtype=np.float64)


def per_people(kind: str, chosen: Callable[[Ground], Any], people: int) -> Callable[..., Values]:
    """A figure: the rows `chosen` of `kind` for so many `people`."""

    def compute(ground: Ground) -> Values:
        return ratio(ground.count(kind, chosen(ground)), ground.number("population"), people, 1)

    return compute


def open_disputes(ground: Ground) -> Any:
    """Which disputes are open."""
    return dispute_open(ground.frame("disputes"), ground.on)


def open_red(ground: Ground) -> Any:
    """Which disputes are open and red."""
    return open_disputes(ground) & (ground.frame("disputes")["colour"] == "red")


def overdue_disputes(ground: Ground) -> Any:
    """Which disputes are open and have used up their days."""
    return dispute_overdue(ground.frame("disputes"), ground.on)


def open_hazards(ground: Ground) -> Any:
    """Which hazards are open."""
    return hazard_open(ground.frame("hazards"), ground.on)


def overdue_hazards(ground: Ground) -> Any:
    """Which hazards are open after their due date."""
    return hazard_overdue(ground.frame("hazards"), ground.on)


def everything(_ground: Ground) -> Any:
    """Every row."""
    return slice(None)


def counted(kind: str, chosen: Callable[[Ground], Any] = everything) -> Callable[[Ground], Values]:
    """A figure: how many of the rows `chosen` of `kind` each village has."""
    return lambda ground: ground.count(kind, chosen(ground))


COVER_WORDS = {
    "covered": Text("两岗齐全", "Both posts filled"),
    "no_resident": Text("仅缺驻村民警", "Resident missing only"),
    "no_liaison": Text("仅缺包村民警", "Liaison missing only"),
    "uncovered": Text("两岗均缺", "Nobody posted"),
}


def cover_states(villages: pd.DataFrame, postings: pd.DataFrame, on: dt.date) -> Any:
    """For each village one of the codes of `COVER_WORDS`."""
    state = cover(villages, postings, on)
    resident, liaison = state["resident"].to_numpy(bool), state["liaison"].to_numpy(bool)
    return np.select(
        [resident & liaison, liaison, resident],
        ["covered", "no_resident", "no_liaison"],
        "uncovered",
    ).astype(object)
