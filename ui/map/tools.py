"""The strip of tools above the map: select, what is added most, undo and redo, delete, the whole county, map themes.

Built of the window's actions; what is added seldom is behind one button. The selected tool stays pressed.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from ui.actions import Actions
from ui.map.theme_switch import ThemeSwitch
from ui.map_tools.toolbox import TOOLS

SPARE = ("forward", "back", "area", "lasso", "draw_circle", "edit_shape", "distance", "draw_area")
"""Buttons that a narrow strip does without, the first one first; menus and keys still have their actions."""
NARROWEST = 560
"""Px that the strip has at least."""
IN_REACH = 4
"""Kinds of point with a button of their own."""


class ToolStrip(QWidget):
    """The strip."""

    def __init__(self, commands: Actions) -> None:
        super().__init__()
        self.setObjectName("tools")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 3, 8, 3)
        self._row.setSpacing(2)
        self._buttons: dict[str, QToolButton] = {}
        self._worded: list[QToolButton] = []
        kinds = list(commands.add.items())
        self._button("select", commands["select"])
        group = "select"
        for tool in TOOLS:
            if tool.group != group:
                self._row.addSpacing(8)
                group = tool.group
            self._button(tool.name, commands.map_tools[tool.name])
        self._row.addSpacing(12)
        for kind, action in kinds[:IN_REACH]:
            button = self._button(f"add:{kind}", action)
            self._worded.append(button)
        self.more = self._more([action for _kind, action in kinds[IN_REACH:]])
        self._row.addSpacing(12)
        for name in ("undo", "redo", "delete"):
            self._button(name, commands[name])
        self._row.addSpacing(12)
        for name in ("fit", "back", "forward"):
            self._button(name, commands[name])
        self._row.addStretch(1)
        self.themes = ThemeSwitch(commands)
        self._row.addWidget(self.themes)
        self._row.addSpacing(12)
        for name in ("theme", "language"):
            self._button(name, commands[name])
        self.retranslate()

    def minimumSizeHint(self) -> QSize:
        """Room for what is never given up."""
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give up words and then buttons, as far as the room asks for it; all of them are in the menus too."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.themes.setMinimumWidth(0)
        for button in self._worded:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        spare = [self._buttons[name] for name in SPARE if name in self._buttons]
        for button in spare:
            button.setVisible(True)
        if self._needs() + self._themes_ask() > self.width():  # words go before the themes do
            for button in self._worded:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        for button in spare:
            if self._needs() <= self.width():
                break
            button.setVisible(False)
        self._give_themes_room()

    def _give_themes_room(self) -> None:
        """Keep for the themes side by side what they ask for, when there is as much."""
        self.themes.setMinimumWidth(0)
        if self._needs() + self._themes_ask() <= self.width():
            self.themes.setMinimumWidth(self.themes.sizeHint().width())

    def _themes_ask(self) -> int:
        """Px more that the themes ask for than they must have."""
        return self.themes.sizeHint().width() - self.themes.minimumSizeHint().width()

    def _needs(self) -> int:
        self._row.invalidate()
        return self._row.minimumSize().width()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        """Say the words again."""
        self.more.setText(self.tr("更多"))
        self.more.setToolTip(self.tr("新增其他种类的点"))
        self._fit()

    def _button(self, name: str, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setObjectName(f"tool:{name}")
        button.setIconSize(QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row.addWidget(button)
        self._buttons[name] = button
        return button

    def _more(self, actions: list[QAction]) -> QToolButton:
        button = QToolButton()
        button.setObjectName("tool:more")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        menu.addActions(actions)
        button.setMenu(menu)
        self._row.addWidget(button)
        button.setVisible(bool(actions))
        return button
