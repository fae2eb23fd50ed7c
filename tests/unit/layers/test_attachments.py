"""What is attached is what its bytes say, and tells nothing about where or with what it was made."""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from db.errors import RecordError
from db.records import Attachment
from layers.record import attachments
from layers.record.attachments import (
    NAMES_LEFT,
    NAMES_OUT,
    camera_roll,
    enclosure_of,
    file_at,
    private_copy,
)
from layers.record.documents import EXCEL, PDF, TEXT, WORD
from layers.record.picture_bytes import Misshapen, bare

RED, BLUE = (220, 20, 20), (20, 20, 220)
SECRET = b"Phone of one person, model 7"


def picture(format_: str = "JPEG", *, turned: int = 1, comment: bool = True) -> bytes:
    """60 × 40, its left half red and its right half blue, with everything in it that a phone writes."""
    drawn = Image.new("RGB", (60, 40), RED)
    drawn.paste(BLUE, (30, 0, 60, 40))
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8769)[0x9003] = "2026:11:20 08:30:00"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (34.0, 6.0, 15.0)
    held = io.BytesIO()
    more: dict[str, Any] = {}
    if format_ == "PNG" and comment:
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", SECRET.decode())
        more["pnginfo"] = text
    elif format_ == "JPEG" and comment:
        more["comment"] = SECRET
    drawn.save(held, format_, exif=exif, quality=95, **more)
    return held.getvalue()


def office(*parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for part in ("[Content_Types].xml", *parts):
            packed.writestr(part, "<x/>")
    return held.getvalue()


def upright(content: bytes) -> Image.Image:
    from PIL import ImageOps  # noqa: PLC0415 - beside its one use

    return ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_a_photo_keeps_its_pixels_and_loses_what_else_it_told(format_: str) -> None:
    content = picture(format_)
    kept = enclosure_of(content, "现场.jpg")
    assert SECRET in content
    assert SECRET not in kept.content
    left = Image.open(io.BytesIO(kept.content)).getexif()
    assert not dict(left)
    assert not left.get_ifd(0x8825)
    before, after = (
        Image.open(io.BytesIO(each)).convert("RGB") for each in (content, kept.content)
    )
    assert before.tobytes() == after.tobytes()
    assert str(kept.record.taken) == "2026-11-20"
    assert [note.zh for note in kept.notes] == ["已去掉照片里的拍摄位置和相机信息。"]
    assert kept.record.size == len(kept.content)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("turned", range(2, 9))
def test_a_photo_that_was_taken_sideways_stands_upright(format_: str, turned: int) -> None:
    content = picture(format_, turned=turned)
    wanted = upright(content)
    kept = enclosure_of(content, "x")
    shown = upright(kept.content)
    assert shown.size == wanted.size
    for at in ((4, 4), (wanted.width - 5, wanted.height - 5)):
        apart = np.array(shown.getpixel(at), int) - np.array(wanted.getpixel(at), int)
        assert np.abs(apart).max() < 12
    assert SECRET not in kept.content
    assert kept.thumbnail is not None
    small = Image.open(io.BytesIO(kept.thumbnail))
    assert (small.width > small.height) == (wanted.width > wanted.height)


def test_what_follows_the_end_of_a_picture_is_dropped() -> None:
    content = picture() + b"PK\x03\x04 a second file" + SECRET
    assert enclosure_of(content, "x.jpg").content.endswith(b"\xff\xd9")


def test_a_picture_that_is_cut_off_at_any_byte_is_refused_or_whole() -> None:
    content = picture()
    for length in range(2, len(content), 7):
        try:
            kept = bare(content[:length], "image/jpeg")
        except Misshapen:
            continue
        pytest.fail(f"{length} of {len(content)} bytes were taken: {len(kept)}")


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"%PDF-1.7\n...", PDF),
        (office("word/document.xml"), WORD),
        (office("xl/workbook.xml"), EXCEL),
        ("会议记录：已复测。".encode(), TEXT),
        ("会议记录：已复测。".encode("gb18030"), TEXT),
    ],
)
def test_a_document_is_known_by_its_content(content: bytes, media: str) -> None:
    kept = enclosure_of(content, "不是它的名字.jpg")
    assert kept.record.media_type == media
    assert kept.content == content
    assert kept.thumbnail is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02\x01",
        b"GIF89a" + b"\x00" * 40,
        office("word/document.xml", "word/vbaProject.bin"),
        office("evil.exe"),
        b"PK\x03\x04 no archive",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old Word file",
        b"\x1b[31mred",
    ],
)
def test_what_could_run_or_is_unknown_is_refused(content: bytes) -> None:
    with pytest.raises(RecordError) as refused:
        enclosure_of(content, "通知.pdf", "photo_uid")
    assert refused.value.field == "photo_uid"


