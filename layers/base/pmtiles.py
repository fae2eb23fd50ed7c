"""Reads PMTiles archives, version 3: a header, directories of tiles along a Hilbert curve, tiles.

Written after the public specification of the format. Every length and offset is checked against the file before it is
followed, and what is unpacked is bounded. Tiles come as they are stored, with their gzip; no other compression is read.
"""

from __future__ import annotations

import struct
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

HEADER = 127
_TYPES = {1: "mvt", 2: "png", 3: "jpeg", 4: "webp"}
_PLAIN, _GZIP = 1, 2
_MOST_DIRECTORY = 64 * 1024 * 1024
_MOST_TILE = 8 * 1024 * 1024
_DEPTH = 4
_KEPT = 64

Numbers = npt.NDArray[np.uint64]


class BadArchive(Exception):
    """The file is not what its header says."""


@dataclass(frozen=True, slots=True)
class Head:
    """The header of an archive; bounds are (west, south, east, north) in EPSG:4326."""

    root: tuple[int, int]
    metadata: tuple[int, int]
    leaves: tuple[int, int]
    tiles: tuple[int, int]
    packed: int
    tile_packed: int
    tile_type: str
    low: int
    high: int
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Directory:
    """Entries by tile number: `run` tiles from `first` share a tile; a run of 0 points to another directory."""

    first: Numbers
    run: Numbers
    length: Numbers
    offset: Numbers


class Archive:
    """An open archive. Its methods may be called from any thread; BadArchive when the file is damaged."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._size = path.stat().st_size
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[int, int], _Directory] = OrderedDict()
        try:
            self.head = _head(self._read(0, HEADER))
            self._root = _directory(self._unpacked(self._read(*self.head.root)))
        except BaseException:
            self._file.close()
            raise

    def metadata(self) -> bytes:
        """The JSON document that the archive carries."""
        return self._unpacked(self._read(*self.head.metadata))

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """A tile as it is stored, None when there is none."""
        number = tile_number(z, x, y)
        directory = self._root
        for _ in range(_DEPTH):
            at = int(np.searchsorted(directory.first, np.uint64(number), side="right")) - 1
            if at < 0:
                return None
            run, length = int(directory.run[at]), int(directory.length[at])
            start = int(directory.offset[at])
            if run:
                if number >= int(directory.first[at]) + run:
                    return None
                if length > _MOST_TILE:
                    raise BadArchive("a tile of too many bytes")
                return self._within(self.head.tiles, start, length)
            directory = self._leaf(start, length)
        raise BadArchive("directories too deep")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._file.close()

    def _leaf(self, start: int, length: int) -> _Directory:
        key = (start, length)
        with self._lock:
            found = self._known.get(key)
            if found is not None:
                self._known.move_to_end(key)
                return found
        found = _directory(self._unpacked(self._within(self.head.leaves, start, length)))
        with self._lock:
            self._known[key] = found
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return found

    def _within(self, section: tuple[int, int], start: int, length: int) -> bytes:
        offset, size = section
        if start + length > size:
            raise BadArchive("an entry beyond its section")
        return self._read(offset + start, length)

    def _read(self, offset: int, length: int) -> bytes:
        if length > _MOST_DIRECTORY or offset + length > self._size:
            raise BadArchive("beyond the end of the file")
        with self._lock:
            self._file.seek(offset)
            content = self._file.read(length)
        if len(content) != length:
            raise BadArchive("the file is cut short")
        return content

    def _unpacked(self, content: bytes) -> bytes:
        if self.head.packed == _PLAIN:
            return content
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            found = inflate.decompress(content, _MOST_DIRECTORY)
        except zlib.error as error:
            raise BadArchive("a damaged directory") from error
        if not inflate.eof:
            raise BadArchive("a directory of too many bytes, or cut short")
        return found


def _head(content: bytes) -> Head:
    if content[:7] != b"PMTiles" or content[7] != 3:
        raise BadArchive("no PMTiles of version 3")
    numbers = struct.unpack_from("<11Q", content, 8)
    packed, tile_packed, tile_type, low, high = struct.unpack_from("<5B", content, 97)
    if packed not in (_PLAIN, _GZIP) or tile_packed not in (0, _PLAIN, _GZIP):
        raise BadArchive("a compression other than gzip")
    west, south, east, north = (n / 1e7 for n in struct.unpack_from("<4i", content, 102))
    root, metadata, leaves, tiles = (
        (numbers[0], numbers[1]),
        (numbers[2], numbers[3]),
        (numbers[4], numbers[5]),
        (numbers[6], numbers[7]),
    )
    kind = _TYPES.get(tile_type, "")
    return Head(
        root,
        metadata,
        leaves,
        tiles,
        packed,
        tile_packed,
        kind,
        low,
        high,
        (west, south, east, north),
    )


def _directory(content: bytes) -> _Directory:
    values = _varints(content)
    if not len(values):
        raise BadArchive("an empty directory")
    count = int(values[0])
    if len(values) != 1 + 4 * count:
        raise BadArchive("a directory of another length than it says")
    steps, run, length, coded = values[1:].reshape(4, count)
    offset = coded.copy()
    # 0 stands for "right behind the entry before"; anything else is the offset and 1.
    for i in range(count):
        if coded[i]:
            offset[i] = coded[i] - np.uint64(1)
        elif i:
            offset[i] = offset[i - 1] + length[i - 1]
        else:
            raise BadArchive("a first entry without an offset")
    return _Directory(np.cumsum(steps, dtype=np.uint64), run, length, offset)


def _varints(content: bytes) -> Numbers:
    """Every number of a text of LEB128 numbers, at once."""
    raw = np.frombuffer(content, np.uint8)
    last = raw < 128
    if len(raw) and not last[-1]:
        raise BadArchive("a number cut short")
    ends = np.flatnonzero(last)
    starts = np.concatenate(([0], ends[:-1] + 1)).astype(np.int64)[: len(ends)]
    if len(ends) and int((ends - starts).max()) > 9:
        raise BadArchive("a number too long")
    place = np.arange(len(raw)) - np.repeat(starts, ends - starts + 1)
    parts = (raw & 127).astype(np.uint64) << (place * 7).astype(np.uint64)
    return np.add.reduceat(parts, starts) if len(ends) else np.empty(0, np.uint64)


def tile_number(z: int, x: int, y: int) -> int:
    """The place of a tile on the curve: every tile of the zooms below comes first."""
    number = ((1 << (2 * z)) - 1) // 3
    for bit in range(z - 1, -1, -1):
        side = 1 << bit
        right, down = int(x & side > 0), int(y & side > 0)
        number += side * side * ((3 * right) ^ down)
        if not down:
            if right:
                x, y = side - 1 - (x & (side - 1)), side - 1 - (y & (side - 1))
            x, y = y, x
    return number
