"""The part of a base map that an exported page carries: tiles of its extent, zoom after zoom, within a stated size.

Whole zooms only, from the one that shows the extent in a few tiles: what comes closer than the last of them is shown
from its tiles, larger. What would not fit at all is left out, and the page says so. A block of tiles is
``b"GTT1" | uint32 length | index | tiles``, the index JSON: ``"z/x/y"`` to offset and length.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson

from layers.base.basemap import BaseLook, BaseMap
from resources.text import Text

MAGIC = b"GTT1"
MOST_BYTES = 12_000_000
"""Of tiles in a page; base64 makes a third more of them."""
MOST_TILES = 6_000
FEW = 6
"""The first zoom is the closest that shows the extent in at most so many tiles."""
BESIDE = 0.008
"""Degrees around the extent for tiles in GCJ-02, which lie up to 700 m from where their places are."""

AROUND = 0.15
"""Of its height and width, on each side."""
WIDE = 1.8
"""A window is at most so many times as wide as high."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class CarriedBase:
    """A base map that goes out: what the page is told of it, and its tiles as one block."""

    about: dict[str, Any]
    block: bytes
    tiles: int

    def as_json(self) -> dict[str, Any]:
        """For the answer of the export."""
        zooms = [self.about["low"], self.about["high"]]
        return {"tiles": self.tiles, "zooms": zooms, "bytes": len(self.block)}


LEFT_OUT = Text(
    f"底图未带入（超过 {MOST_BYTES // 1_000_000} MB）",
    f"Base map left out (over {MOST_BYTES // 1_000_000} MB)",
)


def in_view(box: Box) -> Box:
    """`box` with what a wide window shows around it."""
    west, south, east, north = box
    high = (north - south) * (0.5 + AROUND)
    stretch = math.cos(math.radians((south + north) / 2))
    wide = max((east - west) * (0.5 + AROUND), high * WIDE / max(stretch, 0.1))
    x, y = (west + east) / 2, (south + north) / 2
    return x - wide, y - high, x + wide, y + high


def carried(base: BaseMap, look: BaseLook, extent: Box) -> CarriedBase | None:
    """The tiles of (west, south, east, north) in degrees, as many zooms as fit; None when not even the first does.

    Raises BadBaseMap for a tile that can't be read.
    """
    about = base.about
    west, south, east, north = _met(extent, about.bounds, BESIDE if look.datum == "gcj02" else 0)
    first = next(
        (
            z
            for z in range(about.high, about.low, -1)
            if _count(z, (west, south, east, north)) <= FEW
        ),
        about.low,
    )
    index: dict[str, list[int]] = {}
    parts: list[bytes] = []
    offset, high = 0, None
    for z in range(first, about.high + 1):
        places = _count(z, (west, south, east, north))
        if len(index) + places > MOST_TILES:
            break
        level = _level(base, z, (west, south, east, north), MOST_BYTES - offset)
        if level is None:
            break
        for key, content in level:
            index[key] = [offset, len(content)]
            parts.append(content)
            offset += len(content)
        high = z
    if high is None:
        return None
    head = orjson.dumps(index)
    block = b"".join((MAGIC, struct.pack("<I", len(head)), head, *parts))
    kept = replace(about, low=first, high=high, bounds=(west, south, east, north))
    told = {**base.as_json(look), **kept.as_json(), "visible": True, "carried": True}
    return CarriedBase(told, block, len(index))


def _level(base: BaseMap, z: int, box: Box, room: int) -> list[tuple[str, bytes]] | None:
    """The tiles of a zoom with their keys; None when they take more than `room` bytes."""
    found = []
    for x, y in _tiles(z, box):
        tile = base.tile(z, x, y)
        if tile is None:
            continue
        room -= len(tile[1])
        if room < 0:
            return None
        found.append((f"{z}/{x}/{y}", tile[1]))
    return found


def _met(extent: Box, bounds: Box, beside: float) -> Box:
    west, south, east, north = extent
    return (
        max(west - beside, bounds[0]),
        max(south - beside, bounds[1]),
        min(east + beside, bounds[2]),
        min(north + beside, bounds[3]),
    )


def _span(z: int, box: Box) -> tuple[range, range]:
    west, south, east, north = box
    if west >= east or south >= north:
        return range(0), range(0)
    side = 1 << z
    columns = range(max(0, int(_across(west) * side)), min(side - 1, int(_across(east) * side)) + 1)
    rows = range(max(0, int(_down(north) * side)), min(side - 1, int(_down(south) * side)) + 1)
    return columns, rows


def _count(z: int, box: Box) -> int:
    columns, rows = _span(z, box)
    return len(columns) * len(rows)


def _tiles(z: int, box: Box) -> Iterator[tuple[int, int]]:
    columns, rows = _span(z, box)
    return ((x, y) for y in rows for x in columns)


def _across(lng: float) -> float:
    return (lng + 180) / 360


def _down(lat: float) -> float:
    return (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