def test_what_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(attachments.MOST_BYTES + 1)
    with pytest.raises(RecordError, match="more than 20 MB"):
        file_at(large)


def test_a_name_with_a_number_of_a_person_is_replaced() -> None:
    kept = enclosure_of(b"%PDF-1.4", "甲方13912345678协议.pdf")
    assert "139" not in kept.record.name
    assert kept.record.name.endswith(".pdf")
    assert "改名" in kept.notes[0].zh


def test_a_folder_of_photos_is_listed_newest_first(tmp_path: Path) -> None:
    inside = tmp_path / "DCIM"
    inside.mkdir()
    for age, path in enumerate([inside / "b.jpg", tmp_path / "a.PNG", tmp_path / "c.txt"]):
        path.write_bytes(b"x")
        os.utime(path, (1000 - age, 1000 - age))
    assert [path.name for path in camera_roll(tmp_path)] == ["b.jpg", "a.PNG"]


def test_a_document_is_opened_as_a_private_copy_whose_ending_is_its_type(tmp_path: Path) -> None:
    record = Attachment(name="../../run me.exe", media_type=PDF, size=4, sha256="x")
    copy = private_copy(tmp_path, record, b"%PDF")
    assert copy.name == "run me.pdf"
    assert tmp_path in copy.parents
    assert copy.read_bytes() == b"%PDF"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o400


CORE = (
    b'<cp:coreProperties xmlns:cp="x" xmlns:dc="y"><dc:creator>SECRET</dc:creator>'
    b"<cp:lastModifiedBy>SECRET</cp:lastModifiedBy></cp:coreProperties>"
)


def packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return made.getvalue()


def test_an_office_file_keeps_its_pages_and_loses_who_wrote_it() -> None:
    page = b"<w:document><w:t>body</w:t></w:document>"
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": page,
        "docProps/core.xml": CORE,
        "docProps/app.xml": b"<Properties><Company>SECRET</Company></Properties>",
        "word/comments.xml": b'<w:comment w:author="SECRET" w:initials="S"><w:t>a</w:t></w:comment>',
    }
    kept = enclosure_of(packed(parts), "a.docx")
    with zipfile.ZipFile(io.BytesIO(kept.content)) as opened:
        assert opened.namelist() == list(parts)
        assert opened.read("word/document.xml") == page
        assert not any(b"SECRET" in opened.read(name) for name in opened.namelist())
        assert b"<w:t>a</w:t>" in opened.read("word/comments.xml")
    assert kept.notes == (NAMES_OUT,)
    assert kept.record.size == len(kept.content)


@pytest.mark.parametrize("name", [b"(SECRET \\) )", b"<534543524554>"])
def test_a_pdf_keeps_its_length_and_loses_its_author(name: bytes) -> None:
    xmp = b"<dc:creator><rdf:Seq><rdf:li>SECRET</rdf:li></rdf:Seq></dc:creator>"
    content = b"%PDF-1.4\n1 0 obj\n<</Title (t)/Author " + name + b">>\nendobj\n" + xmp
    kept = enclosure_of(content, "a.pdf")
    assert len(kept.content) == len(content)
    assert b"SECRET" not in kept.content
    assert b"534543" not in kept.content
    assert b"/Title (t)" in kept.content
    assert kept.notes == (NAMES_OUT,)


def test_an_author_that_a_pdf_holds_packed_is_told_of() -> None:
    inside = zlib.compress(b"1 0 <</Author (SECRET)>>")
    content = b"%PDF-1.5\n5 0 obj\n<</Type /ObjStm/N 1>>\nstream\n" + inside + b"\nendstream\n"
    kept = enclosure_of(content, "a.pdf")
    assert kept.content == content
    assert kept.notes == (NAMES_LEFT,)
