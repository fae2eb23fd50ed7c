"""What a layer is: records in, a feature frame out, and the style it is drawn with.

A `Layer` is a description; it holds no rows. `LayerStack` asks it for features, `payload` turns them into bytes. A
feature frame is a GeoDataFrame in EPSG:4326 with the columns ``uid``, ``label`` (its name, as people say it),
``class`` (which rule draws it), optionally ``note`` (second line of the tooltip) and the drawing columns that marks
understand: ``turn`` (degrees clockwise from north), ``fov`` and ``range_m`` (view wedge), ``ring`` (share of time
left, 0 to 1), ``halo`` (overdue), ``notches`` (1 to 3); for names, ``weight`` (who wins a place) and ``count0`` …
(figures in the line under the name); for lines, ``anchor`` (a point where the name stands); for boundaries,
``invented`` (the map then says 示意边界).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from db.records import KINDS
from layers.payload import Geometry
from layers.style import Style, Swatch, Symbol
from resources.text import Text

CRS = "EPSG:4326"
Bounds = tuple[float, float, float, float]
"""South, west, north, east; degrees, EPSG:4326."""
POSTINGS: Mapping[str, tuple[str, ...]] = {"postings": ("start", "end")}
"""The dates of a layer that shows who is posted where."""
POSTED = ("uid", "officer_uid", "village_uid", "post", "start", "end")
"""What such a layer reads of postings."""


class Frames(Protocol):
    """What a layer needs of a workspace: one kind as a frame (a GeoDataFrame for kinds with a place)."""

    def frame(
        self,
        kind: str,
        where: Any = None,
        columns: Sequence[str] | None = None,
        as_of: dt.datetime | None = None,
    ) -> pd.DataFrame: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What features are asked for.

    Attributes
    ----------
    frames : Frames
        Where to read.
    on : date
        The day that is shown.
    uids : collection of str, optional
        Only these records; asked of a ``local`` layer alone.
    before : GeoDataFrame, optional
        The features drawn now, for a layer whose colours should stay as they are.
    labels : tuple of str
        Figures that are written under the names, for a layer that has some.
    """

    frames: Frames
    on: dt.date
    uids: Collection[str] | None = None
    before: gpd.GeoDataFrame | None = None
    labels: tuple[str, ...] = ()


Read = Callable[[Asked], "gpd.GeoDataFrame"]
"""How a layer gets its features."""

Classify = Callable[[Asked, "gpd.GeoDataFrame"], "pd.Series[Any]"]
"""The class of each feature of a frame, in its order: another figure than the layer's own (`LayerStack.restyle`)."""


@dataclass(frozen=True)
class Layer:
    """One entry of the catalogue.

    Attributes
    ----------
    name : str
        Key of the layer, part of its address.
    title : Text
    kind : str
        Plural record kind of its features; a feature's ``uid`` is that record's.
    reads : frozenset of str
        Kinds whose change may change a feature.
    local : bool
        A feature follows from its own record alone, so a change of that record re-reads only that record.
    editable : bool
        Points may be added, dragged and deleted by hand.
    legend : tuple of Swatch
    """

    name: str
    title: Text
    kind: str
    geometry: Geometry
    read: Read
    style: Style
    legend: tuple[Swatch, ...]
    reads: frozenset[str] = field(default_factory=frozenset)
    local: bool = False
    editable: bool = False
    visible: bool = True
    pick: int = 0
    """Order under the pointer among polygons: the greater is named first. Points always come before polygons."""
    dates: Mapping[str, tuple[str, ...]] | None = None
    """By kind the columns of dates on which a feature changes though no record does; None when that may be any day."""
    emblem: Symbol | None = None
    """What stands for the layer in lists and menus; None for a line of its legend."""
    ground: bool = False
    """Lies under the county and beyond it: where it ends says nothing of what the map is to show."""

    def __post_init__(self) -> None:
        if self.kind not in self.reads and self.local:
            raise ValueError(f"{self.name}: a local layer reads its own kind")

    @property
    def symbol(self) -> Symbol | None:
        """What stands for the layer as a whole: the middle class of a figure, else the first line of its legend."""
        if self.emblem is not None or not self.legend:
            return self.emblem
        return self.legend[len(self.legend) // 2 if self.style.key else 0].symbol

    def as_json(self) -> dict[str, Any]:
        """What the page needs to know of this layer, besides its features."""
        return {
            "name": self.name,
            "title": {"zh": self.title.zh, "en": self.title.en},
            "kind": self.kind,
            "geometry": self.geometry,
            "editable": self.editable,
            "pick": self.pick,
            "style": self.style.as_json(),
        }


def only(kind: str, uids: Collection[str] | None) -> Any:
    """The condition that limits a frame of `kind` to `uids`, or None for all of them."""
    if uids is None:
        return None
    return KINDS[kind].uid.in_(sorted(uids))


def placed(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """The rows that stand somewhere, as a GeoDataFrame in EPSG:4326.

    Raises ValueError when the frame is in another CRS: a wrong datum puts a hazard in the neighbouring village.
    """
    where = (
        frame
        if isinstance(frame, gpd.GeoDataFrame)
        else gpd.GeoDataFrame(frame, geometry="geom", crs=CRS)
    )
    if where.crs is None or where.crs.to_epsg() != 4326:
        raise ValueError(f"a frame of places must be in EPSG:4326, not {where.crs}")
    shapes = where.geometry.to_numpy()
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if there.all() and isinstance(where.index, pd.RangeIndex):
        return where
    placed_rows: gpd.GeoDataFrame = where.loc[there].reset_index(drop=True)
    return placed_rows


def days_since(dates: pd.Series[Any], on: dt.date) -> NDArray[np.float64]:
    """How many days lie between each of `dates` and `on`; NaN where there is no date."""
    days = np.datetime64(on, "D") - dates.to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(float))


def features(source: gpd.GeoDataFrame, **columns: Any) -> gpd.GeoDataFrame:
    """A feature frame: the geometry and ``uid`` of `source`, and the given `columns` (``class_`` is ``class``)."""
    named = {name.rstrip("_"): values for name, values in columns.items()}
    places = source.geometry.set_crs(CRS) if source.crs is None else source.geometry
    frame = pd.DataFrame(
        {"uid": source["uid"].astype(object), **named, "geom": places}, index=source.index
    )
    return gpd.GeoDataFrame(frame, geometry="geom")


def chosen(values: pd.Series[Any], allowed: Iterable[str], otherwise: str) -> pd.Series[Any]:
    """`values`, with `otherwise` in place of what is not `allowed` (a county may have added terms of its own)."""
    return values.where(values.isin(list(allowed)), otherwise)
