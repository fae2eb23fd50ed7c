"""Small base map files of each sort, made after the formats' public specifications: MBTiles, PMTiles, vector tiles."""

from __future__ import annotations

import gzip
import io
import json
import math
import sqlite3
import struct
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from PIL import Image

from layers.base.pmtiles import tile_number

Tile = tuple[int, int, int]
EXTENT = 4096


def tile_at(lon: float, lat: float, z: int) -> tuple[float, float]:
    """Column and row (from the north) of a place, with fractions."""
    n = 1 << z
    return (lon + 180) / 360 * n, (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n


def tiles_over(
    west: float, south: float, east: float, north: float, zooms: Iterable[int]
) -> list[Tile]:
    """Every tile that reaches into a box."""
    found = []
    for z in zooms:
        x0, y0 = (int(v) for v in tile_at(west, north, z))
        x1, y1 = (int(v) for v in tile_at(east, south, z))
        found += [(z, x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)]
    return found


def picture(colour: tuple[int, int, int], sort: str = "PNG") -> bytes:
    """A tile of one colour."""
    held = io.BytesIO()
    Image.new("RGB", (256, 256), colour).save(held, sort)
    return held.getvalue()


def mbtiles(path: Path, tiles: Mapping[Tile, bytes], sort: str, **told: str) -> Path:
    """Write an MBTiles file; rows count from the south there."""
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        file.execute(
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)"
        )
        zooms = [z for z, _, _ in tiles]
        said = {
            "name": "底图",
            "format": sort,
            "minzoom": str(min(zooms)),
            "maxzoom": str(max(zooms)),
        }
        file.executemany("INSERT INTO metadata VALUES (?, ?)", (said | told).items())
        file.executemany(
            "INSERT INTO tiles VALUES (?, ?, ?, ?)",
            ((z, x, (1 << z) - 1 - y, content) for (z, x, y), content in tiles.items()),
        )
    file.close()
    return path


def pmtiles(path: Path, tiles: Mapping[Tile, bytes], sort: int, *, leaves: bool = False) -> Path:
    """Write a PMTiles archive; `sort` is 1 vector, 2 PNG, 3 JPEG, 4 WebP; `leaves` puts the entries one level down."""
    ordered = sorted((tile_number(*tile), content) for tile, content in tiles.items())
    entries, content, at = [], b"", {}
    for number, one in ordered:
        if one not in at:
            at[one] = len(content)
            content += one
        entries.append((number, 1, len(one), at[one]))
    root, below = directory(entries), b""
    if leaves:
        half = max(1, len(entries) // 2)
        parts = [directory(part) for part in (entries[:half], entries[half:]) if part]
        firsts = [entries[0][0], entries[half][0]] if len(parts) > 1 else [entries[0][0]]
        offset = 0
        pointers = []
        for first, part in zip(firsts, parts, strict=True):
            pointers.append((first, 0, len(part), offset))
            offset += len(part)
        root, below = directory(pointers), b"".join(parts)
    told = gzip.compress(json.dumps({"name": "底图", "attribution": "<b>示例</b>"}).encode())
    zooms = [z for z, _, _ in tiles]
    sections, start = [], 127
    for part in (root, told, below, content):
        sections += [start, len(part)]
        start += len(part)
    head = b"PMTiles\x03" + struct.pack("<11Q", *sections, len(entries), len(entries), len(at))
    head += struct.pack("<6B", 1, 2, 2 if sort == 1 else 1, sort, min(zooms), max(zooms))
    bounds = (113.0, 33.0, 115.0, 35.0)
    head += struct.pack("<4i", *(round(value * 1e7) for value in bounds))
    head += b"\0" * (127 - len(head))
    # the header wants: clustered, directory compression, tile compression, tile type, zooms
    path.write_bytes(head + root + told + below + content)
    return path


def directory(entries: list[tuple[int, int, int, int]]) -> bytes:
    """Entries (first, run, length, offset) as a packed directory."""
    columns: list[Callable[[], Iterable[int]]] = [
        lambda: (
            b - a
            for a, b in zip([0, *(e[0] for e in entries)], (e[0] for e in entries), strict=False)
        ),
        lambda: (e[1] for e in entries),
        lambda: (e[2] for e in entries),
        lambda: (e[3] + 1 for e in entries),
    ]
    return gzip.compress(varint(len(entries)) + b"".join(varint(v) for c in columns for v in c()))


def varint(value: int) -> bytes:
    """LEB128."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def vector_tile(layers: Mapping[str, Iterable[tuple[str, list[tuple[int, int]]]]]) -> bytes:
    """A packed vector tile: of each layer, polygons by their corners (0 to 4096) and their ``class``."""
    whole = b""
    for name, shapes in layers.items():
        body = _field(15, 0, 2) + _bytes(1, name.encode()) + _bytes(3, b"class")
        for i, (kind, corners) in enumerate(shapes):
            body += _bytes(4, _bytes(1, kind.encode()))
            feature = _bytes(2, varint(0) + varint(i)) + _field(3, 0, 3) + _bytes(4, _ring(corners))
            body += _bytes(2, feature)
        whole += _bytes(3, body + _field(5, 0, EXTENT))
    return gzip.compress(whole)


def _ring(corners: list[tuple[int, int]]) -> bytes:
    out, before = b"", (0, 0)
    for i, (x, y) in enumerate(corners):
        out += varint(9) if i == 0 else varint(2 | (len(corners) - 1) << 3) if i == 1 else b""
        for step in (x - before[0], y - before[1]):
            out += varint((step << 1) ^ (step >> 31))
        before = (x, y)
    return out + varint(15)


def _field(number: int, wire: int, value: int) -> bytes:
    return varint(number << 3 | wire) + varint(value)


def _bytes(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content
