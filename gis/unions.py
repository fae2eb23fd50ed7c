"""Unions of many small groups of areas at once: shapes and a label each in, one shape a label out.

Two shapes of every group are joined in one vectorised call, then two of what is left, until each group is one; a
group of n takes log2(n) calls, and no Python runs for each group. Plain arrays, no frames, no CRS.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

Shapes = npt.NDArray[np.object_]


def union_by(shapes: Shapes, labels: npt.NDArray[np.integer]) -> Shapes:
    """The union of the shapes of each label, in the order of the labels.

    Parameters
    ----------
    shapes : array of polygons or multipolygons
    labels : array of int, one a shape

    Returns
    -------
    Array with one geometry for each value that occurs in `labels`, ascending. A group of one keeps its shape.
    """
    order = np.argsort(labels, kind="stable")
    merged, groups = shapes[order], labels[order]
    while len(groups):
        starts = np.flatnonzero(np.concatenate(([True], groups[1:] != groups[:-1])))
        sizes = np.diff(np.append(starts, len(groups)))
        second = (np.arange(len(groups)) - np.repeat(starts, sizes)) % 2 == 1
        if not second.any():
            break
        at = np.flatnonzero(second)
        merged[at - 1] = shapely.union(merged[at - 1], merged[at])
        merged, groups = merged[~second], groups[~second]
    return merged
