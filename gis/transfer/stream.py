"""How rows cross from the child process: frames of plain JSON and plain numbers.

A frame is one letter, a length and that many bytes. `H` is the head (what the file is), `R` some
rows, `P` progress, `Z` the end, `Q` a question, `E` an error. Geometry crosses as coordinates and
offsets, not as a format that the parent would have to parse; every offset is checked before GEOS
sees it, so that a child in hostile hands can lie about coordinates and nothing more.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import IO, Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Whole = NDArray[np.int64]

NULL, EMPTY, SOUND, REFUSED, NOT_FINITE, MIXED = range(6)
"""What became of a row's geometry: none, one without coordinates, a usable one, one that GEOS
would not build (a repaired one is sent along if there is one), one with NaN or infinity, one of
several dimensions (its highest is sent)."""

_FAMILIES: tuple[tuple[int, shapely.GeometryType, Callable[..., Any]], ...] = (
    (0, shapely.GeometryType.MULTIPOINT, shapely.multipoints),
    (1, shapely.GeometryType.MULTILINESTRING, shapely.multilinestrings),
    (2, shapely.GeometryType.MULTIPOLYGON, shapely.multipolygons),
)


class BrokenStream(ValueError):
    """The bytes are not what a child of ours writes."""


def send(out: IO[bytes], sort: bytes, payload: bytes) -> None:
    """Write one frame."""
    out.write(sort + struct.pack("<Q", len(payload)) + payload)
    out.flush()


def receive(source: IO[bytes], most: int) -> tuple[bytes, bytes] | None:
    """The next frame, None at the end; `BrokenStream` for one above `most` bytes or cut."""
    head = source.read(9)
    if not head:
        return None
    if len(head) < 9:
        raise BrokenStream("a frame is cut")
    length = struct.unpack_from("<Q", head, 1)[0]
    if length > most:
        raise BrokenStream("a frame is too long")
    payload = source.read(length)
    if len(payload) < length:
        raise BrokenStream("a frame is cut")
    return head[:1], payload


def pack_rows(
    columns: dict[str, list[Any]], rows: Whole, shapes: Shapes | None, states: NDArray[np.uint8]
) -> bytes:
    """One `R` frame: values by column, the row's number in the file, geometry and its state."""
    buffers: list[NDArray[Any]] = [rows.astype("<i8"), states]
    families = []
    if shapes is not None:
        dimension = np.where(shapely.is_missing(shapes), -1, shapely.get_dimensions(shapes))
        for family, _sort, multi in _FAMILIES:
            at = np.flatnonzero((dimension == family) & ~shapely.is_empty(shapes))
            if not len(at):
                continue
            parts, owner = shapely.get_parts(shapes[at], return_index=True)
            _kind, xy, offsets = shapely.to_ragged_array(
                shapely.force_2d(multi(parts, indices=owner))
            )
            families.append([family, len(offsets)])
            buffers += [at.astype("<i8"), xy.astype("<f8"), *(o.astype("<i8") for o in offsets)]
    head = orjson.dumps(
        {"columns": columns, "sizes": [b.size for b in buffers], "families": families},
        option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS,
        default=str,
    )
    parts_ = [struct.pack("<Q", len(head)), head, *(b.tobytes() for b in buffers)]
    return b"".join(parts_)


def unpack_rows(payload: bytes) -> tuple[dict[str, list[Any]], Whole, Shapes, NDArray[np.uint8]]:
    """What `pack_rows` wrote; `BrokenStream` when a size or an offset does not fit."""
    try:
        return _unpack(payload)
    except (KeyError, IndexError, TypeError, ValueError, struct.error) as error:
        raise BrokenStream(str(error)) from error
    except shapely.errors.GEOSException as error:
        raise BrokenStream("a geometry does not hold together") from error


def _unpack(payload: bytes) -> tuple[dict[str, list[Any]], Whole, Shapes, NDArray[np.uint8]]:
    length = struct.unpack_from("<Q", payload)[0]
    head = orjson.loads(payload[8 : 8 + length])
    at = 8 + length
    sizes = iter(head["sizes"])

    def take(dtype: str) -> NDArray[Any]:
        nonlocal at
        count = int(next(sizes))
        found = np.frombuffer(payload, dtype=dtype, count=count, offset=at)
        at += found.nbytes
        return found

    rows = take("<i8").astype(np.int64)
    states = take("u1").copy()
    count = len(rows)
    if len(states) != count or any(len(v) != count for v in head["columns"].values()):
        raise BrokenStream("columns differ in length")
    shapes = np.full(count, None, dtype=object)
    shapes[states == EMPTY] = shapely.Point()
    for family, levels in head["families"]:
        where, flat = take("<i8"), take("<f8")
        xy = flat.reshape(-1, 2)
        offsets = tuple(take("<i8") for _ in range(levels))
        inner = len(xy)
        for offset in offsets:
            if (
                not len(offset)
                or offset[0] != 0
                or offset[-1] != inner
                or (np.diff(offset) < 0).any()
            ):
                raise BrokenStream("offsets do not fit")
            inner = len(offset) - 1
        if inner != len(where) or (where < 0).any() or (where >= count).any():
            raise BrokenStream("rows do not fit")
        built = shapely.from_ragged_array(_FAMILIES[family][1], xy, offsets)
        single = shapely.get_num_geometries(built) == 1
        built[single] = shapely.get_geometry(built[single], 0)
        shapes[where] = built
    return head["columns"], rows, shapes, states
