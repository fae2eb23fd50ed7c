"""How a layer looks: rules of marks and fills that name tokens, never colours.

A `Rule` says how one class of feature is drawn and what it is called, so that map and legend are one statement. The
page paints the rules (`as_json`), the Qt legend paints the same rules as small pictures (`swatch_svg`). Colours and
path data come from `resources/theme`; nothing here knows a record, a frame or Qt.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from xml.sax.saxutils import quoteattr

import resources
from resources.text import Text

Theme = Literal["dark", "light"]
THEMES: tuple[Theme, ...] = ("dark", "light")
Hatch = Literal["forward", "back", "cross"]
HUES = 12


@cache
def tokens() -> dict[str, Any]:
    """The whole of ``resources/theme/tokens.json``: ``dark``, ``light`` and what both share."""
    found: dict[str, Any] = json.loads(resources.path("theme", "tokens.json").read_text("utf-8"))
    return found


@cache
def marks() -> dict[str, list[dict[str, Any]]]:
    """Path data of every mark part, by name (``resources/theme/marks.json``)."""
    found = json.loads(resources.path("theme", "marks.json").read_text("utf-8"))
    parts: dict[str, list[dict[str, Any]]] = found["parts"]
    return parts


def page_tokens(theme: Theme | str) -> dict[str, Any]:
    """The tokens that the page needs in `theme`: its colours, plus ``family`` (CSS font list) and ``theme``."""
    if theme not in THEMES:
        raise ValueError(f"no such theme: {theme!r}")
    every = tokens()
    family = ", ".join(
        name if name == "sans-serif" else f'"{name}"' for name in every["type"]["family"]
    )
    return {**every[theme], "family": family, "theme": theme}


def colour(theme: Theme | str, token: str) -> str:
    """``#RRGGBB`` of `token` in `theme`; ``category:N`` names the N-th hue. KeyError when there is none."""
    palette = tokens()[theme]
    if token.startswith("category:"):
        return str(palette["categories"][int(token.partition(":")[2])])
    return str(palette[token])


@dataclass(frozen=True, slots=True)
class Area:
    """A fill: a token over the land, hatching, and the line around it (widths in CSS px).

    `line_alpha` lets what is below shine through the line, so that it reads over the land and over any fill alike;
    `casing` is the width of the land's colour left free on each side of the line, so that it reads over any fill.
    """

    fill: str | None = None
    alpha: float = 1.0
    hatch: Hatch | None = None
    hatch_colour: str = "amber"
    line: str | None = None
    width: float = 0.8
    casing: float = 0
    line_alpha: float = 1.0

    def as_json(self) -> dict[str, Any]:
        return {
            "fill": self.fill,
            "alpha": self.alpha,
            "hatch": self.hatch,
            "hatchColour": self.hatch_colour,
            "line": self.line,
            "width": self.width,
            "casing": self.casing,
            "lineAlpha": self.line_alpha,
        }


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at a point: parts of ``marks.json`` one over the other, and the two colours they ask for."""

    parts: tuple[str, ...]
    colour: str
    ink: str = "ink"
    scale: float = 1.0

    def as_json(self) -> dict[str, Any]:
        return {
            "parts": list(self.parts),
            "colour": self.colour,
            "ink": self.ink,
            "scale": self.scale,
        }


Symbol = Area | Mark


@dataclass(frozen=True, slots=True)
class Rule:
    """One class of feature: what it is called, how it is drawn, how much it matters.

    Attributes
    ----------
    title : Text
        Named in the legend and under the name in the tooltip.
    symbol : Area or Mark
    rank : int
        The worst content of a cluster is the one of highest rank; it is also drawn last.
    from_zoom : float
        Not drawn, named or picked at a smaller map zoom.
    pickable : bool
        False for what is only a pattern, such as the hatching of a gap.
    """

    title: Text
    symbol: Symbol
    rank: int = 0
    from_zoom: float = 0
    pickable: bool = True

    def as_json(self) -> dict[str, Any]:
        kind = "area" if isinstance(self.symbol, Area) else "mark"
        return {
            "title": {"zh": self.title.zh, "en": self.title.en},
            kind: self.symbol.as_json(),
            "rank": self.rank,
            "fromZoom": self.from_zoom,
            "pickable": self.pickable,
        }


@dataclass(frozen=True, slots=True)
class Names:
    """Names written on the map: which layer wins a place (`order`, smaller first), from which zoom, how large."""

    colour: str
    size: float
    weight: int = 400
    order: int = 5
    from_zoom: float = 0
    to_zoom: float = 30
    dy: float = 0
    """Offset from the anchor in lines of its own size, so that two layers may share an anchor."""

    def as_json(self) -> dict[str, Any]:
        return {
            "colour": self.colour,
            "size": self.size,
            "weight": self.weight,
            "order": self.order,
            "fromZoom": self.from_zoom,
            "toZoom": self.to_zoom,
            "dy": self.dy,
        }


@dataclass(frozen=True, slots=True)
class Cluster:
    """How points that would cover each other are gathered: shape of the badge, distance in px, last zoom.

    The distance is that of a street view; a view of the whole county takes twice as much, to stay calm.
    """

    shape: Literal["round", "square", "quiet"]
    radius: float = 36
    until_zoom: float = 15

    def as_json(self) -> dict[str, Any]:
        return {
            "shape": self.shape,
            "radius": self.radius,
            "untilZoom": self.until_zoom,
        }


@dataclass(frozen=True, slots=True)
class Swatch:
    """One line of the legend."""

    label: Text
    symbol: Symbol


@dataclass(frozen=True)
class Style:
    """Everything the page needs to draw one layer: class to rule, names, clusters."""

    rules: Mapping[str, Rule]
    names: Names | None = None
    cluster: Cluster | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "rules": {name: rule.as_json() for name, rule in self.rules.items()},
            "names": self.names.as_json() if self.names else None,
            "cluster": self.cluster.as_json() if self.cluster else None,
        }

    def legend(self, classes: Iterable[str] | None = None) -> tuple[Swatch, ...]:
        """A swatch for each rule (or for `classes` only), in the order of the rules."""
        wanted = self.rules if classes is None else classes
        return tuple(Swatch(self.rules[name].title, self.rules[name].symbol) for name in wanted)


def swatch_svg(symbol: Symbol, theme: Theme | str, size: int = 20) -> str:
    """The symbol as a square SVG document of `size` px, for a legend that cannot run the page's painter."""
    body = _area_svg(symbol, theme) if isinstance(symbol, Area) else _mark_svg(symbol, theme)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="-12 -12 24 24">'
        f"{body}</svg>"
    )


