"""Text formats of maps as their drivers want them: UTF-8 without a mark, names that survive.

GDAL reads a GeoJSON in GBK not at all, of a marked NDJSON only the first line, and writes every
letter outside ASCII in the name of a KML's ``Data`` as an underscore, so that two columns become
one. The private copy is rewritten before the driver sees it; what was given is never touched.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path

from gis.transfer.errors import TransferQuestion
from gis.transfer.soundness import refuse_broken_lines
from gis.transfer.text import Guess, belied, detect, known_encoding, offered
from resources.text import Text

SORTS = ("kml", "gpx", "geojson", "geojsonseq")
_BLOCK = 1 << 20
_MOST_BROKEN = 3
_DECLARED = re.compile(r"^(\s*<\?xml[^>]*?encoding\s*=\s*[\"'])([\w.-]+)([\"'])")
_DATA = re.compile(
    r"<!\[CDATA\[.*?\]\]>|(?P<open><(?:\w+:)?Data\b[^>]*?\bname\s*=\s*)(?P<sign>[\"'])(?P<name>.*?)(?P=sign)",
    re.DOTALL,
)
_FIGURE = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_AXES = {
    "kml": re.compile(rf"(?:{_FIGURE}),(?:{_FIGURE})(?:,(?:{_FIGURE})?)?", re.IGNORECASE),
    "gpx": re.compile(_FIGURE, re.IGNORECASE),
}
_PLACES = {
    "kml": re.compile(
        r"(?P<open><(?:\w+:)?coordinates\s*>)(?P<text>[^<]*)(?P<close></(?:\w+:)?coordinates\s*>)"
    ),
    "gpx": re.compile(
        r"(?P<open>\b(?:lat|lon)\s*=\s*(?P<sign>[\"']))(?P<text>[^\"'<>]*)(?P<close>(?P=sign))"
    ),
}
_VOID = {"kml": "1e999,1e999", "gpx": "NaN"}
_CELL = re.compile(r"<t[dh]\b|&lt;t[dh]\b", re.IGNORECASE)
_PLACEMARK = re.compile(r"<(?P<tag>(?:\w+:)?Placemark)\b.*?</(?P=tag)\s*>", re.DOTALL)
_DESCRIPTION = re.compile(r"<(?P<tag>(?:\w+:)?description)\b.*?</(?P=tag)\s*>", re.DOTALL)
_PAIR = re.compile(
    r"<tr[^>]*>\s*<t[dh][^>]*>((?:(?!<t[dhr]\b|</t[dhr]).)*)</t[dh]>\s*"
    r"<t[dh][^>]*>((?:(?!<t[dhr]\b|</t[dhr]).)*)</t[dh]>\s*</tr>",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Recoded:
    """In which encoding the text was (`by` as in `reader.Reading.encoding_by`), columns renamed, and signs lost."""

    encoding: str = "utf-8"
    by: str = "format"
    sure: bool = True
    names: dict[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    broken: int = 0


def recode(path: Path, sort: str, chosen: str | None) -> Recoded:
    """Make the private copy at `path` plain UTF-8; `TransferQuestion` when its encoding is unclear."""
    found, broken = _encoding(path, sort, chosen), 0
    if found.encoding != "utf-8" or found.by != "format":  # the latter may hold broken places
        broken = _rewrite(path, found, xml=sort in ("kml", "gpx"))
    if sort == "geojson":
        _gather(path)
    elif sort == "geojsonseq":
        refuse_broken_lines(path)
    elif sort in _AXES:
        _void_what_is_no_number(path, sort)
    names = _plain_names(path) if sort == "kml" else {}
    shown = "utf-8" if found.encoding == "utf-8-sig" else found.encoding
    return Recoded(shown, found.by, found.sure, names, found.others, broken)


def _encoding(path: Path, sort: str, chosen: str | None) -> Recoded:
    with path.open("rb") as opened:
        head = opened.read(_BLOCK)
    if chosen:
        return Recoded(chosen, "choice")
    if head.startswith(codecs.BOM_UTF8):
        return Recoded("utf-8-sig")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Recoded("utf-16", "detected")
    if sort in ("kml", "gpx") and (said := _DECLARED.match(head[:400].decode("latin-1"))):
        try:
            declared = known_encoding(said[2])
        except LookupError:
            declared = "utf-8"
        if declared != "utf-8" and _is(path, declared):
            with path.open("rb") as opened:
                told = belied(opened.read(_BLOCK), declared)
            return Recoded(declared) if told is None else Recoded(told.encoding, "detected")
    if _is(path, "utf-8"):
        return Recoded()
    with path.open("rb") as opened:
        guess = detect(opened.read())
    return Recoded(guess.encoding, "detected", guess.sure, others=guess.others)


def _is(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as opened:
            while block := opened.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _rewrite(path: Path, found: Recoded, *, xml: bool) -> int:
    """Write the private copy in UTF-8; returns how many characters could not be read."""
    encoding = found.encoding
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    made = path.with_name(f"{path.name}.utf8")
    broken, first = 0, True
    with path.open("rb") as opened, made.open("wb") as out:
        while True:
            block = opened.read(_BLOCK)
            text = decoder.decode(block, final=not block)
            broken += text.count("\ufffd")
            if first and text:
                text, first = text.removeprefix("\ufeff"), False
                text = _DECLARED.sub(r"\g<1>UTF-8\g<3>", text) if xml else text
            out.write(text.encode("utf-8"))
            if not block:
                break
    if broken > (path.stat().st_size // 20 if found.by == "choice" else _MOST_BROKEN):
        raise TransferQuestion(
            Text(
                f"按 {encoding} 读出的文字有 {broken} 处乱码，没有导入。用 --encoding 指定编码。",
                f"Read as {encoding}, {broken} characters make no sense; nothing was imported. "
                "Name the encoding with --encoding.",
            ),
            "encoding",
            offered(Guess(found.encoding, sure=False, others=found.others)),
        )
    made.replace(path)
    return broken


_LINKED_FRAME = re.compile(r'"crs"\s*:\s*\{[^{}]*"type"\s*:\s*"link"')
_NAMED_FRAME = re.compile(r'"crs"\s*:\s*\{[^{}]*"properties"\s*:\s*\{[^{}]*"name"\s*:\s*"([^"]*)"')
_KNOWN_FRAME = re.compile(r"CRS84|CRS83|CRS27|EPSG|ESRI|WGS ?84", re.IGNORECASE)


def names_unknown_frame(path: Path) -> bool:
    """Whether an old GeoJSON names a frame that nobody can look up; its driver would say WGS-84 of it."""
    with path.open("rb") as opened:
        head = opened.read(1 << 16).decode("utf-8", errors="replace")
    named = _NAMED_FRAME.search(head)
    unknown = named is not None and not _KNOWN_FRAME.search(named[1])
    return unknown or _LINKED_FRAME.search(head) is not None


def _gather(path: Path) -> None:
    """A bare array of features becomes the collection that it stands for."""
    with path.open("rb") as opened:
        if not opened.read(4096).lstrip().startswith(b"["):
            return
        opened.seek(0)
        made = path.with_name(f"{path.name}.collection")
        with made.open("wb") as out:
            out.write(b'{"type":"FeatureCollection","features":')
            while block := opened.read(_BLOCK):
                out.write(block)
            out.write(b"}")
    made.replace(path)


def _void_what_is_no_number(path: Path, sort: str) -> None:
    """Put what can be no place where coordinates are no numbers: the driver takes them for 0, and ``34,1`` for 34."""
    whole = path.read_text(encoding="utf-8")

    def void(match: re.Match[str]) -> str:
        figures = re.sub(r"\s*,\s*", ",", match["text"]).split()
        if figures and all(_AXES[sort].fullmatch(one) for one in figures):
            return match[0]
        return f"{match['open']}{_VOID[sort]}{match['close']}"

    changed = _PLACES[sort].sub(void, whole)
    if changed != whole:
        path.write_text(changed, encoding="utf-8")


def _plain_names(path: Path) -> dict[str, str]:
    """Give each ``Data`` whose name is not ASCII one that is; returns new name to old one."""
    whole = path.read_text(encoding="utf-8")
    text = _tables_to_data(whole) if _CELL.search(whole) else whole
    known: dict[str, str] = {}

    def plain(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None or re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
            return match[0]
        made = known.setdefault(name, f"guatu_data_{len(known) + 1}")
        return f"{match['open']}{match['sign']}{made}{match['sign']}"

    changed = _DATA.sub(plain, text)
    if changed != whole:
        path.write_text(changed, encoding="utf-8")
    return {made: _unescaped(name) for name, made in known.items()}


def _tables_to_data(text: str) -> str:
    """What balloons show as tables of two columns, as ``Data`` besides: names and values to map."""

    def with_data(match: re.Match[str]) -> str:
        placemark = match[0]
        said = _DESCRIPTION.search(placemark)
        if said is None or "ExtendedData" in placemark:
            return placemark
        pairs = [(_words(name), _words(value)) for name, value in _PAIR.findall(unescape(said[0]))]
        data = "".join(
            f'<Data name="{_attribute(name)}"><value>{escape(value)}</value></Data>'
            for name, value in dict(pairs).items()
            if name
        )
        if not data:
            return placemark
        end = placemark.rindex("</")
        return f"{placemark[:end]}<ExtendedData>{data}</ExtendedData>{placemark[end:]}"

    return _PLACEMARK.sub(with_data, text)


def _words(cell: str) -> str:
    bare = unescape(re.sub(r"<[^>]*>", "", cell)).replace("\xa0", " ")
    return re.sub(r"[\x00-\x1f]+", " ", bare).strip()


def _attribute(name: str) -> str:
    return escape(name).replace("&#x27;", "&apos;")


def _unescaped(name: str) -> str:
    for sign, word in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&apos;")):
        name = name.replace(word, sign)
    return name.replace("&amp;", "&").strip()
