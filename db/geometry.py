"""The one geometry column type, for both kinds of storage.

In a GeoPackage a geometry is a blob: the header of OGC 12-128 (with an envelope, unless it is a
point) and well-known binary by shapely. In PostGIS it is a ``geometry`` column served by
GeoAlchemy2. Python sees shapely objects, always EPSG:4326 in the order lon, lat. `encode` and
`decode` do whole arrays at once, for frames. The ``ST_*`` functions that the rtree triggers of a
GeoPackage call are registered here too.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from resources.text import Text

SRID = 4326
_EMPTY = 0b0001_0000
_LITTLE = 0b0000_0001
_WITH_ENVELOPE = 0b0000_0010
_ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_POINT = 0
_POINT_WKB = b"\x01\x01\x00\x00\x00"
_SINGLE = {"MULTIPOLYGON": "POLYGON", "MULTILINESTRING": "LINESTRING"}
_MAKE_MULTI: dict[str, Callable[..., Any]] = {
    "MULTIPOLYGON": shapely.multipolygons,
    "MULTILINESTRING": shapely.multilinestrings,
}
_ANY = ("POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON")

_HEADER = np.dtype(
    [
        ("magic", "S2"),
        ("version", "u1"),
        ("flags", "u1"),
        ("srs", "<i4"),
        ("envelope", "<f8", 4),
    ]
)


_POINTS = np.dtype(
    [
        ("magic", "S2"),
        ("version", "u1"),
        ("flags", "u1"),
        ("srs", "<i4"),
        ("head", "V5"),
        ("x", "<f8"),
        ("y", "<f8"),
    ]
)
"""A point as we store it: no envelope, little endian, flat."""


class Geometry(TypeDecorator[BaseGeometry]):
    """A geometry column of one type: ``POINT``, ``MULTILINESTRING``, ``MULTIPOLYGON``, or any: ``GEOMETRY``.

    A single line or polygon given to a column of multiple ones is promoted. NaN or infinite
    coordinates raise `ValueError`.
    """

    impl = LargeBinary
    cache_ok = True
    spatial_index = False  # GeoAlchemy2 asks; `db.migrations.steps` makes the index

    def __init__(self, geometry_type: str = "POINT") -> None:
        super().__init__()
        self.geometry_type = geometry_type

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        # GeoAlchemy2's listeners ask without a dialect, to see whether this is a raster.
        if getattr(dialect, "name", None) == "postgresql":
            from db import postgis  # noqa: PLC0415 - for a server only

            return dialect.type_descriptor(
                postgis.Geometry(self.geometry_type, srid=SRID, spatial_index=False)
            )
        return GeoPackageBlob(self.geometry_type)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        if isinstance(value, BaseGeometry):
            value = encode([value], self.geometry_type)[0]
        if dialect.name == "postgresql":
            from db import postgis  # noqa: PLC0415 - for a server only

            return postgis.WKBElement(wkb_of(value), srid=SRID)
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> BaseGeometry | None:
        if value is None:
            return None
        return shapely.from_wkb(_stored_wkb(value))


def _stored_wkb(value: Any) -> bytes:
    """The well-known binary of a stored value: a GeoPackage blob, or an element of GeoAlchemy2."""
    return wkb_of(value) if isinstance(value, bytes) else bytes(value.data)


class GeoPackageBlob(LargeBinary):
    """A blob declared by its geometry type's name, as the GeoPackage standard asks."""

    __visit_name__ = "geopackage_blob"

    def __init__(self, geometry_type: str = "GEOMETRY") -> None:
        super().__init__()
        self.geometry_type = geometry_type


def promote(shapes: NDArray[np.object_], geometry_type: str) -> NDArray[np.object_]:
    """`shapes` with every single polygon or line made a multiple one when the column wants that."""
    if geometry_type not in _SINGLE:
        return shapes
    single = shapely.get_type_id(shapes) == shapely.GeometryType[_SINGLE[geometry_type]]
    if not single.any():
        return shapes
    promoted = shapes.copy()
    make = _MAKE_MULTI[geometry_type]
    promoted[single] = make(shapes[single], indices=np.arange(single.sum()))
    return promoted


def fits(
    shapes: NDArray[np.object_], geometry_type: str, *, stored: bool = False
) -> NDArray[np.bool_]:
    """Which of `shapes` are of the column's type; a single one fits a multiple column unless it is `stored`.

    ``GEOMETRY`` takes points, lines and areas, single or multiple, but no mixed collection.
    """
    sorts = _ANY if geometry_type == "GEOMETRY" else (geometry_type,)
    if geometry_type in _SINGLE and not stored:
        sorts = (*sorts, _SINGLE[geometry_type])
    fitting: NDArray[np.bool_] = np.isin(
        shapely.get_type_id(shapes), [shapely.GeometryType[sort] for sort in sorts]
    )
    return fitting


