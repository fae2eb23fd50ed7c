"""A picture file made fit to be kept: checked by content, freed of what it tells besides its pixels, with a thumbnail.

Bytes in, bytes out; may run on any thread. The file's name and claimed type are not trusted: what the bytes decode to
decides. A phone writes where and with what a photo was taken into it; the place of a record is its own field, so only
the day is kept, beside the picture, and the rest is taken out (`layers.record.picture_bytes`) without touching a pixel.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from layers.record.picture_bytes import UPRIGHT, Misshapen, bare

MOST_PIXELS = 100_000_000
THUMBNAIL_SIDE = 320
FORMATS = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_OPENED = ("JPEG", "PNG", "WEBP")  # an MPO, two pictures in one JPEG, is opened as JPEG
_ORIENTATION, _TAKEN, _CHANGED, _MORE, _GPS = 0x0112, 0x9003, 0x0132, 0x8769, 0x8825
_SIDEWAYS = {  # what each way of being turned takes to stand upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Picture:
    """A picture to keep.

    Attributes
    ----------
    content : bytes
        The picture without anything else in it.
    thumbnail : bytes
        JPEG, upright, at most `THUMBNAIL_SIDE` pixels wide and high.
    taken : datetime.date or None
        The day the camera says it was taken.
    placed : bool
        Whether the file told where it was taken, before that was taken out.
    """

    content: bytes
    media_type: str
    thumbnail: bytes
    taken: dt.date | None
    placed: bool


def picture_of(content: bytes) -> Picture | None:
    """The picture in `content`; None when it is none, is cut off, or has more than `MOST_PIXELS`."""
    try:
        with Image.open(io.BytesIO(content), formats=_OPENED) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            media_type = FORMATS[str(picture.format)]
            exif = picture.getexif()
            turned = exif.get(_ORIENTATION, UPRIGHT)
            kept = _kept(content, picture, media_type, turned if turned in _SIDEWAYS else UPRIGHT)
            picture.draft(
                "RGB", (2 * THUMBNAIL_SIDE, 2 * THUMBNAIL_SIDE)
            )  # a JPEG needn't be read whole
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
            taken = exif.get_ifd(_MORE).get(_TAKEN) or exif.get(_CHANGED)
            placed = bool(exif.get_ifd(_GPS))
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Misshapen,
        Image.DecompressionBombError,
    ):
        return None
    held = io.BytesIO()
    upright.save(held, "JPEG", quality=82)
    return Picture(kept, media_type, held.getvalue(), _day(taken), placed)


def _kept(content: bytes, picture: Image.Image, media_type: str, turned: int) -> bytes:
    """The bytes to keep; a PNG or WebP that lies on its side is written again, upright."""
    if turned == UPRIGHT or media_type == "image/jpeg":
        return bare(content, media_type, turned)
    held = io.BytesIO()
    upright = picture.transpose(_SIDEWAYS[turned])
    upright.info.clear()
    upright.save(held, str(picture.format), lossless=True)
    return held.getvalue()


def _day(written: object) -> dt.date | None:
    """``2026:11:20 08:30:00`` as cameras write it; a clock that was never set says nothing."""
    match = re.match(r"(\d{4}):(\d{2}):(\d{2})", str(written or ""))
    if match is None:
        return None
    try:
        return dt.date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
