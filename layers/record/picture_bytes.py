"""What a picture file says besides its pixels, taken out of its bytes: place, camera, comments, maker's notes.

JPEG, PNG and WebP are walked part by part and only what a viewer needs is copied, so the pixels stay bit by bit what
they were; how a JPEG is to be turned is the one thing kept, in a note of its own. Whatever follows the end of the
picture is dropped too. Nothing is decoded here; `layers.record.photos` does that and decides what is a picture.

Sources: ITU-T T.81 annex B (JPEG), Exif 2.32 section 4.6 (the orientation tag), W3C PNG section 11, the WebP container
specification.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_JPEG_KEPT = {0xE0, 0xE2, 0xEE}
"""Application segments a viewer needs: JFIF, the colour profile, Adobe's colour transform."""
_ICC = b"ICC_PROFILE\x00"
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_DROPPED = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"dSIG"}
_WEBP_DROPPED = {b"EXIF", b"XMP "}
_WEBP_EXIF_XMP = 0b0000_1100
UPRIGHT = 1


class Misshapen(ValueError):
    """The bytes don't follow their format, or end too early."""


def bare(content: bytes, media_type: str, turned: int = UPRIGHT) -> bytes:
    """`content` with nothing in it but the picture.

    Parameters
    ----------
    media_type : str
        ``image/jpeg``, ``image/png`` or ``image/webp``; KeyError for another one.
    turned : int
        The orientation of Exif, 1 to 8; kept in a JPEG when it is not 1.

    Raises
    ------
    Misshapen
        The bytes don't follow the format.
    """
    try:
        return _BARE[media_type](content, turned)
    except (struct.error, IndexError) as error:
        raise Misshapen(str(error)) from error


def _jpeg(content: bytes, turned: int) -> bytes:
    kept = [b"\xff\xd8"]
    if turned != UPRIGHT:
        kept.append(_orientation(turned))
    at = 2
    while True:
        if content[at] != 0xFF:
            raise Misshapen("no marker where one must be")
        marker = content[at + 1]
        if marker == 0xFF:  # padding before a marker
            at += 1
            continue
        if marker == 0xD9:
            break
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        part = content[at:end]
        if len(part) != length + 2:
            raise Misshapen("a segment is cut off")
        if marker == 0xDA:
            end = _end_of_scan(content, end)
            part = content[at:end]
        if _keeps(marker, part):
            kept.append(part)
        at = end
    kept.append(b"\xff\xd9")
    return b"".join(kept)


def _keeps(marker: int, part: bytes) -> bool:
    if marker == 0xE2:  # also where cameras hang a second picture
        return part[4:].startswith(_ICC)
    return marker in _JPEG_KEPT or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the coded data that begins at `at` ends: at the first marker that is neither stuffing nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise Misshapen("the picture does not end")
        follows = content[at + 1]
        if follows not in (0x00, 0xFF) and not 0xD0 <= follows <= 0xD7:
            return at
        at += 1 if follows == 0xFF else 2


def _orientation(turned: int) -> bytes:
    """An Exif segment that says how the picture is turned and nothing else."""
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, turned, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(content: bytes, _turned: int) -> bytes:
    kept, at, name = [_PNG_HEAD], len(_PNG_HEAD), b""
    while name != b"IEND":
        (length,) = struct.unpack_from(">I", content, at)
        name = content[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(content):
            raise Misshapen("a chunk is cut off")
        if name not in _PNG_DROPPED:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)


def _webp(content: bytes, _turned: int) -> bytes:
    body = b"".join(_webp_chunks(content))
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _webp_chunks(content: bytes) -> Iterator[bytes]:
    (size,) = struct.unpack_from("<I", content, 4)
    at, last = 12, min(len(content), size + 8)
    while at + 8 <= last:
        name = content[at : at + 4]
        (length,) = struct.unpack_from("<I", content, at + 4)
        end = at + 8 + length + (length & 1)
        if at + 8 + length > len(content):
            raise Misshapen("a chunk is cut off")
        chunk = content[at:end]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_EXIF_XMP]) + chunk[9:]
        if name not in _WEBP_DROPPED:
            yield chunk
        at = end


_BARE = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}
