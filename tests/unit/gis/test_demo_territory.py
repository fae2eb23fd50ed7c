"""The invented territory: real codes and names, cells that meet exactly, things along roads."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import shapely

from gis import crs
from gis.demo.sources import COUNTIES, UnknownCounty, read_source
from gis.demo.standing import Standing, build_standing, shares
from gis.demo.territory import Territory, build_territory

TOLD = {"411024": (12, 396), "411528": (None, 364), "610627": (None, 71), "410402": (None, 67)}


@cache
def land(code: str = "411024", seed: int = 1) -> Territory:
    """One territory, built once for all tests that ask for it."""
    return build_territory(read_source(code), seed)


@cache
def standing() -> Standing:
    """What stands on Yanling."""
    return build_standing(
        land(),
        1,
        cameras=600,
        checkpoints=16,
        rooms=56,
        workstations=281,
        drone_stations=4,
        sites=260,
    )


@pytest.mark.parametrize("code", [*TOLD, "3503"])
def test_villages_meet_exactly_and_carry_every_official_code_once(code: str) -> None:
    made = land(code)
    source = read_source(code)
    assert shapely.coverage_is_valid(made.villages.geometry.to_numpy())
    assert made.villages["code"].tolist() == sorted(source.villages["code"])
    assert made.townships["code"].tolist() == sorted(source.towns["code"])
    assert made.villages.crs == crs.GEOGRAPHIC
    assert shapely.is_valid(made.villages.geometry.to_numpy()).all()


@pytest.mark.parametrize("seed", [2, 3, 20, 411024])
def test_any_seed_gives_a_coverage(seed: int) -> None:
    assert len(land("610627", seed).villages) == 71
    assert len(land("411024", seed).villages) == 396


def test_yanling_has_its_towns_and_villages() -> None:
    assert (len(land().townships), len(land().villages)) == TOLD["411024"]


def test_a_township_is_the_union_of_its_villages_and_the_county_of_its_townships() -> None:
    made = land()
    for code, shape in zip(made.townships["code"], made.townships.geometry, strict=True):
        own = made.villages.loc[made.villages["town"] == code, "geometry"]
        assert shapely.union_all(own.to_numpy()).symmetric_difference(shape).area < 1e-12
    whole = shapely.union_all(made.townships.geometry.to_numpy())
    assert whole.symmetric_difference(made.counties.geometry.iloc[0]).area < 1e-12


def test_island_towns_keep_to_their_islands_and_no_village_is_lost_on_an_islet() -> None:
    made = land("3503")
    towns = made.townships.set_index("name").geometry
    for island, west, south, east, north in (
        ("南日镇", 119.4, 25.1, 119.7, 25.3),
        ("湄洲镇", 119.05, 25.0, 119.2, 25.12),
    ):
        largest = max(shapely.get_parts(towns[island]), key=lambda part: part.area)
        assert shapely.box(west, south, east, north).contains(largest)
    assert made.villages.to_crs(made.zone).area.min() > 10_000


@pytest.mark.parametrize("code", ["411024", "411528", "610627"])
def test_an_inland_town_is_in_one_piece(code: str) -> None:
    assert (shapely.get_num_geometries(land(code).townships.geometry.to_numpy()) == 1).all()


def test_drone_stations_stand_in_the_midst_of_what_they_reach() -> None:
    made = land("411024")
    stations = crs.to_metric(standing().drone_stations, made.zone).geometry.to_numpy()
    centres = made.centres.to_crs(made.zone).geometry.to_numpy()
    far = shapely.distance(centres[:, None], stations[None]).min(axis=1)
    # four parts of 870 km² have a radius of 8.3 km
    assert np.median(far) < 8_300
    assert far.max() < 18_000


def test_the_county_keeps_its_real_outline() -> None:
    real = read_source("411024").counties.geometry.iloc[0]
    made = land().counties.geometry.iloc[0]
    assert real.symmetric_difference(made).area / real.area < 1e-4


def test_the_same_seed_gives_the_same_vertices_and_another_seed_does_not() -> None:
    again = build_territory(read_source("411024"), 1)
    same = shapely.equals_identical(
        again.villages.geometry.to_numpy(), land().villages.geometry.to_numpy()
    )
    assert same.all()
    other = land("411024", 2).villages.geometry.to_numpy()
    assert not shapely.equals_identical(other, land().villages.geometry.to_numpy()).any()


def test_settlements_lie_inside_their_villages() -> None:
    made = land()
    assert shapely.contains_properly(
        made.villages.geometry.to_numpy(), made.centres.geometry.to_numpy()
    ).all()
    assert made.centres.groupby("town")["seat"].sum().eq(1).all()


def test_an_unknown_county_names_those_there_are() -> None:
    with pytest.raises(UnknownCounty, match="411024") as caught:
        read_source("999999")
    assert caught.value.code == "999999"
    assert set(COUNTIES) >= set(TOLD)


def test_cameras_stand_beside_roads_and_in_the_village_they_name() -> None:
    made = standing()
    assert len(made.cameras) == 600
    metric = crs.to_metric(made.cameras, land().zone)
    roads = shapely.union_all(made.roads.to_crs(land().zone).geometry.to_numpy())
    # a quarter stand at crossings of settlements, all others on the verge
    assert np.quantile(shapely.distance(metric.geometry.to_numpy(), roads), 0.95) < 30
    villages = land().villages.set_index("code").loc[made.cameras["code"].tolist()]
    shapes = villages.geometry.to_numpy()
    assert shapely.intersects(shapes, made.cameras.geometry.to_numpy()).all()
    assert made.cameras["bearing"].between(0, 360).all()


def test_checkpoints_stand_apart_near_the_county_border() -> None:
    made = standing().checkpoints
    assert len(made) == 16
    xy = shapely.get_coordinates(crs.to_metric(made, land().zone).geometry.to_numpy())
    apart = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    assert apart.min() > 300
    assert (made["bearing"] * 10 == (made["bearing"] * 10).round()).all(), "no closer than measured"


def test_shares_add_up_to_the_whole() -> None:
    assert shares(16, np.array([0.5, 0.3, 0.2])) == [8, 5, 3]
    assert sum(shares(997, np.array([1, 1, 1]) / 3)) == 997
