"""A picture file made into an attachment: checked by content, with a thumbnail, ready for an operation.

Bytes in, records and bytes out; nothing is written until the operation of the form it belongs to.
The file's name and its claimed type are not trusted: what the bytes are decides.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from db.errors import RecordError
from db.operation import Operation
from db.records import Attachment
from resources.text import Text

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 100_000_000
THUMBNAIL_SIDE = 320
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}

TOO_LARGE = Text(
    "照片“{name}”有 {size} MB，超过 {most} MB，没有添加。请压缩后再选。",
    "The photo “{name}” has {size} MB, more than {most} MB; it was not added. Make it smaller.",
)
NO_PICTURE = Text(
    "“{name}”不是照片（只收 JPEG、PNG、WebP），没有添加。",
    "“{name}” is no photo (JPEG, PNG and WebP are taken); it was not added.",
)


@dataclass(frozen=True)
class Photo:
    """A checked picture: its record, not yet written, and the bytes the record names."""

    record: Attachment
    content: bytes
    thumbnail: bytes

    def write(self, operation: Operation, owner_kind: str, owner_uid: str) -> None:
        """Store the bytes and add the record as part of `operation`."""
        self.record.sha256 = operation.store(self.content)
        self.record.thumbnail = operation.store(self.thumbnail)
        self.record.owner_kind, self.record.owner_uid = owner_kind, owner_uid
        operation.add(self.record)


def photo_of(content: bytes, name: str, field: str = "") -> Photo:
    """The picture in `content`, named `name`.

    Raises
    ------
    RecordError
        It is too large or no picture; `field` is where to say so.
    """
    if len(content) > MOST_BYTES:
        size, most = round(len(content) / 1e6), MOST_BYTES // (1024 * 1024)
        raise RecordError(field, TOO_LARGE.format(name=name, size=size, most=most))
    refusal = RecordError(field, NO_PICTURE.format(name=name))
    try:
        with Image.open(io.BytesIO(content), formats=list(FORMATS)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise refusal
            media_type = FORMATS[str(picture.format)]
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise refusal from error
    held = io.BytesIO()
    upright.save(held, "JPEG", quality=82)
    record = Attachment(name=name, media_type=media_type, size=len(content), sha256="pending")
    return Photo(record, content, held.getvalue())
