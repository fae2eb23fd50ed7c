"""A place as numbers that people write down and read out, in each datum that is in use, and back.

A `Notation` is a datum with a way of writing: degrees in WGS-84, CGCS2000, GCJ-02 or BD-09, or metres in a CGCS2000
3-degree zone with or without the zone's number before the easting. `written` says a place in one of them and always
names it; `read` takes what a person typed or pasted from another program. Places are shapely points in EPSG:4326; the
shifts themselves are in `gis.datum`. Nothing here knows the records.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

import numpy as np
from shapely.geometry import Point

from gis.how_typed import alone, old_datum, signed, zones
from gis.reference import ReferenceFrame
from resources.text import Text


@dataclass(frozen=True, slots=True)
class Notation:
    """One way to write a place.

    Attributes
    ----------
    name : str
        ``wgs84``, ``cgcs2000``, ``zone`` (easting without the zone's number), ``zone-number`` (with it), ``gcj02``,
        ``bd09``.
    title : Text
        The datum as it is written behind the figures.
    base : str
        What `gis.reference` calls the frame of degrees; a zone's is found from the place.
    """

    name: str
    title: Text
    base: str

    @property
    def zoned(self) -> bool:
        """Whether the figures are metres of a zone."""
        return self.name.startswith("zone")


NOTATIONS: dict[str, Notation] = {
    each.name: each
    for each in (
        Notation("wgs84", Text("WGS-84", "WGS-84"), "EPSG:4326"),
        Notation("cgcs2000", Text("CGCS2000", "CGCS2000"), "EPSG:4490"),
        Notation("zone", Text("CGCS2000 3°带", "CGCS2000 3° zone"), "EPSG:4490"),
        Notation(
            "zone-number",
            Text("CGCS2000 3°带（加带号）", "CGCS2000 3° zone, numbered"),
            "EPSG:4490",
        ),
        Notation("gcj02", Text("GCJ-02（高德、腾讯）", "GCJ-02 (Amap, Tencent)"), "gcj02"),
        Notation("bd09", Text("BD-09（百度）", "BD-09 (Baidu)"), "bd09"),
    )
}
"""Every notation by name, in the order in which they are offered."""

FIRST_ZONE, LAST_ZONE = 25, 45
"""The 3-degree zones of China: central meridian 75° to 135° E."""
_SIX = range(13, 24)
"""The 6-degree zones of China by number, read but never written."""
_FALSE_EASTING = 500_000
_MILLION = 1_000_000


class NoPlace(ValueError):
    """What was typed is no place; ``sentence`` says to the officer what is wrong with it."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the place (EPSG:4326), the notation it was taken for, and whether the text itself named it."""

    place: Point
    notation: Notation
    named: bool


# -- writing ----------------------------------------------------------------------------------------


def zone_number(longitude: float) -> int:
    """The 3-degree zone of a longitude; ValueError outside 73.5° E to 136.5° E."""
    number = math.floor((longitude + 1.5) / 3)
    if not FIRST_ZONE <= number <= LAST_ZONE:
        raise ValueError(f"no CGCS2000 3-degree zone at longitude {longitude:g}")
    return number


def figures(place: Point, name: str) -> tuple[float, float]:
    """The place (EPSG:4326) in the notation `name`: latitude and longitude, or northing and easting in metres.

    Raises ValueError for a zone that does not exist there.
    """
    notation = NOTATIONS[name]
    if notation.zoned:
        zone = zone_number(place.x)
        offset = zone * _MILLION if name == "zone-number" else 0
        (east, north), *_ = _frame(_of_zone(zone)).from_wgs84(np.array([place]))[0].coords
        return float(north), float(east) + offset
    (lon, lat), *_ = _frame(notation.base).from_wgs84(np.array([place]))[0].coords
    return float(lat), float(lon)


def written(place: Point, name: str, lang: str, *, places: int = 6) -> str:
    """The place in the notation `name` as one line that names the datum and that `read` takes back.

    ``34.100000, 114.180000 (WGS-84)`` with latitude first; in a zone ``X 3774345.12  Y 38516595.31 (…)`` with X north,
    as Chinese surveys have it, to the centimetre. `places` is the number of decimals of degrees.

    Raises ValueError for a zone that does not exist there.
    """
    notation = NOTATIONS[name]
    first, second = figures(place, name)
    title = notation.title.say(lang)
    before, after = ("（", "）") if lang == "zh" else (" (", ")")
    title = title.replace("（", " · ").replace("）", "").replace(" (", " · ").replace(")", "")
    if not notation.zoned:
        return f"{first:.{places}f}, {second:.{places}f}{before}{title}{after}"
    zone = zone_number(place.x)
    where = Text(f"{zone} 带，中央经线 {3 * zone}°", f"zone {zone}, central meridian {3 * zone}°")
    plain = NOTATIONS["zone"].title.say(lang)
    return f"X {first:.2f}  Y {second:.2f}{before}{plain} · {where.say(lang)}{after}"


# -- reading ----------------------------------------------------------------------------------------

EMPTY = Text("输入坐标，例如 114.18, 34.10", "Type coordinates such as 114.18, 34.10")
NOT_TWO = Text(
    "这里没有两个坐标数：可写 114.18, 34.10，度分秒，或 X、Y 带号坐标。",
    "There are no two figures here: write 114.18, 34.10, degrees and minutes, or X and Y of a zone.",
)
TOO_MANY = Text(
    "这里有 {n} 个数，分不清哪两个是坐标；只留经度和纬度。",
    "There are {n} figures here; leave just longitude and latitude.",
)
OFF_EARTH = Text(
    "{lat}, {lng} 不在地球上：纬度到 90°，经度到 180°。",
    "{lat}, {lng} is not on the globe: latitudes end at 90°, longitudes at 180°.",
)
BAD_MINUTES = Text("分和秒要小于 60：{typed}", "Minutes and seconds are below 60: {typed}")
WHICH_ZONE = Text(
    "横坐标 {easting} 没有带号，不知道是哪一带；在前面加上带号（如 38）。",
    "The easting {easting} has no zone number; put one before it, such as 38.",
)
NO_ZONE = Text(
    "{zone} 不是我国的分带：3° 带是 25–45，6° 带是 13–23。",
    "{zone} is no zone of China: 3-degree zones are 25 to 45, 6-degree zones 13 to 23.",
)
NOT_ZONED = Text(
    "X、Y 是 CGCS2000 分带坐标，{title} 没有分带；换一个坐标系。",
    "X and Y are of a CGCS2000 zone, {title} has none; choose another datum.",
)
OTHER_ZONE = Text(
    "文中写的是 {said} 带，横坐标却是 {zone} 带的；改正其中一个。",
    "The text says zone {said}, the easting is of zone {zone}; correct one of them.",
)
OLD_DATUM = Text(
    "{name} 没有公开的换算参数，当作 CGCS2000 会差几十到上百米；用本地参数换算成 CGCS2000 后再输入。",
    "{name} has no public parameters, taken for CGCS2000 it is off by some tens of metres or more; convert it first.",
)
OUT_OF_ZONE = Text(
    "X {north}  Y {east} 不在这一带的范围里。", "X {north}  Y {east} lies outside that zone."
)

_NAMES: tuple[tuple[str, str], ...] = (
    ("bd09", r"bd-?09(?:ll)?|百度"),
    ("gcj02", r"gcj-?02|火星坐标系?|高德|腾讯|amap|tencent"),
    ("zone", r"(?:cgcs)?2000\s*(?:3|三)\s*(?:°|度)\s*(?:分?带|zone)"),
    ("cgcs2000", r"cgcs-?2000|国家2000|2000坐标系|epsg:4490|天地图|tianditu"),
    ("wgs84", r"wgs-?84|epsg:4326|gps"),
)
_LAT, _LNG = "lat", "lng"
_WORDS = r"longitude|latitude|long|lng|lon|lat|经度|纬度|东经|西经|北纬|南纬"
_FIGURE = r"[-+]?\d+(?:\.\d+)?"
_LETTER = r"[NSEW](?![a-z])|[东西南北](?![经纬])"
_DMS = (
    rf"(?P<deg>{_FIGURE})\s*[°度]\s*(?:(?P<min>\d+(?:\.\d+)?)\s*['′分]\s*)?"
    r"(?:(?P<sec>\d+(?:\.\d+)?)\s*(?:[\"″秒]|''))?"
)
_DECIMAL = rf"(?P<deg>{_FIGURE})"


def _pattern(figure: str, *, led: bool) -> re.Pattern[str]:
    """A figure with the letter or word that says its axis: before it when `led`, else behind it."""
    before = rf"(?P<word>{_WORDS}|\b[NSEWXY](?=\W*\d))?[\"']?\s*[:=]?\s*"
    parts = before + figure if led else rf"{figure}\s*(?P<word>{_LETTER})?"
    return re.compile(parts, re.IGNORECASE)


_AXES = re.compile(
    rf"{_WORDS}|坐标系?|[度分秒]|(?<![A-Za-z])[NSEWXY](?![A-Za-z])|[东西南北]", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]")
_SURE = re.compile(r"\d\.\d|[°度]|\d{7}")
_SERIAL = re.compile(r"\d-\d|\d\.\d+\.|_")
"""What stands in numbers of things and in addresses, never between the figures of a place."""
_LED = re.compile(rf"[^\d+-]*(?:{_WORDS}|\b[NSEWXY](?=\W*\d))", re.IGNORECASE)
_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:[, \u2009\u00a0]\d{3})+(?![\d])")
_NORTHWARD = {"n", "s", "lat", "latitude", "纬度", "北纬", "南纬", "南", "北"}
_EASTWARD = {"e", "w", "lng", "lon", "long", "longitude", "经度", "东经", "西经", "东", "西"}
_NEGATIVE = {"s", "w", "南纬", "西经", "南", "西"}
_MARKS = str.maketrans("º˚∘，；：（）。、“”‘’＇＂′″", "°°°,;:(). \"\"'''\"'\"")


