"""Each layer turns records into the features that the map draws."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.catalogue import CATALOGUE
from layers.kinds.assignments import LIAISON, RESIDENT, adjacent, colour_areas
from layers.kinds.disputes import DISPUTES
from layers.kinds.equipment import CAMERAS
from layers.kinds.hazards import HAZARDS
from layers.kinds.villages import VILLAGES
from layers.layer import Asked, Layer
from layers.payload import encode
from layers.style import Mark
from tests.page.made import TODAY, MadeWorkspace, made_county

DAY = dt.timedelta(days=1)


@pytest.fixture
def county() -> MadeWorkspace:
    return made_county(villages=16, points=60)


def read(layer: Layer, county: MadeWorkspace) -> Any:
    """The features by uid, untyped: what pandas' stubs say of a cell is no help here."""
    return layer.read(Asked(county, TODAY)).set_index("uid")


@pytest.mark.parametrize("layer", CATALOGUE, ids=lambda layer: layer.name)
def test_every_layer_gives_a_feature_frame_whose_classes_have_rules(
    layer: Layer, county: MadeWorkspace
) -> None:
    found = layer.read(Asked(county, TODAY))
    assert isinstance(found, gpd.GeoDataFrame)
    assert found.crs == "EPSG:4326"
    assert found.geometry.name == "geom"
    assert found["uid"].is_unique
    assert set(found["class"]) <= set(layer.style.rules)
    assert encode(layer.name, 1, layer.geometry, found)


@pytest.mark.parametrize(
    "layer", [one for one in CATALOGUE if one.local], ids=lambda layer: layer.name
)
def test_a_local_layer_reads_just_the_records_asked_for(
    layer: Layer, county: MadeWorkspace
) -> None:
    every = layer.read(Asked(county, TODAY))
    some = layer.read(Asked(county, TODAY, uids=list(every["uid"][:2])))
    pd.testing.assert_frame_equal(pd.DataFrame(some), pd.DataFrame(every.iloc[:2]))


def test_the_class_of_a_village_says_which_post_is_missing(county: MadeWorkspace) -> None:
    open_posts = [("v0", "resident"), ("v0", "liaison"), ("v1", "resident"), ("v2", "liaison")]
    county.frames["postings"] = pd.DataFrame(
        [
            {
                "uid": f"p{i}",
                "officer_uid": f"o{i}",
                "post": post,
                "village_uid": village,
                "start": TODAY,
                "end": None,
            }
            for i, (village, post) in enumerate(open_posts)
        ]
    )
    classes = read(VILLAGES, county)["class"]
    assert classes[["v0", "v1", "v2", "v3"]].tolist() == [
        "covered",
        "no_liaison",
        "no_resident",
        "uncovered",
    ]


def test_an_assigned_area_is_the_union_of_the_villages_and_gaps_are_left_over(
    county: MadeWorkspace,
) -> None:
    county.frames["postings"] = pd.DataFrame(
        [
            ("p1", "or0", "resident", "v0", TODAY - 9 * DAY, None),
            ("p2", "or0", "resident", "v1", TODAY, None),
            ("p3", "or1", "resident", "v1", TODAY - DAY, None),  # the earlier one holds v1
            ("p4", "or2", "resident", "v2", TODAY - 9 * DAY, TODAY - DAY),  # ended
            ("p5", "ol0", "liaison", "v3", TODAY, None),
        ],
        columns=["uid", "officer_uid", "post", "village_uid", "start", "end"],
    )
    cells = county.frames["villages"].set_index("uid").geometry
    areas = read(RESIDENT, county)
    assert areas.loc["or0", "geom"].equals(cells["v0"])
    assert areas.loc["or1", "geom"].equals(cells["v1"])
    assert "gap:v2" in areas.index
    assert "gap:v3" in areas.index
    assert set(read(LIAISON, county).index) == {"ol0", *(f"gap:v{i}" for i in range(16) if i != 3)}


def test_neighbouring_areas_differ_in_hue() -> None:
    areas = read(RESIDENT, made_county(villages=400))
    areas = areas.loc[areas["class"] != "gap"]
    hue = areas["class"].str.removeprefix("hue").astype(int).to_numpy()
    one, other = adjacent(areas["geom"].to_numpy())
    assert len(one) > 300
    assert (hue[one] != hue[other]).all()


def test_hues_stay_while_postings_change_around_them() -> None:
    before = colour_areas("abcdef", [("a", "b"), ("b", "c"), ("c", "d")])
    after = colour_areas("abcdeg", [("a", "b"), ("b", "c"), ("a", "g"), ("b", "g")], before)
    assert {uid: after[uid] for uid in "abcde"} == {uid: before[uid] for uid in "abcde"}
    assert after["g"] not in (after["a"], after["b"])


