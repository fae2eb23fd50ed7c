"""A drawing laid over the map for a while: lit areas, lines, marks and words, with the rest of the map dimmed.

An overlay is no layer: it holds no records, is not picked and goes when its reason goes (a selection, a question such
as "what do the cameras of this village see"). Whoever answers the question makes one here; the window hands it to the
page under a name, and `resources/page/overlays.js` draws it between the painted map and the selection. Geometry comes
in EPSG:4326 (lon, lat) and leaves as [lat, lng] with six decimals, a tenth of a metre. Colours are tokens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from layers.style import Rule
from resources.text import Text

Stroke = Literal["solid", "dashed", "dotted"]
Place = tuple[float, float]
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Patch:
    """A polygon: filled with `fill` at `alpha` when that is a token, outlined with `line`; `lit`, it is not dimmed."""

    shape: BaseGeometry
    fill: str | None = None
    alpha: float = 0.2
    line: str | None = None
    width: float = 1.5
    stroke: Stroke = "solid"
    lit: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "rings": rings(self.shape),
            "fill": self.fill,
            "alpha": self.alpha,
            "line": self.line,
            "width": self.width,
            "stroke": self.stroke,
            "lit": self.lit,
        }


@dataclass(frozen=True, slots=True)
class Link:
    """A straight line between two places (lon, lat)."""

    start: Place
    end: Place
    colour: str = "accent"
    width: float = 2.0
    stroke: Stroke = "solid"

    def as_json(self) -> dict[str, Any]:
        return {
            "path": [_latlng(self.start), _latlng(self.end)],
            "colour": self.colour,
            "width": self.width,
            "stroke": self.stroke,
        }


@dataclass(frozen=True, slots=True)
class Stand:
    """A mark at a place, drawn as `rule` draws it, with `words` under it; without a rule, the words alone."""

    place: Place
    words: Text
    rule: Rule | None = None
    above: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "at": _latlng(self.place),
            "words": {"zh": self.words.zh, "en": self.words.en},
            "rule": self.rule.as_json() if self.rule else None,
            "above": self.above,
        }


@dataclass(frozen=True, slots=True)
class Overlay:
    """Everything that is drawn under one name.

    Attributes
    ----------
    title : Text, optional
        What is shown, in one line; the page says it at its lower edge.
    dim : float
        How far everything outside the lit patches steps back, 0 to 1.
    """

    patches: tuple[Patch, ...] = ()
    links: tuple[Link, ...] = ()
    stands: tuple[Stand, ...] = ()
    title: Text | None = None
    dim: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The overlay as the page takes it."""
        return {
            "patches": [patch.as_json() for patch in self.patches],
            "links": [link.as_json() for link in self.links],
            "stands": [stand.as_json() for stand in self.stands],
            "title": {"zh": self.title.zh, "en": self.title.en} if self.title else None,
            "dim": self.dim,
        }


def rings(shape: BaseGeometry) -> list[list[list[float]]]:
    """Every ring of a (multi)polygon as [[lat, lng] …], to be filled by the even-odd rule; other parts are left out."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    found = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return [
        shapely.get_coordinates(ring)[:, ::-1].round(_DECIMALS).tolist()
        for ring in found
        if not ring.is_empty
    ]


def middle(shape: BaseGeometry) -> Place:
    """Where a name or a line's end stands in an area: its centroid when that lies inside, else a point that does."""
    centre = shape.centroid
    inside: Point = centre if shape.contains(centre) else shape.point_on_surface()
    return inside.x, inside.y


def joined(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    """The union of `shapes`; empty ones do not matter."""
    return shapely.union_all(list(shapes))


def _latlng(place: Place) -> list[float]:
    lng, lat = place
    return [round(lat, _DECIMALS), round(lng, _DECIMALS)]
