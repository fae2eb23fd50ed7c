"""Assigned areas: neighbours differ, and a changed posting recolours no more than it must."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.kinds.assignments import (
    _hues_of,
    _officer_pairs,
    colour_areas,
    one_hue_each,
    read_assignments,
)
from layers.layer import Asked, placed
from tests.page.made import TODAY, MadeWorkspace, made_county


def areas(county: MadeWorkspace, before: gpd.GeoDataFrame | None = None) -> gpd.GeoDataFrame:
    return read_assignments(Asked(county, TODAY, before=before), post="resident")


@pytest.mark.parametrize("village", range(0, 60, 7))
def test_a_changed_posting_recolours_that_officer_and_forced_neighbours_only(village: int) -> None:
    county = made_county(villages=64, points=4)
    before = areas(county)
    hues = _hues_of(before)
    postings = county.frames["postings"]
    residents = postings.loc[postings["post"] == "resident"]
    row = residents.index[village % len(residents)]
    old = postings.at[row, "officer_uid"]
    new = next(uid for uid in residents["officer_uid"].unique() if uid != old)
    postings.at[row, "officer_uid"] = new

    after = areas(county, before)
    now = _hues_of(after)
    shapes = after.loc[after["class"].str.startswith("hue")].set_index("uid").geometry
    beside = {
        uid for uid in shapes.index if uid != new and shapely.intersects(shapes[uid], shapes[new])
    }
    changed = {uid for uid in now if uid in hues and now[uid] != hues[uid]}
    assert changed <= {old, new} | beside
    assert len(changed) <= 2
    forced = {uid for uid in beside if hues.get(uid) == hues[new]}
    assert changed - {old, new} <= forced


def test_neighbours_of_a_county_differ_in_hue() -> None:
    county = made_county(villages=100, points=4)
    drawn = _hues_of(areas(county))
    villages = placed(county.frame("villages", columns=["uid", "geom"]))
    postings = county.frame("postings")
    held = postings.loc[postings["post"] == "resident"].drop_duplicates("village_uid")
    holder = held.set_index("village_uid")["officer_uid"].reindex(villages["uid"])
    pairs = _officer_pairs(villages.assign(officer=holder.to_numpy(dtype=object)))
    assert pairs
    assert all(drawn[one] != drawn[other] for one, other in pairs)


def test_nothing_changed_recolours_nothing() -> None:
    county = made_county(villages=36, points=4)
    before = areas(county)
    assert _hues_of(areas(county, before)) == _hues_of(before)


def test_hues_kept_are_kept_even_in_a_dense_neighbourhood() -> None:
    rng = np.random.default_rng(5)
    names = [f"o{i}" for i in range(30)]
    pairs = [p for p in itertools.combinations(names, 2) if rng.random() < 0.15]
    first = colour_areas(names, pairs)
    again = colour_areas(names, pairs[:-1], first)
    assert again == first


def test_twelve_categories_have_a_hue_each() -> None:
    names = [f"t{i}" for i in range(12)]
    hues = one_hue_each(names, list(itertools.pairwise(names)))
    assert sorted(hues.values()) == list(range(12))