def test_more_neighbours_than_hues_still_get_one() -> None:
    ring = [("centre", f"n{i}") for i in range(20)]
    hues = colour_areas({"centre", *(uid for _, uid in ring)}, ring)
    assert set(hues.values()) <= set(range(12))
    assert all(hues["centre"] != hues[uid] for _, uid in ring)


@pytest.mark.parametrize(
    ("case", "ring", "halo"),
    [
        ({"case_class": "general", "found": TODAY}, 1.0, False),
        ({"case_class": "general", "found": TODAY - 7 * DAY}, 0.0, False),
        ({"case_class": "general", "found": TODAY - 8 * DAY}, 0.0, True),
        ({"case_class": "difficult", "found": TODAY - 30 * DAY}, 0.5, False),
        ({"case_class": "general", "found": TODAY - 9 * DAY, "paused_days": 5}, 0.429, False),
        (
            {"case_class": "general", "found": TODAY - 9 * DAY, "paused_since": TODAY - 4 * DAY},
            0.286,
            False,
        ),
    ],
)
def test_the_ring_of_a_dispute_is_the_share_of_time_left(
    case: dict[str, object], ring: float, halo: bool, county: MadeWorkspace
) -> None:
    county.put("disputes", "d0", state="mediating", colour="red", **case)
    row = read(DISPUTES, county).loc["d0"]
    assert row["ring"] == pytest.approx(ring, abs=1e-3)
    assert bool(row["halo"]) is halo
    assert row["class"] == "red"


def test_a_closed_dispute_is_quiet(county: MadeWorkspace) -> None:
    county.put("disputes", "d0", state="resolved", found=TODAY - 90 * DAY, level="county")
    row = read(DISPUTES, county).loc["d0"]
    assert row["class"] == "closed"
    assert pd.isna(row["ring"])
    assert not row["halo"]
    assert row["notches"] == 0


def test_a_hazard_of_a_kind_that_the_county_added_is_drawn_as_other(county: MadeWorkspace) -> None:
    county.put(
        "hazards", "h0", hazard_kind="drowning", severity="high", eliminated=None, due=TODAY - DAY
    )
    county.put("hazards", "h1", eliminated=TODAY, due=TODAY - DAY)
    rows = read(HAZARDS, county)
    assert rows.loc["h0", "class"] == "high-other"
    assert rows.loc["h0", "halo"]
    assert rows.loc["h1", "class"] == "eliminated"
    assert not rows.loc["h1", "halo"]


def test_the_legend_tells_of_every_hazard_its_severity_and_its_kind() -> None:
    told = [name for swatch in HAZARDS.legend for name in HAZARDS.style.classes_of(swatch)]
    for name in HAZARDS.style.rules:
        assert told.count(name) == (1 if name == "eliminated" else 2), name


def test_a_camera_out_of_order_is_grey_whatever_its_kind(county: MadeWorkspace) -> None:
    county.put("cameras", "cam0", status="fault", camera_kind="recognition")
    county.put("cameras", "cam1", status="ok", camera_kind="recognition", bearing=None)
    rows = read(CAMERAS, county)
    assert rows.loc["cam0", "class"] == "out"
    assert rows.loc["cam1", "class"] == "recognition"
    assert pd.isna(rows.loc["cam1", "turn"])


def test_a_frame_in_another_datum_is_refused(county: MadeWorkspace) -> None:
    cameras: Any = county.frames["cameras"]
    county.frames["cameras"] = cameras.set_crs("EPSG:4490", allow_override=True)
    with pytest.raises(ValueError, match="4326"):
        read(CAMERAS, county)


def test_a_record_without_a_place_is_not_on_the_map(county: MadeWorkspace) -> None:
    county.put("cameras", "cam0", geom=None)
    county.put("cameras", "cam1", geom=shapely.Point())
    assert not {"cam0", "cam1"} & set(read(CAMERAS, county).index)


def test_what_is_done_with_is_never_gathered_with_what_is_open() -> None:
    for layer in (DISPUTES, HAZARDS):
        cluster = layer.style.cluster
        assert cluster is not None
        done = [rule for rule in layer.style.rules.values() if rule.rank == 0]
        assert len(done) == 1
        assert done[0].from_zoom > cluster.until_zoom, layer.name
        symbol = done[0].symbol
        assert isinstance(symbol, Mark)
        assert {symbol.colour, symbol.ink} == {"mark_off"}, (
            "colours that mean something are spent on what is open"
        )
