"""Which document the bytes of a file are: PDF, Word, Excel or plain text, told by their content alone.

What could run when it is opened (macros, the old binary formats) is none of them. Nothing is unpacked or rendered:
only the list of parts of an Office file is read.
"""

from __future__ import annotations

import io
import zipfile

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "text/plain"
ENDINGS = {PDF: ".pdf", WORD: ".docx", EXCEL: ".xlsx", TEXT: ".txt"}
"""The ending a document's file gets when it is opened, whatever it was called."""
_PARTS = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL}
_MOST_PARTS = 20_000
_CONTROLS = frozenset(chr(code) for code in range(32)) - set("\t\n\r\f")


def document_type(content: bytes) -> str | None:
    """The media type of the document in `content`, None when it is none that is taken."""
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return TEXT if _reads(content) else None


def _office(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    if len(names) > _MOST_PARTS or "[Content_Types].xml" not in names:
        return None
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        return None
    return next((media for part, media in _PARTS.items() if part in names), None)


def _reads(content: bytes) -> bool:
    """Whether `content` is text that a person wrote, in UTF-8 or GB 18030."""
    if not content or b"\x00" in content:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not _CONTROLS & set(text)
    return False
