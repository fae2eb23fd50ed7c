"""Villages filled by a figure or a category: limits, colours, legend and the class of each village.

`resolve` turns the `Fill` of a look into a `Painting` for one day: the style with its rules and legend, and a function
that gives each village its class, now and whenever records change. Limits are found once; a village whose figure
changes moves between the same classes, so that colours mean on the wall what they meant a minute ago. Choosing the
figure anew finds them anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.kinds.assignments import adjacent, colour_areas, one_hue_each
from layers.kinds.village_figures import CATEGORIES, figures
from layers.kinds.village_ground import COVER_WORDS, Category, Figure, Ground
from layers.layer import Asked, Classify
from layers.looks.classify import Breaks, around, classify
from layers.looks.look import METHOD_WORDS, Fill
from layers.style import HUES, Area, Hatch, Key, Rule, Style, Swatch
from resources.text import Text

Codes = npt.NDArray[np.object_]

NONE, ZERO = "none", "zero"
"""Classes of a village without a value, and of one where there is nothing of what is counted."""
FIGURE_ALPHA, CATEGORY_ALPHA = 0.82, 0.42
"""How much of the colour lies over the land."""
_NONE = Area("land", hatch="dots", hatch_colour="mark_quiet")
_HATCHES: tuple[Hatch | None, ...] = (None, "forward", "back", "cross", "dots")
"""Tell apart what shares a hue; twelve hues by five are sixty categories."""
_GAPS: Mapping[str, tuple[Hatch | None, str]] = {
    "covered": (None, "amber"),
    "no_resident": ("forward", "amber"),
    "no_liaison": ("back", "amber"),
    "uncovered": ("cross", "red"),
}
_SAY_GAPS = {"cover", "posts_missing"}
"""Fills that say by themselves where a post is missing."""
_EACH = Text("逐值", "Each value")
THIN = "\u2009"


@dataclass(frozen=True)
class Painting:
    """A fill worked out.

    Attributes
    ----------
    style : Style
        Its `Key` is the legend, with the classes that each line stands for.
    classify : callable
        For `LayerStack.restyle`.
    reads : frozenset of str
        Kinds whose change may move a village to another class.
    breaks : Breaks, optional
        Of a figure.
    counts : Counter of str
        Villages in each class, without the gaps, on the day it was worked out.
    """

    style: Style
    classify: Classify
    reads: frozenset[str]
    breaks: Breaks | None
    counts: Counter[str]


class NoSuchFigure(KeyError):
    """A look names a figure or category that there is not."""


@dataclass(frozen=True)
class _Class:
    name: str
    title: Text
    area: Area


def resolve(
    fill: Fill, plain: Style, asked: Asked, *, gaps: bool = True, line: float = 1.0
) -> Painting:
    """What `fill` comes to for the frames and the day of `asked`.

    Parameters
    ----------
    plain : Style
        The layer's own style: names and outline are kept.
    gaps : bool
        Hatch villages with a missing post over the fill.
    line : float
        Width of the outline as a multiple of its own.

    Raises
    ------
    NoSuchFigure
    """
    ground = Ground(asked.frames, asked.on)
    known = figures(asked.frames)
    breaks: Breaks | None
    formula: Text | None
    how: Text | None
    if fill.by in known:
        figure = known[fill.by]
        breaks, how, classes, codes_on = _of_figure(figure, fill, ground)
        title, unit, formula, reads = figure.title, figure.unit, figure.formula, figure.reads
    elif fill.by in CATEGORIES:
        category = CATEGORIES[fill.by]
        classes, codes_on = _of_category(category, ground)
        title, unit, formula, how = category.title, Text("", ""), None, None
        breaks, reads = None, category.reads
    else:
        raise NoSuchFigure(fill.by)
    counts = Counter(codes_on(ground).tolist())
    patterned = any(each.area.hatch for each in classes if each.name != NONE)
    gaps = gaps and not patterned and fill.by not in _SAY_GAPS
    outline = next(iter(plain.rules.values())).symbol
    assert isinstance(outline, Area)
    classes = [replace(each, area=_outlined(each.area, outline, line)) for each in classes]
    style = replace(
        plain, rules=_rules(classes, gaps), key=_key(title, unit, formula, how, classes, gaps)
    )

    def sorted_now(now: Asked, drawn: gpd.GeoDataFrame) -> pd.Series[Any]:
        again = Ground(now.frames, now.on)
        found = pd.Series(codes_on(again), index=again.villages["uid"], dtype=object)
        found = found.reindex(drawn["uid"]).fillna(NONE)
        if gaps:
            found = drawn["class"].astype(str).to_numpy() + "|" + found
        return found

    return Painting(style, sorted_now, reads, breaks, counts)


_NO_DATA = Text("无数据", "No data")


def _outlined(area: Area, outline: Area, line: float) -> Area:
    return replace(
        area,
        line=outline.line if line else None,
        width=outline.width * line,
        line_alpha=outline.line_alpha,
    )


def _rules(classes: list[_Class], gaps: bool) -> dict[str, Rule]:
    if not gaps:
        return {each.name: Rule(each.title, each.area) for each in classes}
    found = {}
    for state, (hatch, colour) in _GAPS.items():
        for each in classes:
            area = replace(each.area, hatch=hatch, hatch_colour=colour) if hatch else each.area
            words = COVER_WORDS[state]
            title = (
                each.title
                if hatch is None
                else Text("{a} · {b}", "{a} · {b}").format(a=each.title, b=words)
            )
            found[f"{state}|{each.name}"] = Rule(title, area)
    return found


def _key(
    title: Text,
    unit: Text,
    formula: Text | None,
    how: Text | None,
    classes: list[_Class],
    gaps: bool,
) -> Key:
    swatches = []
    for each in classes:
        names = [f"{state}|{each.name}" for state in _GAPS] if gaps else [each.name]
        seldom = each.name in (NONE, ZERO)
        swatches.append(Swatch(each.title, each.area, tuple(names), seldom))
    if gaps:
        for state, (hatch, colour) in _GAPS.items():
            if hatch:
                names = [f"{state}|{each.name}" for each in classes]
                area = Area(
                    "land", hatch=hatch, hatch_colour=colour, line="county", line_alpha=0.42
                )
                swatches.append(Swatch(COVER_WORDS[state], area, tuple(names), seldom=True))
    return Key(title, unit, formula, how, tuple(swatches))


# -- figures ------------------------------------------------------------------------------------


def _of_figure(
    figure: Figure, fill: Fill, ground: Ground
) -> tuple[Breaks, Text, list[_Class], Callable[[Ground], Codes]]:
    values = figure.compute(ground)
    apart = figure.zero is not None
    counted = np.where(values == 0, np.nan, values) if apart else values
    middle, how, method = figure.middle, METHOD_WORDS[fill.method], fill.method
    if middle is None:
        if len(np.unique(counted[~np.isnan(counted)].round(figure.decimals))) <= fill.classes:
            how, method = _EACH, "natural"  # so few values that each can have its class
        breaks = classify(counted, method, fill.classes, decimals=figure.decimals)
        areas = [_ramp(fill.palette, at) for at in _positions(len(breaks), 0.0)]
    else:
        breaks, below = around(counted, middle, fill.method, fill.classes, decimals=figure.decimals)
        areas = [
            _ramp("diverging", 1 - at if figure.more_is_worse else at)
            for at in _sides(below, len(breaks) - below - 1)
        ]
    classes = [
        _Class(f"v{place}", said(low, high, figure.decimals), area)
        for place, ((low, high), area) in enumerate(zip(breaks.ranges(), areas, strict=True))
    ]
    if figure.zero is not None:
        classes.insert(0, _Class(ZERO, figure.zero, Area("land")))
    classes.append(_Class(NONE, figure.none, _NONE))

    def codes_on(again: Ground) -> Codes:
        found = figure.compute(again)
        names = np.array([*(f"v{place}" for place in range(len(breaks))), NONE], dtype=object)
        codes: Codes = names[breaks.sort(np.round(found, figure.decimals))]
        if apart:
            codes[found == 0] = ZERO
        return codes

    return breaks, how, classes, codes_on


def _positions(classes: int, start: float) -> list[float]:
    """Where on a ramp the classes lie, evenly; one class alone lies in the middle."""
    return [0.6] if classes == 1 else np.linspace(start, 1, classes).round(3).tolist()


def _sides(below: int, above: int) -> list[float]:
    """Where on a diverging ramp the classes lie: the side with more reaches its end, the other keeps its step."""
    widest = max(below, above, 1)
    low = [0.5 - 0.5 * step / widest for step in range(below, 0, -1)]
    return [*low, 0.5, *(0.5 + 0.5 * step / widest for step in range(1, above + 1))]


def _ramp(palette: str, at: float) -> Area:
    return Area(f"{palette}:{at:.3f}@{FIGURE_ALPHA}")


def said(low: float, high: float, decimals: int) -> Text:
    """A class in figures: ``1 561–2 454``, or the one value that it holds."""
    first, last = figure_text(low, decimals), figure_text(high, decimals)
    if first == last:
        return Text(first, first)
    join = "–" if low >= 0 else " … "
    return Text(f"{first}{join}{last}", f"{first}{join}{last}")


def figure_text(value: float, decimals: int = 0) -> str:
    """A figure with thin spaces between thousands and a true minus."""
    return f"{value:,.{decimals}f}".replace(",", THIN).replace("-", "−")


# -- categories ---------------------------------------------------------------------------------


def _of_category(
    category: Category, ground: Ground
) -> tuple[list[_Class], Callable[[Ground], Codes]]:
    codes, words = category.compute(ground)
    present = set(codes.tolist()) - {None}
    order = [code for code in words if code in present]
    order += sorted(present - set(order))  # codes that the list no longer has
    hues = _hues(order, codes, ground)
    times: Counter[int] = Counter()
    classes = []
    for place, code in enumerate(order):
        hue = hues[code]
        hatch = _HATCHES[times[hue] % len(_HATCHES)]
        times[hue] += 1
        area = Area(f"category:{hue}@{CATEGORY_ALPHA}", hatch=hatch, hatch_colour="mark")
        classes.append(_Class(f"c{place}", words.get(code, Text(code, code)), area))
    classes.append(_Class(NONE, _NO_DATA, _NONE))
    names = {code: f"c{place}" for place, code in enumerate(order)}

    def codes_on(again: Ground) -> Codes:
        now, _words = category.compute(again)
        return np.array([names.get(code, NONE) for code in now.tolist()], dtype=object)

    return classes, codes_on


def _hues(order: list[str], codes: Codes, ground: Ground) -> dict[str, int]:
    """A hue for each category, neighbours on the map far apart; up to twelve categories have one each."""
    if len(order) <= HUES // 2:
        return {code: (6 + place * 5) % HUES for place, code in enumerate(order)}
    one, other = adjacent(ground.villages.geometry.to_numpy())
    pairs = pd.DataFrame({"one": codes[one], "other": codes[other]}).dropna().drop_duplicates()
    pairs = pairs.loc[pairs["one"] != pairs["other"]]
    beside = list(zip(pairs["one"], pairs["other"], strict=True))
    return one_hue_each(order, beside) if len(order) <= HUES else colour_areas(order, beside)
