"""Places as people write them: every notation names its datum and reads back; what is no place gets a sentence."""

from __future__ import annotations

import pytest
from pyproj import Transformer
from shapely import Point

from gis import datum
from gis.coordinates import NOTATIONS, NoPlace, certain, figures, read, written
from gis.geodesy import leg

PLACE = Point(114.18, 34.10)
CENTIMETRE = 0.01


def metres(place: Point, other: Point = PLACE) -> float:
    return leg(place, other)[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", list(NOTATIONS))
def test_what_is_written_names_its_datum_and_reads_back(name: str, lang: str) -> None:
    said = written(PLACE, name, lang, places=8)
    assert NOTATIONS[name].title.say(lang).split("（")[0].split(" (")[0].split(",")[0] in said
    # Another datum is chosen: the one that the text names wins.
    other = "bd09" if name != "bd09" else "wgs84"
    found = read(said, other, near=PLACE)
    assert metres(found.place) < CENTIMETRE
    assert found.named
    assert found.notation.name == name


def test_the_zone_is_proj_s_own() -> None:
    east, north = Transformer.from_crs(4326, 4547, always_xy=True).transform(PLACE.x, PLACE.y)
    assert figures(PLACE, "zone") == pytest.approx((north, east), abs=1e-4)
    east, north = Transformer.from_crs(4326, 4526, always_xy=True).transform(PLACE.x, PLACE.y)
    assert figures(PLACE, "zone-number") == pytest.approx((north, east), abs=1e-4)


def test_the_web_datums_are_the_shifts_of_their_module() -> None:
    lon, lat = datum.wgs84_to_bd09(PLACE.x, PLACE.y)
    assert figures(PLACE, "bd09") == pytest.approx((float(lat), float(lon)))


@pytest.mark.parametrize(
    "typed",
    [
        "114.18, 34.10",
        "34.10 114.18",
        "34.1，114.18",
        "１１４．１８　３４．１０",
        "114°10'48\"E 34°06'00\"N",
        "N34°06′00″ E114°10′48″",
        "34°6′0″N, 114°10′48″E",
        "北纬34度6分0秒 东经114度10分48秒",
        "114°10.8′ 34°6.0′",
        "114.18°, 34.10°",
        "经度：114.18　纬度：34.10",
        "纬度34.10，经度114.18",
        '{"lng": 114.18, "lat": 34.10}',
        "lat=34.10&lon=114.18",
        "geo:34.10,114.18",
        "E114.18 N34.10",
        "114.18E 34.10N",
        "114.18东 34.10北",
        "x=114.18 y=34.10",
        "X=3774768.400 Y=38516609.757",
        "38516609.757 3774768.400",
        "38,516,609.757  3,774,768.400",
        "38 516 609.757, 3 774 768.400",
        "516609.757, 3774768.400",
        "经纬度：114.18, 34.10",
        "东经114.18北纬34.10",
        "114º10'48\" 34º6'0\"",
        "114˚10'48\"E 34˚6'0\"N",
        "114 10 48 34 6 0",
        "34 6 0 N 114 10 48 E",
        "114:10:48, 34:06:00",
        "114d10m48s 34d6m0s",
        "E 114 10.8 N 34 6.0",
    ],
)
def test_it_reads_what_people_and_programs_write(typed: str) -> None:
    assert metres(read(typed, near=Point(114.0, 34.0)).place) < 2 * CENTIMETRE


@pytest.mark.parametrize(
    "typed",
    [
        "38带 516609.757 3774768.400",
        "X 3774768.400 Y 516609.757 38 带",
        "中央经线114° X 3774768.400 Y 516609.757",
        "3774768.400, 516609.757 (central meridian 114)",
        "EPSG:4547 516609.757, 3774768.400",
        "EPSG:4526 38516609.757, 3774768.400",
        "X 3774768.400  Y 38516609.757 38带",
        written(PLACE, "zone", "zh"),
        written(PLACE, "zone", "en"),
    ],
)
def test_a_zone_that_is_named_counts_and_not_where_the_map_is(typed: str) -> None:
    assert metres(read(typed, near=Point(119.0, 25.4)).place) < 2 * CENTIMETRE


def test_a_datum_in_the_text_wins_over_the_chosen_one() -> None:
    link = "https://uri.amap.com/marker?position=114.18,34.10"
    found = read(link, "bd09")
    lon, lat = datum.gcj02_to_wgs84(114.18, 34.10)
    assert (found.notation.name, found.named) == ("gcj02", True)
    assert metres(found.place, Point(float(lon), float(lat))) < CENTIMETRE
    assert metres(found.place) > 400


def test_the_chosen_datum_counts_when_the_text_names_none() -> None:
    lon, lat = datum.bd09_to_wgs84(114.18, 34.10)
    found = read("114.18, 34.10", "bd09")
    assert not found.named
    assert metres(found.place, Point(float(lon), float(lat))) < CENTIMETRE


def test_a_six_degree_zone_is_known_by_its_number() -> None:
    east, north = Transformer.from_crs(4326, 4497, always_xy=True).transform(PLACE.x, PLACE.y)
    assert 19_000_000 < east < 20_000_000
    assert metres(read(f"{north:.3f}, {east:.3f}").place) < CENTIMETRE


def test_south_and_west_are_negative() -> None:
    found = read("33°51'35.9\"S 151°12'40\"W").place
    assert [found.y, found.x] == pytest.approx([-33.859972, -151.211111], abs=1e-6)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "输入坐标"),
        ("县城东边", "没有两个坐标数"),
        ("114.18", "没有两个坐标数"),
        ("1, 2, 3", "3 个数"),
        ("95, 190", "不在地球上"),
        ("114°70' 34°0'", "小于 60"),
        ("516609.757, 3774768.400", "没有带号"),
        ("99516609, 3774768", "99 不是我国的分带"),
        ("38516609, 9774768", "不在这一带"),
        ("nan, inf", "没有两个坐标数"),
        ("114.18, 34.10（西安80）", "西安80"),
        ("1954北京坐标系 3774768, 38516609", "北京54"),
        ("39带 X 3774768 Y 38516609", "39 带，横坐标却是 38 带"),
        ("99带 X 3774768 Y 516609", "99 不是我国的分带"),
        ("114,18 34,10", "4 个数"),
    ],
)
def test_what_is_no_place_is_told_in_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(NoPlace) as refused:
        read(typed)
    assert said in refused.value.sentence.zh
    assert refused.value.sentence.en