@dataclass(frozen=True, slots=True)
class _Figure:
    value: float
    axis: str = ""  # "lat", "lng", "x", "y" or nothing


def read(typed: str, name: str = "wgs84", *, near: Point | None = None) -> Reading:
    """The place that was typed or pasted.

    Parameters
    ----------
    typed : str
        Decimal degrees in either order, degrees with minutes and seconds, labelled figures such as ``lng=114.18
        lat=34.10``, or northing and easting of a zone. A datum named in it wins over `name`.
    name : str
        The notation that figures without a datum are taken for.
    near : Point, optional
        Where the map is (EPSG:4326); an easting without a zone's number is of the zone there.

    Raises
    ------
    NoPlace
        With a sentence that says what is wrong.
    """
    text = _plain(typed)
    if not text:
        raise NoPlace(EMPTY)
    old = old_datum(text)
    if old is not None:
        raise NoPlace(OLD_DATUM.format(name=old))
    numbers, text = zones(text)
    said, text = _datum_of(text)
    found = _figures(text)
    if len(found) != 2:
        raise NoPlace(NOT_TWO if len(found) < 2 else TOO_MANY.format(n=len(found)))
    notation = NOTATIONS[said or name]
    if any(abs(figure.value) > 1000 for figure in found):
        return Reading(_of_metres(found, notation, near, numbers), _zoned(found), bool(said))
    notation = NOTATIONS["cgcs2000"] if notation.zoned else notation
    lat, lng = _ordered(found)
    if abs(lat) > 90 or abs(lng) > 180:
        raise NoPlace(OFF_EARTH.format(lat=f"{lat:g}", lng=f"{lng:g}"))
    place = _frame(notation.base).to_wgs84(np.array([Point(lng, lat)]))[0]
    return Reading(Point(place.x, place.y), notation, bool(said))


