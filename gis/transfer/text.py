"""Which encoding a run of bytes is in, when nobody says.

The candidates are what arrives at a county bureau: UTF-8, UTF-16, GB18030 (with GBK and GB2312 in
it), Big5 and the Latin code page. Each multi-byte encoding is scored by how many of its characters
fall where its everyday characters lie; a wrong reading scatters them over the rare ones.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 400_000


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding (a Python codec's name) and whether anything else was nearly as likely."""

    encoding: str
    sure: bool


def detect(raw: bytes) -> Guess:
    """The likeliest encoding of `raw`: whole text, or many values joined by line ends."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return Guess(encoding, True)
    sample = raw[:_SAMPLE]
    if (wide := _utf16(sample)) is not None:
        return Guess(wide, True)
    if _decodes(sample, "utf-8"):
        return Guess("utf-8", True)
    scores = {
        "gb18030": _share(sample, _gb),
        "big5": _share(sample, _big5),
        "cp1252": _latin(sample),
    }
    for encoding in ("gb18030", "big5"):
        if not _decodes(sample, encoding):
            scores[encoding] *= 0.5
    order = sorted(scores, key=lambda name: -scores[name])
    return Guess(order[0], scores[order[0]] > 0.6 and scores[order[0]] - scores[order[1]] > 0.1)


def known_encoding(name: str) -> str:
    """The codec's own name for what a person or a .cpg wrote; LookupError when there is none."""
    bare = name.strip().strip("\x00")
    if bare.isdigit() and bare in _PAGES:
        return _PAGES[bare]
    if match := re.fullmatch(r"(?:ansi|cp|oem|windows)?[ _-]*(\d{3,5})", bare, re.IGNORECASE):
        bare = _PAGES.get(match[1], f"cp{match[1]}")
    if match := re.fullmatch(r"iso[ _-]?8859[ _-]?(\d+)|8859(\d+)", bare, re.IGNORECASE):
        bare = f"iso8859-{match[1] or match[2]}"
    found = codecs.lookup(bare)
    if not getattr(found, "_is_text_encoding", True):
        raise LookupError(f"no text encoding: {name}")
    return "gb18030" if found.name in ("gbk", "gb2312") else found.name


_PAGES = {"936": "gb18030", "54936": "gb18030", "950": "big5", "65001": "utf-8", "88591": "cp1252"}


def first_bad(raw: bytes, encoding: str) -> int | None:
    """Where `raw` stops being `encoding`; None when all of it is."""
    try:
        raw.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return None


def decodable(values: Sequence[bytes], encoding: str) -> bool:
    """Whether nearly all of `values` are `encoding`; a character cut at the end is no fault."""
    bad = sum(1 for v in values if (at := first_bad(v, encoding)) is not None and at < len(v) - 3)
    return bad <= len(values) // 200


def _decodes(raw: bytes, encoding: str) -> bool:
    at = first_bad(raw, encoding)
    return at is None or at >= len(raw) - 3  # the sample may end inside a character


def _utf16(raw: bytes) -> str | None:
    """UTF-16 without a mark: ASCII signs (line ends, commas, digits) leave every other byte 0."""
    if len(raw) < 4 or 0 not in raw:
        return None
    even, odd = raw[0::2].count(0), raw[1::2].count(0)
    if max(even, odd) < len(raw) // 40 or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _gb(lead: int, trail: int) -> bool:
    return 0xB0 <= lead <= 0xD7 and trail >= 0xA1


def _big5(lead: int, trail: int) -> bool:
    return 0xA4 <= lead <= 0xC6 and (0x40 <= trail <= 0x7E or trail >= 0xA1)


def _share(raw: bytes, everyday: object) -> float:
    """Which part of the two-byte characters of `raw` is an everyday one."""
    assert callable(everyday)
    good = total = i = 0
    last = len(raw) - 1
    while i < last:
        if raw[i] < 0x80:
            i += 1
            continue
        signs = 0xA1 <= raw[i] <= 0xA3 and raw[i + 1] >= 0x40  # full-width signs, in both
        total += not signs
        good += bool(everyday(raw[i], raw[i + 1])) and not signs
        i += 2
    return good / total if total else 0.0


def _latin(raw: bytes) -> float:
    """Which part of the bytes above ASCII are lone accented letters inside words."""
    runs = re.findall(rb"[\x80-\xff]+", raw)
    lone = re.findall(rb"(?<=[A-Za-z ])[\xc0-\xff](?=[A-Za-z ,;.\r\n]|$)", raw)
    return len(lone) / len(runs) if runs else 0.0
