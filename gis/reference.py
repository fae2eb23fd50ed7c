"""A frame of reference: what the numbers of a file mean, and the way from them to EPSG:4326.

A frame has a name that a person can type and read back: ``EPSG:4547``, ``gcj02``, ``bd09``, ``bd09mc``, and
before it ``swapped:`` when north stands first though it should not, ``feet:`` when feet were
written where metres are meant, ``gcj02:`` or ``bd09:`` when the places were a web map's before somebody
projected them (``gcj02:EPSG:4547``), and ``moved:12.3,-45.6:`` for metres that are added to the east and to the
north first: how a survey that no published parameters tie to WGS-84 is laid right. Geometry arrays go through in
both directions here and nowhere else. The shifts of web maps are in `gis.datum`; which frame a file is really in is
asked in `gis.suspect`.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer, network
from pyproj.exceptions import CRSError
from pyproj.transformer import AreaOfInterest, TransformerGroup

from gis import datum

Shapes = NDArray[np.object_]
Coordinates = NDArray[np.float64]
Axis = NDArray[np.float64]

WEB_DATUMS = {
    "gcj02": (datum.wgs84_to_gcj02, datum.gcj02_to_wgs84),
    "bd09": (datum.wgs84_to_bd09, datum.bd09_to_wgs84),
}
FOOT = 0.3048  # metres, international
BAIDU_MERCATOR = "+proj=merc +ellps=clrk66 +type=crs"
"""Under Baidu's metres lies Mercator on Clarke 1866: its published series agree to 4 cm up to 45° N, 40 cm beyond."""
_BAIDU_METRES = "bd09mc"
_MODERN_AXIS = 6378137.0  # metres: systems on this ellipsoid lie within a metre or two of WGS-84
_SPELLINGS = {
    "wgs84": "EPSG:4326",
    "wgs-84": "EPSG:4326",
    "cgcs2000": "EPSG:4490",
    "gcj-02": "gcj02",
    "bd-09": "bd09",
    "bd09ll": "bd09",
    "bd-09mc": _BAIDU_METRES,
    "bd09-mc": _BAIDU_METRES,
}
_NUMBER = r"([-+]?\d{1,6}(?:\.\d+)?)"
_MOVED = re.compile(rf"moved:\s*{_NUMBER}\s*[,，]\s*{_NUMBER}\s*:(.+)", re.IGNORECASE)
"""``moved:EAST,NORTH:FRAME`` in metres."""


