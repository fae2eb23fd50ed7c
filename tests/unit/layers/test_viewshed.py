"""View cover of a village and reach of the drone stations: which records count, and what is said."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

import pytest
from shapely import MultiPolygon, Point, box

from app import main
from db.records import Camera, DroneStation, Village
from gis.reach import GEOD
from layers.above.reach import reach_of
from layers.above.viewshed import NoBoundary, village_cover
from tests.helpers.small_county import SmallCounty, small_county

INSIDE = Point(114.5, 34.5)
CODE = "411024100099"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCounty]:
    """A village of 0.02° a side with four cameras, and two drone stations."""
    made = small_county(tmp_path_factory.mktemp("cover") / "small.gpkg")
    with made.workspace.operation("demo", label="cover") as op:
        shape = MultiPolygon([box(114.49, 34.49, 114.51, 34.51)])
        village = Village(code=CODE, name="望田村", geom=shape)
        nowhere = Village(code="411024100098", name="无界村")
        op.add(village)
        op.add(nowhere)
        made.uids |= {"covered": village.uid, "nowhere": nowhere.uid}
        for serial, status, fov in (("A", "ok", 360.0), ("B", "fault", 360.0), ("C", "ok", None)):
            op.add(
                Camera(
                    serial=serial,
                    name=serial,
                    status=status,
                    bearing=0.0,
                    fov=fov,
                    range_m=100.0,
                    geom=INSIDE,
                )
            )
        outside = Point(114.5, 34.51 + 0.0005)  # 55 m north of the border, looking south
        op.add(Camera(serial="D", name="D", bearing=180.0, fov=90.0, range_m=300.0, geom=outside))
        for key, speed in (("fast", 60.0), ("unknown", None)):
            drone = DroneStation(serial=key, name=key, speed_kmh=speed, geom=INSIDE)
            op.add(drone)
            made.uids[key] = drone.uid
    yield made
    made.workspace.close()


def test_a_camera_counts_when_it_works_and_its_view_is_known_wherever_it_stands(
    county: SmallCounty,
) -> None:
    found = village_cover(county.workspace, county["covered"])

    assert (found.counted, found.broken, found.unknown) == (2, 1, 1)
    sine = math.sin(math.radians(3))
    circle, quarter = 120 / 2 * 100**2 * sine, 30 / 2 * 300**2 * sine
    beyond_the_border = 55.46**2  # of the quarter: 0.0005° of latitude high, twice as wide
    assert found.cover.seen_m2 == pytest.approx(circle + quarter - beyond_the_border, rel=1e-3)
    assert found.cover.share == pytest.approx(found.cover.seen_m2 / found.cover.area_m2)


def test_the_answer_says_its_figures_and_the_overlay_draws_them(county: SmallCounty) -> None:
    found = village_cover(county.workspace, county["covered"])

    assert found.sentence().zh.startswith("望田村 监控覆盖 ")
    assert "计 2 个；故障 1，视域不详 1" in found.sentence().zh
    overlay = found.overlay()
    assert overlay.patches[0].shape is found.cover.seen
    assert overlay.title is not None
    assert "平地" in overlay.title.zh


def test_a_village_without_a_boundary_is_refused_with_a_sentence(county: SmallCounty) -> None:
    with pytest.raises(NoBoundary) as trouble:
        village_cover(county.workspace, county["nowhere"])
    assert "无界村" in trouble.value.sentence.zh

    with pytest.raises(KeyError):
        village_cover(county.workspace, "nobody")


def test_the_command_prints_the_same_figures(
    county: SmallCounty, capsys: pytest.CaptureFixture[str]
) -> None:
    target = str(county.workspace.target.path)
    expected = village_cover(county.workspace, county["covered"]).as_json()

    assert main(["cover", target, CODE, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == expected
    assert main(["cover", target, county["covered"], "--lang", "zh"]) == 0
    assert "平地" in capsys.readouterr().out
    assert main(["cover", target, "000000000000"]) == 1
    assert "no village" in capsys.readouterr().err
    assert main(["cover", target, "411024100098", "--lang", "zh"]) == 1
    assert "没有边界" in capsys.readouterr().err


def test_a_ring_lies_where_the_drone_is_after_its_minutes(county: SmallCounty) -> None:
    overlay = reach_of(county.workspace, [county["fast"]], minutes=(3, 5))

    assert overlay is not None
    assert [stand.words.zh for stand in overlay.stands] == ["fast", "3 分钟", "5 分钟"]
    for patch, minutes in zip(overlay.patches, (3, 5), strict=True):
        x, y = patch.shape.exterior.coords[0]  # type: ignore[attr-defined]
        _there, _back, metres = GEOD.inv(INSIDE.x, INSIDE.y, x, y)
        assert metres == pytest.approx(60_000 / 60 * minutes, abs=0.01)


def test_a_station_without_a_speed_has_no_ring(county: SmallCounty) -> None:
    assert reach_of(county.workspace, [county["unknown"]]) is None
    every = reach_of(county.workspace)
    assert every is not None
    assert len(every.patches) == 3
    assert every.title is not None
    assert "1 个站" in every.title.zh
