"""Is the file whole? Counted from its own headers, before a driver that would read what is left.

A driver that meets the end too early often gives the rows it has and a warning; half an import is
what must not happen.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import orjson

from gis.transfer.errors import TransferError
from resources.text import Text

_XML_TAIL = 4096


def refuse_incomplete(path: Path, sort: str) -> None:
    """Raise `TransferError` when the file of format `sort` ends before its own end."""
    check = {
        "shapefile": _shapefile,
        "gpkg": _sqlite,
        "osm": _blobs,
        "kml": _xml,
        "gpx": _xml,
        "geojson": _json,
        "geojsonseq": _lines,
    }.get(sort)
    if check is not None and not check(path):
        raise TransferError(
            Text(
                f"文件“{path.name}”不完整或已损坏，没有导入。重新取得这个文件。",
                f"The file “{path.name}” is incomplete or damaged; nothing was imported. "
                "Get the file again.",
            )
        )


def refuse_broken_lines(path: Path) -> None:
    """Refuse a GeoJSON sequence (UTF-8) of which a record can't be read: its driver goes on with the next."""
    with path.open("rb") as opened:
        marked = opened.read(1) == b"\x1e"
        opened.seek(0)
        records = _marked(opened) if marked else enumerate(opened, start=1)
        for number, record in records:
            if record.strip() and not _json_record(record.strip()):
                raise TransferError(
                    Text(
                        f"第 {number} 行起的一条记录读不出来，没有导入。文件可能不完整或已损坏。",
                        f"The record from line {number} on can't be read; nothing was imported. The file may be "
                        "incomplete or damaged.",
                    )
                )


def _marked(opened: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The records of a sequence whose marks begin them, with the lines that they begin on."""
    held, began = b"", 1
    for number, line in enumerate(opened, start=1):
        parts = line.split(b"\x1e")
        held += parts[0]
        for part in parts[1:]:
            yield began, held
            held, began = part, number
    yield began, held


def _json_record(record: bytes) -> bool:
    try:
        orjson.loads(record)
    except orjson.JSONDecodeError:
        try:
            json.loads(record)  # takes NaN and infinity, which rows are refused for one by one
        except (ValueError, RecursionError):
            return False
    return True


def refuse_unpaired(path: Path, rows: int) -> None:
    """Refuse a shapefile whose attribute table has another number of rows than there are shapes: none knows its own."""
    index = path.with_suffix(".shx")
    shapes = (index.stat().st_size - 100) // 8 if index.exists() else _shapes(path)
    if shapes != rows:
        raise TransferError(
            Text(
                f"“{path.name}”有 {shapes} 个图形，属性表却有 {rows} 行，对不上，没有导入。重新取得这组文件。",
                f"“{path.name}” has {shapes} shapes but its attribute table {rows} rows, so that they can't be "
                "told together; nothing was imported. Get the files again.",
            )
        )


def _shapes(path: Path) -> int:
    """How many records the .shp at `path` holds, by their own lengths."""
    size, at, count = path.stat().st_size, 100, 0
    with path.open("rb") as opened:
        while at + 8 <= size:
            opened.seek(at)
            at += 8 + struct.unpack(">2i", opened.read(8))[1] * 2
            if at > size:
                break
            count += 1
    return count


def refuse_declarations(path: Path) -> None:
    """Refuse XML that declares a document type: entities multiply, and name other files."""
    with path.open("rb") as opened:
        overlap = b""
        while block := opened.read(1 << 20):
            plain = (overlap + block).replace(b"\x00", b"")
            if re.search(rb"<!(?:DOCTYPE|ENTITY)", plain, re.IGNORECASE):
                raise TransferError(
                    Text(
                        "文件里有 XML 实体或文档类型声明，没有导入。由原软件重新导出。",
                        "The file declares XML entities or a document type; nothing was imported. "
                        "Export it again from the program it came from.",
                    )
                )
            overlap = block[-32:]


def _shapefile(path: Path) -> bool:
    size = path.stat().st_size
    with path.open("rb") as opened:
        head = opened.read(28)
    if len(head) < 28 or struct.unpack_from(">i", head, 24)[0] * 2 > size or size < 100:
        return False
    index = path.with_suffix(".shx")
    if not index.exists():
        return True
    entries = index.read_bytes()[100:]
    if len(entries) % 8:
        return False
    if len(entries):
        start, length = struct.unpack(">2i", entries[-8:])
        return bool(0 <= (start + 4 + length) * 2 <= size)
    return True


def _sqlite(path: Path) -> bool:
    with path.open("rb") as opened:
        head = opened.read(100)
    if len(head) < 100:
        return False
    page = int(struct.unpack_from(">H", head, 16)[0])
    page = 65536 if page == 1 else page
    changed, pages, valid_for = (int(struct.unpack_from(">I", head, at)[0]) for at in (24, 28, 92))
    if page < 512 or page & (page - 1):
        return False
    size = path.stat().st_size
    # The count in the header is good only when it was written with the last change.
    return size % page == 0 and (changed != valid_for or pages * page <= size)


def _blobs(path: Path) -> bool:
    """PBF: a length, a header that tells the blob's length, the blob, and so on to the very end."""
    size, at, count = path.stat().st_size, 0, 0
    with path.open("rb") as opened:
        while at < size:
            raw = opened.read(4)
            if len(raw) < 4:
                return False
            length = struct.unpack(">I", raw)[0]
            if length > 65536:
                return False
            blob = _blob_size(opened.read(length))
            if blob is None:
                return False
            at += 4 + length + blob
            opened.seek(at)
            count += 1
    return at == size and count > 0


def _blob_size(head: bytes) -> int | None:
    """Field 3 (datasize) of a BlobHeader."""
    at = 0
    while at < len(head):
        key, at = _varint(head, at)
        value, at = _varint(head, at)
        if key == 0x18:
            return value
        if key & 7 == 2:
            at += value
        elif key & 7 != 0:
            return None
    return None


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(raw) and shift < 64:
        value |= (raw[at] & 0x7F) << shift
        at += 1
        if raw[at - 1] < 0x80:
            break
        shift += 7
    return value, at


def _tail(path: Path) -> bytes:
    with path.open("rb") as opened:
        opened.seek(max(path.stat().st_size - _XML_TAIL, 0))
        return opened.read().replace(b"\x00", b"").rstrip(b" \t\r\n")


def _xml(path: Path) -> bool:
    return bool(
        re.search(
            rb"</(?:[\w.-]+:)?(kml|gpx)\s*>(\s|<!--.*?-->)*$",
            _tail(path),
            re.IGNORECASE | re.DOTALL,
        )
    )


def _json(path: Path) -> bool:
    return _tail(path).endswith((b"}", b"]"))


def _lines(path: Path) -> bool:
    return _tail(path).endswith(b"}")