def _mark_svg(mark: Mark, theme: Theme | str) -> str:
    named = {"colour": mark.colour, "ink": mark.ink}

    def paint(token: str | None) -> str:
        return "none" if token is None else colour(theme, named.get(token, token))

    paths = "".join(
        f'<path d={quoteattr(part["d"])} fill="{paint(part.get("fill"))}" fill-rule="evenodd" '
        f'stroke="{paint(part.get("stroke"))}" stroke-width="{part.get("width", 0)}" stroke-linejoin="round"/>'
        for name in mark.parts
        for part in marks()[name]
    )
    return f'<g transform="scale({mark.scale})">{paths}</g>'


_FORWARD = "M-10 2L-1 -7M-7 7L7 -7M1 7L10 -2"
_BACK = "M-10 -2L-1 7M-7 -7L7 7M1 -7L10 2"
_HATCHING = {"forward": _FORWARD, "back": _BACK, "cross": _FORWARD + _BACK}
"""Lines that end at the swatch's edge: Qt's SVG knows no clip path."""


def _area_svg(area: Area, theme: Theme | str) -> str:
    box = 'x="-10" y="-7" width="20" height="14" rx="2"'
    if area.fill is None and area.hatch is None:
        stroke = colour(theme, area.line or "line")
        return f'<path d="M-10 0H10" stroke="{stroke}" stroke-width="{max(area.width, 1)}"/>'
    land = colour(theme, "land")
    line = colour(theme, area.line or "village")
    fill = land if area.fill is None else colour(theme, area.fill)
    shapes = [
        f'<rect {box} fill="{land}"/>',
        f'<rect {box} fill="{fill}" fill-opacity="{area.alpha}"/>',
    ]
    if area.hatch is not None:
        ink = colour(theme, area.hatch_colour)
        lines = _HATCHING[area.hatch]
        shapes.append(f'<path d="{lines}" fill="none" stroke="{ink}" stroke-width="1.4"/>')
    shapes.append(f'<rect {box} fill="none" stroke="{line}" stroke-opacity="{area.line_alpha}"/>')
    return "".join(shapes)
