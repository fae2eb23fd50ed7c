"""Which records a heat map of a period shows, and what the page is told of them."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator

import numpy as np
import pytest

from layers.above.heat import Asked, Heat, read_heat
from tests.helpers.small_county import TODAY, SmallCounty, small_county

LONG_AGO = dt.date(2000, 1, 1)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCounty]:
    made = small_county(tmp_path_factory.mktemp("heat") / "small.gpkg")
    yield made
    made.workspace.close()


def test_both_days_of_the_period_count(county: SmallCounty) -> None:
    rows = county.workspace.frame("disputes", columns=["found", "geom"])
    placed = rows.loc[[shape is not None for shape in rows["geom"]]]
    days = sorted(set(placed["found"]))
    first, last = (day.date() if hasattr(day, "date") else day for day in (days[0], days[-1]))

    def count(first: dt.date, last: dt.date) -> int:
        return len(read_heat(county.workspace, Asked("disputes", first, last)).lonlat)

    assert count(first, last) == len(placed)
    assert count(first + dt.timedelta(days=1), last) == len(placed) - list(placed["found"]).count(
        days[0]
    )
    assert count(LONG_AGO, LONG_AGO) == 0


def test_a_visit_without_a_place_counts_in_its_village(county: SmallCounty) -> None:
    visits = county.workspace.frame("visits", columns=["village_uid", "geom"])
    assert len(visits)

    heat = read_heat(county.workspace, Asked("visits", LONG_AGO, TODAY))

    assert len(heat.lonlat) == len(visits)
    villages = county.workspace.frame("villages", columns=["uid", "geom"]).set_index("uid")["geom"]
    for (x, y), uid, own in zip(heat.lonlat, visits["village_uid"], visits["geom"], strict=True):
        west, south, east, north = (own or villages[uid]).bounds
        assert west <= x <= east
        assert south <= y <= north


def test_an_empty_period_is_a_heat_map_of_nothing(county: SmallCounty) -> None:
    heat = read_heat(county.workspace, Asked("hazards", LONG_AGO, LONG_AGO))

    assert heat.peak == 0
    assert heat.as_json()["places"] == ""


def test_the_page_gets_places_in_pairs_half_the_radius_and_the_words() -> None:
    places = np.array([[114.1, 34.1], [114.2, 34.2]])
    heat = Heat(Asked("disputes", dt.date(2026, 11, 1), dt.date(2026, 11, 22), 2000), places, 1.5)

    told = heat.as_json()

    assert np.allclose(np.frombuffer(base64.b64decode(told["places"]), "<f4"), places.ravel())
    assert told["sigma_m"] == 1000
    assert told["title"]["zh"] == "矛盾纠纷 2026-11-01 至 2026-11-22 · 2 件 · 半径 2 km"


@pytest.mark.parametrize(
    ("kind", "first", "last"), [("officers", LONG_AGO, TODAY), ("disputes", TODAY, LONG_AGO)]
)
def test_what_has_no_heat_map_is_refused(kind: str, first: dt.date, last: dt.date) -> None:
    with pytest.raises(ValueError, match=r"heat map|period"):
        Asked(kind, first, last)
