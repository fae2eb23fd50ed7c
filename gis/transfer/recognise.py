"""What kind of file this is, by what is in it; its name decides nothing.

Only bytes are looked at. What is not on the list (`FORMATS`) is refused with a sentence, a VRT
under any name first of all.
"""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path

from gis.transfer.errors import TransferError
from gis.transfer.text import detect
from resources.text import Text

FORMATS = {
    "shapefile": "Shapefile",
    "gpkg": "GeoPackage",
    "geojson": "GeoJSON",
    "geojsonseq": "GeoJSON text sequence",
    "kml": "KML",
    "gpx": "GPX",
    "osm": "OpenStreetMap PBF",
    "table": "CSV / TSV",
    "xlsx": "Excel XLSX",
    "zip": "Zip archive",
}
_OTHERS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": (
        "是旧版 Excel（.xls）或加密的文件。请在 Excel 或 WPS 里另存为 XLSX 再导入。",
        "is an old Excel file (.xls) or encrypted. Save it as XLSX, then import that.",
    ),
    b"Rar!": ("是 RAR 压缩包。请先解压。", "is a RAR archive. Unpack it first."),
    b"7z\xbc\xaf": ("是 7z 压缩包。请先解压。", "is a 7z archive. Unpack it first."),
    b"AC10": (
        "是 CAD 图（DWG）。请由测绘软件导出为 Shapefile 或 GeoPackage。",
        "is a CAD drawing (DWG). Export it as a shapefile or GeoPackage.",
    ),
}
"""How files that people often have begin, and what to do with them instead."""
_LOOK = 65536
_UTF16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ROOT = re.compile(r"<\s*(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s>/]")
_NOT_ELEMENTS = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.DOTALL)


def recognise(path: Path) -> str:
    """The format of the file at `path`, a key of `FORMATS`.

    Raises
    ------
    TransferError
        Empty, unreadable, or nothing that is taken in.
    """
    try:
        with path.open("rb") as opened:
            head = opened.read(_LOOK)
    except OSError as error:
        raise TransferError(
            Text(f"打不开文件“{path.name}”。", f"The file “{path.name}” can't be opened.")
        ) from error
    if not head:
        raise TransferError(Text(f"文件“{path.name}”是空的。", f"The file “{path.name}” is empty."))
    for mark, (zh, en) in _OTHERS.items():
        if head.startswith(mark):
            raise TransferError(Text(f"“{path.name}”{zh}", f"“{path.name}” {en}"))
    found = _binary(head) or _text(head)
    if found == "zip":
        found = _inside(path)
    if found is None:
        raise not_taken(path.name)
    return found


def not_taken(name: str, what: str = "") -> TransferError:
    """The refusal of a file that is none of the formats."""
    listed = "、".join(FORMATS.values())
    english = ", ".join(FORMATS.values())
    about = f"（{what}）" if what else ""
    about_en = f" ({what})" if what else ""
    return TransferError(
        Text(
            f"文件“{name}”{about}不是可导入的格式。可导入：{listed}。",
            f"The file “{name}”{about_en} is in no format that can be imported. These can: {english}.",
        )
    )


def _binary(head: bytes) -> str | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    if len(head) >= 32 and struct.unpack_from(">i", head)[0] == 9994:
        return "shapefile"
    if len(head) > 20 and head[4:6] == b"\x0a\x09" and head[6:15] == b"OSMHeader":
        return "osm"
    return None


def _text(head: bytes) -> str | None:
    if head[:2] in _UTF16:
        text = head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    text = text.removeprefix("\ufeff")
    bare = text.lstrip("\x1e \t\r\n")
    if bare.startswith("<"):
        root = _ROOT.search(_NOT_ELEMENTS.sub("", bare))
        return {"kml": "kml", "gpx": "gpx"}.get(root[1].lower() if root else "")
    if bare.startswith(("{", "[")):
        return _json(text, bare)
    if "\x00" in text and (guess := detect(head).encoding).startswith("utf-16"):
        text = head[: len(head) // 2 * 2].decode(guess, errors="replace")
        bare = text.strip()
    if "\x00" in text or not bare or _control_share(text) > 0.01:
        return None
    return "table" if re.search(r"[,\t;|，]", text) or "\n" in bare.strip() else None


def _json(text: str, bare: str) -> str | None:
    if text.startswith("\x1e"):
        return "geojsonseq"
    first = bare.partition("\n")[0].strip()
    lines = [line for line in bare.split("\n") if line.strip()]
    if len(lines) > 1 and first.endswith("}") and lines[1].lstrip("\x1e").startswith("{"):
        return "geojsonseq"
    if re.search(r'"type"\s*:\s*"Topology"|"(geometryType|type)"\s*:\s*"esri', bare):
        return None
    known = re.search(r'"(type|features|geometry|coordinates)"\s*:', bare)
    return "geojson" if known else None


def _control_share(text: str) -> float:
    odd = sum(1 for c in text if ord(c) < 32 and c not in "\t\r\n\f\x1a")
    return odd / len(text)


def _inside(path: Path) -> str | None:
    """Which kind of archive: an Excel book, or a zip to be unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:5000]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise TransferError(
            Text(
                f"压缩包“{path.name}”已损坏或不完整。请重新取得这个文件。",
                f"The archive “{path.name}” is damaged or incomplete. Get the file again.",
            )
        ) from error
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    return "zip"
