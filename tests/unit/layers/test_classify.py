"""Class limits against answers worked out by hand, and natural breaks against trying every cut."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from layers.looks.classify import METHODS, Breaks, Method, around, classify

NAN = math.nan


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def deviation(groups: list[list[float]]) -> float:
    return math.fsum(float(np.var(group)) * len(group) for group in groups)


def test_equal_steps_share_the_width() -> None:
    assert classify(array(0, 3, 10), "equal", 2).uppers == (5, 10)
    assert classify(array(*range(101)), "equal", 5).uppers == (20, 40, 60, 80, 100)
    # Steps of 2.5 are said as whole numbers; whole values sort the same way by either.
    assert classify(array(0, 1, 2, 3, 4, 10), "equal", 4).uppers == (2, 5, 7, 10)


def test_quantiles_share_the_number() -> None:
    assert classify(array(*range(1, 11)), "quantile", 5).uppers == (2, 4, 6, 8, 10)
    assert classify(array(5, 1, 4, 2, 3, 6, 7), "quantile", 3).uppers == (3, 5, 7)


def test_ties_stay_together_and_may_cost_a_class() -> None:
    breaks = classify(array(0, 0, 0, 0, 0, 0, 0, 0, 1, 2), "quantile", 5)
    assert list(breaks.uppers) == [0, 2]
    assert breaks.sort(array(0, 1, 2)).tolist() == [0, 1, 1]


def test_natural_breaks_find_the_gaps() -> None:
    assert classify(array(1, 2, 3, 50, 51, 52, 100, 101), "natural", 3).uppers == (3, 52, 101)
    # 1 1 1 8 9 | 20: the pair {8, 9} costs 0.5, joining 1 with 8 costs far more.
    assert classify(array(1, 1, 1, 8, 9, 20), "natural", 3).uppers == (1, 9, 20)


@pytest.mark.parametrize("classes", [2, 3, 4, 5])
def test_natural_breaks_leave_the_least_deviation_of_all_cuts(classes: int) -> None:
    rng = np.random.default_rng(7)
    values = np.sort(rng.gamma(1.5, 400, 13).round())
    cuts = itertools.combinations(range(1, len(values)), classes - 1)
    least = min(
        deviation([part.tolist() for part in np.split(values, list(places))]) for places in cuts
    )
    found = classify(values, "natural", classes).sort(values)
    groups = [values[found == place].tolist() for place in range(classes)]
    assert deviation(groups) == pytest.approx(least)


def test_natural_breaks_of_very_many_values_stay_close_to_the_exact_ones() -> None:
    rng = np.random.default_rng(3)
    values = np.concatenate([rng.normal(middle, 20, 4000) for middle in (100, 1000, 5000)])
    breaks = classify(values, "natural", 3, decimals=2)
    assert np.bincount(breaks.sort(values)).tolist() == [4000, 4000, 4000]


@pytest.mark.parametrize("method", METHODS)
def test_fewer_distinct_values_than_classes_give_a_class_each(method: Method) -> None:
    breaks = classify(array(1, 1, 2, 9), method, 6)
    assert len(breaks) <= 3
    assert breaks.uppers[-1] == 9
    if method == "natural":
        assert breaks.uppers == (1, 2, 9)


@pytest.mark.parametrize("method", METHODS)
def test_one_value_is_one_class_and_none_is_none(method: Method) -> None:
    assert classify(array(4, 4, 4), method, 5) == Breaks(4, (4,))
    nothing = classify(array(NAN, NAN), method, 5)
    assert len(nothing) == 0
    assert nothing.sort(array(1, NAN)).tolist() == [-1, -1]
    assert nothing.ranges() == ()


@pytest.mark.parametrize("method", METHODS)
def test_no_value_has_no_class_and_changes_no_limit(method: Method) -> None:
    values = array(3, NAN, 1, 7, NAN, 9, 2)
    breaks = classify(values, method, 4)
    assert breaks == classify(values[~np.isnan(values)], method, 4)
    assert (breaks.sort(values) == -1).tolist() == np.isnan(values).tolist()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("decimals", [0, 1])
def test_every_value_lies_in_the_range_that_its_class_says(method: Method, decimals: int) -> None:
    values = np.random.default_rng(11).gamma(1.2, 9, 300).round(decimals)
    breaks = classify(values, method, 5, decimals=decimals)
    lows, highs = np.array(breaks.ranges()).T
    place = breaks.sort(values)
    assert ((values >= lows[place] - 1e-9) & (values <= highs[place] + 1e-9)).all()
    assert (np.diff(breaks.uppers) > 0).all()


def test_values_that_came_later_fall_into_the_outer_classes() -> None:
    breaks = classify(array(10, 20, 30, 40), "quantile", 2)
    assert breaks.sort(array(-5, 20, 21, 900)).tolist() == [0, 0, 1, 1]


def test_two_sides_of_a_middle_never_share_a_class() -> None:
    breaks, below = around(array(-4, -3, -1, 0, 0, 2, 5), 0, "quantile", 4)
    assert below == 2
    assert list(breaks.uppers) == [-3, -1, 0, 2, 5]
    assert breaks.sort(array(-4, -1, 0, 1, 5)).tolist() == [0, 1, 2, 3, 4]


def test_a_middle_with_one_side_only() -> None:
    breaks, below = around(array(0, 1, 2), 0, "natural", 4)
    assert (below, breaks.low, breaks.uppers) == (0, 0, (0, 1, 2))
    assert breaks.ranges() == ((0, 0), (1, 1), (2, 2))


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="rainbow"):
        classify(array(1), "rainbow", 3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not 0"):
        classify(array(1), "equal", 0)
