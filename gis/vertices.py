"""The corners of a shape as lines of text, and back: one corner a line, an empty line between rings or parts.

Written in any notation of `gis.coordinates`, without the datum's name: whoever shows the text names it. Shapes are
EPSG:4326. A ring is written without its closing corner; a polygon's first block is its edge, the others are holes.
"""

from __future__ import annotations

import shapely
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gis.coordinates import NOTATIONS, NoPlace, figures, read
from resources.text import Text

TABLED = ("Point", "LineString", "MultiLineString", "Polygon")
"""Types of geometry that can be written so."""
AT_LINE = Text("第 {n} 行：{why}", "Line {n}: {why}")
TOO_FEW = Text(
    "第 {n} 段只有 {count} 个点，至少要 {least} 个。",
    "Block {n} has {count} corners; it needs {least}.",
)
ONE_POINT = Text("点只要一行坐标。", "A point has one line.")
CROSSES = Text(
    "边界自己相交，或洞在边界之外；检查点的次序。",
    "The edge crosses itself, or a hole lies outside; check the order of the corners.",
)


def listed(shape: BaseGeometry, name: str) -> str:
    """The corners of `shape` in the notation `name`; ValueError for a type that is not in `TABLED`."""
    if shape.geom_type not in TABLED:
        raise ValueError(f"a {shape.geom_type} is not written corner by corner")
    return "\n\n".join(
        "\n".join(_line(Point(xy), name) for xy in _corners(block)) for block in _blocks(shape)
    )


def _blocks(shape: BaseGeometry) -> list[BaseGeometry]:
    if isinstance(shape, Polygon):
        return [shape.exterior, *shape.interiors]
    return list(shape.geoms) if isinstance(shape, MultiLineString) else [shape]


def _corners(block: BaseGeometry) -> list[tuple[float, float]]:
    found = [(float(x), float(y)) for x, y in shapely.get_coordinates(block)]
    return found[:-1] if block.geom_type == "LinearRing" else found


def _line(place: Point, name: str) -> str:
    first, second = figures(place, name)
    digits = 3 if NOTATIONS[name].zoned else 8
    return f"{first:.{digits}f}, {second:.{digits}f}"


def shaped(text: str, like: BaseGeometry, name: str) -> BaseGeometry:
    """The shape of the type of `like` whose corners are written in `text`, in the notation `name`.

    An easting without a zone's number is of the zone that `like` lies in. Raises NoPlace with the number of the line
    that is wrong, or with what is wrong with the whole.
    """
    near = like.centroid
    blocks: list[list[Point]] = [[]]
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            blocks.append([])
            continue
        try:
            blocks[-1].append(read(line, name, near=near).place)
        except NoPlace as trouble:
            raise NoPlace(AT_LINE.format(n=number, why=trouble.sentence)) from None
    found = [block for block in blocks if block]
    if isinstance(like, Point):
        if len(found) != 1 or len(found[0]) != 1:
            raise NoPlace(ONE_POINT)
        return found[0][0]
    least = 3 if isinstance(like, Polygon) else 2
    for number, block in enumerate(found or [[]], start=1):
        if len(block) < least:
            raise NoPlace(TOO_FEW.format(n=number, count=len(block), least=least))
    if isinstance(like, Polygon):
        made = Polygon(found[0], found[1:])
        if not made.is_valid:
            raise NoPlace(CROSSES)
        return made
    lines = [LineString(block) for block in found]
    return lines[0] if len(lines) == 1 else MultiLineString(lines)
