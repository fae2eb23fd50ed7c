"""Which records of the visible layers lie inside an outline, or within some metres of a place.

Uids by kind come out, computed column by column: thirty thousand points take milliseconds. What is asked is what a
person sees: layers that are shown, classes that are drawn at this zoom. A point counts when it lies inside. An area
counts when its middle does and it is no larger than the outline, a township or county only as a whole, so that a box in
the middle of a county takes its villages, not the county. Distances are geodesic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.geodesy import around, metres_between
from layers.layer import Layer

Found = dict[str, list[str]]
"""Uids by plural kind, the topmost layer's last."""


STOOD_IN = frozenset({"townships", "counties"})
"""Kinds that one is always inside of: never said to be near, inside an outline only as a whole."""


class Seen(Protocol):
    """What is needed of a `LayerStack`."""

    def seen(self) -> list[tuple[Layer, gpd.GeoDataFrame]]: ...


def inside(stack: Seen, ring: Sequence[Sequence[float]], zoom: float) -> Found:
    """What lies inside the ring of [lon, lat] corners (EPSG:4326) on a map at `zoom`; nothing for fewer than three."""
    if len(ring) < 3:
        return {}
    outline = shapely.make_valid(shapely.Polygon(ring))
    shapely.prepare(outline)
    return _gather(stack, zoom, lambda shapes, layer: _within(outline, shapes, layer))


def near(stack: Seen, place: BaseGeometry, metres: float, zoom: float) -> Found:
    """What lies within `metres` of `place` (EPSG:4326), a point or an area; areas count when they are touched.

    Raises ValueError for a distance that is not positive.
    """
    if not metres > 0:
        raise ValueError(f"a distance in metres is positive, not {metres!r}")
    reach = around(place, metres)
    shapely.prepare(reach)

    def matches(shapes: NDArray[Any], layer: Layer) -> NDArray[np.bool_]:
        if layer.geometry != "point":
            return np.asarray(shapely.intersects(reach, shapes))
        if not isinstance(place, shapely.Point):
            return np.asarray(shapely.intersects(reach, shapes))
        # The ring around a point is a polygon; the distance itself decides.
        likely = np.asarray(shapely.dwithin(shapes, place, _degrees(place.y, metres)))
        likely[likely] = metres_between(place, shapes[likely]) <= metres
        return likely

    found = _gather(stack, zoom, matches)
    return {kind: uids for kind, uids in found.items() if kind not in STOOD_IN}


def _degrees(latitude: float, metres: float) -> float:
    """At least as many degrees, in any direction, as `metres` are."""
    return float(metres / 110_000 / np.cos(np.radians(min(89.0, abs(latitude)))) * 1.01)


def _within(outline: BaseGeometry, shapes: NDArray[Any], layer: Layer) -> NDArray[np.bool_]:
    if layer.geometry == "point":
        xy = shapely.get_coordinates(shapes)
        return np.asarray(shapely.contains_xy(outline, xy[:, 0], xy[:, 1]))
    if layer.kind in STOOD_IN:
        return np.asarray(shapely.covers(outline, shapes))
    fits = shapely.area(shapes) <= shapely.area(outline)
    fits[fits] = shapely.intersects(outline, shapely.centroid(shapes[fits]))
    return np.asarray(fits, dtype=bool)


def _gather(stack: Seen, zoom: float, matches: Any) -> Found:
    found: dict[str, dict[str, None]] = {}
    for layer, features in stack.seen():
        drawn = [
            name
            for name, rule in layer.style.rules.items()
            if rule.pickable and zoom >= rule.from_zoom
        ]
        shapes = features.geometry.to_numpy()
        there = features["class"].isin(drawn).to_numpy() & ~(
            shapely.is_missing(shapes) | shapely.is_empty(shapes)
        )
        if not there.any():
            continue
        there[there] = matches(shapes[there], layer)
        if there.any():
            uids = features["uid"].to_numpy(dtype=object)[there]
            found.setdefault(layer.kind, {}).update(dict.fromkeys(uids.tolist()))
    return {kind: list(uids) for kind, uids in found.items()}
