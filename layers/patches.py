"""How a layer on the map gets from one revision to the next: a `Patch` of features, or a `Recolour` of classes alone.

Plain values and the difference of two feature frames. `LayerStack` decides when one is due; the map view sends it to
the page, whose worker takes it in place (`store.js`). No workspace, no Qt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

PATCH_BYTES = 256 * 1024
"""A larger patch is not worth sending through the channel: the page fetches the layer again."""


@dataclass(frozen=True)
class Patch:
    """The way of one layer from revision `base` to `revision`.

    `upsert` is a payload that holds just the new and changed features. When `reload` is true it is empty and the
    layer is to be fetched again.
    """

    layer: str
    base: int
    revision: int
    remove: tuple[str, ...] = ()
    upsert: bytes = b""
    reload: bool = False


@dataclass(frozen=True)
class Recolour:
    """A layer's features drawn by other rules: their classes and the new description, no geometry.

    Attributes
    ----------
    base, revision : int
        As in `Patch`.
    spec : mapping
        What the page has to know of the layer from now on (`LayerStack.as_json` of this one).
    classes : tuple of str
        The classes that occur.
    codes : bytes
        For each feature, in the order in which both sides keep them, its place in `classes`; uint16, little endian.
    """

    layer: str
    base: int
    revision: int
    spec: Mapping[str, Any]
    classes: tuple[str, ...]
    codes: bytes


def coded(classes: pd.Series[Any]) -> tuple[tuple[str, ...], bytes]:
    """``classes`` and ``codes`` of a `Recolour`."""
    codes, names = pd.factorize(classes.to_numpy(dtype=object))
    return tuple(str(name) for name in names), codes.astype("<u2").tobytes()


def difference(
    before: gpd.GeoDataFrame, now: gpd.GeoDataFrame
) -> tuple[tuple[str, ...], npt.NDArray[np.bool_]]:
    """What became of the features `before`.

    Returns
    -------
    gone : tuple of str
        Uids that `now` has no more.
    fresh : bool array, one a row of `now`
        Rows that are new, or differ in any column or in a vertex.
    """
    at = pd.Index(before["uid"]).get_indexer(pd.Index(now["uid"]))
    gone = tuple(before.loc[~before["uid"].isin(now["uid"]), "uid"])
    fresh = at < 0
    old = before.take(np.where(fresh, 0, at)) if len(before) else before
    if not len(old):
        return gone, fresh
    fresh |= ~shapely.equals_identical(old.geometry.to_numpy(), now.geometry.to_numpy())
    for name in now.columns.drop(["uid", now.geometry.name]):
        if name not in old:
            fresh |= True
            continue
        fresh |= _plain(old[name]) != _plain(now[name])
    return gone, fresh


def _plain(column: pd.Series[Any]) -> npt.NDArray[np.object_]:
    """The values with None for whatever is missing, so that two of them compare equal."""
    values = column.to_numpy(dtype=object, copy=True)
    values[pd.isna(values)] = None
    return values
