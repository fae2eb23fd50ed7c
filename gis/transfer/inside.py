"""What the child does with its file: recognise, unpack, and let the reader of that format answer.

A reader is loaded for its own formats alone (`inside_table`, `inside_map`): what a child loads is
what a person waits for.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from gis.transfer.answer import Answer, which_layer
from gis.transfer.archive import unpack
from gis.transfer.errors import TransferError, TransferQuestion
from gis.transfer.limits import Limits
from gis.transfer.recognise import not_taken, recognise
from gis.transfer.text import known_encoding
from resources.text import Text

_TAKEN_FROM_ZIP = (
    "shapefile",
    "gpkg",
    "kml",
    "geojson",
    "geojsonseq",
    "gpx",
    "xlsx",
    "table",
    "records",
)
_ARCHIVES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf")
_SIDE_FILES = {".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".xml", ".txt"}


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
        told.known_as[path.stem] = path.stem.partition("_")[2]
        if chosen:
            request = request | {"layer": None}
    told.head["format"] = sort
    if sort in ("table", "xlsx", "records"):
        from gis.transfer.inside_table import answer_table  # noqa: PLC0415

        answer_table(told, path, sort, request.get("layer"), encoding)
    else:
        from gis.transfer.inside_map import answer_map  # noqa: PLC0415

        answer_map(told, path, sort, request, encoding)


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
        if sort == "shapefile":
            _gather_sides(one)
    maps = _named(sorts)
    if layer in maps:
        return (*maps[layer], True)
    if len(maps) == 1:
        return (*next(iter(maps.values())), False)
    if not maps:
        raise _nothing_inside(path, inside)
    kml_first = [f for name, f in maps.items() if f[1] == "kml" and name == "doc"]
    if kml_first:
        return (*kml_first[0], False)
    raise which_layer(sorted(maps))


def _named(sorts: list[tuple[Path, PurePosixPath, str]]) -> dict[str, tuple[Path, str]]:
    """The files that can be meant, by names that tell them apart: maps if there are any, else tables."""
    stems = [member.stem for _one, member, _sort in sorts]
    paths = [str(member.with_suffix("")) for _one, member, _sort in sorts]
    found: dict[str, tuple[Path, str]] = {}
    for stem, whole, (one, member, sort) in zip(stems, paths, sorts, strict=True):
        name = stem if stems.count(stem) == 1 else whole if paths.count(whole) == 1 else str(member)
        found[name] = (one, sort)
    return {name: f for name, f in found.items() if f[1] not in ("table", "xlsx")} or found


def _gather_sides(shapes: Path) -> None:
    """Give the files that belong to a shapefile its very name, where only the case of letters differs."""
    for beside in list(shapes.parent.iterdir()):
        proper = shapes.with_suffix(beside.suffix)
        if (
            beside.suffix in _SIDE_FILES
            and beside.stem.lower() == shapes.stem.lower()
            and not proper.exists()
        ):
            beside.rename(proper)


def _nothing_inside(path: Path, inside: Path) -> TransferError:
    """The refusal of an archive without a file that can be read: another archive in it is the usual reason."""
    for one in inside.iterdir():
        with one.open("rb") as opened:
            if opened.read(4) in _ARCHIVES:
                return TransferError(
                    Text(
                        f"压缩包“{path.name}”里面还是压缩包。先解压，再导入里面的文件。",
                        f"The archive “{path.name}” holds another archive. Unpack it, then import what is in it.",
                    )
                )
    return not_taken(path.name, "zip")


def _is_table_text(path: Path) -> bool:
    return path.suffix.lower() == ".txt"
