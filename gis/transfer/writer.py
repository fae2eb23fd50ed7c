"""A table with shapes, written as a file: beside its target under another name, then renamed.

Columns and shapes (already in the target's frame) come in; nothing here knows records. A link is
never written through, and what a format can't hold (long field names and texts in a shapefile) is
reported, not hidden. Text stays text: a spreadsheet must not take a cell for a formula.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.transfer import table_writer
from gis.transfer.errors import TransferError, TransferQuestion
from gis.transfer.table_writer import Sheet
from resources.text import Text

SUFFIXES = {
    ".gpkg": "gpkg",
    ".shp": "shapefile",
    ".zip": "shapefile",
    ".geojson": "geojson",
    ".json": "geojson",
    ".geojsonl": "geojsonseq",
    ".geojsons": "geojsonseq",
    ".kml": "kml",
    ".kmz": "kmz",
    ".gpx": "gpx",
    ".csv": "csv",
    ".tsv": "tsv",
    ".xlsx": "xlsx",
}
ALWAYS_WGS84 = frozenset({"geojson", "geojsonseq", "kml", "kmz", "gpx"})
TABLES = frozenset({"csv", "tsv", "xlsx"})
_DRIVERS = {
    "gpkg": "GPKG",
    "shapefile": "ESRI Shapefile",
    "geojson": "GeoJSON",
    "geojsonseq": "GeoJSONSeq",
    "kml": "LIBKML",
    "gpx": "GPX",
}
GPX_FIELDS = {
    "GPX_USE_EXTENSIONS": "YES",
    "GPX_EXTENSIONS_NS": "guatu",
    "GPX_EXTENSIONS_NS_URL": "urn:guatu:1",
}
_DBF_NAME, _DBF_TEXT = 10, 254


@dataclass
class Written:
    """What a format could not hold as it was: field names changed, texts cut, columns and rows left out.

    ``placeless`` are positions of rows that a format for places only has no room for.
    """

    renamed: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    left_out: list[str] = field(default_factory=list)
    placeless: list[int] = field(default_factory=list)


def format_of(path: Path, said: str | None) -> str:
    """The format that was said, or that the name's ending means; asks when neither tells."""
    known = sorted(set(SUFFIXES.values()))
    found = said or SUFFIXES.get(path.suffix.lower())
    if found not in known:
        raise TransferQuestion(
            Text(
                f"不知道写成什么格式。用 --format 指定：{'、'.join(known)}。",
                f"The format is not known. Name it with --format: {', '.join(known)}.",
            ),
            "format",
            tuple(known),
        )
    return found


@contextmanager
def writing(path: Path, sort: str, *, overwrite: bool) -> Iterator[Path]:
    """A temporary path beside `path`; when the block ends well, all of it takes its final name.

    Raises
    ------
    TransferError
        The target is a link or a folder, its folder does not exist, or the disk is full.
    TransferQuestion
        It exists and nobody said that it may be replaced.
    """
    _refuse_target(path, overwrite=overwrite)
    try:
        with tempfile.TemporaryDirectory(prefix=".guatu-", dir=path.parent) as made:
            inside = Path(made) / path.name
            if sort == "shapefile":
                inside = inside.with_suffix(".shp")
            yield inside
            _rename(Path(made), path, sort)
    except OSError as error:
        raise TransferError(
            Text(
                f"写不了“{path.name}”：{error.strerror}。原有文件没有改动。",
                f"“{path.name}” can't be written: {error.strerror}. What was there is unchanged.",
            )
        ) from error


def _refuse_target(path: Path, *, overwrite: bool) -> None:
    if path.is_symlink() or path.is_dir():
        raise TransferError(
            Text(
                f"“{path.name}”是链接或文件夹，没有写入。换一个名字。",
                f"“{path.name}” is a link or a folder; nothing was written. Choose another name.",
            )
        )
    if not path.parent.is_dir():
        raise TransferError(
            Text(f"文件夹“{path.parent}”不存在。", f"The folder “{path.parent}” does not exist.")
        )
    if path.exists() and not overwrite:
        raise TransferQuestion(
            Text(
                f"“{path.name}”已存在，没有改动。加 --overwrite 可替换。",
                f"“{path.name}” exists and was left as it is. --overwrite replaces it.",
            ),
            "overwrite",
            ("--overwrite",),
        )