def certain(typed: str, name: str = "wgs84", *, near: Point | None = None) -> Reading | None:
    """What `read` makes of text that may also be a name or a number of something; None unless it is surely a place.

    It is one when nothing stands beside the figures but what belongs to a place, and they are no mere whole numbers.
    What is found can be said in its own notation.
    """
    text = _plain(typed)
    _said, besides = _datum_of(zones(text)[1])
    if _LETTERS.search(_AXES.sub(" ", besides)) or not _SURE.search(text) or _SERIAL.search(text):
        return None
    try:
        found = read(typed, name, near=near)
        figures(found.place, found.notation.name)
    except ValueError:  # no place, or one outside every zone
        return None
    return found


def _plain(typed: str) -> str:
    """What was typed with the marks of one keyboard, and with the signs of degrees and minutes."""
    return signed(alone(unicodedata.normalize("NFKC", typed.translate(_MARKS)))).strip()


def _datum_of(text: str) -> tuple[str | None, str]:
    """The notation that the text names, and the text without its name."""
    for name, words in _NAMES:
        stripped, count = re.subn(words, " ", text, flags=re.IGNORECASE)
        if count:
            # what stands beside the name in brackets is about the datum: zone, meridian, app
            return name, re.sub(r"\([^()]*\)\s*$", " ", stripped)
    return None, text


