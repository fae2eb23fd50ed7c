"""Layers and legend: what is on the map, how many of each, and a switch for every layer.

The swatches are painted from the same rules that the map draws by (`layers.style`), so the legend can't disagree
with the map. Counts come from the payloads that the map shows, counted beside the window.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from layers.style import swatch_svg
from resources.text import Text
from ui import theme
from ui.search import _Index
from ui.session import Session
from ui.tasks import Progress, Tasks

COUNTING = Text("统计图层数量", "Counting features")
_NAME = Qt.ItemDataRole.UserRole + 1
_TITLE = Qt.ItemDataRole.UserRole + 2
_COUNT = Qt.ItemDataRole.UserRole + 3
_SETTLE_MS = 250
LEAST_WIDTH = 190


def thin(number: int) -> str:
    """A figure with thin spaces between thousands."""
    return f"{number:,}".replace(",", "\u2009")


class _Rows(QStyledItemDelegate):
    """Paints the count at the right end of a row, in the quieter colour."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, 28 if not index.parent().isValid() else 24)

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        super().initStyleOption(option, index)
        count = index.data(_COUNT)
        figure = 0 if count is None else option.fontMetrics.horizontalAdvance(thin(count)) + 14
        before = 26 if index.parent().isValid() else 50  # swatch; and the switch of a layer
        room = max(option.rect.width() - before - figure, 40)
        option.text = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideMiddle, room)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        count = index.data(_COUNT)
        if count is None:
            return
        painter.save()
        faded = "disabled" if count == 0 else "secondary"
        painter.setPen(theme.colour(self._session.theme, faded))
        box: QRect = option.rect.adjusted(0, 0, -10, 0)
        painter.drawText(
            box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), thin(count)
        )
        painter.restore()


class LayerTree(QWidget):
    """The tree of layers, the top one on the map first. Emits ``counted()`` when the figures are in."""

    counted = Signal()

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._session, self._tasks = session, tasks
        self._counts: dict[str, Counter[str]] = {}
        self._indicative: frozenset[str] = frozenset()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._count)
        self.tree = QTreeWidget()
        self.tree.setObjectName("layers")
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(16)
        self.tree.setIconSize(QSize(18, 18))
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.tree.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tree.setItemDelegate(_Rows(session, self.tree))
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.tree.itemChanged.connect(self._switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.tree)
        self.setMinimumWidth(LEAST_WIDTH)
        self._fill()
        session.themeChanged.connect(lambda _theme: self._say())
        session.changed.connect(lambda _changes: self._settle.start())
        session.stack.changed.connect(self._show_state)
        self.destroyed.connect(_disconnecter(session.stack.changed, self._show_state))
        self._count()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()

    @property
    def waiting(self) -> bool:
        """Whether the figures are not in yet."""
        return len(self._counts) < len(self._session.stack.names)

    @property
    def indicative(self) -> bool:
        """Whether a layer that is shown has boundaries that nobody surveyed."""
        return any(self._session.stack.visible(name) for name in self._indicative)

    def _fill(self) -> None:
        stack = self._session.stack
        self.tree.blockSignals(True)
        for name in reversed(stack.names):
            layer = stack.layer(name)
            top = QTreeWidgetItem(self.tree)
            top.setData(0, _NAME, name)
            top.setData(0, _TITLE, layer.title)
            top.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            if len(layer.legend) > 1:
                for swatch in layer.legend:
                    line = QTreeWidgetItem(top)
                    line.setData(0, _TITLE, swatch.label)
                    line.setFlags(Qt.ItemFlag.ItemIsEnabled)
            top.setExpanded(stack.visible(name) and 1 < len(layer.legend) <= 4)
        self.tree.blockSignals(False)
        self._say()
        self._show_state()

    def _say(self) -> None:
        """Names and swatches in the language and theme of the window."""
        stack, shade = self._session.stack, self._session.theme
        self.tree.blockSignals(True)
        self.tree.setAccessibleName(self.tr("图层与图例"))
        for top in self._tops():
            layer = stack.layer(top.data(0, _NAME))
            top.setText(0, self._session.say(layer.title))
            if layer.legend:
                top.setIcon(0, theme.svg_icon(swatch_svg(layer.legend[0].symbol, shade)))
            for line, swatch in zip(_below(top), layer.legend, strict=False):
                line.setText(0, self._session.say(swatch.label))
                line.setIcon(0, theme.svg_icon(swatch_svg(swatch.symbol, shade)))
        self.tree.blockSignals(False)

    def _show_state(self) -> None:
        stack = self._session.stack
        self.tree.blockSignals(True)
        for top in self._tops():
            seen = stack.visible(top.data(0, _NAME))
            top.setCheckState(0, Qt.CheckState.Checked if seen else Qt.CheckState.Unchecked)
            role = QPalette.ColorRole.Text if seen else QPalette.ColorRole.PlaceholderText
            top.setForeground(0, self.palette().brush(role))
        self.tree.blockSignals(False)
        self.counted.emit()

    def _switch(self, top: QTreeWidgetItem) -> None:
        name = top.data(0, _NAME)
        if name is not None:
            self._session.stack.set_visible(name, top.checkState(0) == Qt.CheckState.Checked)

    def _count(self) -> None:
        stack = self._session.stack

        def count(_progress: Progress) -> dict[str, tuple[Counter[str], bool]]:
            return {name: stack.counts(name) for name in stack.names}

        self._tasks.start(COUNTING, count, self._show_counts)

    def _show_counts(self, counted: dict[str, tuple[Counter[str], bool]]) -> None:
        counts = self._counts = {name: classes for name, (classes, _invented) in counted.items()}
        self._indicative = frozenset(
            name for name, (_classes, invented) in counted.items() if invented
        )
        self.tree.blockSignals(True)
        for top in self._tops():
            layer = self._session.stack.layer(top.data(0, _NAME))
            known = counts[layer.name]
            top.setData(0, _COUNT, known.total())
            of_title: Counter[Text] = Counter()
            for name, rule in layer.style.rules.items():
                of_title[rule.title] += known[name]
            for line in _below(top):
                line.setData(0, _COUNT, of_title[line.data(0, _TITLE)])
        self.tree.blockSignals(False)
        self.tree.viewport().update()
        self.counted.emit()

    def _tops(self) -> list[QTreeWidgetItem]:
        root = self.tree.invisibleRootItem()
        return _below(root)


def _below(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    """The lines right below `item`, in order."""
    lines = (item.child(place) for place in range(item.childCount()))
    return [line for line in lines if line is not None]


def _disconnecter(signal: object, slot: Callable[[], None]) -> Callable[[], None]:
    """A function that ends `slot`'s listening, for when its widget is gone."""
    return lambda: signal.disconnect(slot, missing_ok=True)  # type: ignore[attr-defined]
