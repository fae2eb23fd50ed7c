"""Many unions at once give what one after the other gives."""

from __future__ import annotations

import numpy as np
import shapely

from gis.unions import union_by


def grid(side: int) -> np.ndarray:
    x, y = np.meshgrid(np.arange(side), np.arange(side))
    return np.asarray(shapely.box(x, y, x + 1, y + 1).ravel(), dtype=object)


def test_each_label_gets_the_union_of_its_shapes() -> None:
    shapes = grid(12)
    labels = np.random.default_rng(3).integers(0, 17, len(shapes)) * 2
    found = union_by(shapes, labels)
    expected = [shapely.union_all(shapes[labels == label]) for label in np.unique(labels)]
    assert len(found) == len(expected)
    assert shapely.equals(found, np.asarray(expected, dtype=object)).all()


def test_a_group_of_one_keeps_its_shape_and_nothing_gives_nothing() -> None:
    shapes = grid(2)
    assert list(union_by(shapes, np.array([3, 1, 2, 0]))) == [
        shapes[3],
        shapes[1],
        shapes[2],
        shapes[0],
    ]
    assert len(union_by(shapes[:0], np.array([], dtype=int))) == 0


def test_what_is_given_is_not_changed() -> None:
    shapes = grid(3)
    before = shapes.copy()
    union_by(shapes, np.zeros(9, dtype=int))
    assert all(one is other for one, other in zip(shapes, before, strict=True))
