"""One layer as bytes for the page, and back: the format that scheme, patches and export share.

``b"GTU1" | uint32 length | header (JSON, padded with spaces so that the buffers start at a multiple of 8) | buffers``,
little endian. The header carries ``layer``, ``revision``, ``geometry``, ``count``, ``columns`` (one list a column,
always ``uid``, ``label`` and ``class``) and ``buffers``: name to ``[offset in bytes from the first buffer, number of
items, "f64", "u32" or "u8"]``. Points have ``xy`` (lon, lat a feature). Polygons have ``xy`` (all vertices) and the
offsets ``rings`` (first vertex of each ring, and the end), ``polygons`` (first ring) and ``features`` (first polygon),
as in GeoArrow, plus ``anchors`` (lon, lat where the name stands); outer rings run clockwise and holes the other way, so
that areas that overlap are filled where they do. Lines have the same buffers, each part of a line as a
polygon of one open ring. A column of floats travels as the buffer
``column.NAME``, NaN where it has no value, since the page reads thirty thousand of them faster than it parses them; one
of texts as ``text.NAME`` (UTF-8, a zero after each; null in ``columns``) and ``starts.NAME`` (where each begins, and
the end), since few of a province's names are ever asked for; classes as ``codes.class``, places in the list ``classes``
of the header. A feature frame goes in; no record is known here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import orjson
import pandas as pd
import shapely

Geometry = Literal["polygon", "line", "point"]
MAGIC = b"GTU1"
ANCHOR = "anchor"
_TYPES: dict[str, np.dtype[Any]] = {
    "f64": np.dtype("<f8"),
    "u32": np.dtype("<u4"),
    "u8": np.dtype("u1"),
}


def encode(
    layer: str,
    revision: int,
    geometry: Geometry,
    features: gpd.GeoDataFrame,
    notice: str | None = None,
) -> bytes:
    """The feature frame as one payload.

    Parameters
    ----------
    features : GeoDataFrame
        EPSG:4326, columns ``uid``, ``label``, ``class`` and any others of plain values; ``anchor``, of points, says
        where names stand instead. Rows without a geometry are left out, since they are nowhere on the map.
    notice : str, optional
        A standing note that the page shows with this layer, such as ``"invented"``.

    Raises
    ------
    ValueError
        A wrong CRS, a missing column or a geometry of another type.
    """
    _check(features)
    shapes = features.geometry.to_numpy()
    present = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not present.all():
        features, shapes = features.loc[present], shapes[present]
    buffers = {"point": _points, "line": _lines, "polygon": _polygons}[geometry](shapes)
    names = [name for name in features.columns if name not in (features.geometry.name, ANCHOR)]
    if ANCHOR in features:
        buffers["anchors"] = (shapely.get_coordinates(features[ANCHOR].to_numpy()).ravel(), "f64")
    names.remove("class")
    codes, classes = pd.factorize(features["class"].to_numpy(dtype=object), use_na_sentinel=False)
    buffers["codes.class"] = (codes, "u32")
    texts = [name for name in names if _is_text(features[name])]
    for name in texts:
        buffers |= _texts(str(name), features[name])
    for name in [name for name in names if features[name].dtype == float]:
        buffers[f"column.{name}"] = (features[name].to_numpy(), "f64")
        names.remove(name)
    header: dict[str, Any] = {
        "layer": layer,
        "revision": revision,
        "geometry": geometry,
        "count": len(features),
        "classes": classes.tolist(),
        "columns": {str(name): None if name in texts else _plain(features[name]) for name in names},
        "buffers": {},
    }
    if notice is not None:
        header["notice"] = notice
    offset = 0
    for name, (items, kind) in buffers.items():
        header["buffers"][name] = [offset, int(items.size), kind]
        offset += -(-items.size * _TYPES[kind].itemsize // 8) * 8
    head = orjson.dumps(header, option=orjson.OPT_SERIALIZE_NUMPY)
    head += b" " * (-(len(head) + 8) % 8)
    parts = [MAGIC, struct.pack("<I", len(head)), head]
    for items, kind in buffers.values():
        raw = np.ascontiguousarray(items, dtype=_TYPES[kind]).tobytes()
        parts.append(raw + b"\0" * (-len(raw) % 8))
    return b"".join(parts)


@dataclass(frozen=True)
class Payload:
    """A payload taken apart: its header and its buffers as arrays."""

    header: dict[str, Any]
    buffers: dict[str, npt.NDArray[Any]]


def decode(content: bytes) -> Payload:
    """Take a payload apart; ValueError when it is none or is cut short."""
    if content[:4] != MAGIC:
        raise ValueError("not a map payload")
    (length,) = struct.unpack_from("<I", content, 4)
    header: dict[str, Any] = orjson.loads(content[8 : 8 + length])
    buffers: dict[str, npt.NDArray[Any]] = {}
    for name, (offset, items, kind) in header["buffers"].items():
        buffers[name] = np.frombuffer(content, _TYPES[kind], items, 8 + length + offset)
    columns = header["columns"]
    for name in [name for name in buffers if name.startswith("text.")]:
        columns[name.removeprefix("text.")] = buffers[name][:-1].tobytes().decode().split("\0")
    if "codes.class" in buffers:
        columns["class"] = np.asarray(header["classes"], dtype=object)[
            buffers["codes.class"]
        ].tolist()
    return Payload(header, buffers)


def forms_of(features: gpd.GeoDataFrame) -> str:
    """What a payload does not say of its shapes, for `frame_of`: bits as hexadecimal digits.

    Whether names stand at places of their own; for each feature, whether its type is one of several parts; for each
    ring of a polygon, whether it ran against the clock before the payload turned all of them one way.
    """
    shapes = features.geometry.to_numpy()
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    many = shapely.get_type_id(shapes) >= shapely.GeometryType.MULTIPOINT
    counter = shapely.is_ccw(shapely.get_rings(shapely.get_parts(shapes)))
    return np.packbits(np.concatenate(([ANCHOR in features], many, counter))).tobytes().hex()


def frame_of(payload: Payload, forms: str) -> gpd.GeoDataFrame:
    """The feature frame that was encoded."""
    header, buffers = payload.header, payload.buffers
    xy = buffers["xy"].reshape(-1, 2)
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(forms), dtype=np.uint8)).astype(bool)
    anchored, bits = bits[0], bits[1:]
    if header["geometry"] == "point":
        shapes = shapely.points(xy)
    elif header["geometry"] == "polygon":
        shapes = _shaped(xy, buffers, bits)
    else:
        shapes = _strung(xy, buffers, bits)
    columns = {name: _column(values) for name, values in header["columns"].items()}
    if anchored:
        columns[ANCHOR] = pd.Series(shapely.points(buffers["anchors"].reshape(-1, 2)))
    columns |= {
        name.removeprefix("column."): pd.Series(items.copy())
        for name, items in buffers.items()
        if name.startswith("column.")
    }
    geometry = gpd.GeoSeries(shapes, crs="EPSG:4326", name="geom")
    return gpd.GeoDataFrame(columns, geometry=geometry).rename_geometry("geom")


def _shaped(
    xy: npt.NDArray[Any], buffers: dict[str, npt.NDArray[Any]], bits: npt.NDArray[np.bool_]
) -> Any:
    """Polygons and multipolygons of a payload's buffers."""
    rings: Any = shapely.linearrings(xy, indices=_owners(buffers["rings"]))
    count = len(buffers["features"]) - 1
    many, counter = bits[:count], bits[count : count + len(rings)]
    turned = shapely.is_ccw(rings) != counter
    rings[turned] = shapely.reverse(rings[turned])
    polygons = shapely.polygons(rings, indices=_owners(buffers["polygons"]))
    shapes: Any = shapely.multipolygons(polygons, indices=_owners(buffers["features"]))
    shapes[~many] = shapely.get_geometry(shapes[~many], 0)
    return shapes


