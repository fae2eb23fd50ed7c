"""What an empty map says: what would be here, and the three ways to get it there.

A quiet card in the middle of the map, shown while no layer has anything to draw; it goes with the first record. Which
that is, the counts of the layers panel tell. What the buttons do is the window's.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.actions import Actions
from ui.panels.labels import plain_label, secondary_label
from ui.panels.layer_tree import LayerTree

_WIDEST = 480
_MARGIN = 24


class EmptyMap(QFrame):
    """The card above `view`; what can't be done in this workspace is not offered."""

    def __init__(
        self,
        view: QWidget,
        layers: LayerTree,
        commands: Actions,
        new_village: Callable[[], object],
    ) -> None:
        super().__init__(view)
        self.setObjectName("emptyMap")
        self._view, self._layers = view, layers
        self.title = plain_label("", "heading")
        self.about = secondary_label()
        self.about.setWordWrap(True)
        village = QAction(self)
        village.setEnabled(commands["add"].isEnabled())
        village.triggered.connect(lambda _on=False: new_village())
        ways = {"import": commands["import"], "village": village, "demo": commands["demo"]}
        self.buttons = {name: QPushButton() for name in ways}
        self._ways = ways
        row = QHBoxLayout()
        row.setSpacing(8)
        for number, (name, button) in enumerate(self.buttons.items()):
            button.setObjectName(f"emptyMap:{name}")
            button.setProperty("role", "primary" if not number else "quiet")
            button.clicked.connect(ways[name].trigger)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addSpacing(4)
        column.addLayout(row)
        layers.counted.connect(self.refresh)
        view.installEventFilter(self)
        self.retranslate()
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_ways"):
            self.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the map."""
        if event.type() == QEvent.Type.Resize and self.isVisibleTo(self._view):
            self._place()
        return False

    def retranslate(self) -> None:
        """Say the words again."""
        self.title.setText(self.tr("地图上还没有内容"))
        self.about.setText(
            self.tr("这里会显示村界、警力、设备和案事件。先导入已有的文件，或从新建村开始。")
        )
        words = {
            "import": self.tr("导入文件…"),
            "village": self.tr("新建村…"),
            "demo": self.tr("先看演示县…"),
        }
        for name, button in self.buttons.items():
            button.setText(words[name])
        self.refresh()

    def refresh(self) -> None:
        """Be there while nothing is drawn on the map."""
        for name, button in self.buttons.items():
            button.setVisible(self._ways[name].isEnabled())
        self.setVisible(self._layers.empty)
        if self._layers.empty:
            self._place()

    def _place(self) -> None:
        wide = min(_WIDEST, max(self._view.width() - 2 * _MARGIN, 0))
        high = max(self.heightForWidth(wide), self.sizeHint().height())
        area = self._view.rect()
        self.setGeometry((area.width() - wide) // 2, (area.height() - high) // 2, wide, high)
        self.raise_()
