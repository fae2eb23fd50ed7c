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
Hatch = Literal["forward", "back", "cross", "dots"]
HUES = 12
ANY_HUE = "category:*"
"""Fill of a legend's line for areas of which each has a hue of its own."""
DONE_FROM = 15.5
"""Map zoom from which disputes and hazards that are done with are drawn, small and grey: never gathered with open."""


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
    """``#RRGGBB`` of `token` in `theme`. KeyError when there is none.

    ``category:N`` names the N-th hue, ``ramp:0.4`` (or another list of colours) the place 0.4 of the way along it;
    ``…@0.8`` is that colour as it looks over the land with so much of it.
    """
    palette = tokens()[theme]
    token, over, share = token.partition("@")
    if over:
        return _along([str(palette["land"]), colour(theme, token)], float(share))
    name, _colon, place = token.partition(":")
    if name == "category":
        return str(palette["categories"][int(place)])
    if place:
        return _along(palette[name], float(place))
    return str(palette[token])


def _along(ramp: list[str], place: float) -> str:
    """The colour at `place`, 0 to 1, of a ramp whose colours lie at equal distances; the page mixes the same way."""
    at = place * (len(ramp) - 1)
    below = min(int(at), len(ramp) - 2)
    pairs = zip(_channels(ramp[below]), _channels(ramp[below + 1]), strict=True)
    mixed = (int(one + (other - one) * (at - below) + 0.5) for one, other in pairs)
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def _channels(colour: str) -> tuple[int, int, int]:
    number = int(colour.removeprefix("#"), 16)
    return number >> 16, number >> 8 & 255, number & 255


