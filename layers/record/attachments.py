"""Photos and documents of a record: a file made into an attachment, ready for an operation, and back into a file.

Bytes in, records and bytes out; nothing is written until the operation. What a file is follows from its content
(`layers.record.photos`, `layers.record.documents`), never from its name. A name that holds an identity or phone
number, as names of received files do, is replaced, and the officer is told. Opening a document writes a private copy
for the system's program; what that program does to it does not come back.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from db.errors import RecordError
from db.operation import Operation
from db.privacy import identities
from db.records import Attachment, Record
from layers.record.document_bytes import Misshapen, nameless
from layers.record.documents import ENDINGS, document_type
from layers.record.photos import picture_of
from resources.text import Text

MOST_BYTES = 20 * 1024 * 1024
_MIB = 1024 * 1024
_LONGEST_NAME = 120
PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
FILE_ENDINGS = (*PICTURE_ENDINGS, *ENDINGS.values())

TOO_LARGE = Text(
    "文件“{name}”有 {size} MB，超过 {most} MB，没有添加。压缩后再选。",
    "“{name}” has {size} MB, more than {most} MB; it was not added. Make it smaller.",
)
NO_PICTURE = Text(
    "“{name}”不是照片（只收 JPEG、PNG、WebP），没有添加。",
    "“{name}” is no photo (JPEG, PNG and WebP are taken); it was not added.",
)
NOT_TAKEN = Text(
    "“{name}”没有添加：只收照片（JPEG、PNG、WebP）、PDF、Word（docx）、Excel（xlsx）和文本，"
    "不收带宏的文件。",
    "“{name}” was not added: photos (JPEG, PNG, WebP), PDF, Word (docx), Excel (xlsx) and text are "
    "taken, nothing with macros.",
)
UNREADABLE = Text(
    "读不了文件“{name}”，没有添加。",
    "The file “{name}” can't be read; it was not added.",
)
PLACE_OUT = Text(
    "已去掉照片里的拍摄位置和相机信息。",
    "Where and with what the photo was taken has been removed from it.",
)
NAMES_OUT = Text("已去掉文件里的作者信息。", "Who wrote the document has been removed from it.")
NAMES_LEFT = Text(
    "这个 PDF 的属性里还有作者，去不掉。另存一份不带属性的再添加。",
    "The properties of this PDF still name its author, which can't be removed here. Save a copy without "
    "properties and add that.",
)
RENAMED = Text(
    "文件名里有号码，已改名为“{name}”。",
    "The file's name held a number of a person; it is called “{name}” now.",
)
WITHOUT = frozenset({"attachments", "terms", "presets"})
"""The kinds whose records carry no photos and documents: lists, and these themselves."""
PHOTO, PAPER = Text("照片", "photo"), Text("文件", "file")


@dataclass(frozen=True)
class Enclosure:
    """A checked file: its record, not yet written, the bytes the record names, and what the officer should know."""

    record: Attachment
    content: bytes
    thumbnail: bytes | None = None
    notes: tuple[Text, ...] = field(default=())

    def write(self, operation: Operation, owner_kind: str, owner_uid: str) -> None:
        """Store the bytes and add the record as part of `operation`."""
        self.record.sha256 = operation.store(self.content)
        if self.thumbnail is not None:
            self.record.thumbnail = operation.store(self.thumbnail)
        self.record.owner_kind, self.record.owner_uid = owner_kind, owner_uid
        operation.add(self.record)


def enclosure_of(content: bytes, name: str, column: str = "") -> Enclosure:
    """The photo or document in `content`, named `name`; may take a while for a large photo.

    Raises
    ------
    RecordError
        It is too large or none that is taken; `column` is where to say so.
    """
    _refuse_large(content, name, column)
    found = _photo(content, name)
    if found is not None:
        return found
    media_type = document_type(content)
    if media_type is None:
        raise RecordError(column, NOT_TAKEN.format(name=name))
    try:
        kept = nameless(content, media_type)
    except Misshapen as error:
        raise RecordError(column, NOT_TAKEN.format(name=name)) from error
    notes = ((NAMES_OUT,) if kept.taken_out else ()) + ((NAMES_LEFT,) if kept.left else ())
    record = _record(name, media_type, kept.content)
    return _named(name, Enclosure(record, kept.content, notes=notes), PAPER)


def photo_of(content: bytes, name: str, column: str = "") -> Enclosure:
    """The photo in `content`. Raises RecordError as `enclosure_of` does, and for a document."""
    _refuse_large(content, name, column)
    found = _photo(content, name)
    if found is None:
        raise RecordError(column, NO_PICTURE.format(name=name))
    return found


def file_at(path: Path, column: str = "") -> Enclosure:
    """The photo or document in the file at `path`. Raises RecordError when it can't be read or is not taken."""
    try:
        if path.stat().st_size > MOST_BYTES:
            _refuse_size(path.stat().st_size, path.name, column)
        content = path.read_bytes()
    except OSError as error:
        raise RecordError(column, UNREADABLE.format(name=path.name)) from error
    return enclosure_of(content, path.name, column)


