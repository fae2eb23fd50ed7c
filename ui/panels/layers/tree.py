"""The tree of groups, layers and legend lines, with switches, counts and dragging into another order.

It shows what the stack and the styling say and changes nothing but order and visibility. A layer is dragged within its
group (`dragging`); where it lands among the group's layers is where it lies on the map.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from layers.groups import BASE, DRAWINGS, grouped
from layers.layer import Layer
from layers.looks.choropleth import Painting
from layers.style import Swatch, swatch_svg
from ui import theme
from ui.map.map_styles import MapStyles
from ui.panels.layers.dragging import RowDrag
from ui.panels.layers.rows import CHIP, CLASSES, COUNT, NAME, TITLE, Rows
from ui.plain import tip
from ui.session import Session

_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked
ICON = 18
FEW = 4
"""So many legend lines are open from the start."""


class TreeOfLayers(QTreeWidget):
    """The tree. Emits ``inHand(name)`` when another layer is chosen, ``styleAsked(name)`` on a double click."""

    inHand = Signal(str)  # noqa: N815 - as Qt's own
    styleAsked = Signal(str)  # noqa: N815

    def __init__(self, session: Session, styles: MapStyles) -> None:
        super().__init__()
        self._session, self._styles = session, styles
        self._counts: Mapping[str, Counter[str]] = {}
        self._closed = {DRAWINGS.title.en, BASE.title.en}
        self._opened: set[str] = set()
        self._shown: object = None
        self._switching = False
        self._as_one = False  # what is switched now belongs to the step that is kept already
        self.setObjectName("layers")
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setIconSize(QSize(ICON, ICON))
        self.setSelectionMode(QTreeWidget.SelectionMode.SingleSelection)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.drag = RowDrag(
            self,
            session,
            lambda item: item.data(0, NAME) is not None,
            lambda item, other, above: self.put_beside(
                str(item.data(0, NAME)), str(other.data(0, NAME)), above
            ),
        )
        self.setExpandsOnDoubleClick(False)
        self._rows = Rows(session, self)
        self.setItemDelegate(self._rows)
        self._size = self.font().pointSizeF()
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.itemChanged.connect(self._switch)
        self.itemExpanded.connect(lambda item: self._remember(item, True))
        self.itemCollapsed.connect(lambda item: self._remember(item, False))
        self.currentItemChanged.connect(lambda item, _before: self._take(item))
        self.itemDoubleClicked.connect(lambda item, _column: self._ask(item))
        self.refresh()

    # -- showing --------------------------------------------------------------------------------

    def set_large(self, large: bool) -> None:
        """Twice as large as usual, to be read with the map at wall size, or as usual."""
        times = 2 if large else 1
        if times == self._rows.times:
            return
        self._rows.times = times
        font = self.font()
        font.setPointSizeF(self._size * times)
        self.setFont(font)
        self.setIconSize(QSize(ICON, ICON) * times)
        self._shown = None
        self.refresh()

    def refresh(self) -> None:
        """Show what the stack says now; rows are made anew only when order or a legend is another."""
        if self._switching:
            return
        stack = self._session.stack
        shown = [(name, stack.layer(name).legend) for name in stack.names]
        if shown != self._shown:
            self._shown = shown
            self._fill()
        self._show_state()

    def retranslate(self) -> None:
        """Names, chips, inks and swatches in the language and theme of the window."""
        self.blockSignals(True)
        self.setAccessibleName(self.tr("图层与图例"))
        shade = self._session.theme
        for group in _below(self.invisibleRootItem()):
            group.setText(0, self._session.say(group.data(0, TITLE)))
        for top in self.tops():
            layer = self._session.stack.layer(top.data(0, NAME))
            top.setText(0, self._session.say(layer.title))
            if layer.symbol is not None:
                top.setIcon(0, theme.svg_icon(swatch_svg(layer.symbol, shade)))
            for line, swatch in zip(_below(top), _lines(layer), strict=False):
                if swatch is None:
                    line.setText(0, self._caption(layer))
                    continue
                line.setText(0, self._session.say(swatch.label))
                line.setIcon(0, theme.svg_icon(swatch_svg(swatch.symbol, shade)))
        self.blockSignals(False)
        self._show_state()

    def show_counts(self, counts: Mapping[str, Counter[str]]) -> None:
        """Put the number of features beside layers and legend lines."""
        self._counts = counts
        self.blockSignals(True)
        for top in self.tops():
            layer = self._session.stack.layer(top.data(0, NAME))
            known = counts.get(layer.name, Counter())
            top.setData(0, COUNT, sum(n for c, n in known.items() if c in layer.style.rules))
            for line, swatch in zip(_below(top), _lines(layer), strict=False):
                if swatch is None:
                    continue
                count = sum(known[name] for name in layer.style.classes_of(swatch))
                line.setData(0, COUNT, count)
                line.setHidden(swatch.seldom and not count)
        self.blockSignals(False)
        self.viewport().update()

    def tops(self) -> Iterator[QTreeWidgetItem]:
        """The rows of the layers, from the top down."""
        for group in _below(self.invisibleRootItem()):
            yield from _below(group)

    def _fill(self) -> None:
        current = self.currentItem()
        held = None if current is None else current.data(0, NAME)
        stack = self._session.stack
        self.blockSignals(True)
        self.clear()
        for group, layers in grouped([stack.layer(name) for name in stack.names]):
            above = QTreeWidgetItem(self)
            above.setData(0, TITLE, group.title)
            above.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsAutoTristate
            )
            font = self.font()
            font.setWeight(font.Weight.DemiBold)
            above.setFont(0, font)
            above.setData(0, CLASSES, None)
            for layer in layers:
                self._add(above, layer)
            above.setExpanded(group.title.en not in self._closed)
        self.blockSignals(False)
        self.retranslate()
        self.show_counts(self._counts)
        for top in self.tops():
            if top.data(0, NAME) == held:
                self.setCurrentItem(top)

    def _add(self, above: QTreeWidgetItem, layer: Layer) -> None:
        top = QTreeWidgetItem(above)
        top.setData(0, NAME, layer.name)
        top.setData(0, TITLE, layer.title)
        top.setFlags(
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsUserCheckable
            | Qt.ItemFlag.ItemIsSelectable
        )
        if len(layer.legend) > 1:
            for swatch in _lines(layer):
                line = QTreeWidgetItem(top)
                line.setData(0, CLASSES, "" if swatch is None else "|".join(swatch.classes))
                line.setFlags(Qt.ItemFlag.ItemIsEnabled)
        filled = layer.style.key is not None
        few = 1 < len(layer.legend) <= FEW
        wanted = self._session.stack.visible(layer.name) and (few or filled)
        top.setExpanded(layer.name in self._opened or (wanted and layer.name not in self._closed))

    def _caption(self, layer: Layer) -> str:
        key = layer.style.key
        assert key is not None
        say = self._session.say
        unit = say(key.unit)
        words = (
            f"{say(key.title)}（{unit}）" if unit and self._session.lang == "zh" else say(key.title)
        )
        if unit and self._session.lang != "zh":
            words = f"{words} ({unit})"
        return f"{words} · {say(key.method)}" if key.method else words

    def _show_state(self) -> None:
        stack = self._session.stack
        self.blockSignals(True)
        for top in self.tops():
            name = top.data(0, NAME)
            seen = stack.visible(name)
            top.setCheckState(0, _CHECKED if seen else _UNCHECKED)
            # by its token: the palette of a styled widget is still the old one while the theme changes
            ink = theme.colour(self._session.theme, "text" if seen else "secondary")
            top.setForeground(0, ink)
            top.setData(0, CHIP, self._chip(name, self._session.styling.painting(name)))
            key = stack.layer(name).style.key
            formula = key.formula if key is not None else None
            top.setToolTip(0, tip(self._session.say(formula)) if formula else "")
        self.blockSignals(False)
        self.viewport().update()

    def _chip(self, name: str, painting: Painting | None) -> str:
        look = self._styles.look(name)
        if look.narrowed:
            return self.tr("筛选")
        if painting is not None and painting.style.key is not None:
            return self._session.say(painting.style.key.title)
        return "" if look.always else self.tr("限级")

    # -- doing ----------------------------------------------------------------------------------

    def _switch(self, top: QTreeWidgetItem) -> None:
        name = top.data(0, NAME)
        if name is None:
            return
        before = self._styles.state()
        self._switching = True
        self._session.stack.set_visible(name, top.checkState(0) == _CHECKED)
        if not self._as_one:  # the first of a group, which Qt switches row by row in one go
            self._as_one = True
            QTimer.singleShot(0, self, self._switched)
            self._styles.changed_by_hand(before)
        self._switching = False

    def _switched(self) -> None:
        self._as_one = False
        self._show_state()

    def put_beside(self, name: str, other: str, above: bool) -> None:
        """Draw the layer `name` right above or right below `other`."""
        stack = self._session.stack
        rest = [each for each in stack.names if each != name]
        before = self._styles.state()
        stack.move(name, rest.index(other) + (1 if above else 0))
        self._styles.changed_by_hand(before)

    def _take(self, item: QTreeWidgetItem | None) -> None:
        name = item.data(0, NAME) if item is not None else None
        if name is not None:
            self.inHand.emit(name)

    def _ask(self, item: QTreeWidgetItem) -> None:
        if item.data(0, NAME) is not None:
            self.styleAsked.emit(item.data(0, NAME))

    def _remember(self, item: QTreeWidgetItem, opened: bool) -> None:
        title = item.data(0, TITLE)
        if title is None:  # a legend line, which has nothing below it; the * key opens it, too
            return
        key = item.data(0, NAME) or title.en
        (self._opened if opened else self._closed).add(key)
        (self._closed if opened else self._opened).discard(key)


def _lines(layer: Layer) -> list[Swatch | None]:
    """The legend lines of a layer; None stands for the caption above those of a fill."""
    return [None, *layer.legend] if layer.style.key is not None else list(layer.legend)


def _below(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    """The lines right below `item`, in order."""
    lines = (item.child(place) for place in range(item.childCount()))
    return [line for line in lines if line is not None]