def _strung(
    xy: npt.NDArray[Any], buffers: dict[str, npt.NDArray[Any]], many: npt.NDArray[np.bool_]
) -> Any:
    """Lines and multilines of a payload's buffers."""
    parts: Any = shapely.linestrings(xy, indices=_owners(buffers["rings"]))
    shapes: Any = shapely.multilinestrings(parts, indices=_owners(buffers["features"]))
    single = ~many[: len(shapes)]
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    return shapes


def _owners(offsets: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """To which run each item belongs, from where the runs start, and the end: `_offsets` the other way."""
    lengths = np.diff(offsets).astype(np.intp)
    return np.repeat(np.arange(len(lengths)), lengths)


def _column(values: list[Any]) -> pd.Series[Any]:
    """The values of a column: of one type where they are numbers or flags, else objects."""
    if values and all(type(value) in (bool, int) for value in values):
        return pd.Series(np.asarray(values))
    return pd.Series(values, dtype=object)


def _check(features: gpd.GeoDataFrame) -> None:
    missing = {"uid", "label", "class"} - set(features.columns)
    if missing:
        raise ValueError(f"a feature frame needs {', '.join(sorted(missing))}")
    if features.crs is None or features.crs.to_epsg() != 4326:
        raise ValueError(f"features must be in EPSG:4326, not {features.crs}")


def _plain(column: pd.Series[Any]) -> list[Any] | npt.NDArray[Any]:
    """The values as JSON has them: missing ones become null."""
    if column.dtype.kind in "biuf" and isinstance(column.dtype, np.dtype):
        return np.ascontiguousarray(column.to_numpy())  # orjson writes NaN as null
    values = column.to_numpy(dtype=object, copy=True)
    values[pd.isna(values)] = None
    plain: list[Any] = values.tolist()
    return plain


def _is_text(column: pd.Series[Any]) -> bool:
    """Whether a column holds texts only, and none with the sign that parts them."""
    if column.isna().any() or pd.api.types.infer_dtype(column) != "string":
        return False
    return "\0" not in "".join(column)


def _texts(name: str, column: pd.Series[Any]) -> dict[str, tuple[npt.NDArray[Any], str]]:
    text = np.frombuffer(("\0".join(column) + "\0").encode(), dtype=np.uint8)
    starts = np.concatenate(([0], np.flatnonzero(text == 0) + 1))
    return {f"text.{name}": (text, "u8"), f"starts.{name}": (starts, "u32")}


def _points(shapes: npt.NDArray[Any]) -> dict[str, tuple[npt.NDArray[Any], str]]:
    if not (shapely.get_type_id(shapes) == shapely.GeometryType.POINT).all():
        raise ValueError("a point layer holds points only")
    return {"xy": (shapely.get_coordinates(shapes).ravel(), "f64")}


def _polygons(shapes: npt.NDArray[Any]) -> dict[str, tuple[npt.NDArray[Any], str]]:
    kinds = np.isin(
        shapely.get_type_id(shapes),
        (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON),
    )
    if not kinds.all():
        raise ValueError("a polygon layer holds polygons only")
    parts, owners = shapely.get_parts(shapes, return_index=True)
    rings, ring_owners = shapely.get_rings(parts, return_index=True)
    outer = np.diff(ring_owners, prepend=-1) != 0
    wrong = shapely.is_ccw(rings) == outer
    rings[wrong] = shapely.reverse(rings[wrong])
    xy, vertex_owners = shapely.get_coordinates(rings, return_index=True)
    return {
        "xy": (xy.ravel(), "f64"),
        "anchors": (_anchors(shapes).ravel(), "f64"),
        "rings": (_offsets(vertex_owners, len(rings)), "u32"),
        "polygons": (_offsets(ring_owners, len(parts)), "u32"),
        "features": (_offsets(owners, len(shapes)), "u32"),
    }


def _lines(shapes: npt.NDArray[Any]) -> dict[str, tuple[npt.NDArray[Any], str]]:
    kinds = np.isin(
        shapely.get_type_id(shapes),
        (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING),
    )
    if not kinds.all():
        raise ValueError("a line layer holds lines only")
    parts, owners = shapely.get_parts(shapes, return_index=True)
    xy, vertex_owners = shapely.get_coordinates(parts, return_index=True)
    starts = _offsets(owners, len(shapes))
    middles = shapely.line_interpolate_point(parts[starts[:-1]], 0.5, normalized=True)
    return {
        "xy": (xy.ravel(), "f64"),
        "anchors": (shapely.get_coordinates(middles).ravel(), "f64"),
        "rings": (_offsets(vertex_owners, len(parts)), "u32"),
        "polygons": (np.arange(len(parts) + 1), "u32"),
        "features": (starts, "u32"),
    }


def _offsets(owners: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    """Where the run of each owner starts in an array sorted by owner, and the end."""
    return np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=count)))).astype("<u4")


def _anchors(shapes: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Where a name stands: the centroid when it lies inside, else a point that does.

    The shapes are not prepared: that would change them under another thread that reads the same frame.
    """
    centres = shapely.centroid(shapes)
    outside = ~shapely.contains(shapes, centres)
    centres[outside] = shapely.point_on_surface(shapes[outside])
    return shapely.get_coordinates(centres)
