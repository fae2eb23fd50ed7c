"""Finding a record by whatever an officer remembers of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from db.records import Camera, Township, Village
from layers.beginnings import Beginnings
from layers.finder import Finder
from tests.helpers.small_county import SmallCounty, small_county


@pytest.fixture
def county(tmp_path: Path) -> Iterator[SmallCounty]:
    made = small_county(tmp_path / "small.gpkg")
    yield made
    made.workspace.close()


@pytest.fixture
def finder(county: SmallCounty) -> Finder:
    made = Finder()
    made.take(Finder.read(county.workspace))
    return made


@pytest.mark.parametrize(
    ("typed", "kind", "key"),
    [
        ("姚家居委会", "villages", "village0"),
        ("姚家", "villages", "village0"),
        ("yjjwh", "villages", "village0"),
        ("yaojia", "villages", "village0"),
        ("Yao Jia", "villages", "village0"),
        ("411024100001", "villages", "village1"),
        ("４１１０２４１００００１", "villages", "village1"),
        ("102403", "officers", "officer3"),
        ("2026-0002", "disputes", "dispute2"),
        ("噪音", "disputes", "dispute2"),
        ("yh-2026-0001", "hazards", "hazard0"),
        ("SXT-0003", "cameras", "camera3"),
        ("blpcs", "units", "station"),
        ("柏梁镇", "townships", "town1"),
    ],
)
def test_a_record_is_found_by_name_number_pinyin_and_initials(
    finder: Finder, county: SmallCounty, typed: str, kind: str, key: str
) -> None:
    best = finder.find(typed)[0]

    assert (best.kind, best.answers[0].uid) == (kind, county[key])


def test_villages_of_one_name_are_told_apart_by_their_township(finder: Finder) -> None:
    villages = next(group for group in finder.find("王庄村") if group.kind == "villages")

    assert sorted(answer.beside for answer in villages.answers) == ["安陵镇", "柏梁镇"]


def test_a_whole_name_comes_before_a_longer_one(finder: Finder, county: SmallCounty) -> None:
    with county.workspace.operation("village.new", label="") as op:
        longer = Village(code="411024100099", name="张桥村东")
        op.add(longer)
    changes = op.change_set
    assert changes is not None
    finder.follow(county.workspace, changes.changes)

    group = finder.find("张桥村")[0]

    assert [answer.name for answer in group.answers] == ["张桥村", "张桥村东"]


@pytest.mark.parametrize("typed", ["", "   ", "没有这个", "\u200b"])
def test_nothing_is_found_for_nothing(finder: Finder, typed: str) -> None:
    assert finder.find(typed) == ()


def test_what_is_left_off_is_counted(finder: Finder) -> None:
    group = next(group for group in finder.find("村口", each=1) if group.kind == "cameras")

    assert (len(group.answers), group.more) == (1, 3)


def test_a_renamed_record_is_found_by_its_new_name_alone(
    finder: Finder, county: SmallCounty
) -> None:
    camera = county.workspace.get(Camera, county["camera0"])
    assert camera is not None
    with county.workspace.operation("camera.edit", label="") as op:
        op.update(camera, name="粮站门前")
    assert op.change_set is not None
    finder.follow(county.workspace, op.change_set.changes)

    assert finder.find("粮站")[0].answers[0].uid == county["camera0"]
    assert county["camera0"] not in {
        answer.uid for group in finder.find("村口1号") for answer in group.answers
    }


def test_a_renamed_township_is_told_by_its_new_name_beside_its_villages(
    finder: Finder, county: SmallCounty
) -> None:
    town = county.workspace.get(Township, county["town1"])
    assert town is not None
    with county.workspace.operation("township.edit") as op:
        op.update(town, name="新柏梁镇")
    assert op.change_set is not None
    finder.follow(county.workspace, op.change_set.changes)
    (villages,) = finder.find("411024100001")
    assert [answer.beside for answer in villages.answers] == ["新柏梁镇"]
    assert [group.kind for group in finder.find("新柏梁")] == ["townships"]


def test_a_deleted_record_is_not_found(finder: Finder, county: SmallCounty) -> None:
    camera = county.workspace.get(Camera, county["camera0"])
    assert camera is not None
    with county.workspace.operation("camera.delete", label="") as op:
        op.delete(camera)
    assert op.change_set is not None
    finder.follow(county.workspace, op.change_set.changes)

    assert finder.find("SXT-0000") == ()


def test_exactly_takes_a_number_or_a_uid(finder: Finder, county: SmallCounty) -> None:
    by_code = finder.exactly("villages", "411024100000")
    by_uid = finder.exactly("villages", county["village0"])

    assert by_code is not None
    assert by_code == by_uid
    assert finder.exactly("villages", "999") is None


def test_hostile_names_are_found_as_typed(finder: Finder, county: SmallCounty) -> None:
    hostile = '<img src=x onerror="alert(1)">${7*7}{{x}}\u202e𠮷😀'
    camera = county.workspace.get(Camera, county["camera1"])
    assert camera is not None
    with county.workspace.operation("camera.edit", label="") as op:
        op.update(camera, name=hostile)
    assert op.change_set is not None
    finder.follow(county.workspace, op.change_set.changes)

    assert finder.find("onerror=")[0].answers[0].name == hostile


@pytest.mark.parametrize("typed", ["姚加居委会", "姚家居会", "yaojjiaju", "yoajiaju", "yajiaju"])
def test_a_slip_of_the_fingers_is_forgiven(finder: Finder, county: SmallCounty, typed: str) -> None:
    assert finder.find(typed)[0].answers[0].uid == county["village0"]


@pytest.mark.parametrize("typed", ["姚加", "yzj", "完全没有的名字", "qqqqqqqq", "411024100009"])
def test_what_is_too_short_or_too_far_off_finds_nothing(finder: Finder, typed: str) -> None:
    assert finder.find(typed) == ()


def test_a_slip_is_forgiven_in_a_name_given_after_the_index_was_read(
    finder: Finder, county: SmallCounty
) -> None:
    camera = county.workspace.get(Camera, county["camera0"])
    assert camera is not None
    with county.workspace.operation("camera.edit", label="") as op:
        op.update(camera, name="粮站大院门前")
    assert op.change_set is not None
    finder.follow(county.workspace, op.change_set.changes)

    assert finder.find("粮站打院")[0].answers[0].uid == county["camera0"]
    found = [answer.uid for group in finder.find("村扣零号") for answer in group.answers]
    assert county["camera0"] not in found


LETTERS = st.text("aab村社", max_size=9)


@given(
    texts=st.lists(LETTERS, max_size=30),
    wanted=st.text("aab村社", min_size=3, max_size=9),
    slips=st.sampled_from([1, 2]),
)
def test_beginnings_are_those_that_a_plain_comparison_of_every_text_finds(
    texts: list[str], wanted: str, slips: int
) -> None:
    sizes = (len(wanted), len(wanted) - 1, len(wanted) + 1)
    apart = [min(OSA.distance(wanted, text[:size]) for size in sizes) for text in texts]

    places, found = Beginnings(texts).nearly(wanted, slips)

    assert dict(zip(places.tolist(), found.tolist(), strict=True)) == {
        place: slip for place, slip in enumerate(apart) if slip <= slips
    }
