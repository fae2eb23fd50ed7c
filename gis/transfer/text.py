"""Which encoding a run of bytes is in, when nobody says.

Marks and Unicode go first, because they are no accident; all else is weighed (`gis.transfer.writings`).
A guess that another one comes near to, or that rests on a few letters, is not sure: a person is asked.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gis.transfer.writings import weighed

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 400_000
_PLAUSIBLE, _AHEAD = 0.5, 0.05
"""A sure reading scores so much, and so much more than the next: the more, the fewer bytes there are to tell."""
_FEW = dict.fromkeys(("gb18030", "cp1252", "cp1250", "iso8859-2", "cp1254"), 1.0)
_FEW_ELSEWHERE = 1.8
"""What a short text must be ahead besides, over its high bytes: Latin words have few, GBK is the usual."""
_OFFERED = 3
_MOST_BROKEN, _WHOLE_EACH = 3, 40
"""So many places may be broken in UTF-8, each beside so many whole letters."""
_WIDE = ("utf-8", "gb18030", "big5", "cp932", "cp949", "euc-jp", "euc-kr")
"""Encodings of several bytes a letter: text in another one hardly ever reads as one of them."""
_USUAL = ("gb18030", "utf-8", "big5", "utf-16")


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding (a Python codec's name) and whether anything else was nearly as likely."""

    encoding: str
    sure: bool
    others: tuple[str, ...] = ()
    """The next likeliest, where it is not plain."""


def detect(raw: bytes) -> Guess:
    """The likeliest encoding of `raw`: whole text, or many values joined by line ends."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return Guess(encoding, True)
    sample = raw[:_SAMPLE]
    if (wide := _utf16(sample)) is not None:
        return Guess(wide, True)
    if _decodes(sample, "utf-8", cut=len(raw) > len(sample)):
        return Guess("utf-8", True)
    if _nearly_utf8(sample):
        return Guess("utf-8", True)
    found = weighed(sample)
    best, encoding, text = found[0]
    rivals = [
        one for one in found[1:] if one[2] != text
    ]  # another name for the same reading is none
    high = sum(1 for byte in sample if byte > 0x7F)
    few = _FEW.get(encoding, _FEW_ELSEWHERE)
    sure = best > _PLAUSIBLE and best - max(rivals[0][0], 0.0) > _AHEAD + few / high
    return Guess(encoding, sure, tuple(one[1] for one in rivals[:_OFFERED]))


def belied(raw: bytes, declared: str) -> Guess | None:
    """What `raw` surely is though it calls itself `declared`; None while it may be that.

    Any bytes can be read in an encoding of one byte a letter, so that a wrong one is never noticed by reading.
    """
    if declared in ("utf-8", "utf-8-sig") or declared.startswith("utf-16"):
        return None
    guess = detect(raw)
    if not guess.sure or guess.encoding not in _WIDE or guess.encoding == declared:
        return None
    said = raw[:_SAMPLE].decode(declared, errors="replace")
    return None if said == raw[:_SAMPLE].decode(guess.encoding, errors="replace") else guess


def offered(guess: Guess) -> tuple[str, ...]:
    """The encodings to choose from when `guess` does not do: the likely ones and the usual ones."""
    return tuple(dict.fromkeys((guess.encoding, *guess.others, *_USUAL)))


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
    # GDAL knows names with a hyphen only.
    return "gb18030" if found.name in ("gbk", "gb2312") else found.name.replace("_", "-")


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


def _decodes(raw: bytes, encoding: str, *, cut: bool) -> bool:
    at = first_bad(raw, encoding)
    return at is None or (cut and at >= len(raw) - 3)  # a sample may end inside a character


def _nearly_utf8(raw: bytes) -> bool:
    """Whether a place or two are broken in what is UTF-8 throughout: many letters of several bytes are no accident."""
    text = raw.decode("utf-8", errors="replace")
    broken = len(re.findall("\ufffd+", text))
    whole = len(re.findall("[^\x00-\x7f\ufffd]", text))
    return broken <= _MOST_BROKEN and whole > _WHOLE_EACH * broken


def _utf16(raw: bytes) -> str | None:
    """UTF-16 without a mark: ASCII signs (line ends, commas, digits) leave every other byte 0."""
    if len(raw) < 4 or 0 not in raw:
        return None
    even, odd = raw[0::2].count(0), raw[1::2].count(0)
    if max(even, odd) < len(raw) // 40 or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
