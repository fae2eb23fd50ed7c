"""Map files through GDAL, inside the child process: rows as columns, geometry checked one by one.

GDAL reads; shapely builds what GDAL hands over as WKB. A geometry that GEOS refuses to build (an
open ring, one of three points) is not an error of the file: its row crosses with that state, and
with the repaired geometry if there is one.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError

from gis.transfer import one_sort, stream
from gis.transfer.errors import TransferError
from resources.text import Text

CHUNK = 20_000
_CHUNKED = ("shapefile", "gpkg")
"""Formats whose drivers can begin at any row without reading those before it."""
_DIMENSION = {"Point": "point", "LineString": "line", "Polygon": "polygon"}


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of a map file; ``geometry`` is point, line, polygon, any or none."""

    name: str
    geometry: str
    rows: int
    crs: str | None
    columns: tuple[str, ...]


@dataclass
class Chunk:
    """Some rows of a layer."""

    columns: dict[str, list[Any]]
    rows: NDArray[np.int64]
    shapes: NDArray[np.object_] | None
    states: NDArray[np.uint8]


def layers(path: Path, encoding: str | None, sort: str) -> list[Layer]:
    """The layers of the file; `TransferError` when GDAL can't open it."""
    found = []
    try:
        for name, geometry in pyogrio.list_layers(path).tolist():
            info = pyogrio.read_info(
                path,
                layer=name,
                encoding=encoding,
                force_feature_count=False,
                force_total_bounds=False,
            )
            columns = tuple(_bare(str(n), sort) for n in info["fields"].tolist())
            rows = int(info["features"])
            found.append(Layer(str(name), _dimension(geometry), rows, info["crs"], columns))
    except (DataSourceError, DataLayerError, UnicodeDecodeError, ValueError) as error:
        raise unreadable(path) from error
    return found


def _dimension(geometry: str | None) -> str:
    if geometry is None:
        return "none"
    bare = geometry.removeprefix("2.5D ").removeprefix("3D ").removeprefix("Measured ")
    return _DIMENSION.get(bare.removeprefix("Multi").split(" ")[0], "any")


def unreadable(path: Path) -> TransferError:
    """The sentence for a file that GDAL gave up on; what GDAL said goes along as the cause."""
    return TransferError(
        Text(
            f"文件“{path.name}”的内容读不出来，可能不完整或已损坏，没有导入。",
            f"The file “{path.name}” can't be read; it may be incomplete or damaged. Nothing was "
            "imported.",
        )
    )


def read(path: Path, layer: Layer, sort: str, encoding: str | None, most: int) -> Iterator[Chunk]:
    """The rows of `layer`, in the order of the file; `TransferError` when it breaks off."""
    chunked = sort in _CHUNKED
    most_at_once = CHUNK if chunked else max(min(count(path, layer), most + 1), 1)
    at = 0
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", RuntimeWarning)
                warnings.filterwarnings(
                    "ignore",
                    message=".*(ogr_style|RFC 7946|Non closed|closed ring|winding|Several features with id).*",
                )
                meta, _fids, wkb, values = pyogrio.raw.read(
                    path,
                    layer=layer.name,
                    encoding=encoding,
                    skip_features=at,
                    max_features=most_at_once,
                    datetime_as_string=True,
                )
        except (
            DataSourceError,
            DataLayerError,
            UnicodeDecodeError,
            ValueError,
            RuntimeWarning,
        ) as error:
            raise unreadable(path) from error
        got = len(wkb) if wkb is not None else (len(values[0]) if values else 0)
        names = [_bare(str(n), sort) for n in meta["fields"].tolist()]
        columns = {n: _values(v) for n, v in zip(names, values, strict=True)}
        shapes, states = (None, np.zeros(got, np.uint8)) if wkb is None else build(wkb)
        yield Chunk(columns, np.arange(at + 1, at + got + 1, dtype=np.int64), shapes, states)
        at += got
        if not chunked or got < CHUNK:
            return


def _bare(name: str, sort: str) -> str:
    """A field's name without the prefix that GPX gives to what its standard does not name."""
    return name.removeprefix("guatu_").removeprefix("ogr_") if sort == "gpx" else name


def count(path: Path, layer: Layer) -> int:
    """How many rows the layer has; counted when its driver does not know."""
    if layer.rows >= 0:
        return layer.rows
    try:
        return int(pyogrio.read_info(path, layer=layer.name, force_feature_count=True)["features"])
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise unreadable(path) from error


def _values(array: NDArray[Any]) -> list[Any]:
    """One column as JSON can hold it: text, numbers, truth, ISO dates; NaN and bytes as None."""
    if array.dtype.kind == "f":
        whole = array.astype(object)
        whole[~np.isfinite(array)] = None
        return list(whole)
    if array.dtype.kind in "Mm":
        text = np.datetime_as_string(array).astype(object)
        text[np.isnat(array)] = None
        return list(text)
    if array.dtype.kind != "O":
        return list(array.tolist())
    return [
        None
        if v is None or isinstance(v, (bytes, float))
        else v
        if isinstance(v, (str, bool, int))
        else str(v)
        for v in array.tolist()
    ]


def build(wkb: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.uint8]]:
    """Shapes of an array of WKB, in two dimensions, and what became of each (`stream` states)."""
    states = np.full(len(wkb), stream.SOUND, dtype=np.uint8)
    missing = np.array([one is None for one in wkb.tolist()], dtype=bool)
    shapes = one_sort.read(shapely.from_wkb, wkb)
    refused = shapely.is_missing(shapes) & ~missing
    if refused.any():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shapes[refused] = one_sort.read(shapely.from_wkb, wkb[refused], "fix")
    one_sort.settle(shapes, states)
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    states[np.unique(owner[~np.isfinite(xy).all(axis=1)])] = stream.NOT_FINITE
    shapes[states == stream.NOT_FINITE] = None
    states[refused] = stream.REFUSED
    states[missing] = stream.NULL
    shapes[states == stream.EMPTY] = None
    return shapes, states
