"""Dispute colours and states for eyes that see no red or no green: told apart by colour, disputes by shape too."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pytest

from layers.kinds.disputes import DISPUTES
from layers.style import THEMES, Mark, Theme, colour

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
BLINDNESS = {
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
}
# sRGB (linear) to CIE XYZ, D65.
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
TOLD_APART = 20
"""CIE 1976 ΔE; 2.3 is just noticeable side by side, marks on a wall need several times that."""


def linear(hex_colour: str) -> npt.NDArray[np.float64]:
    channels = np.array([int(hex_colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    white = XYZ.sum(axis=1)
    share = XYZ @ np.clip(rgb, 0, 1) / white
    f = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def seen(theme: Theme, token: str, kind: str) -> npt.NDArray[np.float64]:
    return lab(np.array(BLINDNESS[kind]) @ linear(colour(theme, token)))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", BLINDNESS)
@pytest.mark.parametrize(
    ("one", "other"), list(itertools.combinations(("red", "yellow", "blue"), 2))
)
def test_two_dispute_colours_are_told_apart(theme: Theme, kind: str, one: str, other: str) -> None:
    apart = float(np.linalg.norm(seen(theme, one, kind) - seen(theme, other, kind)))
    assert apart > TOLD_APART


STATES = (
    ("red", "amber"),
    ("red", "green"),
    ("amber", "green"),
    ("amber", "blue"),
    ("green", "blue"),
    ("late", "soon"),
)
"""What speaks of one thing side by side: late and soon as marks and as words, wrong and sound, hazards."""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", BLINDNESS)
@pytest.mark.parametrize(("one", "other"), STATES)
def test_two_states_are_told_apart(theme: Theme, kind: str, one: str, other: str) -> None:
    apart = float(np.linalg.norm(seen(theme, one, kind) - seen(theme, other, kind)))
    assert apart > TOLD_APART


def test_their_shapes_differ_whatever_the_eye() -> None:
    symbols = [DISPUTES.style.rules[name].symbol for name in ("red", "yellow", "blue")]
    shapes = [symbol.parts for symbol in symbols if isinstance(symbol, Mark)]
    assert len(set(shapes)) == 3