def wrong_shape(
    shapes: Sequence[Any] | NDArray[np.object_], geometry_type: str, *, crossed: bool = False
) -> tuple[int, Text] | None:
    """The first geometry that a column must not store, as its index and what is wrong with it; None for none.

    Refused are geometries of another type than the column's (a POLYGON is a MULTIPOLYGON of one), empty and invalid
    geometries, coordinates that are no finite number, and places that are not on the earth in degrees (a projected
    coordinate, or latitude and longitude swapped beyond 90). None (missing) passes; with `crossed` what crosses
    itself does too.
    """
    array = np.empty(len(shapes), dtype=object)
    array[:] = list(shapes)
    present = ~shapely.is_missing(array)
    coordinates, owner = shapely.get_coordinates(array, return_index=True)
    off_earth = ~(np.isfinite(coordinates) & (np.abs(coordinates) <= (180.0, 90.0))).all(axis=1)
    stray = np.zeros(len(array), dtype=bool)
    stray[owner[off_earth]] = True
    for refused, sentence in (
        (
            present & ~fits(array, geometry_type),
            Text("几何类型与这一栏不符。", "The geometry is of another type than this field's."),
        ),
        (present & shapely.is_empty(array), Text("几何为空。", "The geometry is empty.")),
        (
            stray,
            Text(
                "坐标不是地球上的经纬度，核对坐标系。",
                "A coordinate is not a longitude and latitude on the earth; check the datum.",
            ),
        ),
        (
            present & ~shapely.is_valid(array) & (not crossed),
            Text("几何无效（边界自相交等）。", "The geometry is not valid (it crosses itself)."),
        ),
    ):
        if refused.any():
            return int(np.flatnonzero(refused)[0]), sentence
    return None


def encode(shapes: Sequence[Any] | NDArray[np.object_], geometry_type: str) -> list[bytes | None]:
    """GeoPackage blobs of an array of geometries (None stays None).

    Raises
    ------
    ValueError
        A coordinate is NaN or infinite.
    """
    array = np.empty(len(shapes), dtype=object)
    array[:] = list(shapes)
    array = promote(array, geometry_type)
    missing = shapely.is_missing(array)
    empty = shapely.is_empty(array)
    if not np.isfinite(shapely.get_coordinates(array)).all():
        raise ValueError("a coordinate is not a finite number")
    bounds = shapely.bounds(array)
    wkb = shapely.to_wkb(array, byte_order=1, flavor="iso")
    point = shapely.get_type_id(array) == _POINT
    bare = point | empty
    header = np.zeros(len(array), dtype=_HEADER)
    header["magic"] = b"GP"
    header["flags"] = _LITTLE | np.where(bare, 0, _WITH_ENVELOPE) | np.where(empty, _EMPTY, 0)
    header["srs"] = SRID
    header["envelope"] = bounds[:, [0, 2, 1, 3]]
    whole = header.tobytes()
    size = _HEADER.itemsize
    return [
        None if gone else whole[i * size : i * size + (8 if short else size)] + body
        for i, (gone, short, body) in enumerate(
            zip(missing.tolist(), bare.tolist(), wkb.tolist(), strict=True)
        )
    ]


def wkb_of(stored: bytes) -> bytes:
    """The well-known binary in a stored value: a GeoPackage blob with any envelope, or PostGIS's bytes as they are."""
    if stored[:2] == b"GP":
        return stored[8 + _ENVELOPE_BYTES[(stored[3] >> 1) & 7] :]
    if stored[:1] in (b"\x00", b"\x01"):  # the byte order that well-known binary begins with
        return stored
    raise ValueError("not a stored geometry")


def decode(blobs: Sequence[Any]) -> NDArray[np.object_]:
    """Geometries of an array of stored values: GeoPackage blobs or GeoAlchemy2 elements."""
    points = _plain_points(blobs)
    if points is not None:
        return points
    raw = [None if blob is None else _stored_wkb(blob) for blob in blobs]
    decoded: NDArray[np.object_] = shapely.from_wkb(np.array(raw, dtype=object))
    return decoded


def _plain_points(blobs: Sequence[Any]) -> NDArray[np.object_] | None:
    """The points in `blobs`, several times as fast as by their well-known binary; None when some are something else."""
    size = _POINTS.itemsize
    if not len(blobs) or any(type(blob) is not bytes or len(blob) != size for blob in blobs):
        return None
    stored = np.frombuffer(b"".join(blobs), dtype=_POINTS)
    plain = (stored["magic"] == b"GP") & (stored["flags"] == _LITTLE)
    plain &= stored["head"] == np.frombuffer(_POINT_WKB, dtype="V5")[0]
    if not plain.all():
        return None
    made: Any = shapely.points(stored["x"], stored["y"])
    return np.asarray(made, dtype=object)


def _envelope(blob: bytes | None) -> tuple[float, float, float, float] | None:
    """``(minx, maxx, miny, maxy)`` of a blob; None when it is null or empty."""
    if blob is None or blob[:2] != b"GP" or blob[3] & _EMPTY:
        return None
    order = "<" if blob[3] & _LITTLE else ">"
    if (blob[3] >> 1) & 7:
        return struct.unpack_from(f"{order}4d", blob, 8)
    if blob[8:13] == _POINT_WKB:  # a trigger asks five times a row; no need to build a geometry
        x, y = struct.unpack_from("<2d", blob, 13)
        return None if math.isnan(x) else (x, x, y, y)
    minx, miny, maxx, maxy = shapely.bounds(shapely.from_wkb(wkb_of(blob)))
    return None if math.isnan(minx) else (minx, maxx, miny, maxy)


def register_functions(connection: Any) -> None:
    """Give a sqlite `connection` the functions that GeoPackage's rtree triggers call."""

    def part(index: int) -> Any:
        def read(blob: bytes | None) -> float | None:
            envelope = _envelope(blob)
            return None if envelope is None else envelope[index]

        return read

    for index, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        connection.create_function(name, 1, part(index), deterministic=True)
    connection.create_function(
        "ST_IsEmpty",
        1,
        lambda blob: None if blob is None else int(_envelope(blob) is None),
        deterministic=True,
    )
