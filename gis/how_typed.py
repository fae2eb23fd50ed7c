"""What stands around and between the figures of a place as people type and paste them, before `gis.coordinates` reads.

Text goes in, plainer text comes out: degrees, minutes and seconds get their signs where blanks, colons or letters stood
between them, a zone that is named beside the figures is taken out and told, a datum that can't be read is recognised.
Nothing here knows what a place is.
"""

from __future__ import annotations

import re

from resources.text import Text

_FRACTION = r"[-+]?\d{1,3}\.\d+"
_VIEW = re.compile(rf"@({_FRACTION},{_FRACTION})(?:,[\d.]+[zma]\b\S*|\s*$)")
"""The middle of a map on the web, as its address has it: latitude, longitude, zoom or height."""
_HEIGHT = re.compile(rf"\s*({_FRACTION})\s*,\s*({_FRACTION})\s*,\s*[-+]?\d+(?:\.\d+)?\s*")
_PAIR = re.compile(r"经纬度\s*[:：]?")
_SEXAGESIMAL = re.compile(
    r"(?<![\d.])(-?\d{1,3})\s*[ :d]\s*(\d{1,2})\s*[ :m]\s*(\d{1,2}(?:\.\d+)?)s?(?![\d.])",
    re.IGNORECASE,
)
_LED_MINUTES = re.compile(r"\b([NSEW])\s*(\d{1,3})\s+(\d{1,2}(?:\.\d+)?)(?![\d.])", re.IGNORECASE)
_ZONE = re.compile(
    r"(?<!\d)(?P<number>\d{2})\s*号?\s*(?:分?带|zone\b)|\bzone\s*(?P<en>\d{2})\b"
    r"|(?:中央经线|中央子午线|central\s+meridian)\s*[:：]?\s*(?P<meridian>\d{2,3})\s*[°度]?\s*[E东]?"
    r"|\bEPSG\s*[:：]\s*(?P<epsg>4[45]\d\d)\b",
    re.IGNORECASE,
)
_EPSG = ((4491, 4501, 13), (4502, 4512, 13), (4513, 4533, 25), (4534, 4554, 25))
"""First and last code of CGCS2000's zones, and the zone of the first: six degrees, then three; numbered or not."""
_OLD = (
    (
        Text("北京54", "Beijing 1954"),
        re.compile(r"(?:北京|beijing)\s*-?(?:19)?54|(?:19)?54\s*年?\s*北京", re.IGNORECASE),
    ),
    (
        Text("西安80", "Xi'an 1980"),
        re.compile(r"(?:西安|xi'?an)\s*-?(?:19)?80|(?:19)?80\s*年?\s*西安", re.IGNORECASE),
    ),
)


def alone(text: str) -> str:
    """`text` without what stands beside the two figures of a place: the address around them, the height behind them.

    A third figure is a height only where the first two are surely a pair, one of them too large for a latitude here.
    """
    view = _VIEW.search(text)
    if view is not None:
        return view[1]
    high = _HEIGHT.fullmatch(text)
    if high is not None and (abs(float(high[1])) > 60) != (abs(float(high[2])) > 60):
        return f"{high[1]}, {high[2]}"
    return text


def signed(text: str) -> str:
    """`text` with the signs of degrees and minutes where two triples of figures had none: ``114 10 48 34 6 0``."""
    text = _PAIR.sub(" ", text)
    if re.search(r"\d\s*[°度]", text):
        return text
    for pattern, marked in ((_SEXAGESIMAL, "\\1°\\2'\\3\""), (_LED_MINUTES, r"\1 \2°\3'")):
        plainer, count = pattern.subn(marked, text)
        if count == 2 and not re.search(r"\d", pattern.sub("", text)):
            return plainer
    return text


def zones(text: str) -> tuple[tuple[int, ...], str]:
    """The zones that `text` names, in words, by their meridian or by their EPSG code, and the text without them."""
    found = []
    for match in _ZONE.finditer(text):
        number = match["number"] or match["en"]
        if number:
            found.append(int(number))
        elif match["meridian"]:
            found.append(int(match["meridian"]) // 3)
        else:
            code = int(match["epsg"])
            found += [code - low + zone for low, high, zone in _EPSG if low <= code <= high]
    left = _ZONE.sub(" ", text) if found else text
    return tuple(dict.fromkeys(found)), left


def old_datum(text: str) -> Text | None:
    """The datum that `text` names and that has no public way to the others; None when it names none."""
    return next((name for name, words in _OLD if words.search(text)), None)
