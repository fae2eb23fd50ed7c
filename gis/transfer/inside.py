"""What the child does with its file: recognise, unpack, choose a layer, send rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import numpy as np
import orjson

from gis.transfer import dbf, recode, sheets, soundness, stream, vectors
from gis.transfer.archive import unpack
from gis.transfer.errors import TransferError, TransferQuestion
from gis.transfer.limits import Limits
from gis.transfer.recognise import FORMATS, not_taken, recognise
from gis.transfer.tables import Table
from gis.transfer.text import Guess, decodable, detect, known_encoding
from resources.text import Text

_GIVEN_BY_FORMAT = {"kml", "gpx", "osm", "geojson", "geojsonseq"}
_TAKEN_FROM_ZIP = ("shapefile", "gpkg", "kml", "geojson", "geojsonseq", "gpx", "xlsx", "table")
_SIDE_FILES = {".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".xml", ".txt"}
_SEVERAL = ("kml", "gpx")
"""Formats whose layers are folders, or sorts of one thing: all that fit are read together."""
_GPX_LAYERS = ("waypoints", "routes", "tracks")
_FEW_TEXTS, _SHORT_TEXT = 3, 4
_SHEET_CHUNK = 20_000


class Answer:
    """Writes the head once, then rows; keeps count of them."""

    def __init__(self, out: BinaryIO, limits: Limits, held: list[str]) -> None:
        self.out, self.limits = out, limits
        self.head: dict[str, Any] = {"held": held, "notes": []}
        self.sent = 0

    def note(self, what: str, count: int) -> None:
        """Mention `count` things of the sort `what` (see `reader.NOTES`)."""
        if count:
            self.head["notes"].append([what, count])

    def begin(self, **about: Any) -> None:
        """Send the head."""
        stream.send(self.out, b"H", orjson.dumps(self.head | about, default=str))

    def rows(
        self,
        columns: dict[str, list[Any]],
        numbers: Any,
        shapes: Any,
        states: Any,
    ) -> None:
        """Send some rows; `TransferError` when there are more than a file may have."""
        self.sent += len(numbers)
        if self.sent > self.limits.rows:
            raise TransferError(
                Text(
                    f"文件超过 {self.limits.rows} 行，没有导入。",
                    f"The file has more than {self.limits.rows} rows; nothing was imported.",
                )
            )
        stream.send(self.out, b"R", stream.pack_rows(columns, numbers, shapes, states))

    def end(self) -> None:
        """Say that this was all."""
        stream.send(self.out, b"Z", orjson.dumps({"rows": self.sent}))


def answer(request: dict[str, Any], out: BinaryIO, held: list[str]) -> None:
    """Read the file that `request` names and write it as frames to `out`."""
    limits = Limits(**request["limits"])
    told = Answer(out, limits, held)
    path = Path(request["path"])
    encoding = _chosen(request.get("encoding"))
    sort = recognise(path)
    if sort == "zip":
        named = request.get("layer")
        path, sort, chosen = _from_zip(path, Path(request["folder"]), limits, named)
        if chosen:
            request = request | {"layer": None}
    told.head["format"] = sort
    if sort in ("table", "xlsx"):
        _sheet(told, path, sort, request.get("layer"), encoding)
    else:
        _vector(told, path, sort, request, encoding)


def _chosen(name: str | None) -> str | None:
    if not name:
        return None
    try:
        return known_encoding(name)
    except LookupError as error:
        raise TransferQuestion(
            Text(f"没有名为“{name}”的编码。", f"There is no encoding named “{name}”."),
            "encoding",
            ("gb18030", "utf-8", "big5", "utf-16", "cp1252"),
        ) from error


def _from_zip(
    path: Path, folder: Path, limits: Limits, layer: str | None
) -> tuple[Path, str, bool]:
    """The one file in an archive that can be read, and whether `layer` named it.

    Several raise a question; files of one name in several folders are told apart by these.
    """
    inside = folder / "unpacked"
    inside.mkdir()
    sorts: list[tuple[Path, PurePosixPath, str]] = []
    for one, in_archive in unpack(path, inside, limits).items():
        if one.suffix.lower() in _SIDE_FILES and not _is_table_text(one):
            continue
        try:
            sort = recognise(one)
        except TransferError:
            continue
        if sort in _TAKEN_FROM_ZIP:
            sorts.append((one, PurePosixPath(in_archive), sort))
    stems = [member.stem for _one, member, _sort in sorts]
    paths = [str(member.with_suffix("")) for _one, member, _sort in sorts]
    found: dict[str, tuple[Path, str]] = {}
    for stem, whole, (one, member, sort) in zip(stems, paths, sorts, strict=True):
        name = stem if stems.count(stem) == 1 else whole if paths.count(whole) == 1 else str(member)
        found[name] = (one, sort)
    maps = {name: f for name, f in found.items() if f[1] not in ("table", "xlsx")} or found
    if layer in maps:
        return (*maps[layer], True)
    if len(maps) == 1:
        return (*next(iter(maps.values())), False)
    if not maps:
        raise not_taken(path.name, "zip")
    kml_first = [f for name, f in maps.items() if f[1] == "kml" and name == "doc"]
    if kml_first:
        return (*kml_first[0], False)
    raise _which_layer(sorted(maps))


def _is_table_text(path: Path) -> bool:
    return path.suffix.lower() == ".txt"


def _which_layer(names: list[str]) -> TransferQuestion:
    shown = names[:50]
    return TransferQuestion(
        Text(
            f"文件里有几个图层：{'、'.join(shown)}。请用 --layer 选一个。",
            f"The file holds several layers: {', '.join(shown)}. Choose one with --layer.",
        ),
        "layer",
        tuple(shown),
    )


def _sheet(told: Answer, path: Path, sort: str, sheet: str | None, encoding: str | None) -> None:
    names: list[str] = []
    about: dict[str, Any] = {"encoding": None, "encoding_by": None, "encoding_sure": True}
    if sort == "xlsx":
        names = sheets.books_sheets(path, told.limits)
        if not names:
            raise TransferError(Text("这个 Excel 文件没有内容。", "This Excel file is empty."))
        if sheet not in names:
            if len(names) > 1 or sheet is not None:
                raise _which_layer(names)
            sheet = names[0]
        table = sheets.read_book(path, sheet)
    else:
        table, read = sheets.read_text(path, encoding)
        told.note("broken_characters", read.broken)
        by = "choice" if encoding else "detected"
        about = {
            "encoding": read.encoding,
            "encoding_by": by,
            "encoding_sure": read.sure,
        }
        sheet = path.stem
    if not table.names:
        raise TransferError(Text("表里没有内容。", "The table is empty."))
    for what, count in table.left_out.items():
        if what != "blank":
            told.note(what, count)
    told.begin(
        layer=sheet,
        layers=[{"name": n, "geometry": "none", "rows": -1} for n in names or [sheet]],
        columns=table.names,
        crs=None,
        crs_by=None,
        total=len(table.rows),
        geometry="none",
        **about,
    )
    _send_table(told, table)
    told.end()


def _send_table(told: Answer, table: Table) -> None:
    for start in range(0, len(table.rows), _SHEET_CHUNK):
        part = table.rows[start : start + _SHEET_CHUNK]
        columns: dict[str, list[Any]] = {
            name: list(values)
            for name, values in zip(table.names, zip(*part, strict=True), strict=True)
        }
        numbers = np.array(table.numbers[start : start + _SHEET_CHUNK], dtype=np.int64)
        told.rows(columns, numbers, None, np.zeros(len(part), np.uint8))


def _vector(
    told: Answer, path: Path, sort: str, request: dict[str, Any], encoding: str | None
) -> None:
    if sort in ("kml", "gpx"):
        soundness.refuse_declarations(path)
    soundness.refuse_incomplete(path, sort)
    about: dict[str, Any] = {"encoding": "utf-8", "encoding_by": "format", "encoding_sure": True}
    renamed: dict[str, str] = {}
    if sort == "shapefile":
        about = _shapefile_encoding(told, path, encoding)
        if path.suffix.lower() != ".shp":
            raise not_taken(path.name, "Shapefile 的 .shp 须与 .dbf、.shx 同名同放")
    elif sort in recode.SORTS:
        text = recode.recode(path, sort, encoding)
        renamed = text.names
        about = {
            "encoding": text.encoding,
            "encoding_by": text.by,
            "encoding_sure": text.sure,
        }
    found = vectors.layers(path, about["encoding"] if sort == "shapefile" else None, sort)
    if renamed:
        found = [_with_names(one, renamed) for one in found]
    elif sort == "gpx":
        found = [dataclasses.replace(one, rows=vectors.count(path, one)) for one in found]
    picked = _picked(found, sort, request, path)
    given = sort in _GIVEN_BY_FORMAT
    crs = picked[0].crs
    told.begin(
        layer=picked[0].name,
        layers=[dataclasses.asdict(one) for one in found],
        columns=list(dict.fromkeys(n for one in picked for n in one.columns)),
        crs=crs,
        crs_by=None if crs is None else "format" if given else "file",
        total=sum(max(one.rows, 0) for one in picked),
        geometry=picked[0].geometry,
        **about,
    )
    names = list(dict.fromkeys(n for one in picked for n in one.columns))
    at = 0
    for one in picked:
        name_encoding = about["encoding"] if sort == "shapefile" else None
        for chunk in vectors.read(path, one, sort, name_encoding, told.limits.rows):
            told.rows(
                _all_columns(
                    names,
                    {renamed.get(n, n): values for n, values in chunk.columns.items()},
                    len(chunk.rows),
                ),
                chunk.rows + at,
                chunk.shapes,
                chunk.states,
            )
        at = told.sent
    told.end()


def _picked(
    found: list[vectors.Layer], sort: str, request: dict[str, Any], path: Path
) -> list[vectors.Layer]:
    """The layer that was named, or the only one that can be meant; all folders of a KML."""
    names = [one.name for one in found]
    if not found:
        raise not_taken(FORMATS[sort])
    chosen = request.get("layer")
    if chosen == request.get("stem") and chosen not in names and path.stem in names:
        chosen = path.stem
    if chosen:
        picked = [one for one in found if one.name == chosen]
    else:
        picked = found if sort == "kml" else _usable(found, sort, request.get("wanted"))
    if not picked or (len(picked) > 1 and sort not in _SEVERAL):
        raise _which_layer([one.name for one in picked] or names)
    return picked


def _all_columns(
    names: Iterable[str], columns: dict[str, list[Any]], count: int
) -> dict[str, list[Any]]:
    return {name: columns.get(name) or [None] * count for name in names}


def _usable(found: list[vectors.Layer], sort: str, wanted: str | None) -> list[vectors.Layer]:
    """The layers that could be meant: those with rows, and of the wanted geometry if any is."""
    full = [one for one in found if one.rows != 0] or found
    if sort == "gpx":
        full = [one for one in full if one.name in _GPX_LAYERS] or full
    if wanted and len(full) > 1:
        fits = [one for one in full if one.geometry == wanted]
        full = fits or [one for one in full if one.geometry == "any"] or full
    if sort == "osm" and wanted == "line":
        full = [one for one in full if one.name == "lines"] or full  # the others are relations
    return full


def _with_names(layer: vectors.Layer, names: dict[str, str]) -> vectors.Layer:
    return dataclasses.replace(layer, columns=tuple(names.get(n, n) for n in layer.columns))


def _shapefile_encoding(told: Answer, path: Path, chosen: str | None) -> dict[str, Any]:
    """In which encoding a shapefile's texts are: chosen, declared by a .cpg that fits, or detected."""
    table, page = path.with_suffix(".dbf"), path.with_suffix(".cpg")
    declared = None
    if page.exists():
        try:
            declared = known_encoding(page.read_bytes()[:64].decode("ascii", errors="replace"))
        except LookupError:
            declared = None
    if not table.exists():
        return {"encoding": None, "encoding_by": None, "encoding_sure": True}
    found = dbf.layout(table)
    texts = dbf.texts_of(table, found)
    if chosen:
        used, by, sure = chosen, "choice", True
    elif declared and decodable(texts, declared) and not _rather_utf8(texts, declared):
        used, by, sure = declared, "cpg", True
    else:
        guess = detect(b"\n".join(texts))
        if _rather_utf8(texts, guess.encoding):
            guess = Guess("utf-8", True)  # but for characters that the columns cut
        used, by, sure = guess.encoding, "detected", guess.sure or not texts
        if declared:
            told.note("wrong_cpg", 1)
    dbf.heal_names(table, found, used)
    told.note("cut_texts", dbf.heal(table, found, used))
    return {
        "encoding": used,
        "encoding_by": by,
        "encoding_sure": sure,
        "encoding_declared": declared,
    }


def _rather_utf8(texts: list[bytes], other: str) -> bool:
    """Whether texts that are called something else are UTF-8 throughout, which is no accident."""
    telling = [text for text in texts if len(text) > _SHORT_TEXT]
    if other in ("utf-8", "utf-8-sig") or len(set(telling)) < _FEW_TEXTS:
        return False
    return decodable(telling, "utf-8")
