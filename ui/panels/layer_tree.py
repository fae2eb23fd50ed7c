"""Layers and legend: what is on the map, how many of each, how it is drawn, and a switch for every layer.

The swatches are painted from the same rules that the map draws by (`layers.style`), so the legend can't disagree with
the map. Counts come from the features that the map shows, counted beside the window. Under the tree stand the card of
the layer in hand and the names that found no room on the map.
"""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from resources.text import Text
from ui.keys import within
from ui.map.map_styles import MapStyles
from ui.panels.layers.card import LayerCard
from ui.panels.layers.homeless import Homeless
from ui.panels.layers.tree import TreeOfLayers
from ui.plain import thin
from ui.session import Session
from ui.tasks import Progress, Tasks

__all__ = ["LayerTree", "thin"]

COUNTING = Text("统计图层数量", "Counting features")
_SETTLE_MS = 250
LEAST_WIDTH = 190
LARGE_WIDTH = 340
"""At wall size: room for the words of the legend, twice as large."""


class LayerTree(QWidget):
    """The panel. Emits ``counted()`` when the figures are in, ``styleAsked(name)`` and ``fitAsked(name)``."""

    counted = Signal()
    styleAsked = Signal(str)  # noqa: N815 - as Qt's own
    fitAsked = Signal(str)  # noqa: N815

    def __init__(self, session: Session, tasks: Tasks, styles: MapStyles) -> None:
        super().__init__()
        self._session, self._tasks, self._styles = session, tasks, styles
        self._counts: dict[str, Counter[str]] = {}
        self._indicative: frozenset[str] = frozenset()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._count)
        self.tree = TreeOfLayers(session, styles)
        self.card = LayerCard(session, styles)
        self.homeless = Homeless(session)
        self.undo_button = QPushButton()
        self.undo_button.setObjectName("layers:undo")
        self.undo_button.clicked.connect(styles.undo)
        self.reset_button = QPushButton()
        self.reset_button.setObjectName("layers:reset")
        self.reset_button.clicked.connect(styles.reset)
        for button in (self.undo_button, self.reset_button):
            button.setProperty("role", "quiet")
        foot = QHBoxLayout()
        foot.setContentsMargins(4, 0, 4, 2)
        foot.addStretch(1)
        foot.addWidget(self.undo_button)
        foot.addWidget(self.reset_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tree, 1)
        column.addWidget(self.card)
        column.addWidget(self.homeless, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(foot)
        self.setMinimumWidth(LEAST_WIDTH)
        self._width = 0
        self.tree.inHand.connect(self.card.show_layer)
        for part in (self.tree, self.card):
            part.styleAsked.connect(self.styleAsked)
        self.card.fitAsked.connect(self.fitAsked)
        within(self, "Ctrl+Z", styles.undo)
        session.themeChanged.connect(lambda _theme: self.tree.retranslate())
        session.changed.connect(lambda _changes: self._settle.start())
        session.mapChanged.connect(self._map_changed)
        styles.changed.connect(self._show_steps)
        self.retranslate()
        self._count()

    def set_large(self, large: bool) -> None:
        """Show the tree twice as large, as the map at wall size is, in a panel wide enough; or as usual."""
        if large == (self.minimumWidth() == LARGE_WIDTH):
            return
        before, dock, window = self.width(), self.parentWidget(), self.window()
        self.setMinimumWidth(LARGE_WIDTH if large else LEAST_WIDTH)
        self.tree.set_large(large)
        if not large and isinstance(dock, QDockWidget) and isinstance(window, QMainWindow):
            window.resizeDocks([dock], [self._width or before], Qt.Orientation.Horizontal)
        self._width = before if large else 0

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "undo_button"):
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        self.undo_button.setText(self.tr("撤回"))
        self.undo_button.setToolTip(self.tr("撤回上一次样式改动（在此面板按 Ctrl+Z）"))
        self.reset_button.setText(self.tr("恢复默认"))
        self.reset_button.setToolTip(self.tr("回到当前专题原来的样子"))
        self.tree.retranslate()
        self._show_steps()

    @property
    def waiting(self) -> bool:
        """Whether the figures are not in yet."""
        return len(self._counts) < len(self._session.stack.names)

    @property
    def empty(self) -> bool:
        """Whether no layer has anything to draw; False until that is known."""
        return not self.waiting and not any(c.total() for c in self._counts.values())

    @property
    def indicative(self) -> bool:
        """Whether a layer that is shown has boundaries that nobody surveyed."""
        return any(self._session.stack.visible(name) for name in self._indicative)

    def _map_changed(self) -> None:
        self.tree.refresh()
        self._settle.start()
        self.counted.emit()

    def _show_steps(self) -> None:
        self.undo_button.setEnabled(self._styles.undoable)

    def _count(self) -> None:
        stack = self._session.stack

        def count(_progress: Progress) -> dict[str, tuple[Counter[str], bool]]:
            return {name: stack.counts(name) for name in stack.names}

        self._tasks.start(COUNTING, count, self._show_counts, patient=True)

    def _show_counts(self, counted: dict[str, tuple[Counter[str], bool]]) -> None:
        self._counts = {name: classes for name, (classes, _invented) in counted.items()}
        self._indicative = frozenset(
            name for name, (_classes, invented) in counted.items() if invented
        )
        self.tree.show_counts(self._counts)
        self.counted.emit()