def attach(operation: Operation, owner: Record, enclosures: Sequence[Enclosure]) -> None:
    """Write `enclosures` as attachments of `owner`."""
    for each in enclosures:
        each.write(operation, owner.kind(), owner.uid)


def camera_roll(folder: Path, limit: int = 300) -> list[Path]:
    """The pictures in `folder` and the folders right below it, newest first, at most `limit`; names only are looked at.

    Raises OSError when the folder can't be read.
    """
    found: list[tuple[float, Path]] = []
    for inside in (folder, *(each for each in folder.iterdir() if each.is_dir())):
        found += [
            (path.stat().st_mtime, path)
            for path in inside.iterdir()
            if path.suffix.casefold() in PICTURE_ENDINGS and path.is_file()
        ]
    found.sort(key=lambda pair: (-pair[0], pair[1].name))
    return [path for _when, path in found[:limit]]


def private_copy(folder: Path, record: Attachment, content: bytes) -> Path:
    """Write `content` into `folder` for the system's program; only this user can read it, nobody change it.

    The ending follows from the content's type, so that nothing is run that only claims to be a document.
    """
    stem = re.sub(r"[^\w\-（）()·. ]", "_", Path(record.name).stem)[:60].strip(" .") or "file"
    ending = ENDINGS.get(record.media_type, ".bin")
    place = Path(tempfile.mkdtemp(dir=folder)) / f"{stem}{ending}"
    place.touch(0o600)
    place.write_bytes(content)
    place.chmod(0o400)
    return place


def _photo(content: bytes, name: str) -> Enclosure | None:
    picture = picture_of(content)
    if picture is None:
        return None
    record = _record(name, picture.media_type, picture.content)
    record.taken = picture.taken
    notes = (PLACE_OUT,) if picture.placed else ()
    return _named(name, Enclosure(record, picture.content, picture.thumbnail, notes), PHOTO)


def _record(name: str, media_type: str, content: bytes) -> Attachment:
    shown = Path(name).name[-_LONGEST_NAME:] or "—"
    return Attachment(name=shown, media_type=media_type, size=len(content), sha256="pending")


def _named(name: str, made: Enclosure, what: Text) -> Enclosure:
    """`made` under a name that holds no person's number."""
    if not any(identities(name)):
        return made
    moment = dt.datetime.now().astimezone()
    made.record.name = f"{what.zh} {moment:%Y-%m-%d %H.%M.%S}{Path(name).suffix[:6]}"
    return replace(made, notes=(*made.notes, RENAMED.format(name=made.record.name)))


def _refuse_large(content: bytes, name: str, column: str) -> None:
    if len(content) > MOST_BYTES:
        _refuse_size(len(content), name, column)


def _refuse_size(size: int, name: str, column: str) -> None:
    words = TOO_LARGE.format(name=name, size=-(-size // _MIB), most=MOST_BYTES // _MIB)
    raise RecordError(column, words)
