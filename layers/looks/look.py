"""How an officer wants a layer to look: filled by what, labelled with what, which features, at which zooms.

A `Look` is a choice, written as plain JSON into a saved map theme or style; it holds no colour and no record. What it
comes to on a given day is worked out by `layers.looks.choropleth` and applied by `layers.looks.styling`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from layers.looks.classify import METHODS, Method
from resources.text import Text

MOST_CLASSES, FEWEST_CLASSES = 6, 4
MOST_LABELS = 3
"""So many figures fit under a name."""
LOWEST_ZOOM, HIGHEST_ZOOM = 4.0, 19.0

METHOD_WORDS: dict[Method, Text] = {
    "quantile": Text("等数", "Quantiles"),
    "natural": Text("自然断点", "Natural breaks"),
    "equal": Text("等距", "Equal steps"),
}

PALETTES: dict[str, Text] = {
    "ramp": Text("蓝", "Blue"),
    "ramp_teal": Text("青", "Teal"),
    "ramp_violet": Text("紫", "Violet"),
}
"""Sequential ramps by their token; a figure with a middle takes the diverging one by itself."""


@dataclass(frozen=True, slots=True)
class Fill:
    """Areas filled by the figure or category `by`; what follows matters for figures alone.

    Raises ValueError for a method, palette or number of classes that there is not.
    """

    by: str
    method: Method = "quantile"
    classes: int = 5
    palette: str = "ramp"

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"no such method: {self.method!r}")
        if self.palette not in PALETTES:
            raise ValueError(f"no such palette: {self.palette!r}")
        if not FEWEST_CLASSES <= self.classes <= MOST_CLASSES:
            raise ValueError(f"{FEWEST_CLASSES} to {MOST_CLASSES} classes, not {self.classes}")


@dataclass(frozen=True, slots=True)
class Look:
    """What was chosen for one layer; the default is the layer's own look.

    Attributes
    ----------
    fill : Fill, optional
    labels : tuple of str
        Figures written under the name, at most `MOST_LABELS`.
    gaps : bool
        Villages with a missing post are hatched over the fill.
    line : float
        Width of the outline as a multiple of the layer's own, 0 to 3.
    where : str
        A query; only records that it finds are drawn. Empty for all.
    from_zoom, to_zoom : float
        Drawn at these map zooms only, both included.
    only : set of uid, optional
        Records that a hand singled out, more than a query can name; for this sitting, it is not stored.
    """

    fill: Fill | None = None
    labels: tuple[str, ...] = ()
    gaps: bool = True
    line: float = 1.0
    where: str = ""
    from_zoom: float = LOWEST_ZOOM
    to_zoom: float = HIGHEST_ZOOM
    only: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if len(self.labels) > MOST_LABELS:
            raise ValueError(f"at most {MOST_LABELS} labels, not {len(self.labels)}")
        if not 0 <= self.line <= 3:
            raise ValueError(f"a line is 0 to 3 times as wide, not {self.line}")
        if not LOWEST_ZOOM <= self.from_zoom <= self.to_zoom <= HIGHEST_ZOOM:
            raise ValueError(f"no such range of zooms: {self.from_zoom} to {self.to_zoom}")

    @property
    def narrowed(self) -> bool:
        """Whether some records are left out."""
        return bool(self.where.strip()) or self.only is not None

    @property
    def always(self) -> bool:
        """Whether it is drawn at every zoom."""
        return self.from_zoom <= LOWEST_ZOOM and self.to_zoom >= HIGHEST_ZOOM

    def as_json(self) -> dict[str, Any]:
        """As it is stored: whatever differs from the default, but for what a hand singled out."""
        stored = asdict(self)
        plain = asdict(PLAIN)
        return {
            name: value for name, value in stored.items() if value != plain[name] and name != "only"
        }


PLAIN = Look()


def look_from_json(stored: Mapping[str, Any]) -> Look:
    """A look that was stored; ValueError or TypeError when it can't be one."""
    values = dict(stored)
    fill = values.pop("fill", None)
    labels = tuple(values.pop("labels", ()))
    return Look(fill=None if fill is None else Fill(**fill), labels=labels, **values)