def _rename(folder: Path, path: Path, sort: str) -> None:
    """Move what was written to its final names; a zipped shapefile is packed first."""
    made = sorted(folder.iterdir())
    if sort == "shapefile" and path.suffix.lower() == ".zip":
        packed = folder / "packed"
        shutil.make_archive(str(packed), "zip", _gathered(folder, made))
        made = [packed.with_suffix(".zip").rename(folder / path.name)]
    for one in made:
        target = path.with_suffix(one.suffix) if sort == "shapefile" else path.parent / one.name
        if target.is_symlink():
            raise TransferError(
                Text(
                    f"“{target.name}”是链接，没有写入。",
                    f"“{target.name}” is a link; nothing was written.",
                )
            )
        one.replace(target)


def _gathered(folder: Path, made: list[Path]) -> Path:
    inner = folder / "members"
    inner.mkdir()
    for one in made:
        one.rename(inner / one.name)
    return inner


def write(path: Path, sort: str, sheet: Sheet) -> Written:
    """Write `sheet` to `path`, a name that nobody else sees yet."""
    written = Written()
    if sort in ("csv", "tsv"):
        table_writer.delimited(path, sheet, "," if sort == "csv" else "\t")
    elif sort == "xlsx":
        table_writer.book(path, sheet)
    elif sort == "kmz":
        inner = path.with_name("doc.kml")
        _layer(inner, "kml", sheet, written)
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as packed:
            packed.write(inner, inner.name)
        inner.unlink()
    else:
        _layer(path, sort, sheet, written)
    return written


def _layer(path: Path, sort: str, sheet: Sheet, written: Written) -> None:
    columns = sheet.columns
    if sort == "shapefile":
        short = short_names(columns)
        written.renamed = {name: cut for name, cut in short.items() if name != cut}
        columns = {short[name]: values for name, values in columns.items()}
        written.cut = sum(
            1
            for values in columns.values()
            for v in values
            if isinstance(v, str) and len(v.encode()) > _DBF_TEXT
        )
    if sort == "gpx":
        columns = {name: values for name, values in columns.items() if not _like_number(values)}
        written.left_out = [name for name in sheet.columns if name not in columns]
    data = {name: _series(values, times_as_text=sort != "gpkg") for name, values in columns.items()}
    shapes = sheet.shapes
    if shapes is None:
        raise TransferError(
            Text(
                "这类记录没有位置，导出为 CSV 或 XLSX。",
                "This kind has no place: export CSV or XLSX.",
            )
        )
    frame = gpd.GeoDataFrame(data, geometry=gpd.array.from_shapely(shapes), crs=sheet.crs)
    if sort == "gpx":
        frame, shapes = _with_place(frame, shapes, written)
    options: dict[str, Any] = {}
    layer = _layer_name(sheet, path, sort)
    if sort == "shapefile":
        _refuse_mixed(shapes)
        options["encoding"] = "UTF-8"
    if sort == "gpx":
        layer, options = _track_layer(shapes), GPX_FIELDS
    if sort in ("geojson", "geojsonseq"):
        options |= {"COORDINATE_PRECISION": "9"}  # a tenth of a millimetre
    if sort == "geojson":
        options |= {"RFC7946": "YES"}
        frame = frame.set_geometry(
            shapely.orient_polygons(frame.geometry.to_numpy()), crs=sheet.crs
        )
    with warnings.catch_warnings():
        # Told in `Written` instead, or of no concern: a frame without a number has no definition.
        warnings.filterwarnings(
            "ignore", message=".*(CRS|crs|Normalized/laundered|truncated|width).*"
        )
        frame.to_file(
            path,
            driver=_DRIVERS[sort],
            layer=layer,
            engine="pyogrio",
            **options,
        )