@dataclass(frozen=True, slots=True)
class ReferenceFrame:
    """What coordinates mean.

    Attributes
    ----------
    base : str
        ``gcj02``, ``bd09``, ``EPSG:n``, or the WKT of a system without a number.
    swapped : bool
        The second number is the one that goes east.
    feet : bool
        The numbers are feet of a system that counts in metres.
    web : str, optional
        ``gcj02`` or ``bd09``: the degrees that the projection `base` gives are that web map's.
    east_m, north_m : float
        Metres that are added first: to the numbers of a projection, on the ground for degrees.
    """

    base: str
    swapped: bool = False
    feet: bool = False
    web: str | None = None
    east_m: float = 0.0
    north_m: float = 0.0

    @property
    def name(self) -> str:
        """What to type to get this frame again; a system without a number says its own name."""
        marks = ("swapped:" if self.swapped else "") + ("feet:" if self.feet else "")
        marks += f"moved:{self.east_m:.10g},{self.north_m:.10g}:" if self.moved else ""
        if self.base == BAIDU_MERCATOR and self.web == "bd09":
            return marks + _BAIDU_METRES
        marks += f"{self.web}:" if self.web else ""
        named = self.base in WEB_DATUMS or self.base.startswith("EPSG:")
        return marks + (self.base if named else self.title)

    @property
    def title(self) -> str:
        """What the system calls itself."""
        if self.base in WEB_DATUMS or self.base == BAIDU_MERCATOR:
            return self.base if self.web is None else _BAIDU_METRES
        return str(CRS.from_user_input(self.base).name)

    @property
    def plain(self) -> bool:
        """Whether the numbers are what the system itself means by them."""
        odd = self.swapped or self.feet or self.web or self.moved
        return not (self.base in WEB_DATUMS or odd)

    @property
    def moved(self) -> bool:
        """Whether metres are added before anything else."""
        return bool(self.east_m or self.north_m)

    @property
    def geographic(self) -> bool:
        """Whether the numbers are degrees."""
        return self.base in WEB_DATUMS or bool(CRS.from_user_input(self.base).is_geographic)

    def to_wgs84(self, shapes: Shapes) -> Shapes:
        """Shapes (None stays None) from this frame to EPSG:4326, lon before lat.

        A coordinate that has no place in EPSG:4326 comes out infinite or NaN. A shape whose degrees run
        from 0 to 360 and lie beyond 180 is the same place counted the other way round.
        """
        moved: Shapes = shapely.transform(shapes, self._in)
        return _counted_west(moved)

    def from_wgs84(self, shapes: Shapes) -> Shapes:
        """Shapes from EPSG:4326 to this frame; the inverse of `to_wgs84`."""
        moved: Shapes = shapely.transform(shapes, self._out)
        return moved

    def coordinates_to_wgs84(self, xy: Coordinates) -> Coordinates:
        """The same as `to_wgs84` for an array of shape (n, 2)."""
        return self._in(xy)

    def _in(self, xy: Coordinates) -> Coordinates:
        x, y = (xy[:, 1], xy[:, 0]) if self.swapped else (xy[:, 0], xy[:, 1])
        if self.feet:
            x, y = x * FOOT, y * FOOT
        if self.moved:
            x, y = self._move(x, y, 1.0)
        if self.base in WEB_DATUMS:
            return np.column_stack(WEB_DATUMS[self.base][1](x, y))
        if self.base != "EPSG:4326":
            x, y = _transformer(self.base, inward=True).transform(x, y)
        if self.web is not None:
            x, y = WEB_DATUMS[self.web][1](x, y)
        return np.column_stack((x, y))

    def _out(self, xy: Coordinates) -> Coordinates:
        lon, lat = xy[:, 0], xy[:, 1]
        if self.web is not None:
            lon, lat = WEB_DATUMS[self.web][0](lon, lat)
        if self.base in WEB_DATUMS:
            x, y = WEB_DATUMS[self.base][0](lon, lat)
        elif self.base == "EPSG:4326":
            x, y = lon, lat
        else:
            x, y = _transformer(self.base, inward=False).transform(lon, lat)
        if self.moved:
            x, y = self._move(x, y, -1.0)
        if self.feet:
            x, y = x / FOOT, y / FOOT
        return np.column_stack((y, x) if self.swapped else (x, y))

    def _move(self, x: Axis, y: Axis, sign: float) -> tuple[Axis, Axis]:
        east, north = sign * self.east_m, sign * self.north_m
        if not self.geographic:
            return x + east, y + north
        # From where the way began: back from the end of it, the metres of a degree are those of its start.
        begun = y if sign > 0 else y + north / metres_per_degree(y)[1]
        scale = metres_per_degree(begun)
        return x + east / scale[0], y + north / scale[1]

    def laid_right(
        self, around: tuple[float, float], east_m: float, north_m: float
    ) -> ReferenceFrame:
        """Itself, moved besides by so many metres on the ground at `around` (lon, lat), to the centimetre."""
        east, north = east_m, north_m
        if not self.geographic:
            grid = replace(self, swapped=False, feet=False, east_m=0.0, north_m=0.0)
            lon, lat = around
            off = np.array([east_m, north_m]) / metres_per_degree(lat)
            pair = grid.from_wgs84(shapely.points([(lon, lat), (lon + off[0], lat + off[1])]))
            east, north = np.diff(shapely.get_coordinates(pair), axis=0)[0]
        return replace(
            self,
            east_m=round(self.east_m + float(east), 2),
            north_m=round(self.north_m + float(north), 2),
        )

    def untied(self, around: tuple[float, float]) -> bool:
        """Whether no published parameters tie this frame to WGS-84 at `around`, so that it is read as though it were.

        True of the old surveys (Beijing 1954, Xi'an 1980, TWD67) where EPSG has none; a frame that was moved is tied.
        """
        if self.base in WEB_DATUMS or self.moved or self.web is not None:
            return False
        return _ballpark(self.base, round(around[0], 1), round(around[1], 1))


def _counted_west(shapes: Shapes) -> Shapes:
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        east = np.atleast_1d((bounds[..., 0] >= 180) & (bounds[..., 2] <= 360))
    if not east.any() or np.ndim(shapes) == 0:
        return shapes
    moved = shapes.copy()
    moved[east] = shapely.transform(shapes[east], lambda xy: xy - (360.0, 0.0))
    return moved


