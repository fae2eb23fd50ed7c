"""What GEOS says of an invalid shape is said in words, with the place."""

from __future__ import annotations

import pytest
import shapely

from gis.verdicts import in_words, place_of

BOW = "POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))"
TOUCHING = "POLYGON ((0 0, 4 0, 4 4, 2 0.5, 0 4, 2 0.5, 0 0))"
OUTSIDE = "POLYGON ((0 0, 1 0, 1 1, 0 0), (5 5, 6 5, 6 6, 5 5))"
TWICE = "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0)), ((3 1, 4 1, 4 2, 3 1)))"


@pytest.mark.parametrize(
    ("wkt", "zh", "en"),
    [
        (BOW, "边线交叉（1.00000 1.00000）", "the outline crosses itself (1.00000 1.00000)"),
        (TOUCHING, "边线碰到自己", "the outline touches itself"),
        (OUTSIDE, "洞在外边界之外", "a hole lies outside the outline"),
        (TWICE, "一块套在另一块里", "one part lies in another"),
    ],
)
def test_a_verdict_is_said_in_both_languages_with_its_place(wkt: str, zh: str, en: str) -> None:
    reason = str(shapely.is_valid_reason(shapely.from_wkt(wkt)))
    said, place = in_words(reason), place_of(reason)
    assert said.zh.startswith(zh)
    assert said.en.startswith(en)
    assert place is not None
    assert place.distance(shapely.from_wkt(wkt)) < 1e-9


def test_a_verdict_that_is_not_known_is_passed_on_as_it_is() -> None:
    assert in_words("Something new[1 2]").zh == "Something new[1 2]"
    assert place_of("Valid Geometry") is None
