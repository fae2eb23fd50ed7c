"""The looks of the layers of one map: what was chosen for each, worked out and put on the `LayerStack`.

`Styling` holds a `Look` a layer beside the stack's order, visibility and opacity; together they are the state of the
map, which a map theme can hold, and which `undo` steps back through. Working a look out reads records, so `wear` and
`show` are called off the window's thread. Saved themes and styles are presets of the workspace, written by the one
write path; `layers.looks.theme_store` reads and writes them.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from psygnal import Signal

from layers.kinds.village_figures import figures
from layers.layer import Asked, Classify, Layer
from layers.looks.choropleth import NoSuchFigure, Painting, resolve
from layers.looks.look import PLAIN, Look
from layers.looks.themes import DUTY, MapTheme
from layers.query import Query, QueryError, Scope, read
from layers.stack import LayerStack, Workspace
from layers.style import Area, Count, Names, Rule, Style, Swatch

HIDDEN = "-"
"""Class of a feature that the filter leaves out: no rule draws, names or picks it."""
FILLED = "villages"
"""The layer that can be filled and labelled by figures."""
STEPS = 50
"""So many changes can be taken back."""


@dataclass(frozen=True)
class State:
    """How the map looks: order (bottom to top), what is visible, opacity and look of each layer by name."""

    order: tuple[str, ...]
    visible: frozenset[str]
    opacity: Mapping[str, float]
    looks: Mapping[str, Look]


class Styling:
    """The looks of one map.

    Events
    ------
    changed()
        The look of a layer is not what it was, or a step can be taken back.
    failed(layer, error)
        A look could not be worked out; the layer keeps the one it had.
    """

    changed = Signal()
    failed = Signal(str, Exception)

    def __init__(
        self,
        workspace: Workspace,
        stack: LayerStack,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        self._workspace, self._stack, self._today = workspace, stack, today
        self._plain = {name: stack.layer(name) for name in stack.names}
        self._looks: dict[str, Look] = {}
        self._paintings: dict[str, Painting] = {}
        self._theme: MapTheme | None = None
        self._past: list[State] = []
        self._lock = threading.RLock()

    # -- what is shown --------------------------------------------------------------------------

    def look(self, name: str) -> Look:
        """What was chosen for a layer."""
        return self._looks.get(name, PLAIN)

    def painting(self, name: str) -> Painting | None:
        """The fill of a layer as it was worked out, None when it has none."""
        return self._paintings.get(name)

    def plain(self, name: str) -> Layer:
        """The layer as the catalogue has it."""
        return self._plain.get(name) or self._stack.layer(name)

    def state(self) -> State:
        """How the map looks now."""
        stack = self._stack
        return State(
            stack.names,
            frozenset(name for name in stack.names if stack.visible(name)),
            {name: stack.opacity(name) for name in stack.names},
            dict(self._looks),
        )

    def theme(self, among: tuple[MapTheme, ...]) -> MapTheme | None:
        """Which of the themes is shown as it was made; None when the officer's own choice is."""
        now = self.state()
        return next((theme for theme in among if self._same(now, theme)), None)

    def _same(self, now: State, theme: MapTheme) -> bool:
        known = set(self._stack.names)
        return now.visible == theme.layers & known and dict(now.looks) == {
            name: look for name, look in theme.looks.items() if look != PLAIN
        }

    # -- changing it ----------------------------------------------------------------------------

    def wear(self, name: str, look: Look, *, remember: bool = True) -> bool:
        """Draw a layer as `look` says; False when that could not be worked out, which ``failed`` tells.

        With `remember` false it is a preview: `undo` will not stop there.
        """
        with self._lock:
            before = self.state()
            try:
                self._put_on(name, look)
            except (NoSuchFigure, QueryError) as error:
                self.failed.emit(name, error)
                return False
            if remember:
                self._keep(before)
        self.changed.emit()
        return True

    def show(self, theme: MapTheme) -> None:
        """Show exactly what `theme` holds; layers that this map has not are left out."""
        known = frozenset(self._stack.names)
        order = [name for name in theme.order if name in known]
        target = State(
            tuple(order) or self._stack.names,
            theme.layers & known,
            {name: value for name, value in theme.opacity.items() if name in known},
            {name: look for name, look in theme.looks.items() if name in known},
        )
        with self._lock:
            before = self.state()
            self._become(target)
            self._keep(before)
            self._theme = theme
        self.changed.emit()

    def remember(self, before: State) -> None:
        """Keep `before`, the state before a change of the stack by hand, for `undo`."""
        with self._lock:
            self._keep(before)
        self.changed.emit()

    @property
    def undoable(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    def undo(self) -> bool:
        """Take the last change of looks, order, visibility or opacity back; False when there is none."""
        with self._lock:
            if not self._past:
                return False
            self._become(self._past.pop())
        self.changed.emit()
        return True

    def reset(self) -> None:
        """Back to the theme that was shown last, as it was made."""
        self.show(self._theme or DUTY)

    def _keep(self, before: State) -> None:
        if before != self.state():
            self._past = [*self._past[-STEPS + 1 :], before]

    def _become(self, target: State) -> None:
        for name in self._stack.names:
            look = target.looks.get(name, PLAIN)
            if look != self.look(name):
                try:
                    self._put_on(name, look)
                except (NoSuchFigure, QueryError) as error:
                    self.failed.emit(name, error)
        self._stack.arrange(target.order, target.visible, target.opacity)

    # -- working out ----------------------------------------------------------------------------

    def _put_on(self, name: str, look: Look) -> None:
        plain = self.plain(name)
        asked = Asked(self._workspace, self._today())
        style, classify, reads = plain.style, None, frozenset[str]()
        legend: tuple[Swatch, ...] = plain.legend
        painting: Painting | None = None
        if look.fill is not None and name == FILLED:
            painting = resolve(look.fill, style, asked, gaps=look.gaps, line=look.line)
            style, classify, reads = painting.style, painting.classify, painting.reads
            assert style.key is not None
            legend = style.key.swatches
        else:
            style = _drawn(style, look)
            legend = _swatches(plain, style)
            if name == FILLED and not look.gaps:
                classify = _no_gaps
        if look.labels and name == FILLED:
            style, more = self._labelled(style, look.labels, asked)
            reads |= more
        if look.where.strip():
            query = read(look.where, Scope.of(self._workspace, plain.kind, self._today()))
            if query is not None:
                classify = narrowed(query, classify)
                reads |= query.reads()
        if look.only is not None:
            classify = _singled(look.only, classify)
        style = replace(
            style,
            from_zoom=0 if look.always else look.from_zoom,
            to_zoom=30 if look.always else look.to_zoom,
        )
        if look == PLAIN:
            self._stack.restyle(name)
            self._looks.pop(name, None)
        else:
            self._stack.restyle(name, style, classify, legend, reads)
            self._looks[name] = look
        self._stack.label(name, look.labels)
        if painting is None:
            self._paintings.pop(name, None)
        else:
            self._paintings[name] = painting

    def _labelled(
        self, style: Style, labels: tuple[str, ...], asked: Asked
    ) -> tuple[Style, frozenset[str]]:
        known = figures(asked.frames)
        missing = [name for name in labels if name not in known]
        if missing:
            raise NoSuchFigure(missing[0])
        chosen = [known[name] for name in labels]
        counts = tuple(
            Count(figure.brief, figure.decimals, zero=figure.zero is None) for figure in chosen
        )
        names = style.names or Names(colour="place_minor", size=12)
        reads = frozenset().union(*(figure.reads for figure in chosen))
        return replace(style, names=replace(names, counts=counts)), reads


def _drawn(style: Style, look: Look) -> Style:
    """The layer's own rules with lines as wide as `look` has them."""
    if look.line == 1:
        return style
    rules = {name: _lined(rule, look.line) for name, rule in style.rules.items()}
    return replace(style, rules=rules)


def _lined(rule: Rule, width: float) -> Rule:
    area = rule.symbol
    if not isinstance(area, Area) or area.line is None:
        return rule
    lined = replace(area, width=area.width * width, line=area.line if width else None)
    return replace(rule, symbol=lined)


def _swatches(plain: Layer, style: Style) -> tuple[Swatch, ...]:
    """The layer's legend with the symbols that its rules have now."""
    now = {plain.style.rules[name].symbol: rule.symbol for name, rule in style.rules.items()}
    return tuple(replace(each, symbol=now.get(each.symbol, each.symbol)) for each in plain.legend)


def _no_gaps(_asked: Asked, drawn: gpd.GeoDataFrame) -> pd.Series[Any]:
    return pd.Series("covered", index=drawn.index, dtype=object)


def _singled(uids: frozenset[str], classify: Classify | None) -> Classify:
    """Classes as `classify` gives them (or the layer's own), `HIDDEN` for records that are not among `uids`."""

    def only_these(asked: Asked, drawn: gpd.GeoDataFrame) -> pd.Series[Any]:
        classes = drawn["class"] if classify is None else classify(asked, drawn)
        keep = drawn["uid"].isin(uids).to_numpy()
        return pd.Series(
            np.where(keep, classes.to_numpy(dtype=object), HIDDEN), index=drawn.index, dtype=object
        )

    return only_these


def narrowed(query: Query, classify: Classify | None) -> Classify:
    """Classes as `classify` gives them (or the layer's own), `HIDDEN` for records that `query` does not find."""

    def only_found(asked: Asked, drawn: gpd.GeoDataFrame) -> pd.Series[Any]:
        rows = asked.frames.frame(query.kind, columns=query.columns())
        found = rows["uid"].to_numpy(dtype=object)[query.mask(rows, asked.frames)]
        classes = drawn["class"] if classify is None else classify(asked, drawn)
        keep = drawn["uid"].isin(set(found.tolist())).to_numpy()
        return pd.Series(
            np.where(keep, classes.to_numpy(dtype=object), HIDDEN), index=drawn.index, dtype=object
        )

    return only_found
