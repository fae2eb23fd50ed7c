"""Unpacking a zip that nobody trusts, into a private folder.

Members are written under names of ours in one flat folder: an archive has no path of its own here.
Links, encrypted members and archives in archives are refused; the number of members, the bytes
that really come out (never the number the archive states) and their ratio are capped.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gis.transfer.errors import TransferError
from gis.transfer.limits import Limits
from resources.text import Text

_BLOCK = 1 << 16
_SLACK = 4 << 20  # small archives may have any ratio
_UTF8_NAME = 0x800


def _refusal(zh: str, en: str) -> TransferError:
    return TransferError(Text(f"没有打开压缩包：{zh}。", f"The archive was not opened: {en}."))


def members(archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    """The files of `archive`, once nothing about its directory is suspicious."""
    listed = archive.infolist()
    if len(listed) > limits.members:
        raise _refusal(
            f"文件超过 {limits.members} 个", f"it holds more than {limits.members} files"
        )
    taken = []
    for one in listed:
        mode = one.external_attr >> 16
        if stat.S_ISLNK(mode):
            raise _refusal("里面有链接", "it holds a link")
        parts = PurePosixPath(one.filename.replace("\\", "/")).parts
        if ".." in parts or one.filename.startswith(("/", "\\")) or ":" in one.filename[:3]:
            raise _refusal("里面的文件名指向压缩包之外", "a name in it points outside the archive")
        if one.flag_bits & 1:
            raise _refusal("它有密码，先解密", "it has a password; decrypt it first")
        if not one.is_dir() and "__MACOSX" not in parts:
            taken.append(one)
    return taken


def unpack(path: Path, folder: Path, limits: Limits) -> dict[Path, str]:
    """Write every file of the zip at `path` flat into `folder`; returns each with its name in the archive.

    Files that belong together by name in one folder of the archive stay together: each folder
    of the archive gets a number before the name.

    Raises
    ------
    TransferError
        The archive is damaged, or one of the caps or rules of this module refuses it.
    """
    written: dict[Path, str] = {}
    packed = max(path.stat().st_size, 1)
    room = min(limits.unpacked_bytes, packed * limits.ratio + _SLACK)
    try:
        with zipfile.ZipFile(path) as archive:
            folders: dict[str, int] = {}
            for one in members(archive, limits):
                name = _name(one)
                parent = str(PurePosixPath(name).parent)
                number = folders.setdefault(parent, len(folders))
                target = folder / f"{number:03d}_{_safe(PurePosixPath(name).name)}"
                if target.exists():
                    raise _refusal("里面有重名的文件", "two files in it have the same name")
                with target.open("xb") as out:
                    for block in _blocks(archive, one):
                        room -= len(block)
                        if room < 0:
                            raise _refusal(
                                "解开后大得不正常，可能是压缩炸弹",
                                "it grows abnormally when unpacked and may be a zip bomb",
                            )
                        out.write(block)
                written[target] = name
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise _refusal("已损坏或不完整", "it is damaged or incomplete") from error
    return written


_UNCOMPUTED = re.compile(
    rb"</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>|<f\b[^>]*/>\s*(?:<v\s*/>)?\s*</c>"
)
_FROM_1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true)[\"']")
_OVERLAP = 64


@dataclass(frozen=True, slots=True)
class Book:
    """What an Excel book tells before it is opened.

    ``uncomputed`` formulas have no result with them: programs that only write books leave that to the one that
    opens them. With ``from_1904`` it counts days from 1904, as those of Macintosh did.
    """

    uncomputed: int
    from_1904: bool


def check_book(path: Path, limits: Limits) -> Book:
    """Refuse an Excel book that is a bomb, before any parser opens it; it is not unpacked."""
    uncomputed, from_1904 = 0, False
    room = min(limits.unpacked_bytes, path.stat().st_size * limits.ratio + _SLACK)
    try:
        with zipfile.ZipFile(path) as archive:
            for one in members(archive, limits):
                last = b""
                for block in _blocks(archive, one):
                    room -= len(block)
                    if room < 0:
                        raise _refusal(
                            "解开后大得不正常，可能是压缩炸弹",
                            "it grows abnormally when unpacked and may be a zip bomb",
                        )
                    if "/worksheets/" in one.filename:
                        uncomputed += sum(
                            found.end() > len(last) for found in _UNCOMPUTED.finditer(last + block)
                        )
                        last = block[-_OVERLAP:]
                    if one.filename == "xl/workbook.xml":
                        from_1904 = from_1904 or _FROM_1904.search(block) is not None
                    if b"<!ENTITY" in block or b"<!DOCTYPE" in block:
                        raise _refusal("里面有 XML 实体声明", "it declares XML entities")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise _refusal("已损坏或不完整", "it is damaged or incomplete") from error
    return Book(uncomputed, from_1904)


def _blocks(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(one) as opened:
        while block := opened.read(_BLOCK):
            yield block


def _name(one: zipfile.ZipInfo) -> str:
    """The member's name; one without the UTF-8 mark was written by a program of some code page."""
    if one.flag_bits & _UTF8_NAME:
        return one.filename
    raw = one.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return one.filename


def _safe(name: str) -> str:
    """`name` with nothing that a file system or a driver could take for more than a name."""
    kept = re.sub(r"[^\w.()\-（） ]", "_", name).strip(". ") or "file"
    stem, dot, suffix = kept.rpartition(".")
    return f"{stem[:100]}{dot}{suffix[:12].lower()}" if dot else kept[:100]