WGS84 = ReferenceFrame("EPSG:4326")


def metres_per_degree(latitude: Axis | float) -> NDArray[np.float64]:
    """Metres of one degree east and north at `latitude` (degrees, WGS-84); east first."""
    phi = np.radians(latitude)
    w2 = 1 - 0.00669437999014 * np.sin(phi) ** 2
    east = 6378137.0 * np.cos(phi) / np.sqrt(w2)
    north = 6378137.0 * (1 - 0.00669437999014) / w2**1.5
    return np.array([east, north]) * (np.pi / 180)


@cache
def _ballpark(base: str, lon: float, lat: float) -> bool:
    """Whether PROJ takes the datum of `base` for WGS-84 at a place, though its ellipsoid is another."""
    crs = CRS.from_user_input(base)
    if crs.ellipsoid is None or abs(crs.ellipsoid.semi_major_metre - _MODERN_AXIS) < 0.5:
        return False
    network.set_network_enabled(active=False)  # type: ignore[attr-defined]
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", UserWarning
        )  # a better way would need a file that is not there
        ways = TransformerGroup(crs, 4326, area_of_interest=AreaOfInterest(lon, lat, lon, lat))
    return all("Ballpark" in way.description for way in ways.transformers)


@cache
def _transformer(base: str, *, inward: bool) -> Transformer:
    network.set_network_enabled(active=False)  # type: ignore[attr-defined]
    pair = (CRS.from_user_input(base), CRS.from_epsg(4326))
    source, target = pair if inward else pair[::-1]
    return Transformer.from_crs(source, target, always_xy=True)


def parse(text: str) -> ReferenceFrame:
    """The frame that `text` names: ``EPSG:4547``, ``4547``, ``gcj02``, ``swapped:EPSG:4326``, ``moved:3,-4:EPSG:4547``.

    Raises ValueError when there is no such frame, or when it is neither degrees nor a projection.
    """
    rest = text.strip()
    marks = {"swapped": False, "feet": False}
    while (mark := rest.partition(":")[0].lower()) in marks:
        marks[mark] = True
        rest = rest.partition(":")[2].strip()
    east, north = 0.0, 0.0
    if moved := _MOVED.fullmatch(rest):
        east, north, rest = float(moved[1]), float(moved[2]), moved[3].strip()
    found = _unmarked(rest)
    if marks["feet"] and found.geographic:
        raise ValueError(f"{rest} is in degrees, not in feet")
    return replace(found, swapped=marks["swapped"], feet=marks["feet"], east_m=east, north_m=north)


def _unmarked(text: str) -> ReferenceFrame:
    """The frame of a name without ``swapped:``, ``feet:`` and ``moved:``."""
    web: str | None = None
    before, _colon, after = text.partition(":")
    if after and (spelt := _SPELLINGS.get(before.lower(), before.lower())) in WEB_DATUMS:
        web, text = spelt, after.strip()
    base = _SPELLINGS.get(text.lower(), text)
    if base.lower() in (*WEB_DATUMS, _BAIDU_METRES):
        if web is not None:
            raise ValueError(f"{web} is shifted already; it goes before a projection")
        metres = base.lower() == _BAIDU_METRES
        return (
            ReferenceFrame(BAIDU_MERCATOR, web="bd09") if metres else ReferenceFrame(base.lower())
        )
    if number := re.fullmatch(r"(?:epsg:)?(\d{4,6})", base, re.IGNORECASE):
        base = f"EPSG:{number[1]}"
    found = of_crs(base)
    if web is not None and found.geographic:
        raise ValueError(f"degrees of {web} are {web} and nothing else")
    return replace(found, web=web)


def of_crs(definition: str | CRS) -> ReferenceFrame:
    """The frame of a coordinate system; ValueError when it is unknown or not for maps."""
    try:
        crs = CRS.from_user_input(definition)
    except CRSError as error:
        raise ValueError(f"no such coordinate system: {str(definition)[:80]}") from error
    if crs.name.lower().startswith("undefined"):
        raise ValueError(f"{crs.name} says nothing")
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    if not (crs.is_geographic or crs.is_projected):
        raise ValueError(f"{crs.name} is no system of degrees or of a projection")
    number = crs.to_2d().to_epsg(min_confidence=70)
    return ReferenceFrame(f"EPSG:{number}" if number else crs.to_wkt())
