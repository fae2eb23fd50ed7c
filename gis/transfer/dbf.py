"""The attribute table of a shapefile as bytes: its texts for telling the encoding, and its repair.

A .dbf cuts text at the width of its column, often in the middle of a Chinese character; the half
that is left makes the value undecodable. `heal` blanks such halves in the private copy, so that the
driver reads everything else. Nothing here opens the file that the user gave.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gis.transfer.errors import TransferError
from gis.transfer.text import first_bad
from resources.text import Text

_SAMPLE_ROWS = 3000
_PAGES = {
    **dict.fromkeys((0x03, 0x57, 0x58, 0x59), "cp1252"),
    **dict.fromkeys((0x4D, 0x7A), "gb18030"),
    **dict.fromkeys((0x4E, 0x79), "cp949"),
    **dict.fromkeys((0x4F, 0x78), "big5"),
    **dict.fromkeys((0x13, 0x7B), "cp932"),
    **dict.fromkeys((0x50, 0x7C), "cp874"),
    **dict.fromkeys((0x26, 0x65), "cp866"),
    0xC8: "cp1250",
    0xC9: "cp1251",
    0xCA: "cp1254",
    0xCB: "cp1253",
    0x7D: "cp1255",
    0x7E: "cp1256",
}
"""The mark of language (byte 29) to the encoding it stands for."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the records of a .dbf lie and which columns hold text."""

    rows: int
    first: int
    width: int
    texts: tuple[tuple[int, int], ...]  # offset in the record, width
    names: tuple[bytes, ...]
    page: str | None = None
    """The encoding that its mark of language names; often a wrong one, so it confirms and never decides."""


def layout(path: Path) -> Layout:
    """Read the header at `path`; `TransferError` when the file is shorter than it says."""
    with path.open("rb") as opened:
        head = opened.read(32)
        if len(head) < 32:
            raise _cut(path)
        rows, first, width = struct.unpack_from("<IHH", head, 4)
        columns = opened.read(max(first - 32, 0))
    texts, names, at = [], [], 1
    for i in range(0, len(columns) - 31, 32):
        if columns[i] == 0x0D:
            break
        names.append(columns[i : i + 11].split(b"\x00")[0])
        size = columns[i + 16]
        if columns[i + 11 : i + 12] == b"C":
            texts.append((at, size))
        at += size
    size_on_disk = path.stat().st_size
    if width == 0 or first < 33 or at > width or first + rows * width > size_on_disk + 1:
        raise _cut(path)
    return Layout(rows, first, width, tuple(texts), tuple(names), _PAGES.get(head[29]))


def _cut(path: Path) -> TransferError:
    return TransferError(
        Text(
            f"属性表“{path.name}”不完整。重新取得这组文件。",
            f"The attribute table “{path.name}” is incomplete. Get the files again.",
        )
    )


def _records(path: Path, found: Layout, mode: str = "r") -> NDArray[np.uint8]:
    whole = np.memmap(path, dtype=np.uint8, mode=mode, offset=found.first)  # type: ignore[call-overload]
    records: NDArray[np.uint8] = whole[: found.rows * found.width].reshape(found.rows, found.width)
    return records


def texts_of(path: Path, found: Layout) -> list[bytes]:
    """A sample of the texts above ASCII: column names first, then values, blanks stripped."""
    values = [name for name in found.names if max(name, default=0) > 0x7F]
    if not found.rows:
        return values
    records = _records(path, found)
    pick = np.unique(np.linspace(0, found.rows - 1, min(found.rows, _SAMPLE_ROWS)).astype(int))
    for at, size in found.texts:
        column = np.ascontiguousarray(records[pick, at : at + size])
        high = column[(column > 0x7F).any(axis=1)]
        values += [row.tobytes().rstrip(b" \x00") for row in high]
    return values


def heal(path: Path, found: Layout, encoding: str) -> int:
    """Blank the half characters at the ends of values, in place; returns how many were cut.

    What is wrong anywhere else in a value is left, and shows as U+FFFD later.
    """
    if not found.rows:
        return 0
    records = _records(path, found, "r+")
    healed = 0
    for at, size in found.texts:
        column = records[:, at : at + size]
        for row in np.flatnonzero((column > 0x7F).any(axis=1)).tolist():
            value = column[row].tobytes()
            bare = value.rstrip(b" \x00")
            bad = first_bad(bare, encoding)
            if bad is None:
                continue
            if bad >= len(bare) - 3:
                kept = bare[:bad]
                healed += 1
            else:
                kept = bare.decode(encoding, errors="replace").encode(encoding, errors="replace")
                kept = kept[:size]
                if (end := first_bad(kept, encoding)) is not None:
                    kept = kept[:end]
            column[row] = np.frombuffer(kept.ljust(size, b" "), dtype=np.uint8)
    return healed


def heal_names(path: Path, found: Layout, encoding: str) -> int:
    """Take the half characters from the ends of column names, in place; returns how many had one.

    A .dbf gives a name ten bytes, which is three characters and a third in UTF-8.
    """
    healed = 0
    with path.open("r+b") as opened:
        for i, name in enumerate(found.names):
            bad = first_bad(name, encoding)
            if bad is None:
                continue
            opened.seek(32 + 32 * i)
            opened.write(name[:bad].ljust(11, b"\x00"))
            healed += 1
    return healed
