"""Kernel density against what the formula of a Gaussian gives by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gis.density import peak_density

LON, LAT = 114.0, 34.0


def test_many_on_one_spot_make_the_peak_of_a_gaussian() -> None:
    ten = np.full((10, 2), (LON, LAT))

    # sigma is half the radius: 10 / (2π · 0.5²) = 6.366 to the square kilometre
    assert peak_density(ten, 1000) == pytest.approx(10 / (2 * math.pi * 0.25), rel=0.03)


def test_half_the_radius_makes_four_times_the_peak() -> None:
    one = np.array([[LON, LAT]])

    assert peak_density(one, 500) / peak_density(one, 1000) == pytest.approx(4, rel=0.03)


def test_two_spots_a_standard_deviation_apart_add_up() -> None:
    north = 500 / 110_900  # degrees of latitude that are 500 m at 34° N
    two = np.array([[LON, LAT], [LON, LAT + north]])

    # greatest halfway between: twice the kernel at half a standard deviation
    by_hand = 2 * math.exp(-(0.5**2) / 2) / (2 * math.pi * 0.25)
    assert peak_density(two, 1000) == pytest.approx(by_hand, rel=0.03)


def test_spots_far_apart_do_not_add_up() -> None:
    apart = np.array([[LON, LAT], [LON + 0.5, LAT + 0.5]])

    assert peak_density(apart, 1000) == pytest.approx(peak_density(apart[:1], 1000), rel=0.04)


def test_no_place_has_no_density_and_a_radius_is_above_zero() -> None:
    assert peak_density(np.empty((0, 2)), 1000) == 0
    with pytest.raises(ValueError, match="above 0"):
        peak_density(np.array([[LON, LAT]]), 0)
