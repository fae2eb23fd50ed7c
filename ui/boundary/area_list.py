"""Areas before and after, village by village: km² and 亩, and by how much each grew or shrank."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from gis.boundary.areas import MU_M2
from layers.boundary.plan import Area
from resources.text import Text
from ui.panels.labels import ElidedLabel, plain_label, secondary_label

SHOWN = 8
_MORE = Text("另有 {count} 个村", "{count} more villages")
_NONE = Text("无", "none")
MU = Text("亩", "mu")
_LARGE_M2 = 1e5
_THIN = "\u2009"


class AreaList(QWidget):
    """The list; empty when there is nothing to compare."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("boundary:areas")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(0, 1)
        self._labels: list[QLabel] = []

    def show_areas(self, areas: Sequence[Area], lang: str) -> None:
        """Show `areas`, those that changed most first."""
        for label in self._labels:
            label.hide()
            label.deleteLater()
        self._labels = []
        ordered = sorted(areas, key=lambda area: -abs(area.change_m2))
        for row, area in enumerate(ordered[:SHOWN]):
            name = ElidedLabel(area.name or area.code, "heading")
            change = plain_label(signed(area.change_m2))
            change.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            both = (area.before_m2, area.after_m2)
            km2 = _before_and_after(both, lambda m2: f"{m2 / 1e6:.4f}", "km²", lang)
            mu = _before_and_after(both, lambda m2: thousands(m2 / MU_M2), MU.say(lang), lang)
            figures = secondary_label(f"{km2}\n{mu}")
            self._put(name, 3 * row, 0)
            self._put(change, 3 * row, 1)
            self._grid.addWidget(figures, 3 * row + 1, 0, 1, 2)
            self._labels.append(figures)
            self._grid.setRowMinimumHeight(3 * row + 2, 6)
        if len(ordered) > SHOWN:
            more = secondary_label(_MORE.format(count=len(ordered) - SHOWN).say(lang))
            self._put(more, 3 * SHOWN, 0)

    def _put(self, label: QLabel, row: int, column: int) -> None:
        self._grid.addWidget(label, row, column)
        self._labels.append(label)


def _before_and_after(
    both: tuple[float | None, float | None], figure: Callable[[float], str], unit: str, lang: str
) -> str:
    """Both figures with one unit behind the last; a village that is not there then has none."""
    none = _NONE.say(lang)
    before, after = (None if m2 is None else figure(m2) for m2 in both)
    if after is None:
        return f"{before} {unit} → {none}"
    return f"{none if before is None else before} → {after} {unit}"


def signed(m2: float) -> str:
    """A change of ground with its sign: square metres, or km² when it is large."""
    sign = "+" if m2 >= 0 else "\u2212"
    size = abs(m2)
    return f"{sign}{size / 1e6:.4f} km²" if size >= _LARGE_M2 else f"{sign}{thousands(size, 0)} m²"


def thousands(number: float, digits: int = 1) -> str:
    """A figure with thin spaces between thousands."""
    return f"{number:,.{digits}f}".replace(",", _THIN)
