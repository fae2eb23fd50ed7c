"""Map files inside the child: whole, in a readable encoding, the layer that is meant, row by row."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gis.transfer import dbf, recode, soundness, vectors
from gis.transfer.answer import NO_TABLE, Answer, which_layer
from gis.transfer.recognise import FORMATS, not_taken
from gis.transfer.text import Guess, belied, decodable, detect, known_encoding

_GIVEN_BY_FORMAT = {"kml", "gpx", "osm", "geojson", "geojsonseq"}
_SEVERAL = ("kml", "gpx")
"""Formats whose layers are folders, or sorts of one thing: all that fit are read together."""
_GPX_LAYERS = ("waypoints", "routes", "tracks")
_FEW_TEXTS, _SHORT_TEXT = 3, 4


def answer_map(
    told: Answer, path: Path, sort: str, request: dict[str, Any], encoding: str | None
) -> None:
    """Send the layer that `request` names, or the one that can be meant, of the file at `path`."""
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
        told.note("broken_characters", text.broken)
        about = {
            "encoding": text.encoding,
            "encoding_by": text.by,
            "encoding_sure": text.sure,
            "encoding_others": text.others,
        }
    found = vectors.layers(path, about["encoding"] if sort == "shapefile" else None, sort)
    if renamed:
        found = [_with_names(one, renamed) for one in found]
    elif sort == "gpx":
        found = [dataclasses.replace(one, rows=vectors.count(path, one)) for one in found]
    picked = _picked(found, sort, request, path)
    given = sort in _GIVEN_BY_FORMAT
    crs = picked[0].crs
    if sort == "geojson" and recode.names_unknown_frame(path):
        crs = None
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
        raise which_layer([one.name for one in picked] or names)
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
    declared: str | None = None
    others: tuple[str, ...] = ()
    if page.exists():
        try:
            declared = known_encoding(page.read_bytes()[:64].decode("ascii", errors="replace"))
        except LookupError:
            declared = None
    if not table.exists():
        told.note(NO_TABLE, 1)
        return {"encoding": None, "encoding_by": None, "encoding_sure": True}
    found = dbf.layout(table)
    soundness.refuse_unpaired(path, found.rows)
    texts = dbf.texts_of(table, found)
    if chosen:
        used, by, sure = chosen, "choice", True
    elif (
        declared
        and decodable(texts, declared)
        and not _rather_utf8(texts, declared)
        and belied(b"\n".join(texts), declared) is None
    ):
        used, by, sure = declared, "cpg", True
    else:
        guess = detect(b"\n".join(texts))
        if _rather_utf8(texts, guess.encoding):
            guess = Guess("utf-8", True)  # but for characters that the columns cut
        used, by, sure = guess.encoding, "detected", guess.sure or not texts
        sure = sure or guess.encoding == found.page
        others = guess.others
        if declared:
            told.note("wrong_cpg", 1)
    dbf.heal_names(table, found, used)
    told.note("cut_texts", dbf.heal(table, found, used))
    return {
        "encoding": used,
        "encoding_by": by,
        "encoding_sure": sure,
        "encoding_declared": declared,
        "encoding_others": others,
    }


def _rather_utf8(texts: list[bytes], other: str) -> bool:
    """Whether texts that are called something else are UTF-8 throughout, which is no accident."""
    telling = [text for text in texts if len(text) > _SHORT_TEXT]
    if other in ("utf-8", "utf-8-sig") or len(set(telling)) < _FEW_TEXTS:
        return False
    return decodable(telling, "utf-8")