def test_metres_of_a_web_map_s_datum_are_refused() -> None:
    with pytest.raises(NoPlace) as refused:
        read("3774768.4, 38516609.7", "gcj02")
    assert "没有分带" in refused.value.sentence.zh


@pytest.mark.parametrize(
    "typed",
    [
        "114.18, 34.10",
        "坐标：114.18，34.10",
        "114 10 48 34 6 0",
        "N34°06′00″ E114°10′48″",
        "34.10N 114.18E",
        "X 3774768.40 Y 38516609.76（CGCS2000 3°带 · 38 带）",
        "114.18,34.10,85.2",
        "@34.10,114.18,15z",
        "https://www.google.com/maps/@34.10,114.18,1200m/data=!3m1!1e3",
    ],
)
def test_figures_with_nothing_besides_are_surely_a_place(typed: str) -> None:
    found = certain(typed, near=PLACE)
    assert found is not None
    assert metres(found.place) < 2 * CENTIMETRE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "姚家",
        "二组12.5号34栋",
        "411024100201",
        "411024 411025",
        "411024100201 411024100202",
        "34 114",
        "JK-34.10-114.18",
        "34.10-114.18",
        "10.10.1.5",
        "2026.11.22",
        "10:30 13:45",
        "34.10, 214.18",
        "1.1, 2.2, 3.3",
    ],
)
def test_numbers_and_names_of_things_are_not_surely_a_place(typed: str) -> None:
    assert certain(typed, near=PLACE) is None
