"""How the demo deals villages to officers: in blocks that lie together and weigh about the same."""

from __future__ import annotations

import numpy as np
import pytest

from layers.demo.force import blocks, uids

GRID = np.column_stack([axis.ravel() for axis in np.meshgrid(np.arange(12.0), np.arange(6.0))])


@pytest.mark.parametrize("parts", [1, 2, 5, 7, 24, 72])
def test_every_part_gets_something_and_every_place_a_part(parts: int) -> None:
    label = blocks(GRID, np.ones(len(GRID)), parts)
    assert sorted(set(label)) == list(range(parts))


def test_parts_weigh_about_the_same_when_places_do_not() -> None:
    load = np.where(GRID[:, 0] < 4, 5.0, 1.0)
    held = np.bincount(blocks(GRID, load, 6), weights=load)
    assert held.max() < 1.35 * held.min()


def test_a_part_lies_together() -> None:
    label = blocks(GRID, np.ones(len(GRID)), 8)
    for part in range(8):
        mine = GRID[label == part]
        box = np.ptp(mine, axis=0) + 1
        assert box.prod() == len(mine), "nine places of a grid in a part fill a rectangle"


def test_one_place_can_outweigh_all_others_and_no_part_stays_empty() -> None:
    load = np.ones(len(GRID))
    load[0] = 1_000_000.0
    assert len(set(blocks(GRID, load, 9))) == 9


def test_identities_are_version_4_unique_and_follow_the_generator() -> None:
    made = uids(np.random.default_rng(1), 500)
    assert len(set(made)) == 500
    assert all(uid[14] == "4" and uid[19] in "89ab" and len(uid) == 36 for uid in made)
    assert made == uids(np.random.default_rng(1), 500)
