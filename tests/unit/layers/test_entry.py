"""What a person types is read kindly or refused with a sentence."""

from __future__ import annotations

import datetime as dt

import pytest

from db.errors import RecordError
from layers.record import entry

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-11-22", dt.date(2026, 11, 22)),
        ("2026/3/4", dt.date(2026, 3, 4)),
        ("2026年3月4日", dt.date(2026, 3, 4)),
        ("２０２６-０３-０４", dt.date(2026, 3, 4)),
        ("20260304", dt.date(2026, 3, 4)),
        ("260304", dt.date(2026, 3, 4)),
        ("0304", dt.date(2026, 3, 4)),
        ("3-4", dt.date(2026, 3, 4)),
        ("昨天", dt.date(2026, 11, 21)),
        ("today", TODAY),
        ("+7", dt.date(2026, 11, 29)),
        ("-1", dt.date(2026, 11, 21)),
        ("", None),
        ("  ", None),
    ],
)
def test_days(typed: str, expected: dt.date | None) -> None:
    assert entry.day(typed, TODAY) == expected


@pytest.mark.parametrize("typed", ["13-45", "2026-02-30", "abc", "2026", "1-2-3-4", "99999999"])
def test_what_is_no_day_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(RecordError) as refused:
        entry.day(typed, TODAY, "found")
    assert refused.value.field == "found"
    assert typed in refused.value.sentence.zh
    assert typed in refused.value.sentence.en


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3天前", dt.timedelta(days=-3)),
        ("大前天", dt.timedelta(days=-3)),
        ("周日", dt.timedelta()),
        ("上周一", dt.timedelta(days=-13)),
        ("下个星期三", dt.timedelta(days=3)),
        ("5日", dt.timedelta(days=-17)),
    ],
)
def test_days_are_told_as_people_tell_them(typed: str, expected: dt.timedelta) -> None:
    assert dt.date(2026, 11, 22) + expected == entry.day(typed, dt.date(2026, 11, 22))


@pytest.mark.parametrize(
    ("typed", "day", "clock"),
    [
        ("14:30", 22, "14:30"),
        ("9点半", 22, "09:30"),
        ("昨天14:30", 21, "14:30"),
        ("昨晚8点", 21, "20:00"),
        ("下午3点15分", 22, "15:15"),
        ("中午12点", 22, "12:00"),
        ("11-5 8:05", 5, "08:05"),
        ("2026年11月5日14时30分", 5, "14:30"),
        ("20261105 0805", 5, "08:05"),
        ("2026-11-05T08:05:30", 5, "08:05"),
        ("2026-11-05", 5, "00:00"),
    ],
)
def test_moments_are_told_as_people_tell_them(typed: str, day: int, clock: str) -> None:
    found = entry.moment(typed, dt.date(2026, 11, 22))
    assert found is not None
    assert (found.day, f"{found:%H:%M}") == (day, clock)


def test_a_zone_that_is_written_is_kept_to() -> None:
    found = entry.moment("2026-11-05T08:05:30+05:00", TODAY)
    assert found == dt.datetime(2026, 11, 5, 3, 5, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("typed", ["晚上12点", "2026-11-05 8", "25点", "8:61", "午后"])
def test_a_moment_that_is_none_or_two_is_refused(typed: str) -> None:
    with pytest.raises(RecordError):
        entry.moment(typed, TODAY)


def test_a_moment_is_local_and_aware() -> None:
    found = entry.moment("2026-11-22 08:30", TODAY)
    assert found is not None
    assert found.tzinfo is not None
    assert (found.hour, found.minute) == (8, 30)
    with pytest.raises(RecordError):
        entry.moment("2026-11-22 25:00", TODAY)


@pytest.mark.parametrize(
    ("typed", "whole", "expected"),
    [
        ("12", True, 12),
        ("1 200", True, 1200),
        ("1,200", True, 1200),
        ("１２", True, 12),
        ("-3.5", False, -3.5),
        ("", True, None),
    ],
)
def test_numbers(typed: str, whole: bool, expected: float | None) -> None:
    assert entry.number(typed, whole=whole) == expected


@pytest.mark.parametrize(
    ("typed", "whole"),
    [("abc", False), ("1.5", True), ("1e5", False), ("nan", False), ("1,2", True)],
)
def test_what_is_no_number_is_refused(typed: str, whole: bool) -> None:
    with pytest.raises(RecordError):
        entry.number(typed, "population", whole=whole)


@pytest.mark.parametrize(
    "typed",
    [
        "34.10416, 114.19222",
        "34.10416，114.19222",
        "114.19222 34.10416",
        "北纬34.10416 东经114.19222",
        "34°06'14.976\"N 114°11'31.992\"E",
        "114°11'31.992\"E 34°06'14.976\"N",
    ],
)
def test_places_in_any_order_and_spelling(typed: str) -> None:
    found = entry.place(typed)
    assert found is not None
    assert found.y == pytest.approx(34.10416, abs=1e-6)
    assert found.x == pytest.approx(114.19222, abs=1e-6)


@pytest.mark.parametrize("typed", ["34.1", "200, 300", "a, b", "1 2 3"])
def test_what_is_no_place_is_refused(typed: str) -> None:
    with pytest.raises(RecordError):
        entry.place(typed, "geom")