@dataclass(frozen=True, slots=True)
class Area:
    """A fill: a token over the land, hatching, and the line around it (widths in CSS px).

    `line_alpha` lets what is below shine through the line, so that it reads over the land and over any fill alike;
    `casing` is the width of the land's colour left free on each side of the line, so that it reads over any fill.
    `dash` is dashes and gaps in px; a line that `grows` has its width at zoom 14, half of it three zooms further out.
    """

    fill: str | None = None
    alpha: float = 1.0
    hatch: Hatch | None = None
    hatch_colour: str = "amber"
    line: str | None = None
    width: float = 0.8
    casing: float = 0
    line_alpha: float = 1.0
    dash: tuple[float, ...] = ()
    grows: bool = False

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
            "dash": list(self.dash),
            "grows": self.grows,
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
class Count:
    """A figure in the line under a name: the word before it, its decimals, and whether 0 is worth saying."""

    word: Text
    decimals: int = 0
    zero: bool = True

    def as_json(self) -> dict[str, Any]:
        word = {"zh": self.word.zh, "en": self.word.en}
        return {"word": word, "decimals": self.decimals, "zero": self.zero}


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
    leaders: bool = False
    """A name that does not fit its area stands beside it, joined by a line, where there is room."""
    counts: tuple[Count, ...] = ()
    """Figures in the line under the name; the features carry them as ``count0``, ``count1`` …"""

    def as_json(self) -> dict[str, Any]:
        return {
            "colour": self.colour,
            "size": self.size,
            "weight": self.weight,
            "order": self.order,
            "fromZoom": self.from_zoom,
            "toZoom": self.to_zoom,
            "dy": self.dy,
            "leaders": self.leaders,
            "counts": [count.as_json() for count in self.counts],
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
    """One line of the legend.

    Attributes
    ----------
    classes : tuple of str
        The classes it stands for; empty for every one whose rule has this title.
    seldom : bool
        Left out while nothing has it.
    """

    label: Text
    symbol: Symbol
    classes: tuple[str, ...] = ()
    seldom: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """The legend of a fill, as it stands in the corner of the map.

    Attributes
    ----------
    title : Text
        What the areas are filled by.
    unit : Text
        Of the figures in it; empty for categories.
    formula : Text, optional
    method : Text, optional
        How the classes were found.
    swatches : tuple of Swatch
    """

    title: Text
    unit: Text
    formula: Text | None
    method: Text | None
    swatches: tuple[Swatch, ...]

    def as_json(self) -> dict[str, Any]:
        """As the page takes it."""
        return {
            "title": _pair(self.title),
            "unit": _pair(self.unit),
            "formula": _pair(self.formula) if self.formula else None,
            "method": _pair(self.method) if self.method else None,
            "swatches": [
                {
                    "label": _pair(swatch.label),
                    "symbol": swatch.symbol.as_json(),
                    "classes": list(swatch.classes),
                    "seldom": swatch.seldom,
                }
                for swatch in self.swatches
            ],
        }


def _pair(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


@dataclass(frozen=True)
class Style:
    """Everything the page needs to draw one layer: class to rule, names, clusters, legend, and at which map zooms."""

    rules: Mapping[str, Rule]
    names: Names | None = None
    cluster: Cluster | None = None
    key: Key | None = None
    from_zoom: float = 0
    to_zoom: float = 30

    def as_json(self) -> dict[str, Any]:
        return {
            "rules": {name: rule.as_json() for name, rule in self.rules.items()},
            "names": self.names.as_json() if self.names else None,
            "cluster": self.cluster.as_json() if self.cluster else None,
            "key": self.key.as_json() if self.key else None,
            "fromZoom": self.from_zoom,
            "toZoom": self.to_zoom,
        }

    def legend(self, classes: Iterable[str] | None = None) -> tuple[Swatch, ...]:
        """A swatch for each rule (or for `classes` only), in the order of the rules."""
        wanted = self.rules if classes is None else classes
        return tuple(Swatch(self.rules[name].title, self.rules[name].symbol) for name in wanted)

    def classes_of(self, swatch: Swatch) -> tuple[str, ...]:
        """The classes that a line of the legend stands for."""
        return swatch.classes or tuple(
            name for name, rule in self.rules.items() if rule.title == swatch.label
        )


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
_DOTS = "".join(
    f"M{x} {y}h0.01" for y in (-4.5, 0, 4.5) for x in range(-8 + (4 if y == 0 else 0), 9, 8)
)
_HATCHING = {"forward": _FORWARD, "back": _BACK, "cross": _FORWARD + _BACK, "dots": _DOTS}
"""Lines that end at the swatch's edge: Qt's SVG knows no clip path."""


def _area_svg(area: Area, theme: Theme | str) -> str:
    box = 'x="-10" y="-7" width="20" height="14" rx="2"'
    if area.fill is None and area.hatch is None:
        stroke = colour(theme, area.line or "line")
        return f'<path d="M-10 0H10" stroke="{stroke}" stroke-width="{max(area.width, 1)}"/>'
    land = colour(theme, "land")
    line = colour(theme, area.line or "village")
    shapes = [f'<rect {box} fill="{land}"/>']
    if area.fill == ANY_HUE:
        shapes += [
            f'<rect x="{x}" y="-7" width="5" height="14" fill="{colour(theme, f"category:{hue}")}" '
            f'fill-opacity="{area.alpha}"/>'
            for x, hue in zip((-10, -5, 0, 5), (6, 9, 0, 3), strict=True)
        ]
    elif area.fill is not None:
        shapes.append(
            f'<rect {box} fill="{colour(theme, area.fill)}" fill-opacity="{area.alpha}"/>'
        )
    if area.hatch is not None:
        ink = colour(theme, area.hatch_colour)
        lines = _HATCHING[area.hatch]
        width = 2.2 if area.hatch == "dots" else 1.4
        shapes.append(
            f'<path d="{lines}" fill="none" stroke="{ink}" stroke-width="{width}" stroke-linecap="round"/>'
        )
    shapes.append(f'<rect {box} fill="none" stroke="{line}" stroke-opacity="{area.line_alpha}"/>')
    return "".join(shapes)