def _figures(text: str) -> list[_Figure]:
    led = _LED.match(text) is not None
    if re.search(r"\d\s*[°度]", text):
        return [_degrees(match) for match in _pattern(_DMS, led=led).finditer(text)]
    decimal = _pattern(_DECIMAL, led=led)
    found = [_signed(float(match["deg"]), match["word"]) for match in decimal.finditer(text)]
    if len(found) != 2:
        joined = _GROUPED.sub(lambda match: re.sub(r"[, \u2009\u00a0]", "", match[0]), text)
        again = [_signed(float(match["deg"]), match["word"]) for match in decimal.finditer(joined)]
        found = again if len(again) == 2 else found
    return found


def _degrees(match: re.Match[str]) -> _Figure:
    degrees, minutes, seconds = (float(match[part] or 0) for part in ("deg", "min", "sec"))
    if minutes >= 60 or seconds >= 60:
        raise NoPlace(BAD_MINUTES.format(typed=match[0].strip()))
    value = math.copysign(abs(degrees) + minutes / 60 + seconds / 3600, degrees)
    return _signed(value, match["word"])


def _signed(value: float, word: str | None) -> _Figure:
    said = (word or "").lower()
    axis = _LAT if said in _NORTHWARD else _LNG if said in _EASTWARD else said
    return _Figure(-abs(value) if said in _NEGATIVE else value, axis)


def _ordered(found: list[_Figure]) -> tuple[float, float]:
    """Latitude and longitude; a first figure that can only be a longitude stands first for a reason."""
    first, second = found
    eastward = {_LNG, "x"}  # beside degrees x goes east, as programs write it
    if first.axis in eastward or second.axis in (_LAT, "y"):
        return second.value, first.value
    if first.axis in (_LAT, "y") or second.axis in eastward:
        return first.value, second.value
    swapped = abs(first.value) > 60 and abs(second.value) <= 90
    return (second.value, first.value) if swapped else (first.value, second.value)


def _zoned(found: list[_Figure]) -> Notation:
    numbered = any(figure.value >= 10 * _MILLION for figure in found)
    return NOTATIONS["zone-number" if numbered else "zone"]


def _of_metres(
    found: list[_Figure], notation: Notation, near: Point | None, said: tuple[int, ...]
) -> Point:
    """The place of a northing and an easting; the easting is the one with a zone's number, else the smaller.

    The zone is the one before the easting, the one that is `said` beside it, or the one `near` is in, in this order.
    """
    if notation.name in ("gcj02", "bd09"):
        raise NoPlace(NOT_ZONED.format(title=notation.title))
    north, east = sorted(
        (figure.value for figure in found), key=lambda value: (value >= 10 * _MILLION, -value)
    )
    zone, within = divmod(east, _MILLION)
    if zone and said and zone not in said:
        raise NoPlace(OTHER_ZONE.format(said=said[0], zone=int(zone)))
    zone = zone or (said[0] if said else 0)
    if zone:
        if not (FIRST_ZONE <= zone <= LAST_ZONE or zone in _SIX):
            raise NoPlace(NO_ZONE.format(zone=int(zone)))
    elif near is None:
        raise NoPlace(WHICH_ZONE.format(easting=f"{east:g}"))
    else:
        try:
            zone = zone_number(near.x)
        except ValueError:
            raise NoPlace(WHICH_ZONE.format(easting=f"{east:g}")) from None
    if not (0 <= north < 7 * _MILLION and abs(within - _FALSE_EASTING) < 400_000):
        raise NoPlace(OUT_OF_ZONE.format(north=f"{north:g}", east=f"{east:g}"))
    place = _frame(_of_zone(int(zone))).to_wgs84(np.array([Point(within, north)]))[0]
    return Point(place.x, place.y)


def _of_zone(number: int) -> str:
    """The EPSG code of a zone whose eastings carry no number; of a 6-degree zone likewise."""
    if number in _SIX:
        return f"EPSG:{4502 + number - _SIX.start}"
    return f"EPSG:{4534 + number - FIRST_ZONE}"


def _frame(base: str) -> ReferenceFrame:
    return ReferenceFrame(base)
