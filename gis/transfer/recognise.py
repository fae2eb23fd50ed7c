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
from gis.transfer.strangers import known_stranger, stranger_in_zip
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
    "records": "JSON",
    "zip": "Zip archive",
}
_LOOK = 65536
_UTF16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ROOT = re.compile(r"<\s*(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s>/]")
_FEATURE = re.compile(r'"type"\s*:\s*"Feature"')
_SHAPED = re.compile(
    r'"type"\s*:\s*"(Feature(Collection)?|GeometryCollection|(Multi)?(Point|LineString|Polygon))"'
    r'|"features"\s*:\s*\['
)
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
    text = _decoded(head)
    stranger = known_stranger(path.name, head, text, _root(text))
    if stranger is not None:
        raise TransferError(stranger)
    found = _binary(head) or _text(head, text)
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


def _decoded(head: bytes) -> str:
    """The beginning as text, as far as it is one; without marks."""
    if head[:2] in _UTF16:
        text = head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    return text.removeprefix("\ufeff")


def _root(text: str) -> str | None:
    """The name of an XML document's first element; None for other text."""
    bare = text.lstrip("\x1e \t\r\n")
    if not bare.startswith("<"):
        return None
    found = _ROOT.search(_NOT_ELEMENTS.sub("", bare))
    return found[1] if found else ""


def _text(head: bytes, text: str) -> str | None:
    bare = text.lstrip("\x1e \t\r\n")
    if (root := _root(text)) is not None:
        return {"kml": "kml", "gpx": "gpx"}.get(root.lower())
    if bare.startswith(("{", "[")):
        return _json(text, bare)
    if "\x00" in text and (guess := detect(head).encoding).startswith("utf-16"):
        text = head[: len(head) // 2 * 2].decode(guess, errors="replace")
        bare = text.strip()
    if "\x00" in text or not bare or _control_share(text) > 0.01:
        return None
    return "table" if re.search(r"[,\t;|，]", text) or "\n" in bare.strip() else None


def _json(text: str, bare: str) -> str | None:
    """GeoJSON whole or in lines, else records: an object says itself what it is, a list by what it is made of."""
    first = bare.partition("\n")[0].strip()
    lines = [line for line in bare.split("\n") if line.strip()]
    in_lines = text.startswith("\x1e") or (
        len(lines) > 1 and first.endswith("}") and lines[1].lstrip("\x1e").startswith("{")
    )
    shaped = _FEATURE if in_lines or bare.startswith("[") else _SHAPED
    if not shaped.search(bare):
        return "records" if re.match(r"[\[{]\s*[\[{\"]", bare) else None
    return "geojsonseq" if in_lines else "geojson"


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
                f"压缩包“{path.name}”已损坏或不完整。重新取得这个文件。",
                f"The archive “{path.name}” is damaged or incomplete. Get the file again.",
            )
        ) from error
    stranger = stranger_in_zip(path.name, names)
    if stranger is not None:
        raise TransferError(stranger)
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    return "zip"
