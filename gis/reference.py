"""A frame of reference: what the numbers of a file mean, and the way from them to EPSG:4326.

A frame has a name that a person can type and read back: ``EPSG:4547``, ``gcj02``, ``bd09``, and
before it ``swapped:`` when north stands first though it should not, ``feet:`` when feet were
written where metres are meant, and ``gcj02:`` or ``bd09:`` when the places were a web map's before somebody
projected them (``gcj02:EPSG:4547``). Geometry arrays go through in both directions here and nowhere else.
The shifts themselves are in `gis.datum`; which frame a file is really in is asked in `gis.suspect`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer, network
from pyproj.exceptions import CRSError

from gis import datum

Shapes = NDArray[np.object_]
Coordinates = NDArray[np.float64]

WEB_DATUMS = {
    "gcj02": (datum.wgs84_to_gcj02, datum.gcj02_to_wgs84),
    "bd09": (datum.wgs84_to_bd09, datum.bd09_to_wgs84),
}
FOOT = 0.3048  # metres, international
_SPELLINGS = {
    "wgs84": "EPSG:4326",
    "wgs-84": "EPSG:4326",
    "cgcs2000": "EPSG:4490",
    "gcj-02": "gcj02",
    "bd-09": "bd09",
    "bd09ll": "bd09",
}


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
    """

    base: str
    swapped: bool = False
    feet: bool = False
    web: str | None = None

    @property
    def name(self) -> str:
        """What to type to get this frame again; a system without a number says its own name."""
        marks = ("swapped:" if self.swapped else "") + ("feet:" if self.feet else "")
        marks += f"{self.web}:" if self.web else ""
        named = self.base in WEB_DATUMS or self.base.startswith("EPSG:")
        return marks + (self.base if named else self.title)

    @property
    def title(self) -> str:
        """What the system calls itself."""
        return self.base if self.base in WEB_DATUMS else str(CRS.from_user_input(self.base).name)

    @property
    def plain(self) -> bool:
        """Whether the numbers are what the system itself means by them."""
        return not (self.base in WEB_DATUMS or self.swapped or self.feet or self.web)

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
        if self.feet:
            x, y = x / FOOT, y / FOOT
        return np.column_stack((y, x) if self.swapped else (x, y))


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


@cache
def _transformer(base: str, *, inward: bool) -> Transformer:
    network.set_network_enabled(active=False)  # type: ignore[attr-defined]
    pair = (CRS.from_user_input(base), CRS.from_epsg(4326))
    source, target = pair if inward else pair[::-1]
    return Transformer.from_crs(source, target, always_xy=True)


def parse(text: str) -> ReferenceFrame:
    """The frame that `text` names: ``EPSG:4547``, ``4547``, ``gcj02``, ``swapped:EPSG:4326``, ``gcj02:EPSG:4547``.

    Raises ValueError when there is no such frame, or when it is neither degrees nor a projection.
    """
    rest = text.strip()
    marks = {"swapped": False, "feet": False}
    while (mark := rest.partition(":")[0].lower()) in marks:
        marks[mark] = True
        rest = rest.partition(":")[2].strip()
    web: str | None = None
    before, _colon, after = rest.partition(":")
    if after and (spelt := _SPELLINGS.get(before.lower(), before.lower())) in WEB_DATUMS:
        web, rest = spelt, after.strip()
    base = _SPELLINGS.get(rest.lower(), rest)
    if base.lower() in WEB_DATUMS:
        base = base.lower()
    elif number := re.fullmatch(r"(?:epsg:)?(\d{4,6})", base, re.IGNORECASE):
        base = f"EPSG:{number[1]}"
    if base in WEB_DATUMS:
        if web is not None:
            raise ValueError(f"{web} is shifted already; it goes before a projection")
        if marks["feet"]:
            raise ValueError(f"{base} is in degrees, not in feet")
        return ReferenceFrame(base, marks["swapped"])
    found = of_crs(base)
    if marks["feet"] and found.geographic:
        raise ValueError(f"{base} is in degrees, not in feet")
    if web is not None and found.geographic:
        raise ValueError(f"degrees of {web} are {web} and nothing else")
    return ReferenceFrame(found.base, marks["swapped"], marks["feet"], web)


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