def _with_place(
    frame: gpd.GeoDataFrame, shapes: Any, written: Written
) -> tuple[gpd.GeoDataFrame, Any]:
    """The rows that have a place, since GPX has no other; which have none is noted in `written`."""
    bare = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if not len(bare):
        raise TransferError(
            Text(
                "没有要导出的记录，GPX 写不成空文件。改条件，或换别的格式。",
                "There is no record to export, and GPX can't be empty. Change the condition or the format.",
            )
        )
    if bare.all():
        raise TransferError(
            Text(
                "这些记录都没有位置，GPX 放不下。换 GPKG、GeoJSON 或表格。",
                "None of these records has a place, which GPX can't do without. Choose GPKG, GeoJSON or "
                "a table.",
            )
        )
    written.placeless = np.flatnonzero(bare).tolist()
    return frame[~bare].reset_index(drop=True), shapes[~bare]


def _refuse_mixed(shapes: Any) -> None:
    """A shapefile holds points, lines or areas, one sort of them."""
    dimensions = shapely.get_dimensions(shapes)
    if len(np.unique(dimensions[~shapely.is_missing(shapes)])) > 1:
        raise TransferError(
            Text(
                "这些记录有点也有线、面，一个 SHP 只能放一种。导出为 GPKG 或 GeoJSON，或分开选。",
                "These records are points, lines and areas, of which a shapefile holds one sort. "
                "Export GPKG or GeoJSON, or choose them apart.",
            )
        )


def _layer_name(sheet: Sheet, path: Path, sort: str) -> str:
    return path.stem if sort == "shapefile" else sheet.name


def _like_number(values: list[Any]) -> bool:
    """Whether GDAL would read these texts as numbers, and cut long codes: GPX fields carry no type."""
    return any(isinstance(v, str) and v.strip().isdigit() and len(v.strip()) > 9 for v in values)


def _track_layer(shapes: Any) -> str:
    """Which of GPX's layers holds these shapes; `TransferError` when none does."""
    sort = shapely.GeometryType
    present = set(shapely.get_type_id(shapes).tolist()) - {sort.MISSING}
    for layer, held in (
        ("waypoints", {sort.POINT}),
        ("routes", {sort.LINESTRING}),
        ("tracks", {sort.LINESTRING, sort.MULTILINESTRING}),
    ):
        if present <= held:
            return layer
    raise TransferError(
        Text(
            "GPX 只能放点，或只放线，放不下这些形状。换 KML、GPKG 或 GeoJSON。",
            "GPX holds either points or lines, not these shapes. Choose KML, GPKG or GeoJSON.",
        )
    )


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Name to a name of at most ten bytes, all different, in the order given."""
    short: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        cut, number = _cut(name, _DBF_NAME), 1
        while cut in taken:
            tail = f"_{number}"
            cut = _cut(name, _DBF_NAME - len(tail)) + tail
            number += 1
        short[name] = cut
        taken.add(cut)
    return short


def _cut(name: str, most: int) -> str:
    return name.encode()[:most].decode(errors="ignore")


def _series(values: list[Any], *, times_as_text: bool) -> Any:
    """A column in the type that GDAL writes best."""
    present = [v for v in values if v is not None]
    sort: type[Any] = type(present[0]) if present else str
    if sort is bool:
        return pd.array(values, dtype="boolean")
    if sort is int:
        return pd.array(values, dtype="Int64")
    if sort is float:
        return np.array([np.nan if v is None else float(v) for v in values])
    if sort is dt.datetime:
        if times_as_text:
            return pd.Series([None if v is None else v.isoformat() for v in values], dtype=object)
        return pd.to_datetime(pd.Series(values, dtype=object), utc=True)
    if sort is dt.date:
        return pd.Series([None if v is None else v.isoformat() for v in values], dtype=object)
    return pd.Series(values, dtype=object)
