"""What GEOS says of an invalid shape, in the officer's words: what is wrong with its outline, and where.

Takes the sentence of `shapely.is_valid_reason` apart; nothing is judged or mended here.
"""

from __future__ import annotations

import re

from shapely import Point

from resources.text import Text

_VERDICTS = {
    "Self-intersection": Text("边线交叉", "the outline crosses itself"),
    "Ring Self-intersection": Text("边线碰到自己", "the outline touches itself"),
    "Hole lies outside shell": Text("洞在外边界之外", "a hole lies outside the outline"),
    "Holes are nested": Text("洞里还有洞", "a hole lies in another"),
    "Nested shells": Text("一块套在另一块里", "one part lies in another"),
    "Duplicate Rings": Text("同一圈边线出现两次", "a ring is there twice"),
    "Interior is disconnected": Text("内部被边线隔开", "rings cut the inside apart"),
    "Too few points in geometry component": Text("边线的点太少", "a ring has too few points"),
    "Ring is not closed": Text("边线没有闭合", "a ring is not closed"),
    "Invalid Coordinate": Text("坐标不是数字", "a coordinate is no number"),
}
_PLACED = re.compile(r"(?P<what>[^\[]*)(?:\[(?P<x>\S+) (?P<y>\S+)\])?")


def in_words(reason: str) -> Text:
    """`reason` ("Self-intersection[120.1 22.5]") as a clause with the place to a metre; as it is when unknown."""
    found = _PLACED.fullmatch(reason)
    if found is None or found["what"] not in _VERDICTS:
        return Text(reason, reason)
    said, place = _VERDICTS[found["what"]], place_of(reason)
    if place is None:
        return said
    where = f"{place.x:.5f} {place.y:.5f}"
    return Text(f"{said.zh}（{where}）", f"{said.en} ({where})")


def place_of(reason: str) -> Point | None:
    """Where it is wrong, in the coordinates of the shape; None when GEOS does not say."""
    found = _PLACED.fullmatch(reason)
    if found is None or found["x"] is None:
        return None
    return Point(float(found["x"]), float(found["y"]))
