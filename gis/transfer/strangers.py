"""Files that people often have and that are not taken in: how they begin, and what to do with them instead.

A refusal that only lists what can be read leaves a person helpless; each of these says the next step.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from resources.text import Text

Way = tuple[str, str]
_TO_MAP: Way = (
    "在 QGIS 等软件里另存为 GeoPackage 再导入。",
    "Save it as a GeoPackage in QGIS or the like, then import that.",
)
_TO_TABLE: Way = (
    "在 Excel 或 WPS 里另存为 XLSX 再导入。",
    "Save it as XLSX in Excel or another spreadsheet, then import that.",
)
_UNPACK: Way = ("先解压。", "Unpack it first.")
_NO_ROWS: Way = ("里面没有可导入的记录。", "It holds no records to import.")

_BYTES: dict[bytes, tuple[str, str, Way]] = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": (
        "旧版 Excel（.xls）或加密的文件",
        "an old Excel file (.xls) or encrypted",
        _TO_TABLE,
    ),
    b"\x09\x00\x04\x00": ("旧版 Excel（.xls）文件", "an old Excel file (.xls)", _TO_TABLE),
    b"\x09\x08\x10\x00": ("旧版 Excel（.xls）文件", "an old Excel file (.xls)", _TO_TABLE),
    b"Rar!": ("RAR 压缩包", "a RAR archive", _UNPACK),
    b"7z\xbc\xaf": ("7z 压缩包", "a 7z archive", _UNPACK),
    b"\x1f\x8b": ("GZ 压缩包", "a GZ archive", _UNPACK),
    b"BZh": ("BZ2 压缩包", "a BZ2 archive", _UNPACK),
    b"\xfd7zXZ": ("XZ 压缩包", "an XZ archive", _UNPACK),
    b"AC10": (
        "CAD 图（DWG）",
        "a CAD drawing (DWG)",
        (
            "由测绘软件导出为 Shapefile 或 GeoPackage。",
            "Export it as a shapefile or GeoPackage.",
        ),
    ),
    b"WMAP`D2": (
        "MapGIS 文件（WT、WL、WP）",
        "a MapGIS file (WT, WL, WP)",
        (
            "在 MapGIS 里转出为 Shapefile，连同坐标系一起交来。",
            "Export it from MapGIS as a shapefile with its coordinate system.",
        ),
    ),
    b"fgb\x03": ("FlatGeobuf", "a FlatGeobuf file", _TO_MAP),
    b"PAR1": ("Parquet", "a Parquet file", _TO_MAP),
    b"!table": ("MapInfo 表（TAB）", "a MapInfo table (TAB)", _TO_MAP),
    b"%PDF": ("PDF 文件", "a PDF document", _NO_ROWS),
    b"II*\x00": ("栅格图片（TIFF）", "a picture (TIFF)", _NO_ROWS),
    b"MM\x00*": ("栅格图片（TIFF）", "a picture (TIFF)", _NO_ROWS),
    b"\x89PNG": ("图片（PNG）", "a picture (PNG)", _NO_ROWS),
    b"\xff\xd8\xff": ("图片（JPEG）", "a picture (JPEG)", _NO_ROWS),
    b"{\\rtf": ("RTF 文档", "an RTF document", _NO_ROWS),
}
_TEXT: tuple[tuple[re.Pattern[str], str, str, Way], ...] = (
    (
        re.compile(r'\{.*"type"\s*:\s*"Topology"', re.DOTALL),
        "TopoJSON",
        "a TopoJSON file",
        (
            "转成 GeoJSON（如用 topo2geo）或 GeoPackage 再导入。",
            "Turn it into GeoJSON (topo2geo does) or a GeoPackage, then import that.",
        ),
    ),
    (
        re.compile(r'\{.*"geometryType"\s*:\s*"esri', re.DOTALL),
        "Esri JSON",
        "an Esri JSON file",
        (
            "在下载时选 GeoJSON（f=geojson），或另存为 GeoPackage。",
            "Ask the server for GeoJSON (f=geojson), or save it as a GeoPackage.",
        ),
    ),
    (
        re.compile(r"\s*version\s+\d+\s*\n\s*charset", re.IGNORECASE),
        "MapInfo MIF",
        "a MapInfo MIF file",
        _TO_MAP,
    ),
    (re.compile(r"\s*0\r?\n\s*SECTION\r?\n"), "CAD 交换图（DXF）", "a CAD drawing (DXF)", _TO_MAP),
)
_ROOTS: dict[str, tuple[str, str, Way]] = {
    "html": ("网页", "a web page", _TO_TABLE),
    "workbook": ("Excel 2003 XML 表格", "an Excel 2003 XML sheet", _TO_TABLE),
    "featurecollection": ("GML", "a GML file", _TO_MAP),
    "osm": (
        "OpenStreetMap XML",
        "an OpenStreetMap XML file",
        ("取同一范围的 PBF 文件。", "Get the same extract as PBF."),
    ),
    "svg": ("矢量图片（SVG）", "a picture (SVG)", _NO_ROWS),
}
_IN_ZIP: dict[str, tuple[str, str, Way]] = {
    "word/document.xml": ("Word 文档", "a Word document", _TO_TABLE),
    "ppt/presentation.xml": ("幻灯片", "a presentation", _NO_ROWS),
    "content.xml": (
        "OpenDocument 文件（ODS 等）",
        "an OpenDocument file (ODS or the like)",
        _TO_TABLE,
    ),
}


def known_stranger(name: str, head: bytes, text: str, root: str | None) -> Text | None:
    """What to do with a file that begins with `head`, if it is one of these; None when it is not."""
    for mark, found in _BYTES.items():
        if head.startswith(mark):
            return _said(name, *found)
    for begins, *words in _TEXT:
        if begins.match(text):
            zh, en, way = words
            return _said(name, zh, en, way)  # type: ignore[arg-type]
    if root is not None and root.lower() in _ROOTS:
        return _said(name, *_ROOTS[root.lower()])
    if len(head) > 32 and head[0] in (3, 0x30, 0x83, 0x8B, 0xF5) and _is_dbf(head):
        return Text(
            f"“{name}”是属性表（.dbf）。选同名的 .shp，或在 Excel、WPS 里另存为 XLSX。",
            f"“{name}” is an attribute table (.dbf). Choose the .shp of the same name, or save it as "
            "XLSX in a spreadsheet.",
        )
    return None


def stranger_in_zip(name: str, members: Collection[str]) -> Text | None:
    """The same for a document that is a zip."""
    found = next((words for member, words in _IN_ZIP.items() if member in members), None)
    return None if found is None else _said(name, *found)


def _said(name: str, zh: str, en: str, way: Way) -> Text:
    return Text(f"“{name}”是{zh}，不能直接导入。{way[0]}", f"“{name}” is {en}. {way[1]}")


def _is_dbf(head: bytes) -> bool:
    """Whether month and day of the last change, and the sizes of head and row, can be a .dbf's."""
    first, width = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
    return (
        1 <= head[2] <= 12
        and 1 <= head[3] <= 31
        and first >= 65
        and first % 32 in (0, 1)
        and width > 1
    )
