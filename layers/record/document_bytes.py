"""Who wrote a document, taken out of its bytes: authors, last editors, companies, names beside comments.

An Office file is packed anew with neutral properties; what is on its pages stays byte for byte. A PDF keeps its
length, since its own table counts bytes: names are overwritten with blanks where they stand. Names that a PDF holds
packed are left, and the caller is told. `layers.record.documents` tells which document it is.

Sources: ECMA-376 part 2 section 8 (core properties), ISO 32000-1 sections 7.5.7 and 14.3 (object streams, metadata).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from layers.record.documents import EXCEL, PDF, WORD

_MOST_UNPACKED = 200 * 1024 * 1024
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN = "http://schemas.openxmlformats.org/"
_NEUTRAL = {
    "docProps/core.xml": _HEAD
    + f'<cp:coreProperties xmlns:cp="{_OPEN}package/2006/metadata/core-properties"/>'.encode(),
    "docProps/app.xml": _HEAD
    + f'<Properties xmlns="{_OPEN}officeDocument/2006/extended-properties"/>'.encode(),
    "docProps/custom.xml": _HEAD
    + f'<Properties xmlns="{_OPEN}officeDocument/2006/custom-properties"/>'.encode(),
}
_BESIDE = re.compile(rb'(\b(?:w:author|w:initials|w15:author|displayName|userId)=")[^"]*(")')
_AUTHORS = re.compile(rb"(<(?:\w+:)?author>)[^<]*(</(?:\w+:)?author>)")
_NAMES_IN = re.compile(
    r"(word|xl)/.*(comments|people|persons?|document|foot|header|endnotes)\S*\.xml"
)
_PDF_NAME = re.compile(
    rb"(/(?:Author|Company|Manager|LastModifiedBy)\s*)(\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>)",
    re.DOTALL,
)
_XMP_NAMES = re.compile(rb"<dc:creator\b.*?</dc:creator>", re.DOTALL)
_XMP_TEXT = re.compile(rb"(?<=>)[^<>]+(?=<)")
_PACKED = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)


class Misshapen(ValueError):
    """The document grows abnormally when it is unpacked, or does not hold together."""


@dataclass(frozen=True)
class Nameless:
    """The document's bytes, whether names were taken out, and whether some are left that can't be."""

    content: bytes
    taken_out: bool = False
    left: bool = False


def nameless(content: bytes, media_type: str) -> Nameless:
    """`content` without the names of who wrote it; raises Misshapen for an archive that can't be packed anew."""
    if media_type in (WORD, EXCEL):
        return _office(content)
    return _pdf(content) if media_type == PDF else Nameless(content)


def _office(content: bytes) -> Nameless:
    made, changed = io.BytesIO(), False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
            if sum(one.file_size for one in old.infolist()) > _MOST_UNPACKED:
                raise Misshapen("it is too large unpacked")
            for one in old.infolist():
                part = old.read(one)
                kept = _NEUTRAL.get(one.filename) or _without_names(one.filename, part)
                changed |= kept != part
                new.writestr(one.filename, kept, compress_type=zipfile.ZIP_DEFLATED)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Misshapen(str(error)) from error
    return Nameless(made.getvalue(), taken_out=True) if changed else Nameless(content)


def _without_names(name: str, part: bytes) -> bytes:
    if not _NAMES_IN.fullmatch(name):
        return part
    return _AUTHORS.sub(rb"\1\2", _BESIDE.sub(rb"\1\2", part))


def _pdf(content: bytes) -> Nameless:
    kept = _PDF_NAME.sub(lambda found: found[1] + _blanked(found[2]), content)
    kept = _XMP_NAMES.sub(
        lambda found: _XMP_TEXT.sub(lambda text: b" " * len(text[0]), found[0]), kept
    )
    return Nameless(
        kept, kept != content, any(_names_packed(kept, m.end()) for m in _PACKED.finditer(kept))
    )


def _blanked(value: bytes) -> bytes:
    """A string of a PDF, ``(…)`` or ``<…>``, of the same length and of blanks alone."""
    length = len(value) - 2
    inner = (b"20" * length)[:length] if value.startswith(b"<") else b" " * length
    return value[:1] + inner + value[-1:]


def _names_packed(content: bytes, at: int) -> bool:
    try:
        inside = zlib.decompressobj().decompress(content[at:], 1 << 20)
    except zlib.error:
        return False
    found = _PDF_NAME.search(inside)
    return found is not None and bool(found[2][1:-1].strip())
